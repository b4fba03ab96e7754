//! What only the window can do.

use misp_flow_engine::workflow::NodeId;

use super::GoTo;

/// Something that only the window can do.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// Bring all nodes into view, of a new document in the next frame.
    FitAll,
    /// Bring all nodes into view, or as many of the first ones as can be read.
    FitStart,
    /// Bring the selection into view.
    FitSelection,
    /// Bring the selection into view where some of it is out of it.
    RevealSelection,
    /// Zoom to this factor about the middle.
    Zoom(f32),
    /// Zoom by this factor about the middle.
    ZoomBy(f32),
    /// Bring a node into view.
    Reveal(NodeId),
    /// The same, near enough to read what the node says.
    Approach(NodeId),
    /// Show the state's selection on the canvas.
    Select,
    /// Put a text on the clipboard.
    Clip(String),
    /// Put a picture on the clipboard.
    ClipPicture(egui::ColorImage),
    /// Ask for the clipboard's text.
    RequestPaste,
    /// Give the keyboard to this parameter of the selected node.
    FocusParam(String),
    /// Give the keyboard to a part of the window.
    GoTo(GoTo),
    /// Open the list of modules in the middle of the canvas.
    QuickAdd,
    /// Give the keyboard to the name of the selected node.
    FocusName,
    /// Open the list of the wires that the selected node has and could have.
    Wires,
    /// Open the list of commands.
    Palette,
    /// Let the title of a frame be typed.
    NameFrame(String),
    /// Open the bar that finds nodes and frames.
    Find,
    /// Go on to the next match.
    FindNext,
    /// Go back to the match before.
    FindPrevious,
    /// Take the theme of the settings.
    Theme,
    /// Take the scale of the settings.
    Scale,
    /// Close the window.
    Close,
}
