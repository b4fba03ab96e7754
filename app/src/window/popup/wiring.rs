//! The wires that a node has and could have, as a list: connecting and disconnecting without a
//! pointer.

use std::collections::{HashMap, HashSet};

use egui::{Pos2, Ui};
use egui_phosphor::regular as glyph;
use misp_flow_engine::{
    edit::Edit,
    workflow::{Edge, Graph, Node, NodeId, NodeKind, PortRef},
};

use super::list::{Answer, List, Look, Row};
use crate::{
    state::{Command, State},
    window::{
        names::{node_name, numbered_wire_name},
        theme::Colours,
    },
};

/// So many rows are shown at most; typing narrows them.
const MOST: usize = 200;
const WIDTH: f32 = 440.0;

/// The open list.
#[derive(Clone, Debug)]
pub struct Wiring {
    list: List,
    hint: String,
    offers: Vec<Offer>,
}

/// One wire.
#[derive(Clone, Debug)]
struct Offer {
    /// Its ends.
    wire: String,
    does: Does,
    edit: Edit,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Does {
    Connects,
    /// Takes the place of the wire that leads to this node.
    Replaces(String),
    Disconnects,
}

impl Does {
    fn words(&self) -> String {
        match self {
            Self::Connects => "connect".to_owned(),
            Self::Replaces(other) => format!("instead of {other}"),
            Self::Disconnects => "disconnect".to_owned(),
        }
    }

    fn icon(&self) -> &'static str {
        match self {
            Self::Connects => glyph::PLUGS_CONNECTED,
            Self::Replaces(_) => glyph::SWAP,
            Self::Disconnects => glyph::PLUGS,
        }
    }
}

impl Wiring {
    /// Lists the wires of a node; nothing where there is no such node.
    pub fn of(state: &State, node: &NodeId) -> Option<Self> {
        let workflow = state.document().workflow();
        let graph = &workflow.graph;
        let own = graph.node(node)?;
        let offer = |wire: &Edge, does, edit| Offer {
            wire: numbered_wire_name(state, wire),
            does,
            edit,
        };
        let (behind, before) = (set(graph.downstream(node)), upstream(graph, node));
        // The nearest first.
        let far = |other: &Node| {
            let (x, y) = (
                other.position.x - own.position.x,
                other.position.y - own.position.y,
            );
            x * x + y * y
        };
        let mut others: Vec<_> = graph.nodes.iter().filter(|(id, _)| *id != node).collect();
        others.sort_by(|(_, a), (_, b)| far(a).total_cmp(&far(b)));
        let (mut free, mut taken) = (Vec::new(), Vec::new());
        for (port, links) in &own.outputs {
            let from = PortRef::new(node.clone(), port.as_str());
            for (id, other) in others.iter().copied() {
                let circle = before.contains(id);
                let Some(input) = other.inputs.keys().next() else {
                    continue;
                };
                let wire = Edge {
                    from: from.clone(),
                    to: PortRef::new(id.clone(), input.as_str()),
                };
                if circle || other.kind == NodeKind::Trigger || graph.has_edge(&wire) {
                    continue;
                }
                match links.first().filter(|_| !own.multiple_outputs) {
                    None => free.push(offer(&wire, Does::Connects, Edit::Connect(wire.clone()))),
                    Some(link) => {
                        let instead = node_name(workflow, &link.node);
                        let old = Edge {
                            from: from.clone(),
                            to: PortRef::new(link.node.clone(), link.port.as_str()),
                        };
                        let new = wire.clone();
                        let edit = Edit::Rewire { old, new };
                        taken.push(offer(&wire, Does::Replaces(instead), edit));
                    }
                }
            }
        }
        if let Some(input) = own.inputs.keys().next() {
            let ahead = others.iter().copied();
            for (id, other) in ahead.filter(|(id, _)| !behind.contains(*id)) {
                for (port, links) in &other.outputs {
                    let wire = Edge {
                        from: PortRef::new(id.clone(), port.as_str()),
                        to: PortRef::new(node.clone(), input.as_str()),
                    };
                    let room = links.is_empty() || other.multiple_outputs;
                    if room && own.kind != NodeKind::Trigger && !graph.has_edge(&wire) {
                        free.push(offer(&wire, Does::Connects, Edit::Connect(wire.clone())));
                    }
                }
            }
        }
        let has = graph
            .edges()
            .filter(|wire| wire.from.node == *node || wire.to.node == *node);
        let removed = has.map(|wire| {
            let edit = Edit::Delete {
                nodes: Vec::new(),
                edges: vec![wire.clone()],
                reconnect: false,
            };
            offer(&wire, Does::Disconnects, edit)
        });
        free.extend(removed);
        free.extend(taken);
        Some(Self {
            list: List::default(),
            hint: format!("Connect or disconnect {}…", node_name(workflow, node)),
            offers: free,
        })
    }

    /// Takes Escape before the canvas does.
    pub fn take_keys(&mut self, ctx: &egui::Context) {
        self.list.take_keys(ctx);
    }

    /// Shows the list below the middle of the canvas' upper edge. Gives whether it stays open, and
    /// the command where a wire was chosen.
    pub fn show(&mut self, ui: &Ui, state: &State, top: Pos2) -> (bool, Option<Command>) {
        let colours = Colours::of(ui.visuals());
        let rows = |text: &str| {
            let row = |offer: &Offer| Row {
                icon: offer.does.icon().to_owned(),
                colour: match offer.does {
                    Does::Disconnects => colours.soft_text,
                    _ => colours.accent,
                },
                title: offer.wire.clone(),
                detail: String::new(),
                right: offer.does.words(),
                enabled: true,
                why_not: None,
            };
            self.fitting(text).map(row).collect::<Vec<_>>()
        };
        let look = Look {
            id: "wiring",
            at: top + egui::vec2(-WIDTH / 2.0, 24.0),
            width: WIDTH,
            hint: &self.hint,
            nothing: match self.offers.is_empty() {
                true => "There is no other node that it could be connected with",
                false => "No wire fits: a trigger takes none, and no wire may close a circle",
            },
        };
        let mut list = self.list.clone();
        let answer = list.show(ui, &look, &rows);
        let chosen = match answer {
            Answer::Chosen(place) => self.fitting(&list.text).nth(place),
            Answer::Open | Answer::Closed => None,
        };
        let chosen = chosen.map(|offer| Command::Edit(offer.edit.clone()));
        let open = matches!(answer, Answer::Open) && state.dialog.is_none();
        self.list = list;
        (open, chosen)
    }

    fn fitting<'a>(&'a self, text: &str) -> impl Iterator<Item = &'a Offer> + use<'a> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let fits = move |offer: &&Offer| {
            let all = format!("{} {}", offer.does.words(), offer.wire).to_lowercase();
            words.iter().all(|word| all.contains(word.as_str()))
        };
        self.offers.iter().filter(fits).take(MOST)
    }
}

fn set(nodes: Vec<NodeId>) -> HashSet<NodeId> {
    nodes.into_iter().collect()
}

/// The nodes from which a way leads to this one, and itself.
fn upstream(graph: &Graph, node: &NodeId) -> HashSet<NodeId> {
    let mut before = HashSet::from([node.clone()]);
    let mut open = vec![node.clone()];
    let edges: Vec<Edge> = graph.edges().collect();
    let mut into: HashMap<&NodeId, Vec<&NodeId>> = HashMap::new();
    for edge in &edges {
        into.entry(&edge.to.node).or_default().push(&edge.from.node);
    }
    while let Some(id) = open.pop() {
        for from in into.get(&id).into_iter().flatten() {
            if before.insert((*from).clone()) {
                open.push((*from).clone());
            }
        }
    }
    before
}
