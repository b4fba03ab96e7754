//! `generic-filter-data`: switches a path filter on (rule 34).

use crate::{
    modules::{Context, Module, Params},
    value::{Array, Key, PhpError, Value},
};

/// A filter under its label.
#[derive(Debug)]
pub struct FilterData {
    label: Key,
    filter: Value,
}

impl FilterData {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        let operator = params.get("operator");
        let value = if operator.as_str() == Some("in_or") {
            params.get("value_list")
        } else {
            params.get("value")
        };
        let mut filter = Array::with_capacity(4);
        filter.insert("selector", params.get("selector"));
        filter.insert("path", params.get("hash_path"));
        filter.insert("operator", operator);
        filter.insert("value", value);
        Self {
            label: label(params, "A"),
            filter: filter.into(),
        }
    }
}

/// The label that a filter module names; `missing` where it names none.
pub(super) fn label(params: &Params, missing: &str) -> Key {
    match params.get("filtering-label") {
        Value::Null => Key::from(missing),
        label => Key::from(label.to_text().as_ref()),
    }
}

impl Module for FilterData {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let seen = context.data()?;
        let mut data = seen.to_array();
        if data.get("_unfilteredData").is_none_or(Value::is_empty) {
            data.insert("_unfilteredData", seen);
        }
        let mut filters = data
            .get("enabledFilters")
            .map(Value::to_array)
            .unwrap_or_default();
        filters.insert(self.label.clone(), self.filter.clone());
        data.insert("enabledFilters", filters.into());
        context.set_data(data.into())?;
        Ok(true)
    }
}
