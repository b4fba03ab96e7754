//! Triggers about something that an event holds: a proposal, a sighting, a report.

use crate::{
    event::normalise::{Lookups, Scope, normalise},
    value::{PhpError, Value},
};

/// What stands in the data under `key`, alone in the list of that name in its event. The event is
/// that of `about`, which the trigger is about. Without the event there is nothing but the list.
///
/// # Errors
/// As [`normalise`].
pub fn core_format(
    data: &Value,
    about: &str,
    key: &str,
    lookups: &dyn Lookups,
) -> Result<Value, PhpError> {
    let id = data.get(about).and_then(|row| row.get("event_id"));
    let found = id.and_then(|id| lookups.event_with_creator(id));
    let mut found = found.unwrap_or_default().to_array();
    if let Some(event) = found.entry("Event") {
        let mut inner = std::mem::take(event).to_array();
        let element = data.get(key).cloned().unwrap_or_default();
        inner.insert(key, Value::from(vec![element]));
        *event = inner.into();
    }
    normalise(&found.into(), Scope::Event, lookups)
}
