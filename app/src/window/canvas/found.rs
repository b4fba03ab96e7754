//! What a search found, to be marked on the canvas.

use std::collections::HashSet;

use misp_flow_engine::workflow::NodeId;

use super::{scene::Scene, stamp::Stamp};

/// Something that a search found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Match {
    /// A node.
    Node(NodeId),
    /// A frame, by its key.
    Frame(String),
}

/// What a search found. Given to the canvas anew only when it changes.
#[derive(Clone, Debug, Default)]
pub struct Found {
    matches: Vec<Match>,
    current: Option<usize>,
    places: Places,
}

/// The matches by their places in the scene's lists.
#[derive(Clone, Debug, Default)]
struct Places {
    of: Option<Stamp>,
    nodes: HashSet<u32>,
    frames: HashSet<usize>,
}

impl Found {
    /// These matches; `current` is the place of the one that is looked at.
    pub fn new(matches: Vec<Match>, current: Option<usize>) -> Self {
        Self {
            matches,
            current,
            places: Places::default(),
        }
    }

    /// Looks the matches up where the scene is another than last time.
    pub(super) fn refresh(&mut self, scene: &Scene) {
        if self.places.of == Some(scene.stamp) {
            return;
        }
        let nodes = self.matches.iter().filter_map(|found| match found {
            Match::Node(id) => scene.place(id),
            Match::Frame(_) => None,
        });
        let frames = scene.frames.iter().enumerate();
        let frames = frames.filter(|(_, frame)| {
            self.matches
                .iter()
                .any(|found| matches!(found, Match::Frame(id) if *id == frame.spec.id))
        });
        self.places = Places {
            of: Some(scene.stamp),
            nodes: nodes.collect(),
            frames: frames.map(|(place, _)| place).collect(),
        };
    }

    pub(super) fn is_empty(&self) -> bool {
        self.matches.is_empty()
    }

    pub(super) fn has_node(&self, place: u32) -> bool {
        self.places.nodes.contains(&place)
    }

    pub(super) fn has_frame(&self, place: usize) -> bool {
        self.places.frames.contains(&place)
    }

    /// Whether this is the match that is looked at.
    pub(super) fn is_current(&self, found: &Match) -> bool {
        self.current.and_then(|place| self.matches.get(place)) == Some(found)
    }
}
