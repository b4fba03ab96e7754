//! The conformance vectors: what MISP itself did with made-up data, and whether the engine does
//! the same.
//!
//! A vector is one JSON object with inputs and either `expected` or `error`. Vectors of one kind
//! stand in one file of the kind's name (`hash_get.jsonl`, or `.jsonl.zst`); `peer_` before the
//! name marks those with the data of others, which are not part of this repository. To let the
//! engine answer a further kind, write its check (see [`Check`]) and enter it in [`KINDS`].

mod condition;
mod graph;
mod hash;
mod jinja;
mod live;
mod logic_modules;
mod normalise;
mod protocol;
mod report;
mod source;
mod walk;

use misp_flow_engine::value::{Array, PhpError, Value};

pub use jinja::DIFFERENCES as JINJA_DIFFERENCES;
pub use protocol::same_services;
pub use report::{Summary, run};
pub use source::{Vectors, default_sources, from_folder};

/// Answers one vector: fine, or what was different.
pub type Check = fn(&Value) -> Result<(), String>;

/// A kind of vectors.
pub struct Kind {
    /// The name, which is that of the file.
    pub name: &'static str,
    /// Whether every vector has to pass.
    pub must_pass: bool,
    /// How the engine answers; none as long as it cannot.
    pub check: Option<Check>,
}

/// All kinds.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "hash_extract",
        must_pass: true,
        check: Some(hash::extract),
    },
    Kind {
        name: "hash_get",
        must_pass: true,
        check: Some(hash::get),
    },
    Kind {
        name: "hash_insert",
        must_pass: true,
        check: Some(hash::insert),
    },
    Kind {
        name: "hash_remove",
        must_pass: true,
        check: Some(hash::remove),
    },
    Kind {
        name: "condition",
        must_pass: true,
        check: Some(condition::evaluation),
    },
    Kind {
        name: "items_matching",
        must_pass: true,
        check: Some(condition::items),
    },
    Kind {
        name: "apply_filter",
        must_pass: true,
        check: Some(condition::filter),
    },
    Kind {
        name: "graph_check",
        must_pass: true,
        check: Some(graph::check),
    },
    Kind {
        name: "normalise_event",
        must_pass: true,
        check: Some(normalise::check),
    },
    Kind {
        name: "logic_modules",
        must_pass: true,
        check: Some(logic_modules::check),
    },
    Kind {
        name: "walk",
        must_pass: true,
        check: Some(walk::check),
    },
    Kind {
        name: "jinja",
        must_pass: true,
        check: Some(jinja::check),
    },
    Kind {
        name: "modules_protocol",
        must_pass: true,
        check: Some(protocol::check),
    },
    Kind {
        name: "live_runs",
        must_pass: true,
        check: Some(live::check),
    },
];

/// The field of a vector, null if it has none.
pub fn field<'v>(vector: &'v Value, name: &str) -> &'v Value {
    vector.get(name).unwrap_or(&Value::Null)
}

/// Compares an answer with what the vector expects: values strictly, with the order of keys
/// (`{}` and `[]` are one value), errors by their class.
pub fn compare(vector: &Value, answer: Result<Value, PhpError>) -> Result<(), String> {
    match (vector.get("error"), answer) {
        (None, Ok(value)) => same(field(vector, "expected"), &value),
        (Some(error), Err(thrown)) => {
            let error = error.to_text();
            let class = error.split(':').next().unwrap_or_default();
            if class == thrown.class.name() {
                Ok(())
            } else {
                Err(format!("throws {thrown} instead of {error}"))
            }
        }
        (None, Err(thrown)) => Err(format!("throws {thrown}")),
        (Some(error), Ok(value)) => Err(format!(
            "gives {} instead of throwing {}",
            brief(&value),
            error.to_text()
        )),
    }
}

/// Fine if both are the same value; else tells the first place where they differ.
pub fn same(expected: &Value, actual: &Value) -> Result<(), String> {
    if expected == actual {
        Ok(())
    } else {
        Err(difference("", expected, actual))
    }
}

fn difference(place: &str, expected: &Value, actual: &Value) -> String {
    if let (Value::Array(wanted), Value::Array(given)) = (expected, actual) {
        for (key, value) in wanted {
            match given.get(key) {
                Some(other) if other == value => {}
                Some(other) => return difference(&format!("{place}.{key}"), value, other),
                None => return format!("at {place}: lacks {key} ({})", brief(value)),
            }
        }
        if let Some((key, value)) = given.iter().find(|(key, _)| !wanted.contains_key(key)) {
            return format!("at {place}: has {key} ({})", brief(value));
        }
        let keys = |array: &Array| -> Value { array.keys().map(Value::from).collect() };
        let (wanted, given) = (keys(wanted), keys(given));
        return format!(
            "at {place}: keys are {} instead of {}",
            brief(&given),
            brief(&wanted)
        );
    }
    let at = if place.is_empty() {
        String::new()
    } else {
        format!("at {place}: ")
    };
    format!("{at}gives {} instead of {}", brief(actual), brief(expected))
}

/// Fine if both are the same value; else the difference under a name.
fn expect_same(what: &str, expected: &Value, actual: &Value) -> Result<(), String> {
    same(expected, actual).map_err(|difference| format!("{what} {difference}"))
}

fn brief(value: &Value) -> String {
    let mut text: String = value.to_json().chars().take(300).collect();
    if text.chars().count() == 300 {
        text.push('…');
    }
    text
}
