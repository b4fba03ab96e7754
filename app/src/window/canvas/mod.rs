//! The node canvas.
