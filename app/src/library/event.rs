//! Reading stored events: what MISP's pages and its API give, and data for other triggers.

use misp_flow_engine::value::{JsonError, KeyRef, Value};
use thiserror::Error;

/// One event (or other data that a trigger can hand over), ready to be simulated with.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEvent {
    /// What it is called in lists: the event's `info`, or what the data are about.
    pub name: String,
    /// What the trigger hands over, `{"Event": …}` for an event.
    pub value: Value,
    /// How many attributes it has, those of its objects included.
    pub attributes: usize,
    /// The names of the event's own tags, in its order.
    pub tags: Vec<String>,
}

/// So many bytes of JSON Lines are taken into the list of events at once.
const MOST_LINES: usize = 64_000_000;

/// Why a file holds nothing to simulate with.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EventError {
    /// The text is not JSON.
    #[error("This is not valid JSON: {}, at line {}, column {}", .0.message, .0.line, .0.column)]
    Syntax(JsonError),
    /// A line of JSON Lines is not JSON.
    #[error(
        "Line {line} is not valid JSON: {message}, at column {column}. The lines before it hold an event each; a run on many events passes over such lines"
    )]
    Line {
        /// The line, from 1.
        line: usize,
        /// The column in it, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// More JSON Lines than the list of events is for, in megabytes.
    #[error(
        "The file holds {0} MB of events, one a line, which is too much for the list of events. Simulate with all of them instead: choose it with A file of events… under Many events"
    )]
    ManyLines(usize),
    /// There is nothing in it.
    #[error("The file is empty")]
    Empty,
    /// JSON that no trigger hands over.
    #[error(
        "The file holds no event: expected an object with `Event`, or a `response` list of such (found {0})"
    )]
    NoEvent(&'static str),
    /// A search result without hits.
    #[error("The file holds no event: its list is empty")]
    NoHits,
}

/// Reads `{"Event": …}`, `{"response": [{"Event": …}, …]}`, a bare list of events, or any other
/// object, which is taken as it is for triggers that hand over other data (`{"User": …}`,
/// `{"Log": …}`; spec 04).
///
/// # Errors
/// Says what is wrong and where; nothing is guessed.
pub fn read_events(bytes: &[u8]) -> Result<Vec<StoredEvent>, EventError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(EventError::Empty);
    }
    match Value::from_json(bytes) {
        Ok(value) => from_value(value),
        Err(error) => match read_lines(bytes) {
            Some(lines) => lines,
            None => Err(EventError::Syntax(error)),
        },
    }
}

/// Reads JSON Lines, an event or a list of them on each line that is not blank; nothing where the
/// text does not begin as such a file does.
pub(crate) fn read_lines(bytes: &[u8]) -> Option<Result<Vec<StoredEvent>, EventError>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    let mut lines = lines.filter(|(_, line)| !line.iter().all(u8::is_ascii_whitespace));
    let (_, first) = lines.next()?;
    let first = Value::from_json(first).ok()?;
    let mut rest = lines.peekable();
    if !holds_events(&first) || rest.peek().is_none() {
        return None;
    }
    if bytes.len() > MOST_LINES {
        return Some(Err(EventError::ManyLines(bytes.len() / 1_000_000)));
    }
    let mut all = match from_value(first) {
        Ok(events) => events,
        Err(error) => return Some(Err(error)),
    };
    for (number, line) in rest {
        let read = Value::from_json(line).map_err(|error| EventError::Line {
            line: number + 1,
            column: error.column,
            message: error.message.to_string(),
        });
        match read.and_then(from_value) {
            Ok(events) => all.extend(events),
            Err(error) => return Some(Err(error)),
        }
    }
    Some(Ok(all))
}

/// Whether this value holds events, as opposed to other data.
pub(crate) fn holds_events(value: &Value) -> bool {
    let is_event = |item: &Value| item.get("Event").is_some_and(Value::is_array);
    is_event(value)
        || value.get("response").is_some_and(|list| {
            is_event(list)
                || list
                    .as_array()
                    .is_some_and(|list| list.values().any(is_event))
        })
        || value
            .as_array()
            .is_some_and(|list| list.is_list() && list.values().any(is_event))
}

pub(crate) fn from_value(value: Value) -> Result<Vec<StoredEvent>, EventError> {
    let Some(array) = value.as_array() else {
        return Err(EventError::NoEvent(match value {
            Value::Str(_) => "a text",
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            _ => "a number",
        }));
    };
    if let Some(inner) = value.get("response") {
        return from_value(inner.clone());
    }
    if array.is_empty() {
        return Err(EventError::NoHits);
    }
    if array.is_list() {
        let events: Vec<_> = array
            .values()
            .filter(|item| item.get("Event").is_some_and(Value::is_array))
            .map(stored)
            .collect();
        return if events.is_empty() {
            Err(EventError::NoEvent("a list of something else"))
        } else {
            Ok(events)
        };
    }
    Ok(vec![stored(&value)])
}

/// One event, or other data that a trigger hands over.
pub(crate) fn stored(value: &Value) -> StoredEvent {
    let event = value.get("Event").filter(|event| event.is_array());
    let name = match event {
        Some(event) => event
            .get("info")
            .and_then(Value::as_str)
            .map(one_line)
            .filter(|info| !info.is_empty())
            .map_or_else(
                || match event.get("id") {
                    Some(id) => format!("Event {}", id.to_text()),
                    None => "Event without a name".to_owned(),
                },
                std::convert::identity,
            ),
        None => match value.as_array().and_then(|array| array.keys().next()) {
            Some(KeyRef::Str(key)) => format!("{key} data"),
            _ => "Data".to_owned(),
        },
    };
    StoredEvent {
        name,
        attributes: event.map_or(0, attributes),
        tags: event.map(tags).unwrap_or_default(),
        value: value.clone(),
    }
}

/// Names are shown in rows; what would break one is a blank.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|sign: char| sign.is_whitespace() || sign.is_control())
        .collect();
    words.join(" ").trim().to_owned()
}

fn attributes(event: &Value) -> usize {
    let count = |holder: &Value| {
        holder
            .get("Attribute")
            .and_then(Value::as_array)
            .map_or(0, |list| list.len())
    };
    let objects = event.get("Object").and_then(Value::as_array);
    count(event) + objects.map_or(0, |objects| objects.values().map(count).sum())
}

fn tags(event: &Value) -> Vec<String> {
    let tags = event.get("Tag").and_then(Value::as_array);
    let names = tags.into_iter().flat_map(|tags| tags.values());
    names
        .filter_map(|tag| Some(tag.get("name")?.as_str()?.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_named_and_counted() {
        let events = read_events(
            br#"{"Event": {"info": "Phishing", "Attribute": [{}, {}], "Object": [{"Attribute": [{}]}],
                "Tag": [{"name": "tlp:red"}]}}"#,
        )
        .unwrap();
        let [event] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!((event.name.as_str(), event.attributes), ("Phishing", 3));
        assert_eq!(event.tags, ["tlp:red"]);
    }

    #[test]
    fn every_event_of_a_search_result_is_offered() {
        let events =
            read_events(br#"{"response": [{"Event": {"info": "One"}}, {"Event": {"id": "2"}}]}"#)
                .unwrap();
        let names: Vec<_> = events.iter().map(|event| event.name.as_str()).collect();
        assert_eq!(names, ["One", "Event 2"]);
    }

    #[test]
    fn json_lines_are_events() {
        let one = r#"{"Event": {"info": "One"}}"#;
        let two = r#"[{"Event": {"info": "Two"}}, {"Event": {"info": "Three"}}]"#;
        let events = read_events(format!("{one}\n\n{two}\r\n").as_bytes()).unwrap();
        let names: Vec<_> = events.iter().map(|event| event.name.as_str()).collect();
        assert_eq!(names, ["One", "Two", "Three"]);
        let error = read_events(format!("{one}\n{{broken\n").as_bytes()).unwrap_err();
        assert!(
            error.to_string().starts_with("Line 2 is not valid JSON"),
            "{error}"
        );
        // What does not begin with a line of its own is told of as one text.
        let error = read_events(b"{\n\"Event\": {}\n}\n}").unwrap_err();
        assert!(matches!(error, EventError::Syntax(_)), "{error}");
    }

    #[test]
    fn data_of_other_triggers_are_taken_as_they_are() {
        let events = read_events(br#"{"User": {"email": "a@example.org"}}"#).unwrap();
        assert_eq!(events[0].name, "User data");
        assert!(events[0].value.get("User").is_some());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let error = read_events(b"{\"Event\": {\n  \"info\": }}")
            .unwrap_err()
            .to_string();
        assert!(error.contains("line 2, column 11"), "{error}");
        assert_eq!(read_events(b" \n"), Err(EventError::Empty));
        assert_eq!(read_events(b"[]"), Err(EventError::NoHits));
        let error = read_events(b"[1, 2]").unwrap_err().to_string();
        assert!(error.contains("holds no event"), "{error}");
    }
}
