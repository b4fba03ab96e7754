//! Requests without what must not be read over a shoulder, to be shown and kept.

use misp_flow_engine::{
    describe::{address, is_secret_header},
    run::{HttpRequest, ModuleQuery, Request},
    value::Value,
};

/// What stands in the place of a secret.
pub const MASKED: &str = "••••••";

/// The request with its secrets masked: of an address only scheme and host stay, of headers that
/// carry keys the names, of what misp-modules is handed in its settings the names.
pub fn masked(request: &Request) -> Request {
    match request {
        Request::Http(http) => Request::Http(HttpRequest {
            url: address(&http.url),
            headers: (http.headers.iter())
                .map(|(name, value)| match is_secret_header(name) {
                    true => (name.clone(), MASKED.to_owned()),
                    false => (name.clone(), value.clone()),
                })
                .collect(),
            secret: Default::default(),
            ..http.clone()
        }),
        Request::Query(query) => Request::Query(ModuleQuery {
            module: query.module.clone(),
            body: without_settings(&query.body),
        }),
        Request::Mail(_) | Request::Zmq(_) => request.clone(),
    }
}

fn without_settings(body: &Value) -> Value {
    let mut body = body.clone();
    let config = body.as_array_mut().and_then(|body| body.get_mut("config"));
    if let Some(config) = config.and_then(Value::as_array_mut) {
        for value in config.values_mut().filter(|value| !value.is_empty()) {
            *value = Value::from(MASKED);
        }
    }
    body
}
