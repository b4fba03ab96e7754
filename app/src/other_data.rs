//! Whether data are what a workflow's trigger hands over.

use misp_flow_engine::{catalogue::Catalogue, value::Value, workflow::Workflow};
use thiserror::Error;

/// The data are something that the trigger never hands over.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the trigger {trigger} hands over {wanted}; this holds none (found {found})")]
pub struct OtherData {
    /// The trigger.
    trigger: String,
    /// What it hands over.
    wanted: &'static str,
    /// The keys that were found.
    found: String,
}

/// Whether the workflow's trigger can hand over these data. A workflow or a log entry instead of an
/// event would pass as an event without attributes, as it does on a server; who names the wrong file
/// should hear of it.
///
/// # Errors
/// When it never does.
pub fn check(workflow: &Workflow, data: &Value) -> Result<(), OtherData> {
    let module = workflow
        .graph
        .trigger()
        .and_then(|(_, node)| Catalogue::bundled().get(&node.module));
    let Some((module, trigger)) =
        module.and_then(|module| Some((module, module.trigger.as_ref()?)))
    else {
        return Ok(());
    };
    let has = |key: &str| {
        data.get(key)
            .and_then(Value::as_array)
            .is_some_and(|array| !array.is_list() || array.is_empty())
    };
    let (keys, wanted): (&[&str], _) = match (trigger.misp_core_format, trigger.scope.as_str()) {
        (false, _) => return Ok(()),
        (true, "attribute") => (&["Event", "Attribute"], "an attribute or its event"),
        (true, "object") => (&["Event", "Object"], "an object or its event"),
        (true, "tag") => (&["Event", "Tag"], "a tag"),
        (true, _) => (&["Event"], "an event"),
    };
    if keys.iter().any(|key| has(key)) {
        return Ok(());
    }
    let found: Vec<String> = data
        .as_array()
        .into_iter()
        .flat_map(|data| data.keys())
        .take(4)
        .map(|key| key.to_string())
        .collect();
    Err(OtherData {
        trigger: module.id.to_string(),
        wanted,
        found: found.join(", "),
    })
}
