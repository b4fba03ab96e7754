//! HTTP requests as the server's modules make them: its headers in its order, its client's way with
//! URLs, forms and redirections, and what the modules make of the answer (README-live 38 to 41).

mod headers;
mod login;
mod multipart;
mod url;

use smol_str::SmolStr;

use super::Context;
use crate::{
    instance::ARBITRARY_URLS,
    run::{HttpRequest, Reply, Request},
    value::{Array, PhpError, Value},
};
use url::Url;

/// After so many redirections the client gives up; its language's default.
const MOST_REDIRECTIONS: usize = 20;

/// A request as a module words it.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method in capitals.
    pub method: &'static str,
    /// The URL as it was given.
    pub url: String,
    /// What is in the body.
    pub content: Content,
    /// The module's own headers by name; one that has a default's exact name takes its place.
    pub headers: Array,
    /// Whether a certificate that nobody vouches for is accepted.
    pub accepts_self_signed: bool,
    /// A part of the URL that must not be shown; empty if there is none.
    pub secret: SmolStr,
}

/// What is in a request's body.
#[derive(Clone, Debug)]
pub enum Content {
    /// Data, sent as JSON.
    Json(Value),
    /// Sent under the type of a form: text as it is, an array as a multipart body (README-live 39).
    Form(Value),
}

impl Content {
    /// The type that the headers name.
    fn kind(&self) -> &'static str {
        match self {
            Self::Json(_) => "application/json",
            Self::Form(_) => "application/x-www-form-urlencoded",
        }
    }

    /// The body. What the server's language takes for empty, the text `0` too, is not sent, and a
    /// GET has none (README-live 38, 40).
    fn body(&self, method: &str) -> Body {
        if method == "GET" {
            return Body::None;
        }
        let text = match self {
            Self::Json(data) => data.to_json_short(),
            Self::Form(Value::Array(fields)) if fields.is_empty() => String::new(),
            Self::Form(Value::Array(fields)) => return Body::Multipart(multipart::body(fields)),
            Self::Form(text) => text.to_text().into_owned(),
        };
        match text.as_str() {
            "" | "0" => Body::None,
            _ => Body::Text(text),
        }
    }
}

/// A body as it is sent.
enum Body {
    None,
    Text(String),
    Multipart(String),
}

/// What came back in the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// Why there was no answer, in the words of the server's client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent(pub String);

/// Whether the server lets its modules send requests at all; if not, that is reported.
pub fn is_allowed(context: &mut Context<'_>) -> bool {
    if context.instance.setting(ARBITRARY_URLS).is_truthy() {
        return true;
    }
    context.fail(format!("`{ARBITRARY_URLS}` is turned off"))
}

/// Whether there is a URL to send to; if not, that is reported.
pub fn has_url(context: &mut Context<'_>, url: &str) -> bool {
    !matches!(url, "" | "0") || context.fail("URL not provided.")
}

/// What the server throws where it goes on as if there were an answer, but nothing was sent.
pub fn no_answer() -> PhpError {
    PhpError::error("Call to a member function isOk() on null")
}

/// Sends a request and follows where it is redirected to: with the same method and, as the client
/// does, without the body, unless the status forbids that (README-live 41).
///
/// # Errors
/// [`Unsent`] for a URL that the client refuses, too many redirections, and what the network says.
pub fn send(context: &mut Context<'_>, call: Call) -> Result<Answer, Unsent> {
    let mut url = Url::parse(&call.url)?;
    let mut body = call.content.body(call.method);
    let mut headers = headers::of(context.instance, &call);
    for _ in 0..=MOST_REDIRECTIONS {
        let (text, sent) = headers::with_body(&headers, &url, &body);
        let request = Request::Http(HttpRequest {
            method: SmolStr::new_static(call.method),
            url: url.to_string(),
            headers: sent,
            body: text.to_owned(),
            accepts_self_signed: call.accepts_self_signed,
            secret: call.secret.clone(),
        });
        let (status, answer, location) = match context.outside.request(request) {
            Reply::Http {
                status,
                body,
                location,
            } => (status, body, location),
            Reply::Json(answer) | Reply::Assumed(answer) => (200, answer.to_json(), None),
            Reply::Taken => (200, String::new(), None),
            Reply::Failed(message) => return Err(Unsent(message)),
        };
        let Some(location) = location.filter(|_| (300..400).contains(&status)) else {
            return Ok(Answer {
                status,
                body: answer,
            });
        };
        let next = url.join(&location)?;
        if !next.is_same_site(&url) {
            headers::forget_credentials(&mut headers);
        }
        url = next;
        if matches!(status, 301..=303) {
            body = Body::None;
        }
    }
    Err(Unsent(format!(
        "curl error 47 'Number of redirects hit maximum amount': Maximum ({MOST_REDIRECTIONS}) redirects followed"
    )))
}

/// Whether the remote side took it; if not, that is reported (README-live 41).
pub fn is_taken(context: &mut Context<'_>, answer: &Answer) -> bool {
    match answer.status {
        200..=299 => true,
        401 | 403 => context.fail("Authentication failed."),
        _ => context.fail(format!(
            "Something went wrong with the request or the remote side is having issues. Body returned: {}",
            answer.body
        )),
    }
}

/// Sends a request and reports whatever keeps it from being taken (README-live 41).
pub fn deliver(context: &mut Context<'_>, call: Call) -> bool {
    match send(context, call) {
        Ok(answer) => is_taken(context, &answer),
        Err(Unsent(why)) => context.fail(format!(
            "Something went wrong while sending the request. Error returned: {why}"
        )),
    }
}

#[cfg(test)]
mod tests;
