//! The identity of a node inside one graph.

use std::{cmp::Ordering, fmt};

use smol_str::SmolStr;

/// The key of a node in the graph (`"1"`, `"2"`, …). MISP writes digits, but a file may hold
/// anything that PHP accepts as an array key, so it is kept as text (spec: the graph is keyed by
/// node id). Ordered by number where both are numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NodeId(SmolStr);

impl NodeId {
    /// The id with this text.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(SmolStr::new(text))
    }

    /// The text of the id, as it stands as a key in the graph.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as a number, where it is one.
    pub fn number(&self) -> Option<u64> {
        self.0.parse().ok()
    }
}

impl From<u64> for NodeId {
    fn from(number: u64) -> Self {
        Self(smol_str::format_smolstr!("{number}"))
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Ord for NodeId {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.number(), other.number()) {
            (Some(a), Some(b)) => a.cmp(&b).then_with(|| self.0.cmp(&other.0)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.0.cmp(&other.0),
        }
    }
}

impl PartialOrd for NodeId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
