//! Lessons in which a hash path is to be found.

use super::{
    CaseVerdict, Verdict,
    words::{count, is_are, list},
};
use crate::{
    catalogue::samples::Sample,
    event::normalise::{NoLookups, Scope, normalise},
    path::HashPath,
    value::{PhpError, Value},
};

/// A hash path that finds certain values in each of several events.
#[derive(Debug)]
pub struct PathExercise {
    /// What one of the values is: `tag name`.
    pub thing: &'static str,
    /// A path that does it.
    pub solution: &'static str,
    /// The events.
    pub cases: &'static [PathCase],
}

/// An event with the values that the path is to find in it.
#[derive(Debug)]
pub struct PathCase {
    /// The event.
    pub event: &'static Sample,
    /// Whether the learner does not see it.
    pub hidden: bool,
    /// The values, in any order.
    pub values: &'static [&'static str],
}

impl PathExercise {
    /// Tries a path on all events.
    pub fn check(&self, path: &str) -> Verdict {
        let path = path.trim();
        if path.is_empty() {
            return Verdict::refused(
                "Type a path first; each step is a key, with a dot between two",
            );
        }
        let path = HashPath::parse(path);
        if let Some(fault) = path.faults().first() {
            return Verdict::refused(format!("A condition in the path cannot work: {fault}"));
        }
        let cases = self.cases.iter().map(|case| {
            let data = data(case.event);
            let (passed, words) = match path.matches(&data) {
                Ok(found) => self.compare(case, &found),
                Err(error) => (false, format!("The server fails here: {error}")),
            };
            CaseVerdict::of(case.event, case.hidden, passed, words)
        });
        Verdict::of(cases)
    }

    fn compare(&self, case: &PathCase, found: &[&Value]) -> (bool, String) {
        let inner = found.iter().filter(|value| value.is_array()).count();
        if inner > 0 {
            let which = match found.first().and_then(|value| value.as_array()) {
                Some(array) if array.is_list() => "lists",
                _ => "objects with several keys",
            };
            let words = format!(
                "Finds {which} where {}s are wanted: go a step further",
                self.thing
            );
            return (false, words);
        }
        let mut missing: Vec<&str> = case.values.to_vec();
        let mut extra = Vec::new();
        for value in found {
            let value = value.to_text();
            match missing.iter().position(|wanted| *wanted == value) {
                Some(place) => {
                    missing.remove(place);
                }
                None => extra.push(value),
            }
        }
        self.words(case, &missing, &extra)
    }

    fn words(
        &self,
        case: &PathCase,
        missing: &[&str],
        extra: &[impl AsRef<str>],
    ) -> (bool, String) {
        let all = case.values.len();
        let too_much = match extra.len() {
            0 => String::new(),
            many => format!("; {} {} too much", list(extra), is_are(many)),
        };
        let words = match (missing.len(), extra.len()) {
            (0, 0) if all == 0 => "Finds nothing, and there is nothing to find".to_owned(),
            (0, 0) if all == 1 => format!("Finds the one {}", self.thing),
            (0, 0) if all == 2 => format!("Finds both {}s", self.thing),
            (0, 0) => format!("Finds all {}", count(all, self.thing)),
            (0, many) if all == 0 => {
                format!(
                    "Finds {} where there is nothing to find: {}",
                    count(many, "value"),
                    list(extra)
                )
            }
            (0, _) => format!("Finds {} of {}{too_much}", all, count(all, self.thing)),
            (lost, 0) if lost == all => {
                format!(
                    "Finds nothing; there {} {}: {}",
                    is_are(all),
                    count(all, self.thing),
                    list(missing)
                )
            }
            (lost, _) => format!(
                "Finds {} of {}; missing {} {}{too_much}",
                all - lost,
                count(all, self.thing),
                is_are(lost),
                list(missing)
            ),
        };
        (missing.is_empty() && extra.is_empty(), words)
    }

    /// What a path finds in the first event that the learner sees, each value on one line.
    ///
    /// # Errors
    /// What PHP throws where the path meets the wrong kind of data.
    pub fn look(&self, path: &str) -> Result<Vec<String>, PhpError> {
        let shown = self.cases.iter().find(|case| !case.hidden);
        let data = shown.map(|case| data(case.event)).unwrap_or_default();
        let path = HashPath::parse(path.trim());
        let line = |value: &&Value| match value {
            Value::Array(_) => value.to_json(),
            scalar => scalar.to_text().into_owned(),
        };
        Ok(path.matches(&data)?.iter().map(line).collect())
    }
}

/// The event as a trigger of events hands it over; a test rules out that it cannot be read.
pub(super) fn data(event: &Sample) -> Value {
    let event = Value::from_json(event.json.as_bytes()).unwrap_or_default();
    normalise(&event, Scope::Event, &NoLookups).unwrap_or_default()
}
