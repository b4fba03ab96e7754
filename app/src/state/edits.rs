//! Commands that change the workflow or what is selected in it.

use std::collections::BTreeSet;

use misp_flow_engine::{
    check::{Place, changed_versions},
    edit::Edit,
    workflow::{self, Edge, Node, NodeId, Position},
};

use super::{Command, OpenEnd, Panel, Selected, State, Tone, Wish};

impl State {
    pub(super) fn apply_edit(&mut self, command: Command) {
        match command {
            Command::Edit(edit) => {
                self.edit(edit);
            }
            Command::Seal => self.tab.document.seal(),
            Command::Undo => {
                let touched = self.tab.document.undo();
                self.after_travel(touched);
            }
            Command::Redo => {
                let touched = self.tab.document.redo();
                self.after_travel(touched);
            }
            Command::SelectAll => {
                let all = self
                    .tab
                    .document
                    .workflow()
                    .graph
                    .nodes
                    .keys()
                    .cloned()
                    .collect();
                self.select(all, Vec::new());
            }
            Command::SelectDownstream => {
                let graph = &self.tab.document.workflow().graph;
                let found = self
                    .tab
                    .selected
                    .nodes
                    .iter()
                    .flat_map(|id| graph.downstream(id))
                    .collect();
                self.select(found, Vec::new());
            }
            Command::Select(nodes, edges) => self.select(nodes.into_iter().collect(), edges),
            Command::Copy => self.copy(),
            Command::Cut => self.cut(),
            Command::Paste => self.wishes.push(Wish::RequestPaste),
            Command::PasteText(text, at) => self.paste(text, at),
            Command::Duplicate => self.duplicate(),
            Command::Delete { reconnect } => {
                let Selected { nodes, edges, .. } = self.tab.selected.clone();
                self.edit(Edit::Delete {
                    nodes: nodes.into_iter().collect(),
                    edges,
                    reconnect,
                });
            }
            Command::Frame => self.frame("New frame", "frame-"),
            Command::Note => self.frame("New note", workflow::NOTE_IDS),
            Command::Rename => self.rename(),
            Command::NameFrame(_)
            | Command::RemoveFrame
            | Command::Reframe
            | Command::ColourFrame(..)
            | Command::Surround(..) => self.apply_to_frame(command),
            Command::AddModule { module, at, end } => self.add_module(&module, at, end),
            Command::PutOnWire { node, edge, at } => self.put_on_wire(node, edge, at),
            Command::AcceptVersions => {
                let workflow = self.tab.document.workflow();
                let versions = changed_versions(workflow, &self.catalogue);
                self.edit(Edit::AcceptVersions(versions));
            }
            Command::Fix(place) => {
                self.refresh();
                let fix = self
                    .known_problems()
                    .get(place)
                    .and_then(|problem| problem.fix.clone());
                if let Some(fix) = fix {
                    self.edit(fix.edit);
                }
            }
            _ => {}
        }
    }

    /// Makes an edit; where it is refused, says why. Gives whether it was made.
    pub(super) fn edit(&mut self, edit: Edit) -> bool {
        match self.tab.document.edit(edit) {
            Ok(()) => true,
            Err(error) => {
                self.refused(&error);
                false
            }
        }
    }

    fn rename(&mut self) {
        if self.tab.selected.frame.is_none() && self.tab.selected.single().is_some() {
            self.bring_up(Panel::Right);
            self.wishes.push(Wish::FocusName);
        } else {
            self.apply_to_frame(Command::NameFrame(None));
        }
    }

    pub(super) fn select(&mut self, nodes: BTreeSet<NodeId>, edges: Vec<Edge>) {
        self.tab.selected = Selected {
            nodes,
            edges,
            frame: None,
        };
        self.wishes.push(Wish::Select);
    }

    pub(super) fn jump(&mut self, node: NodeId) {
        if self.select_alone(&node) {
            self.wishes.push(Wish::Reveal(node));
        }
    }

    /// As [`Self::jump`], and near enough to read what the node says.
    pub(super) fn approach(&mut self, node: NodeId) {
        if self.select_alone(&node) {
            self.wishes.push(Wish::Approach(node));
        }
    }

    fn select_alone(&mut self, node: &NodeId) -> bool {
        let there = self.tab.document.workflow().graph.node(node).is_some();
        if there {
            self.select(BTreeSet::from([node.clone()]), Vec::new());
        }
        there
    }

    pub(super) fn show_problem(&mut self, place: usize) {
        let problem = self.known_problems().get(place);
        let Some(place) = problem.map(|problem| problem.place.clone()) else {
            return;
        };
        if let Some(node) = place.node() {
            self.approach(node.clone());
        }
        if let Place::Param(_, param) = place {
            self.bring_up(Panel::Right);
            self.wishes.push(Wish::FocusParam(param));
        }
    }

    /// Selects what undo or redo brought back or changed.
    pub(super) fn after_travel(&mut self, touched: Option<Vec<NodeId>>) {
        let graph = &self.tab.document.workflow().graph;
        let there: BTreeSet<NodeId> = touched
            .into_iter()
            .flatten()
            .filter(|id| graph.node(id).is_some())
            .collect();
        if let Some(first) = there.first().cloned() {
            self.select(there, Vec::new());
            self.wishes.push(Wish::Reveal(first));
        }
    }

    fn add_module(&mut self, module: &str, at: Option<Position>, end: Option<OpenEnd>) {
        let Some(module) = self.catalogue.get(module) else {
            self.messages.say(
                Tone::Refused,
                format!("The catalogue has no module {module}"),
            );
            return;
        };
        let mut node = Box::new(Node::of(module, at.unwrap_or_else(|| self.free_place())));
        let id = self.tab.document.workflow().graph.free_id();
        let done = match end {
            Some(OpenEnd::Into(edge)) => self.edit(Edit::InsertOnWire { node, edge }),
            Some(OpenEnd::From(from)) => self.edit(Edit::AddNode {
                node,
                from: Some(from),
                to: None,
            }),
            Some(OpenEnd::To(to)) => {
                // The pointer is where the wire ended, so the node stands to the left of it.
                node.position.x -= 280.0;
                self.edit(Edit::AddNode {
                    node,
                    from: None,
                    to: Some(to),
                })
            }
            None => self.edit(Edit::AddNode {
                node,
                from: None,
                to: None,
            }),
        };
        if done {
            self.select(BTreeSet::from([id.clone()]), Vec::new());
            self.wishes.push(Wish::Reveal(id));
        }
    }

    /// A place near the middle of the canvas where no node stands.
    fn free_place(&self) -> Position {
        self.free_near(Position::new(
            (self.centre.x - 120.0).round(),
            (self.centre.y - 50.0).round(),
        ))
    }

    /// A place where no node stands: this one, or one below it.
    pub fn free_near(&self, mut at: Position) -> Position {
        let graph = &self.tab.document.workflow().graph;
        for _ in 0..200 {
            let taken = graph.nodes.values().any(|node| {
                (node.position.x - at.x).abs() < 260.0 && (node.position.y - at.y).abs() < 120.0
            });
            if !taken {
                break;
            }
            at.y += 140.0;
        }
        at
    }

    fn put_on_wire(&mut self, node: NodeId, edge: Edge, at: Position) {
        let present = self.tab.document.workflow().graph.node(&node);
        if present.is_some_and(|node| node.inputs.is_empty()) {
            self.messages.say(
                Tone::Refused,
                "This node has no input, so it cannot go onto a wire",
            );
            return;
        }
        self.edit(Edit::PutOnWire { node, at, edge });
    }
}
