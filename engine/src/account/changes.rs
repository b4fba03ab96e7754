//! What is different in the data after a step, in sentences about attributes, objects and tags.

use super::{
    layout::{self, Alike},
    names::{element, is_one_alone, is_subject, kind_of, words},
    who::{Gathered, Who},
};
use crate::{
    describe::compared,
    filter::{ENABLED_FILTERS, UNFILTERED_DATA},
    path::Place,
    value::{Difference, Key, Value, differences},
};

/// How many places are looked at, and how many elements of a list that is new or gone are told.
const MOST: usize = 400;
const MOST_ELEMENTS: usize = 20;

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangedKind {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Removed,
    /// It is another one.
    Altered,
}

/// One change of the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What it is about: `attribute 8.8.8.8 (ip-dst)`; empty for the data as a whole.
    pub subject: String,
    /// What became of it: `tag tlp:red added`.
    pub what: String,
    /// Its kind.
    pub kind: ChangedKind,
    /// Where in the data; of several elements, the first one's.
    pub place: Place,
    /// How many elements of this name it is true of. One that shows at several places of the data
    /// counts once.
    pub times: usize,
}

impl Changed {
    /// The change in one sentence.
    pub fn words(&self) -> String {
        let words = match self.subject.as_str() {
            "" => self.what.clone(),
            subject => format!("{subject}: {}", self.what),
        };
        match self.times {
            0 | 1 => words,
            times => format!("{words} (× {times})"),
        }
    }
}

/// The changes of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The changes, in the order of the data. What shows at several places of the data is told
    /// once, and so is what became of several elements of the same name, with their number.
    pub list: Vec<Changed>,
    /// Whether there are more than were looked at.
    pub more: bool,
}

/// What is different in the second data.
pub fn changes(before: &Value, after: &Value) -> Changes {
    if let Some(alike) = layout::alike(before, after) {
        return of_moved(&alike);
    }
    told(differences(before, after, MOST + 1), before, after)
}

/// The changes of a step that moved the data to another layout as well.
fn of_moved(alike: &Alike) -> Changes {
    // What only one layout knows is plenty, and is not told.
    let mut found = differences(&alike.before, &alike.after, usize::MAX);
    found.retain(layout::is_of_substance);
    let mut changes = told(found, &alike.before, &alike.after);
    for change in &mut changes.list {
        let keys = change.place.keys().to_vec();
        change.place = Place::from(layout::place(keys, alike.to_database));
    }
    let moved = Changed {
        subject: String::new(),
        what: alike.sentence.to_owned(),
        kind: ChangedKind::Altered,
        place: Place::from(Vec::new()),
        times: 1,
    };
    changes.list.insert(0, moved);
    changes
}

fn told(found: Vec<Difference>, before: &Value, after: &Value) -> Changes {
    let more = found.len() > MOST;
    let mut told = Gathered::default();
    for difference in found.iter().take(MOST) {
        for (change, who) in of(difference, before, after) {
            told.add(change, who);
        }
    }
    Changes {
        list: told.into_list(),
        more,
    }
}

/// The changes that one difference comes to, and the elements that they are about.
fn of(difference: &Difference, before: &Value, after: &Value) -> Vec<(Changed, Option<Who>)> {
    let kind = match (&difference.before, &difference.after) {
        (None, _) => ChangedKind::Added,
        (_, None) => ChangedKind::Removed,
        _ => ChangedKind::Altered,
    };
    let change = |subject: &str, what: String| Changed {
        subject: subject.to_owned(),
        what,
        kind,
        place: Place::from(difference.keys.clone()),
        times: 1,
    };
    let Some(first) = difference.keys.first().map(Key::to_string) else {
        return vec![(change("", "all of the data changed".to_owned()), None)];
    };
    if first == UNFILTERED_DATA {
        // The copy that a filter keeps; the filter itself is told.
        return Vec::new();
    }
    if first == ENABLED_FILTERS {
        return filters(difference)
            .into_iter()
            .map(|what| (change("", what), None))
            .collect();
    }
    let mut way = Way::default();
    // Where only one of the two has it, its keys are that one's.
    let mut here = match kind {
        ChangedKind::Added => Some(after),
        _ => Some(before),
    };
    for (key, end) in difference.keys.iter().zip(1..) {
        here = here.and_then(|value| value.get(key.as_ref()));
        let keys = difference.keys.get(..end).unwrap_or_default();
        way.go(key, keys, here);
    }
    let either = difference.after.as_ref().or(difference.before.as_ref());
    // A list that is there as a whole or gone as a whole.
    if let (Some(of), Some(Value::Array(list))) = (way.list, either)
        && kind != ChangedKind::Altered
        && list.is_list()
    {
        let elements = list.values().zip(0..).take(MOST_ELEMENTS);
        return elements
            .map(|(value, place)| {
                let what = format!("{} {}", element(of, value, place), verb(kind));
                let own = [difference.keys.as_slice(), &[Key::Int(place)]].concat();
                let who = if is_one_alone(of) {
                    Who::at(&own, Some(value))
                } else {
                    way.who.clone()
                };
                (change(&way.subject, what), who)
            })
            .collect();
    }
    let (subject, what) = way.told(difference, kind);
    vec![(change(&subject, what), way.who)]
}

fn verb(kind: ChangedKind) -> &'static str {
    match kind {
        ChangedKind::Added => "added",
        ChangedKind::Removed => "removed",
        ChangedKind::Altered => "changed",
    }
}

/// The way from the data to a difference, in names.
#[derive(Default)]
struct Way {
    /// The innermost element that a sentence can be about.
    subject: String,
    /// The subject around it, for when it itself is what is new or gone.
    outer: String,
    /// What the elements of the list are that the way is in.
    list: Option<&'static str>,
    /// The way from the subject on.
    rest: Vec<String>,
    /// Whether the last key led to the subject itself.
    at_subject: bool,
    /// The innermost element on the way that can have namesakes.
    who: Option<Who>,
}

impl Way {
    /// Goes on by a key, the last one of these, to what is there.
    fn go(&mut self, key: &Key, keys: &[Key], here: Option<&Value>) {
        self.at_subject = false;
        match (key, self.list.take()) {
            (Key::Int(place), Some(kind)) => {
                let null = Value::Null;
                let name = element(kind, here.unwrap_or(&null), *place);
                if is_one_alone(kind) {
                    self.who = Who::at(keys, here);
                }
                if is_subject(kind) {
                    self.outer = std::mem::replace(&mut self.subject, name);
                    self.rest.clear();
                    self.at_subject = true;
                } else {
                    self.rest.push(name);
                }
            }
            (Key::Str(name), _) if name == "Event" && self.subject.is_empty() => {
                self.subject = "event".to_owned();
            }
            (key, _) => {
                self.list = match key {
                    Key::Str(name) => kind_of(name),
                    Key::Int(_) => None,
                };
                if self.list.is_none() {
                    self.rest.push(key.to_string());
                }
            }
        }
    }

    fn told(&self, difference: &Difference, kind: ChangedKind) -> (String, String) {
        if self.at_subject && kind != ChangedKind::Altered {
            return (
                self.outer.clone(),
                format!("{} {}", self.subject, verb(kind)),
            );
        }
        let mut field = self.rest.join(".");
        if let Some(list) = self.list {
            field = format!("{field} {list}s").trim_start().to_owned();
        }
        let element = self.rest.last().is_some_and(|last| last.contains(' '));
        let what = match (&difference.before, &difference.after) {
            _ if field.is_empty() => verb(kind).to_owned(),
            _ if element && kind != ChangedKind::Altered => format!("{field} {}", verb(kind)),
            (None, Some(new)) => format!("{field} set to {}", words(new)),
            (Some(old), Some(new)) => {
                format!("{field} changed from {} to {}", words(old), words(new))
            }
            _ => format!("{field} removed"),
        };
        (self.subject.clone(), what)
    }
}

/// Filters that were switched on or off.
fn filters(difference: &Difference) -> Vec<String> {
    let told = |label: &str, filter: Option<&Value>| match filter {
        Some(filter) => {
            let of = |key: &str| filter.get(key).unwrap_or(&Value::Null);
            let text = |key: &str| words(of(key));
            let values: Vec<String> = match of("value") {
                Value::Array(list) => list.iter().map(|(_, value)| words(value)).collect(),
                value => vec![words(value)],
            };
            format!(
                "filter {label} switched on: {} where {}",
                text("selector"),
                compared(&text("path"), &of("operator").to_text(), &values)
            )
        }
        None => format!("filter {label} switched off"),
    };
    match difference.keys.get(1) {
        Some(label) => vec![told(&label.to_string(), difference.after.as_ref())],
        None => {
            let (list, on) = match (&difference.before, &difference.after) {
                (_, Some(Value::Array(list))) => (list, true),
                (Some(Value::Array(list)), _) => (list, false),
                _ => return Vec::new(),
            };
            list.iter()
                .map(|(label, filter)| told(&label.to_string(), on.then_some(filter)))
                .collect()
        }
    }
}
