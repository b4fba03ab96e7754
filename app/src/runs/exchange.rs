//! What was really sent during a run, as it is kept with it: with secrets masked.

use misp_flow_engine::{
    run::{HttpRequest, ModuleQuery, Request},
    value::Value,
    workflow::NodeId,
};
use serde::{Deserialize, Serialize};

use crate::{
    answers::GivenReply,
    stepper::{DataChange, RealExchange, masked},
};

/// A request that was really sent, and what came back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KeptExchange {
    at: u64,
    took: u64,
    step: usize,
    node: String,
    host: String,
    #[serde(flatten)]
    asked: Asked,
    answer: GivenReply,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Asked {
    Http {
        method: String,
        url: String,
        headers: Vec<(String, String)>,
        body: String,
        accepts_self_signed: bool,
    },
    /// A question to misp-modules; JSON as text, for it may be nested as deep as any.
    Query { module: String, body: String },
}

impl KeptExchange {
    /// An exchange as it is kept; none for mail and ZMQ, which are never sent from here.
    pub fn of(exchange: &RealExchange) -> Option<Self> {
        let asked = match masked(&exchange.request) {
            Request::Http(http) => Asked::Http {
                method: http.method.to_string(),
                url: http.url,
                headers: http.headers,
                body: http.body,
                accepts_self_signed: http.accepts_self_signed,
            },
            Request::Query(query) => Asked::Query {
                module: query.module.to_string(),
                body: query.body.to_json(),
            },
            Request::Mail(_) | Request::Zmq(_) => return None,
        };
        Some(Self {
            at: exchange.at,
            took: exchange.took,
            step: exchange.step,
            node: exchange.node.to_string(),
            host: exchange.host.clone(),
            asked,
            answer: (&exchange.reply).into(),
        })
    }

    /// The exchange, its request masked; none where its body is no JSON.
    pub fn exchange(&self) -> Option<RealExchange> {
        let request = match self.asked.clone() {
            Asked::Http {
                method,
                url,
                headers,
                body,
                accepts_self_signed,
            } => Request::Http(HttpRequest {
                method: method.into(),
                url,
                headers,
                body,
                accepts_self_signed,
                secret: Default::default(),
            }),
            Asked::Query { module, body } => Request::Query(ModuleQuery {
                module: module.into(),
                body: Value::from_json(body.as_bytes()).ok()?,
            }),
        };
        Some(RealExchange {
            at: self.at,
            took: self.took,
            step: self.step,
            node: NodeId::new(&self.node),
            host: self.host.clone(),
            request,
            reply: self.answer.reply(),
        })
    }
}

/// Data that were changed by hand during a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KeptChange {
    /// After so many steps.
    after: usize,
    /// The keys that lead there.
    place: Vec<String>,
    /// The value as JSON in text, for it may be nested as deep as any.
    value: String,
}

impl KeptChange {
    /// A change as it is kept.
    pub fn of(change: &DataChange) -> Self {
        Self {
            after: change.after,
            place: change.keys.iter().map(ToString::to_string).collect(),
            value: change.value.to_json(),
        }
    }

    /// The change; none where its value is no JSON.
    pub fn change(&self) -> Option<DataChange> {
        Some(DataChange {
            after: self.after,
            keys: self.place.iter().map(|key| key.as_str().into()).collect(),
            value: Value::from_json(self.value.as_bytes()).ok()?,
        })
    }
}
