//! A listener for tests, and senders of posts.

#![allow(dead_code, reason = "each test file uses its share")]

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use misp_flow::listen::{ListenOptions, Listener, PostStore, recorded, send};

/// A listener at a free port that keeps what it takes in this folder.
pub fn listen(folder: &Path, change: impl FnOnce(&mut ListenOptions)) -> (Listener, PostStore) {
    let store = PostStore::open(folder).expect("the store opens");
    let mut options = ListenOptions {
        port: 0,
        ..ListenOptions::default()
    };
    change(&mut options);
    let listener = Listener::start(options, Arc::new(store.clone())).expect("it listens");
    (listener, store)
}

/// An empty folder of this test's own.
pub fn folder(name: &str) -> PathBuf {
    let name = format!("misp-flow-listen-{name}-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    // One of an earlier program of the same number.
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

/// Sends bytes as they are, and gives all that is answered.
pub fn raw(to: SocketAddr, request: &[u8]) -> String {
    let mut connection = TcpStream::connect(to).expect("a connection");
    connection
        .set_read_timeout(Some(Duration::from_secs(20)))
        .expect("a limit");
    connection.write_all(request).expect("it is sent");
    let mut answer = Vec::new();
    // A listener that cuts off may do so before all is read.
    let _ = connection.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// Posts a body to a path, on a connection of its own; gives the status.
pub fn post(to: SocketAddr, path: &str, body: &[u8]) -> u16 {
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\nUser-Agent: CakePHP\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    request.extend(body);
    status(&raw(to, &request))
}

/// The status of an answer; 0 for none.
pub fn status(answer: &str) -> u16 {
    let digits = answer.get(9..12).and_then(|digits| digits.parse().ok());
    digits.unwrap_or(0)
}

/// The body of a node's post.
pub fn node_body(node: u32, event: &str, more: &str) -> String {
    format!(
        r#"{{"source":{{"node_id":{node},"module_id":"m","filters":[],"parameters":[]}},"timestamp":"2026-11-21T20:38:03+00:00","data":{{"Event":{{"id":"1","info":"Interesting","uuid":"{event}"{more}}}}}}}"#
    )
}

/// The body with which a run begins.
pub fn init_body(event: &str) -> String {
    let data = format!(r#"{{"Event":{{"id":"1","info":"Interesting","uuid":"{event}"}}}}"#);
    format!(
        r#"{{"source":{{"node_id":"","module_id":"","filters":"","parameters":""}},"timestamp":"2026-11-21T20:38:03+00:00","data":{{"original":{data},"normalized":{data}}}}}"#
    )
}

/// The body with which a run ends.
pub fn end_body(executed: &[u32]) -> String {
    let nodes: Vec<String> = executed
        .iter()
        .map(|id| format!(r#"{{"id":{id}}}"#))
        .collect();
    format!(
        r#"{{"source":{{"node_id":""}},"data":{{"blocking_nodes":[],"executed_nodes":[{}],"blocked_paths":[]}}}}"#,
        nodes.join(",")
    )
}

/// The recordings of a real server, where they lie beside the project.
pub fn recordings() -> Option<Vec<PathBuf>> {
    let folder = misp_flow_tests::shared::shared("recorded/debug")?;
    recorded(&folder).ok().filter(|files| !files.is_empty())
}

/// Sends all recordings; gives how many there are, or says that there are none.
pub fn send_recordings(to: SocketAddr) -> Option<usize> {
    let Some(files) = recordings() else {
        eprintln!("SKIPPED: no recordings of a real server beside the project");
        return None;
    };
    for file in &files {
        assert_eq!(
            send(file, to, None).expect("an answer"),
            200,
            "{}",
            file.display()
        );
    }
    Some(files.len())
}
