//! `blueprint-action-module`: the example that MISP ships for those who write modules.

use crate::{
    modules::{Context, Module},
    value::PhpError,
};

/// Always fails (live run `action-blueprint-module`).
#[derive(Debug)]
pub struct Example;

impl Module for Example {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        Ok(context.fail("Execution stopped"))
    }
}
