//! Keeping what was simulated.

use std::sync::Arc;

use misp_flow_engine::{run::Run, value::Value, workflow::Workflow};

use crate::{
    clock::{now_millis, unix_now},
    runs::{Inputs, Kept, KeptResult, KeptRun, RunError, RunLibrary},
    state::{State, Tone, later::Later},
};

impl State {
    /// What a simulation of the shown workflow is made from.
    pub(in crate::state) fn inputs(&self, event: String, data: Value) -> Inputs {
        let lesson = self.learning.lesson();
        Inputs {
            workflow: self.tab.document.workflow().clone(),
            trial: self.trial_trigger().map(|trigger| trigger.id.to_string()),
            event,
            data,
            answers: self.tab.answers.clone(),
            server: self.tab.server.clone(),
            lesson: lesson.map(|lesson| lesson.id.to_owned()),
            now: unix_now(),
            changes: Vec::new(),
            exchanges: Vec::new(),
            until: None,
        }
    }

    /// Keeps a run that was made from these inputs, in the background; `number` is that of the
    /// shown run, `title` what its tab is called. Going back in a run and to its end again keeps it once, and one that was kept when
    /// it was stopped makes room for the whole one.
    pub(in crate::state) fn keep_run(
        &mut self,
        number: u64,
        title: String,
        inputs: Inputs,
        (run, workflow): (Arc<Run>, Arc<Workflow>),
    ) {
        let known = self.kept_runs.keeping.get(&number) == Some(&inputs.until);
        if !self.settings.keep_runs || known {
            return;
        }
        self.kept_runs.keeping.insert(number, inputs.until);
        let Some(library) = self.kept_runs.library.clone() else {
            return;
        };
        let catalogue = Arc::clone(&self.catalogue);
        let at = now_millis();
        // A workflow without a name is told by its file, as on its tab.
        let name = match workflow.name.as_str() {
            "" => title,
            _ => String::new(),
        };
        self.start("Keeping the run…".to_owned(), move || {
            let mut result = KeptResult::of(&run, &workflow, &inputs.answers, &catalogue);
            if let Some(made) = inputs.until {
                let steps = if made == 1 { "step" } else { "steps" };
                result.sentence = format!("Stopped after {made} {steps}; the rest was not run");
            }
            let kept = KeptRun {
                at,
                name,
                inputs,
                result,
                has_data: true,
            };
            let kept = library.keep(&kept, &run, &catalogue);
            Later::then(move |state| state.run_kept(number, kept))
        });
    }

    fn run_kept(&mut self, number: u64, kept: Result<Kept, RunError>) {
        match kept {
            Ok(Kept { row, gone }) => {
                let part = self.kept_runs.shown.insert(number, row.id);
                self.kept_runs.change(|rows| {
                    // Runs that are kept at once may come in another order.
                    let at = rows.partition_point(|other| other.id > row.id);
                    rows.insert(at, row);
                    // The file has made room.
                    rows.retain(|row| !gone.contains(&row.id));
                });
                self.drop_part(part);
                self.runs_are_well();
            }
            Err(error) => {
                self.runs_trouble(&error);
                // Said once, not with every simulation.
                if !std::mem::replace(&mut self.kept_runs.told, true) {
                    let text = format!(
                        "The simulation was made, but runs are not kept now: {error}. See the tab Kept runs"
                    );
                    self.messages.say(Tone::Failed, text);
                }
            }
        }
    }

    /// Takes the row of a run away that has gone on since it was kept.
    fn drop_part(&mut self, part: Option<i64>) {
        let Some(part) = part else { return };
        let job = move |library: &RunLibrary| library.forget(part);
        self.runs_job("Keeping the run…", job, move |state, ()| {
            state
                .kept_runs
                .change(|rows| rows.retain(|row| row.id != part));
        });
    }
}
