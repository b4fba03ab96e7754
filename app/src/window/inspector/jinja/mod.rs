//! Templates: the field, its colours, what may come next in it, and what it becomes.

mod colour;
mod field;
mod preview;
mod variables;

pub(super) use colour::lay_out;
pub(super) use field::show;
pub(super) use preview::Previews;
