//! The recording's network: a sink for webhooks, hosts that are not there, and misp-modules.

use misp_flow_engine::{
    run::{Answer, AnswerSource, Call, HttpRequest, ModuleQuery, Reply, Request},
    value::{Array, Value},
};

use crate::conformance::field;

/// Where the sink listened.
pub const SINK: &str = "http://127.0.0.1:27062";

/// Answers requests as the recording's surroundings did.
pub struct Network {
    /// What misp-modules was asked and answered, in order.
    queries: std::vec::IntoIter<Value>,
    faults: Vec<String>,
}

impl Network {
    /// The surroundings of this recording.
    pub fn new(vector: &Value) -> Self {
        let queries = field(field(vector, "expected"), "module_queries").to_array();
        Self {
            queries: queries.values().cloned().collect::<Vec<_>>().into_iter(),
            faults: Vec::new(),
        }
    }

    /// Requests that the recording knows no answer to.
    pub fn faults(&self) -> Result<(), String> {
        match self.faults.first() {
            Some(fault) => Err(fault.clone()),
            None => Ok(()),
        }
    }

    fn query(&mut self, query: &ModuleQuery) -> Reply {
        match self.queries.next() {
            Some(recorded) => Reply::Json(field(&recorded, "answer").clone()),
            None => {
                self.faults
                    .push(format!("asks {} more than recorded", query.module));
                Reply::Json(Array::new().into())
            }
        }
    }
}

fn http(request: &HttpRequest) -> Reply {
    let Some(path) = request.url.strip_prefix(SINK) else {
        return Reply::Failed(unreachable(&request.url));
    };
    let status = path.strip_prefix("/s/").and_then(|code| code.parse().ok());
    Reply::Http {
        status: status.unwrap_or(200),
        body: match status {
            Some(status) => format!("{{\"sink\": \"status {status}\"}}"),
            None => "{\"sink\": \"ok\"}".to_owned(),
        },
        location: matches!(status, Some(301 | 302)).then(|| "/ok".to_owned()),
    }
}

/// What the recorded server's HTTP client said.
fn unreachable(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    match authority.split_once(':') {
        Some((host, port)) => format!(
            "curl error 7 'Couldn't connect to server': Failed to connect to {host} port {port} after @N@ ms: Couldn't connect to server"
        ),
        None => format!(
            "curl error 6 'Couldn't resolve host name': Could not resolve host: {authority}"
        ),
    }
}

impl AnswerSource for Network {
    fn answer(&mut self, _: &Call<'_>) -> Option<Answer> {
        None
    }

    fn perform(&mut self, _: &Call<'_>, request: &Request) -> Reply {
        match request {
            Request::Http(request) => http(request),
            Request::Query(query) => self.query(query),
            Request::Mail(_) | Request::Zmq(_) => Reply::Taken,
        }
    }
}
