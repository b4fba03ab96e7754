//! What triggers make of what is handed over to them, and what they ask for before a run begins.

mod in_event;
mod post;
mod tag_attached;

use crate::{
    event::normalise::{Lookups, Scope, normalise},
    instance::ModuleFacts,
    modules::Params,
    value::{PhpError, Value},
};

/// What a run of a trigger starts with: for most the data in MISP core format (spec 04). `None`
/// where the data are nothing that the trigger knows.
///
/// # Errors
/// What PHP throws for data of another shape; the run then ends before its first node.
pub fn data(
    trigger: &str,
    facts: &ModuleFacts,
    data: &Value,
    lookups: &dyn Lookups,
) -> Result<Option<Value>, PhpError> {
    if trigger == "post-after-save" {
        return Ok(post::data(data));
    }
    if !facts.core_format {
        return Ok(Some(data.clone()));
    }
    if trigger == "tag-attached-after-save" {
        return tag_attached::core_format(data, lookups);
    }
    let in_event = match trigger {
        "sighting-after-save" => Some(("Sighting", "Attribute")),
        "shadow-attribute-before-save" | "shadow-attribute-after-save" => {
            Some(("ShadowAttribute", "ShadowAttribute"))
        }
        "event-report-after-save" => Some(("EventReport", "EventReport")),
        _ => None,
    };
    if let Some((about, key)) = in_event
        && data.get_set(about).is_some()
    {
        return in_event::core_format(data, about, key, lookups).map(Some);
    }
    let scope = match Scope::parse(&facts.scope) {
        // Other scopes say what the trigger is about, not what shape its data have.
        Scope::Other => Scope::Guess,
        scope => scope,
    };
    normalise(data, scope, lookups).map(Some)
}

/// Whether a trigger's own conditions hold for the data as they were handed over (spec 03, "The
/// run", point 3). Triggers without conditions accept everything.
pub fn accepts(trigger: &str, params: &Value, data: &Value) -> bool {
    match trigger {
        "tag-attached-after-save" => tag_attached::accepts(&Params::new(trigger, params), data),
        _ => true,
    }
}
