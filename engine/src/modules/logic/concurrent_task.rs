//! `concurrent-task`: queues a background run that starts at the node the walker names (rule 63).

use crate::{
    modules::{Context, Module},
    run::Job,
    value::{PhpError, Value},
    workflow::NodeId,
};

/// Where the walker leaves the id of the node to start at.
const START: &str = "__node_id_to_exec";

/// Takes the start node out of the roaming data and queues a copy of the rest.
#[derive(Debug)]
pub struct ConcurrentTask;

impl Module for ConcurrentTask {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let mut data = context.data()?;
        let start = data.as_array_mut().and_then(|array| array.remove(START));
        context.set_data(data)?;
        // PHP casts what is missing to node 0.
        let start = start.unwrap_or(Value::Int(0)).to_text().into_owned();
        let data = context.data()?;
        context.world.jobs.push(Job {
            node: NodeId::new(start),
            data,
        });
        Ok(true)
    }
}
