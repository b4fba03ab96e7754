//! Building, editing and undoing documents, as a user meets it.

use misp_flow_engine::{
    catalogue::Catalogue,
    check::problems,
    edit::{Edit, History},
    workflow::{self, Edge, Node, NodeFilter, NodeId, PortRef, Position, Workflow, place},
};
use serde_json::json;

fn id(number: u64) -> NodeId {
    NodeId::from(number)
}

fn edge(from: u64, output: u32, to: u64) -> Edge {
    Edge {
        from: PortRef::new(id(from), format!("output_{output}")),
        to: PortRef::new(id(to), "input_1"),
    }
}

fn node(module: &str, x: f64) -> Box<Node> {
    let module = Catalogue::bundled().get(module).expect("a bundled module");
    Box::new(Node::of(module, Position::new(x, 0.0)))
}

/// Event publish → tag-if → (then) stop, (else) webhook.
fn red_blocker() -> (Workflow, History) {
    let mut workflow = Workflow::new("Red data stays here");
    let mut history = History::new();
    for (index, module) in ["event-publish", "tag-if", "stop-execution", "webhook"]
        .into_iter()
        .enumerate()
    {
        let edit = Edit::AddNode {
            node: node(module, 400.0 * index as f64),
            from: None,
            to: None,
        };
        history.apply(&mut workflow, edit).unwrap();
    }
    for wire in [edge(1, 1, 2), edge(2, 1, 3), edge(2, 2, 4)] {
        history.apply(&mut workflow, Edit::Connect(wire)).unwrap();
    }
    (workflow, history)
}

#[test]
fn a_workflow_built_from_nothing_is_what_misp_reads() {
    let (workflow, _) = red_blocker();
    let json = workflow.to_json();
    let trigger = &json["Workflow"]["data"]["1"];
    assert_eq!(trigger["data"]["module_type"], "trigger");
    assert_eq!(
        trigger["outputs"],
        json!({"output_1": {"connections": [{"node": "2", "output": "input_1"}]}})
    );
    let stop = &json["Workflow"]["data"]["3"];
    assert_eq!(
        stop["inputs"],
        json!({"input_1": {"connections": [{"node": "2", "input": "output_1"}]}})
    );
    assert_eq!(stop["pos_x"], json!(800));
    assert_eq!(
        stop["data"]["saved_filters"],
        json!({"selector": "", "value": "", "operator": "", "path": ""})
    );
    let again = workflow::open(workflow.to_text().as_bytes()).unwrap();
    assert_eq!(again.to_json(), json);
    // What a person still has to fill in, and nothing else.
    let found = problems(&again, Catalogue::bundled());
    let codes: Vec<&str> = found.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["no-url", "no-tags-to-test"]);
}

#[test]
fn wires_that_misp_refuses_are_refused_with_the_reason() {
    let (mut workflow, mut history) = red_blocker();
    let before = workflow.clone();
    for (wire, reason) in [
        (edge(4, 1, 1), "A trigger starts the workflow"),
        (edge(4, 1, 2), "close a circle"),
        (edge(4, 1, 4), "into itself"),
        (edge(2, 1, 4), "connected already"),
        (edge(2, 2, 4), "connected already"),
        (edge(3, 1, 4), "no such port"),
    ] {
        let error = history
            .apply(&mut workflow, Edit::Connect(wire.clone()))
            .unwrap_err()
            .to_string();
        assert!(error.contains(reason), "{wire:?}: {error}");
        assert_eq!(workflow, before);
    }
    let second = Edit::AddNode {
        node: node("event-before-save", 0.0),
        from: None,
        to: None,
    };
    assert!(
        history
            .apply(&mut workflow, second)
            .unwrap_err()
            .to_string()
            .contains("exactly one trigger")
    );
}

#[test]
fn adding_with_a_wire_is_one_step() {
    let (mut workflow, mut history) = red_blocker();
    let start = workflow.clone();
    let done = history.labels().1;
    let before = Edit::AddNode {
        node: node("push-zmq", 1500.0),
        from: Some(PortRef::new(id(4), "output_1")),
        to: None,
    };
    history.apply(&mut workflow, before).unwrap();
    assert!(workflow.graph.has_edge(&edge(4, 1, 5)));
    history.undo(&mut workflow).unwrap();
    assert_eq!(workflow, start);

    let behind = Edit::AddNode {
        node: node("concurrent-task", -400.0),
        from: None,
        to: Some(PortRef::new(id(4), "input_1")),
    };
    history.apply(&mut workflow, behind).unwrap();
    assert!(workflow.graph.has_edge(&edge(5, 1, 4)));
    let onto = Edit::PutOnWire {
        node: id(5),
        at: Position::new(600.0, 300.0),
        edge: edge(2, 1, 3),
    };
    assert!(
        history.apply(&mut workflow, onto).is_ok(),
        "a concurrent task may have a second connection"
    );
    assert!(workflow.graph.has_edge(&edge(2, 1, 5)) && workflow.graph.has_edge(&edge(5, 1, 3)));
    assert_eq!(history.labels().1, done + 2);
    history.undo(&mut workflow).unwrap();
    history.undo(&mut workflow).unwrap();
    assert_eq!(workflow, start);
}

#[test]
fn typing_in_one_field_is_one_step() {
    let (mut workflow, mut history) = red_blocker();
    let start = workflow.clone();
    let steps = history.labels().0.count();
    for text in ["B", "Bl", "Blo", "Block"] {
        let edit = Edit::SetParam {
            node: id(3),
            param: "message".into(),
            value: Some(json!(text)),
        };
        history.apply(&mut workflow, edit).unwrap();
    }
    assert_eq!(history.labels().0.count(), steps + 1);
    history.seal();
    let edit = Edit::SetParam {
        node: id(3),
        param: "message".into(),
        value: Some(json!("Blocked")),
    };
    history.apply(&mut workflow, edit).unwrap();
    history.undo(&mut workflow).unwrap();
    assert_eq!(
        workflow.graph.node(&id(3)).unwrap().param_text("message"),
        Some("Block")
    );
    history.undo(&mut workflow).unwrap();
    assert_eq!(workflow, start);
}

#[test]
fn the_saved_mark_follows_undo_and_redo() {
    let (mut workflow, mut history) = red_blocker();
    assert!(history.is_unsaved());
    history.mark_saved();
    assert!(!history.is_unsaved());
    history
        .apply(&mut workflow, Edit::SetName("Another name".into()))
        .unwrap();
    assert!(history.is_unsaved());
    history.undo(&mut workflow);
    assert!(!history.is_unsaved());
    history.undo(&mut workflow);
    assert!(history.is_unsaved());
    history
        .apply(&mut workflow, Edit::SetName("A third name".into()))
        .unwrap();
    history.undo(&mut workflow);
    assert!(
        history.is_unsaved(),
        "the saved state cannot be reached any more"
    );
}

#[test]
fn deleting_with_reconnect_closes_the_gap() {
    let (mut workflow, mut history) = red_blocker();
    let insert = Edit::InsertOnWire {
        node: node("push-zmq", 1000.0),
        edge: edge(2, 2, 4),
    };
    history.apply(&mut workflow, insert).unwrap();
    assert!(workflow.graph.has_edge(&edge(2, 2, 5)) && workflow.graph.has_edge(&edge(5, 1, 4)));
    let delete = Edit::Delete {
        nodes: vec![id(5)],
        edges: vec![],
        reconnect: true,
    };
    history.apply(&mut workflow, delete).unwrap();
    assert!(workflow.graph.has_edge(&edge(2, 2, 4)));
    assert_eq!(workflow.graph.half_edges(), []);
}

/// Small and repeatable: the tests need variety, not randomness.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

fn any_edit(dice: &mut Dice, workflow: &Workflow) -> Edit {
    let ids: Vec<NodeId> = workflow.graph.nodes.keys().cloned().collect();
    let any = |dice: &mut Dice| ids[dice.roll(ids.len())].clone();
    let modules = [
        "tag-if",
        "webhook",
        "concurrent-task",
        "stop-execution",
        "generic-filter-data",
    ];
    match dice.roll(12) {
        0..=2 => Edit::AddNode {
            node: node(modules[dice.roll(5)], dice.roll(2000) as f64),
            from: None,
            to: None,
        },
        3 | 4 => {
            let from = PortRef::new(any(dice), format!("output_{}", 1 + dice.roll(2)));
            Edit::Connect(Edge {
                from,
                to: PortRef::new(any(dice), "input_1"),
            })
        }
        5 => Edit::Delete {
            nodes: vec![any(dice), any(dice)],
            edges: vec![],
            reconnect: dice.roll(2) == 0,
        },
        6 => Edit::Delete {
            nodes: vec![],
            edges: workflow.graph.edges().take(dice.roll(3)).collect(),
            reconnect: false,
        },
        7 => Edit::Move(vec![(any(dice), Position::new(dice.roll(999) as f64, 0.5))]),
        8 => Edit::SetParam {
            node: any(dice),
            param: "message".into(),
            value: [None, Some(json!("x")), Some(json!(["y"]))][dice.roll(3)].clone(),
        },
        9 => Edit::SetFilter {
            node: any(dice),
            filter: NodeFilter {
                selector: format!("Event.{}", dice.roll(9)),
                ..NodeFilter::default()
            },
        },
        10 => {
            let placed = place(&workflow.graph, &workflow.graph, Position::new(0.0, 900.0));
            if placed.nodes.len() > 40 {
                Edit::SetDebug(dice.roll(2) == 0)
            } else {
                Edit::Insert {
                    placed: Box::new(placed),
                    label: "Paste".into(),
                }
            }
        }
        _ => Edit::Rename {
            node: any(dice),
            name: format!("n{}", dice.roll(99)),
        },
    }
}

#[test]
fn thousands_of_edits_undo_and_redo_to_equal_documents() {
    let (mut workflow, _) = red_blocker();
    let mut history = History::new();
    let mut dice = Dice(7);
    // The text of every state would take minutes; equal documents write equal bytes, which a
    // sample of the states shows.
    let mut states = vec![(workflow.clone(), Some(workflow.to_text()))];
    while states.len() < 4_000 {
        let edit = if workflow.graph.nodes.len() < 3 {
            Edit::AddNode {
                node: node("tag-if", 0.0),
                from: None,
                to: None,
            }
        } else {
            any_edit(&mut dice, &workflow)
        };
        history.seal();
        let steps = history.labels().1;
        if history.apply(&mut workflow, edit).is_ok() && history.labels().1 > steps {
            let text = (states.len() % 100 == 0).then(|| workflow.to_text());
            states.push((workflow.clone(), text));
        }
    }
    let same = |workflow: &Workflow, (state, text): &(Workflow, Option<String>)| {
        workflow == state && text.as_ref().is_none_or(|text| workflow.to_text() == *text)
    };
    for state in states.iter().rev().skip(1) {
        history.undo(&mut workflow).unwrap();
        assert!(same(&workflow, state));
    }
    assert!(history.undo(&mut workflow).is_none());
    for state in states.iter().skip(1) {
        history.redo(&mut workflow).unwrap();
        assert!(same(&workflow, state));
    }
}

#[test]
fn pasted_nodes_are_nodes_of_their_own() {
    let (mut workflow, mut history) = red_blocker();
    let reopened = workflow::open(workflow.to_text().as_bytes()).unwrap();
    let placed = place(&reopened.graph, &workflow.graph, Position::new(0.0, 500.0));
    assert_eq!(
        (
            placed.nodes.len(),
            placed.triggers_skipped,
            placed.edges_dropped
        ),
        (3, 1, 0)
    );
    history
        .apply(
            &mut workflow,
            Edit::Insert {
                placed: Box::new(placed),
                label: "Paste 3 nodes".into(),
            },
        )
        .unwrap();
    let json = workflow.to_json();
    assert_eq!(json["Workflow"]["data"]["5"]["id"], json!(5));
    assert!(workflow.graph.has_edge(&edge(5, 1, 6)));
    assert_eq!(
        workflow.graph.node(&id(5)).unwrap().position,
        Position::new(0.0, 500.0)
    );
}
