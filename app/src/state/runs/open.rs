//! A kept run on the canvas again.

use std::sync::Arc;

use misp_flow_engine::{
    catalogue::Catalogue,
    condition::Operators,
    run::{Plan, Run},
    workflow::Workflow,
};

use crate::{
    runs::{KeptResult, KeptRun, RunError, RunLibrary, is_same_workflow},
    state::{OpenDocument, Revision, ShownRun, State, Stepping, TabId, Tone, tabs::drop_elsewhere},
    stepper::Stop,
};

/// A kept run that was made again.
pub(super) struct Remade {
    pub kept: KeptRun,
    pub run: Arc<Run>,
    pub workflow: Arc<Workflow>,
    /// Where it was stopped.
    pub stop: Option<Stop>,
    /// The operators of the simulated server.
    pub operators: Operators,
    /// What is not as it was then, in words.
    pub difference: Option<String>,
}

/// Reads a run and makes it again.
pub(super) fn remade(
    library: &RunLibrary,
    id: i64,
    catalogue: &Catalogue,
) -> Result<Remade, RunError> {
    let kept = library.read(id)?;
    if !kept.has_data {
        return Err(RunError::WithoutData);
    }
    let (run, workflow, stop) = kept.inputs.run_to_stop(catalogue);
    let now = KeptResult::of(&run, &workflow, &kept.inputs.answers, catalogue);
    Ok(Remade {
        stop,
        operators: kept.inputs.instance(catalogue).operators(),
        difference: kept.result.first_difference(&now),
        kept,
        run: Arc::new(run),
        workflow: Arc::new(workflow),
    })
}

impl State {
    /// Shows a kept run: on the shown workflow where it is the one that ran, else on a copy of that
    /// one in a new tab.
    pub(super) fn open_run(&mut self, id: i64) {
        let catalogue = Arc::clone(&self.catalogue);
        let document = self.tab.document.workflow().clone();
        let here = (self.tab.id, self.tab.document.revision());
        let job = move |library: &RunLibrary| {
            let remade = remade(library, id, &catalogue)?;
            let same = is_same_workflow(&document, &remade.kept.inputs.workflow);
            Ok((remade, same))
        };
        self.runs_job("Opening the run…", job, move |state, (remade, same)| {
            state.show_remade(id, remade, same.then_some(here));
        });
    }

    fn show_remade(&mut self, id: i64, remade: Remade, here: Option<(TabId, Revision)>) {
        let title = self.kept_runs.row(id).map(|row| row.title().to_owned());
        let title = title.unwrap_or_else(|| remade.kept.inputs.workflow.name.clone());
        let inputs = remade.kept.inputs;
        let stays = here == Some((self.tab.id, self.tab.document.revision()));
        if !stays {
            let origin = match remade.kept.name.as_str() {
                "" => "as it ran".to_owned(),
                name => format!("as it ran, {name}"),
            };
            self.add_tab(OpenDocument::copy(inputs.workflow, origin));
            self.tab.answers = inputs.answers.clone();
            self.tab.server = inputs.server;
            self.tab.trial = inputs.trial;
        }
        let plan = Plan::of(&remade.workflow);
        self.runs += 1;
        let number = self.runs;
        self.kept_runs.shown.insert(number, id);
        self.tab.wanted_run = number;
        self.tab.drop_aside();
        let shown = ShownRun {
            run: remade.run,
            revision: self.tab.document.revision(),
            event: inputs.event,
            step: None,
            number,
            answers: inputs.answers,
            workflow: remade.workflow,
            received: None,
            stepping: Stepping {
                stop: remade.stop,
                plan: Some(plan),
                operators: remade.operators,
                real: Arc::new(inputs.exchanges),
                changes: Arc::new(inputs.changes),
                stamp: number,
                ..Stepping::default()
            },
        };
        if let Some(old) = self.tab.run.replace(shown) {
            drop_elsewhere(old);
        }
        self.show_simulation();
        if let Some(difference) = remade.difference {
            let text = format!(
                "{title} does not come out as it did when it was kept: {difference}. What is shown is what this version of the program, with the catalogue in use, simulates now"
            );
            self.messages.say(Tone::Refused, text);
        }
    }
}
