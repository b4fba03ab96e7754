//! A stand-in for the service, so that runs can be simulated without one.
//!
//! It answers as misp-modules 3.1.0 does for `jinja_template_rendering`, `testaction`, `eql` and
//! `extract_url_components`, and for all that the service itself answers (the vectors
//! `modules_protocol`, compared with the real package in `misp_modules_peer`). What another module
//! would find nobody can know without asking it.

mod url;

use serde_json::{Value as Json, json};

use super::{Services, service::MISP_MODULES_3_1_0};
use crate::{
    run::{ModuleQuery, Reply},
    template::Template,
    value::{Array, Value},
};

/// An HTTP answer of the stand-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// What the service says when a module fails, is unknown, or is asked without what it needs.
const WENT_WRONG: &str = "Something went wrong, look in the server logs for details";

/// Answers a request to the service; `None` where only the code of the module itself could.
pub fn serve(method: &str, path: &str, body: &str) -> Option<Response> {
    let allowed = match path {
        "/modules" | "/healthcheck" => "GET",
        "/query" => "POST",
        _ => return Some(refused(method, 404, "Not Found")),
    };
    if method != allowed {
        return Some(refused(method, 405, "Method Not Allowed"));
    }
    let body = match path {
        "/modules" => MISP_MODULES_3_1_0.to_owned(),
        "/healthcheck" => json!({"status": true}).to_string(),
        _ => match serde_json::from_str(body) {
            Ok(question @ Json::Object(_)) => answer_to(&question)?.to_string(),
            _ => return Some(refused(method, 500, "Internal Server Error")),
        },
    };
    Some(Response { status: 200, body })
}

/// Answers a question of a simulated run. Where the stand-in cannot know the answer it takes it
/// that all went well and nothing was found.
pub fn reply(query: &ModuleQuery) -> Reply {
    let known = module(&query.module).and_then(|module| module(&query.body.to_serde()));
    if let Some(answer) = known {
        return Reply::Json(Value::from_serde(&answer));
    }
    let is_action = query.body.get("data").is_some();
    let (key, value) = if is_action {
        ("data", Value::from(true))
    } else {
        ("results", Value::empty_array())
    };
    let mut answer = Array::new();
    answer.insert(key, value);
    Reply::Assumed(answer.into())
}

/// The page of an error; a `HEAD` gets its head only.
fn refused(method: &str, status: u16, reason: &str) -> Response {
    let page =
        format!("<html><title>{status}: {reason}</title><body>{status}: {reason}</body></html>");
    Response {
        status,
        body: if method == "HEAD" {
            String::new()
        } else {
            page
        },
    }
}

fn answer_to(question: &Json) -> Option<Json> {
    let name = question.get("module").and_then(Json::as_str);
    let known = name.filter(|name| Services::bundled().get(name).is_some());
    match known {
        Some(name) => module(name)?(question),
        None => Some(error(WENT_WRONG)),
    }
}

/// How a module answers a question; `None` where this question is beyond the stand-in.
type Module = fn(&Json) -> Option<Json>;

fn module(name: &str) -> Option<Module> {
    match name {
        "eql" => Some(eql),
        "extract_url_components" => Some(extract_url_components),
        "jinja_template_rendering" => Some(|question| Some(render(question))),
        "testaction" => Some(|_| Some(json!({"data": true}))),
        _ => None,
    }
}

fn error(message: &str) -> Json {
    json!({ "error": message })
}

/// A query of the Event Query Language for the first value of a type that it knows (`proto-02`).
fn eql(question: &Json) -> Option<Json> {
    let known = [
        ("filename", "file where file_name"),
        ("ip-dst", "network where destination_address"),
        ("ip-src", "network where source_address"),
    ];
    for (kind, field) in known {
        let value = match question.get(kind) {
            None | Some(Json::Null) => continue,
            Some(Json::String(text)) if text.is_empty() => continue,
            Some(Json::String(text)) => text,
            // Another value would be written as Python writes it; MISP sends texts only.
            Some(_) => return None,
        };
        return Some(json!({"results": [{
            "types": ["comment"],
            "categories": ["External analysis"],
            "values": format!("{field} == \"{value}\""),
            "comment": "Event EQL queries",
        }]}));
    }
    Some(error(WENT_WRONG))
}

/// What the parts of a URL are, as an object (`proto-06`).
fn extract_url_components(question: &Json) -> Option<Json> {
    let field = |name: &str| question.get("attribute")?.get(name);
    let (Some(kind), Some(value), Some(uuid)) = (field("type"), field("value"), field("uuid"))
    else {
        return Some(error(
            "This module requires an \"attribute\" field as input, which should contain at least \
             a type, a value and an uuid.",
        ));
    };
    if kind != "url" {
        return Some(error("Bad attribute type"));
    }
    let Some(value) = value.as_str() else {
        return Some(error(WENT_WRONG));
    };
    match url::Parts::of(value.trim()) {
        Ok(parts) => Some(json!({"results": {"Object": [parts.object(uuid)]}})),
        Err(url::Fault::Refused) => Some(error(WENT_WRONG)),
        Err(url::Fault::Beyond) => None,
    }
}

/// Renders a template: `text` is JSON with `template` and `data`. What cannot be rendered gives an
/// empty text (`proto-17` to `proto-25`).
fn render(question: &Json) -> Json {
    let text = match question.get("text") {
        Some(Json::String(text)) if !text.is_empty() => text,
        Some(other) if is_true(other) => return error(WENT_WRONG),
        _ => return Json::Bool(false),
    };
    let Ok(Json::Object(fields)) = serde_json::from_str(text) else {
        return error(WENT_WRONG);
    };
    let template = match fields.get("template") {
        Some(template) => template.as_str(),
        None => Some("- Default template -"),
    };
    let no_data = Json::Object(serde_json::Map::new());
    let data = fields.get("data").unwrap_or(&no_data);
    let rendered = match template {
        Some(template) if data.is_object() => {
            Template::parse(template)
                .render(&Value::from_serde(data))
                .text
        }
        _ => String::new(),
    };
    json!({"results": [{"types": ["text"], "values": [rendered]}]})
}

/// Python's truth.
fn is_true(value: &Json) -> bool {
    match value {
        Json::Null => false,
        Json::Bool(value) => *value,
        Json::Number(number) => number.as_f64() != Some(0.0),
        Json::String(text) => !text.is_empty(),
        Json::Array(items) => !items.is_empty(),
        Json::Object(fields) => !fields.is_empty(),
    }
}
