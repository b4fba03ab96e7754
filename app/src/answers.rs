//! What the outside answers in a simulation, from a file.

use std::{collections::BTreeMap, path::Path};

use misp_flow_engine::{
    run::{Answer, Answers, Reply},
    value::Value,
    workflow::NodeId,
};
use serde::Deserialize;

use super::Failure;

/// The answer for one node as the file gives it. Without `reply`, it takes the place of what the
/// module would do.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(default)]
    success: Option<bool>,
    #[serde(default)]
    errors: Vec<String>,
    #[serde(default)]
    reply: Option<GivenReply>,
}

/// What comes back for the node's requests.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum GivenReply {
    /// The status and body of an HTTP answer.
    Http {
        status: u16,
        #[serde(default)]
        body: String,
    },
    /// What misp-modules answers.
    Json(serde_json::Value),
    /// The request cannot be sent, with the client's message.
    Failed(String),
}

/// Reads `{"NODE": {"success": false, "errors": ["…"]}, "NODE": {"reply": …}}`.
pub(super) fn read(path: &Path) -> Result<Answers, Failure> {
    let failed = |error| Failure::Answers {
        path: path.to_owned(),
        error,
    };
    let bytes = super::input::bytes(path)?;
    let given: BTreeMap<String, Given> = serde_json::from_slice(&bytes).map_err(failed)?;
    let answers = given
        .into_iter()
        .map(|(node, given)| (NodeId::new(node), answer(given)));
    Ok(Answers(answers.collect()))
}

fn answer(given: Given) -> Answer {
    let reply = given.reply.map(|reply| match reply {
        GivenReply::Http { status, body } => Reply::Http {
            status,
            body,
            location: None,
        },
        GivenReply::Json(json) => Reply::Json(Value::from_serde(&json)),
        GivenReply::Failed(message) => Reply::Failed(message),
    });
    Answer {
        success: given.success.unwrap_or(given.errors.is_empty()),
        replaces: reply.is_none(),
        errors: given.errors,
        reply,
        ..Answer::default()
    }
}

/// A node that fails, as `NODE` or `NODE=MESSAGE`.
pub(super) fn failing(text: &str) -> (NodeId, Answer) {
    match text.split_once('=') {
        Some((node, message)) => (NodeId::new(node), Answer::failure(message)),
        None => (NodeId::new(text), Answer::failure("set to fail")),
    }
}
