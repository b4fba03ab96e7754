//! What an answer of the service means to MISP.

use crate::{
    run::Reply,
    value::{Array, Value},
};

/// An answer of the service.
#[derive(Clone, Debug, PartialEq)]
pub enum ServiceAnswer {
    /// What was found: a list of values from a simple module, attributes and objects from one of
    /// the format `misp_standard`.
    Results(Value),
    /// The module, or the service, says what went wrong; also that it took too long.
    Error(Value),
    /// Neither: an action's `data`, or the bare `false` of a template without text (`proto-22`).
    Other(Value),
    /// No answer that MISP could read: not reached, a status other than 200, or no JSON
    /// (`proto-29`, `proto-34`).
    Unreadable(String),
}

impl ServiceAnswer {
    /// Reads a decoded body.
    pub fn of_body(body: &Value) -> Self {
        match (body.get("error"), body.get("results")) {
            (Some(error), _) if error.is_truthy() => Self::Error(error.clone()),
            (_, Some(results)) => Self::Results(results.clone()),
            _ => Self::Other(body.clone()),
        }
    }

    /// Reads an answer as it comes over HTTP. The content type does not matter: the service calls
    /// its JSON `text/html`.
    pub fn of_http(status: u16, body: &str) -> Self {
        if status != 200 {
            return Self::Unreadable(format!("status {status}"));
        }
        match Value::from_json(body.as_bytes()) {
            Ok(body) => Self::of_body(&body),
            Err(error) => Self::Unreadable(error.to_string()),
        }
    }

    /// Reads what came back on a question.
    pub fn of_reply(reply: &Reply) -> Self {
        match reply {
            Reply::Json(body) | Reply::Assumed(body) => Self::of_body(body),
            Reply::Http { status, body, .. } => Self::of_http(*status, body),
            Reply::Failed(message) => Self::Unreadable(message.clone()),
            Reply::Taken => Self::Unreadable("no answer".to_owned()),
        }
    }

    /// What `attach-enrichment` keeps of it: the results, or the error in the service's form.
    /// `None` where there is nothing to keep.
    pub fn kept(self) -> Option<Value> {
        match self {
            Self::Results(results) => Some(results),
            Self::Error(error) => {
                let mut kept = Array::new();
                kept.insert("error", error);
                Some(kept.into())
            }
            Self::Other(_) | Self::Unreadable(_) => None,
        }
    }
}
