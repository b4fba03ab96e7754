//! What triggers ask for before a run begins.

mod tag_attached;

use crate::{
    event::normalise::{Lookups, Scope, normalise},
    modules::Params,
    value::{PhpError, Value},
};

/// What a trigger hands over, in MISP core format (spec 04); `None` where the data are nothing that
/// the trigger knows.
///
/// # Errors
/// What PHP throws for data of another shape; the run then ends before its first node.
pub fn core_format(
    trigger: &str,
    scope: &str,
    data: &Value,
    lookups: &dyn Lookups,
) -> Result<Option<Value>, PhpError> {
    if trigger == "tag-attached-after-save" {
        return tag_attached::core_format(data, lookups);
    }
    let scope = match Scope::parse(scope) {
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
