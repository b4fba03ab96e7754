//! What the background does with the file of expectations.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use misp_flow_engine::{
    expectation::Expected,
    run::{Answers, Run},
    workflow::Workflow,
};

use super::ExpectLine;
use crate::{
    answers::GivenAnswers,
    clock::unix_now,
    expectations::{
        EventSource, Expectation, ExpectationError, Expectations, Given, Tried, folder_of, relative,
    },
    library,
};

/// A run that is to be expected.
pub(super) struct Keeping {
    /// What the event is called.
    pub name: String,
    pub trigger: String,
    pub run: Arc<Run>,
    pub workflow: Arc<Workflow>,
    pub answers: Answers,
    /// The file that the event came from, where it came from one.
    pub file: Option<PathBuf>,
}

/// What is to be done.
pub(super) enum Work {
    Read,
    Test,
    Keep(Box<Keeping>),
    Accept(Vec<(String, Expected)>),
    Remove(String),
    PutBack(Box<Expectation>),
}

/// What was done.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// What the file holds now.
    pub expectations: Expectations,
    /// The same with what the test said, where there was one.
    pub tested: Option<Vec<ExpectLine>>,
    /// What is expected anew and known to be so.
    pub renewed: Vec<(String, Expected)>,
    /// What was taken away.
    pub removed: Option<Expectation>,
    /// What there is to say.
    pub said: Option<String>,
}

/// Does it. The workflow is the document's, the file is that of the expectations.
pub(super) fn carry_out(work: Work, workflow: &Workflow, file: &Path) -> Result<Done, String> {
    let words = |error: ExpectationError| error.to_string();
    let mut expectations = Expectations::read_or_none(file).map_err(words)?;
    let mut done = Done::default();
    match work {
        Work::Read => {
            done.expectations = expectations;
            return Ok(done);
        }
        Work::Test => {
            let lines = expectations.expectations.iter().map(|expectation| {
                let (verdict, found) = expectation.test(workflow, folder_of(file));
                ExpectLine {
                    expectation: expectation.clone(),
                    verdict: Some(verdict),
                    found,
                }
            });
            done.tested = Some(lines.collect());
            done.expectations = expectations;
            return Ok(done);
        }
        Work::Keep(keeping) => {
            let expectation = keeping.expectation(&expectations, workflow, file)?;
            let known = expectations.named(&expectation.name).is_some();
            done.said = Some(match known {
                true => format!("“{}” is expected anew", expectation.name),
                false => format!("“{}” is expected from now on", expectation.name),
            });
            done.renewed = vec![(expectation.name.clone(), expectation.expected.clone())];
            expectations.put(expectation);
        }
        Work::Accept(accepted) => {
            for (name, found) in accepted {
                let lines = expectations.expectations.iter_mut();
                for one in lines.filter(|one| one.name == name) {
                    one.expected = found.clone();
                }
                done.renewed.push((name, found));
            }
            done.said = Some(match done.renewed.as_slice() {
                [(name, _)] => format!("The new outcome of “{name}” is expected from now on"),
                several => format!("{} new outcomes are expected from now on", several.len()),
            });
        }
        Work::Remove(name) => done.removed = expectations.remove(&name),
        Work::PutBack(expectation) => expectations.put(*expectation),
    }
    expectations.write(file).map_err(words)?;
    done.expectations = expectations;
    Ok(done)
}

/// Makes the run that an expectation is about.
pub(super) fn try_one(
    expectation: &Expectation,
    workflow: &Workflow,
    file: &Path,
) -> Result<Tried, String> {
    let tried = expectation.given.try_on(workflow, folder_of(file));
    tried.map_err(|error| format!("“{}” cannot be simulated: {error}", expectation.name))
}

impl Keeping {
    fn expectation(
        &self,
        there: &Expectations,
        workflow: &Workflow,
        file: &Path,
    ) -> Result<Expectation, String> {
        let folder = folder_of(file);
        let answers = GivenAnswers::from(&self.answers);
        let event = self.event(folder);
        let name = name_for(&self.name, there, |old| {
            old.given.event == event && old.given.answers == answers
        });
        // What was written once changes only where something else does.
        let time = there
            .named(&name)
            .map_or_else(unix_now, |old| old.given.time);
        let given = Given {
            trigger: self.trigger.clone(),
            event,
            time,
            instance: None,
            answers,
        };
        let found = given.outcome_of(workflow, folder);
        let found = found.map_err(|error| error.to_string())?;
        // Tests simulate a plain server; what another one did cannot be expected of it.
        let shown = Expected::of(&self.run, &self.workflow);
        if let Some(difference) = shown.differences(&found).into_iter().next() {
            return Err(format!(
                "This run is not kept as expected: tests simulate a MISP 2.5.1 with every module enabled, and there it differs. {difference}"
            ));
        }
        Ok(Expectation {
            name,
            given,
            expected: found,
        })
    }

    /// The event: by its file, where that lies below the workflow's folder, else as it is.
    fn event(&self, folder: &Path) -> EventSource {
        let by_file = || {
            let file = self.file.as_ref()?;
            let way = relative(folder, file).filter(|way| !way.starts_with(['.', '/']))?;
            let events = library::read_events(&library::read(file).ok()?).ok()?;
            let place = events
                .iter()
                .position(|event| event.value == self.run.original)?;
            Some(EventSource {
                file: Some(way),
                number: (events.len() > 1).then_some(place + 1),
                embedded: None,
            })
        };
        by_file().unwrap_or_else(|| EventSource::embedding(&self.run.original))
    }
}

/// The event's name, with a number where another expectation has it.
fn name_for(name: &str, there: &Expectations, same: impl Fn(&Expectation) -> bool) -> String {
    let mut names = std::iter::once(name.to_owned())
        .chain((2..).map(|number: usize| format!("{name} ({number})")));
    let free = names.find(|name| there.named(name).is_none_or(&same));
    free.unwrap_or_else(|| name.to_owned())
}
