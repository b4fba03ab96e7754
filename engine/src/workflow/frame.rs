//! A frame: a titled rectangle around nodes, a comment without meaning for the execution.

use super::{JsonMap, NodeId};

/// The key of a frame in `_frames`.
pub type FrameId = String;

/// What the ids of notes begin with: a note is a frame whose title is its text, since the format
/// keeps no other.
pub const NOTE_IDS: &str = "note-";

/// A titled rectangle drawn around its nodes (spec 01, `_frames`).
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The title.
    pub text: String,
    /// The nodes inside; ids of nodes that are gone are kept.
    pub nodes: Vec<NodeId>,
    /// A style class of the web page.
    pub class: String,
    /// The frame as it came; written back where nothing was changed.
    pub(super) raw: JsonMap,
}

impl Frame {
    /// A frame with this title around these nodes.
    pub fn new(text: impl Into<String>, nodes: Vec<NodeId>) -> Self {
        Self {
            text: text.into(),
            nodes,
            class: String::new(),
            raw: JsonMap::new(),
        }
    }
}
