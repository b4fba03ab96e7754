//! `misp-flow sync`.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::{
    args::SyncArguments,
    failure::ServerFailure,
    session::{self, Session},
};
use crate::{
    cli::{Failure, line::one_line, print},
    misp::{self, Progress, Snapshot, SnapshotError},
};

pub fn run(arguments: &SyncArguments) -> Result<u8, Failure> {
    let session = Session::open(&arguments.name)?;
    let folder = session.instance.data_folder();
    let file = Snapshot::file_in(&folder.ok_or(ServerFailure::NoFolder)?);
    let old = match Snapshot::read_of(&file, &session.instance.url) {
        Ok(old) => Some(old),
        // A damaged one is what a sync mends.
        Err(SnapshotError::None | SnapshotError::Damaged { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let tell = |progress: Progress| {
        eprintln!(
            "{} ({} of {})",
            progress.what, progress.done, progress.total
        );
    };
    let mut snapshot = session
        .run(async { Ok(misp::sync(&session.client, &session.instance.id, &tell).await?) })?;
    if let Some(old) = &old {
        snapshot.keep_from(old);
    }
    session::catalogue(&snapshot)?;
    snapshot.store(&file)?;
    let changes = old.map(|old| snapshot.changes_since(&old)).transpose();
    let changes = changes.map_err(|error| ServerFailure::Catalogue(error.to_string()))?;
    let changes: Option<Vec<String>> =
        changes.map(|changes| changes.iter().map(ToString::to_string).collect());
    print(&if arguments.json {
        let shown = json!({
            "version": snapshot.server.version,
            "counts": counts(&snapshot).into_iter().collect::<serde_json::Map<String, Json>>(),
            "changes": changes,
            "notes": snapshot.notes,
        });
        format!("{shown:#}\n")
    } else {
        text(&snapshot, changes.as_deref())
    })?;
    Ok(0)
}

fn text(snapshot: &Snapshot, changes: Option<&[String]>) -> String {
    let mut text = format!("MISP {}", one_line(&snapshot.server.version));
    // Writing to a String cannot fail.
    for (what, count) in counts(snapshot) {
        let _ = write!(text, ", {what} {count}");
    }
    text.push('\n');
    match changes {
        None => text.push_str("Fetched for the first time.\n"),
        Some([]) if !snapshot.has_read_modules() => {
            text.push_str(
                "Not all triggers and modules were read, so what changed of them is not known.\n",
            );
        }
        Some([]) => text.push_str("No trigger or module changed since the last time.\n"),
        Some(changes) => {
            for change in changes {
                let _ = writeln!(text, "~ {}", one_line(change));
            }
        }
    }
    for note in &snapshot.notes {
        let _ = writeln!(text, "! {}", one_line(note));
    }
    text
}

fn counts(snapshot: &Snapshot) -> Vec<(String, Json)> {
    let length = |list: &Json| list.as_array().map_or(0, Vec::len);
    [
        ("triggers", length(&snapshot.triggers)),
        ("modules", length(&snapshot.modules)),
        ("tags", snapshot.tags.len()),
        ("galaxies", snapshot.galaxies.len()),
        ("organisations", snapshot.organisations.len()),
        ("sharing groups", snapshot.sharing_groups.len()),
        ("warninglists", snapshot.warninglists.len()),
        ("misp-modules", snapshot.misp_modules.len()),
        ("users", snapshot.users.len()),
    ]
    .map(|(what, count)| (what.to_owned(), json!(count)))
    .to_vec()
}
