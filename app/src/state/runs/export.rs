//! Giving kept runs away.

use std::{path::PathBuf, sync::Arc};

use misp_flow_engine::{
    account::data_after,
    catalogue::Catalogue,
    convert::{ByHand, ReportFacts, to_report},
    path::Place,
    run::Run,
};

use super::{RunForm, open::remade};
use crate::{
    clock::spoken,
    export,
    library::{self, file_stem},
    runs::{RunError, RunLibrary},
    state::{State, Tone, files::file_name},
    stepper::{DataChange, RealExchange, sent_words},
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
                let written = library::replace_private(file, text.as_bytes());
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
    let sent_in_all = sent_words(&remade.kept.inputs.exchanges);
    let sent = how_sent(&remade.run, &remade.kept.inputs.exchanges);
    let by_hand = by_hand(&remade.run, &remade.kept.inputs.changes);
    let facts = ReportFacts {
        title: &format!("Run of {title}"),
        when: &when,
        event: &remade.kept.inputs.event,
        picture: &picture,
        answers: &remade.kept.inputs.answers,
        sent: &sent,
        sent_words: sent_in_all.as_deref(),
        by_hand: &by_hand,
        stopped: remade.stop.is_some(),
    };
    let mut text = to_report(&remade.workflow, catalogue, &remade.run, &facts);
    if let Some(difference) = &remade.difference {
        text.push_str(&format!(
            "\nThis version of the program simulates the run otherwise than the one that kept it: {difference}.\n"
        ));
    }
    let svg = export::svg_of_run(&remade.workflow, catalogue, &remade.run);
    Ok(vec![remade.kept.without_keys(text, catalogue), svg])
}

/// How each effect of a run was really sent; nothing where none was.
fn how_sent(run: &Run, exchanges: &[RealExchange]) -> Vec<Option<String>> {
    if exchanges.is_empty() {
        return Vec::new();
    }
    let background = run.background.iter().flat_map(|one| &one.run.effects);
    let effects = run.effects.iter().chain(background);
    let how = effects.map(|effect| {
        let request = effect.request()?;
        let mut exchanges = exchanges.iter();
        let sent = exchanges.find(|one| one.is_of(&effect.node, request))?;
        Some(sent.words())
    });
    how.collect()
}

/// What was changed by hand, with the data after each change.
fn by_hand(run: &Run, changes: &[DataChange]) -> Vec<ByHand> {
    let mut found: Vec<ByHand> = Vec::new();
    for change in changes {
        let before = match found.last().filter(|last| last.after == change.after) {
            Some(last) => &last.data,
            None => data_after(run, change.after),
        };
        if let Some(data) = change.put_into(before) {
            found.push(ByHand {
                after: change.after,
                place: Place::from(change.keys.clone()).to_string(),
                data,
            });
        }
    }
    found
}
