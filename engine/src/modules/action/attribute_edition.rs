//! `attribute_edition_operation`: what the modules that edit attributes have in common.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::tagging::attribute_target;
use crate::{
    event::attributes::with_attributes,
    filter::Filter,
    modules::{Context, Module},
    value::{Array, PhpError, Value},
};

/// The module that others are built on: by itself it edits nothing (spec 05).
#[derive(Debug)]
pub struct AttributeEdition;

impl Module for AttributeEdition {
    fn exec(&self, _: &mut Context<'_>) -> Result<bool, PhpError> {
        Ok(true)
    }
}

/// Edits the attributes that a node works on. Each is saved as a whole, as the roaming data have
/// it, and takes its place wherever they show it, there without its timestamp (README-live 28).
/// Without any the node fails.
///
/// # Errors
/// As [`Context::items`] and `edit`; a `TypeError` if the node's filter selects what is no array.
pub(super) fn edit_attributes(
    context: &mut Context<'_>,
    filter: Option<&Filter>,
    mut edit: impl FnMut(&mut Context<'_>, &mut Array) -> Result<(), PhpError>,
) -> Result<bool, PhpError> {
    let items = context.items(filter)?;
    let mut edited: Vec<Value> = Vec::with_capacity(items.len());
    for item in items.values() {
        let mut attribute = item
            .as_array()
            .ok_or_else(|| PhpError::type_error("Cannot access offset of type string on string"))?
            .clone();
        edit(context, &mut attribute)?;
        attribute.remove("timestamp");
        edited.push(attribute.into());
    }
    if edited.is_empty() {
        return Ok(
            context.fails_because("no attribute is in the data, or none passes the node's filter")
        );
    }
    let store = &mut context.world.store;
    let is_known = |attribute: &&Value| store.holds(&attribute_target(attribute));
    let unknown = edited.len() - edited.iter().filter(is_known).count();
    store.save_attributes(&edited);
    if unknown > 0 {
        let of = edited.len();
        context.notes.push(format!(
            "{unknown} of {of} attributes changed in the data only: the server's database does not have them, or they do not say their id and event_id"
        ));
    }
    put_back(context, edited)?;
    Ok(true)
}

/// Puts attributes into the roaming data, each wherever there is one of its id.
///
/// # Errors
/// As [`Context::set_data`].
pub(super) fn put_back(
    context: &mut Context<'_>,
    attributes: impl IntoIterator<Item = Value>,
) -> Result<(), PhpError> {
    let id = |attribute: &Value| Some(SmolStr::new(attribute.get_set("id")?.to_text()));
    let by_id: HashMap<SmolStr, Value> = attributes
        .into_iter()
        .filter_map(|attribute| Some((id(&attribute)?, attribute)))
        .collect();
    let mut data = context.data()?;
    let event = data.get("Event").and_then(|event| {
        with_attributes(event, &mut |attribute| by_id.get(&id(attribute)?).cloned())
    });
    if let (Some(data), Some(event)) = (data.as_array_mut(), event) {
        data.insert("Event", event);
    }
    context.set_data(data)
}
