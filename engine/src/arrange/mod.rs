//! Where nodes stand: lining up, even gaps, and a tidy layout of a graph or a part of it.
//!
//! All of it is plain geometry: sizes and places go in, places come out, the same for the same
//! input. [`tidy_up`], [`align`] and [`distribute`] are made for the document; they give what
//! [`Edit::Arrange`](crate::edit::Edit::Arrange) takes.

mod align;
mod document;
mod form;
mod free;
mod tidy;

pub use align::{Alignment, Axis, align, distribute};
pub use document::{Shape, tidy_up};
pub use form::form_height;
pub use tidy::{COLUMN, Diagram, Room, Wire, tidy};

use crate::workflow::Position;

/// A box on the canvas, in canvas units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// The top left corner.
    pub at: Position,
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}
