//! The window.

pub mod canvas;
pub mod icons;
pub mod inspector;
pub mod theme;
