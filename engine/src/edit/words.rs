//! What the history calls each edit.

use super::Edit;
use crate::{
    catalogue::Catalogue,
    workflow::{Frame, NOTE_IDS, NodeFilter, NodeId, Workflow},
};

impl Edit {
    /// What the history calls the edit, with the names that `workflow` (before it) knows.
    pub(super) fn label(&self, workflow: &Workflow) -> String {
        let name = |id: &NodeId| {
            let node = workflow.graph.node(id);
            node.map_or_else(|| id.to_string(), |node| node.name.clone())
        };
        match self {
            Self::AddNode { node, .. } | Self::InsertOnWire { node, .. } => {
                format!("Add {}", node.name)
            }
            Self::PutOnWire { node, .. } => format!("Put {} onto a wire", name(node)),
            Self::Insert { label, .. }
            | Self::Arrange { label, .. }
            | Self::Replace { label, .. } => label.clone(),
            Self::Delete {
                nodes,
                edges,
                reconnect,
            } => {
                let connected = if *reconnect { " and reconnect" } else { "" };
                match (nodes.as_slice(), edges.len()) {
                    ([], 1) => "Remove a wire".to_owned(),
                    ([], count) => format!("Remove {count} wires"),
                    ([only], _) => format!("Delete {}{connected}", name(only)),
                    (several, _) => format!("Delete {} nodes{connected}", several.len()),
                }
            }
            Self::Move(moves) => match moves.as_slice() {
                [(only, _)] => format!("Move {}", name(only)),
                several => format!("Move {} nodes", several.len()),
            },
            Self::Connect(edge) => format!(
                "Connect {} to {}",
                name(&edge.from.node),
                name(&edge.to.node)
            ),
            Self::MendWire(edge) => format!("Mend the wire to {}", name(&edge.to.node)),
            Self::Rewire { new, .. } => format!("Rewire to {}", name(&new.to.node)),
            Self::SetParam { node, param, .. } => {
                let label = workflow.graph.node(node).and_then(|node| {
                    let module = Catalogue::bundled().get(&node.module)?;
                    Some(module.param(param)?.label.to_lowercase())
                });
                let param = label.unwrap_or_else(|| param.clone());
                format!("Change {param} of {}", name(node))
            }
            Self::SetFilter { node, filter } => {
                let before = workflow.graph.node(node).map(|node| &node.filter);
                let field = before.and_then(|before| filter_field(before, filter));
                let of = field.map_or_else(String::new, |field| format!("{field} in "));
                format!("Change {of}the filter of {}", name(node))
            }
            Self::AcceptVersions(versions) => match versions.as_slice() {
                [(only, version)] => format!("Accept version {version} of {}", name(only)),
                several => format!("Accept the module versions of {} nodes", several.len()),
            },
            Self::DeclareCoreFormat(node) => format!("Declare the format of {}", name(node)),
            Self::Rename { node, .. } => format!("Rename {}", name(node)),
            Self::SetName(_) => "Rename the workflow".to_owned(),
            Self::SetDescription(_) => "Change the description".to_owned(),
            Self::SetDebug(true) => "Switch debug posts on".to_owned(),
            Self::SetDebug(false) => "Switch debug posts off".to_owned(),
            Self::SetFrame {
                id,
                frame: Some(frame),
            } => frame_label(id, frame, workflow.graph.frames.get(id)),
            Self::SetFrame { id, frame: None } => format!("Remove a {}", frame_word(id)),
            Self::SetGraphForm(_) => "Key the nodes by their ids".to_owned(),
        }
    }
}

/// What a frame is called by its id.
fn frame_word(id: &str) -> &'static str {
    if id.starts_with(NOTE_IDS) {
        "note"
    } else {
        "frame"
    }
}

/// What the history calls it when a frame becomes this one.
fn frame_label(id: &str, new: &Frame, old: Option<&Frame>) -> String {
    let word = frame_word(id);
    match old {
        None if word == "note" => "Add a note".to_owned(),
        None if new.nodes.len() == 1 => "Frame 1 node".to_owned(),
        None => format!("Frame {} nodes", new.nodes.len()),
        Some(old) if old.text != new.text => format!("Name the {word}"),
        Some(old) if old.class != new.class => format!("Colour the {word}"),
        Some(_) => format!("Change a {word}"),
    }
}

/// The only field of a node filter that differs, as the window calls it.
fn filter_field(before: &NodeFilter, after: &NodeFilter) -> Option<&'static str> {
    let differs = [
        ("the elements", before.selector != after.selector),
        ("the path", before.path != after.path),
        ("the comparison", before.operator != after.operator),
        ("the value", before.value != after.value),
    ];
    let mut differs = differs.into_iter().filter(|(_, differs)| *differs);
    let (field, _) = differs.next()?;
    differs.next().is_none().then_some(field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalogue::samples, workflow};

    #[test]
    fn the_history_tells_fields_of_a_filter_and_deletions_apart() {
        let workflow = workflow::open(samples::WORKFLOWS[0].json.as_bytes()).unwrap();
        let (id, node) = workflow.graph.nodes.iter().next().unwrap();
        let filter = |change: fn(&mut NodeFilter)| {
            let mut filter = node.filter.clone();
            change(&mut filter);
            let edit = Edit::SetFilter {
                node: id.clone(),
                filter,
            };
            edit.label(&workflow)
        };
        let name = &node.name;
        assert_eq!(
            filter(|filter| filter.path = "type".to_owned()),
            format!("Change the path in the filter of {name}")
        );
        assert_eq!(
            filter(|filter| filter.value = "url".to_owned()),
            format!("Change the value in the filter of {name}")
        );
        let both = filter(|filter| {
            filter.value = "url".to_owned();
            filter.selector = "Event.Attribute".to_owned();
        });
        assert_eq!(both, format!("Change the filter of {name}"));
        let delete = |reconnect| {
            let edit = Edit::Delete {
                nodes: vec![id.clone()],
                edges: Vec::new(),
                reconnect,
            };
            edit.label(&workflow)
        };
        assert_eq!(delete(false), format!("Delete {name}"));
        assert_eq!(delete(true), format!("Delete {name} and reconnect"));
    }
}
