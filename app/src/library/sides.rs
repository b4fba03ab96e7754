//! At which side of the window each panel is.

use serde::{Deserialize, Serialize};

/// A side of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Beside the canvas, on the left.
    Left,
    /// Beside the canvas, on the right.
    Right,
    /// Below the canvas.
    Bottom,
}

/// Where the panels are, and how those that share a side divide it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sides {
    /// The lists: modules, workflows, events, outline, lessons.
    pub lists: Side,
    /// The inspector.
    pub inspector: Side,
    /// The results: problems, simulation, history, data.
    pub results: Side,
    /// What the first of two panels at a side takes of it, from 0.1 to 0.9.
    pub share: f32,
}

impl Default for Sides {
    fn default() -> Self {
        Self {
            lists: Side::Left,
            inspector: Side::Right,
            results: Side::Bottom,
            share: 0.5,
        }
    }
}
