//! Running workflows and modules, through the engine.

use misp_flow_engine::{
    instance::Instance,
    run::{self, Answers, EffectKind, Entry, Plan, Run, Settings, StepResult},
    value::Value,
    workflow::NodeKind,
};
use serde_json::{Value as Json, json};

use crate::misp_double::{answer::Answer, call::Call, debug, state::State};

use super::Workflow;

/// `POST /workflows/executeWorkflow/{id}`.
pub(super) fn execute_workflow(state: &mut State, call: &Call) -> Answer {
    if !call.is_post() {
        return Answer::internal(call);
    }
    let id = call.number(0);
    let workflow = state
        .workflows
        .iter()
        .find(|one| Some(one.id) == id)
        .cloned();
    let Some(workflow) = workflow else {
        return Answer::error(404, "Invalid workflow", call);
    };
    let outcome =
        |success: bool, text: &str| Answer::json(&json!({"success": success, "outcome": text}));
    let sent = call
        .body()
        .and_then(|body| body.get("Workflow")?.get("data"));
    let input = match sent {
        None | Some(Json::Null) => return outcome(false, "Invalid JSON"),
        Some(Json::String(text)) => Value::from_json(text.as_bytes()),
        Some(_) => return Answer::internal(call),
    };
    let input = match input {
        Err(_) => return outcome(false, "Invalid JSON"),
        Ok(input) if input.is_array() => input,
        Ok(_) => return Answer::internal(call),
    };
    let run = run_workflow(state, &workflow, &input, Entry::Execute);
    // A listener that takes no connections makes the run itself fail.
    if run.crash.is_some() || debug::send(state, &run.posts).is_err() {
        return Answer::internal(call);
    }
    outcome(run.success, &run.outcome_text())
}

/// Runs the workflow that is kept for a trigger on what the trigger hands over, where both are
/// there and it is enabled. Whether the operation may go on.
pub(in super::super) fn run_for_trigger(state: &mut State, trigger: &str, input: &Json) -> bool {
    let workflow = state
        .workflows
        .iter()
        .find(|one| one.trigger == trigger)
        .cloned();
    let Some(workflow) =
        workflow.filter(|_| state.workflows_on && state.modules.is_enabled(trigger))
    else {
        return true;
    };
    let run = run_workflow(state, &workflow, &Value::from(input), Entry::Trigger);
    debug::send(state, &run.posts).is_ok() && run.success
}

fn run_workflow(state: &mut State, workflow: &Workflow, input: &Value, entry: Entry) -> Run {
    let instance = instance(state, input);
    let plan = Plan::of_graph(&workflow.data)
        .named(&workflow.id.to_string(), &workflow.name)
        .stored_for(&workflow.trigger);
    let settings = Settings {
        debug: workflow.debug_enabled,
        now: state.clock.now(),
        ..Settings::default()
    };
    let mut answers = Answers::default();
    let run = run::simulate_entry(
        &plan,
        input,
        &instance,
        &instance.store,
        &mut answers,
        &settings,
        entry,
    );
    keep_changes(state, &run, input);
    if run.began {
        let kept = state.workflows.iter_mut().find(|one| one.id == workflow.id);
        if let Some(kept) = kept {
            kept.counter += 1;
        }
    }
    run
}

/// The server as the engine knows it; of its events the one that the input is about.
fn instance(state: &State, input: &Value) -> Instance {
    let catalogue = state.modules.catalogue();
    let mut instance = Instance::of(&catalogue);
    let off = catalogue.iter().filter(|module| module.disabled);
    instance.disabled = off.map(|module| module.id.clone()).collect();
    if let Some(event) = event_of(input).and_then(|id| state.events.get(id)) {
        let event = Value::from(&json!({"Event": event}));
        instance.store.put_event(&event);
    }
    instance.holding(input)
}

/// The number of the event that the input is about.
fn event_of(input: &Value) -> Option<u64> {
    input.get("Event")?.get("id")?.to_text().parse().ok()
}

/// Keeps what the run did to that event, where the server holds it.
fn keep_changes(state: &mut State, run: &Run, input: &Value) {
    let background = run.background.iter().flat_map(|job| &job.run.effects);
    let mut effects = run.effects.iter().chain(background);
    if !effects.any(|effect| matches!(effect.kind, EffectKind::Change(_))) {
        return;
    }
    let id = event_of(input).filter(|id| state.events.get(*id).is_some());
    let view = id.and_then(|id| run.store.view(&Value::from(id.to_string())));
    if let (Some(id), Some(view)) = (id, view) {
        state.events.put(id, view.to_serde()["Event"].take());
    }
}

/// `POST /workflows/moduleStatelessExecution/{module}`.
pub(super) fn execute_module(state: &mut State, call: &Call) -> Answer {
    if !call.is_post() {
        return Answer::method(call);
    }
    let module = call.arg(0).and_then(|id| state.modules.module(id));
    let body = call.body().cloned().unwrap_or_default();
    let input = body["input_data"].as_str();
    let input = input.and_then(|text| Value::from_json(text.as_bytes()).ok());
    let params = &body["module_indexed_param"];
    let has_params = params.is_object() || params.is_array();
    let (Some(module), Some(input), true, Some(convert)) =
        (module, input, has_params, body.get("convert_data"))
    else {
        return Answer::internal(call);
    };
    let convert = *convert == true || *convert == "1" || *convert == 1;
    if module["module_type"] == "trigger" {
        return Answer::json(&json!({"success": true, "errors": []}));
    }
    // A workflow of this module alone, behind a trigger that converts its data, or does not.
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
            "id": 2, "outputs": [],
            "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}},
            "data": {
                "id": module["id"], "module_type": module["module_type"],
                "indexed_params": params, "saved_filters": [],
            },
        },
    });
    let mut instance = instance(state, &input);
    instance.disabled.clear();
    let plan = Plan::of_graph(&Value::from(graph));
    let settings = Settings {
        now: state.clock.now(),
        ..Settings::default()
    };
    let run = run::simulate(&plan, &input, &instance, &mut Answers::default(), &settings);
    keep_changes(state, &run, &input);
    let Some(step) = run.steps.first().filter(|_| run.crash.is_none()) else {
        return Answer::internal(call);
    };
    let success = match step.kind {
        NodeKind::Logic => step.branch.as_deref() == Some("output_1"),
        _ => step.result == StepResult::Success,
    };
    Answer::json(&json!({"success": success, "errors": step.errors}))
}
