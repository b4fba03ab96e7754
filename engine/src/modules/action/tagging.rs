//! What the actions that tag have in common: what they tag, and how.

use crate::{
    instance::{Store, Tag, Target},
    modules::Params,
    value::Value,
};

/// The parameters of a link between a tag and what it is attached to.
#[derive(Debug)]
pub(super) struct Link {
    /// `Some(true)` for local, `Some(false)` for global, none for either.
    pub local: Option<bool>,
    relationship: String,
}

impl Link {
    /// Reads `locality` and `relationship_type`.
    pub fn new(params: &Params) -> Self {
        Self {
            local: match params.text("locality").as_str() {
                "any" => None,
                locality => Some(locality == "local"),
            },
            relationship: params.text("relationship_type"),
        }
    }

    /// Attaches a tag; either locality means global (README-live 23). Gives `false` where there is
    /// nothing to attach it to.
    pub fn attach(&self, store: &mut Store, target: &Target, tag: &Tag) -> bool {
        let local = self.local.unwrap_or(false);
        store.attach(target, tag, local, &self.relationship)
    }
}

/// The event of the data, by its id; an event that is nowhere where the data hold none.
pub(super) fn event_target(data: &Value) -> Target {
    let event = data.get("Event").unwrap_or(&Value::Null);
    Target::Event(id(event, "id"))
}

/// An attribute of the data, by its ids.
pub(super) fn attribute_target(attribute: &Value) -> Target {
    Target::Attribute {
        id: id(attribute, "id"),
        event: id(attribute, "event_id"),
    }
}

fn id(row: &Value, name: &str) -> smol_str::SmolStr {
    row.get(name).unwrap_or(&Value::Null).to_text().into()
}
