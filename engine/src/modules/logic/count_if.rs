//! `count-if`: compares how many elements a hash path finds (rule 42).

use crate::{
    condition::{Operator, evaluate},
    modules::{Context, Module, Params, params::PathParam},
    value::{PhpError, Value},
};

/// The number of elements against a threshold.
#[derive(Debug)]
pub struct CountIf {
    selector: PathParam,
    operator: Operator,
    threshold: Value,
}

impl CountIf {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            selector: PathParam::new(&params.get("selector")),
            operator: Operator::parse_newer(&params.text("operator")),
            threshold: params.get("value"),
        }
    }
}

impl Module for CountIf {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        let count = self.selector.path()?.matches(&data)?.len();
        let count = Value::Int(i64::try_from(count).unwrap_or(i64::MAX));
        Ok(evaluate(&count, &self.operator, &self.threshold))
    }
}
