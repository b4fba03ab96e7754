//! Which parts were changed, and which by both.

use std::collections::HashSet;

use indexmap::IndexSet;

use super::{Conflict, Merge, Part, Side};
use crate::{
    catalogue::Catalogue,
    compare::{Comparison, Kind, Place, What},
    workflow::{Edge, FrameId, NodeId, PortRef, Workflow},
};

/// What a part was and has become. Equal states compare equal.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fates<T> {
    pub base: T,
    pub theirs: T,
    pub mine: T,
}

/// What becomes of a part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fate {
    /// Only this side changed it, or both did the same.
    Taken(Side),
    /// Both changed it, and both changes have room.
    Both,
    /// Both changed it, and one of them has to give way.
    Conflict,
}

impl<T: PartialEq> Fates<T> {
    pub fn decide(&self) -> Fate {
        if self.theirs == self.base || self.theirs == self.mine {
            Fate::Taken(Side::Mine)
        } else if self.mine == self.base {
            Fate::Taken(Side::Theirs)
        } else {
            Fate::Conflict
        }
    }
}

impl Merge {
    pub(super) fn find_conflicts(&self) -> Vec<Conflict> {
        let mut found = vec![Part::Name, Part::Description, Part::Debug];
        found.extend(self.nodes().into_iter().map(Part::Node));
        found.extend(self.outputs().into_iter().map(Part::Output));
        found.extend(self.frames().into_iter().cloned().map(Part::Frame));
        found.retain(|part| self.fate(part) == Fate::Conflict);
        found.into_iter().map(|part| self.conflict(part)).collect()
    }

    /// The nodes of all sides: mine in their order, then those that only they have.
    pub(super) fn nodes(&self) -> IndexSet<NodeId> {
        let mine = self.mine.graph.nodes.keys();
        mine.chain(self.theirs.graph.nodes.keys())
            .cloned()
            .collect()
    }

    /// The outputs of all sides.
    pub(super) fn outputs(&self) -> IndexSet<PortRef> {
        let sides = [&self.mine, &self.theirs];
        let nodes = sides.into_iter().flat_map(|side| &side.graph.nodes);
        nodes
            .flat_map(|(id, node)| {
                let ports = node.outputs.keys();
                ports.map(|port| PortRef::new(id.clone(), port))
            })
            .collect()
    }

    /// The frames of all sides.
    pub(super) fn frames(&self) -> IndexSet<&FrameId> {
        let mine = self.mine.graph.frames.keys();
        mine.chain(self.theirs.graph.frames.keys()).collect()
    }

    /// What becomes of a part.
    pub(super) fn fate(&self, part: &Part) -> Fate {
        match part {
            Part::Name => self.fates(|side| side.name.clone()).decide(),
            Part::Description => self.fates(|side| side.description.clone()).decide(),
            Part::Debug => self.fates(|side| side.debug_enabled).decide(),
            Part::Node(id) => self.changed.fate(id),
            Part::Output(port) => match self.targets(port).decide() {
                Fate::Conflict if self.has_several(port) => Fate::Both,
                fate => fate,
            },
            Part::Frame(id) => self
                .fates(|side| {
                    let frame = side.graph.frames.get(id)?;
                    Some((frame.text.clone(), frame.nodes.clone(), frame.class.clone()))
                })
                .decide(),
        }
    }

    fn fates<T: PartialEq>(&self, of: impl Fn(&Workflow) -> T) -> Fates<T> {
        Fates {
            base: of(&self.base),
            theirs: of(&self.theirs),
            mine: of(&self.mine),
        }
    }

    /// Whether several wires may leave an output, so that the wires of both have room.
    fn has_several(&self, port: &PortRef) -> bool {
        let sides = [&self.mine, &self.theirs];
        let mut nodes = sides.iter().filter_map(|side| side.graph.node(&port.node));
        nodes.all(|node| node.multiple_outputs)
    }

    /// Where an output leads. A wire to a node that a side removed counts as removed with it, not
    /// as a change of the output.
    pub(super) fn targets(&self, port: &PortRef) -> Fates<Vec<PortRef>> {
        let of = |side: &Workflow| -> Option<Vec<PortRef>> {
            let node = side.graph.node(&port.node)?;
            let links = node.outputs.get(&port.port)?.iter();
            Some(
                links
                    .map(|link| PortRef::new(link.node.clone(), &link.port))
                    .collect(),
            )
        };
        let base = of(&self.base).unwrap_or_default();
        let seen = |side: &Workflow| {
            let left = base.iter();
            let left = left.filter(|to| side.graph.node(&to.node).is_some());
            match of(side) {
                Some(now) if !left.eq(now.iter()) => now,
                // The same but for nodes that are gone there; or the node itself is, which says
                // nothing about its wires.
                _ => base.clone(),
            }
        };
        Fates {
            theirs: seen(&self.theirs),
            mine: seen(&self.mine),
            base: base.clone(),
        }
    }

    fn conflict(&self, part: Part) -> Conflict {
        let told = |found: &Comparison, after: &Workflow| {
            let lines = found.differences.iter();
            lines
                .filter(|one| belongs(&one.place, &one.what, &part))
                .map(|one| one.words(&self.base, after, Catalogue::bundled()))
                .collect()
        };
        Conflict {
            title: self.title(&part),
            mine: told(&self.by_me, &self.mine),
            theirs: told(&self.by_them, &self.theirs),
            part,
        }
    }

    fn title(&self, part: &Part) -> String {
        let name = |id: &NodeId| {
            let sides = [&self.mine, &self.theirs];
            let node = sides.iter().find_map(|side| side.graph.node(id));
            node.map_or_else(|| id.to_string(), |node| format!("{} ({id})", node.name))
        };
        match part {
            Part::Name => "Name".to_owned(),
            Part::Description => "Description".to_owned(),
            Part::Debug => "Debug posts".to_owned(),
            Part::Node(id) => name(id),
            Part::Output(port) => format!("Wires from {} of {}", port.port, name(&port.node)),
            Part::Frame(id) => {
                let sides = [&self.mine, &self.theirs];
                let frame = sides.iter().find_map(|side| side.graph.frames.get(id));
                format!("Frame {}", frame.map_or("", |frame| frame.text.as_str()))
            }
        }
    }
}

/// The nodes that do something else, by who changed them.
#[derive(Clone, Debug)]
pub(super) struct Changed {
    pub by_them: HashSet<NodeId>,
    pub by_me: HashSet<NodeId>,
    /// Those that are not the same on both sides.
    pub unlike: HashSet<NodeId>,
}

impl Changed {
    fn fate(&self, id: &NodeId) -> Fate {
        if !self.unlike.contains(id) || !self.by_them.contains(id) {
            Fate::Taken(Side::Mine)
        } else if self.by_me.contains(id) {
            Fate::Conflict
        } else {
            Fate::Taken(Side::Theirs)
        }
    }
}

/// The nodes that a comparison says do something else, or are on one side only.
pub(super) fn nodes_of(found: &Comparison) -> HashSet<NodeId> {
    let lines = found.differences.iter();
    lines
        .filter(|one| one.kind() != Kind::Moved && one.what != What::Order)
        .filter_map(|one| match &one.place {
            Place::Node(old, new) => Some([old.clone(), new.clone()]),
            _ => None,
        })
        .flatten()
        .flatten()
        .collect()
}

/// Whether a difference is one of this part.
pub(super) fn belongs(place: &Place, what: &What, part: &Part) -> bool {
    match (place, part) {
        (Place::Workflow, Part::Name) => matches!(what, What::Name(..)),
        (Place::Workflow, Part::Description) => matches!(what, What::Description(..)),
        (Place::Workflow, Part::Debug) => matches!(what, What::Debug(_)),
        (Place::Node(old, new), Part::Node(id)) => {
            old.as_ref() == Some(id) || new.as_ref() == Some(id)
        }
        (Place::Wire(old, new), Part::Output(port)) => {
            let from = |edge: &Option<Edge>| edge.as_ref().is_some_and(|edge| edge.from == *port);
            from(old) || from(new)
        }
        (Place::Frame(old, new), Part::Frame(id)) => {
            old.as_ref() == Some(id) || new.as_ref() == Some(id)
        }
        _ => false,
    }
}
