//! `generic-filter-reset`: puts the unfiltered data back (rule 35).

use super::filter_data::label;
use crate::{
    modules::{Context, Module, Params},
    value::{Array, Key, PhpError, Value},
};

/// Replaces the data by what they were before the first filter, whatever the label.
#[derive(Debug)]
pub struct FilterReset {
    label: Key,
}

impl FilterReset {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            label: label(params, "all"),
        }
    }
}

impl Module for FilterReset {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let seen = context.data()?;
        let mut data = seen.get("_unfilteredData").cloned().unwrap_or(Value::Null);
        if self.label == Key::from("all") {
            let mut all = data.to_array();
            all.insert("enabledFilters", Array::new().into());
            data = all.into();
        } else if let Some(filters) = data
            .as_array_mut()
            .and_then(|data| data.get_mut("enabledFilters"))
            .and_then(Value::as_array_mut)
        {
            filters.remove(self.label.as_ref());
        }
        // Without a filter before it there is nothing to put back, and PHP refuses the null.
        context.set_data(data)?;
        Ok(true)
    }
}
