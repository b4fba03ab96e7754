//! What a run does to the world: requests that would leave the process, and changes of the
//! instance's database.

use smol_str::SmolStr;

use crate::{describe::address, instance::Change, value::Value, workflow::NodeId};

/// Something that would leave the process.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// An HTTP request.
    Http(HttpRequest),
    /// A mail.
    Mail(Mail),
    /// A message on the ZMQ channel.
    Zmq(ZmqMessage),
    /// A question to the misp-modules service.
    Query(ModuleQuery),
}

/// An HTTP request as it would be sent, without `Host` and `Connection`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method in capitals.
    pub method: SmolStr,
    /// The URL with its query, without a fragment.
    pub url: String,
    /// The headers in the order in which they are sent.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// Whether a certificate that nobody vouches for is accepted.
    pub accepts_self_signed: bool,
    /// A part of the URL that must not be read over a shoulder; empty if there is none.
    pub secret: SmolStr,
}

/// A mail to each of its recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The addresses.
    pub recipients: Vec<String>,
    /// The subject line.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// A message for the subscribers of the ZMQ channel.
#[derive(Clone, Debug, PartialEq)]
pub struct ZmqMessage {
    /// The topic.
    pub topic: SmolStr,
    /// What is published, as JSON.
    pub message: Value,
}

/// The body of a `POST /query` to misp-modules.
#[derive(Clone, Debug, PartialEq)]
pub struct ModuleQuery {
    /// The misp-module that is asked.
    pub module: SmolStr,
    /// The whole body.
    pub body: Value,
}

/// What comes back from outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// It was taken; nothing comes back (mail, ZMQ).
    Taken,
    /// An HTTP answer.
    Http {
        /// The status.
        status: u16,
        /// The body.
        body: String,
        /// Where a redirection leads.
        location: Option<String>,
    },
    /// A JSON answer (misp-modules).
    Json(Value),
    /// The same where nobody was asked: that all went well and nothing was found.
    Assumed(Value),
    /// It could not be sent; the client's message.
    Failed(String),
}

impl Reply {
    /// What a request is answered where nobody says otherwise: that all went well.
    pub fn well(request: &Request) -> Self {
        match request {
            Request::Http(_) => Self::Http {
                status: 200,
                body: String::new(),
                location: None,
            },
            Request::Mail(_) | Request::Zmq(_) => Self::Taken,
            Request::Query(query) => crate::misp_modules::standin::reply(query),
        }
    }
}

/// One thing that a node did to the world.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The index of its step.
    pub step: usize,
    /// The node.
    pub node: NodeId,
    /// Its module's id.
    pub module: SmolStr,
    /// What it is.
    pub kind: EffectKind,
}

/// The kinds of effects.
#[derive(Clone, Debug, PartialEq)]
pub enum EffectKind {
    /// A request, and what came back.
    Request(Request, Reply),
    /// A change of the instance's database.
    Change(Change),
    /// The work of a module that the engine does not know; its result is what the user set.
    Unknown,
}

impl Effect {
    /// The request, if it is one.
    pub fn request(&self) -> Option<&Request> {
        match &self.kind {
            EffectKind::Request(request, _) => Some(request),
            _ => None,
        }
    }

    /// The change, if it is one.
    pub fn change(&self) -> Option<&Change> {
        match &self.kind {
            EffectKind::Change(change) => Some(change),
            _ => None,
        }
    }

    /// The effect in one sentence.
    pub fn sentence(&self) -> String {
        match &self.kind {
            EffectKind::Request(request, reply) => {
                format!("{}{}", request.sentence(), reply.sentence())
            }
            EffectKind::Change(change) => change.sentence(),
            EffectKind::Unknown => format!(
                "{} is not known to the simulator; it gives what was set for it",
                self.module
            ),
        }
    }
}

/// A number with commas between the thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    let groups: Vec<_> = groups.map(String::from_utf8_lossy).collect();
    groups.join(",")
}

impl Request {
    /// The request in one sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Http(request) => format!(
                "{} {} with {} bytes",
                request.method,
                address(&request.url),
                grouped(request.body.len())
            ),
            Self::Mail(mail) => format!(
                "mail \"{}\" to {}",
                mail.subject,
                mail.recipients.join(", ")
            ),
            Self::Zmq(message) => format!("ZMQ message on {}", message.topic),
            Self::Query(query) => format!("question to the misp-module {}", query.module),
        }
    }

    /// Whether this value is what a question to misp-modules is about, or stands as a whole text in
    /// the JSON that is sent.
    pub(super) fn names(&self, value: &str) -> bool {
        let quoted = Value::from(value).to_json();
        match self {
            Self::Http(request) => request.body.contains(&quoted),
            Self::Query(query) => query.body.to_json().contains(&quoted),
            Self::Mail(_) | Self::Zmq(_) => false,
        }
    }
}

impl Reply {
    fn sentence(&self) -> String {
        match self {
            Self::Http { status, .. } if !(200..300).contains(status) => {
                format!(", answered with status {status}")
            }
            Self::Failed(message) => format!(", not sent: {message}"),
            Self::Assumed(_) => ", taken to find nothing".to_owned(),
            _ => String::new(),
        }
    }
}
