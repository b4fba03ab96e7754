//! Effects as text and as JSON.

use misp_flow_engine::run::{Effect, EffectKind, HttpRequest, Reply, Request};
use serde_json::{Value as Json, json};

/// What stands in place of a secret.
const HIDDEN: &str = "(hidden)";

/// An effect for scripts: who did what, in words and by field. What is a secret by its name (a
/// header that authorises) does not show.
pub(super) fn json(effect: &Effect, node: Json) -> Json {
    let mut report = json!({
        "step": effect.step + 1,
        "node": node,
        "module": effect.module.as_str(),
        "text": effect.sentence(),
    });
    if let Some(fields) = report.as_object_mut() {
        let (kind, what) = kind(&effect.kind);
        fields.insert("kind".to_owned(), json!(kind));
        if let Some(what) = what.as_object() {
            fields.extend(what.clone());
        }
    }
    report
}

fn kind(kind: &EffectKind) -> (&'static str, Json) {
    match kind {
        EffectKind::Request(request, reply) => {
            let (kind, mut what) = self::request(request);
            if let (Some(fields), Some(answer)) = (what.as_object_mut(), self::reply(reply)) {
                fields.insert("answer".to_owned(), answer);
            }
            (kind, what)
        }
        EffectKind::Change(_) => ("change", json!({})),
        EffectKind::Unknown => ("unknown", json!({})),
    }
}

fn request(request: &Request) -> (&'static str, Json) {
    match request {
        Request::Http(http) => (
            "http",
            json!({
                "method": http.method.as_str(),
                "url": http.url,
                "headers": headers(http),
                "body": http.body,
            }),
        ),
        Request::Mail(mail) => (
            "mail",
            json!({
                "recipients": mail.recipients,
                "subject": mail.subject,
                "body": mail.body,
            }),
        ),
        Request::Zmq(zmq) => (
            "zmq",
            json!({
                "topic": zmq.topic.as_str(),
                "message": zmq.message.to_serde(),
            }),
        ),
        Request::Query(query) => (
            "misp-modules",
            json!({
                "asks": query.module.as_str(),
                "query": query.body.to_serde(),
            }),
        ),
    }
}

fn headers(request: &HttpRequest) -> Vec<[&str; 2]> {
    let headers = request.headers.iter();
    headers
        .map(|(name, value)| [name.as_str(), if is_secret(name) { HIDDEN } else { value }])
        .collect()
}

/// Whether a header of this name holds a secret.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["auth", "token", "key", "secret", "cookie", "password"]
        .iter()
        .any(|part| name.contains(part))
}

fn reply(reply: &Reply) -> Option<Json> {
    match reply {
        Reply::Taken => None,
        Reply::Http { status, body, .. } => Some(json!({"status": status, "body": body})),
        Reply::Json(answer) => Some(answer.to_serde()),
        Reply::Assumed(answer) => Some(json!({"assumed": answer.to_serde()})),
        Reply::Failed(message) => Some(json!({"failed": message})),
    }
}
