//! Saving a workflow: what is taken, what is refused, and what comes back.

use misp_flow_engine::{
    check::graph,
    value::{Array, Value},
};
use serde_json::{Value as Json, json};

use crate::misp_double::{
    answer::Answer,
    call::{self, Call},
    modules::AD_HOC,
    state::State,
};

use super::{listening, nodes, trigger_nodes, wrapped};

/// The database's limit for names, in characters.
const LONGEST_NAME: usize = 255;

/// `POST /workflows/edit/{id or uuid}`.
pub(super) fn edit(state: &mut State, call: &Call) -> Answer {
    let wanted = call.arg(0).unwrap_or_default();
    let mut workflows = state.workflows.iter();
    let place = workflows.position(|one| one.id.to_string() == wanted || one.uuid == wanted);
    if !call.is_post() {
        return Answer::internal(call);
    }
    let Some(place) = place else {
        return Answer::error(404, "Invalid workflow", call);
    };
    let fields = call.body().and_then(|body| body.get("Workflow"));
    let Some((fields, graph)) = fields.and_then(|fields| Some((fields, sent_graph(fields)?)))
    else {
        return Answer::internal(call);
    };
    match refusal(&graph) {
        Err(()) => return Answer::internal(call),
        Ok(Some(errors)) => {
            let url = format!("/workflows/edit/{wanted}");
            let id = Some(json!(wanted));
            return Answer::refused("Could not edit Workflow", &url, json!(errors), id);
        }
        Ok(None) => {}
    }
    let [name, description] = ["name", "description"].map(|key| fields.get(key).map(call::text));
    let too_long = name
        .as_ref()
        .is_some_and(|name| name.chars().count() > LONGEST_NAME);
    // What the database gets is the graph as PHP writes it, in which nothing is escaped.
    let written = Some(graph.to_json());
    let texts = [&name, &description, &written].map(Option::as_deref);
    let too_wide = texts.into_iter().flatten().any(beyond_basic_plane);
    if too_long || (too_wide && !state.takes_emoji) {
        return Answer::internal(call);
    }
    let timestamp = state.clock.save();
    let Some(workflow) = state.workflows.get_mut(place) else {
        return Answer::internal(call);
    };
    let was_listening = listening(&workflow.data, &state.modules);
    let set = |field: &mut String, key: &str, text: Option<String>| {
        if let Some(text) = text.filter(|_| !fields[key].is_null()) {
            *field = text;
        }
    };
    set(&mut workflow.name, "name", name);
    set(&mut workflow.description, "description", description);
    let debug = fields.get("debug_enabled");
    if let Some(debug) = debug {
        workflow.debug_enabled = is_on(debug);
    }
    workflow.timestamp = timestamp;
    workflow.data = graph;
    if trigger_nodes(&workflow.data).any(|node| node.get("id").is_none()) {
        // Saved all the same.
        return Answer::internal(call);
    }
    let mut envelope = workflow.envelope(&state.modules).into_array();
    envelope.insert("listening_triggers", was_listening);
    envelope.remove("timestamp");
    envelope.insert("timestamp", Value::Int(timestamp));
    if let Some(debug) = debug {
        envelope.insert("debug_enabled", Value::from(debug));
    }
    Answer::php(&wrapped(envelope.into()))
}

/// The graph in a body's `data`, which must be a text that holds an object or a list.
fn sent_graph(fields: &Json) -> Option<Value> {
    let graph = Value::from_json(fields.get("data")?.as_str()?.as_bytes()).ok()?;
    graph.is_array().then_some(graph)
}

/// Why MISP does not save this graph; `Err` where it fails over it.
fn refusal(graph: &Value) -> Result<Option<&'static str>, ()> {
    let findings = graph::check_graph(graph).map_err(drop)?;
    let triggers = trigger_nodes(graph).count();
    Ok(if !findings.is_acyclic() {
        Some("Cannot save a workflow containing a cycle")
    } else if triggers != 1 || nodes(graph).next().is_none() {
        Some("Cannot save a workflow containing no or more than one trigger")
    } else if findings.has_multiple_output_connection() {
        Some("Cannot save a workflow having more than one connection per output")
    } else {
        None
    })
}

/// Whether a text has characters that a default database does not take.
fn beyond_basic_plane(text: &str) -> bool {
    text.chars().any(|character| character > '\u{ffff}')
}

fn is_on(value: &Json) -> bool {
    !matches!(call::text(value).as_str(), "" | "0" | "false")
}

/// The graph that a workflow begins with: its trigger, with the whole description in the node.
pub(super) fn first_graph(trigger: Json) -> Value {
    let node = json!({
        "class": "block-type-trigger", "data": trigger, "id": 1, "inputs": [],
        "outputs": {"output_1": {"connections": []}}, "pos_x": 0, "pos_y": 0, "typenode": false,
    });
    Value::from(Array::from_iter([("1", Value::from(node))]))
}

/// `POST /workflows/add` of newer servers: a workflow without a trigger event.
pub(super) fn add(state: &mut State, call: &Call) -> Answer {
    let fields = call.body().and_then(|body| body.get("Workflow"));
    let name = fields.and_then(|fields| fields["name"].as_str());
    let (true, Some(fields), Some(name)) = (call.is_post(), fields, name) else {
        return Answer::internal(call);
    };
    let trigger = state.modules.trigger(AD_HOC).unwrap_or_default();
    let data = sent_graph(fields).unwrap_or_else(|| first_graph(trigger));
    let mut workflow = state.new_workflow(AD_HOC, name, data);
    workflow.description = call::text(&fields["description"]);
    let told = wrapped(workflow.envelope(&state.modules));
    state.workflows.push(workflow);
    Answer::php(&told)
}

/// `POST /workflows/toggleDebugMode/{id}/{0|1}` of newer servers.
pub(super) fn toggle_debug(state: &mut State, call: &Call) -> Answer {
    if !call.is_post() {
        return Answer::method(call);
    }
    let id = call.number(0);
    let Some(workflow) = state.workflows.iter_mut().find(|one| Some(one.id) == id) else {
        return Answer::error(404, "Invalid Workflow.", call);
    };
    workflow.debug_enabled = call.arg(1) == Some("1");
    let done = if workflow.debug_enabled { "on" } else { "off" };
    let url = format!("/workflows/toggleDebugMode/{}", workflow.id);
    Answer::saved(
        &format!("Debug mode {done}"),
        &url,
        Some(json!(workflow.id)),
    )
}
