//! Break points, to be marked on the nodes.

use std::collections::{BTreeMap, HashMap};

use misp_flow_engine::workflow::NodeId;

use super::{scene::Scene, stamp::Stamp};

/// The nodes that runs pause before, and whether each break point counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Breaks {
    nodes: BTreeMap<NodeId, bool>,
    /// The same by the places in the scene's list.
    places: HashMap<u32, bool>,
    of: Option<Stamp>,
}

impl Breaks {
    /// Takes these in place of the former ones.
    pub fn set(&mut self, nodes: &BTreeMap<NodeId, bool>) {
        if self.nodes != *nodes {
            self.nodes.clone_from(nodes);
            self.of = None;
        }
    }

    /// Looks the nodes up where the scene is another than last time.
    pub fn refresh(&mut self, scene: &Scene) {
        if self.of != Some(scene.stamp) {
            let places = self.nodes.iter();
            self.places = places
                .filter_map(|(id, on)| Some((scene.place(id)?, *on)))
                .collect();
            self.of = Some(scene.stamp);
        }
    }

    /// Whether there is one before the node at this place, and whether it counts.
    pub fn at(&self, place: u32) -> Option<bool> {
        self.places.get(&place).copied()
    }

    /// The nodes of the scene that have one.
    pub fn places(&self) -> impl Iterator<Item = (u32, bool)> {
        self.places.iter().map(|(place, on)| (*place, *on))
    }
}
