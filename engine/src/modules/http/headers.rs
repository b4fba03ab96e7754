//! The headers of a request, in the order in which the server's client sends them.

use super::{Body, Call, Url, multipart};
use crate::{
    instance::Instance,
    value::{Array, Value},
};

/// Name and value of each header.
pub(super) type Headers = Vec<(String, String)>;

/// The headers that the server gives its client: its defaults, then the module's own. A form's type
/// cannot be changed (README-live 39, 40).
pub(super) fn of(instance: &Instance, call: &Call) -> Headers {
    let kind = Value::from(call.content.kind());
    let mut defaults = Array::with_capacity(3);
    defaults.insert("Accept", Value::from("application/json"));
    defaults.insert("Content-Type", kind.clone());
    defaults.insert("User-Agent", Value::from(instance.user_agent.clone()));
    let mut all = defaults.merge(&call.headers);
    if let super::Content::Form(_) = call.content {
        all.insert("Content-Type", kind);
    }
    all.iter()
        .map(|(name, value)| (name.to_string(), value.to_text().into_owned()))
        .collect()
}

/// The body and all headers of a request that carries it, without `Host` and `Connection`. A header
/// without a name or a value is not sent, but still takes the place of the client's own.
pub(super) fn with_body<'b>(given: &Headers, url: &Url, body: &'b Body) -> (&'b str, Headers) {
    let (text, form) = match body {
        Body::None => ("", false),
        Body::Text(text) => (text.as_str(), false),
        Body::Multipart(text) => (text.as_str(), true),
    };
    let is_given = |name: &str| {
        given
            .iter()
            .any(|(given, _)| given.eq_ignore_ascii_case(name))
    };
    let mut sent = Headers::with_capacity(given.len() + 3);
    let mut add = |name: &str, value: String| {
        if !is_given(name) {
            sent.push((name.to_owned(), value));
        }
    };
    if let Some(credentials) = url.credentials() {
        add("Authorization", credentials);
    }
    add("Accept-Encoding", "deflate, gzip, br, zstd".to_owned());
    let is_kept = |name: &str| {
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        !(is("Host") || is("Connection") || form && is("Content-Type"))
    };
    let own = given
        .iter()
        .filter(|(name, value)| !name.is_empty() && !value.is_empty() && is_kept(name));
    sent.extend(own.cloned());
    if !text.is_empty() && !is_given("Content-Length") {
        sent.push(("Content-Length".to_owned(), text.len().to_string()));
    }
    // The client writes the type of a multipart body itself, behind everything else.
    let kind = given
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("Content-Type"));
    if let Some((name, kind)) = kind.filter(|_| form) {
        let kind = format!("{kind}; boundary={}", multipart::BOUNDARY);
        sent.push((name.clone(), kind));
    }
    (text, sent)
}

/// Takes away what another site must not be told.
pub(super) fn forget_credentials(headers: &mut Headers) {
    headers.retain(|(name, _)| {
        !name.eq_ignore_ascii_case("Authorization") && !name.eq_ignore_ascii_case("Cookie")
    });
}
