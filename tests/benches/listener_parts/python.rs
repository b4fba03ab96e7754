//! The peer: a listener in Python that parses each body and prints it prettily, one request after
//! the other.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

use super::load::{bodies, send};

const LISTENER: &str = r#"
import http.server, json, socketserver, sys, pprint
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        pprint.pprint(data)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *args):
        pass
class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 128
server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], file=sys.stderr, flush=True)
server.serve_forever()
"#;

/// Posts a second; nothing where there is no Python.
pub fn rate(posts: usize, size: usize, connections: usize) -> Option<f64> {
    let mut python = Command::new("python3")
        .args(["-c", LISTENER])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    let mut line = String::new();
    BufReader::new(python.stderr.take()?)
        .read_line(&mut line)
        .ok()?;
    let to = format!("127.0.0.1:{}", line.trim()).parse().ok()?;
    let (answered, rate) = send(to, posts, &bodies(size), connections, None);
    assert_eq!(answered, posts);
    python.kill().ok()?;
    python.wait().ok()?;
    Some(rate)
}
