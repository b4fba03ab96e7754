//! What hash paths and filters find in the event, worked out when one of them changes.

use std::{collections::HashMap, rc::Rc};

use egui::Id;
use misp_flow_engine::{
    condition::{Operator, item_matches},
    path::HashPath,
    value::{PhpError, Value},
    workflow::NodeFilter,
};

use super::picker::grouped;

/// How many of the values found are shown.
const SAMPLES: usize = 3;
/// The longest sample, in characters.
const LONGEST: usize = 120;

/// What is asked of the event.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Question {
    /// What a path finds.
    Path(String),
    /// What a path finds inside of each element that a selector picks.
    Inside { selector: String, path: String },
    /// How many elements pass a node filter.
    Filter(NodeFilter),
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Found {
    /// Values that were found, or elements that pass.
    pub hits: usize,
    /// Elements that were looked into, where there is a selector.
    pub of: Option<usize>,
    /// The first values, each on one line.
    pub samples: Vec<String>,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    /// What cannot work in the paths, whatever the event.
    pub faults: Vec<String>,
    /// What was found, or why a server fails here.
    pub found: Result<Found, String>,
}

struct Kept {
    question: Question,
    event: Value,
    answer: Rc<Answer>,
}

/// The answers for the fields that are shown.
#[derive(Default)]
pub(super) struct Matches(HashMap<Id, Kept>);

impl Matches {
    /// The answer for a field: the last one, if question and event are the same.
    pub fn ask(&mut self, field: Id, question: Question, event: &Value) -> Rc<Answer> {
        if let Some(kept) = self.0.get(&field)
            && kept.question == question
            && is_same(&kept.event, event)
        {
            return kept.answer.clone();
        }
        let answer = Rc::new(answer(&question, event));
        let kept = Kept {
            question,
            // A shared copy: as long as it is kept, nothing else can take its place in memory.
            event: event.clone(),
            answer: answer.clone(),
        };
        self.0.insert(field, kept);
        answer
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// Whether two values are one and the same, not merely equal: fast on events of any size.
pub(super) fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => a.is_same_memory(b),
        _ => false,
    }
}

/// Works an answer out.
pub(super) fn answer(question: &Question, event: &Value) -> Answer {
    match question {
        Question::Path(path) => {
            let path = HashPath::parse(path);
            Answer {
                faults: path.faults(),
                found: plain(&path, event).map_err(words),
            }
        }
        Question::Inside { selector, path } => {
            let (selector, path) = (HashPath::parse(selector), HashPath::parse(path));
            Answer {
                faults: path.faults(),
                found: inside(&selector, &path, event).map_err(words),
            }
        }
        Question::Filter(filter) => {
            let selector = HashPath::parse(&filter.selector);
            let path = HashPath::parse(&filter.path);
            let mut faults = selector.faults();
            faults.extend(path.faults());
            Answer {
                faults,
                found: passing(filter, &selector, &path, event).map_err(words),
            }
        }
    }
}

fn words(error: PhpError) -> String {
    error.to_string()
}

fn plain(path: &HashPath, event: &Value) -> Result<Found, PhpError> {
    let values = path.matches(event)?;
    Ok(Found {
        hits: values.len(),
        of: None,
        samples: values
            .iter()
            .take(SAMPLES)
            .map(|value| sample(value))
            .collect(),
    })
}

fn inside(selector: &HashPath, path: &HashPath, event: &Value) -> Result<Found, PhpError> {
    let elements = selector.matches(event)?;
    let mut found = Found {
        of: Some(elements.len()),
        ..Found::default()
    };
    for element in elements {
        let values = path.matches(element)?;
        found.hits += usize::from(!values.is_empty());
        let room = SAMPLES - found.samples.len().min(SAMPLES);
        let samples = values.into_iter().take(room).map(sample);
        found.samples.extend(samples);
    }
    Ok(found)
}

fn passing(
    filter: &NodeFilter,
    selector: &HashPath,
    path: &HashPath,
    event: &Value,
) -> Result<Found, PhpError> {
    let operator = Operator::parse(&filter.operator);
    let value = Value::from(filter.value.as_str());
    let elements = selector.matches(event)?;
    let of = Some(elements.len());
    let mut hits = 0;
    for element in elements {
        hits += usize::from(item_matches(element, &value, &operator, path)?);
    }
    Ok(Found {
        hits,
        of,
        samples: Vec::new(),
    })
}

/// A value on one line.
fn sample(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(is_true) => is_true.to_string(),
        Value::Array(array) if array.is_empty() => "(empty)".to_owned(),
        Value::Array(array) => {
            let kind = if array.is_list() { "list" } else { "object" };
            let entries = if array.len() == 1 { "entry" } else { "entries" };
            format!("({kind}, {} {entries})", grouped(array.len()))
        }
        scalar => {
            let text = scalar.to_text();
            let mut line: String = text
                .chars()
                .take(LONGEST)
                .map(|letter| if letter.is_control() { ' ' } else { letter })
                .collect();
            if text.chars().nth(LONGEST).is_some() {
                line.push('…');
            }
            if line.is_empty() {
                line.push_str("(empty text)");
            }
            line
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Value {
        Value::from_json(
            br#"{"Event": {"info": "Hi", "_AttributeFlattened": [
                {"type": "ip-src", "Tag": [{"name": "tlp:red"}]},
                {"type": "domain", "Tag": []},
                {"type": "ip-src"}]}}"#,
        )
        .unwrap()
    }

    fn found(question: Question) -> Found {
        answer(&question, &event()).found.unwrap()
    }

    #[test]
    fn a_path_tells_how_many_values_it_finds_and_the_first_of_them() {
        let types = found(Question::Path("Event._AttributeFlattened.{n}.type".into()));
        assert_eq!(types.hits, 3);
        assert_eq!(types.samples, ["ip-src", "domain", "ip-src"]);
        let tags = found(Question::Path("Event._AttributeFlattened.{n}.Tag".into()));
        assert_eq!(tags.samples, ["(list, 1 entry)", "(empty)"]);
        assert_eq!(found(Question::Path("Event.nothing".into())).hits, 0);
    }

    #[test]
    fn a_path_inside_of_elements_counts_the_elements() {
        let tags = found(Question::Inside {
            selector: "Event._AttributeFlattened.{n}".into(),
            path: "Tag.{n}.name".into(),
        });
        assert_eq!((tags.hits, tags.of), (1, Some(3)));
        assert_eq!(tags.samples, ["tlp:red"]);
    }

    #[test]
    fn a_filter_tells_how_many_elements_pass() {
        let filter = NodeFilter {
            selector: "Event._AttributeFlattened.{n}".into(),
            path: "type".into(),
            operator: "equals".into(),
            value: "ip-src".into(),
        };
        let passing = found(Question::Filter(filter));
        assert_eq!((passing.hits, passing.of), (2, Some(3)));
    }

    #[test]
    fn a_broken_expression_is_told() {
        let question = Question::Path("Event.{n}[name=/(/]".into());
        assert_eq!(answer(&question, &event()).faults.len(), 1);
    }

    #[test]
    fn an_answer_is_kept_until_question_or_event_change() {
        let (mut matches, event) = (Matches::default(), event());
        let field = Id::new("field");
        let question = || Question::Path("Event.info".into());
        let first = matches.ask(field, question(), &event);
        assert!(Rc::ptr_eq(&first, &matches.ask(field, question(), &event)));
        let other = Value::from_json(br#"{"Event": {}}"#).unwrap();
        let changed = matches.ask(field, question(), &other);
        assert_eq!(changed.found.as_ref().unwrap().hits, 0);
    }
}
