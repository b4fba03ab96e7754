//! The window.

pub mod canvas;
pub mod icons;
pub mod theme;
