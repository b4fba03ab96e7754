//! Carries out what a user does with kept runs.

use super::RunsCommand;
use crate::{
    runs::RunLibrary,
    state::{BottomTab, Command, Purpose, State, Tone},
};

const CHOOSE_FIRST: &str = "Choose a kept run first";

impl State {
    pub(in crate::state) fn apply_to_kept_runs(&mut self, command: RunsCommand) {
        match command {
            RunsCommand::SwitchKeeping => self.settings.keep_runs = !self.settings.keep_runs,
            RunsCommand::Find(text) => self.kept_runs.search = text,
            RunsCommand::OnlyThis(on) => self.kept_runs.only_this = on,
            RunsCommand::Choose(ids) => self.kept_runs.chosen = ids,
            RunsCommand::Open => {
                if let Some(id) = self.run_meant() {
                    self.open_run(id);
                }
            }
            RunsCommand::AskName => {
                self.kept_runs.chosen = self.run_meant().into_iter().collect();
                self.kept_runs.compared = None;
                self.kept_runs.naming += 1;
                self.apply(Command::ShowBottom(BottomTab::Runs));
            }
            RunsCommand::Name(id, name) => self.name_run(id, name),
            RunsCommand::Pin => self.pin_runs(),
            RunsCommand::Remove => self.remove_runs(),
            RunsCommand::BringBack(ids) => {
                let job = move |library: &RunLibrary| {
                    library.bring_back(&ids)?;
                    library.list()
                };
                self.runs_job("Bringing runs back…", job, |state, rows| {
                    state.kept_runs.change(|old| *old = rows);
                });
            }
            RunsCommand::BringAllBack => {
                let job = |library: &RunLibrary| Ok((library.bring_all_back()?, library.list()?));
                self.runs_job("Bringing runs back…", job, |state, (count, rows)| {
                    state.kept_runs.change(|old| *old = rows);
                    let text = match count {
                        0 => "No run was removed during the last day".to_owned(),
                        1 => "Brought back 1 run".to_owned(),
                        count => format!("Brought back {count} runs"),
                    };
                    state.messages.say(Tone::Done, text);
                });
            }
            RunsCommand::Again => {
                if let Some(id) = self.run_meant() {
                    self.run_again(id);
                }
            }
            RunsCommand::Compare => {
                self.apply(Command::ShowBottom(BottomTab::Runs));
                self.compare_runs();
            }
            RunsCommand::ShowPair(row) => self.show_pair(row),
            RunsCommand::CloseComparison => {
                if let Some(old) = self.kept_runs.compared.take() {
                    crate::state::tabs::drop_elsewhere(old);
                }
            }
            RunsCommand::Export(form) => self.pick(Purpose::ExportRun(form)),
            RunsCommand::Reload => {
                (self.kept_runs.trouble, self.kept_runs.rows) = (None, None);
                self.open_runs();
            }
            RunsCommand::BeginAnew => self.begin_runs_anew(),
        }
    }

    pub(in crate::state) fn why_not_runs(&self, command: &RunsCommand) -> Option<&'static str> {
        let unless = |holds: bool, reason| (!holds).then_some(reason);
        if !self.kept_runs.can_keep() {
            return Some("There is no folder for the program's data");
        }
        match command {
            RunsCommand::Open | RunsCommand::AskName | RunsCommand::Export(_) => {
                unless(self.run_meant().is_some(), CHOOSE_FIRST)
            }
            RunsCommand::Again if self.document().workflow().graph.nodes.is_empty() => {
                Some("The workflow has no nodes yet")
            }
            RunsCommand::Again => unless(self.run_meant().is_some(), CHOOSE_FIRST),
            RunsCommand::Pin | RunsCommand::Remove => {
                unless(!self.runs_meant().is_empty(), CHOOSE_FIRST)
            }
            RunsCommand::Compare => self.why_not_compare_runs(),
            _ => None,
        }
    }

    /// The chosen runs, else the one that is shown.
    fn runs_meant(&self) -> Vec<i64> {
        match self.kept_runs.chosen.as_slice() {
            [] => self.shown_kept_run().into_iter().collect(),
            chosen => chosen.to_vec(),
        }
    }

    fn name_run(&mut self, id: i64, name: String) {
        let name = name.trim().to_owned();
        if self.kept_runs.row(id).is_none_or(|row| row.name == name) {
            return;
        }
        let to = name.clone();
        let job = move |library: &RunLibrary| library.rename(id, &to);
        self.runs_job("Naming the run…", job, move |state, ()| {
            state.kept_runs.change(|rows| {
                if let Some(row) = rows.iter_mut().find(|row| row.id == id) {
                    row.name = name;
                }
            });
        });
    }

    fn pin_runs(&mut self) {
        let ids = self.runs_meant();
        // Several are pinned as long as one of them is not.
        let rows = ids.iter().filter_map(|id| self.kept_runs.row(*id));
        let pinned = rows.clone().any(|row| !row.pinned);
        let wanted = ids.clone();
        let job =
            move |library: &RunLibrary| (ids.iter()).try_for_each(|id| library.pin(*id, pinned));
        self.runs_job("Pinning the run…", job, move |state, ()| {
            state.kept_runs.change(|rows| {
                for row in rows.iter_mut().filter(|row| wanted.contains(&row.id)) {
                    row.pinned = pinned;
                }
            });
        });
    }

    fn remove_runs(&mut self) {
        let ids = self.runs_meant();
        let gone = ids.clone();
        let job = move |library: &RunLibrary| library.remove(&ids);
        self.runs_job("Removing runs…", job, move |state, ()| {
            let next = state.neighbour_of(&gone);
            state
                .kept_runs
                .change(|rows| rows.retain(|row| !gone.contains(&row.id)));
            state.kept_runs.chosen = next.into_iter().collect();
            let text = match gone.len() {
                1 => "Removed a kept run".to_owned(),
                count => format!("Removed {count} kept runs"),
            };
            let back = Command::Runs(RunsCommand::BringBack(gone));
            state.messages.done(text, "Bring back", back);
        });
    }

    /// The listed run behind the first of these, so that the keyboard goes on from there.
    fn neighbour_of(&self, gone: &[i64]) -> Option<i64> {
        let runs = &self.kept_runs;
        let listed = (0..runs.found_count()).filter_map(|place| Some(runs.found_at(place)?.id));
        let listed: Vec<i64> = listed.collect();
        let first = listed.iter().position(|id| gone.contains(id))?;
        let behind = listed.iter().skip(first);
        let before = listed.iter().take(first).rev();
        behind.chain(before).find(|id| !gone.contains(id)).copied()
    }

    fn begin_runs_anew(&mut self) {
        let job = |library: &RunLibrary| {
            let aside = library.set_aside();
            aside.map_err(|error| crate::runs::RunError::Folder {
                path: library.path().to_owned(),
                error,
            })
        };
        self.runs_job("Beginning a new file…", job, |state, aside| {
            state.runs_are_well();
            state.kept_runs.rows = None;
            let text = format!(
                "Runs are kept again. The damaged file is {}",
                aside.display()
            );
            state.messages.say(Tone::Done, text);
            state.open_runs();
        });
    }
}
