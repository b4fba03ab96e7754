//! `attribute_distribution_operation` of newer servers: gives attributes a distribution.

use super::attribute_edition::edit_attributes;
use crate::{
    filter::Filter,
    modules::{Context, Module, Params},
    value::{PhpError, Value},
};

/// The distribution that attributes get, and the sharing group that goes with it (spec 05).
#[derive(Debug)]
pub struct AttributeDistribution {
    filter: Result<Option<Filter>, PhpError>,
    distribution: Value,
    sharing_group: Value,
}

impl AttributeDistribution {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            filter: params.filter(),
            distribution: params.get("distribution"),
            sharing_group: params.get("sharing_group_id"),
        }
    }
}

impl Module for AttributeDistribution {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let filter = self.filter.as_ref().map_err(Clone::clone)?;
        edit_attributes(context, filter.as_ref(), |_, attribute| {
            attribute.insert("distribution", self.distribution.clone());
            if self.distribution.loose_eq(&Value::from(4)) {
                attribute.insert("sharing_group_id", self.sharing_group.clone());
            }
            Ok(())
        })
    }
}
