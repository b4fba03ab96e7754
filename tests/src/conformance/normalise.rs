//! `normalise_event`: MISP core format.

use misp_flow_engine::{
    event::normalise::{Lookups, Scope, normalise},
    value::Value,
};

use super::{compare, field};

/// A database that gives the answers in the vector, whatever is asked.
pub(super) struct Answers<'v>(pub &'v Value);

impl Lookups for Answers<'_> {
    fn event(&self, _: &Value) -> Option<Value> {
        self.0.get("event").cloned()
    }

    fn object(&self, _: &Value) -> Option<Value> {
        self.0.get("object")?.get(0).cloned()
    }

    fn attribute(&self, _: &Value) -> Option<Value> {
        self.0
            .get("attribute")
            .filter(|attribute| !attribute.is_empty())
            .cloned()
    }
}

/// The data, normalised.
pub(super) fn check(vector: &Value) -> Result<(), String> {
    let scope = Scope::parse(&field(vector, "scope").to_text());
    let answers = Answers(field(vector, "lookups"));
    compare(vector, normalise(field(vector, "data"), scope, &answers))
}
