//! Running on the server, for real: what would happen is shown first, the answer beside the
//! simulation after.

use std::sync::Arc;

use misp_flow_engine::{
    compare::{Difference, Place, What, compare},
    value::Value,
    workflow::{Node, NodeKind, Workflow},
};

use crate::{
    library::EventOrigin,
    misp::{Instance, ServerDocument},
    push::pushed,
    real_run::{Carried, Forecast, RunError, Subject, carry_out, foresee},
    state::{Dialog, EventSource, State, Tone},
};

use super::{ServerDialog, ServerDone, workflows::rows_now};

/// Something that a user does to run on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunCommand {
    /// Looks at what a run of the open workflow, as the server has it, would do.
    Ask,
    /// The same of the workflow of this row.
    AskRow(usize),
    /// The same of the selected node alone.
    AskNode,
    /// Looks again at what was asked about.
    Again,
    /// Runs what was looked at.
    Go,
}

/// How far a run is.
#[derive(Clone, Debug)]
pub enum RunStage {
    /// The server is asked what it would run.
    Looking,
    /// This is what would happen.
    Foreseen(Arc<Forecast>),
    /// It is under way.
    Going(Arc<Forecast>),
    /// It was run.
    Done(Arc<Forecast>, Arc<Carried>),
    /// It was not run, or not for sure.
    Failed(String),
}

/// A run on the server.
#[derive(Clone, Debug)]
pub struct Running {
    number: u64,
    subject: Subject,
    input: Value,
    /// What the event is called.
    pub event: String,
    /// The number of the event in the data, where they did not come from this server: what changes
    /// events changes the server's event of that number.
    pub foreign: Option<String>,
    /// Whether the open workflow does something else than what the server has.
    pub differs: bool,
    /// What the workflow is called here, where the server has it under another name.
    pub renamed: Option<String>,
    /// How far it is.
    pub stage: RunStage,
}

impl Running {
    /// Whether one node is run alone.
    pub fn is_of_node(&self) -> bool {
        matches!(self.subject, Subject::Node { .. })
    }

    /// A job ended with a mistake in this program.
    pub(super) fn crashed(&mut self) {
        if matches!(self.stage, RunStage::Looking | RunStage::Going(_)) {
            let text = "What became of the run is not known: a mistake in this program ended it. Look at the server's log";
            self.stage = RunStage::Failed(text.to_owned());
        }
    }
}

/// The number that an event has on the server that it came from.
fn numbered(input: &Value) -> Option<String> {
    let id = input.get("Event")?.get("id")?.to_text().into_owned();
    (!id.is_empty() && id != "0").then_some(id)
}

/// Whether what is open differs from what the server has in more than its name.
fn does_else(open: &Workflow, there: Option<&ServerDocument>) -> bool {
    let Some(there) = there.and_then(|there| there.document.as_ref().ok()) else {
        return false;
    };
    let found = compare(there, open);
    let is_name =
        |one: &Difference| matches!((&one.place, &one.what), (Place::Workflow, What::Name(..)));
    pushed(&found).any(|one| !is_name(one))
}

impl State {
    pub(super) fn apply_to_runs(&mut self, command: RunCommand) {
        match command {
            RunCommand::Ask => {
                let row = self.row_of(&self.tab).and_then(|row| row.stored.clone());
                if let Some(stored) = row {
                    self.look_at_run_of_event(Subject::Workflow(stored.id.clone()));
                }
            }
            RunCommand::AskRow(place) => {
                if let Some(stored) = self.row(place).and_then(|row| row.stored.clone()) {
                    self.look_at_run_of_event(Subject::Workflow(stored.id.clone()));
                }
            }
            RunCommand::AskNode => {
                if let Some(node) = self.node_to_run().cloned() {
                    let convert = self.converts();
                    self.look_at_run_of_event(Subject::Node { node, convert });
                }
            }
            RunCommand::Again => {
                if let Some(running) = &self.servers.running {
                    let (input, foreign) = (running.input.clone(), running.foreign.clone());
                    let (subject, event) = (running.subject.clone(), running.event.clone());
                    self.look_at_run(subject, input, event, foreign);
                }
            }
            RunCommand::Go => self.run_for_real(),
        }
    }

    pub(super) fn why_not_run(&self, command: &RunCommand) -> Option<&'static str> {
        if let Some(reason) = self.why_not_online() {
            return Some(reason);
        }
        if *command == RunCommand::Go {
            return None;
        }
        if self.events.chosen().is_none() {
            return Some("Choose an event first: a run is on one");
        }
        if self.events.chosen_value().is_none() {
            return Some("The chosen event is still being read");
        }
        match command {
            RunCommand::Ask => {
                let row = self.row_of(&self.tab).and_then(|row| row.stored.as_ref());
                row.is_none()
                    .then_some("The open workflow is not on the server: push it first")
            }
            RunCommand::AskNode => match self.node_to_run() {
                None => Some("Select one action or logic node first"),
                Some(_) => None,
            },
            _ => None,
        }
    }

    /// The one selected node, where it is one that does something.
    fn node_to_run(&self) -> Option<&Arc<Node>> {
        let id = self.tab.selected.single()?;
        let node = self.tab.document.workflow().graph.nodes.get(id)?;
        matches!(node.kind, NodeKind::Action | NodeKind::Logic).then_some(node)
    }

    /// Whether the trigger of the open workflow brings its data into the core format; one without
    /// a trigger is taken to be about events.
    pub(in crate::state) fn converts(&self) -> bool {
        let trigger = self.tab.document.workflow().graph.trigger();
        let module = trigger.and_then(|(_, node)| self.catalogue.get(&node.module));
        let about = module.and_then(|module| module.trigger.as_ref());
        about.is_none_or(|about| about.misp_core_format)
    }

    /// Looks at what a run of the selected node's module alone would do, with this input, which is
    /// called so, or with the chosen event.
    pub(in crate::state) fn ask_run_of_module(
        &mut self,
        own: Option<(Value, String)>,
        convert: bool,
    ) {
        let Some(node) = self.node_to_run().cloned() else {
            return;
        };
        let subject = Subject::Node { node, convert };
        match own {
            Some((input, on)) => {
                let foreign = numbered(&input);
                self.look_at_run(subject, input, on, foreign);
            }
            None => self.look_at_run_of_event(subject),
        }
    }

    /// Looks at a run with the chosen event.
    fn look_at_run_of_event(&mut self, subject: Subject) {
        let (Some(chosen), Some(input)) = (self.events.chosen(), self.events.chosen_value()) else {
            return;
        };
        let input = input.clone();
        let server = self.servers.used().map(Instance::shown_name);
        let is_own = match &chosen.source {
            EventSource::From(EventOrigin::Server(name)) => {
                Some(name.as_str()) == server.as_deref()
            }
            _ => false,
        };
        let event = chosen.name.clone();
        let foreign = (!is_own).then(|| numbered(&input)).flatten();
        self.look_at_run(subject, input, event, foreign);
    }

    fn look_at_run(
        &mut self,
        subject: Subject,
        input: Value,
        event: String,
        foreign: Option<String>,
    ) {
        let (open, known) = match &subject {
            Subject::Workflow(id) => self.known_of(id),
            Subject::Node { .. } => (None, None),
        };
        self.runs += 1;
        let number = self.runs;
        let running = Running {
            number,
            subject: subject.clone(),
            input: input.clone(),
            event,
            foreign,
            differs: false,
            renamed: None,
            stage: RunStage::Looking,
        };
        let started = self.online_job("Looking at what would run…", move |online| {
            let foreseen = foresee(&online.client, subject, &input);
            let foreseen = online.runtime.block_on(foreseen);
            let there = foreseen.as_ref().ok().and_then(Forecast::stored).cloned();
            let differs = open.is_some_and(|open| does_else(&open, there.as_ref()));
            let renamed =
                known.filter(|known| there.as_ref().is_some_and(|now| now.name != *known));
            ServerDone::then(move |state| {
                if let Some(now) = &there {
                    state.refresh_row(now);
                }
                if let Some(running) = state.running(number) {
                    (running.differs, running.renamed) = (differs, renamed);
                }
                state.looked_at_run(number, foreseen);
            })
        });
        if started {
            self.servers.running = Some(running);
            self.dialog = Some(Dialog::Server(ServerDialog::Run));
        }
    }

    /// Looks again at what is asked about, where nothing was run yet.
    pub(super) fn look_again_at_run(&mut self) {
        let is_asked = matches!(self.dialog, Some(Dialog::Server(ServerDialog::Run)));
        let running = self.servers.running.as_ref().filter(|_| is_asked);
        if running.is_some_and(|running| matches!(running.stage, RunStage::Foreseen(_))) {
            self.apply_to_runs(RunCommand::Again);
        }
    }

    /// The workflow of this number as a tab has it open, and what it is called here.
    fn known_of(&self, id: &str) -> (Option<Workflow>, Option<String>) {
        let row = self.servers.rows.iter().find(|row| row.has_number(id));
        let Some(row) = row else {
            return (None, None);
        };
        let listed = row.stored.as_ref().map(|stored| stored.name.clone());
        match row.tab.and_then(|tab| self.tab_of(tab)) {
            Some(tab) => {
                let open = tab.document().workflow().clone();
                let name = Some(open.name.clone()).filter(|name| !name.is_empty());
                (Some(open), name.or(listed))
            }
            None => (None, listed),
        }
    }

    /// The run of this number, where no later one took its place.
    fn running(&mut self, number: u64) -> Option<&mut Running> {
        let running = self.servers.running.as_mut();
        running.filter(|running| running.number == number)
    }

    fn looked_at_run(&mut self, number: u64, foreseen: Result<Forecast, RunError>) {
        match &foreseen {
            Ok(_) => self.answered(),
            Err(RunError::Refused(refusal)) => self.notice(refusal),
            Err(_) => {}
        }
        if let Some(running) = self.running(number) {
            running.stage = match foreseen {
                Ok(forecast) => RunStage::Foreseen(Arc::new(forecast)),
                Err(error) => RunStage::Failed(error.to_string()),
            };
        }
    }

    fn run_for_real(&mut self) {
        let Some(running) = self.servers.running.clone() else {
            return;
        };
        let RunStage::Foreseen(forecast) = running.stage else {
            return;
        };
        let (number, input) = (running.number, running.input);
        let going = RunStage::Going(Arc::clone(&forecast));
        let what = format!("Running {} on the server…", forecast.title);
        let started = self.online_job(what, move |online| {
            let carried = carry_out(&online.client, &forecast, &input);
            let carried = online.runtime.block_on(carried);
            let rows = rows_now(&online);
            ServerDone::then(move |state| {
                state.ran(number, forecast, carried);
                state.take_rows_now(rows);
            })
        });
        if let Some(running) = self.running(number).filter(|_| started) {
            running.stage = going;
        }
    }

    fn ran(&mut self, number: u64, forecast: Arc<Forecast>, carried: Result<Carried, RunError>) {
        match &carried {
            Ok(_) => self.answered(),
            Err(RunError::Refused(refusal)) => self.notice(refusal),
            Err(_) => {}
        }
        let is_shown = matches!(self.dialog, Some(Dialog::Server(ServerDialog::Run)));
        let title = forecast.title.clone();
        let stage = match carried {
            Ok(carried) => RunStage::Done(forecast, Arc::new(carried)),
            Err(error) => RunStage::Failed(error.to_string()),
        };
        match self.running(number).filter(|_| is_shown) {
            Some(running) => running.stage = stage,
            // The dialog was closed meanwhile; what it came to is to be known all the same.
            None => match stage {
                RunStage::Failed(error) => {
                    let text = format!("“{title}” was not run on the server. {error}");
                    self.messages.say(Tone::Failed, text);
                }
                RunStage::Done(_, carried) => {
                    let verdict = &carried.verdict;
                    let tone = if verdict.same {
                        Tone::Done
                    } else {
                        Tone::Failed
                    };
                    let words = &verdict.server.words;
                    let text = format!("“{title}” on the server: {words}. {}", verdict.words);
                    self.messages.say(tone, text);
                }
                _ => {}
            },
        }
    }
}
