//! `add_to_warninglist`: puts the values of attributes on a list.

use crate::{
    filter::Filter,
    modules::{Context, Module, Params},
    value::{PhpError, Value},
};

/// The list that is added to (spec 05; README-live 35).
#[derive(Debug)]
pub struct AddToWarninglist {
    filter: Result<Option<Filter>, PhpError>,
    list: Value,
}

impl AddToWarninglist {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            filter: params.filter(),
            list: params.get("warninglist"),
        }
    }
}

impl Module for AddToWarninglist {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let filter = self.filter.as_ref().map_err(Clone::clone)?;
        if self.list.is_empty() {
            return Ok(context.fail("No warninglist selected"));
        }
        let items = context.items(filter.as_ref())?;
        let values = items
            .values()
            .filter_map(|item| Some(item.get_set("value")?.to_text().into_owned()));
        let list = self.list.to_text();
        let there = context.world.store.warnlist(&list, values);
        if !there {
            context.notes.push(format!(
                "there is no warninglist {list} to put the values on"
            ));
        }
        Ok(there)
    }
}
