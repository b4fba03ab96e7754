//! What a run on a server would do, found out without running anything there.

use std::{collections::HashSet, sync::Arc};

use misp_flow_engine::{
    catalogue::Catalogue,
    describe,
    instance::Instance,
    run::{self, Answers, Effect, Plan, Run, Settings},
    value::Value,
    workflow::{Node, NodeId, NodeKind, Workflow},
};
use smol_str::SmolStr;

use super::RunError;
use crate::{
    clock::unix_now,
    misp::{Client, ServerDocument},
    module_test::alone,
};

/// How many effects are told one by one.
const TOLD: usize = 100;

/// What is to run.
#[derive(Clone, Debug)]
pub enum Subject {
    /// The workflow with this number, as the server has it.
    Workflow(String),
    /// The module of one node, with the node's params.
    Node {
        /// The node.
        node: Arc<Node>,
        /// Whether the server brings the data into the core format first, as the workflow's trigger
        /// would.
        convert: bool,
    },
}

/// A module or trigger that the server has switched off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwitchedOff {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is the trigger.
    pub is_trigger: bool,
}

/// A node that could act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting {
    /// What the node is called.
    pub name: String,
    /// What it does, in a phrase.
    pub does: String,
}

/// What a run on a server would do, as far as the simulation can tell.
#[derive(Clone, Debug)]
pub struct Forecast {
    /// What was asked about.
    pub subject: Subject,
    /// What the workflow or node is called.
    pub title: String,
    /// What its trigger is called; none for a node, and for a workflow that has none.
    pub trigger: Option<String>,
    /// The simulation of it.
    pub run: Arc<Run>,
    /// What the simulation comes to, in a sentence.
    pub sentence: String,
    /// What it would do to the world, a line each.
    pub effects: Vec<String>,
    /// How many more there are.
    pub more_effects: usize,
    /// Actions that are switched on and that the simulation does not come to, but the server may.
    pub others: Vec<Acting>,
    /// What the server has switched off of what it needs.
    pub switched_off: Vec<SwitchedOff>,
    /// Modules that the server does not have.
    pub missing: Vec<String>,
    /// The workflow as the server had it.
    pub(super) stored: Option<ServerDocument>,
}

impl Forecast {
    /// The workflow as the server had it; nothing where a node is run alone.
    pub fn stored(&self) -> Option<&ServerDocument> {
        self.stored.as_ref()
    }

    /// Why the server would only fail at it.
    pub fn refusal(&self) -> Option<String> {
        if let Some(trigger) = self.switched_off.iter().find(|one| one.is_trigger) {
            return Some(format!(
                "The trigger {} is switched off on the server, which then fails at any run. Switch it on first",
                trigger.name
            ));
        }
        match (&self.subject, self.missing.first()) {
            (Subject::Node { .. }, Some(module)) => Some(format!(
                "The server does not have the module {module}, so it cannot run it"
            )),
            _ => None,
        }
    }
}

/// Asks the server what it would run, and simulates it on this input. Changes nothing anywhere.
///
/// # Errors
/// Where the server cannot be asked, or stores the workflow in a way that cannot be read.
pub async fn foresee(
    client: &Client,
    subject: Subject,
    input: &Value,
) -> Result<Forecast, RunError> {
    let stored = match &subject {
        Subject::Workflow(id) => Some(client.workflow(id).await?),
        Subject::Node { .. } => None,
    };
    let catalogue = catalogue_now(client).await?;
    let (workflow, plan) = match (&subject, &stored) {
        (Subject::Node { node, convert }, _) => alone(node, *convert),
        (Subject::Workflow(_), Some(stored)) => {
            let workflow = stored
                .document
                .clone()
                .map_err(|error| RunError::Unreadable(stored.name.clone(), error.to_string()))?;
            let plan = Plan::of(&workflow);
            (workflow, plan)
        }
        (Subject::Workflow(_), None) => return Err(RunError::Changed),
    };
    let instance = instance(&catalogue, &subject, input);
    let settings = Settings {
        now: unix_now(),
        ..Settings::default()
    };
    let run = run::simulate(&plan, input, &instance, &mut Answers::default(), &settings);
    let (effects, more_effects) = effects(&run, &workflow);
    let is_workflow = stored.is_some();
    Ok(Forecast {
        title: match (&stored, &subject) {
            (None, Subject::Node { node, .. }) => node.name.clone(),
            (stored, _) => stored
                .as_ref()
                .map(|one| one.name.clone())
                .unwrap_or_default(),
        },
        trigger: workflow
            .graph
            .trigger()
            .filter(|_| is_workflow)
            .map(|(_, node)| catalogue.module_of(node).name.clone()),
        sentence: match &subject {
            Subject::Workflow(_) => run.sentence(&workflow, &catalogue),
            Subject::Node { .. } => String::new(),
        },
        others: others(&run, &workflow, &catalogue),
        switched_off: switched_off(&workflow, &catalogue, is_workflow),
        missing: missing(&workflow, &catalogue),
        run: Arc::new(run),
        effects,
        more_effects,
        subject,
        stored,
    })
}

/// What the server has now: what was fetched before says nothing of what is switched on.
async fn catalogue_now(client: &Client) -> Result<Catalogue, RunError> {
    let triggers = client.triggers_json().await?;
    let modules = client.modules_json().await?;
    let read = Catalogue::from_server(&triggers, &modules);
    let (catalogue, _) = read.map_err(|error| RunError::NoCatalogue(error.to_string()))?;
    Ok(catalogue)
}

fn instance(catalogue: &Catalogue, subject: &Subject, input: &Value) -> Instance {
    let mut instance = Instance::of(catalogue);
    // A module that is run alone runs whether it is switched on or not.
    if matches!(subject, Subject::Workflow(_)) {
        let off = catalogue.iter().filter(|module| module.disabled);
        instance.disabled = off.map(|module| module.id.clone()).collect();
    }
    instance.store.put_event(input);
    instance
}

fn effects(run: &Run, workflow: &Workflow) -> (Vec<String>, usize) {
    let background = run.background.iter().flat_map(|job| &job.run.effects);
    let all = || run.effects.iter().chain(background.clone());
    let told = all().take(TOLD).map(|effect| told(effect, workflow));
    (told.collect(), all().count().saturating_sub(TOLD))
}

fn told(effect: &Effect, workflow: &Workflow) -> String {
    let node = workflow.graph.node(&effect.node);
    let name = node.map_or(effect.module.as_str(), |node| node.name.as_str());
    format!("{name}: {}", effect.sentence())
}

/// The actions that the simulation did not come to.
fn others(run: &Run, workflow: &Workflow, catalogue: &Catalogue) -> Vec<Acting> {
    let background = run.background.iter().flat_map(|job| &job.run.executed);
    let done: HashSet<&NodeId> = run.executed.iter().chain(background).collect();
    let nodes = workflow.graph.nodes.iter();
    let is_off = |node: &Node| catalogue.get(&node.module).is_some_and(|one| one.disabled);
    let left = nodes
        .filter(|(id, node)| node.kind == NodeKind::Action && !done.contains(id) && !is_off(node));
    left.map(|(_, node)| Acting {
        name: node.name.clone(),
        does: describe::summary(node, catalogue),
    })
    .collect()
}

/// The modules that nodes use, each once.
fn used(workflow: &Workflow) -> impl Iterator<Item = (SmolStr, NodeKind)> {
    let mut seen = HashSet::new();
    let nodes = workflow.graph.nodes.values();
    let used: Vec<_> = nodes
        .map(|node| (SmolStr::new(&node.module), node.kind))
        .filter(|(module, _)| seen.insert(module.clone()))
        .collect();
    used.into_iter()
}

fn switched_off(workflow: &Workflow, catalogue: &Catalogue, is_workflow: bool) -> Vec<SwitchedOff> {
    used(workflow)
        .filter(|_| is_workflow)
        .filter_map(|(id, kind)| {
            let module = catalogue.get(&id).filter(|module| module.disabled)?;
            Some(SwitchedOff {
                id: id.to_string(),
                name: module.name.clone(),
                is_trigger: kind == NodeKind::Trigger,
            })
        })
        .collect()
}

fn missing(workflow: &Workflow, catalogue: &Catalogue) -> Vec<String> {
    let ids = used(workflow).map(|(id, _)| id);
    ids.filter(|id| catalogue.get(id).is_none())
        .map(|id| id.to_string())
        .collect()
}
