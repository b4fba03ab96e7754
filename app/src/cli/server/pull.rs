//! `misp-flow pull`.

use std::path::{Path, PathBuf};

use misp_flow_engine::workflow::Workflow;
use serde_json::{Value as Json, json};

use super::{
    args::PullArguments,
    failure::{IN_THE_WAY, ServerFailure},
    file::{self, Written, is_stdout},
    session::Session,
    target::{self, There},
};
use crate::{
    cli::{Failure, line::one_line, print},
    library::file_stem,
    misp::ServerDocument,
    push::{self, Kept, PushError},
};

/// A workflow that was written.
struct Pulled {
    number: String,
    trigger: Option<String>,
    name: String,
    file: PathBuf,
    written: Written,
}

pub fn run(arguments: &PullArguments) -> Result<u8, Failure> {
    // As elsewhere, `-` is the standard output.
    let output = arguments.output.as_ref().filter(|place| !is_stdout(place));
    if arguments.all && output.is_none() {
        return Err(ServerFailure::AllNeedsFolder.into());
    }
    let session = Session::open(&arguments.name)?;
    let Some(place) = output else {
        let stored = one(&session, arguments.workflow.as_deref().unwrap_or_default())?;
        print(&file::text(&opened(&stored)?))?;
        return Ok(0);
    };
    let mut done = Vec::new();
    let mut failed = Vec::new();
    if arguments.all {
        file::make_folder(place)?;
        let there = session.run(There::ask(&session.client))?;
        failed = there.broken();
        for (trigger, stored) in there.workflows() {
            let name = match trigger {
                Some(trigger) => file_stem(&trigger.id),
                None => format!("{}-{}", file_stem(&stored.name), file_stem(&stored.id)),
            };
            let path = place.join(format!("{name}.json"));
            // One that the server stored broken does not keep the others away.
            match write(&session, stored, &path, arguments.force) {
                Ok(pulled) => done.push(pulled),
                Err(Failure::Server(ServerFailure::Push(error))) => failed.push(error.to_string()),
                Err(other) => return Err(other),
            }
        }
    } else {
        let stored = one(&session, arguments.workflow.as_deref().unwrap_or_default())?;
        done.push(write(&session, &stored, place, arguments.force)?);
    }
    if arguments.json {
        print(&format!(
            "{:#}\n",
            json!(done.iter().map(json_of).collect::<Vec<_>>())
        ))?;
    } else {
        let lines: Vec<String> = done.iter().map(line_of).collect();
        print(&match lines.as_slice() {
            [] if failed.is_empty() => format!(
                "There are no workflows on {} yet; nothing was written.\n",
                one_line(&session.instance.shown_name())
            ),
            lines => lines.concat(),
        })?;
    }
    for error in &failed {
        eprintln!("misp-flow: {}", one_line(error));
    }
    let mut is_left = false;
    for one in done.iter().filter(|one| one.written == Written::Left) {
        is_left = true;
        eprintln!(
            "misp-flow: {}",
            ServerFailure::WouldOverwrite(one.file.clone())
        );
    }
    Ok(if is_left || !failed.is_empty() {
        IN_THE_WAY
    } else {
        0
    })
}

fn one(session: &Session, asked: &str) -> Result<ServerDocument, Failure> {
    session.run(async {
        let target = target::meant(&session.client, asked).await?;
        Ok(push::fetch(&session.client, &target).await?)
    })
}

fn opened(stored: &ServerDocument) -> Result<Workflow, Failure> {
    let opened = stored.document.clone();
    Ok(opened.map_err(|error| PushError::Unreadable(stored.name.clone(), error.to_string()))?)
}

/// Writes the file first and the base then: cut off in between, the next push asks more than it
/// has to, and not less.
fn write(
    session: &Session,
    stored: &ServerDocument,
    path: &Path,
    force: bool,
) -> Result<Pulled, Failure> {
    let workflow = opened(stored)?;
    let who = session.run(session.who())?;
    let bases = push::bases(&session.store, stored)?;
    let written = file::write(path, &workflow, &bases, force)?;
    if written != Written::Left {
        let (store, kept) = (&session.store, Kept::now(&who, &stored.raw));
        let noted = store.set_base(&stored.id, &kept);
        let noted = noted.and_then(|()| store.note_file(&stored.id, path, &kept, false));
        noted.map_err(|error| ServerFailure::Unnoted {
            path: path.to_owned(),
            error: Box::new(error),
        })?;
    }
    Ok(Pulled {
        number: stored.id.clone(),
        trigger: stored.trigger_id().map(str::to_owned),
        name: stored.name.clone(),
        file: path.to_owned(),
        written,
    })
}

fn line_of(one: &Pulled) -> String {
    format!(
        "{}: {} ({} “{}”)\n",
        one.file.display(),
        one.written.word(),
        one.number,
        one_line(&one.name)
    )
}

fn json_of(one: &Pulled) -> Json {
    json!({
        "number": one.number,
        "trigger": one.trigger,
        "name": one.name,
        "file": one.file.to_string_lossy(),
        "result": one.written.word(),
    })
}
