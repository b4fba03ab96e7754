//! `generic-filter-data`: switches a path filter on (rule 34).

use crate::{
    filter::{ENABLED_FILTERS, UNFILTERED_DATA},
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
        Self {
            label: label(params, "A"),
            filter: filter(
                params.get("selector"),
                params.get("hash_path"),
                operator,
                value,
            ),
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

/// A filter as the roaming data keep it.
pub(super) fn filter(selector: Value, path: Value, operator: Value, value: Value) -> Value {
    let mut filter = Array::with_capacity(4);
    filter.insert("selector", selector);
    filter.insert("path", path);
    filter.insert("operator", operator);
    filter.insert("value", value);
    filter.into()
}

/// Keeps the data as they were before the first filter, and switches a filter on.
pub(super) fn switch_on(
    context: &mut Context<'_>,
    label: &Key,
    filter: &Value,
) -> Result<bool, PhpError> {
    let seen = context.data()?;
    let mut data = seen.to_array();
    if data.get(UNFILTERED_DATA).is_none_or(Value::is_empty) {
        data.insert(UNFILTERED_DATA, seen);
    }
    let mut filters = data
        .get(ENABLED_FILTERS)
        .map(Value::to_array)
        .unwrap_or_default();
    filters.insert(label.clone(), filter.clone());
    data.insert(ENABLED_FILTERS, filters.into());
    context.set_data(data.into())?;
    Ok(true)
}

impl Module for FilterData {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        switch_on(context, &self.label, &self.filter)
    }
}
