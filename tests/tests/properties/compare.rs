//! Comparing: nothing differs from itself, and an edit gives the differences that it makes.

use misp_flow_engine::{
    compare::{Difference, Kind, Place, What, compare},
    edit::{Edit, History},
    workflow::{NodeId, Placed, Workflow},
};
use proptest::{collection::vec, prelude::*};

use crate::{
    documents::{edit, open},
    inputs,
};

/// Whether an edit may give this difference.
fn fits(edit: &Edit, difference: &Difference) -> bool {
    let (place, what) = (&difference.place, &difference.what);
    let at = |node: &NodeId| *place == Place::Node(Some(node.clone()), Some(node.clone()));
    let wire = matches!(place, Place::Wire(..));
    let fresh = matches!(place, Place::Node(None, Some(_))) && *what == What::Added;
    match edit {
        Edit::AddNode { .. } => wire || fresh,
        // What is behind makes room.
        Edit::InsertOnWire { .. } => wire || fresh || matches!(what, What::Position(..)),
        Edit::Insert { .. } => wire || fresh || matches!(place, Place::Frame(None, Some(_))),
        Edit::PutOnWire { .. } => wire || matches!(what, What::Position(..)),
        Edit::Delete { nodes, .. } => match place {
            Place::Node(Some(id), None) => nodes.contains(id),
            // A frame goes with its last node.
            Place::Frame(..) => matches!(what, What::Members | What::Removed),
            _ => wire,
        },
        Edit::Move(moves) | Edit::Arrange { moves, .. } => {
            matches!(what, What::Position(..)) && moves.iter().any(|(id, _)| at(id))
        }
        Edit::Connect(_) | Edit::MendWire(_) | Edit::Rewire { .. } => wire,
        Edit::SetParam { node, param, .. } => {
            at(node) && matches!(what, What::Param(id, _, _) if id == param)
        }
        Edit::SetFilter { node, .. } => at(node) && matches!(what, What::Filter(..)),
        Edit::DeclareCoreFormat(node) => at(node) && matches!(what, What::Setting(_)),
        Edit::AcceptVersions(versions) => {
            versions.iter().any(|(node, _)| at(node)) && matches!(what, What::Version(..))
        }
        Edit::Rename { node, .. } => at(node) && matches!(what, What::Name(..)),
        Edit::SetName(_) => *place == Place::Workflow && matches!(what, What::Name(..)),
        Edit::SetDescription(_) => {
            *place == Place::Workflow && matches!(what, What::Description(..))
        }
        Edit::SetDebug(on) => *what == What::Debug(*on),
        Edit::SetFrame { id, .. } => match place {
            Place::Frame(old, new) => {
                old.as_ref().is_none_or(|old| old == id) && new.as_ref().is_none_or(|new| new == id)
            }
            _ => false,
        },
        Edit::SetGraphForm(_) => matches!(what, What::Keyed(_)),
        // Another state may differ in anything but what only the server sets.
        Edit::Replace { .. } => !matches!(what, What::Enabled(_) | What::TriggerId(..)),
    }
}

/// Whether an edit that changed the document may leave no difference: a wire that only its target
/// told is one that no server follows, and a frame may come back with its nodes in another order.
fn may_be_silent(edit: &Edit, before: &Workflow) -> bool {
    match edit {
        Edit::Delete { nodes, .. } => nodes.iter().all(|id| before.graph.node(id).is_none()),
        // It changes how a wire is stored, not where it leads.
        Edit::SetFrame { .. } | Edit::MendWire(_) => true,
        // The other state may be the same but for what a comparison passes over.
        Edit::Replace { .. } => true,
        _ => false,
    }
}

proptest! {
    #[test]
    fn nothing_differs_from_itself(graph in inputs::graph()) {
        let document = open(&graph);
        prop_assert_eq!(compare(&document, &document.clone()).differences, vec![]);
    }

    #[test]
    fn an_edit_gives_its_differences(graph in inputs::graph(), edits in vec(edit(), 1..12)) {
        let mut document = open(&graph);
        let mut history = History::new();
        for edit in edits {
            // What is pasted gets free ids before it comes to the document.
            let taken = |placed: &Placed| placed.nodes.keys().any(|id| document.graph.node(id).is_some());
            if matches!(&edit, Edit::Insert { placed, .. } if taken(placed)) {
                continue;
            }
            history.seal();
            let (before, steps) = (document.clone(), history.labels().1);
            if history.apply(&mut document, edit.clone()).is_err() || history.labels().1 == steps {
                continue;
            }
            let found = compare(&before, &document).differences;
            for difference in &found {
                prop_assert!(fits(&edit, difference), "{edit:?} gave {difference:?}");
            }
            prop_assert!(!found.is_empty() || may_be_silent(&edit, &before), "{edit:?} gave nothing");
            let back = compare(&document, &before).differences;
            let count = |list: &[Difference], kind| {
                list.iter().filter(|difference| difference.kind() == kind).count()
            };
            prop_assert_eq!(count(&found, Kind::Added), count(&back, Kind::Removed));
            prop_assert_eq!(count(&found, Kind::Removed), count(&back, Kind::Added));
            prop_assert_eq!(count(&found, Kind::Changed), count(&back, Kind::Changed));
            prop_assert_eq!(count(&found, Kind::Moved), count(&back, Kind::Moved));
        }
    }
}
