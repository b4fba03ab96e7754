//! `misp-flow blueprints`: those of a server, listed, fetched, pushed.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value as Json, json};

use super::{
    failure::{IN_THE_WAY, ServerFailure},
    file::is_stdout,
    session::Session,
};
use crate::{
    cli::{Failure, input, line::one_line, print},
    exchange::{self, Decision, ExchangeError, Sent},
    library::{self, fresh_uuid},
    misp::{Client, ServerDocument},
};

/// List, fetch and push the blueprints of a server
///
/// Blueprints are told apart by their uuids. None takes the place of another without --replace.
/// Exit status: 0 done; 1 bad input; 2 the server has another of this uuid, and nothing was changed;
/// 3 the server refuses or is not reached; 4 the connection ended, and whether it has saved is not
/// known.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow blueprints list lab
  misp-flow blueprints pull lab 12 -o block-red.json
  misp-flow blueprints push lab block-red.json")]
pub struct BlueprintsArguments {
    /// What to do.
    #[command(subcommand)]
    command: BlueprintsCommand,
}

#[derive(Debug, Subcommand)]
enum BlueprintsCommand {
    /// List them
    List {
        /// The server: its name or address
        name: String,
        /// Print a JSON list: {number, uuid, name, came_with_misp}
        #[arg(long)]
        json: bool,
    },
    /// Fetch one into a file that is not there yet, or print it
    Pull {
        /// The server: its name or address
        name: String,
        /// Its number, uuid or name
        #[arg(value_name = "BLUEPRINT")]
        asked: String,
        /// Write to this file
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Push one
    Push {
        /// The server: its name or address
        name: String,
        /// The blueprint, or a workflow to make one of (`-` reads standard input)
        file: PathBuf,
        /// Replace the server's of this uuid; what it held is kept as a file
        #[arg(long, conflicts_with = "another")]
        replace: bool,
        /// Add it under a uuid of its own where the server has one of this uuid
        #[arg(long)]
        another: bool,
    },
}

impl BlueprintsArguments {
    /// Whether JSON is asked for.
    pub fn is_for_json(&self) -> bool {
        matches!(self.command, BlueprintsCommand::List { json: true, .. })
    }
}

pub fn run(arguments: &BlueprintsArguments) -> Result<u8, Failure> {
    match &arguments.command {
        BlueprintsCommand::List { name, json } => list(name, *json),
        BlueprintsCommand::Pull {
            name,
            asked,
            output,
        } => pull(
            name,
            asked,
            output.as_ref().filter(|place| !is_stdout(place)),
        ),
        BlueprintsCommand::Push {
            name,
            file,
            replace,
            another,
        } => {
            let decision = match (replace, another) {
                (true, _) => Some(Decision::Replace),
                (_, true) => Some(Decision::KeepBoth),
                _ => None,
            };
            push(name, file, decision)
        }
    }
}

fn list(name: &str, as_json: bool) -> Result<u8, Failure> {
    let session = Session::open(name)?;
    let listed = session.run(async { Ok(session.client.blueprints().await?) })?;
    print(&if as_json {
        let list: Vec<Json> = listed.iter().map(json_of).collect();
        format!("{:#}\n", json!(list))
    } else {
        listed.iter().map(line_of).collect()
    })?;
    Ok(0)
}

fn line_of(one: &ServerDocument) -> String {
    let from = if one.is_default {
        "  came with MISP"
    } else {
        ""
    };
    let broken = match &one.document {
        Ok(_) => String::new(),
        Err(error) => format!("  cannot be opened: {error}"),
    };
    let line = format!("{}  “{}”  {}{from}{broken}", one.id, one.name, one.uuid);
    format!("{}\n", one_line(&line))
}

fn json_of(one: &ServerDocument) -> Json {
    json!({
        "number": one.id,
        "uuid": one.uuid,
        "name": one.name,
        "came_with_misp": one.is_default,
    })
}

fn pull(name: &str, asked: &str, output: Option<&PathBuf>) -> Result<u8, Failure> {
    let session = Session::open(name)?;
    let stored = session.run(meant(&session.client, asked))?;
    let text = exchange::opened(&stored)?.to_text();
    match output {
        None => print(&text)?,
        Some(file) if file.exists() => {
            return Err(ServerFailure::FileThere(file.clone()).into());
        }
        Some(file) => {
            library::replace(file, text.as_bytes())?;
            print(&format!(
                "{}: “{}”\n",
                file.display(),
                one_line(&stored.name)
            ))?;
        }
    }
    Ok(0)
}

/// The blueprint with this number, uuid or name.
async fn meant(client: &Client, asked: &str) -> Result<ServerDocument, Failure> {
    if !asked.is_empty() && asked.bytes().all(|digit| digit.is_ascii_digit()) {
        return Ok(client.blueprint(asked).await?);
    }
    let listed = client.blueprints().await?;
    let is_meant = |one: &&ServerDocument| one.uuid == asked || one.name == asked;
    let found: Vec<&str> = listed
        .iter()
        .filter(is_meant)
        .map(|one| one.id.as_str())
        .collect();
    match found.as_slice() {
        [number] => Ok(client.blueprint(number).await?),
        [] => Err(ServerFailure::NoBlueprint(asked.to_owned()).into()),
        several => Err(ServerFailure::SeveralBlueprints {
            name: asked.to_owned(),
            numbers: several.join(", "),
        }
        .into()),
    }
}

fn push(name: &str, file: &Path, decision: Option<Decision>) -> Result<u8, Failure> {
    let session = Session::open(name)?;
    let mut mine = input::workflow(file)?;
    let folder = session.instance.data_folder();
    let folder = folder
        .ok_or(ServerFailure::NoFolder)?
        .join("replaced-blueprints");
    let catalogue = session.catalogue()?;
    let client = &session.client;
    let sent = session.run(async {
        if !mine.is_blueprint() {
            // The uuid of a workflow is not that of a blueprint. One of its name is what was made
            // of it before.
            let listed = client.blueprints().await?;
            let mut same = listed.into_iter().filter(|one| one.name == mine.name);
            let before = same.next().filter(|_| same.next().is_none());
            mine.uuid = Some(before.map_or_else(fresh_uuid, |one| one.uuid));
        }
        let sent = exchange::send(client, &mine, None, &folder, &catalogue).await?;
        let (Sent::Clash(clash), Some(decision)) = (&sent, decision) else {
            return Ok(sent);
        };
        let decided = Some((clash.as_ref(), decision));
        Ok(exchange::send(client, &mine, decided, &folder, &catalogue).await?)
    })?;
    let name = one_line(&mine.name);
    match sent {
        Sent::Done(kept) => {
            print(&format!("“{name}” was pushed.\n"))?;
            if let Some(kept) = kept {
                print(&format!(
                    "What it replaced is kept as {}.\n",
                    kept.display()
                ))?;
            }
        }
        Sent::Same => print(&format!("The server has “{name}” already, the same.\n"))?,
        Sent::Clash(clash) => {
            for line in &clash.words {
                print(&format!("{}\n", one_line(line)))?;
            }
            eprintln!(
                "Nothing was pushed: the server has “{}” under the same uuid. Replace it with --replace, or add this one as --another.",
                one_line(&clash.theirs.name)
            );
            return Ok(IN_THE_WAY);
        }
    }
    Ok(0)
}

impl From<ExchangeError> for ServerFailure {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::Refused(refusal) => refusal.into(),
            other => Self::NotExchanged(other),
        }
    }
}
