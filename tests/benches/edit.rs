//! What edits, undo and redo cost on a graph of 5,000 nodes. The last line is for machines.

use std::{hint::black_box, time::Instant};

use misp_flow_engine::{
    catalogue::Catalogue,
    compare::compare,
    edit::{Edit, History},
    workflow::{Edge, Frame, Node, NodeId, PortRef, Position, Workflow, place},
};
use serde_json::json;

const NODES: u64 = 5_000;
const ROUNDS: usize = 41;

/// A trigger and a chain of conditions behind it.
fn chain() -> Workflow {
    let catalogue = Catalogue::bundled();
    let mut workflow = Workflow::new("Five thousand");
    let mut history = History::new();
    for number in 1..=NODES {
        let module = if number == 1 {
            "event-publish"
        } else {
            "tag-if"
        };
        let module = catalogue.get(module).expect("a bundled module");
        let at = Position::new((number % 70) as f64 * 400.0, (number / 70) as f64 * 220.0);
        let node = Node::of(module, at);
        workflow
            .graph
            .nodes
            .insert(NodeId::from(number), std::sync::Arc::new(node));
    }
    for number in 1..NODES {
        workflow.graph.add_edge(&Edge {
            from: PortRef::new(NodeId::from(number), "output_1"),
            to: PortRef::new(NodeId::from(number + 1), "input_1"),
        });
    }
    let all = (1..=NODES).map(NodeId::from).collect();
    let frame = Frame::new("Everything", all);
    let edit = Edit::SetFrame {
        id: "all".to_owned(),
        frame: Some(Box::new(frame)),
    };
    history.apply(&mut workflow, edit).expect("a frame");
    workflow
}

struct Times {
    apply: f64,
    undo: f64,
    redo: f64,
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The median milliseconds of an edit, of taking it back and of making it again.
fn measure(workflow: &Workflow, edit: &Edit) -> Times {
    let mut document = workflow.clone();
    let mut history = History::new();
    let ms = |since: Instant| since.elapsed().as_secs_f64() * 1e3;
    let (mut apply, mut undo, mut redo) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        history.seal();
        let edit = edit.clone();
        let since = Instant::now();
        history.apply(&mut document, edit).expect("a legal edit");
        apply.push(ms(since));
        let since = Instant::now();
        black_box(history.undo(&mut document));
        undo.push(ms(since));
        let since = Instant::now();
        black_box(history.redo(&mut document));
        redo.push(ms(since));
        history.undo(&mut document);
        assert!(document == *workflow, "undo gives the same document");
    }
    Times {
        apply: median(apply),
        undo: median(undo),
        redo: median(redo),
    }
}

/// The median milliseconds of comparing the workflow with one in which many nodes differ, and with
/// the same nodes under other numbers.
fn compared(workflow: &Workflow) -> (f64, f64) {
    let mut changed = workflow.clone();
    let mut history = History::new();
    for number in (7..=NODES).step_by(7) {
        let edit = Edit::SetParam {
            node: NodeId::from(number),
            param: "condition".to_owned(),
            value: Some(json!("in_and")),
        };
        history.apply(&mut changed, edit).expect("a legal edit");
    }
    let mut renumbered = Workflow::new("Renumbered");
    let placed = place(&workflow.graph, &workflow.graph, Position::default());
    let edit = Edit::Insert {
        placed: Box::new(placed),
        label: String::new(),
    };
    History::new()
        .apply(&mut renumbered, edit)
        .expect("a legal edit");
    let measured = |other: &Workflow| {
        let times = (0..9).map(|_| {
            let since = Instant::now();
            black_box(compare(workflow, other));
            since.elapsed().as_secs_f64() * 1e3
        });
        median(times.collect())
    };
    (measured(&changed), measured(&renumbered))
}

fn main() {
    let workflow = chain();
    let middle = NodeId::from(NODES / 2);
    let ids = || (2..=NODES).map(NodeId::from);
    let catalogue = Catalogue::bundled();
    let module = catalogue.get("stop-execution").expect("a bundled module");
    let node = Box::new(Node::of(module, Position::default()));
    let wire = Edge {
        from: PortRef::new(middle.clone(), "output_1"),
        to: PortRef::new(NodeId::from(NODES / 2 + 1), "input_1"),
    };
    let delete = |nodes: Vec<NodeId>, reconnect| Edit::Delete {
        nodes,
        edges: Vec::new(),
        reconnect,
    };
    let moves = |ids: &mut dyn Iterator<Item = NodeId>| {
        Edit::Move(ids.map(|id| (id, Position::new(1.0, 2.0))).collect())
    };
    let mut half = workflow.graph.clone();
    half.nodes.truncate(500);
    let pasted = place(&half, &workflow.graph, Position::default());
    let one = [
        (
            "add a node",
            Edit::AddNode {
                node: node.clone(),
                from: None,
                to: None,
            },
        ),
        (
            "type in a field",
            Edit::SetParam {
                node: middle.clone(),
                param: "tags".to_owned(),
                value: Some(json!("tlp:red")),
            },
        ),
        ("move a node", moves(&mut std::iter::once(middle.clone()))),
        (
            "insert on a wire",
            Edit::InsertOnWire {
                node: Box::new(Node::of(
                    catalogue.get("tag-if").expect("a module"),
                    Position::default(),
                )),
                edge: wire.clone(),
            },
        ),
        (
            "delete a wire",
            Edit::Delete {
                nodes: Vec::new(),
                edges: vec![wire],
                reconnect: false,
            },
        ),
        (
            "delete the node in the middle",
            delete(vec![middle.clone()], false),
        ),
        ("delete and reconnect", delete(vec![middle], true)),
        (
            "remove a frame",
            Edit::SetFrame {
                id: "all".to_owned(),
                frame: None,
            },
        ),
        ("rename the workflow", Edit::SetName("Another".to_owned())),
    ];
    let many = [
        ("move 500 nodes", moves(&mut ids().take(500))),
        (
            "paste 500 nodes",
            Edit::Insert {
                placed: Box::new(pasted),
                label: String::new(),
            },
        ),
        ("move all nodes", moves(&mut ids())),
        (
            "delete every second node",
            delete(ids().step_by(2).collect(), false),
        ),
        ("delete all but the trigger", delete(ids().collect(), false)),
    ];
    let slowest = |edits: &[(&str, Edit)]| {
        let mut worst = Times {
            apply: 0.0,
            undo: 0.0,
            redo: 0.0,
        };
        for (name, edit) in edits {
            let times = measure(&workflow, edit);
            println!(
                "{name}: apply {:.3} ms, undo {:.3} ms, redo {:.3} ms",
                times.apply, times.undo, times.redo
            );
            worst.apply = worst.apply.max(times.apply);
            worst.undo = worst.undo.max(times.undo);
            worst.redo = worst.redo.max(times.redo);
        }
        worst
    };
    let one = slowest(&one);
    let many = slowest(&many);
    let (compare, renumbered) = compared(&workflow);
    println!("compare 5,000 nodes: {compare:.1} ms, under other numbers {renumbered:.1} ms");
    println!(
        "BENCH edit apply_ms={:.3} undo_ms={:.3} redo_ms={:.3} \
         many_apply_ms={:.3} many_undo_ms={:.3} many_redo_ms={:.3} \
         compare_ms={compare:.1} compare_renumbered_ms={renumbered:.1}",
        one.apply, one.undo, one.redo, many.apply, many.undo, many.redo
    );
}
