//! What the double keeps.

use serde_json::Value as Json;

use super::{
    blueprints::Blueprints,
    clock::Clock,
    events::Events,
    lists::Lists,
    modules::Modules,
    setup::{Age, Setup},
    workflows::Workflow,
};

/// The state of the server.
pub struct State {
    /// Where it is reached.
    pub url: String,
    /// The path of that.
    pub below: &'static str,
    /// Its time.
    pub clock: Clock,
    /// The version it plays.
    pub age: Age,
    /// Whether the workflow feature is switched on.
    pub workflows_on: bool,
    /// Whether the database takes characters outside of the basic plane.
    pub takes_emoji: bool,
    /// Whether answers are compressed.
    pub gzip: bool,
    /// Where debug posts go; nowhere while it is empty.
    pub debug_url: String,
    /// Whether somebody called `rebuildRedis`.
    pub was_rebuilt: bool,
    /// The catalogue, and what of it is enabled.
    pub modules: Modules,
    /// The workflows, in the order of their numbers.
    pub workflows: Vec<Workflow>,
    /// The number of the workflow made last.
    pub last_workflow: u64,
    /// The blueprints.
    pub blueprints: Blueprints,
    /// The events and the tags that came with them.
    pub events: Events,
    /// What the other lists are made of.
    pub lists: Lists,
}

impl State {
    /// The state to start with.
    pub fn new(setup: Setup, url: &str) -> Self {
        let mut state = Self {
            url: url.to_owned(),
            below: setup.below,
            clock: Clock::default(),
            age: setup.age,
            workflows_on: setup.workflows_on,
            takes_emoji: setup.takes_emoji,
            gzip: setup.gzip,
            debug_url: String::new(),
            was_rebuilt: false,
            modules: Modules::new(&setup),
            workflows: Vec::new(),
            last_workflow: 0,
            blueprints: Blueprints::new(setup.library.clone()),
            events: Events::new(&setup),
            lists: Lists::new(&setup),
        };
        for given in setup.workflows {
            let data = misp_flow_engine::value::Value::from(&given.data);
            let workflow = state.new_workflow(&given.trigger, &given.name, data);
            state.workflows.push(workflow);
        }
        state
    }

    /// A workflow's envelope as JSON.
    pub fn workflow_json(&self, id: u64) -> Option<Json> {
        let workflow = self.workflows.iter().find(|workflow| workflow.id == id)?;
        let envelope = workflow.envelope(&self.modules);
        serde_json::from_str(&envelope.to_json_short()).ok()
    }

    /// A uuid that no other thing of this kind (one letter) has.
    pub fn uuid(kind: u8, number: u64) -> String {
        format!("d0b1e000-{kind:04x}-4000-8000-{number:012x}")
    }
}

/// The texts of a row's fields, filled in behind what it brings.
pub(super) fn fill(row: &mut Json, defaults: Json) {
    let (Some(row), Json::Object(defaults)) = (row.as_object_mut(), defaults) else {
        return;
    };
    for (key, value) in defaults {
        row.entry(key).or_insert(value);
    }
}
