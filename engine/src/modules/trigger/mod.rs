//! What triggers ask for before a run begins.

mod post;
mod sighting;
mod tag_attached;

use crate::{
    event::normalise::{Lookups, Scope, normalise},
    instance::Instance,
    modules::Params,
    value::{PhpError, Value},
    workflow::NodeKind,
};

/// What a trigger hands over (spec 04), in MISP core format where it has one; `None` where the data
/// are nothing that the trigger knows.
///
/// # Errors
/// What PHP throws for data of another shape; the run then ends before its first node.
pub fn handed_over(
    trigger: &str,
    data: &Value,
    instance: &Instance,
    lookups: &dyn Lookups,
) -> Result<Option<Value>, PhpError> {
    match trigger {
        "post-after-save" => return Ok(post::with_thread(data)),
        "sighting-after-save" => return sighting::core_format(data, instance, lookups),
        "tag-attached-after-save" => return tag_attached::core_format(data, lookups),
        _ => {}
    }
    let facts = instance.module(trigger, NodeKind::Trigger);
    let Some(facts) = facts.filter(|facts| facts.core_format) else {
        return Ok(Some(data.clone()));
    };
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
