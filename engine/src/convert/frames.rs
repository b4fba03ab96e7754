//! Frames and notes as drawings in text have them: a box that may hold boxes, where a node stands in
//! one of them.

use crate::workflow::{Frame, Graph, NodeId};

/// A frame with what is drawn inside of it.
pub(super) struct Boxed<'a> {
    pub frame: &'a Frame,
    /// The nodes that are in it and in no smaller one.
    pub nodes: Vec<&'a NodeId>,
    /// The frames whose nodes are all in it.
    pub inside: Vec<Boxed<'a>>,
}

/// The nodes of a frame that are there.
pub(super) fn members<'a>(graph: &'a Graph, frame: &'a Frame) -> impl Iterator<Item = &'a NodeId> {
    let there = graph.nodes.keys();
    there.filter(|id| frame.nodes.contains(id))
}

/// The outermost frames, and the nodes that are in none. Of frames that overlap, the smallest has
/// the node. A frame whose nodes are gone is left out.
pub(super) fn boxed(graph: &Graph) -> (Vec<Boxed<'_>>, Vec<&NodeId>) {
    let mut frames: Vec<(&Frame, Vec<&NodeId>)> = graph
        .frames
        .values()
        .map(|frame| (frame, members(graph, frame).collect::<Vec<_>>()))
        .filter(|(_, nodes)| !nodes.is_empty())
        .collect();
    // The largest first; of two around the same nodes, the later one is inside.
    frames.sort_by_key(|(_, nodes)| std::cmp::Reverse(nodes.len()));
    let mut parents = Vec::with_capacity(frames.len());
    for (place, (_, nodes)) in frames.iter().enumerate() {
        let before = frames.get(..place).unwrap_or_default();
        let holds = |(_, outer): &(&Frame, Vec<&NodeId>)| nodes.iter().all(|id| outer.contains(id));
        parents.push(before.iter().rposition(holds));
    }
    let owner = |id: &&NodeId| frames.iter().rposition(|(_, nodes)| nodes.contains(id));
    let mut own: Vec<Vec<&NodeId>> = vec![Vec::new(); frames.len()];
    let mut free = Vec::new();
    for id in graph.nodes.keys() {
        match owner(&id).and_then(|place| own.get_mut(place)) {
            Some(nodes) => nodes.push(id),
            None => free.push(id),
        }
    }
    let mut made: Vec<Boxed<'_>> = frames
        .iter()
        .zip(own)
        .map(|((frame, _), nodes)| Boxed {
            frame,
            nodes,
            inside: Vec::new(),
        })
        .collect();
    // A frame comes behind what it is in, so the last ones are complete first.
    let mut outermost = Vec::new();
    for parent in parents.into_iter().rev() {
        let Some(done) = made.pop() else { break };
        match parent.and_then(|parent| made.get_mut(parent)) {
            Some(parent) => parent.inside.insert(0, done),
            None => outermost.insert(0, done),
        }
    }
    (outermost, free)
}

/// Three nodes in a row with a frame around two, and a note at the last.
#[cfg(test)]
pub(super) fn framed() -> Graph {
    let text = r#"{
        "1": {"id": 1, "name": "Event publish", "data": {"id": "event-publish", "module_type": "trigger"},
              "inputs": [], "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
        "2": {"id": 2, "name": "Stop execution", "data": {"id": "stop-execution", "module_type": "action",
                  "indexed_params": {"message": "No"}},
              "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}}, "outputs": []},
        "3": {"id": 3, "name": "Unheard of", "data": {"id": "unheard-of", "module_type": "action"},
              "inputs": {"input_1": {"connections": []}}, "outputs": []}
    }"#;
    let mut graph = crate::workflow::open(text.as_bytes()).unwrap().graph;
    let of = |ids: &[u64]| ids.iter().copied().map(NodeId::from).collect();
    for (id, title, nodes) in [
        ("note-1", "Ask \"us\"\nfirst", of(&[3])),
        ("frame-1", "Brakes", of(&[2, 3])),
    ] {
        graph.frames.insert(id.to_owned(), Frame::new(title, nodes));
    }
    graph
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_in_the_one_that_holds_its_nodes() {
        let graph = framed();
        let (outermost, free) = boxed(&graph);
        assert_eq!(free, [&NodeId::from(1)]);
        let [brakes] = outermost.as_slice() else {
            panic!("one is outermost")
        };
        assert_eq!(brakes.frame.text, "Brakes");
        assert_eq!(brakes.nodes, [&NodeId::from(2)]);
        assert_eq!(brakes.inside[0].nodes, [&NodeId::from(3)]);
    }
}
