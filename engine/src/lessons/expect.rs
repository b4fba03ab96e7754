//! What a workflow is to do with an event.

use super::words::list;
use crate::{
    event::attributes::{attributes, elements},
    run::{Effect, Mail, Request, Run},
    value::Value,
};

/// Something that is to be so after a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// What the trigger stands before does not happen.
    Blocked,
    /// What the trigger stands before happens.
    GoesOn,
    /// The event has these tags and no others, and shares them.
    Tags(&'static [&'static str]),
    /// The attributes with these values have the IDS flag, and no others.
    Flags(&'static [&'static str]),
    /// A mail goes to this address, with this in its subject.
    Mail {
        /// The address.
        to: &'static str,
        /// A part of the subject.
        about: &'static str,
    },
    /// No mail goes out.
    NoMail,
}

impl Expect {
    /// Whether it is so, and what is so, as a sentence without a full stop. `sentence` is what the
    /// run means for a user.
    pub(super) fn met(&self, run: &Run, sentence: &str) -> (bool, String) {
        match *self {
            Self::Blocked if run.success => (
                false,
                format!("This should be blocked, but it is not: {sentence}"),
            ),
            Self::Blocked => (true, "It is blocked, as it should be".to_owned()),
            Self::GoesOn if run.success => (true, "It goes on, as it should".to_owned()),
            Self::GoesOn => (
                false,
                format!("This should go on, but it does not: {sentence}"),
            ),
            Self::Tags(wanted) => tags(wanted, run),
            Self::Flags(wanted) => flags(wanted, run),
            Self::Mail { to, about } => mail(to, about, run),
            Self::NoMail => match mails(run).next() {
                None => (true, "No mail goes out, as it should be".to_owned()),
                Some(mail) => {
                    let to = mail.recipients.join(", ");
                    (
                        false,
                        format!("A mail goes to {to}, but nobody should get one"),
                    )
                }
            },
        }
    }
}

/// The event after the run, as the database holds it.
fn after(run: &Run) -> Option<&Value> {
    let event = run.original.get("Event")?;
    run.store.event(event.get("id")?)
}

fn text(row: &Value, name: &str) -> String {
    let field = row.get(name).unwrap_or(&Value::Null);
    field.to_text().into_owned()
}

fn tags(wanted: &[&str], run: &Run) -> (bool, String) {
    let rows: Vec<&Value> = after(run)
        .into_iter()
        .flat_map(|event| elements(event, "Tag"))
        .collect();
    let names: Vec<String> = rows.iter().map(|tag| text(tag, "name")).collect();
    let mut wrong = Vec::new();
    for name in wanted {
        let tag = rows.iter().find(|tag| text(tag, "name") == *name);
        match tag.map(|tag| tag.get("local").is_some_and(Value::is_truthy)) {
            None => wrong.push(format!("{name} is missing")),
            Some(true) => wrong.push(format!(
                "{name} is local, so it is not shared with the event"
            )),
            Some(false) => {}
        }
    }
    let before = run.original.get("Event");
    let before: Vec<String> = before
        .into_iter()
        .flat_map(|event| elements(event, "Tag"))
        .map(|tag| text(tag, "name"))
        .collect();
    for name in names.iter().filter(|name| !wanted.contains(&name.as_str())) {
        wrong.push(if before.contains(name) {
            format!("{name} is still there")
        } else {
            format!("{name} should not be there")
        });
    }
    if wrong.is_empty() {
        let names = if names.is_empty() {
            "none".to_owned()
        } else {
            list(&names)
        };
        return (true, format!("Its tags are {names}, as they should be"));
    }
    (false, wrong.join(", and "))
}

fn flags(wanted: &[&str], run: &Run) -> (bool, String) {
    let Some(event) = after(run) else {
        return (false, "The event is not there any more".to_owned());
    };
    let mut still = Vec::new();
    let mut lost = Vec::new();
    let mut kept = 0;
    for attribute in attributes(event) {
        let value = text(attribute, "value");
        let has = attribute.get("to_ids").is_some_and(Value::is_truthy);
        match (has, wanted.contains(&value.as_str())) {
            (true, false) => still.push(value),
            (false, true) => lost.push(value),
            (true, true) => kept += 1,
            (false, false) => {}
        }
    }
    let mut wrong = Vec::new();
    if !still.is_empty() {
        let (verb, lists) = if still.len() == 1 {
            ("has", "is")
        } else {
            ("have", "are")
        };
        wrong.push(format!(
            "{} still {verb} the IDS flag, but {lists} on a warninglist",
            list(&still)
        ));
    }
    if !lost.is_empty() {
        let (verb, lists) = if lost.len() == 1 {
            ("has", "is")
        } else {
            ("have", "are")
        };
        wrong.push(format!(
            "{} {verb} lost the IDS flag, but {lists} on no warninglist",
            list(&lost)
        ));
    }
    if wrong.is_empty() {
        return (
            true,
            format!("The IDS flag is where it should be, on {kept} of its attributes"),
        );
    }
    (false, wrong.join("; "))
}

fn mails(run: &Run) -> impl Iterator<Item = &Mail> {
    let later = run.background.iter().flat_map(|one| &one.run.effects);
    let requests = run.effects.iter().chain(later).filter_map(Effect::request);
    requests.filter_map(|request| match request {
        Request::Mail(mail) => Some(mail),
        _ => None,
    })
}

fn mail(to: &str, about: &str, run: &Run) -> (bool, String) {
    let right = |mail: &&Mail| mail.recipients.iter().any(|recipient| recipient == to);
    let Some(mail) = mails(run).find(right) else {
        return match mails(run).next() {
            None => (false, format!("No mail goes out, but {to} should get one")),
            Some(other) => {
                let others = other.recipients.join(", ");
                (false, format!("A mail goes to {others}, but not to {to}"))
            }
        };
    };
    if mail.subject.contains(about) {
        return (true, format!("A mail goes to {to}: {}", mail.subject));
    }
    let words = format!(
        "The mail's subject is \"{}\"; it should hold the event's title, {about}",
        mail.subject
    );
    (false, words)
}
