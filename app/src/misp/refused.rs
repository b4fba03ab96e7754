//! From a status and a body to the cause behind a refusal. The label of the body is not looked
//! at: MISP sends web pages labelled JSON and the reverse (spec 02).

use serde_json::Value as Json;

use super::{refusal::Cause, secret::KEY_LENGTH};

/// The settings that workflows need.
const WORKFLOWS: &str = "Plugin.Workflow_enable must be on";
const BACKGROUND_JOBS: &str = "MISP.background_jobs must be on";
const REDIS: &str = "MISP.redis_host and its port must lead to a Redis that runs";
/// How much of a server's own words is shown.
const LONGEST: usize = 400;

/// What is known about a request besides its answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// Whether it is one of the workflow calls.
    pub about_workflows: bool,
    /// How many characters the key has.
    pub key_length: usize,
}

/// Why this answer is a refusal; `None` for an answer to read.
pub(super) fn cause(status: u16, body: &[u8], asked: Asked) -> Option<Cause> {
    if status == 200 && !is_web_page(body) {
        return None;
    }
    let page = is_web_page(body);
    let json: Json = if page {
        Json::Null
    } else {
        serde_json::from_slice(body).unwrap_or_default()
    };
    let message = message(&json);
    Some(match status {
        401 => key_refused(asked),
        403 if page => Cause::WebPage { status },
        403 if is_about_the_key(&message) => key_refused(asked),
        403 if is_validation(&json) => Cause::Invalid { message },
        403 => Cause::NotPermitted { message },
        404 if page || json.is_null() => Cause::NotMisp,
        404 if message == "Not Found" => Cause::NotOffered,
        404 => Cause::NotFound { message },
        405 if message.starts_with("Invalid JSON input") => Cause::BrokenJson,
        405 => Cause::NotOffered,
        407 => Cause::ProxyRefused {
            detail: "it asks for a login".to_owned(),
        },
        429 => Cause::TooManyRequests { wait: None },
        502..=504 => Cause::Unavailable { status },
        500 if asked.about_workflows && is_switched_off(body) => Cause::WorkflowsOff {
            settings: settings(body),
        },
        500 if page => Cause::WebPage { status },
        500 => Cause::Internal,
        _ if page && is_login_page(body) => Cause::LoginPage,
        200..=299 if page => Cause::WebPage { status },
        200..=299 => return None,
        _ => Cause::Status { status, message },
    })
}

fn key_refused(asked: Asked) -> Cause {
    match asked.key_length {
        0 => Cause::KeyMissing,
        KEY_LENGTH => Cause::KeyRefused,
        length => Cause::KeyLength { length },
    }
}

/// Whether a body begins as a web page does.
pub(super) fn is_web_page(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii_start().starts_with(b"<")
}

fn holds(body: &[u8], words: &str) -> bool {
    String::from_utf8_lossy(body)
        .to_lowercase()
        .contains(&words.to_lowercase())
}

fn is_login_page(body: &[u8]) -> bool {
    holds(body, "users/login") || holds(body, "UserLoginForm")
}

/// MISP renders its page about what is missing and breaks off in the middle of it.
fn is_switched_off(body: &[u8]) -> bool {
    holds(body, "Could not access Workflow system") || holds(body, "to use workflows")
}

/// The settings that the page names; all of them where it breaks off before it names any.
fn settings(body: &[u8]) -> Vec<&'static str> {
    let named: Vec<_> = [
        ("workflow plugin must be enabled", WORKFLOWS),
        ("background workers must be enabled", BACKGROUND_JOBS),
        ("redis", REDIS),
    ]
    .into_iter()
    .filter(|(words, _)| holds(body, words))
    .map(|(_, setting)| setting)
    .collect();
    if named.is_empty() {
        vec![WORKFLOWS, BACKGROUND_JOBS, REDIS]
    } else {
        named
    }
}

fn is_about_the_key(message: &str) -> bool {
    let message = message.to_lowercase();
    ["authentication failed", "api key", "authkey", "auth key"]
        .iter()
        .any(|words| message.contains(words))
}

fn is_validation(json: &Json) -> bool {
    json.get("saved").is_some() || json.get("errors").is_some()
}

/// The server's own words: what is wrong with what was sent where it says so, else its message.
pub(super) fn message(json: &Json) -> String {
    let told = ["errors", "message", "name", "detail", "error"]
        .iter()
        .filter_map(|key| json.get(key))
        .map(|told| {
            let mut texts = texts(told);
            texts.dedup();
            texts.join("; ")
        })
        .find(|text| !text.is_empty());
    let line: String = told
        .unwrap_or_default()
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// The texts in a value: MISP gives errors as a text, as a list, or by field; other servers as rows
/// with a message among other things.
fn texts(json: &Json) -> Vec<String> {
    match json {
        Json::String(text) => vec![text.clone()],
        Json::Array(items) => items.iter().flat_map(texts).collect(),
        Json::Object(fields) => match fields.get("message").or_else(|| fields.get("msg")) {
            Some(message) => texts(message),
            None => fields.values().flat_map(texts).collect(),
        },
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Option<Cause> {
        let asked = Asked {
            about_workflows: true,
            key_length: KEY_LENGTH,
        };
        cause(status, body.as_bytes(), asked)
    }

    #[test]
    fn a_switched_off_server_names_the_settings() {
        let page = "<div><strong>Could not access Workflow system</strong></div>";
        let Some(Cause::WorkflowsOff { settings }) = read(500, page) else {
            panic!("{:?}", read(500, page));
        };
        assert_eq!(settings, [WORKFLOWS, BACKGROUND_JOBS, REDIS]);
        let page = "<p>Could not access Workflow system: The workflow plugin must be enabled to use workflows</p>";
        let Some(Cause::WorkflowsOff { settings }) = read(500, page) else {
            panic!("{:?}", read(500, page));
        };
        assert_eq!(settings, [WORKFLOWS]);
    }

    #[test]
    fn errors_of_all_shapes_are_words() {
        for body in [
            r#"{"saved": false, "name": "Could not edit", "errors": "too long"}"#,
            r#"{"saved": false, "errors": ["too long"]}"#,
            r#"{"saved": false, "errors": {"name": ["too long"]}}"#,
        ] {
            let message = "too long".to_owned();
            assert_eq!(read(403, body), Some(Cause::Invalid { message }), "{body}");
        }
        let long = format!(r#"{{"message": "{}"}}"#, "x".repeat(5000));
        let Some(Cause::NotPermitted { message }) = read(403, &long) else {
            panic!()
        };
        assert_eq!(message.chars().count(), LONGEST + 1);
    }

    #[test]
    fn pages_are_told_apart() {
        assert_eq!(
            read(200, "<html>hello"),
            Some(Cause::WebPage { status: 200 })
        );
        assert_eq!(
            read(200, "\n <form action=\"/users/login\">"),
            Some(Cause::LoginPage)
        );
        assert_eq!(read(404, "<h1>nginx"), Some(Cause::NotMisp));
        assert_eq!(read(200, "[]"), None);
        assert_eq!(read(200, "null"), None);
    }

    #[test]
    fn foreign_refusals_are_understood() {
        let body = r#"{"detail": "authentication failed"}"#;
        assert_eq!(read(401, body), Some(Cause::KeyRefused));
        for detail in [
            r#"{"detail": "no number"}"#,
            r#"{"detail": [{"loc": ["path"], "msg": "no number"}, {"msg": "no number"}]}"#,
        ] {
            let message = "no number".to_owned();
            let status = 422;
            assert_eq!(
                read(status, detail),
                Some(Cause::Status { status, message })
            );
        }
    }
}
