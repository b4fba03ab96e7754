//! Commands that put nodes in order: tidying up, lining up, even gaps.

use std::{collections::HashMap, sync::Arc};

use misp_flow_engine::{
    arrange::{self, Alignment, Area, Axis, Shape, form_height},
    edit::Edit,
    workflow::{NodeId, Position},
};

use super::{Command, Revision, State, Tone, Wish, files::Outcome};

/// What the nodes look like on the canvas.
pub type Shapes = Arc<HashMap<NodeId, Shape>>;

/// Where nodes are to go once they are tidy.
#[derive(Debug)]
pub(super) struct Tidied {
    /// The state of the document that was looked at.
    revision: Revision,
    moves: Vec<(NodeId, Position)>,
    /// Whether these are all nodes.
    whole: bool,
}

impl State {
    pub(super) fn arrange(&mut self, command: &Command) {
        match command {
            Command::Align(to) => {
                let label = |count| format!("Align {count} nodes {}", words(*to));
                self.move_selected(label, |areas| arrange::align(areas, *to));
            }
            Command::Distribute(along) => {
                let way = match along {
                    Axis::Horizontal => "horizontally",
                    Axis::Vertical => "vertically",
                };
                let label = |count| format!("Distribute {count} nodes {way}");
                self.move_selected(label, |areas| arrange::distribute(areas, *along));
            }
            _ => self.tidy_up(),
        }
    }

    fn move_selected(
        &mut self,
        label: impl Fn(usize) -> String,
        places: impl Fn(&[Area]) -> Vec<Position>,
    ) {
        let graph = &self.tab.document.workflow().graph;
        let selected = self.tab.selected.nodes.iter();
        let areas = selected.filter_map(|id| {
            let shape = self.shapes.get(id).cloned().unwrap_or_default();
            Some((id.clone(), shape.area(graph.node(id)?.position)))
        });
        let (ids, areas): (Vec<NodeId>, Vec<Area>) = areas.unzip();
        let moves = ids.into_iter().zip(places(&areas)).collect();
        self.edit(Edit::Arrange {
            moves,
            label: label(areas.len()),
        });
    }

    /// Has a layout worked out for the selected nodes, or for all where fewer than two are.
    fn tidy_up(&mut self) {
        let revision = self.tab.document.revision();
        let graph = self.tab.document.workflow().graph.clone();
        let (shapes, catalogue) = (Arc::clone(&self.shapes), Arc::clone(&self.catalogue));
        let mut chosen = self.tab.selected.nodes.clone();
        if chosen.len() < 2 {
            chosen.clear();
        }
        self.start("Tidying up…".to_owned(), move || {
            let shape = |id: &NodeId| shapes.get(id).cloned().unwrap_or_default();
            let form = |node: &_| form_height(node, &catalogue);
            let moves = arrange::tidy_up(&graph, &chosen, &shape, &form);
            Outcome::Tidied(Tidied {
                revision,
                whole: moves.len() == graph.nodes.len(),
                moves,
            })
        });
    }

    pub(super) fn tidied(&mut self, done: Tidied) {
        if done.revision != self.tab.document.revision() {
            let text = "The workflow was changed while it was tidied up. Tidy up again";
            self.messages.say(Tone::Refused, text);
            return;
        }
        let graph = &self.tab.document.workflow().graph;
        let stays = |(id, at): &(NodeId, Position)| {
            let node = graph.node(id);
            node.is_some_and(|node| node.position == *at)
        };
        if done.moves.iter().all(stays) {
            self.messages.say(Tone::Done, "The nodes are tidy already");
            return;
        }
        let label = match done.moves.len() {
            1 => "Tidy up 1 node".to_owned(),
            count => format!("Tidy up {count} nodes"),
        };
        let (moves, count) = (done.moves, self.tab.document.workflow().graph.nodes.len());
        let told = format!(
            "{}: only those that are selected, of {count}",
            label.replacen("Tidy", "Tidied", 1)
        );
        if self.edit(Edit::Arrange { moves, label }) {
            if done.whole {
                self.wishes.push(Wish::FitStart);
            } else {
                self.messages.say(Tone::Done, told);
            }
        }
    }
}

fn words(to: Alignment) -> &'static str {
    match to {
        Alignment::Left => "left",
        Alignment::Centre => "at their centres",
        Alignment::Right => "right",
        Alignment::Top => "at the top",
        Alignment::Middle => "at their middles",
        Alignment::Bottom => "at the bottom",
    }
}
