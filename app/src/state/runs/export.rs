//! Giving kept runs away.

use std::{path::PathBuf, sync::Arc};

use misp_flow_engine::{
    catalogue::Catalogue,
    convert::{ReportFacts, to_report},
};

use super::{RunForm, open::remade};
use crate::{
    clock::spoken,
    export,
    library::{self, file_stem},
    runs::{RunError, RunLibrary},
    state::{State, Tone, files::file_name},
};

impl State {
    /// A file name for the run that is meant.
    pub(in crate::state) fn suggested_run_file(&self, form: RunForm) -> String {
        let row = self.run_meant().and_then(|id| self.kept_runs.row(id));
        let title = row.map_or("run", |row| row.title());
        format!("{}-run.{}", file_stem(title), form.ending())
    }

    /// Writes the run that is meant to a file, or says why not. A report has its picture beside it.
    pub(in crate::state) fn export_run(&mut self, form: RunForm, path: PathBuf, overwrite: bool) {
        let Some(id) = self.run_meant() else {
            return;
        };
        let title = self.kept_runs.row(id).map(|row| row.title().to_owned());
        let title = title.unwrap_or_default();
        let catalogue = Arc::clone(&self.catalogue);
        let files = match form {
            RunForm::Json => vec![path],
            RunForm::Report => {
                let picture = path.with_extension("svg");
                vec![path, picture]
            }
        };
        // Asked about was the first file only.
        let mut there = files.iter().filter(|file| library::stamp(file).is_some());
        let asked_about = files.first().filter(|_| overwrite);
        let in_the_way = match (there.next(), asked_about) {
            (Some(first), Some(asked)) if first == asked => None,
            (found, _) => found,
        };
        if let Some(file) = in_the_way {
            let text = format!(
                "{} is there already, so nothing was exported; choose another name",
                file.display()
            );
            return self.messages.say(Tone::Refused, text);
        }
        let job = move |library: &RunLibrary| {
            let texts = match form {
                RunForm::Json => vec![library.read(id)?.to_json(&catalogue)?],
                RunForm::Report => report(library, id, &title, &files, &catalogue)?,
            };
            for (file, text) in files.iter().zip(texts) {
                let written = library::replace(file, text.as_bytes());
                written.map_err(|error| RunError::Unwritten(error.to_string()))?;
            }
            Ok(files)
        };
        self.runs_job("Exporting the run…", job, |state, files| {
            let names: Vec<String> = files.iter().map(|file| file_name(file)).collect();
            let text = format!("Exported the run to {}", names.join(" and "));
            state.messages.say(Tone::Done, text);
        });
    }
}

/// The report and its picture.
fn report(
    library: &RunLibrary,
    id: i64,
    title: &str,
    files: &[PathBuf],
    catalogue: &Catalogue,
) -> Result<Vec<String>, RunError> {
    let remade = remade(library, id, catalogue)?;
    let picture = files.get(1).map(|file| file_name(file)).unwrap_or_default();
    let when = spoken(remade.kept.at);
    let facts = ReportFacts {
        title: &format!("Run of {title}"),
        when: &when,
        event: &remade.kept.inputs.event,
        picture: &picture,
        answers: &remade.kept.inputs.answers,
    };
    let mut text = to_report(&remade.workflow, catalogue, &remade.run, &facts);
    if let Some(difference) = &remade.difference {
        text.push_str(&format!(
            "\nThis version of the program simulates the run otherwise than the one that kept it: {difference}.\n"
        ));
    }
    let svg = export::svg_of_run(&remade.workflow, catalogue, &remade.run);
    Ok(vec![text, svg])
}
