//! Painting.

/// Buffers that are kept from frame to frame.
#[derive(Debug, Default)]
pub(in crate::window::canvas) struct Scratch {
    /// What a hit test found.
    pub hits: Vec<u32>,
}
