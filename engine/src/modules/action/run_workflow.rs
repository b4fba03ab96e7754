//! `run-workflow`, of newer servers: runs other workflows on the data.

use crate::{
    modules::{Context, Module, Params},
    value::{PhpError, Value},
};

/// Runs the chosen workflows (spec 05, "newer"). Which these are the walk asks for, as a run within
/// a run is its business.
#[derive(Debug)]
pub struct RunWorkflow {
    chosen: Value,
}

impl RunWorkflow {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            chosen: params.get("workflows"),
        }
    }
}

impl Module for RunWorkflow {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        if self.chosen.is_empty() {
            return Ok(context.fail("No workflow selected"));
        }
        Ok(true)
    }

    fn runs(&self) -> Vec<String> {
        let chosen = self.chosen.to_array();
        let names = chosen.values().map(|id| id.to_text().into_owned());
        names.collect()
    }
}
