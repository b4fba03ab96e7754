//! An editing session that goes the same way each time, for a program that is killed in it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use misp_flow_engine::{
    catalogue::Catalogue,
    edit::Edit,
    workflow::{self, Node, NodeId, Position, Workflow},
};

/// How many edits the session has.
pub const EDITS: usize = 260;

/// The workflow that the session begins with.
pub fn beginning() -> Workflow {
    let mut workflow = Workflow::new("Edit 0");
    for number in 0..300 {
        let module = if number == 0 {
            "event-publish"
        } else {
            "tag-if"
        };
        let at = Position::new(
            f64::from(number % 20) * 300.0,
            f64::from(number / 20) * 200.0,
        );
        let node = node(module, at);
        let id = workflow.graph.free_id();
        workflow.graph.nodes.insert(id, node.into());
    }
    // As it is once it was read from a file.
    workflow::open(workflow.to_text().as_bytes()).expect("a workflow")
}

fn node(module: &str, at: Position) -> Node {
    let module = Catalogue::bundled().get(module).expect("a bundled module");
    Node::of(module, at)
}

/// The edit with this number, from 1.
pub fn edit(number: usize) -> Edit {
    // Nothing that two edits could agree in, so that no two states are the same.
    let at = Position::new(number as f64 * 7.0, -1000.0);
    let id = NodeId::new((1 + Dice(number as u64).below(300)).to_string());
    match number % 4 {
        0 => Edit::SetName(format!("Edit {number}")),
        1 => Edit::Move(vec![(id, at)]),
        2 => Edit::SetDescription(format!("After {number} edits")),
        _ => Edit::AddNode {
            node: Box::new(node("tag-if", at)),
            from: None,
            to: None,
        },
    }
}

/// A number for a state, to find it among those of the session.
pub fn fingerprint(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Numbers that look random and come in the same order for the same seed (splitmix64).
#[derive(Clone, Copy, Debug)]
pub struct Dice(pub u64);

impl Dice {
    /// A number below this one.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % limit
    }
}
