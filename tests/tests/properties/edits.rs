//! Ten thousand edits in a row, all of them undone and made again.

use std::hash::{DefaultHasher, Hash, Hasher};

use misp_flow_engine::{
    edit::{Edit, History},
    workflow::{NodeId, Workflow},
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use crate::{documents, inputs};

/// Edits that are tried. Some are refused, as in the window.
const TRIED: usize = 30_000;
/// Edits that are to be made.
const MADE: usize = 10_000;
/// With more nodes than this, some are deleted, so that writing the document stays quick.
const MOST_NODES: usize = 24;

/// Which kind of edit it is; a kind that is new has to be added here.
fn kind(edit: &Edit) -> usize {
    match edit {
        Edit::AddNode { .. } => 0,
        Edit::PutOnWire { .. } => 1,
        Edit::Insert { .. } => 2,
        Edit::InsertOnWire { .. } => 3,
        Edit::Delete { .. } => 4,
        Edit::Move(_) => 5,
        Edit::Connect(_) => 6,
        Edit::MendWire(_) => 7,
        Edit::Rewire { .. } => 8,
        Edit::SetParam { .. } => 9,
        Edit::SetFilter { .. } => 10,
        Edit::DeclareCoreFormat(_) => 11,
        Edit::Rename { .. } => 12,
        Edit::SetName(_) => 13,
        Edit::SetDescription(_) => 14,
        Edit::SetDebug(_) => 15,
        Edit::SetFrame { .. } => 16,
        Edit::SetGraphForm(_) => 17,
        Edit::Arrange { .. } => 18,
        Edit::Replace { .. } => 19,
        Edit::AcceptVersions(_) => 20,
    }
}

/// The bytes that would be written to a file.
fn bytes(document: &Workflow) -> u64 {
    let mut hasher = DefaultHasher::new();
    document.to_text().hash(&mut hasher);
    hasher.finish()
}

/// The edit with its ids brought to nodes that are there: `edit` knows only the first few.
fn present(edit: Edit, document: &Workflow, place: usize) -> Edit {
    let nodes = &document.graph.nodes;
    let mut pick = place;
    let mut id = || {
        pick = pick.wrapping_mul(31).wrapping_add(7);
        let found = nodes.get_index(pick % nodes.len().max(1));
        found.map_or(NodeId::from(1), |(id, _)| id.clone())
    };
    match edit {
        _ if nodes.len() > MOST_NODES => Edit::Delete {
            nodes: vec![id(), id(), id()],
            edges: Vec::new(),
            reconnect: place.is_multiple_of(2),
        },
        Edit::SetParam { param, value, .. } => Edit::SetParam {
            node: id(),
            param,
            value,
        },
        Edit::SetFilter { filter, .. } => Edit::SetFilter { node: id(), filter },
        Edit::DeclareCoreFormat(_) => Edit::DeclareCoreFormat(id()),
        Edit::AcceptVersions(versions) => {
            let versions = versions.into_iter();
            Edit::AcceptVersions(versions.map(|(_, version)| (id(), version)).collect())
        }
        Edit::Move(moves) => {
            let moves = moves.into_iter();
            let moves = moves.map(|(_, position)| (id(), position)).collect();
            if place.is_multiple_of(3) {
                let label = "Tidy up".to_owned();
                return Edit::Arrange { moves, label };
            }
            Edit::Move(moves)
        }
        Edit::Rename { name, .. } => Edit::Rename { node: id(), name },
        Edit::Connect(mut edge) => {
            (edge.from.node, edge.to.node) = (id(), id());
            Edit::Connect(edge)
        }
        Edit::Rewire { old, mut new } => {
            let edges: Vec<_> = document.graph.edges().collect();
            let old = edges
                .get(place % edges.len().max(1))
                .cloned()
                .unwrap_or(old);
            new.from = old.from.clone();
            new.to.node = id();
            Edit::Rewire { old, new }
        }
        Edit::InsertOnWire { node, edge } => {
            let edge = document.graph.edges().next().unwrap_or(edge);
            Edit::InsertOnWire { node, edge }
        }
        Edit::PutOnWire { at, edge, .. } => {
            let edge = document.graph.edges().last().unwrap_or(edge);
            Edit::PutOnWire {
                node: id(),
                at,
                edge,
            }
        }
        other => other,
    }
}

#[test]
fn ten_thousand_edits_are_undone_and_made_again_to_the_byte() {
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), seed);
    let graph = inputs::graph().new_tree(&mut runner).unwrap().current();
    let mut document = documents::open(&graph);
    let mut history = History::new();
    let mut states = vec![bytes(&document)];
    let mut kinds = [0_usize; 21];
    let edits = documents::edit();
    for place in 0..TRIED {
        if states.len() > MADE {
            break;
        }
        let edit = edits.new_tree(&mut runner).unwrap().current();
        let edit = present(edit, &document, place);
        let kind = kind(&edit);
        let steps = history.done();
        history.seal();
        if history.apply(&mut document, edit).is_ok() && history.done() > steps {
            kinds[kind] += 1;
            states.push(bytes(&document));
        }
    }
    assert_eq!(states.len(), MADE + 1, "made of each kind: {kinds:?}");
    assert!(
        kinds.iter().all(|made| *made > 5),
        "made of each kind: {kinds:?}"
    );
    for (step, state) in states.iter().enumerate().rev() {
        assert_eq!(bytes(&document), *state, "going back to step {step}");
        assert_eq!(history.undo(&mut document).is_some(), step > 0);
    }
    for (step, state) in states.iter().enumerate() {
        assert_eq!(bytes(&document), *state, "going forth to step {step}");
        assert_eq!(history.redo(&mut document).is_some(), step < MADE);
    }
}
