//! `webhook`: sends a request to a URL.

use smol_str::SmolStr;

use crate::{
    modules::{
        Context, Module, Params,
        http::{self, Call, Content},
    },
    template::Template,
    value::{Array, PhpError, Value},
};

/// Sends a payload, or the roaming data, to a URL (README-live 38 to 41).
#[derive(Debug)]
pub struct Webhook {
    url: Template,
    content_type: String,
    method: String,
    accepts_self_signed: bool,
    payload: Template,
    headers: Template,
}

impl Webhook {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            url: params.template("url"),
            content_type: params.text("content_type"),
            method: params.text("request_method"),
            accepts_self_signed: params.text("self_signed") == "allow",
            payload: params.template("payload"),
            headers: params.template("headers"),
        }
    }

    /// What is sent. A payload that is empty once it is rendered stands for the roaming data. One
    /// that is JSON is read and written anew if the content type is `json`; one that is not becomes
    /// a JSON text, and so does any payload of a type that the server does not know.
    fn content(&self, context: &mut Context<'_>) -> Result<Content, PhpError> {
        let payload = context.render(&self.payload)?;
        let content = match self.content_type.as_str() {
            "form" => Content::Form,
            _ => Content::Json,
        };
        Ok(content(if payload.is_empty() {
            context.data()?
        } else if self.content_type == "json" {
            decoded(payload)
        } else {
            Value::from(payload)
        }))
    }
}

/// A payload that is JSON. The server's reader is stricter than PHP's own, which takes `True` for
/// true (live runs `filter-defaults`, `publish-event`).
fn decoded(payload: String) -> Value {
    let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&payload).is_ok();
    match Value::from_json(payload.as_bytes()) {
        Ok(value) if is_json => value,
        _ => Value::from(payload),
    }
}

impl Module for Webhook {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        if !http::is_allowed(context) {
            return Ok(false);
        }
        let url = context.render(&self.url)?;
        if !http::has_url(context, &url) {
            return Ok(false);
        }
        let content = self.content(context)?;
        let headers = named(&context.render(&self.headers)?);
        let method = match self.method.as_str() {
            "post" => "POST",
            "get" => "GET",
            "put" => "PUT",
            "delete" => "DELETE",
            _ => return Err(http::no_answer()),
        };
        let call = Call {
            method,
            url,
            content,
            headers,
            accepts_self_signed: self.accepts_self_signed,
            secret: SmolStr::default(),
        };
        Ok(http::deliver(context, call))
    }
}

/// The headers that a text has, one a line; lines without a colon are none (README-live 40).
fn named(text: &str) -> Array {
    let blank = [' ', '\t', '\n', '\r', '\0', '\u{b}'];
    let mut headers = Array::new();
    for (name, value) in text.split('\n').filter_map(|line| line.split_once(':')) {
        headers.insert(
            name.trim_matches(blank),
            Value::from(value.trim_matches(blank)),
        );
    }
    headers
}
