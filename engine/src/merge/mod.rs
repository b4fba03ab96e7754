//! Bringing together what two people made of one workflow.
//!
//! A merge looks at three states: the base that both began with, theirs (on the server) and mine.
//! What only one of them changed is taken as it is. What both changed differently is a
//! [`Conflict`], to be decided for each [`Part`]. `align` gives the nodes of all three the same
//! ids, `find` says which parts differ and how, `build` makes the workflow.
//!
//! ```
//! use misp_flow_engine::{merge::{Merge, Side}, workflow};
//!
//! let text = |name, info| format!(r#"{{"name": "{name}", "description": "{info}", "data": {{}}}}"#);
//! let open = |text: String| workflow::open(text.as_bytes());
//! let base = open(text("A", "old"))?;
//! let merge = Merge::of(Some(&base), &open(text("B", "old"))?, &open(text("A", "new"))?);
//! assert!(merge.conflicts().is_empty());
//! let both = merge.build(|_| Side::Mine);
//! assert_eq!((both.name.as_str(), both.description.as_str()), ("B", "new"));
//! # Ok::<(), workflow::OpenError>(())
//! ```

mod align;
mod build;
mod find;
#[cfg(test)]
mod tests;

use crate::{
    catalogue::Catalogue,
    compare::{Comparison, Difference, compare},
    workflow::{FrameId, NodeId, PortRef, Workflow},
};

/// One of the two who changed the workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The state here.
    Mine,
    /// The state on the server.
    Theirs,
}

/// A part of a workflow that is taken from one side as a whole. Ids are those of
/// [`Merge::mine`] and [`Merge::theirs`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Its name.
    Name,
    /// Its description.
    Description,
    /// Whether it sends debug posts.
    Debug,
    /// A node: what it does, not where it stands or what it is connected with.
    Node(NodeId),
    /// Where an output leads.
    Output(PortRef),
    /// A frame.
    Frame(FrameId),
}

impl Part {
    /// The node that it is, or that it is of.
    pub fn node(&self) -> Option<&NodeId> {
        match self {
            Self::Node(id) => Some(id),
            Self::Output(port) => Some(&port.node),
            Self::Name | Self::Description | Self::Debug | Self::Frame(_) => None,
        }
    }
}

/// A part that both sides changed, each in another way.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Which part.
    pub part: Part,
    /// What it is called.
    pub title: String,
    /// What was changed here, in words.
    pub mine: Vec<String>,
    /// What was changed on the server, in words.
    pub theirs: Vec<String>,
}

/// Three states of one workflow, ready to be brought together.
#[derive(Clone, Debug)]
pub struct Merge {
    base: Workflow,
    has_base: bool,
    theirs: Workflow,
    mine: Workflow,
    by_them: Comparison,
    by_me: Comparison,
    changed: find::Changed,
    conflicts: Vec<Conflict>,
}

impl Merge {
    /// Looks at the three states. Without a base, what one side has alone counts as added by it,
    /// and all else that differs as changed by both.
    pub fn of(base: Option<&Workflow>, theirs: &Workflow, mine: &Workflow) -> Self {
        let has_base = base.is_some();
        let (base, theirs) = align::align(base, theirs, mine);
        let (by_them, by_me) = (compare(&base, &theirs), compare(&base, mine));
        let changed = find::Changed {
            by_them: find::nodes_of(&by_them),
            by_me: find::nodes_of(&by_me),
            unlike: find::nodes_of(&compare(&theirs, mine)),
        };
        let mut merge = Self {
            by_them,
            by_me,
            changed,
            mine: mine.clone(),
            base,
            has_base,
            theirs,
            conflicts: Vec::new(),
        };
        merge.conflicts = merge.find_conflicts();
        merge
    }

    /// The parts that both changed, workflow first, then nodes, outputs and frames.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// The state here.
    pub fn mine(&self) -> &Workflow {
        &self.mine
    }

    /// The state on the server, its nodes under the ids that they have here.
    pub fn theirs(&self) -> &Workflow {
        &self.theirs
    }

    /// The state that both began with, its nodes under the ids that they have here.
    pub fn base(&self) -> &Workflow {
        &self.base
    }

    /// Whether it is known what both began with.
    pub fn has_base(&self) -> bool {
        self.has_base
    }

    /// A side's state.
    pub fn state(&self, side: Side) -> &Workflow {
        match side {
            Side::Mine => &self.mine,
            Side::Theirs => &self.theirs,
        }
    }

    /// What a side changed since the base.
    pub fn changed_by(&self, side: Side) -> &Comparison {
        match side {
            Side::Mine => &self.by_me,
            Side::Theirs => &self.by_them,
        }
    }

    /// What only this side changed: neither both in the same way, nor a part of a conflict.
    pub fn only_by(&self, side: Side) -> impl Iterator<Item = &Difference> {
        let other = match side {
            Side::Mine => self.changed_by(Side::Theirs),
            Side::Theirs => self.changed_by(Side::Mine),
        };
        let own = self.changed_by(side).differences.iter();
        own.filter(|one| !other.differences.contains(one))
            .filter(|one| {
                let mut conflicts = self.conflicts.iter();
                !conflicts.any(|conflict| find::belongs(&one.place, &one.what, &conflict.part))
            })
    }

    /// What was changed on the server since the base, in words.
    pub fn by_them(&self, catalogue: &Catalogue) -> Vec<String> {
        let lines = self.by_them.differences.iter();
        lines
            .map(|one| one.words(&self.base, &self.theirs, catalogue))
            .collect()
    }

    /// Whether the server's state is still the base, as far as a workflow's behaviour and looks go.
    pub fn is_theirs_unchanged(&self) -> bool {
        self.by_them.differences.is_empty()
    }
}
