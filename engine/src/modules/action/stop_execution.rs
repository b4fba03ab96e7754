//! `stop-execution`: ends the run with a message.

use crate::{
    modules::{Context, Module, Params},
    template::Template,
    value::{PhpError, Value},
};

/// Always fails; its module is blocking, so the walk ends (spec 05).
#[derive(Debug)]
pub struct StopExecution {
    message: Template,
}

impl StopExecution {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            message: params.template("message"),
        }
    }
}

impl Module for StopExecution {
    /// A message that is empty or `0` once it is rendered is none (rule 61).
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let message = Value::from(context.render(&self.message)?);
        let message = if message.is_empty() {
            "Execution stopped".into()
        } else {
            message.to_text().into_owned()
        };
        Ok(context.fail(message))
    }
}
