//! A server of canned answers, byte by byte, so that it can misbehave in every way; and a client
//! that talks to it.
#![allow(dead_code, reason = "each test file uses its share")]

use std::{
    fmt,
    io::{self, BufRead as _, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use misp_flow::misp::{ApiKey, Client, Limits, ProxyChoice, Refusal, Runtime, Saving, Trust};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value as Json, json};

/// The key of all tests.
pub const KEY: &str = "tEsTkEy0123456789abcdefghijklmnopqrstuvw";

/// The answer of a server that is asked for its version.
pub const VERSION: &str = r#"{"version": "2.5.1"}"#;

/// With little patience.
pub fn quick() -> Limits {
    Limits {
        silence: Duration::from_millis(300),
        ..Limits::default()
    }
}

/// Saves a graph, which changes something.
pub fn save(client: &Client) -> Result<(), Refusal> {
    let graph = json!({"1": {"id": 1, "data": {"module_type": "trigger", "id": "event-publish"}}});
    wait(client.save_workflow("1", &Saving::graph(&graph))).map(|_| ())
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

type Writing = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + Send>;

/// What is answered.
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
    delay: Duration,
}

enum Body {
    Whole(Vec<u8>),
    /// All bytes of the answer, its head included, are left to this.
    Raw(Writing),
}

impl Reply {
    pub fn json(json: &Json) -> Self {
        Self::text(200, &json.to_string())
    }

    pub fn text(status: u16, body: &str) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Body::Whole(body.as_bytes().to_vec()),
            delay: Duration::ZERO,
        }
    }

    pub fn bytes(body: Vec<u8>) -> Self {
        Self {
            body: Body::Whole(body),
            ..Self::text(200, "")
        }
    }

    pub fn redirect(to: &str) -> Self {
        Self::text(302, "").with("Location", to)
    }

    pub fn raw(write: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'static) -> Self {
        Self {
            body: Body::Raw(Box::new(write)),
            ..Self::text(200, "")
        }
    }

    /// Announces more than comes, then hangs up.
    pub fn cut_off() -> Self {
        Self::raw(|out| {
            out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"version\": \"2.")?;
            out.flush()
        })
    }

    /// Hangs up without a word.
    pub fn hang_up() -> Self {
        Self::raw(|_| Ok(()))
    }

    pub fn with(mut self, header: &str, value: &str) -> Self {
        self.headers.push((header.to_owned(), value.to_owned()));
        self
    }

    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

/// A server on a port of its own, until the test ends.
pub struct Server {
    scheme: &'static str,
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
    busiest: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    pub fn start(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        Self::with_tls(None, answer)
    }

    pub fn with_tls(
        tls: Option<Arc<ServerConfig>>,
        answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let server = Self {
            scheme: if tls.is_some() { "https" } else { "http" },
            port: listener.local_addr().expect("an address").port(),
            seen: Arc::default(),
            busiest: Arc::default(),
            connections: Arc::default(),
        };
        let answer = Arc::new(answer);
        let (seen, busiest) = (Arc::clone(&server.seen), Arc::clone(&server.busiest));
        let connections = Arc::clone(&server.connections);
        let busy = Arc::new(AtomicUsize::new(0));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                connections.fetch_add(1, Ordering::SeqCst);
                let (answer, seen) = (Arc::clone(&answer), Arc::clone(&seen));
                let (busy, busiest) = (Arc::clone(&busy), Arc::clone(&busiest));
                let tls = tls.clone();
                thread::spawn(move || {
                    let answer = |request: &Seen| {
                        let now = busy.fetch_add(1, Ordering::SeqCst) + 1;
                        busiest.fetch_max(now, Ordering::SeqCst);
                        let reply = answer(request);
                        thread::sleep(reply.delay);
                        busy.fetch_sub(1, Ordering::SeqCst);
                        reply
                    };
                    // A client that hangs up is no failure of the test.
                    let _ = serve(stream, tls, &answer, &seen);
                });
            }
        });
        server
    }

    pub fn url(&self) -> String {
        self.url_of("127.0.0.1")
    }

    pub fn url_of(&self, host: &str) -> String {
        format!("{}://{host}:{}", self.scheme, self.port)
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("the list").clone()
    }

    /// Method and path of all requests.
    pub fn calls(&self) -> Vec<String> {
        let seen = self.seen();
        seen.iter()
            .map(|seen| format!("{} {}", seen.method, seen.path))
            .collect()
    }

    /// The largest number of requests at one time.
    pub fn busiest(&self) -> usize {
        self.busiest.load(Ordering::SeqCst)
    }

    /// How many connections came.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub fn client(&self) -> Client {
        self.client_with(&Trust::System, Limits::default())
    }

    pub fn client_with(&self, trust: &Trust, limits: Limits) -> Client {
        client(&self.url(), trust, limits).expect("a client")
    }
}

pub fn client(url: &str, trust: &Trust, limits: Limits) -> Result<Client, Refusal> {
    let key = ApiKey::new(KEY.to_owned());
    let url = url.parse().expect("an address");
    Client::new(url, key, trust, ProxyChoice::Direct, limits)
}

/// Waits for a call.
pub fn wait<T>(work: impl Future<Output = Result<T, Refusal>>) -> Result<T, Refusal> {
    Runtime::new().block_on(work)
}

/// The refusal of a call that must not go through.
pub fn refusal<T: fmt::Debug>(work: impl Future<Output = Result<T, Refusal>>) -> Refusal {
    wait(work).expect_err("this call must be refused")
}

fn serve(
    stream: TcpStream,
    tls: Option<Arc<ServerConfig>>,
    answer: &dyn Fn(&Seen) -> Reply,
    seen: &Mutex<Vec<Seen>>,
) -> io::Result<()> {
    match tls {
        None => exchange(stream, answer, seen),
        Some(config) => {
            let connection = ServerConnection::new(config).map_err(io::Error::other)?;
            exchange(StreamOwned::new(connection, stream), answer, seen)
        }
    }
}

fn exchange(
    stream: impl Read + Write,
    answer: &dyn Fn(&Seen) -> Reply,
    seen: &Mutex<Vec<Seen>>,
) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let (Some(method), Some(path)) = (words.next(), words.next()) else {
        return Ok(());
    };
    let (method, path) = (method.to_owned(), path.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let Some((key, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push((key.to_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(key, _)| key == "content-length");
    let length = length.map_or(0, |(_, length)| length.parse().unwrap_or(0));
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    let request = Seen {
        method,
        path,
        headers,
        body,
    };
    seen.lock().expect("the list").push(request.clone());
    let reply = answer(&request);
    let out = stream.get_mut();
    match reply.body {
        Body::Raw(write) => write(out),
        Body::Whole(body) => {
            write!(out, "HTTP/1.1 {} Told\r\n", reply.status)?;
            for (key, value) in reply.headers {
                write!(out, "{key}: {value}\r\n")?;
            }
            let length = body.len();
            write!(out, "Content-Length: {length}\r\nConnection: close\r\n\r\n")?;
            out.write_all(&body)?;
            out.flush()
        }
    }
}
