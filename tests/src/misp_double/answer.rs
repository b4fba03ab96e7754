//! Answers in the forms that MISP gives.

use misp_flow_engine::value::Value;
use serde_json::{Value as Json, json};

use super::call::Call;

pub(super) const JSON: &str = "application/json; charset=UTF-8";
pub(super) const HTML: &str = "text/html; charset=UTF-8";

/// MISP's name for whatever went wrong inside.
const INTERNAL: &str = "An Internal Error Has Occurred.";

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The content type, true or not.
    pub content_type: &'static str,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    fn of(status: u16, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            content_type,
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// 200 with JSON.
    pub fn json(body: &Json) -> Self {
        Self::of(200, JSON, body.to_string())
    }

    /// 200 with this text, which is JSON.
    pub fn written(body: String) -> Self {
        Self::of(200, JSON, body)
    }

    /// 200 with what PHP would write for this value: `[]` for `{}`, `1` for `1.0`.
    pub fn php(body: &Value) -> Self {
        Self::of(200, JSON, body.to_json_short())
    }

    /// A web page.
    pub fn page(status: u16, title: &str) -> Self {
        let page = format!(
            "<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
        );
        Self::of(status, HTML, page)
    }

    /// 200 with the page to log in at.
    pub fn login_page() -> Self {
        let page = "<!DOCTYPE html><html><head><title>Login</title></head><body><form action=\"/users/login\" id=\"UserLoginForm\" method=\"post\"></form></body></html>";
        Self::of(200, HTML, page)
    }

    /// The same with a header more.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    /// The same labelled as JSON whatever it is.
    pub fn labelled_json(self) -> Self {
        Self {
            content_type: JSON,
            ..self
        }
    }

    /// `{name, message, url}` with this status.
    pub fn error(status: u16, name: &str, call: &Call) -> Self {
        let body = json!({"name": name, "message": name, "url": call.target});
        Self {
            status,
            ..Self::json(&body)
        }
    }

    /// 500, as MISP answers whenever its code fails.
    pub fn internal(call: &Call) -> Self {
        Self::error(500, INTERNAL, call)
    }

    /// 405 for a method that the action does not take.
    pub fn method(call: &Call) -> Self {
        Self::error(405, "Method Not Allowed", call)
    }

    /// 200: something was done.
    pub fn saved(name: &str, url: &str, id: Option<Json>) -> Self {
        let mut body =
            json!({"saved": true, "success": true, "name": name, "message": name, "url": url});
        if let Some(id) = id {
            body["id"] = id;
        }
        Self::json(&body)
    }

    /// 403: something was not done, and why.
    pub fn refused(name: &str, url: &str, errors: Json, id: Option<Json>) -> Self {
        let mut body =
            json!({"saved": false, "name": name, "message": name, "url": url, "errors": errors});
        if let Some(id) = id {
            body["id"] = id;
        }
        Self {
            status: 403,
            ..Self::json(&body)
        }
    }

    /// 302 to the login page.
    pub fn login(base: &str) -> Self {
        Self::redirect(&format!("{base}/users/login"))
    }

    /// 302 to this URL.
    pub fn redirect(to: &str) -> Self {
        Self::of(302, HTML, "").with("Location", to)
    }
}
