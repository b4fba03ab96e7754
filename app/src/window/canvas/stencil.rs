//! Nodes on their way from a list onto the canvas, shown where they would land.

use std::sync::Arc;

use egui::{Pos2, Vec2, vec2};

use super::{gesture::SNAP, scene::Scene};

/// Nodes dragged from a list: set it as egui's drag-and-drop payload, and the canvas shows them
/// under the pointer and takes them.
#[derive(Clone, Debug)]
pub struct StencilPayload {
    /// What the app calls it.
    pub what: String,
    /// The nodes; what is dropped at a point is their leftmost one.
    pub scene: Arc<Scene>,
}

impl StencilPayload {
    /// The leftmost node's corner, which goes where the pointer is.
    pub(super) fn corner(&self) -> Pos2 {
        let corners = self.scene.nodes().map(|node| node.pos);
        corners
            .min_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)))
            .unwrap_or_default()
    }

    /// Where the leftmost node lands if the pointer is here.
    pub(super) fn landing(at: Pos2) -> Pos2 {
        let grip = at - vec2(40.0, 20.0);
        let snapped = vec2((grip.x / SNAP).round(), (grip.y / SNAP).round()) * SNAP;
        Pos2::ZERO + Vec2::new(snapped.x, snapped.y)
    }
}
