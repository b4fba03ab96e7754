//! `generic-if`: compares what a hash path finds (rule 37).

use crate::{
    condition::{Operator, evaluate, evaluate_list},
    modules::{Context, Module, Params, params::PathParam},
    path::get_by_value,
    value::{PhpError, Value},
};

/// A comparison at a hash path.
#[derive(Debug)]
pub struct GenericIf {
    operator: Value,
    value: Value,
    value_list: Value,
    raw_path: Value,
    path: PathParam,
}

impl GenericIf {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        let raw_path = params.get("hash_path");
        Self {
            operator: params.get("operator"),
            value: params.get("value"),
            value_list: params.get("value_list"),
            path: PathParam::new(&raw_path),
            raw_path,
        }
    }
}

impl Module for GenericIf {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        let name = self.operator.as_str().unwrap_or_default();
        let operator = context.instance.operators().parse(name);
        if operator.takes_first() {
            let found = get_by_value(&data, &self.raw_path)?;
            let found = found.cloned().unwrap_or(Value::empty_array());
            return Ok(evaluate(&found, &operator, &self.value));
        }
        let found = self.path.path()?.matches(&data)?;
        Ok(match operator {
            Operator::AnyValue => !found.is_empty(),
            Operator::InOr => evaluate_list(&found, &operator, &self.value_list),
            _ => evaluate_list(&found, &operator, &self.value),
        })
    }
}
