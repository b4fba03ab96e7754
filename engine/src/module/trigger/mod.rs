//! What triggers ask for before a run begins.

mod tag_attached;

use crate::{module::Params, value::Value};

/// Whether a trigger's own conditions hold for the data as they were handed over (spec 03, "The
/// run", point 3). Triggers without conditions accept everything.
pub fn accepts(trigger: &str, params: &Value, data: &Value) -> bool {
    match trigger {
        "tag-attached-after-save" => tag_attached::accepts(&Params::new(trigger, params), data),
        _ => true,
    }
}
