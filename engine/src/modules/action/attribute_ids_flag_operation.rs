//! `attribute_ids_flag_operation`: sets or clears `to_ids` of attributes.

use super::attribute_edition::edit_attributes;
use crate::{
    filter::Filter,
    modules::{Context, Module, Params},
    value::{PhpError, Value},
};

/// The flag that attributes get (spec 05; README-live 28).
#[derive(Debug)]
pub struct AttributeIdsFlag {
    filter: Result<Option<Filter>, PhpError>,
    flag: bool,
}

impl AttributeIdsFlag {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            filter: params.filter(),
            flag: params.text("action") == "add",
        }
    }
}

impl Module for AttributeIdsFlag {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let filter = self.filter.as_ref().map_err(Clone::clone)?;
        edit_attributes(context, filter.as_ref(), |_, attribute| {
            attribute.insert("to_ids", Value::from(self.flag));
            Ok(())
        })
    }
}
