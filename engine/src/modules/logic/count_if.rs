//! `count-if`: compares how many elements a hash path finds (rule 42).

use crate::{
    modules::{Context, Module, Params, params::PathParam},
    value::{PhpError, Value},
};

/// The number of elements against a threshold.
#[derive(Debug)]
pub struct CountIf {
    selector: PathParam,
    operator: String,
    threshold: Value,
}

impl CountIf {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            selector: PathParam::new(&params.get("selector")),
            operator: params.text("operator"),
            threshold: params.get("value"),
        }
    }
}

impl Module for CountIf {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        let count = self.selector.path()?.extract(&data)?.len();
        let count = Value::Int(i64::try_from(count).unwrap_or(i64::MAX));
        Ok(match self.operator.as_str() {
            "equals" => count.loose_eq(&self.threshold),
            "not_equals" => !count.loose_eq(&self.threshold),
            "greater" => self.threshold.loose_lt(&count),
            "greater_equals" => self.threshold.loose_le(&count),
            "less" => count.loose_lt(&self.threshold),
            "less_equals" => count.loose_le(&self.threshold),
            _ => false,
        })
    }
}
