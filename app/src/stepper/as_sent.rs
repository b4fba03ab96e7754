//! What of a request really goes out: the client that sends from here has some headers of its own.

use misp_flow_engine::run::{HttpRequest, Request};

/// Who asks, where nothing else was said.
const USER_AGENT: &str = concat!("misp-flow/", env!("CARGO_PKG_VERSION"));
/// Methods whose requests say so where they have no body.
const WITH_BODY: [&str; 3] = ["POST", "PUT", "PATCH"];

/// The request with the headers that go out with it when it is really sent, which are not all those
/// that MISP's client would send: the client itself says which packing it understands and how long
/// the body is. `Host` is left out, as it follows from the URL.
pub fn as_sent(request: &Request) -> Request {
    match request {
        Request::Http(http) => Request::Http(HttpRequest {
            headers: headers(http),
            ..http.clone()
        }),
        other => other.clone(),
    }
}

fn headers(http: &HttpRequest) -> Vec<(String, String)> {
    let is = |name: &str, other: &str| name.eq_ignore_ascii_case(other);
    let own = |name: &str| is(name, "Accept-Encoding") || is(name, "Content-Length");
    let given = http.headers.iter().filter(|(name, _)| !own(name));
    let mut sent: Vec<(String, String)> = given.cloned().collect();
    for (name, value) in [("User-Agent", USER_AGENT), ("Accept", "*/*")] {
        if !sent.iter().any(|(given, _)| is(given, name)) {
            sent.push((name.to_owned(), value.to_owned()));
        }
    }
    sent.push(("Accept-Encoding".to_owned(), "gzip".to_owned()));
    if !http.body.is_empty() || WITH_BODY.contains(&http.method.as_ref()) {
        sent.push(("Content-Length".to_owned(), http.body.len().to_string()));
    }
    sent
}
