//! `push-zmq`: publishes a part of the data.

use smol_str::SmolStr;

use crate::{
    modules::{Context, Module, Params, params::PathParam},
    run::{Request, ZmqMessage},
    value::{PhpError, Value},
};

/// The topic of messages from workflows.
const TOPIC: &str = "misp_json_workflow";

/// Publishes what a hash path finds, for which it is no failure to find nothing (README-live 37).
#[derive(Debug)]
pub struct PushZmq {
    path: PathParam,
}

impl PushZmq {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            path: PathParam::new(&params.get("data_extraction_path")),
        }
    }
}

impl Module for PushZmq {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let message = Value::from(self.path.path()?.extract(&context.data()?)?);
        context.outside.request(Request::Zmq(ZmqMessage {
            topic: SmolStr::new_static(TOPIC),
            message,
        }));
        Ok(true)
    }
}
