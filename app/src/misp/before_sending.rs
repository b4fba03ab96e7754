//! What a server would answer with a bare 500, or store and be broken by (spec 02): found here,
//! and said in words, before anything is sent.

use std::fmt;

use serde_json::Value as Json;

/// The longest name that a server stores, in characters.
const NAME_LIMIT: usize = 255;

/// Which characters the server's database takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Characters {
    /// Those of the basic plane, so no emoji: a database as MISP sets it up.
    #[default]
    BasicPlane,
    /// All: a database that was converted (utf8mb4).
    All,
}

/// Something that must not be sent as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// The name has more characters than a server stores.
    NameTooLong {
        /// How many it has.
        length: usize,
    },
    /// There is no name, where the server needs one.
    NoName,
    /// There is no description, where the server needs one.
    NoDescription,
    /// A character that the database does not take.
    Outside {
        /// Where it is, in words.
        place: String,
        /// The character.
        sign: char,
    },
    /// The graph is neither an object nor a list.
    NoGraph,
    /// A trigger without an id: the server stores it and cannot show the workflow any more.
    TriggerWithoutId {
        /// The node's key in the graph.
        node: String,
    },
    /// The input of a run is neither an object nor a list.
    NoInput,
    /// There is a blueprint with this uuid.
    UuidTaken {
        /// Its name.
        name: String,
    },
}

impl fmt::Display for Objection {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NameTooLong { length } => write!(
                out,
                "the name has {length} characters, a server stores {NAME_LIMIT}. Shorten it"
            ),
            Self::NoName => write!(out, "it has no name. Give it one"),
            Self::NoDescription => write!(out, "it has no description. Write one"),
            Self::Outside { place, sign } => write!(
                out,
                "{place} holds “{sign}”, which the database of most servers does not take. Take it out"
            ),
            Self::NoGraph => write!(out, "its graph is neither an object nor a list of nodes"),
            Self::TriggerWithoutId { node } => write!(
                out,
                "the trigger (node {node}) has no id; with that stored, the server could not show the workflow any more. Take it out and add it again"
            ),
            Self::NoInput => write!(
                out,
                "the input of a run has to be a JSON object or list, such as an event"
            ),
            Self::UuidTaken { name } => write!(
                out,
                "the server has a blueprint with the same uuid (“{name}”). Change that one, or give this one a new uuid"
            ),
        }
    }
}

/// What keeps this name, description and graph from being sent; empty where nothing does.
pub fn objections(
    name: Option<&str>,
    description: Option<&str>,
    graph: Option<&Json>,
    characters: Characters,
) -> Vec<Objection> {
    let mut found = Vec::new();
    let length = name.map_or(0, |name| name.chars().count());
    if length > NAME_LIMIT {
        found.push(Objection::NameTooLong { length });
    }
    let outside = |text: &str| match characters {
        Characters::BasicPlane => text.chars().find(|sign| u32::from(*sign) > 0xffff),
        Characters::All => None,
    };
    for (text, place) in [(name, "the name"), (description, "the description")] {
        if let Some(sign) = text.and_then(outside) {
            let place = place.to_owned();
            found.push(Objection::Outside { place, sign });
        }
    }
    let Some(graph) = graph else {
        return found;
    };
    let entries: Vec<(String, &Json)> = match graph {
        Json::Object(nodes) => nodes
            .iter()
            .map(|(key, node)| (key.clone(), node))
            .collect(),
        Json::Array(nodes) => (0..)
            .zip(nodes)
            .map(|(place, node): (usize, _)| (place.to_string(), node))
            .collect(),
        _ => {
            found.push(Objection::NoGraph);
            return found;
        }
    };
    for (key, node) in entries {
        let kind = node.get("data").and_then(|data| data.get("module_type"));
        if kind.and_then(Json::as_str) == Some("trigger")
            && node.get("id").is_none_or(Json::is_null)
        {
            found.push(Objection::TriggerWithoutId { node: key.clone() });
        }
        let mut way = Vec::new();
        if let Some((sign, way)) = find(node, &outside, &mut way) {
            let place = place(&key, node, &way);
            found.push(Objection::Outside { place, sign });
        }
    }
    found
}

/// The first such character in a value, keys included, and the way to it.
fn find(
    json: &Json,
    outside: &impl Fn(&str) -> Option<char>,
    way: &mut Vec<String>,
) -> Option<(char, Vec<String>)> {
    match json {
        Json::String(text) => outside(text).map(|sign| (sign, way.clone())),
        Json::Array(items) => items.iter().find_map(|item| find(item, outside, way)),
        Json::Object(fields) => fields.iter().find_map(|(key, value)| {
            way.push(key.clone());
            let here = outside(key).map(|sign| (sign, way.clone()));
            let found = here.or_else(|| find(value, outside, way));
            way.pop();
            found
        }),
        _ => None,
    }
}

/// Where something stands in a node, in words.
fn place(key: &str, node: &Json, way: &[String]) -> String {
    let way: Vec<&str> = way.iter().map(String::as_str).collect();
    let what = match way.as_slice() {
        ["data", "indexed_params", param, ..] => format!("“{param}” of"),
        ["data", "saved_filters", ..] => "the filter of".to_owned(),
        ["name"] => "the name of".to_owned(),
        [] => String::new(),
        way => format!("“{}” of", way.join(".")),
    };
    if key == "_frames" {
        return "the title of a frame".to_owned();
    }
    let name = node.get("name").and_then(Json::as_str).unwrap_or_default();
    let named = if name.is_empty() || way == ["name"] {
        String::new()
    } else {
        format!(" ({name})")
    };
    format!("{what} node {key}{named}").trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn words(graph: &Json) -> Vec<String> {
        objections(None, None, Some(graph), Characters::BasicPlane)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn an_emoji_is_found_with_node_and_param() {
        let graph = json!({
            "1": {"id": 1, "name": "Start", "data": {"module_type": "trigger"}},
            "2": {"id": 2, "name": "Webhook", "data": {"indexed_params": {"payload": ["a", "b 😀"]}}},
            "3": {"id": 3, "name": "Stop 🛑", "data": {}},
            "_frames": {"f": {"text": "🎉", "nodes": []}},
        });
        let found = words(&graph);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with("“payload” of node 2 (Webhook) holds “😀”"));
        assert!(found[1].starts_with("the name of node 3 holds “🛑”"));
        assert!(found[2].starts_with("the title of a frame holds"));
        let all = objections(Some("🎉"), None, Some(&graph), Characters::All);
        assert_eq!(all, []);
    }

    #[test]
    fn names_are_counted_in_characters() {
        let check = |name: &str| objections(Some(name), None, None, Characters::BasicPlane);
        assert_eq!(check(&"ü".repeat(255)), []);
        let found = check(&"ü".repeat(256));
        assert_eq!(found, [Objection::NameTooLong { length: 256 }]);
    }

    #[test]
    fn what_would_break_the_server_is_not_sent() {
        assert_eq!(words(&json!("{}")).len(), 1);
        assert_eq!(words(&json!(null)).len(), 1);
        let headless = json!({"1": {"data": {"module_type": "trigger"}}});
        assert!(words(&headless)[0].contains("the trigger (node 1) has no id"));
    }
}
