//! What is asked of a server: method, path, body, and whether it only reads.

use std::time::Duration;

use reqwest::{Method, Url};
use serde_json::Value as Json;

use super::address::Address;

/// Whether a call changes something on the server. What only reads is tried again when the
/// connection fails; what changes something never is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Reads,
    Changes,
}

/// Where a call goes.
#[derive(Clone, Debug)]
enum Target {
    /// Below the base, segment by segment.
    Path(Vec<String>),
    /// A link of the server's own that was checked to stay on it.
    Link(Url),
}

/// One call.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub method: Method,
    pub effect: Effect,
    pub body: Option<Vec<u8>>,
    /// How long to wait for the answer, where it may take longer than usual.
    pub patience: Option<Duration>,
    target: Target,
}

impl Call {
    /// A `GET` that reads. The last segment gets `.json`, so that JSON comes (spec 02).
    pub fn get(segments: &[&str]) -> Self {
        let mut path = owned(segments);
        if let Some(last) = path.last_mut() {
            last.push_str(".json");
        }
        Self::to(Method::GET, Effect::Reads, Target::Path(path), None)
    }

    /// A `GET` that changes something; there is one such call.
    pub fn get_that_changes(segments: &[&str]) -> Self {
        Self {
            effect: Effect::Changes,
            ..Self::get(segments)
        }
    }

    /// A `GET` of a link in a server's answer.
    pub fn follow(link: Url) -> Self {
        Self::to(Method::GET, Effect::Reads, Target::Link(link), None)
    }

    /// A `POST` that only reads, such as a search.
    pub fn search(segments: &[&str], body: &Json) -> Self {
        Self::post(segments, body, Effect::Reads)
    }

    /// A `POST` that changes something.
    pub fn change(segments: &[&str], body: &Json) -> Self {
        Self::post(segments, body, Effect::Changes)
    }

    fn post(segments: &[&str], body: &Json, effect: Effect) -> Self {
        let body = body.to_string().into_bytes();
        let path = Target::Path(owned(segments));
        Self::to(Method::POST, effect, path, Some(body))
    }

    fn to(method: Method, effect: Effect, target: Target, body: Option<Vec<u8>>) -> Self {
        Self {
            method,
            effect,
            body,
            patience: None,
            target,
        }
    }

    /// The same with more time for the answer.
    pub fn patient(mut self, patience: Duration) -> Self {
        self.patience = Some(patience);
        self
    }

    /// Where it goes on this instance.
    pub fn url(&self, address: &Address) -> Url {
        match &self.target {
            Target::Path(path) => {
                let segments: Vec<&str> = path.iter().map(String::as_str).collect();
                address.join(&segments)
            }
            Target::Link(url) => url.clone(),
        }
    }

    /// Method and path, for messages.
    pub fn name(&self) -> String {
        let path = match &self.target {
            Target::Path(path) => format!("/{}", path.join("/")),
            Target::Link(url) => url.path().to_owned(),
        };
        format!("{} {}", self.method, path.trim_end_matches(".json"))
    }

    /// Whether it is one of the calls that need workflows to be switched on.
    pub fn is_about_workflows(&self) -> bool {
        match &self.target {
            Target::Path(path) => path
                .first()
                .is_some_and(|first| first.starts_with("workflow")),
            Target::Link(_) => false,
        }
    }
}

fn owned(segments: &[&str]) -> Vec<String> {
    segments
        .iter()
        .map(|segment| (*segment).to_owned())
        .collect()
}
