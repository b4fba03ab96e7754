//! Words for differences, without what must not be read over a shoulder.

use serde_json::Value as Json;

use super::{Difference, Place, What};
use crate::{
    catalogue::{Catalogue, texts},
    describe,
    workflow::{Edge, FrameId, Graph, Node, NodeFilter, NodeId, PortRef, Workflow},
};

/// Most characters of a value.
const LONGEST: usize = 60;
/// Characters of what two long texts have in common that are shown before where they differ.
const BEFORE: usize = 12;

impl Difference {
    /// What differs, in one line, with the names that the two workflows have. Secrets are hidden.
    pub fn words(&self, before: &Workflow, after: &Workflow, catalogue: &Catalogue) -> String {
        let (old, new) = (&before.graph, &after.graph);
        match &self.place {
            Place::Workflow => self.of_workflow(),
            Place::Node(Some(id), None) => format!("{} removed", node(old, id)),
            Place::Node(_, Some(id)) if self.what == What::Added => {
                format!("{} added", node(new, id))
            }
            Place::Node(before, id) => {
                let Some((id, node)) = id.as_ref().and_then(|id| Some((id, new.node(id)?))) else {
                    return String::new();
                };
                let before = before.as_ref().and_then(|id| old.node(id));
                self.of_node(id, before, node, catalogue)
            }
            Place::Wire(_, Some(edge)) if self.what == What::Added => {
                format!("Wire added: {}", wire(new, edge, catalogue))
            }
            Place::Wire(Some(edge), None) => {
                format!("Wire removed: {}", wire(old, edge, catalogue))
            }
            Place::Wire(_, edge) => {
                let words = edge.as_ref().map(|edge| wire(new, edge, catalogue));
                let how = match self.what {
                    What::Whole(true) => "is stored by both its nodes now",
                    _ => "is stored by only one of its nodes now",
                };
                format!("Wire {} {how}", words.unwrap_or_default())
            }
            Place::Frame(Some(id), None) => format!("{} removed", frame(old, id)),
            Place::Frame(_, Some(id)) if self.what == What::Added => {
                format!("{} added", frame(new, id))
            }
            Place::Frame(_, id) => {
                let name = id.as_ref().map(|id| frame(new, id)).unwrap_or_default();
                match &self.what {
                    What::Name(old, new) => format!("Frame renamed: {}", change(old, new)),
                    What::Looks => format!("{name} looks different"),
                    _ => format!("{name} holds other nodes"),
                }
            }
        }
    }

    fn of_workflow(&self) -> String {
        let id = |id: &Option<String>| id.clone().unwrap_or_default();
        match &self.what {
            What::Name(old, new) => format!("Workflow renamed: {}", change(old, new)),
            What::Description(old, new) => format!("Description: {}", change(old, new)),
            What::TriggerId(old, new) => match (id(old).as_str(), id(new).as_str()) {
                // One that was never on a server belongs to no trigger there, whatever it starts with.
                (old, "") => format!("No longer tied to the trigger {old} of a server"),
                ("", new) => format!("Tied to the trigger {new} of a server"),
                (old, new) => format!("Server's trigger: {}", change(old, new)),
            },
            What::Enabled(true) => "Switched on on the server".to_owned(),
            What::Enabled(false) => "Switched off on the server".to_owned(),
            What::Debug(true) => "Debug posts switched on".to_owned(),
            What::Debug(false) => "Debug posts switched off".to_owned(),
            What::Keyed(true) => "Nodes are keyed by their numbers now".to_owned(),
            _ => "Nodes are a list now".to_owned(),
        }
    }

    fn of_node(
        &self,
        id: &NodeId,
        before: Option<&Node>,
        node: &Node,
        catalogue: &Catalogue,
    ) -> String {
        let name = named(id, node);
        match &self.what {
            What::Name(old, new) => format!("Node {id} renamed: {}", change(old, new)),
            What::Module(old, new) => format!("{name}, module: {}", change(old, new)),
            What::Version(old, new) => format!("{name}, version: {}", change(old, new)),
            What::Param(param, old, new) => {
                let module = catalogue.module_of(node);
                let known = module.param(param);
                let label = known.map_or(param.as_str(), |known| &known.label);
                let is_secret = |value: &Option<Json>| {
                    let text = value.as_ref().map(|value| texts(value).join("\n"));
                    match known {
                        Some(known) => {
                            describe::is_secret(&module, known, &text.unwrap_or_default())
                        }
                        None => describe::names_secret(param),
                    }
                };
                if is_secret(old) || is_secret(new) {
                    return format!("{name}, {label}: changed (not shown, it holds a secret)");
                }
                let shown =
                    |value: &Option<Json>| value.as_ref().map_or_else(String::new, value_text);
                let (old_text, new_text) = (shown(old), shown(new));
                let default = |value: &Option<Json>, text: String| match value {
                    None => "not set".to_owned(),
                    Some(_) => text,
                };
                let (old_text, new_text) = excerpts(&old_text, &new_text);
                format!(
                    "{name}, {label}: {} → {}",
                    default(old, old_text),
                    default(new, new_text)
                )
            }
            What::Filter(old, new) => {
                format!("{name}, filter: {} → {}", filter(old), filter(new))
            }
            What::Setting(setting) => format!("{name}, {setting}: changed"),
            What::Unknown(key) if describe::names_secret(key) => {
                format!("{name}: {} changed", one_line(key))
            }
            What::Unknown(key) => {
                let value = |node: Option<&Node>| {
                    let value = node.and_then(|node| node.raw_data()?.get(key));
                    value.map_or_else(|| "not set".to_owned(), plain_text)
                };
                let values = change(&value(before), &value(Some(node)));
                format!("{name}, {}: {values}", one_line(key))
            }
            What::Order => format!("{name}: its wires are followed in another order"),
            What::Position(..) => format!("{name} moved"),
            What::Number => format!("{name} has another number"),
            _ => format!("{name} looks different"),
        }
    }
}

fn named(id: &NodeId, node: &Node) -> String {
    let name = match node.name.as_str() {
        "" => &node.module,
        name => name,
    };
    format!("Node {} {}", one_line(id.as_str()), short(name))
}

fn node(graph: &Graph, id: &NodeId) -> String {
    graph
        .node(id)
        .map_or_else(|| format!("Node {id}"), |node| named(id, node))
}

fn frame(graph: &Graph, id: &FrameId) -> String {
    let title = graph.frames.get(id).map(|frame| short(&frame.text));
    match title.as_deref() {
        None | Some("") => "Frame without a title".to_owned(),
        Some(title) => format!("Frame {title}"),
    }
}

/// From where to where a wire goes: `3 IF :: Tag (then) → 5 Stop execution`.
fn wire(graph: &Graph, edge: &Edge, catalogue: &Catalogue) -> String {
    let end = |port: &PortRef| match graph.node(&port.node) {
        Some(node) => named(&port.node, node).replacen("Node ", "", 1),
        None => port.node.to_string(),
    };
    let label = graph.node(&edge.from.node).and_then(|node| {
        let place = node.outputs.get_index_of(&edge.from.port)?;
        let module = catalogue.module_of(node);
        module.output_labels().get(place).copied()
    });
    let label = match label {
        None | Some("") => String::new(),
        Some(label) => format!(" ({label})"),
    };
    format!("{}{label} → {}", end(&edge.from), end(&edge.to))
}

fn filter(filter: &NodeFilter) -> String {
    if filter.is_empty() {
        "none".to_owned()
    } else {
        short(&describe::filter_words(filter))
    }
}

fn value_text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(_) => texts(value).join(", "),
        other => other.to_string(),
    }
}

/// As [`value_text`], with yes and no for what is true or false.
fn plain_text(value: &Json) -> String {
    match value {
        Json::Bool(true) => "yes".to_owned(),
        Json::Bool(false) => "no".to_owned(),
        other => value_text(other),
    }
}

fn change(old: &str, new: &str) -> String {
    let (old, new) = excerpts(old, new);
    format!("{old} → {new}")
}

/// Two texts, shortened so that where they differ is in sight; `empty` for one without letters.
fn excerpts(old: &str, new: &str) -> (String, String) {
    let (old, new) = (
        one_line(&describe::without_secrets(old)),
        one_line(&describe::without_secrets(new)),
    );
    let common = old
        .chars()
        .zip(new.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let long = old.chars().count().max(new.chars().count()) > LONGEST;
    let skip = if long && common > 2 * BEFORE {
        common - BEFORE
    } else {
        0
    };
    let cut = |text: &str| {
        let start = if skip > 0 { "…" } else { "" };
        let rest: String = text.chars().skip(skip).collect();
        match short(&rest) {
            rest if rest.is_empty() && start.is_empty() => "empty".to_owned(),
            rest => format!("{start}{rest}"),
        }
    };
    let (old, new) = (cut(&old), cut(&new));
    if old == new {
        return (old, format!("{new} (what differs is not shown)"));
    }
    (old, new)
}

fn short(text: &str) -> String {
    let text = one_line(text);
    if text.chars().count() <= LONGEST {
        return text;
    }
    let head: String = text.chars().take(LONGEST - 1).collect();
    format!("{}…", head.trim_end())
}

/// The text on one line, without what would steer a terminal or the direction of writing.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let steers = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let line = words.join(" ");
    if line.contains(steers) {
        line.replace(steers, "\u{fffd}")
    } else {
        line
    }
}
