//! `/workflows/…`: what is kept per workflow, and which call does what.

mod check;
mod edit;
mod execute;
mod labels;

use misp_flow_engine::{
    convert,
    value::{Array, KeyRef, Value},
    workflow,
};
use serde_json::{Value as Json, json};

use super::{
    answer::Answer,
    call::{self, Call},
    modules::{AD_HOC, Modules},
    route,
    setup::Age,
    state::State,
};

pub(super) use execute::run_for_trigger;

/// A workflow as the database has it.
#[derive(Clone, Debug)]
pub struct Workflow {
    /// Its number.
    pub id: u64,
    /// Its uuid.
    pub uuid: String,
    /// Its name, 255 characters at most.
    pub name: String,
    /// Its description.
    pub description: String,
    /// When it was saved last, in seconds since 1970.
    pub timestamp: i64,
    /// How often it ran.
    pub counter: u64,
    /// The trigger it is kept for, whatever its graph says.
    pub trigger: String,
    /// Whether it sends debug posts.
    pub debug_enabled: bool,
    /// Its graph, as PHP has it.
    pub data: Value,
}

impl Workflow {
    /// What stands under `Workflow` in answers.
    pub fn envelope(&self, modules: &Modules) -> Value {
        let head = json!({
            "id": self.id.to_string(), "uuid": self.uuid, "name": self.name,
            "description": self.description, "timestamp": self.timestamp.to_string(),
            "enabled": false, "counter": self.counter.to_string(), "trigger_id": self.trigger,
            "debug_enabled": self.debug_enabled,
        });
        let mut envelope = Value::from(head).into_array();
        envelope.insert("data", labels::labelled(&self.data));
        envelope.insert("listening_triggers", listening(&self.data, modules));
        envelope.into()
    }
}

/// The triggers that the nodes of a graph name, as far as the server knows them.
fn listening(graph: &Value, modules: &Modules) -> Value {
    let triggers = trigger_nodes(graph).filter_map(|node| {
        let id = node.get("data")?.get("id")?.to_text().into_owned();
        Some(Value::from(modules.trigger(&id)?))
    });
    triggers.collect()
}

/// The nodes of a graph, without the frames.
fn nodes(graph: &Value) -> impl Iterator<Item = (KeyRef<'_>, &Value)> {
    let entries = graph.as_array().into_iter().flat_map(Array::iter);
    entries.filter(|(key, _)| *key != KeyRef::new("_frames"))
}

fn trigger_nodes(graph: &Value) -> impl Iterator<Item = &Value> {
    nodes(graph).map(|(_, node)| node).filter(|node| {
        let kind = node.get("data").and_then(|data| data.get("module_type"));
        kind.and_then(Value::as_str) == Some("trigger")
    })
}

/// `{"Workflow": envelope}`.
fn wrapped(envelope: Value) -> Value {
    Value::from(Array::from_iter([("Workflow", envelope)]))
}

/// Answers a call of `/workflows/…`.
pub(super) fn answer(state: &mut State, call: &Call) -> Answer {
    let newer = state.age == Age::Newer;
    match call.action.as_str() {
        "triggers" => triggers(state, call),
        "moduleIndex" => state.modules.index(call),
        "moduleView" => module_view(state, call),
        "toggleModule" => state.modules.toggle(call),
        "massToggleField" => state.modules.toggle_many(call),
        "index" => index(state, call, |_| true),
        "view" => view(state, call),
        "editor" => editor(state, call),
        "edit" => edit::edit(state, call),
        "delete" => delete(state, call),
        "checkGraph" => check::check_graph(call, &state.modules),
        "executeWorkflow" => execute::execute_workflow(state, call),
        "moduleStatelessExecution" => execute::execute_module(state, call),
        "debugToggleField" if !call.is_ajax => {
            Answer::error(405, "This action is available via AJAX only.", call)
        }
        "debugToggleField" => Answer::internal(call),
        "rebuildRedis" => {
            state.was_rebuilt = true;
            Answer::internal(call)
        }
        "add" if newer => edit::add(state, call),
        "adhoc" if newer => index(state, call, |workflow| workflow.trigger == AD_HOC),
        "toggleDebugMode" if newer => edit::toggle_debug(state, call),
        _ => route::not_found(call),
    }
}

fn triggers(state: &State, call: &Call) -> Answer {
    let parameter = |name| call.parameter(name);
    let (scope, enabled) = (parameter("scope"), parameter("enabled"));
    let blocking = parameter("blocking");
    let is = |flag: &Json, wanted: &str| call::text(flag) == if wanted == "1" { "1" } else { "" };
    let listed = state.modules.triggers().filter(|trigger| {
        scope
            .as_deref()
            .is_none_or(|scope| trigger["scope"] == scope)
            && enabled
                .as_deref()
                .is_none_or(|on| !is(&trigger["disabled"], on))
            && blocking
                .as_deref()
                .is_none_or(|on| is(&trigger["blocking"], on))
    });
    let listed: Value = listed
        .map(|trigger| with_workflow(state, trigger))
        .collect();
    Answer::php(&listed)
}

/// A trigger with the workflow that is kept for it.
fn with_workflow(state: &State, trigger: Json) -> Value {
    let id = trigger["id"].as_str().unwrap_or_default().to_owned();
    let mut told = Value::from(trigger).into_array();
    let mut workflows = state.workflows.iter();
    // Of ad-hoc workflows there may be many, of others there is one for each trigger.
    let kept = workflows.find(|kept| kept.trigger == id && id != AD_HOC);
    if let Some(kept) = kept {
        told.insert("Workflow", kept.envelope(&state.modules));
    }
    told.into()
}

fn module_view(state: &State, call: &Call) -> Answer {
    let Some(id) = call.arg(0) else {
        return Answer::internal(call);
    };
    let Some(module) = state.modules.module(id) else {
        return Answer::error(404, "Invalid trigger ID", call);
    };
    if module["module_type"] != "trigger" {
        return Answer::json(&module);
    }
    let mut told = with_workflow(state, module).into_array();
    let workflows = state.workflows.iter();
    let listening = workflows.filter(|workflow| {
        let mut nodes = trigger_nodes(&workflow.data);
        nodes.any(|node| {
            let named = node.get("data").and_then(|data| data.get("id"));
            named.and_then(Value::as_str) == Some(id)
        })
    });
    let listening: Value = listening
        .map(|workflow| Value::Int(i64::try_from(workflow.id).unwrap_or_default()))
        .collect();
    told.insert("listening_workflows", listening);
    Answer::php(&told.into())
}

fn index(state: &State, call: &Call, listed: impl Fn(&Workflow) -> bool) -> Answer {
    let wanted = |name: &str, value: &str| {
        let asked = call.body().and_then(|body| body.get(name));
        asked.is_none_or(|asked| call::text(asked) == value)
    };
    let workflows = state.workflows.iter().filter(|workflow| {
        listed(workflow)
            && wanted("name", &workflow.name)
            && wanted("uuid", &workflow.uuid)
            && wanted("trigger_id", &workflow.trigger)
    });
    let told: Value = workflows
        .map(|workflow| wrapped(workflow.envelope(&state.modules)))
        .collect();
    Answer::php(&told)
}

fn view(state: &State, call: &Call) -> Answer {
    let Some(id) = call.number(0) else {
        return Answer::internal(call);
    };
    let Some(workflow) = state.workflows.iter().find(|workflow| workflow.id == id) else {
        return Answer::error(404, "Invalid Workflow.", call);
    };
    if trigger_nodes(&workflow.data).any(|node| node.get("id").is_none()) {
        return Answer::internal(call);
    }
    match call.parameter("format").as_deref() {
        Some(format @ ("dot" | "mermaid")) => drawing(&workflow.data, format, call),
        _ => Answer::php(&wrapped(workflow.envelope(&state.modules))),
    }
}

/// A graph as Mermaid or Graphviz text.
pub(super) fn drawing(graph: &Value, format: &str, call: &Call) -> Answer {
    let Ok(document) = workflow::open(graph.to_json().as_bytes()) else {
        return Answer::internal(call);
    };
    let text = match format {
        "dot" => convert::to_dot(&document.graph, None),
        _ => convert::to_mermaid(&document.graph, None),
    };
    Answer::json(&json!({"message": text}))
}

/// `GET /workflows/editor/{trigger}.json`: fails, and has made the workflow of a trigger that had none.
fn editor(state: &mut State, call: &Call) -> Answer {
    let Some(id) = call.arg(0) else {
        return Answer::internal(call);
    };
    if let Some(number) = call.number(0) {
        let known = state.workflows.iter().any(|workflow| workflow.id == number);
        return if known {
            Answer::internal(call)
        } else {
            Answer::error(404, "Invalid workflow", call)
        };
    }
    if state.modules.trigger(id).is_none() {
        let errors = json!(format!("Unkown trigger {id}"));
        let url = format!("/workflows/add/{id}");
        return Answer::refused("Could not add Workflow", &url, errors, Some(json!(id)));
    }
    state.make_workflow(id);
    Answer::internal(call)
}

fn delete(state: &mut State, call: &Call) -> Answer {
    let id = call.number(0);
    let place = state
        .workflows
        .iter()
        .position(|workflow| Some(workflow.id) == id);
    let (Some(id), Some(place)) = (id, place) else {
        return Answer::error(404, "Invalid Workflow.", call);
    };
    if !call.is_post() && call.method != "DELETE" {
        return Answer::page(200, "Delete the workflow?").labelled_json();
    }
    state.workflows.remove(place);
    let url = format!("/workflows/delete/{id}");
    Answer::saved("Workflow deleted.", &url, Some(json!(id)))
}

impl State {
    /// Makes the workflow of a trigger, where it has none yet.
    pub(super) fn make_workflow(&mut self, id: &str) {
        let mut workflows = self.workflows.iter();
        let Some(trigger) = self.modules.trigger(id) else {
            return;
        };
        if workflows.all(|workflow| workflow.trigger != id) {
            let name = format!("Workflow for trigger {id}");
            let workflow = self.new_workflow(id, &name, edit::first_graph(trigger));
            self.workflows.push(workflow);
        }
    }

    /// A workflow that is not listed yet.
    pub(super) fn new_workflow(&mut self, trigger: &str, name: &str, data: Value) -> Workflow {
        self.last_workflow += 1;
        Workflow {
            id: self.last_workflow,
            uuid: State::uuid(0xf1, self.last_workflow),
            name: name.to_owned(),
            description: String::new(),
            timestamp: self.clock.save(),
            counter: 0,
            trigger: trigger.to_owned(),
            debug_enabled: false,
            data,
        }
    }

    /// See [`super::Double::another_editor`].
    pub(super) fn change_workflow(&mut self, id: u64, change: impl FnOnce(&mut Json)) {
        let timestamp = self.clock.save();
        let workflow = self.workflows.iter_mut().find(|workflow| workflow.id == id);
        let workflow = workflow.unwrap_or_else(|| panic!("there is no workflow {id}"));
        let mut fields = json!({
            "name": workflow.name, "description": workflow.description,
            "debug_enabled": workflow.debug_enabled,
            "data": workflow.data.to_serde(),
        });
        change(&mut fields);
        workflow.name = call::text(&fields["name"]);
        workflow.description = call::text(&fields["description"]);
        workflow.debug_enabled = fields["debug_enabled"] == true;
        workflow.data = Value::from(&fields["data"]);
        workflow.timestamp = timestamp;
    }
}
