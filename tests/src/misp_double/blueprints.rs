//! `/workflowBlueprints/…`, with its quirks: broken data that is stored and from then on breaks the
//! list, an import that fails and has worked, data that come back as text.

use misp_flow_engine::{
    blueprints,
    value::{Array, Value},
};
use serde_json::{Value as Json, json};

use super::{
    answer::Answer,
    call::{self, Call},
    route,
    state::State,
    workflows,
};

struct Blueprint {
    id: u64,
    uuid: String,
    name: String,
    description: String,
    timestamp: String,
    default: bool,
    /// JSON, or what was sent in its place.
    data: String,
}

/// The blueprints of the server.
pub struct Blueprints {
    rows: Vec<Blueprint>,
    last: u64,
    /// What `update` brings in.
    library: Vec<Json>,
}

impl Blueprints {
    /// No blueprints yet, and this library to bring in.
    pub fn new(library: Option<Vec<Json>>) -> Self {
        let bundled = || {
            let texts = blueprints::bundled().iter().map(|one| one.json);
            texts
                .filter_map(|text| serde_json::from_str(text).ok())
                .collect()
        };
        Self {
            rows: Vec::new(),
            last: 0,
            library: library.unwrap_or_else(bundled),
        }
    }

    /// See [`super::Double::blueprints`]; broken ones have null for data.
    pub fn listed(&self) -> Vec<Json> {
        let told = self.rows.iter().map(|row| {
            let data = Value::from_json(row.data.as_bytes()).unwrap_or_default();
            serde_json::from_str(&row.told(data).to_json_short()).unwrap_or_default()
        });
        told.collect()
    }

    /// Takes a blueprint away. Gives `false` where there is none.
    pub fn remove(&mut self, id: u64) -> bool {
        let count = self.rows.len();
        self.rows.retain(|row| row.id != id);
        self.rows.len() < count
    }

    /// Adds a row under this number, or the next free one. Gives its place.
    fn add(&mut self, mut row: Blueprint, id: Option<u64>) -> usize {
        row.id = id.unwrap_or(self.last + 1);
        self.last = self.last.max(row.id);
        if row.uuid.is_empty() {
            row.uuid = State::uuid(0xb1, row.id);
        }
        self.rows.push(row);
        self.rows.len() - 1
    }

    fn of_uuid(&mut self, uuid: &str) -> Option<&mut Blueprint> {
        self.rows.iter_mut().find(|row| row.uuid == uuid)
    }
}

impl Blueprint {
    fn of(fields: &Json, timestamp: i64) -> Self {
        let text = |key: &str| call::text(&fields[key]);
        Self {
            id: 0,
            uuid: text("uuid"),
            name: text("name"),
            description: text("description"),
            timestamp: fields
                .get("timestamp")
                .map_or(timestamp.to_string(), call::text),
            default: false,
            data: match &fields["data"] {
                Json::String(text) => text.clone(),
                other => other.to_string(),
            },
        }
    }

    fn told(&self, data: Value) -> Value {
        let drawn = json!({
            "id": self.id.to_string(), "uuid": self.uuid, "name": self.name,
            "description": self.description, "timestamp": self.timestamp, "default": self.default,
        });
        let mut fields = Value::from(drawn).into_array();
        fields.insert("data", data);
        fields.insert("mermaid", Value::from("flowchart LR\n"));
        Value::from(Array::from_iter([(
            "WorkflowBlueprint",
            Value::from(fields),
        )]))
    }

    /// As answers give it; `None` where the data are broken.
    fn whole(&self) -> Option<Value> {
        Some(self.told(Value::from_json(self.data.as_bytes()).ok()?))
    }
}

/// Answers a call of `/workflowBlueprints/…`.
pub(super) fn answer(state: &mut State, call: &Call) -> Answer {
    match call.action.as_str() {
        "index" => {
            let told: Option<Value> = state.blueprints.rows.iter().map(Blueprint::whole).collect();
            told.map_or_else(|| Answer::internal(call), |told| Answer::php(&told))
        }
        "view" => view(state, call),
        "export" => match row(state, call) {
            Some(_) => view(state, call),
            None => Answer::error(404, "Invalid workflow blueprint", call),
        },
        "add" => add(state, call),
        "edit" => edit(state, call),
        "delete" => delete(state, call),
        "import" => import(state, call),
        "update" => update(state, call),
        _ => route::not_found(call),
    }
}

fn row<'s>(state: &'s State, call: &Call) -> Option<&'s Blueprint> {
    let id = call.number(0)?;
    state.blueprints.rows.iter().find(|row| row.id == id)
}

fn view(state: &State, call: &Call) -> Answer {
    let format = call.parameter("format");
    let Some(row) = row(state, call) else {
        return match format {
            Some(_) => Answer::internal(call),
            None => Answer::error(404, "Invalid WorkflowBlueprint.", call),
        };
    };
    let Some(told) = row.whole() else {
        return Answer::internal(call);
    };
    match format.as_deref() {
        Some(format @ ("dot" | "mermaid")) => workflows::drawing(&told, format, call),
        _ => Answer::php(&told),
    }
}

/// What stands under `WorkflowBlueprint` in the body, or the body itself.
fn fields(call: &Call) -> Option<&Json> {
    let body = call.body()?;
    Some(body.get("WorkflowBlueprint").unwrap_or(body))
}

fn add(state: &mut State, call: &Call) -> Answer {
    let Some(fields) = fields(call).filter(|_| call.is_post()) else {
        return Answer::internal(call);
    };
    if !fields["name"].is_string() || !fields["description"].is_string() {
        return Answer::internal(call);
    }
    let blueprint = Blueprint::of(fields, state.clock.save());
    let place = state.blueprints.add(blueprint, None);
    let told = state.blueprints.rows.get(place).and_then(Blueprint::whole);
    // Stored all the same where the data are broken.
    told.map_or_else(|| Answer::internal(call), |told| Answer::php(&told))
}

fn edit(state: &mut State, call: &Call) -> Answer {
    let id = call.number(0);
    let Some(fields) = fields(call).filter(|_| call.is_post()) else {
        return Answer::internal(call);
    };
    let mut rows = state.blueprints.rows.iter_mut();
    let Some(row) = rows.find(|row| Some(row.id) == id) else {
        return Answer::error(404, "Invalid WorkflowBlueprint.", call);
    };
    let sent = Blueprint::of(fields, 0);
    let has = |key: &str| fields.get(key).is_some();
    if has("name") {
        row.name = sent.name;
    }
    if has("description") {
        row.description = sent.description;
    }
    if has("data") {
        row.data = sent.data;
    }
    Answer::php(&row.told(Value::from(row.data.as_str())))
}

fn delete(state: &mut State, call: &Call) -> Answer {
    let Some(id) = row(state, call).map(|row| row.id) else {
        return Answer::error(404, "Invalid WorkflowBlueprint.", call);
    };
    if !call.is_post() && call.method != "DELETE" {
        return Answer::page(200, "Delete the blueprint?").labelled_json();
    }
    state.blueprints.remove(id);
    let url = format!("/workflow_blueprints/delete/{id}");
    Answer::saved("WorkflowBlueprint deleted.", &url, Some(json!(id)))
}

/// Answers 500 whatever it does. A blueprint whose uuid is there already changes nothing.
fn import(state: &mut State, call: &Call) -> Answer {
    if !call.is_post() {
        return Answer::internal(call);
    }
    let sent = call
        .body()
        .and_then(|body| body["WorkflowBlueprint"]["json"].as_str());
    let sent = sent.and_then(|text| serde_json::from_str::<Json>(text).ok());
    let Some(sent) = sent else {
        return route::broken_json(call);
    };
    let fields = sent.get("WorkflowBlueprint").unwrap_or(&sent);
    let blueprint = Blueprint::of(fields, state.clock.save());
    if state.blueprints.of_uuid(&blueprint.uuid).is_none() {
        state.blueprints.add(blueprint, None);
    }
    Answer::internal(call)
}

fn update(state: &mut State, call: &Call) -> Answer {
    if !call.is_post() {
        return Answer::method(call);
    }
    let now = state.clock.save();
    for one in state.blueprints.library.clone() {
        let fields = &one["WorkflowBlueprint"];
        let mut row = Blueprint::of(fields, now);
        row.default = true;
        let id = call::text(&fields["id"]).parse().ok();
        match state.blueprints.of_uuid(&row.uuid) {
            Some(kept) => *kept = Blueprint { id: kept.id, ..row },
            None => drop(state.blueprints.add(row, id)),
        }
    }
    let name = "Default workflow blueprints updated";
    Answer::saved(name, "/workflow_blueprints/update", None)
}
