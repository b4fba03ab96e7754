//! A web server that notes what it is asked, and workflows that ask it.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, body::Bytes, extract::State, http::request::Parts, response::IntoResponse};
use egui_kittest::kittest::{NodeT, Queryable};
use serde_json::{Value as Json, json};

use crate::window_stage::Window;

/// The attributes of the sample event that `eql` is asked about, as the question says it.
pub const QUESTIONS: &str = "1 request";

/// A request that came.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }
}

#[derive(Clone)]
struct Desk {
    seen: Arc<Mutex<Vec<Seen>>>,
    answer: Option<(u16, String)>,
}

/// A web server on this machine, for as long as it is held.
pub struct Server {
    pub address: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    _runtime: tokio::runtime::Runtime,
}

impl Server {
    /// A server that answers everything with this.
    pub fn start(status: u16, body: &str) -> Self {
        Self::of(Some((status, body.to_owned())))
    }

    /// A server that takes requests and never answers.
    pub fn silent() -> Self {
        Self::of(None)
    }

    fn of(answer: Option<(u16, String)>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let desk = Desk {
            seen: seen.clone(),
            answer,
        };
        let listener = std::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let app = Router::new().fallback(take).with_state(desk);
            axum::serve(listener, app).await.unwrap();
        });
        Self {
            address,
            seen,
            _runtime: runtime,
        }
    }

    /// What came so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

async fn take(State(desk): State<Desk>, head: Parts, body: Bytes) -> impl IntoResponse {
    let headers = head.headers.iter();
    let headers = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("").to_owned()))
        .collect();
    desk.seen.lock().unwrap().push(Seen {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    let Some((status, body)) = desk.answer else {
        tokio::time::sleep(Duration::from_secs(600)).await;
        return (axum::http::StatusCode::OK, String::new());
    };
    (axum::http::StatusCode::from_u16(status).unwrap(), body)
}

/// So many webhooks to this address, each with its number.
pub fn webhooks(address: &str, count: usize) -> Vec<(&'static str, Json)> {
    let one = |number: usize| {
        let params = json!({
            "url": format!("{address}/hook/{number}"),
            "content_type": "json",
            "request_method": "post",
            "payload": format!("{{\"number\": {number}}}"),
            "headers": "Authorization: Bearer very-secret",
        });
        ("webhook", params)
    };
    (1..=count).map(one).collect()
}

/// An enrichment that asks misp-modules about the attributes of the event.
pub fn enrichment() -> Vec<(&'static str, Json)> {
    vec![("attach-enrichment", json!({"modules": ["eql"]}))]
}

/// A workflow of these modules in a row behind publishing; they are nodes 2, 3, …
pub fn workflow(nodes: &[(&str, Json)]) -> Json {
    let mut graph = serde_json::Map::new();
    let trigger = [("event-publish", json!({}))];
    let all = trigger.iter().chain(nodes);
    for ((module, params), id) in all.zip(1..) {
        let kind = if id == 1 { "trigger" } else { "action" };
        let next = id + 1;
        let last = id == nodes.len() + 1;
        let onward = match last {
            true => json!([]),
            false => json!([{"node": next.to_string(), "output": "input_1"}]),
        };
        let back = match id {
            1 => json!({}),
            id => {
                json!({"input_1": {"connections": [{"node": (id - 1).to_string(), "input": "output_1"}]}})
            }
        };
        let made = json!({
            "id": id, "name": module, "class": "block-type-default", "typenode": false,
            "data": {"id": module, "name": module, "module_type": kind, "module_version": "0.1",
                "indexed_params": params,
                "saved_filters": {"selector": "", "value": "", "operator": "", "path": ""}},
            "inputs": back, "outputs": {"output_1": {"connections": onward}},
            "pos_x": id * 400, "pos_y": 100,
        });
        graph.insert(id.to_string(), made);
    }
    json!({"Workflow": {"name": "Sends", "description": "", "timestamp": "1700000000",
        "enabled": true, "trigger_id": "event-publish", "debug_enabled": false, "data": graph}})
}

/// The whole name of what has this text in it.
pub fn label_with(window: &Window, text: &str) -> String {
    let has = |label: &String| label.contains(text);
    let mut found = window
        .query_all_by(|node| node.label().is_some_and(|label| has(&label)))
        .filter_map(|node| node.accesskit_node().label());
    found.next().expect(text)
}
