//! A request as MISP's router sees it.

use std::io::Read;

use axum::http::{HeaderMap, Method, Uri};
use serde_json::{Map, Value as Json};

/// The body of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// Nothing, or something whose type was not told.
    None,
    /// JSON, or a form in the shape of JSON.
    Json(Json),
    /// Said to be JSON, and is none.
    Broken,
}

/// A request.
#[derive(Clone, Debug)]
pub struct Call {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query as they came.
    pub target: String,
    /// The controller, in lower case without underscores: `workflowblueprints`.
    pub controller: String,
    /// The action; `index` where none is named.
    pub action: String,
    /// What stands behind the action.
    pub args: Vec<String>,
    /// Named parameters of the path: `type:all`.
    pub named: Vec<(String, String)>,
    /// Whether JSON was asked for: by `.json`, or by `Accept: application/json`.
    pub wants_json: bool,
    /// Whether gzip is welcome.
    pub takes_gzip: bool,
    /// Whether it says that it comes from a script of the web page.
    pub is_ajax: bool,
    /// What stands in `Authorization`.
    pub key: Option<String>,
    /// The body.
    pub payload: Payload,
}

impl Call {
    /// Reads a request to this path and query.
    pub fn read(method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Self {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let path = uri.path();
        let bare = path.strip_suffix(".json");
        let accepted = header("accept").unwrap_or_default();
        let mut segments = bare
            .unwrap_or(path)
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| decoded(segment, false));
        let mut controller = segments.next().unwrap_or_default();
        let mut action = segments.next().unwrap_or_else(|| "index".to_owned());
        let mut rest: Vec<String> = segments.collect();
        if controller == "admin" {
            controller = format!("admin/{action}");
            action = if rest.is_empty() {
                "index".to_owned()
            } else {
                rest.remove(0)
            };
        }
        let (named, args) = rest
            .into_iter()
            .partition::<Vec<_>, _>(|arg| arg.contains(':'));
        let named = named.iter().filter_map(|arg| arg.split_once(':'));
        let target = uri.path_and_query().map_or(path, |both| both.as_str());
        Self {
            method: method.to_string(),
            target: target.to_owned(),
            controller: controller.to_lowercase().replace('_', ""),
            action,
            args,
            named: named
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            wants_json: bare.is_some() || accepted.contains("application/json"),
            takes_gzip: header("accept-encoding").is_some_and(|taken| taken.contains("gzip")),
            is_ajax: header("x-requested-with") == Some("XMLHttpRequest"),
            key: header("authorization").map(str::to_owned),
            payload: payload(
                header("content-type").unwrap_or_default(),
                header("content-encoding") == Some("gzip"),
                body,
            ),
        }
    }

    /// The argument at this place.
    pub fn arg(&self, place: usize) -> Option<&str> {
        self.args.get(place).map(String::as_str)
    }

    /// The argument at this place as a number.
    pub fn number(&self, place: usize) -> Option<u64> {
        self.arg(place)?.parse().ok()
    }

    /// A parameter of the path, else the one of the body, as text.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let named = self.named.iter().find(|(key, _)| key == name);
        match named {
            Some((_, value)) => Some(value.clone()),
            None => self.body()?.get(name).map(text),
        }
    }

    /// The body, where there is a good one.
    pub fn body(&self) -> Option<&Json> {
        match &self.payload {
            Payload::Json(body) => Some(body),
            _ => None,
        }
    }

    /// Whether the method changes things.
    pub fn is_post(&self) -> bool {
        matches!(self.method.as_str(), "POST" | "PUT")
    }
}

/// A scalar as text, as it would stand in a form.
pub fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Bool(true) => "1".to_owned(),
        Json::Bool(false) | Json::Null => String::new(),
        other => other.to_string(),
    }
}

fn payload(content_type: &str, packed: bool, body: &[u8]) -> Payload {
    let mut unpacked = Vec::new();
    let body = if packed {
        if flate2::read::GzDecoder::new(body)
            .read_to_end(&mut unpacked)
            .is_err()
        {
            return Payload::Broken;
        }
        &unpacked
    } else {
        body
    };
    if body.is_empty() {
        return Payload::None;
    }
    if content_type.starts_with("application/x-www-form-urlencoded") {
        return Payload::Json(form(&String::from_utf8_lossy(body)));
    }
    if !content_type.starts_with("application/json") {
        return Payload::None;
    }
    match serde_json::from_slice(body) {
        Ok(body) => Payload::Json(body),
        Err(_) => Payload::Broken,
    }
}

/// A form: `data[Workflow][name]=…` is what JSON has as `{"Workflow": {"name": …}}`.
fn form(body: &str) -> Json {
    let mut fields = Json::Object(Map::new());
    for pair in body.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decoded(name, true);
        let mut names = name
            .split(['[', ']'])
            .filter(|name| !name.is_empty())
            .peekable();
        if names.peek() == Some(&"data") && name.contains('[') {
            names.next();
        }
        let place = names.fold(&mut fields, |place, name| &mut place[name]);
        *place = Json::String(decoded(value, true));
    }
    fields
}

/// The text without percent signs, and in a form without plus signs.
fn decoded(text: &str, is_form: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let code = behind
            .get(..2)
            .and_then(|code| std::str::from_utf8(code).ok());
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        let (byte, behind) = match (first, code) {
            (b'%', Some(code)) => (code, &behind[2..]),
            (b'+', _) if is_form => (b' ', behind),
            _ => (first, behind),
        };
        bytes.push(byte);
        rest = behind;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_is_read_as_json() {
        assert_eq!(
            form("data%5BWorkflow%5D%5Bname%5D=A+b%2Bc&graph=%7B%7D"),
            json!({"Workflow": {"name": "A b+c"}, "graph": "{}"})
        );
    }

    #[test]
    fn a_path_is_taken_apart() {
        let uri = Uri::from_static("/workflow_blueprints/view/8/format:dot.json?x=1");
        let call = Call::read(&Method::GET, &uri, &HeaderMap::new(), b"");
        assert_eq!(call.controller, "workflowblueprints");
        assert_eq!((call.action.as_str(), call.number(0)), ("view", Some(8)));
        assert_eq!(call.parameter("format").as_deref(), Some("dot"));
        assert!(call.wants_json);
    }
}
