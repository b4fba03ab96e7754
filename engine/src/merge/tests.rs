use serde_json::json;

use super::{Merge, Part, Side};
use crate::{
    catalogue::{Catalogue, samples},
    compare::compare,
    edit::{Edit, History},
    workflow::{self, Edge, Node, NodeId, PortRef, Position, Workflow},
};

fn base() -> Workflow {
    workflow::open(samples::WORKFLOWS[0].json.as_bytes()).unwrap()
}

fn edited(edits: impl IntoIterator<Item = Edit>) -> Workflow {
    let mut workflow = base();
    let mut history = History::default();
    for edit in edits {
        history.apply(&mut workflow, edit).unwrap();
    }
    workflow
}

fn set(node: u64, param: &str, value: &str) -> Edit {
    Edit::SetParam {
        node: NodeId::from(node),
        param: param.to_owned(),
        value: Some(json!(value)),
    }
}

fn delete(node: u64) -> Edit {
    Edit::Delete {
        nodes: vec![NodeId::from(node)],
        edges: Vec::new(),
        reconnect: false,
    }
}

fn cut(edge: Edge) -> Edit {
    Edit::Delete {
        nodes: Vec::new(),
        edges: vec![edge],
        reconnect: false,
    }
}

fn add(module: &str, from: Option<(u64, &str)>) -> Edit {
    let module = Catalogue::bundled().get(module).unwrap();
    Edit::AddNode {
        node: Box::new(Node::of(module, Position::new(900.0, 700.0))),
        from: from.map(|(node, port)| PortRef::new(NodeId::from(node), port)),
        to: None,
    }
}

/// Node 3 is `stop-execution`, node 4 `push-zmq` (the sample's ids).
fn node_of(module: &str) -> u64 {
    let graph = base().graph;
    let mut nodes = graph.nodes.iter();
    let (id, _) = nodes.find(|(_, node)| node.module == module).unwrap();
    id.number().unwrap()
}

fn param(workflow: &Workflow, node: u64, param: &str) -> String {
    let node = workflow.graph.node(&NodeId::from(node)).unwrap();
    node.param_text(param).unwrap_or_default().to_owned()
}

#[test]
fn what_one_side_changed_is_taken() {
    let (stop, zmq) = (node_of("stop-execution"), node_of("push-zmq"));
    let theirs = edited([
        set(stop, "message", "Theirs"),
        add("webhook", Some((zmq, "output_1"))),
    ]);
    let mine = edited([
        Edit::SetName("Mine".into()),
        set(zmq, "match_condition", "Event.id"),
    ]);
    let merge = Merge::of(Some(&base()), &theirs, &mine);
    assert_eq!(merge.conflicts(), []);
    let made = merge.build(|part| panic!("{part:?} is no conflict"));
    assert_eq!(made.name, "Mine");
    assert_eq!(param(&made, stop, "message"), "Theirs");
    assert_eq!(param(&made, zmq, "match_condition"), "Event.id");
    assert_eq!(made.graph.nodes.len(), base().graph.nodes.len() + 1);
    assert_eq!(made.graph.edges().count(), base().graph.edges().count() + 1);
    assert_eq!(made.graph.half_edges(), []);
}

#[test]
fn what_both_changed_is_asked_part_by_part() {
    let stop = node_of("stop-execution");
    let theirs = edited([
        set(stop, "message", "Theirs"),
        Edit::SetName("Theirs".into()),
    ]);
    let mine = edited([set(stop, "message", "Mine"), Edit::SetName("Mine".into())]);
    let merge = Merge::of(Some(&base()), &theirs, &mine);
    let parts: Vec<&Part> = merge.conflicts().iter().map(|one| &one.part).collect();
    let node = Part::Node(NodeId::from(stop));
    assert_eq!(parts, [&Part::Name, &node]);
    let told = &merge.conflicts()[1];
    assert!(told.mine[0].contains("Mine"), "{told:?}");
    assert!(told.theirs[0].contains("Theirs"), "{told:?}");
    let made = merge.build(|part| {
        if *part == node {
            Side::Theirs
        } else {
            Side::Mine
        }
    });
    assert_eq!(made.name, "Mine");
    assert_eq!(param(&made, stop, "message"), "Theirs");
}

#[test]
fn two_that_added_a_node_under_one_number_keep_both() {
    let zmq = node_of("push-zmq");
    let theirs = edited([add("webhook", Some((zmq, "output_1")))]);
    let mine = edited([add("send-mail", None)]);
    let merge = Merge::of(Some(&base()), &theirs, &mine);
    assert_eq!(merge.conflicts(), []);
    let made = merge.build(|_| Side::Mine);
    let modules: Vec<&str> = made
        .graph
        .nodes
        .values()
        .map(|node| node.module.as_str())
        .collect();
    assert!(
        modules.contains(&"webhook") && modules.contains(&"send-mail"),
        "{modules:?}"
    );
    assert_eq!(made.graph.nodes.len(), base().graph.nodes.len() + 2);
    let from: Vec<Edge> = made.graph.edges_of(&NodeId::from(zmq)).collect();
    assert_eq!(made.graph.node(&from[0].to.node).unwrap().module, "webhook");
    // What is written names each node as it is keyed.
    let again = workflow::open(made.to_text().as_bytes()).unwrap();
    assert_eq!(compare(&made, &again).differences, []);
}

#[test]
fn a_node_deleted_here_and_changed_there_is_a_conflict() {
    let stop = node_of("stop-execution");
    let (theirs, mine) = (
        edited([set(stop, "message", "Theirs")]),
        edited([delete(stop)]),
    );
    let merge = Merge::of(Some(&base()), &theirs, &mine);
    let parts: Vec<&Part> = merge.conflicts().iter().map(|one| &one.part).collect();
    assert_eq!(parts, [&Part::Node(NodeId::from(stop))]);
    let without = merge.build(|_| Side::Mine);
    assert!(without.graph.node(&NodeId::from(stop)).is_none());
    assert_eq!(without.graph.half_edges(), []);
    // Kept, it is connected as it was.
    let with = merge.build(|_| Side::Theirs);
    assert_eq!(with.graph.edges().count(), base().graph.edges().count());
}

#[test]
fn one_output_led_to_two_places_is_a_conflict() {
    let (tag, stop, zmq) = (
        node_of("tag-if"),
        node_of("stop-execution"),
        node_of("push-zmq"),
    );
    let edge = |port: &str, to: u64| Edge {
        from: PortRef::new(NodeId::from(tag), port),
        to: PortRef::new(NodeId::from(to), "input_1"),
    };
    let theirs = edited([cut(edge("output_1", stop))]);
    let mine = edited([
        cut(edge("output_1", stop)),
        Edit::Connect(edge("output_1", zmq)),
    ]);
    let merge = Merge::of(Some(&base()), &theirs, &mine);
    let port = PortRef::new(NodeId::from(tag), "output_1");
    let parts: Vec<&Part> = merge.conflicts().iter().map(|one| &one.part).collect();
    assert_eq!(parts, [&Part::Output(port)]);
    let count = |side| {
        merge
            .build(|_| side)
            .graph
            .edges_of(&NodeId::from(tag))
            .count()
    };
    assert_eq!((count(Side::Mine), count(Side::Theirs)), (2, 1));
}

#[test]
fn a_node_moved_here_and_changed_there_is_both() {
    let stop = node_of("stop-execution");
    let moved = Edit::Move(vec![(NodeId::from(stop), Position::new(5.0, 6.0))]);
    let merge = Merge::of(
        Some(&base()),
        &edited([set(stop, "message", "Theirs")]),
        &edited([moved]),
    );
    let made = merge.build(|part| panic!("{part:?} is no conflict"));
    let node = made.graph.node(&NodeId::from(stop)).unwrap();
    assert_eq!((node.position.x, node.position.y), (5.0, 6.0));
    assert_eq!(param(&made, stop, "message"), "Theirs");
}

#[test]
fn without_a_change_nothing_comes_of_it() {
    let merge = Merge::of(Some(&base()), &base(), &base());
    assert!(merge.is_theirs_unchanged());
    assert_eq!(merge.build(|_| Side::Mine).to_json(), base().to_json());
}

#[test]
fn without_a_base_what_differs_is_asked() {
    let stop = node_of("stop-execution");
    let (theirs, mine) = (edited([set(stop, "message", "Theirs")]), base());
    let merge = Merge::of(None, &theirs, &mine);
    let parts: Vec<&Part> = merge.conflicts().iter().map(|one| &one.part).collect();
    assert_eq!(parts, [&Part::Node(NodeId::from(stop))]);
    assert_eq!(
        merge.build(|_| Side::Mine).graph.nodes.len(),
        base().graph.nodes.len()
    );
}
