//! `misp-flow expect`.

use std::{
    collections::HashMap,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use clap::Args;
use misp_flow_engine::{expectation::Expected, run::Plan, workflow::Workflow};

use super::{Failure, input, line::one_line, print};
use crate::{
    answers::GivenAnswers,
    batch::is_standard_input,
    clock::unix_now,
    expectations::{
        EventSource, Expectation, Expectations, Given, expectations_of, folder_of, relative,
    },
    library::StoredEvent,
};

/// Keep what a workflow does with an event as what is expected of it
///
/// Simulates, and writes outcome, path and messages to NAME.expect.json beside NAME.json, in the
/// place of what was expected under the same name. Without --event, everything that is in the file is
/// simulated and written anew. `misp-flow test` tells later whether it is still so. Exit status: 0
/// written, 1 bad input.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow expect workflow.json --event events/leak.json
  misp-flow expect workflow.json --event leak.json --fail 5=\"no connection\" --name \"Leak, chat is down\"
  misp-flow expect workflow.json")]
pub(super) struct ExpectArguments {
    /// The file of the workflow, a bare graph, or a blueprint
    pub workflow: PathBuf,
    /// The event, as for `simulate`; of several, each is expected
    #[arg(long, value_name = "EVENT.json")]
    pub event: Option<PathBuf>,
    /// What to call it [default: the event's title]; without --event, the only one to write anew
    #[arg(long)]
    pub name: Option<String>,
    /// Keep the event itself with the expectation, instead of where its file is
    #[arg(long, requires = "event")]
    pub embed: bool,
    /// Put the nodes behind this trigger; needed for a blueprint, which has none
    #[arg(long, value_name = "ID", requires = "event")]
    pub trigger: Option<String>,
    /// The server to simulate, as `docs/instance.md` describes
    #[arg(long, value_name = "INSTANCE.json", requires = "event")]
    pub instance: Option<PathBuf>,
    /// What the outside answers, as for `simulate`
    #[arg(long, value_name = "ANSWERS.json", requires = "event")]
    pub answers: Option<PathBuf>,
    /// Let this node fail, with this message (can be given several times)
    #[arg(long, value_name = "NODE[=MESSAGE]", requires = "event")]
    pub fail: Vec<String>,
}

pub(super) fn run(arguments: &ExpectArguments) -> Result<u8, Failure> {
    if is_standard_input(&arguments.workflow) {
        return Err(Failure::NoPlace);
    }
    let workflow = input::workflow(&arguments.workflow)?;
    let path = expectations_of(&arguments.workflow);
    let before = Expectations::read_or_none(&path)?;
    let folder = folder_of(&path);
    let wanted = match &arguments.event {
        Some(event) => {
            let events = input::events(event)?;
            let recording = Recording {
                arguments,
                path: &path,
                folder,
                before: &before,
                trigger: trigger(&workflow, arguments)?,
                answers: input::answers(
                    arguments.answers.as_deref(),
                    &arguments.fail,
                    &Plan::of(&workflow),
                )?,
            };
            recording.of(event, &events)?
        }
        None => again(arguments, &path, &before)?,
    };
    let mut after = before.clone();
    let mut text = String::new();
    for (name, given) in wanted {
        let expected = given.outcome_of(&workflow, folder)?;
        tell(&mut text, &name, &expected, before.named(&name));
        after.put(Expectation {
            name,
            given,
            expected,
        });
    }
    if after != before {
        after.write(&path)?;
        let path = path.display().to_string();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "Written to {}", one_line(&path));
    }
    print(&text)?;
    Ok(0)
}

/// What is there already.
fn again(
    arguments: &ExpectArguments,
    path: &Path,
    before: &Expectations,
) -> Result<Vec<(String, Given)>, Failure> {
    let wanted = before.expectations.iter().filter(|one| {
        let name = arguments.name.as_ref();
        name.is_none_or(|name| *name == one.name)
    });
    let wanted: Vec<_> = wanted
        .map(|one| (one.name.clone(), one.given.clone()))
        .collect();
    match (&arguments.name, wanted.is_empty()) {
        (Some(name), true) if !before.expectations.is_empty() => Err(Failure::NoSuchExpectation {
            path: path.to_owned(),
            name: name.clone(),
        }),
        (_, true) => Err(Failure::NoExpectations(path.display().to_string())),
        (_, false) => Ok(wanted),
    }
}

/// The trigger that the run starts with.
fn trigger(workflow: &Workflow, arguments: &ExpectArguments) -> Result<String, Failure> {
    let own = workflow.graph.trigger().map(|(_, node)| &node.module);
    match (own, &arguments.trigger) {
        (Some(own), Some(asked)) if own != asked => Err(Failure::HasTrigger {
            path: arguments.workflow.clone(),
            own: own.to_string(),
        }),
        (Some(own), _) => Ok(own.to_string()),
        (None, Some(asked)) => Ok(input::trigger(asked)?.id.to_string()),
        (None, None) => Err(Failure::NoTrigger(arguments.workflow.clone())),
    }
}

/// What new expectations are made of.
struct Recording<'a> {
    arguments: &'a ExpectArguments,
    path: &'a Path,
    folder: &'a Path,
    before: &'a Expectations,
    trigger: String,
    answers: GivenAnswers,
}

impl Recording<'_> {
    fn of(&self, file: &Path, events: &[StoredEvent]) -> Result<Vec<(String, Given)>, Failure> {
        let asked = self.arguments.name.as_ref();
        if asked.is_some() && events.len() > 1 {
            return Err(Failure::OneName {
                path: file.to_owned(),
                count: events.len(),
            });
        }
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let mut list = Vec::with_capacity(events.len());
        for (place, event) in events.iter().enumerate() {
            let again = seen.entry(&event.name).or_default();
            *again += 1;
            let name = match (asked, *again) {
                (Some(name), _) => name.clone(),
                (None, 1) => event.name.clone(),
                (None, several) => format!("{} ({several})", event.name),
            };
            let number = (events.len() > 1).then_some(place + 1);
            let given = self.given(&name, self.source(file, event, number))?;
            list.push((name, given));
        }
        Ok(list)
    }

    fn source(&self, file: &Path, event: &StoredEvent, number: Option<usize>) -> EventSource {
        let away = !self.arguments.embed && !is_standard_input(file);
        match relative(self.folder, file).filter(|_| away) {
            Some(file) => EventSource {
                file: Some(file),
                number,
                embedded: None,
            },
            None => EventSource::embedding(&event.value),
        }
    }

    fn given(&self, name: &str, event: EventSource) -> Result<Given, Failure> {
        let old = self.before.named(name).map(|old| &old.given);
        let elsewhere = |old: &&Given| {
            let files = old.event.file.as_ref().zip(event.file.as_ref());
            files.is_some_and(|_| old.event != event)
        };
        if old.filter(elsewhere).is_some() {
            return Err(Failure::NameTaken {
                path: self.path.to_owned(),
                name: name.to_owned(),
            });
        }
        let instance = self.arguments.instance.as_ref();
        let instance = instance.map(|file| {
            relative(self.folder, file).unwrap_or_else(|| file.to_string_lossy().into_owned())
        });
        Ok(Given {
            trigger: self.trigger.clone(),
            event,
            // What was written once changes only where something else does.
            time: old.map_or_else(unix_now, |old| old.time),
            instance,
            answers: self.answers.clone(),
        })
    }
}

/// A line for an expectation, and what is expected otherwise from now on.
fn tell(text: &mut String, name: &str, expected: &Expected, old: Option<&Expectation>) {
    let differences = old.map(|old| old.expected.differences(expected));
    let became = match &differences {
        None => "added",
        Some(differences) if differences.is_empty() => "unchanged",
        Some(_) => "changed",
    };
    let steps = match expected.path.len() {
        1 => "1 step".to_owned(),
        steps => format!("{steps} steps"),
    };
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "{became:9}  {}  {} after {steps}",
        one_line(name),
        expected.outcome.name()
    );
    for difference in differences.iter().flatten() {
        let _ = writeln!(text, "           {}", one_line(difference));
    }
}
