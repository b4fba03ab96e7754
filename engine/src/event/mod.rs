//! Events as a workflow sees them.

mod attribute_type;
pub(crate) mod attributes;
mod clean;
pub mod normalise;
pub(crate) mod shape;

pub use attribute_type::AttributeType;
