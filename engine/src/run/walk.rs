//! The walk through the graph: depth first, outputs in order, connections in order (rule 53).

use super::plan::{Output, Plan, PlanNode, Wire};
use crate::workflow::{Edge, PortRef};

/// A place in the walk: a node whose outputs are being followed.
#[derive(Clone, Debug)]
struct Frame {
    node: usize,
    /// The wire that led here.
    via: Option<(usize, usize, usize)>,
    /// The output to follow; `None` for all of them.
    only: Option<usize>,
    output: usize,
    wire: usize,
}

/// The way from the start to the present node. A frame a node, so a step costs the same however
/// deep the walk is, and the way back is there.
#[derive(Clone, Debug)]
pub(super) struct Walk {
    frames: Vec<Frame>,
    /// The wires on the present path; none is followed twice on it.
    on_path: Vec<bool>,
    /// The depth from which on nothing is executed, because the node there failed.
    blocked_from: Option<usize>,
}

/// Where the walk came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arrival {
    /// The node's index; `None` where the wire leads to a node that is not there.
    pub node: Option<usize>,
    /// The wire: node, output and connection index.
    pub via: (usize, usize, usize),
}

/// Which outputs of a node the walk follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follow {
    All,
    Only(usize),
    None,
}

impl Walk {
    /// A walk that starts behind this node.
    pub fn from(plan: &Plan, start: usize, follow: Follow) -> Self {
        let mut walk = Self {
            frames: Vec::new(),
            on_path: vec![false; plan.wires],
            blocked_from: None,
        };
        walk.enter(plan, start, None, follow);
        walk
    }

    /// Whether a node on the present path failed, so that nothing further down is executed.
    pub fn is_blocked(&self) -> bool {
        self.blocked_from.is_some()
    }

    /// Blocks everything behind the node that was entered last.
    pub fn block_behind(&mut self) {
        self.blocked_from.get_or_insert(self.frames.len());
    }

    /// Goes on behind a node that the walk arrived at.
    pub fn enter(
        &mut self,
        plan: &Plan,
        node: usize,
        via: Option<(usize, usize, usize)>,
        follow: Follow,
    ) {
        if let Some(slot) = via.and_then(|via| self.on_path.get_mut(wire(plan, via)?.number)) {
            *slot = true;
        }
        let end = usize::MAX;
        let (only, output) = match follow {
            Follow::All => (None, 0),
            Follow::Only(output) => (Some(output), output),
            Follow::None => (None, end),
        };
        self.frames.push(Frame {
            node,
            via,
            only,
            output,
            wire: 0,
        });
    }

    /// The next wire to follow, or `None` when the walk has ended.
    pub fn advance(&mut self, plan: &Plan) -> Option<Arrival> {
        loop {
            let frame = self.frames.last_mut()?;
            let Some(output) = output(plan, frame.node, frame.output) else {
                self.leave(plan);
                continue;
            };
            let Some(next) = output.wires.get(frame.wire) else {
                frame.wire = 0;
                frame.output = if frame.only.is_some() {
                    usize::MAX
                } else {
                    frame.output + 1
                };
                continue;
            };
            let via = (frame.node, frame.output, frame.wire);
            frame.wire += 1;
            if self.on_path.get(next.number).copied().unwrap_or(false) {
                continue;
            }
            return Some(Arrival {
                node: next.node,
                via,
            });
        }
    }

    fn leave(&mut self, plan: &Plan) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        if let Some(slot) = frame
            .via
            .and_then(|via| self.on_path.get_mut(wire(plan, via)?.number))
        {
            *slot = false;
        }
        if self
            .blocked_from
            .is_some_and(|depth| depth > self.frames.len())
        {
            self.blocked_from = None;
        }
    }

    /// The present path and one more wire, as MISP writes them.
    pub fn path_text(&self, plan: &Plan, last: (usize, usize, usize)) -> Vec<String> {
        let vias = self
            .frames
            .iter()
            .filter_map(|frame| frame.via)
            .chain([last]);
        vias.filter_map(|via| {
            let (node, output) = (plan.nodes.get(via.0)?, output(plan, via.0, via.1)?);
            let wire = output.wires.get(via.2)?;
            Some(format!(
                "{}:{}:{}:{}",
                node.id, output.name, wire.place, wire.target
            ))
        })
        .collect()
    }
}

fn output(plan: &Plan, node: usize, output: usize) -> Option<&Output> {
    plan.nodes.get(node)?.outputs.get(output)
}

fn wire(plan: &Plan, (node, out, wire): (usize, usize, usize)) -> Option<&Wire> {
    output(plan, node, out)?.wires.get(wire)
}

/// All edges of the document that the walk can take.
pub(super) fn edges(plan: &Plan) -> impl Iterator<Item = Edge> {
    plan.nodes.iter().enumerate().flat_map(move |(node, from)| {
        from.outputs
            .iter()
            .enumerate()
            .flat_map(move |(out, output)| {
                (0..output.wires.len()).filter_map(move |wire| edge(plan, (node, out, wire)))
            })
    })
}

/// The edge of the document that a wire is.
pub(super) fn edge(plan: &Plan, via: (usize, usize, usize)) -> Option<Edge> {
    let from: &PlanNode = plan.nodes.get(via.0)?;
    let wire = wire(plan, via)?;
    Some(Edge {
        from: PortRef {
            node: from.id.clone(),
            port: from.outputs.get(via.1)?.name.clone(),
        },
        to: PortRef {
            node: wire.target.clone(),
            port: wire.port.clone(),
        },
    })
}
