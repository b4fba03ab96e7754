//! Kept runs in the window: the list, the chosen ones, two beside each other.

mod again;
mod apply;
mod command;
mod compare;
mod export;
mod keep;
mod open;
mod recall;

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
};

use misp_flow_engine::describe::capitalised;

use super::{State, Tone, later::Later};
use crate::runs::{RunError, RunLibrary, RunRow, key_of};

pub use command::{RunForm, RunsCommand};
pub use compare::ComparedRuns;

/// What the list of found runs was made from.
type FoundFor = (u64, String, Option<String>);

/// The kept runs as the window knows them.
#[derive(Debug, Default)]
pub struct Runs {
    library: Option<RunLibrary>,
    /// The latest first; nothing until they were read.
    rows: Option<Vec<RunRow>>,
    reading: bool,
    /// Another number for each state of the rows.
    revision: u64,
    search: String,
    only_this: bool,
    /// The places of the rows that are listed, and what they follow from.
    found: (FoundFor, Vec<usize>),
    chosen: Vec<i64>,
    /// Counts the wishes to type a name.
    naming: u64,
    trouble: Option<String>,
    damaged: bool,
    /// The user was told once that runs are not kept.
    told: bool,
    /// The numbers of the shown runs that are kept or on their way to it, with after how many steps
    /// they had been stopped.
    keeping: HashMap<u64, Option<usize>>,
    /// Which kept run a shown one is, by the number of the shown one.
    shown: HashMap<u64, i64>,
    compared: Option<ComparedRuns>,
}

impl Runs {
    /// All kept runs, the latest first; nothing until they were read.
    pub fn rows(&self) -> Option<&[RunRow]> {
        self.rows.as_deref()
    }

    /// How many runs are listed.
    pub fn found_count(&self) -> usize {
        self.found.1.len()
    }

    /// The listed run at this place.
    pub fn found_at(&self, place: usize) -> Option<&RunRow> {
        self.rows.as_deref()?.get(*self.found.1.get(place)?)
    }

    /// What is searched for.
    pub fn search(&self) -> &str {
        &self.search
    }

    /// Whether the runs of the shown workflow alone are listed.
    pub fn only_this(&self) -> bool {
        self.only_this
    }

    /// The chosen runs, the one with the cursor last.
    pub fn chosen(&self) -> &[i64] {
        &self.chosen
    }

    /// The chosen run with the cursor.
    pub fn cursor(&self) -> Option<&RunRow> {
        self.row(*self.chosen.last()?)
    }

    /// The row of a run.
    pub fn row(&self, id: i64) -> Option<&RunRow> {
        let rows = self.rows.as_deref()?;
        // The latest have the highest numbers.
        let at = rows.binary_search_by(|row| id.cmp(&row.id)).ok()?;
        rows.get(at)
    }

    /// Counts the wishes to type a name.
    pub fn naming(&self) -> u64 {
        self.naming
    }

    /// What is wrong with the file.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Whether a new file would mend it.
    pub fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// Whether there is a place to keep runs.
    pub fn can_keep(&self) -> bool {
        self.library.is_some()
    }

    /// Two runs beside each other, while they are looked at.
    pub fn compared(&self) -> Option<&ComparedRuns> {
        self.compared.as_ref()
    }

    fn change(&mut self, change: impl FnOnce(&mut Vec<RunRow>)) {
        if let Some(rows) = &mut self.rows {
            change(rows);
            self.revision += 1;
        }
        let mut chosen = std::mem::take(&mut self.chosen);
        chosen.retain(|id| self.row(*id).is_some());
        self.chosen = chosen;
    }
}

impl State {
    /// The kept runs.
    pub fn runs(&self) -> &Runs {
        &self.kept_runs
    }

    /// Keeps simulated runs in this file.
    pub fn use_runs_file(&mut self, path: PathBuf) {
        self.kept_runs.library = Some(RunLibrary::at(path));
    }

    /// The kept run that is on the canvas.
    pub fn shown_kept_run(&self) -> Option<i64> {
        let number = self.tab.run.as_ref()?.number;
        self.kept_runs.shown.get(&number).copied()
    }

    /// The run that commands are about: the chosen one, else the one that is shown.
    fn run_meant(&self) -> Option<i64> {
        let chosen = self.kept_runs.chosen.last().copied();
        chosen.or_else(|| self.shown_kept_run())
    }

    /// Reads the list, where that has not been done.
    pub(super) fn open_runs(&mut self) {
        let runs = &mut self.kept_runs;
        if runs.rows.is_some() || runs.reading {
            return;
        }
        let Some(library) = runs.library.clone() else {
            return;
        };
        runs.reading = true;
        self.start("Opening the kept runs…".to_owned(), move || {
            let listed = library.list();
            Later::then(move |state| {
                state.kept_runs.reading = false;
                match listed {
                    Ok(rows) => {
                        state.kept_runs.rows = Some(rows);
                        state.kept_runs.revision += 1;
                        state.runs_are_well();
                    }
                    Err(error) => state.runs_trouble(&error),
                }
            })
        });
    }

    fn runs_are_well(&mut self) {
        let runs = &mut self.kept_runs;
        (runs.trouble, runs.damaged, runs.told) = (None, false, false);
    }

    /// The file cannot be used: the tab says so as long as that lasts.
    fn runs_trouble(&mut self, error: &RunError) {
        self.kept_runs.trouble = Some(capitalised(&error.to_string()));
        self.kept_runs.damaged = error.is_damage();
    }

    /// Brings the list up to date; to be called once a frame.
    pub(super) fn follow_runs(&mut self) {
        if self.bottom == super::BottomTab::Runs {
            self.open_runs_once();
        }
        self.recall_answers();
        let runs = &mut self.kept_runs;
        let only = (runs.only_this).then(|| key_of(self.tab.document.workflow()));
        let (revision, search, key) = &runs.found.0;
        if (*revision, search, key) == (runs.revision, &runs.search, &only) {
            return;
        }
        let rows = runs.rows.as_deref().unwrap_or_default().iter().enumerate();
        let fits = |row: &RunRow| {
            only.as_ref().is_none_or(|key| row.key == *key) && row.fits(&runs.search)
        };
        let (places, ids): (Vec<usize>, HashSet<i64>) = rows
            .filter(|(_, row)| fits(row))
            .map(|(place, row)| (place, row.id))
            .unzip();
        runs.found.1 = places;
        // What is not seen is not removed or given away.
        if runs.rows.is_some() {
            runs.chosen.retain(|id| ids.contains(id));
        }
        runs.found.0 = (runs.revision, runs.search.clone(), only);
    }

    /// The tab may be shown from the start; a file that cannot be read is not tried each frame.
    fn open_runs_once(&mut self) {
        if self.kept_runs.trouble.is_none() {
            self.open_runs();
        }
    }

    /// Starts a job on the file; `then` takes what it gave.
    fn runs_job<T: Send + 'static>(
        &mut self,
        what: &str,
        job: impl FnOnce(&RunLibrary) -> Result<T, RunError> + Send + 'static,
        then: impl FnOnce(&mut Self, T) + Send + 'static,
    ) {
        let Some(library) = self.kept_runs.library.clone() else {
            return;
        };
        let failed = what.trim_end_matches('…').to_owned();
        self.start(what.to_owned(), move || {
            let done = job(&library);
            Later::then(move |state| match done {
                Ok(done) => then(state, done),
                Err(error) => {
                    let text = format!("{failed} failed: {error}");
                    state.messages.say(Tone::Failed, text);
                }
            })
        });
    }
}
