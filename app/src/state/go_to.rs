//! Going from one part of the window to another by keyboard.

/// Where the keyboard goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoTo {
    /// To the canvas.
    Canvas,
    /// To the next part of the window: lists, canvas, inspector, results, menus.
    Next,
    /// Back to the part before.
    Previous,
}
