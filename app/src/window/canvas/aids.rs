//! What helps with working on the canvas and can be switched off.

/// The aids of a canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aids {
    /// A small picture of all of the graph in a corner, while not all of it is in view.
    pub minimap: bool,
    /// What is dragged snaps to the edges and centres of nodes around it, and to where its wires
    /// are straight.
    pub neighbours: bool,
    /// What is dragged snaps to the grid.
    pub grid: bool,
}

impl Default for Aids {
    /// Snapping, without a minimap.
    fn default() -> Self {
        Self {
            minimap: false,
            neighbours: true,
            grid: true,
        }
    }
}
