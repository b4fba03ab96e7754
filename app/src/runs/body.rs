//! A kept run with all that it is made from, and how that is written.

use misp_flow_engine::{
    catalogue::Catalogue,
    describe::{address, is_secret, is_secret_header, names_secret},
    value::Value,
    workflow::{self, Workflow},
};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{
    Inputs, KeptResult, RunError,
    exchange::{KeptChange, KeptExchange},
};
use crate::{
    answers::GivenAnswers,
    library::{pack, unpack},
    stepper::MASKED,
};

/// A larger event is not kept with its run, in bytes of JSON.
const MOST_DATA: usize = 32 * 1024 * 1024;
/// The form of what is written.
const FORM: u32 = 1;

/// A kept run.
#[derive(Clone, Debug)]
pub struct KeptRun {
    /// When it was made, in milliseconds since 1970.
    pub at: u64,
    /// What the user named it, or what its tab was called where the workflow has no name; empty for
    /// neither.
    pub name: String,
    /// What it was made from. Where the event was too large to be kept, its data are null.
    pub inputs: Inputs,
    /// What came of it.
    pub result: KeptResult,
    /// Whether the event is there.
    pub has_data: bool,
}

/// What is written of a run, beside the event.
#[derive(Serialize, Deserialize)]
struct Body {
    form: u32,
    /// JSON as text, for it may be nested as deep as any.
    workflow: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trial: Option<String>,
    event: String,
    #[serde(default, skip_serializing_if = "GivenAnswers::is_empty")]
    answers: GivenAnswers,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    server: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lesson: Option<String>,
    now: i64,
    result: KeptResult,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    changes: Vec<KeptChange>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    exchanges: Vec<KeptExchange>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<usize>,
}

/// A run as the file has it.
pub(super) struct Packed {
    pub body: Vec<u8>,
    pub data: Option<Vec<u8>>,
}

/// The secrets in a workflow's params, each with what is shown in its place.
fn secrets<'w>(workflow: &'w Workflow, catalogue: &Catalogue) -> Vec<(&'w str, String)> {
    let mut secrets: Vec<(&str, String)> = Vec::new();
    for node in workflow.graph.nodes.values() {
        let module = catalogue.module_of(node);
        let texts = node.params.iter();
        let texts = texts.filter_map(|(id, value)| Some((id, value.as_str()?)));
        for (id, text) in texts.filter(|(_, text)| !text.is_empty()) {
            let holds = match module.param(id) {
                Some(param) => is_secret(&module, param, text),
                None => names_secret(id),
            };
            if holds {
                let is_address = text.contains("://") && !text.contains('\n');
                let shown = if is_address {
                    address(text)
                } else {
                    MASKED.to_owned()
                };
                secrets.push((text, shown));
                // A server may give back what it was sent in pieces.
                secrets.extend(pieces(text).map(|piece| (piece, MASKED.to_owned())));
            }
        }
    }
    secrets
}

/// The parts of a secret that are secrets themselves: the path of an address, the values of headers
/// that carry keys.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let path = text.split_once("://").and_then(|(_, rest)| {
        let at = rest.find(['/', '?'])?;
        rest.get(at..)
    });
    let headers = text.lines().filter_map(|line| line.split_once(':'));
    let values = headers
        .filter(|(name, _)| is_secret_header(name))
        .flat_map(|(_, value)| [value.trim(), value.rsplit(' ').next().unwrap_or_default()]);
    // What is shorter stands in other texts by chance.
    path.into_iter()
        .chain(values)
        .filter(|piece| piece.len() > 5)
}

fn mask(json: &mut Json, secrets: &[(&str, String)]) {
    match json {
        Json::String(text) => {
            for (secret, shown) in secrets {
                if text.contains(secret) {
                    *text = text.replace(secret, shown);
                }
            }
        }
        Json::Array(list) => list.iter_mut().for_each(|one| mask(one, secrets)),
        Json::Object(map) => map.values_mut().for_each(|one| mask(one, secrets)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

fn kept_changes(inputs: &Inputs) -> Vec<KeptChange> {
    inputs.changes.iter().map(KeptChange::of).collect()
}

fn kept_exchanges(inputs: &Inputs) -> Vec<KeptExchange> {
    let exchanges = inputs.exchanges.iter();
    exchanges.filter_map(KeptExchange::of).collect()
}

fn unreadable(error: impl ToString) -> RunError {
    RunError::Body(error.to_string())
}

/// A workflow's JSON as text.
pub(super) fn workflow_text(workflow: &Workflow) -> String {
    workflow.to_json().to_string()
}

impl KeptRun {
    pub(super) fn packed(&self) -> Result<Packed, RunError> {
        let inputs = &self.inputs;
        let body = Body {
            form: FORM,
            workflow: workflow_text(&inputs.workflow),
            trial: inputs.trial.clone(),
            event: inputs.event.clone(),
            answers: GivenAnswers::from(&inputs.answers),
            server: inputs.server.as_ref().map(Value::to_json),
            lesson: inputs.lesson.clone(),
            now: inputs.now,
            result: self.result.clone(),
            changes: kept_changes(inputs),
            exchanges: kept_exchanges(inputs),
            until: inputs.until,
        };
        let text = serde_json::to_vec(&body).map_err(unreadable)?;
        let data = inputs.data.to_json();
        let data = match self.has_data && data.len() <= MOST_DATA {
            true => Some(pack(data.as_bytes(), &[]).map_err(unreadable)?),
            false => None,
        };
        Ok(Packed {
            body: pack(&text, &[]).map_err(unreadable)?,
            data,
        })
    }

    pub(super) fn unpacked(at: u64, name: String, packed: &Packed) -> Result<Self, RunError> {
        let text = unpack(&packed.body, &[]).map_err(unreadable)?;
        let body: Body = serde_json::from_slice(&text).map_err(unreadable)?;
        if body.form > FORM {
            return Err(unreadable("a newer version of this program wrote it"));
        }
        let value = |text: &[u8]| Value::from_json(text).map_err(unreadable);
        let data = packed.data.as_deref().map(|data| {
            let text = unpack(data, &[]).map_err(unreadable)?;
            value(&text)
        });
        let server = body.server.as_ref().map(|text| value(text.as_bytes()));
        let changes = body
            .changes
            .iter()
            .map(KeptChange::change)
            .collect::<Option<_>>();
        let exchanges = body.exchanges.iter().map(KeptExchange::exchange);
        let exchanges = exchanges.collect::<Option<_>>();
        Ok(Self {
            at,
            name,
            has_data: data.is_some(),
            inputs: Inputs {
                workflow: workflow::open(body.workflow.as_bytes()).map_err(unreadable)?,
                trial: body.trial,
                event: body.event,
                data: data.transpose()?.unwrap_or(Value::Null),
                answers: body.answers.answers(),
                server: server.transpose()?,
                lesson: body.lesson,
                now: body.now,
                changes: changes
                    .ok_or_else(|| unreadable("what was changed by hand is damaged"))?,
                exchanges: exchanges
                    .ok_or_else(|| unreadable("what was really sent is damaged"))?,
                until: body.until,
            },
            result: body.result,
        })
    }

    /// A text about the run without the keys that its workflow's params hold: a server may have given
    /// them back in an answer.
    pub fn without_keys(&self, text: String, catalogue: &Catalogue) -> String {
        let mut json = Json::String(text);
        mask(&mut json, &secrets(&self.inputs.workflow, catalogue));
        json.as_str().unwrap_or_default().to_owned()
    }

    /// The run as JSON for other programs: all that it was made from, and what came of it. Keys in
    /// the workflow's params, in what was sent and in messages are masked; the event is as it was.
    ///
    /// # Errors
    /// Where it is nested deeper than JSON readers accept.
    pub fn to_json(&self, catalogue: &Catalogue) -> Result<String, RunError> {
        let inputs = &self.inputs;
        let answers = GivenAnswers::from(&inputs.answers);
        let secrets = secrets(&inputs.workflow, catalogue);
        let masked = |mut json: Json| {
            mask(&mut json, &secrets);
            json
        };
        let json = serde_json::json!({
            "format": "misp-flow-run",
            "version": FORM,
            "name": self.name,
            "made": crate::listen::date(self.at),
            "now": inputs.now,
            "workflow": masked(inputs.workflow.to_json()),
            "tried_behind": inputs.trial,
            "event_name": inputs.event,
            "event": self.has_data.then(|| inputs.data.to_serde()),
            "answers": serde_json::to_value(answers).map_err(unreadable)?,
            "server": inputs.server.as_ref().map(Value::to_serde),
            "lesson": inputs.lesson,
            "result": masked(serde_json::to_value(self.result.masked()).map_err(unreadable)?),
            "stopped_after": inputs.until,
            "changes": kept_changes(inputs),
            "exchanges": masked(serde_json::to_value(kept_exchanges(inputs)).map_err(unreadable)?),
        });
        Ok(format!("{json:#}\n"))
    }
}
