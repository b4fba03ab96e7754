//! Signs that whoever asks for a picture may bring along, so that it has those of its window.

use crate::{
    catalogue::Module,
    workflow::{Node, NodeKind},
};

/// What a little sign beside a node's title says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BadgeSign {
    /// The catalogue has no such module.
    Unknown,
    /// The module can prevent what starts the workflow, or end the run.
    Blocking,
    /// The module is switched off on the server.
    SwitchedOff,
    /// The node works only on what its filter lets through.
    Filter,
    /// The node was made for another version of its module.
    Changed,
}

impl BadgeSign {
    /// Those of a node, from left to right.
    pub(super) fn of(node: &Node, module: &Module) -> Vec<Self> {
        let all = [
            (module.is_stub, Self::Unknown),
            (module.blocking, Self::Blocking),
            (module.disabled, Self::SwitchedOff),
            (!node.filter.is_empty(), Self::Filter),
            (
                module.has_changed_since(&node.module_version),
                Self::Changed,
            ),
        ];
        let there = all.into_iter().filter(|(holds, _)| *holds);
        there.map(|(_, badge)| badge).collect()
    }

    /// Its colour on white.
    pub(super) fn colour(self) -> &'static str {
        match self {
            Self::Unknown | Self::Blocking => "#c02b21",
            Self::SwitchedOff => "#414a58",
            Self::Filter => "#1b66b8",
            Self::Changed => "#8a5a00",
        }
    }
}

/// Signs as the data of SVG paths: filled, around the origin, at most 18 units wide and high.
pub trait Signs {
    /// The sign of a module, by the name of its icon in the catalogue; none where the picture is
    /// to have its own.
    fn icon(&self, name: &str, kind: NodeKind) -> Option<String>;

    /// A badge; none where there is to be none.
    fn badge(&self, badge: BadgeSign) -> Option<String>;
}

/// The picture's own signs, and no badges.
#[derive(Clone, Copy, Debug)]
pub struct OwnSigns;

impl Signs for OwnSigns {
    fn icon(&self, _: &str, _: NodeKind) -> Option<String> {
        None
    }

    fn badge(&self, _: BadgeSign) -> Option<String> {
        None
    }
}
