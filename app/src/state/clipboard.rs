//! Copy, cut, paste, duplicate: the clipboard holds the JSON text of a blueprint, which MISP and
//! any text editor understand, or of a workflow where frames come along; it takes any form.

use std::collections::BTreeSet;

use misp_flow_engine::{
    edit::Edit,
    workflow::{self, Graph, Join, Node, NodeKind, Position, Workflow, place},
};

use super::{State, Tone, Wish};

/// How far a duplicate stands from its original, in canvas units.
const APART: f64 = 40.0;

impl State {
    pub(super) fn copy(&mut self) {
        if let Some(words) = self.copy_selection() {
            self.messages.say(Tone::Done, format!("Copied {words}"));
        }
    }

    pub(super) fn cut(&mut self) {
        let Some(words) = self.copy_selection() else {
            return;
        };
        let nodes = self.selected_part().graph.nodes.into_keys().collect();
        let cut = self.edit(Edit::Delete {
            nodes,
            edges: Vec::new(),
            reconnect: false,
        });
        if cut {
            self.messages.say(Tone::Done, format!("Cut {words}"));
        }
    }

    /// Puts the selection onto the clipboard. Gives what was copied, in words; nothing where there
    /// was nothing to copy. A trigger comes along: whether there is room for it is known only where
    /// it is pasted.
    fn copy_selection(&mut self) -> Option<String> {
        let part = self.selected_part();
        let (count, frames) = (part.graph.nodes.len(), part.graph.frames.len());
        if count == 0 {
            return None;
        }
        // A blueprint has neither frames nor a trigger.
        let json = if frames == 0 && !self.selects_a_trigger() {
            part.to_blueprint_json()
        } else {
            part.to_workflow_json()
        };
        self.wishes.push(Wish::Clip(format!("{json:#}\n")));
        let mut words = nodes(count);
        match frames {
            0 => {}
            1 => words.push_str(" and 1 frame"),
            frames => words.push_str(&format!(" and {frames} frames")),
        }
        Some(words)
    }

    fn selects_a_trigger(&self) -> bool {
        let graph = &self.tab.document.workflow().graph;
        let mut selected = self.tab.selected.nodes.iter();
        selected.any(|id| graph.node(id).is_some_and(is_trigger))
    }

    /// The selection as it is duplicated: without a trigger.
    fn doubled_part(&self) -> Workflow {
        let mut part = self.selected_part();
        let graph = &mut part.graph;
        graph.nodes.retain(|_, node| !is_trigger(node));
        for frame in graph.frames.values_mut() {
            frame.nodes.retain(|id| graph.nodes.contains_key(id));
        }
        graph.frames.retain(|_, frame| !frame.nodes.is_empty());
        part
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
                let pasted = self.insert(&part.graph, at, None, "Paste");
                if pasted {
                    self.wishes.push(Wish::RevealSelection);
                }
                if pasted && left_out {
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
        let part = self.doubled_part();
        let corner = part.graph.nodes.values().map(|node| node.position);
        let corner = corner
            .min_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)))
            .unwrap_or_default();
        let left_out = self.selects_a_trigger();
        if part.graph.nodes.is_empty() {
            let why = "A trigger cannot be duplicated; a workflow has exactly one";
            self.messages.say(Tone::Refused, why);
            return;
        }
        let at = Position::new(corner.x + APART, corner.y + APART);
        if self.insert(&part.graph, at, None, "Duplicate") && left_out {
            self.messages.say(
                Tone::Done,
                "The trigger was left out; a workflow has exactly one",
            );
        }
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
                "the workflow has its trigger, and it can have only one"
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
        // A frame comes along only whole: copying one node is not copying the frame around it. What
        // it holds of nodes that are gone does not count.
        let there = &workflow.graph;
        part.graph.frames.retain(|_, frame| {
            let mut members = frame.nodes.iter().filter(|id| there.node(id).is_some());
            members.all(|id| self.tab.selected.nodes.contains(id))
        });
        part
    }
}

fn is_trigger(node: &Node) -> bool {
    node.kind == NodeKind::Trigger
}

/// `1 node`, `2 nodes`.
pub(super) fn nodes(count: usize) -> String {
    if count == 1 {
        "1 node".to_owned()
    } else {
        format!("{count} nodes")
    }
}
