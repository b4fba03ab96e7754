//! Copy, cut, paste, duplicate: the clipboard holds the JSON text of a blueprint, which MISP and
//! any text editor understand, and takes any form of workflow.

use std::collections::BTreeSet;

use misp_flow_engine::{
    edit::Edit,
    workflow::{self, Graph, Join, NodeId, Position, Workflow, place},
};

use super::{State, Tone, Wish};

/// How far a duplicate stands from its original, in canvas units.
const APART: f64 = 40.0;

impl State {
    pub(super) fn copy(&mut self) {
        let part = self.selected_part();
        let text = format!("{:#}\n", part.to_blueprint_json());
        let triggers = part
            .graph
            .nodes
            .values()
            .filter(|node| node.kind == workflow::NodeKind::Trigger)
            .count();
        let count = part.graph.nodes.len() - triggers;
        if count == 0 {
            self.messages.say(
                Tone::Refused,
                "A trigger cannot be copied; a workflow has exactly one",
            );
            return;
        }
        self.wishes.push(Wish::Clip(text));
        self.messages
            .say(Tone::Done, format!("Copied {}", nodes(count)));
    }

    pub(super) fn cut(&mut self) {
        self.copy();
        let graph = &self.tab.document.workflow().graph;
        let copied = |id: &&NodeId| {
            graph
                .node(id)
                .is_some_and(|node| node.kind != workflow::NodeKind::Trigger)
        };
        let nodes: Vec<NodeId> = self
            .tab
            .selected
            .nodes
            .iter()
            .filter(copied)
            .cloned()
            .collect();
        if !nodes.is_empty() {
            self.edit(Edit::Delete {
                nodes,
                edges: Vec::new(),
                reconnect: false,
            });
        }
    }

    /// Pastes a text, whatever it holds.
    pub(super) fn paste(&mut self, text: String, at: Option<Position>) {
        // No workflow has this key, though some name it in a path.
        if text.contains("\"Event\"") {
            self.paste_events_or_nodes(text, at);
        } else {
            self.paste_nodes(&text, at);
        }
    }

    pub(super) fn paste_nodes(&mut self, text: &str, at: Option<Position>) {
        match workflow::open(text.as_bytes()) {
            Ok(part) => {
                let at = at.unwrap_or(Position::new(self.centre.x - 120.0, self.centre.y - 50.0));
                let has = |graph: &Graph| graph.trigger().is_some();
                let left_out = has(&part.graph) && has(&self.tab.document.workflow().graph);
                if self.insert(&part.graph, at, None, "Paste") && left_out {
                    self.messages.say(
                        Tone::Done,
                        "The trigger was left out; a workflow has exactly one",
                    );
                }
            }
            Err(error) => {
                self.messages.say(
                    Tone::Refused,
                    format!("The clipboard holds neither a workflow nor events, so nothing was pasted. {error}"),
                );
            }
        }
    }

    pub(super) fn duplicate(&mut self) {
        let part = self.selected_part();
        let corner = part.graph.nodes.values().map(|node| node.position);
        let corner = corner
            .min_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)))
            .unwrap_or_default();
        self.insert(
            &part.graph,
            Position::new(corner.x + APART, corner.y + APART),
            None,
            "Duplicate",
        );
    }

    /// Adds the nodes of a part with its leftmost node at a position, as one step of the history,
    /// connected as asked for. Gives whether anything was added.
    pub(super) fn insert(
        &mut self,
        part: &Graph,
        at: Position,
        join: Option<Join>,
        verb: &str,
    ) -> bool {
        let mut placed = place(part, &self.tab.document.workflow().graph, at);
        placed.join = join;
        let (new, skipped) = (
            placed.nodes.keys().cloned().collect::<BTreeSet<_>>(),
            placed.triggers_skipped,
        );
        if new.is_empty() {
            let why = if skipped > 0 {
                "a trigger is never pasted, since a workflow has exactly one"
            } else {
                "it holds no nodes"
            };
            self.messages
                .say(Tone::Refused, format!("Nothing was added: {why}"));
            return false;
        }
        let label = format!("{verb} {}", nodes(new.len()));
        let done = self.edit(Edit::Insert {
            placed: Box::new(placed),
            label,
        });
        if done {
            self.select(new, Vec::new());
        }
        done
    }

    /// The selected nodes, with the frames that hold any of them.
    pub(super) fn selected_part(&self) -> Workflow {
        let workflow = self.tab.document.workflow();
        let mut part = Workflow::new(self.tab.document.title());
        part.graph = workflow.graph.clone();
        part.graph
            .nodes
            .retain(|id, _| self.tab.selected.nodes.contains(id));
        // A frame comes along only whole: copying one node is not copying the frame around it.
        part.graph.frames.retain(|_, frame| {
            frame
                .nodes
                .iter()
                .all(|id| self.tab.selected.nodes.contains(id))
        });
        part
    }
}

/// `1 node`, `2 nodes`.
pub(super) fn nodes(count: usize) -> String {
    if count == 1 {
        "1 node".to_owned()
    } else {
        format!("{count} nodes")
    }
}
