//! Trying one module on its own: the selected node's, on some input.

use std::sync::Arc;

use misp_flow_engine::{
    account::data_after,
    value::Value,
    workflow::{Node, NodeId, NodeKind, Workflow},
};

use super::{
    BottomTab, Command, OpenDocument, Revision, RunCommand, ServerCommand, ShownRun, State, TabId,
    later::Later,
};
use crate::{
    module_test::{Tested, test},
    runs::simulated_server,
};

/// What a module is tried on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TestInput {
    /// The chosen event.
    #[default]
    Event,
    /// What the node was handed in the run that is shown.
    Step,
    /// JSON of the user's own.
    Own,
}

/// Something that a user does to try a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestCommand {
    /// Shows where the selected node's module is tried.
    Show,
    /// Begins a document with this module alone and shows where it is tried.
    Module(String),
    /// Takes this input.
    Input(TestInput),
    /// The JSON of the user's own.
    Text(String),
    /// Whether the input is brought into MISP's core format first.
    Convert(bool),
    /// Tries it here; nothing is sent.
    Go,
    /// Asks about running it on the server, which is real.
    OnServer,
}

/// What became of a try.
#[derive(Clone, Debug)]
pub struct TestResult {
    /// The node that was tried, in which tab and state of its document.
    of: (TabId, NodeId, Revision),
    /// What it was tried on: the input, the event's name or JSON of the user's own, whether it was
    /// converted.
    given: (TestInput, String, bool),
    /// What it was tried on, in words.
    pub on: String,
    /// What it came to.
    pub tested: Tested,
    /// The same as a run of one step, to be looked at as such.
    pub shown: ShownRun,
}

/// Where one module is tried.
#[derive(Debug, Default)]
pub struct ModuleTest {
    /// What it is tried on.
    pub input: TestInput,
    /// The JSON of the user's own.
    pub text: String,
    /// Whether the input is converted first; as the trigger does where nothing was said.
    convert: Option<bool>,
    /// What became of the last try, or why there was none.
    pub result: Option<Result<Box<TestResult>, String>>,
    job: Option<u64>,
}

impl State {
    /// Where one module is tried.
    pub fn module_test(&self) -> &ModuleTest {
        &self.test
    }

    /// The one selected node, where it is one that does something.
    pub fn node_to_test(&self) -> Option<(&NodeId, &Arc<Node>)> {
        let id = self.tab.selected.single()?;
        let node = self.tab.document.workflow().graph.nodes.get(id)?;
        matches!(node.kind, NodeKind::Action | NodeKind::Logic).then_some((id, node))
    }

    /// Whether a try brings its input into the core format first.
    pub fn test_converts(&self) -> bool {
        let usual = || self.test.input != TestInput::Step && self.converts();
        self.test.convert.unwrap_or_else(usual)
    }

    /// Whether a try is under way.
    pub fn is_testing(&self) -> bool {
        self.test.job.is_some_and(|job| self.jobs.is_under_way(job))
    }

    fn given_to_test(&self) -> (TestInput, String, bool) {
        let own = match self.test.input {
            TestInput::Own => self.test.text.clone(),
            TestInput::Event => {
                let chosen = self.events.chosen();
                chosen.map_or_else(String::new, |event| event.name.clone())
            }
            TestInput::Step => String::new(),
        };
        (self.test.input, own, self.test_converts())
    }

    /// Whether the node, its params or the input are others than those that were tried.
    pub fn is_test_stale(&self, result: &TestResult) -> bool {
        let (tab, node, revision) = &result.of;
        let selected = self.tab.selected.single();
        let now = (self.tab.id, selected, self.tab.document.revision());
        (*tab, Some(node), *revision) != now || result.given != self.given_to_test()
    }

    pub(super) fn apply_to_test(&mut self, command: TestCommand) {
        match command {
            TestCommand::Show => self.apply(Command::ShowBottom(BottomTab::Test)),
            TestCommand::Module(module) => {
                let named = self.catalogue.get(&module).map(|it| it.name.clone());
                let name = format!("Test of {}", named.as_deref().unwrap_or(&module));
                self.add_tab(OpenDocument::copy(Workflow::new(&name), "to try a module"));
                self.apply(Command::AddModule {
                    module,
                    at: None,
                    end: None,
                });
                // The module is there from the start, so nothing is lost with the document.
                self.tab.document.begins_here();
                self.apply(Command::ShowBottom(BottomTab::Test));
            }
            TestCommand::Input(input) => {
                (self.test.input, self.test.convert) = (input, None);
            }
            TestCommand::Text(text) => self.test.text = text,
            TestCommand::Convert(on) => self.test.convert = Some(on),
            TestCommand::Go => self.test_here(),
            TestCommand::OnServer => match (self.test.input, self.test_input()) {
                (TestInput::Event, Ok(_)) => self.ask_run_of_module(None, self.test_converts()),
                (_, Ok(own)) => self.ask_run_of_module(Some(own), self.test_converts()),
                (_, Err(reason)) => self.test.result = Some(Err(reason)),
            },
        }
    }

    pub(super) fn why_not_test(&self, command: &TestCommand) -> Option<&'static str> {
        let unless = |holds: bool, reason| (!holds).then_some(reason);
        match command {
            TestCommand::Go | TestCommand::OnServer => {
                if self.node_to_test().is_none() {
                    return Some("Select one action or logic node first");
                }
                if *command == TestCommand::OnServer {
                    let run = ServerCommand::Run(RunCommand::AskNode);
                    let reason = self.why_not(&Command::Server(run));
                    if reason.is_some() && self.servers().session().is_none() {
                        return reason;
                    }
                }
                match self.test.input {
                    TestInput::Event if self.events.chosen().is_none() => {
                        Some("Choose an event first")
                    }
                    TestInput::Event => unless(
                        self.events.chosen_value().is_some(),
                        "The chosen event is still being read",
                    ),
                    TestInput::Step => unless(
                        self.handed_over().is_some(),
                        "The shown run did not come to this node",
                    ),
                    TestInput::Own => None,
                }
            }
            _ => None,
        }
    }

    /// What the selected node was handed when the shown run came to it last.
    fn handed_over(&self) -> Option<&Value> {
        let (id, _) = self.node_to_test()?;
        let shown = self.tab.run.as_ref()?;
        let step = shown.run.steps.iter().rposition(|step| step.node == *id)?;
        Some(data_after(&shown.run, step))
    }

    /// What it is tried on, with words for it.
    fn test_input(&self) -> Result<(Value, String), String> {
        match self.test.input {
            TestInput::Event => {
                let chosen = self.events.chosen().zip(self.events.chosen_value());
                let (event, value) = chosen.ok_or("Choose an event first")?;
                Ok((value.clone(), event.name.clone()))
            }
            TestInput::Step => {
                let data = self.handed_over();
                let data = data.ok_or("The shown run did not come to this node")?;
                Ok((data.clone(), "what the shown run handed to it".to_owned()))
            }
            TestInput::Own => {
                let read = Value::from_json(self.test.text.as_bytes());
                let value = read.map_err(|error| format!("The input is no JSON: {error}"))?;
                if !value.is_array() {
                    return Err(
                        "The input is one value; MISP takes an object, such as {\"Event\": {…}}"
                            .to_owned(),
                    );
                }
                Ok((value, "the JSON on the left".to_owned()))
            }
        }
    }

    fn test_here(&mut self) {
        let (input, on) = match self.test_input() {
            Ok(input) => input,
            Err(reason) => {
                self.test.result = Some(Err(reason));
                return;
            }
        };
        let Some((id, node)) = self.node_to_test() else {
            return;
        };
        let (id, node) = (id.clone(), Arc::clone(node));
        self.tab.document.seal();
        let of = (self.tab.id, id.clone(), self.tab.document.revision());
        let given = self.given_to_test();
        let answer = self.tab.answers.0.get(&id).cloned();
        let convert = self.test_converts();
        let (catalogue, server) = (Arc::clone(&self.catalogue), self.tab.server.clone());
        let lesson = self.learning.lesson().map(|lesson| lesson.id);
        self.runs += 1;
        let number = self.runs;
        let job = self.start(format!("Trying {}…", node.name), move || {
            let instance = simulated_server(&catalogue, server.as_ref(), lesson);
            let tested = test(&node, &input, convert, answer, &catalogue, instance);
            let shown = ShownRun {
                run: Arc::clone(&tested.run),
                revision: of.2,
                event: on.clone(),
                step: Some(0),
                number,
                answers: Default::default(),
                workflow: Arc::clone(&tested.workflow),
                received: None,
                stepping: Default::default(),
            };
            let result = TestResult {
                of,
                given,
                on,
                tested,
                shown,
            };
            Later::then(move |state| state.test.result = Some(Ok(Box::new(result))))
        });
        self.test.job = Some(job);
    }
}
