//! One module on its own: with the params of a node, on some input, as the server's page for
//! trying a module does it (spec 02, `moduleStatelessExecution`). The node's filter is left aside.

use std::sync::Arc;

use misp_flow_engine::{
    account::{Account, account, effects_of},
    catalogue::Catalogue,
    instance::Instance,
    run::{self, Answer, Answers, Plan, Run, Settings},
    value::Value,
    workflow::{Node, NodeId, Workflow},
};
use serde_json::{Map, Value as Json, json};

use crate::{
    clock::unix_now,
    real_run::{Side, simulated_module},
};

/// The node of the module in the workflow that it is run in.
const NODE: u64 = 2;

/// What a module on its own came to.
#[derive(Clone, Debug)]
pub struct Tested {
    /// What ran: the node and nothing else.
    pub workflow: Arc<Workflow>,
    /// The run, of one step; of none where the module was not come to.
    pub run: Arc<Run>,
    /// How it ended, as the server would answer.
    pub ended: Side,
    /// What the step saw, decided and changed.
    pub account: Option<Account>,
}

/// Tries the module of this node on this input here; `convert` brings the input into MISP's core
/// format first, `answer` is what comes back from outside. Nothing is sent.
pub fn test(
    node: &Node,
    input: &Value,
    convert: bool,
    answer: Option<Answer>,
    catalogue: &Catalogue,
    mut instance: Instance,
) -> Tested {
    let (workflow, plan) = alone(node, convert);
    instance.store.put_event(input);
    let settings = Settings {
        now: unix_now(),
        ..Settings::default()
    };
    let mut answers = Answers::default();
    answers.0.extend(answer.map(|it| (NodeId::from(NODE), it)));
    // A module that is tried alone runs whether it is switched on or not.
    instance.disabled.clear();
    let operators = instance.operators();
    let run = run::simulate(&plan, input, &instance, &mut answers, &settings);
    let kind = catalogue.module_of(node).kind;
    let before = run.normalised.as_ref().unwrap_or(&run.original);
    let told = run.steps.first().map(|step| {
        let effects = effects_of(&run, 0);
        account(plan.node(&step.node), step, effects, before, operators)
    });
    Tested {
        ended: simulated_module(&run, kind.into()),
        account: told,
        workflow: Arc::new(workflow),
        run: Arc::new(run),
    }
}

/// A workflow of one node behind a trigger that converts its data, or does not: what the server does
/// with a module that is run alone, which leaves the node's filter aside.
pub fn alone(node: &Node, convert: bool) -> (Workflow, Plan) {
    let trigger = if convert {
        "event-publish"
    } else {
        "log-after-save"
    };
    let graph = json!({
        "1": {
            "id": 1, "data": {"id": trigger, "module_type": "trigger"}, "inputs": [],
            "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}},
        },
        "2": {
            "id": NODE, "name": node.name, "outputs": [],
            "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}},
            "data": {
                "id": node.module, "module_type": node.kind.as_str(),
                "indexed_params": params_of(node), "saved_filters": [],
            },
        },
    });
    let plan = Plan::of_graph(&Value::from(graph));
    let mut workflow = Workflow::default();
    let nodes = &mut workflow.graph.nodes;
    nodes.insert(NodeId::from(NODE), Arc::new(node.clone()));
    (workflow, plan)
}

/// The node's params as a server takes them.
pub fn params_of(node: &Node) -> Map<String, Json> {
    let params = node.params.iter();
    params
        .map(|(id, value)| (id.clone(), value.clone()))
        .collect()
}
