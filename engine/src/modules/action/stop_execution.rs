//! `stop-execution`: ends the run with a message.

use crate::{
    modules::{Context, Module, Params},
    value::PhpError,
};

/// Always fails; its module is blocking, so the walk ends (spec 05).
#[derive(Debug)]
pub struct StopExecution {
    message: String,
}

impl StopExecution {
    /// The module with the node's parameters. An empty message and `0` are none (rule 61).
    pub fn new(params: &Params) -> Self {
        let message = params.get("message");
        let message = if message.is_empty() {
            "Execution stopped".into()
        } else {
            message.to_text().into_owned()
        };
        Self { message }
    }
}

impl Module for StopExecution {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        context.errors.push(self.message.clone());
        Ok(false)
    }
}
