//! What is expected of the open workflow: kept beside its file, tested on the document as it is,
//! mended where the workflow is right and the expectation is not.

mod job;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use misp_flow_engine::{
    expectation::Expected,
    workflow::{NodeKind, Workflow},
};

use super::{
    BottomTab, Command, Panel, Revision, ShownRun, State, Stepping, Tab, TabId, later::Later,
};
use crate::{
    expectations::{Expectation, Verdict, expectations_of},
    library::EventOrigin,
    state::{EventSource, Tone},
};
use job::{Keeping, Work};

/// Something that a user does with expectations.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpectCommand {
    /// Expects the outcome and path of the run that is shown from now on.
    Keep,
    /// Tests all expectations on the document as it is.
    Run,
    /// Shows the run that an expectation is about.
    Open(String),
    /// Expects from now on what the last test found.
    Accept(String),
    /// The same of all that the last test found otherwise.
    AcceptAll,
    /// Expects this no longer.
    Remove(String),
    /// Expects again what was removed.
    PutBack(Box<Expectation>),
}

/// An expectation, and what the last test said of it.
#[derive(Clone, Debug)]
pub struct ExpectLine {
    /// What is expected.
    pub expectation: Expectation,
    /// What the last test said.
    pub verdict: Option<Verdict>,
    /// What the last test found.
    pub found: Option<Expected>,
}

/// The expectations of a tab's workflow.
#[derive(Debug, Default)]
pub struct Expecting {
    /// The file of the workflow that the lines are about.
    of: Option<PathBuf>,
    lines: Vec<ExpectLine>,
    /// Why they cannot be read or written.
    trouble: Option<String>,
    /// The state of the document that was tested.
    tested: Option<Revision>,
    /// Jobs about them that are under way.
    busy: usize,
}

impl Expecting {
    /// The expectations in the order of their file.
    pub fn lines(&self) -> &[ExpectLine] {
        &self.lines
    }

    /// Why they cannot be read or written.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Whether they are being read, tested or written.
    pub fn is_busy(&self) -> bool {
        self.busy > 0
    }

    /// The state of the document that was tested last.
    pub fn tested(&self) -> Option<Revision> {
        self.tested
    }

    /// How many expectations the last test found met, otherwise, and impossible to test.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |fits: fn(&Verdict) -> bool| {
            let verdicts = self.lines.iter().filter_map(|line| line.verdict.as_ref());
            verdicts.filter(|verdict| fits(verdict)).count()
        };
        (
            count(|verdict| *verdict == Verdict::AsExpected),
            count(|verdict| matches!(verdict, Verdict::Differs(_))),
            count(|verdict| matches!(verdict, Verdict::Unusable(_))),
        )
    }

    fn line(&self, name: &str) -> Option<&ExpectLine> {
        self.lines.iter().find(|line| line.expectation.name == name)
    }
}

impl State {
    /// What is expected of the workflow that is shown.
    pub fn expecting(&self) -> &Expecting {
        &self.tab.expecting
    }

    /// Whether the document was changed since its expectations were tested.
    pub fn are_expectations_stale(&self) -> bool {
        let tested = self.tab.expecting.tested;
        tested.is_some_and(|tested| tested != self.tab.document.revision())
    }

    pub(super) fn apply_to_expectations(&mut self, command: ExpectCommand) {
        let Some(path) = self.tab.document.path().map(Path::to_owned) else {
            let text = "What is expected of a workflow is kept in a file beside it, and this one is in no file yet. Save it first, then go on";
            return self.messages.refuse(text, "Save", Command::Save);
        };
        match command {
            ExpectCommand::Keep => self.expect_run(path),
            ExpectCommand::Run => {
                self.apply(Command::ShowBottom(BottomTab::Expectations));
                self.expectation_job("Running the expectations…", path, Work::Test);
            }
            ExpectCommand::Open(name) => self.open_expectation(&path, &name),
            ExpectCommand::Accept(name) => {
                let line = self.tab.expecting.line(&name);
                if let Some(found) = line.and_then(|line| line.found.clone()) {
                    let accepted = Work::Accept(vec![(name, found)]);
                    self.expectation_job("Writing the expectation…", path, accepted);
                }
            }
            ExpectCommand::AcceptAll => {
                let lines = self.tab.expecting.lines.iter();
                let differing = lines
                    .filter(|line| matches!(line.verdict, Some(Verdict::Differs(_))))
                    .filter_map(|line| Some((line.expectation.name.clone(), line.found.clone()?)));
                let accepted = Work::Accept(differing.collect());
                self.expectation_job("Writing the expectations…", path, accepted);
            }
            ExpectCommand::Remove(name) => {
                self.expectation_job("Removing the expectation…", path, Work::Remove(name));
            }
            ExpectCommand::PutBack(expectation) => {
                let put = Work::PutBack(expectation);
                self.expectation_job("Writing the expectation…", path, put);
            }
        }
    }

    pub(super) fn why_not_expect(&self, command: &ExpectCommand) -> Option<&'static str> {
        let unless = |holds: bool, reason| (!holds).then_some(reason);
        let run = self.tab.run.as_ref();
        match command {
            ExpectCommand::Keep => match run {
                None => Some("Simulate first: what the run does is what is expected then"),
                Some(run) if run.received.is_some() => {
                    Some("This run came from a server; simulate the same to expect it")
                }
                Some(_) if self.is_run_stale() => {
                    Some("Simulate again first: the workflow was changed since")
                }
                Some(_) => None,
            },
            ExpectCommand::AcceptAll => {
                let (_, differ, _) = self.tab.expecting.counts();
                unless(
                    differ > 0,
                    "Run the expectations first; nothing differs yet",
                )
            }
            _ => None,
        }
    }

    /// Reads the expectations of the shown workflow where that has not been done; to be called once
    /// a frame.
    pub(super) fn follow_expectations(&mut self) {
        let open = self.bottom == BottomTab::Expectations && self.shows(Panel::Bottom);
        let path = self.tab.document.path();
        if !open || self.tab.expecting.of.as_deref() == path {
            return;
        }
        let path = path.map(Path::to_owned);
        self.tab.expecting = Expecting {
            of: path.clone(),
            busy: self.tab.expecting.busy,
            ..Expecting::default()
        };
        if let Some(path) = path {
            self.expectation_job("Reading the expectations…", path, Work::Read);
        }
    }

    /// Keeps the run that is shown as what is expected.
    fn expect_run(&mut self, path: PathBuf) {
        let Some(shown) = &self.tab.run else { return };
        let trigger = shown.workflow.graph.trigger();
        let trigger = trigger.map(|(_, node)| node.module.to_string());
        let Some(trigger) = trigger.filter(|_| starts(&shown.workflow)) else {
            return;
        };
        let event = self.events.chosen();
        let file = event
            .filter(|event| event.name == shown.event)
            .and_then(|event| match &event.source {
                EventSource::From(EventOrigin::File(file)) => Some(file.clone()),
                _ => None,
            });
        let keeping = Keeping {
            name: shown.event.clone(),
            trigger,
            run: Arc::clone(&shown.run),
            workflow: Arc::clone(&shown.workflow),
            answers: shown.answers.clone(),
            file,
        };
        let keep = Work::Keep(Box::new(keeping));
        self.expectation_job("Keeping what is expected…", path, keep);
    }

    fn expectation_job(&mut self, what: &str, path: PathBuf, work: Work) {
        let (tab, revision) = (self.tab.id, self.tab.document.revision());
        let workflow = self.tab.document.workflow().clone();
        self.tab.expecting.busy += 1;
        let file = expectations_of(&path);
        self.start(what.to_owned(), move || {
            let done = job::carry_out(work, &workflow, &file);
            Later::then(move |state| state.expectations_done(tab, path, revision, done))
        });
    }

    fn expectations_done(
        &mut self,
        id: TabId,
        path: PathBuf,
        revision: Revision,
        done: Result<job::Done, String>,
    ) {
        let Some(tab) = self.tab_mut(id) else { return };
        let expecting = &mut tab.expecting;
        expecting.busy = expecting.busy.saturating_sub(1);
        let done = match done {
            Ok(done) => done,
            Err(trouble) => {
                expecting.trouble = Some(trouble.clone());
                return self.messages.say(Tone::Failed, trouble);
            }
        };
        expecting.of = Some(path);
        expecting.trouble = None;
        let old = std::mem::take(&mut expecting.lines);
        let fresh = |expectation: Expectation| {
            // What was said of it holds as long as it stays as it is.
            let known = old.iter().find(|line| line.expectation == expectation);
            known.cloned().unwrap_or(ExpectLine {
                expectation,
                verdict: None,
                found: None,
            })
        };
        expecting.lines = match done.tested {
            Some(lines) => {
                expecting.tested = Some(revision);
                lines
            }
            None => done
                .expectations
                .expectations
                .into_iter()
                .map(fresh)
                .collect(),
        };
        for (name, found) in done.renewed {
            let lines = expecting.lines.iter_mut();
            for line in lines.filter(|line| line.expectation.name == name) {
                line.verdict = Some(Verdict::AsExpected);
                line.found = Some(found.clone());
            }
            expecting.tested.get_or_insert(revision);
        }
        match (done.said, done.removed) {
            (_, Some(removed)) => {
                let text = format!("“{}” is not expected any more", removed.name);
                let back = ExpectCommand::PutBack(Box::new(removed));
                self.messages.done(text, "Put back", Command::Expect(back));
            }
            (Some(said), None) => {
                self.messages.say(Tone::Done, said);
                if self.tab.id == id {
                    self.apply(Command::ShowBottom(BottomTab::Expectations));
                }
            }
            (None, None) => {}
        }
    }

    /// Shows the run that an expectation is about, made just as its test makes it.
    fn open_expectation(&mut self, path: &Path, name: &str) {
        let Some(line) = self.tab.expecting.line(name) else {
            return;
        };
        let expectation = line.expectation.clone();
        let (id, revision) = (self.tab.id, self.tab.document.revision());
        let workflow = self.tab.document.workflow().clone();
        let file = expectations_of(path);
        self.runs += 1;
        let number = self.runs;
        self.tab.wanted_run = number;
        self.tab.drop_aside();
        self.start(format!("Simulating “{name}”…"), move || {
            let tried = job::try_one(&expectation, &workflow, &file);
            Later::then(move |state| match tried {
                Ok(tried) => {
                    let answers = expectation.given.answers.answers();
                    let place = format!("the expectation “{}”", expectation.name);
                    let event = crate::library::stored_event(&tried.event);
                    let name = event.name.clone();
                    // Simulating again uses the same event and answers.
                    state.pass_event(event, place);
                    let wanted = |tab: &&mut Tab| tab.id == id && tab.wanted_run == number;
                    let Some(tab) = state.tabs_mut().find(wanted) else {
                        return;
                    };
                    tab.answers = answers.clone();
                    tab.drop_run();
                    tab.run = Some(ShownRun {
                        run: Arc::new(tried.run),
                        answers,
                        revision,
                        event: name,
                        step: None,
                        number,
                        workflow: Arc::new(tried.workflow),
                        received: None,
                        stepping: Stepping::default(),
                    });
                    if state.tab.id == id {
                        state.show_simulation();
                    }
                }
                Err(error) => state.messages.say(Tone::Failed, error),
            })
        });
    }
}

/// Whether the workflow has a trigger that can start it.
fn starts(workflow: &Workflow) -> bool {
    let trigger = workflow.graph.trigger();
    trigger.is_some_and(|(_, node)| node.kind == NodeKind::Trigger)
}
