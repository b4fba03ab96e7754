//! What a hash path or a filter finds in an event.

use std::{borrow::Cow, collections::HashMap};

use misp_flow_engine::{
    condition::{Operator, item_matches},
    path::HashPath,
    value::{PhpError, Value},
    workflow::NodeFilter,
};

use crate::window::controls::count_words;

/// How many different values are told apart.
const DIFFERENT: usize = 300;
/// How many of the elements that pass are named.
const NAMED: usize = 5;
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

impl Question {
    /// What a path finds, inside of each element of `selector` unless that is empty.
    pub fn of_path(selector: &str, path: &str) -> Self {
        if selector.is_empty() {
            Self::Path(path.to_owned())
        } else {
            Self::Inside {
                selector: selector.to_owned(),
                path: path.to_owned(),
            }
        }
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Found {
    /// Values that were found, or elements that pass.
    pub hits: usize,
    /// Elements that were looked into, where there is a selector.
    pub of: Option<usize>,
    /// The first different values, each on one line, with how often they were found.
    pub values: Vec<(String, usize)>,
    /// Whether there are more different values than these.
    pub more: bool,
    /// Where a path loses its way that finds nothing.
    pub lost: Option<String>,
}

impl Found {
    /// Notes where the path loses its way in these, if nothing was found.
    fn lose(&mut self, path: &HashPath, roots: &[&Value]) {
        if self.hits == 0 && self.lost.is_none() {
            self.lost = path.first_miss(roots).map(|miss| miss.to_string());
        }
    }
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    /// What cannot work in the paths, whatever the event.
    pub faults: Vec<String>,
    /// What was found, or why a server fails here.
    pub found: Result<Found, String>,
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

/// Collects what is found.
#[derive(Default)]
struct Tally<'v> {
    found: Found,
    places: HashMap<Cow<'v, str>, usize>,
}

impl<'v> Tally<'v> {
    fn add(&mut self, value: &'v Value) {
        let text = match value {
            Value::Array(_) => sample(value).into(),
            scalar => scalar.to_text(),
        };
        if let Some((_, count)) = self
            .places
            .get(&text)
            .and_then(|at| self.found.values.get_mut(*at))
        {
            *count += 1;
        } else if self.found.values.len() < DIFFERENT {
            self.places.insert(text, self.found.values.len());
            self.found.values.push((sample(value), 1));
        } else {
            self.found.more = true;
        }
    }
}

fn plain(path: &HashPath, event: &Value) -> Result<Found, PhpError> {
    let values = path.matches(event)?;
    let mut tally = Tally::default();
    tally.found.hits = values.len();
    values.into_iter().for_each(|value| tally.add(value));
    tally.found.lose(path, &[event]);
    Ok(tally.found)
}

fn inside(selector: &HashPath, path: &HashPath, event: &Value) -> Result<Found, PhpError> {
    let elements = selector.matches(event)?;
    let mut tally = Tally::default();
    tally.found.of = Some(elements.len());
    for element in &elements {
        let values = path.matches(element)?;
        tally.found.hits += usize::from(!values.is_empty());
        values.into_iter().for_each(|value| tally.add(value));
    }
    if elements.is_empty() {
        tally.found.lose(selector, &[event]);
    }
    tally.found.lose(path, &elements);
    Ok(tally.found)
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
    let mut found = Found {
        of: Some(elements.len()),
        ..Found::default()
    };
    if elements.is_empty() {
        found.lose(selector, &[event]);
    }
    for element in &elements {
        if !item_matches(element, &value, &operator, path)? {
            continue;
        }
        found.hits += 1;
        if found.values.len() < NAMED {
            found.values.push((named(element), 1));
        }
    }
    found.more = found.hits > found.values.len();
    found.lose(path, &elements);
    Ok(found)
}

/// An element by what tells it from others: its type and value, or its name.
fn named(element: &Value) -> String {
    let text = |key: &str| {
        let text = element
            .get(key)
            .filter(|value| !value.is_array())?
            .to_text();
        (!text.is_empty()).then(|| text.into_owned())
    };
    let name = ["value", "name", "info", "uuid"].into_iter().find_map(text);
    match (text("type"), name) {
        (Some(kind), Some(name)) => sample(&Value::from(format!("{kind}  {name}").as_str())),
        (None, Some(name)) => sample(&Value::from(name.as_str())),
        _ => sample(element),
    }
}

/// A value on one line.
fn sample(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(is_true) => is_true.to_string(),
        Value::Array(array) if array.is_empty() => "(empty)".to_owned(),
        Value::Array(array) => {
            if array.is_list() {
                format!("(list of {})", count_words(array.len(), "element"))
            } else {
                format!("(object with {})", count_words(array.len(), "key"))
            }
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

    fn counted(values: &[(&str, usize)]) -> Vec<(String, usize)> {
        let values = values.iter();
        values
            .map(|(text, count)| ((*text).to_owned(), *count))
            .collect()
    }

    #[test]
    fn a_path_tells_how_many_values_it_finds_and_the_first_of_them() {
        let types = found(Question::Path("Event._AttributeFlattened.{n}.type".into()));
        assert_eq!(types.hits, 3);
        assert_eq!(types.values, counted(&[("ip-src", 2), ("domain", 1)]));
        let tags = found(Question::Path("Event._AttributeFlattened.{n}.Tag".into()));
        let told = [("(list of 1 element)", 1), ("(empty)", 1)];
        assert_eq!(tags.values, counted(&told));
        let nothing = found(Question::Path("Event.nothing".into()));
        assert_eq!(nothing.hits, 0);
        let lost = "Event.nothing: the event has no nothing";
        assert_eq!(nothing.lost.as_deref(), Some(lost));
    }

    #[test]
    fn a_path_inside_of_elements_counts_the_elements() {
        let tags = found(Question::Inside {
            selector: "Event._AttributeFlattened.{n}".into(),
            path: "Tag.{n}.name".into(),
        });
        assert_eq!((tags.hits, tags.of), (1, Some(3)));
        assert_eq!(tags.values, counted(&[("tlp:red", 1)]));
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
        assert_eq!(passing.values.len(), 2);
    }

    #[test]
    fn a_broken_expression_is_told() {
        let question = Question::Path("Event.{n}[name=/(/]".into());
        assert_eq!(answer(&question, &event()).faults.len(), 1);
    }
}
