//! `tag-attached-after-save`: scope, locality and tag (vectors `wk`, "tag trigger conditions").

use crate::{module::Params, value::Value};

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
