//! `tag-attached-after-save`: scope, locality and tag (vectors `wk`, "tag trigger conditions").

use crate::{
    event::normalise::{Lookups, Scope, normalise},
    modules::Params,
    value::{PhpError, Value},
};

/// The event that was tagged; with an `attribute_id`, the attribute in its event.
pub fn core_format(data: &Value, lookups: &dyn Lookups) -> Result<Option<Value>, PhpError> {
    let Some(tag) = data.get("Tag").filter(|tag| tag.is_array()) else {
        return Ok(None);
    };
    let id = |name: &str| tag.get(name).filter(|id| !id.is_empty());
    if let Some(attribute) = id("attribute_id").and_then(|id| lookups.attribute(id)) {
        return normalise(&attribute, Scope::Attribute, lookups).map(Some);
    }
    let event = id("event_id").and_then(|id| lookups.event_with_creator(id));
    normalise(
        &event.unwrap_or(Value::empty_array()),
        Scope::Event,
        lookups,
    )
    .map(Some)
}

/// Whether the attached tag is one that the trigger's parameters ask for.
pub fn accepts(params: &Params, data: &Value) -> bool {
    let tag = data.get("Tag");
    let field = |name: &str| {
        tag.and_then(|tag| tag.get(name))
            .filter(|value| !value.is_null())
    };
    let scope = match params.text("scope").as_str() {
        "event" => field("attribute_id").is_none_or(Value::is_empty),
        "attribute" => field("attribute_id").is_some_and(|id| !id.is_empty()),
        _ => true,
    };
    let local = field("local").is_some_and(|local| !local.is_empty());
    let locality = match params.text("locality").as_str() {
        "local" => local,
        "global" => !local,
        _ => true,
    };
    let wanted = params.get("tag");
    let name = wanted.is_empty() || field("name").is_some_and(|name| name.loose_eq(&wanted));
    scope && locality && name
}
