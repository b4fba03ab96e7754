//! What the actions that tag have in common: what they tag, and how.

use crate::{
    instance::{Store, Tag, Target},
    modules::{Context, Params},
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

/// Fails without an error, as the server does where nothing was tagged, and tells the user which of
/// the targets is not to be found in the database, if that is why.
pub(super) fn tagged_nothing(
    context: &mut Context<'_>,
    targets: &[Target],
    otherwise: &str,
) -> bool {
    let store = &context.world.store;
    let lost = targets.iter().find(|target| !store.holds(target));
    let why = match lost {
        None => otherwise.to_owned(),
        Some(Target::Event(id)) if id.is_empty() => {
            "the data hold no Event.id, so the server finds no event to change".to_owned()
        }
        Some(Target::Event(id)) => format!("the server has no event {id} to change"),
        Some(Target::Attribute { id, .. }) if id.is_empty() => {
            "the attribute has no id, so the server does not find it: it is not stored yet, or the event was written by hand".to_owned()
        }
        Some(Target::Attribute { id, event }) if event.is_empty() => format!(
            "attribute {id} has no event_id, so the server does not find the event that it is in"
        ),
        Some(Target::Attribute { id, event }) => {
            format!("the server has no attribute {id} in event {event} to change")
        }
    };
    context.fails_because(why)
}

fn id(row: &Value, name: &str) -> smol_str::SmolStr {
    row.get(name).unwrap_or(&Value::Null).to_text().into()
}
