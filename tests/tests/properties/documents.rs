//! Documents: opening and writing, editing and undoing, problems and their fixes.

use std::sync::Arc;

use misp_flow_engine::{
    catalogue::Catalogue,
    check::problems,
    convert::{to_dot, to_mermaid},
    edit::{Edit, History},
    value::Value,
    workflow::{
        self, Edge, Frame, Graph, GraphForm, Node, NodeFilter, NodeId, PortRef, Position, Workflow,
        place,
    },
};
use proptest::{collection::vec, prelude::*};
use serde_json::{Value as Json, json};

use crate::inputs;

pub fn open(graph: &Json) -> Workflow {
    let text = json!({"Workflow": {"id": "3", "name": "Random", "enabled": "1", "data": graph}})
        .to_string();
    workflow::open(text.as_bytes()).expect("a graph with nodes")
}

fn node() -> impl Strategy<Value = NodeId> {
    (1..10_u64).prop_map(NodeId::from)
}

fn edge() -> impl Strategy<Value = Edge> {
    (node(), 1..3_u8, node()).prop_map(|(from, output, to)| Edge {
        from: PortRef::new(from, format!("output_{output}")),
        to: PortRef::new(to, "input_1"),
    })
}

fn position() -> impl Strategy<Value = Position> {
    (-500.0..500.0_f64, -500.0..500.0_f64).prop_map(|(x, y)| Position::new(x, y))
}

fn new_node() -> impl Strategy<Value = Box<Node>> {
    let modules: Vec<&str> = Catalogue::bundled()
        .iter()
        .map(|module| module.id.as_str())
        .collect();
    (proptest::sample::select(modules), position()).prop_map(|(module, at)| {
        let module = Catalogue::bundled().get(module).expect("its own module");
        Box::new(Node::of(module, at))
    })
}

pub fn edit() -> impl Strategy<Value = Edit> {
    let port = |side: &'static str| {
        (node(), 1..3_u8).prop_map(move |(node, port)| PortRef::new(node, format!("{side}_{port}")))
    };
    prop_oneof![
        (
            new_node(),
            proptest::option::of(port("output")),
            proptest::option::of(port("input"))
        )
            .prop_map(|(node, from, to)| Edit::AddNode { node, from, to }),
        (node(), position(), edge()).prop_map(|(node, at, edge)| Edit::PutOnWire {
            node,
            at,
            edge
        }),
        (new_node(), edge()).prop_map(|(node, edge)| Edit::InsertOnWire { node, edge }),
        (vec(node(), 0..3), vec(edge(), 0..3), any::<bool>()).prop_map(
            |(nodes, edges, reconnect)| Edit::Delete {
                nodes,
                edges,
                reconnect
            }
        ),
        vec((node(), position()), 0..4).prop_map(Edit::Move),
        vec((node(), position()), 0..4).prop_map(|moves| Edit::Arrange {
            moves,
            label: "Tidy up".to_owned(),
        }),
        edge().prop_map(Edit::Connect),
        edge().prop_map(Edit::MendWire),
        (edge(), edge()).prop_map(|(old, new)| Edit::Rewire { old, new }),
        (node(), "[a-c]", proptest::option::of(inputs::text())).prop_map(|(node, param, value)| {
            Edit::SetParam {
                node,
                param,
                value: value.map(Json::from),
            }
        }),
        (node(), inputs::text()).prop_map(|(node, selector)| Edit::SetFilter {
            node,
            filter: NodeFilter {
                selector,
                ..NodeFilter::default()
            },
        }),
        node().prop_map(Edit::DeclareCoreFormat),
        vec((node(), inputs::text()), 1..3).prop_map(Edit::AcceptVersions),
        (vec(new_node(), 1..4), vec(node(), 0..3), any::<bool>()).prop_map(
            |(nodes, framed, frame)| {
                let mut part = Graph::default();
                for (id, node) in (1_u64..).zip(nodes) {
                    part.nodes.insert(NodeId::from(id), Arc::new(*node));
                }
                if frame {
                    part.frames
                        .insert("a".to_owned(), Frame::new("Part", framed));
                }
                // Ids that are far from all others, since the graph is not known here.
                let mut away = Graph::default();
                let far = part.nodes.values().next().cloned();
                away.nodes
                    .extend(far.map(|node| (NodeId::from(1_000_000_u64), node)));
                Edit::Insert {
                    placed: Box::new(place(&part, &away, Position::default())),
                    label: "Paste".to_owned(),
                }
            }
        ),
        (node(), inputs::text()).prop_map(|(node, name)| Edit::Rename { node, name }),
        inputs::text().prop_map(Edit::SetName),
        inputs::text().prop_map(Edit::SetDescription),
        any::<bool>().prop_map(Edit::SetDebug),
        (
            "[a-c]",
            proptest::option::of((inputs::text(), vec(node(), 0..3)))
        )
            .prop_map(|(id, frame)| Edit::SetFrame {
                id,
                frame: frame.map(|(text, nodes)| Box::new(Frame::new(text, nodes))),
            }),
        any::<bool>().prop_map(|map| Edit::SetGraphForm(if map {
            GraphForm::Map
        } else {
            GraphForm::List
        })),
        inputs::graph().prop_map(|graph| Edit::Replace {
            with: Box::new(open(&graph)),
            label: "Take another state".to_owned(),
        }),
    ]
}

proptest! {
    #[test]
    fn opening_and_writing_changes_nothing(graph in inputs::graph()) {
        let json = json!({"Workflow": {"id": "3", "name": "Random", "enabled": "1", "data": graph}});
        let document = workflow::open(json.to_string().as_bytes()).unwrap();
        let same = |a: &Json, b: &Json| Value::from_serde(a).same_unordered(&Value::from_serde(b));
        prop_assert!(same(&document.to_json(), &json));
        let again = workflow::open(document.to_text().as_bytes()).unwrap();
        prop_assert_eq!(again.to_json(), document.to_json());
        let _ = (to_dot(&document.graph, Some(Catalogue::bundled())), to_mermaid(&document.graph, Some(Catalogue::bundled())));
    }

    #[test]
    fn undo_gives_the_same_document(graph in inputs::graph(), edits in vec(edit(), 1..12)) {
        let mut document = open(&graph);
        let mut history = History::new();
        let mut states = vec![document.clone()];
        for edit in edits {
            history.seal();
            let before = document.clone();
            let steps = history.labels().1;
            match history.apply(&mut document, edit) {
                Ok(()) if history.labels().1 > steps => states.push(document.clone()),
                _ => prop_assert_eq!(&document, &before),
            }
        }
        let last = states.pop().unwrap();
        prop_assert_eq!(&document, &last);
        for state in states.iter().rev() {
            prop_assert!(history.undo(&mut document).is_some());
            prop_assert_eq!(&document, state);
            prop_assert_eq!(document.to_text(), state.to_text());
        }
        prop_assert!(history.undo(&mut document).is_none());
        while history.redo(&mut document).is_some() {}
        prop_assert_eq!(&document, &last);
    }

    #[test]
    fn what_was_edited_opens_again(graph in inputs::graph(), edits in vec(edit(), 1..12)) {
        let mut document = open(&graph);
        let mut history = History::new();
        for edit in edits {
            let _ = history.apply(&mut document, edit);
        }
        let again = workflow::open(document.to_text().as_bytes()).unwrap();
        prop_assert_eq!(again.to_json(), document.to_json());
    }

    #[test]
    fn fixes_mend_what_they_say(graph in inputs::graph()) {
        let document = open(&graph);
        let found = problems(&document, Catalogue::bundled());
        for problem in &found {
            let Some(fix) = &problem.fix else { continue };
            let (mut mended, mut history) = (document.clone(), History::new());
            history.apply(&mut mended, fix.edit.clone()).unwrap();
            let left = problems(&mended, Catalogue::bundled());
            prop_assert!(!left.contains(problem), "{} leaves {problem:?}", fix.label);
            history.undo(&mut mended);
            prop_assert_eq!(&mended, &document);
        }
    }

    #[test]
    fn what_is_inserted_replaces_nothing(part in inputs::graph(), graph in inputs::graph(), id in any::<u64>()) {
        let (part, mut document) = (open(&part).graph, open(&graph));
        let first = document.graph.nodes.shift_remove_index(0).unwrap().1;
        document.graph.nodes.insert(NodeId::from(id), first);
        let before = document.clone();
        let placed = place(&part, &document.graph, Position::default());
        let count = placed.nodes.len();
        let insert = Edit::Insert { placed: Box::new(placed), label: "Paste".to_owned() };
        History::new().apply(&mut document, insert).unwrap();
        prop_assert_eq!(document.graph.nodes.len(), before.graph.nodes.len() + count);
        for (id, node) in &before.graph.nodes {
            prop_assert_eq!(document.graph.node(id), Some(node.as_ref()));
        }
    }
}
