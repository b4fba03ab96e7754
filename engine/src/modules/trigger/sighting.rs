//! `sighting-after-save`: a sighting of an attribute.

use crate::{
    event::normalise::{Lookups, Scope, normalise},
    instance::{Instance, Quirk},
    value::{PhpError, Value},
};

/// The attribute that was sighted, in its event.
///
/// # Errors
/// On a server with [`Quirk::SightingsFail`], always.
pub fn core_format(
    data: &Value,
    instance: &Instance,
    lookups: &dyn Lookups,
) -> Result<Option<Value>, PhpError> {
    if instance.has(Quirk::SightingsFail) {
        return Err(PhpError::type_error(
            "WorkflowFormatConverterTool::__propagateTagToAttributes(): Argument #1 ($attribute) must be of type array, null given, called in /var/www/MISP/app/Lib/Tools/WorkflowFormatConverterTool.php on line 50",
        ));
    }
    let id = data
        .get("Sighting")
        .and_then(|sighting| sighting.get("attribute_id"));
    let attribute = id.and_then(|id| lookups.attribute(id));
    normalise(
        &attribute.unwrap_or(Value::empty_array()),
        Scope::Attribute,
        lookups,
    )
    .map(Some)
}
