//! `add_eventblocklist_entry`: keeps an event from coming back.

use crate::{
    modules::{Context, Module, Params, params::PathParam},
    value::{PhpError, Value},
};

/// Where the entry's fields are found, and its comment, which is not rendered (spec 05; README-live
/// 35).
#[derive(Debug)]
pub struct AddEventBlocklistEntry {
    uuid: PathParam,
    info: PathParam,
    comment: String,
}

impl AddEventBlocklistEntry {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            uuid: PathParam::new(&params.get("uuid_hash_path")),
            info: PathParam::new(&params.get("eventinfo_hash_path")),
            comment: params.text("block_comment"),
        }
    }
}

impl Module for AddEventBlocklistEntry {
    /// Without a uuid nothing is added, which counts as success.
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        let first = |path: &PathParam| -> Result<String, PhpError> {
            let found = path.path()?.zeroth(&data)?;
            Ok(found.map_or_else(String::new, |value| value.to_text().into_owned()))
        };
        let uuid = first(&self.uuid)?;
        if uuid.is_empty() {
            return Ok(true);
        }
        let organisation = data
            .get("Event")
            .and_then(|event| event.get("Orgc")?.get("name"))
            .map(Value::to_text);
        context.world.store.block_event(
            &uuid,
            &first(&self.info)?,
            &organisation.unwrap_or_default(),
            &self.comment,
        );
        Ok(true)
    }
}
