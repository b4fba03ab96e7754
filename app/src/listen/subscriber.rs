//! What a server publishes on its ZeroMQ channel, taken as posts: the topic is the path. It runs on a
//! thread of its own and connects again by itself.

use std::{
    io,
    net::IpAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use bytes::Bytes;
use futures_util::StreamExt as _;
use thiserror::Error;
use tokio::sync::oneshot;
use zeromq::{Socket as _, SocketEvent, SocketOptions, SocketRecv as _, SubSocket};

use super::{
    Intake, Post,
    post::Head,
    unconnected::{Unconnected, knock},
};
use crate::clock::now_millis;

/// The port that MISP publishes at, unless it is told another.
pub const DEFAULT_ZMQ_PORT: u16 = 50_000;
/// The method of a message that came by ZeroMQ.
pub const ZMQ: &str = "ZMQ";
/// With this all topics of MISP begin that hold JSON.
pub const ALL_TOPICS: &str = "misp_json";

/// What a server publishes now and then to say that it is there; taken only where it is asked for.
const SIGN_OF_LIFE: &str = "misp_json_self";

const PATIENCE: Duration = Duration::from_secs(5);
const BREAK: Duration = Duration::from_secs(1);

/// Where a server publishes: `tcp://misp.local:50000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZmqAddress {
    host: String,
    port: u16,
}

impl ZmqAddress {
    /// Reads an address as people type it: the scheme and the port may be missing.
    ///
    /// # Errors
    /// Where it is none, or asks for something else than TCP.
    pub fn read(text: &str) -> Result<Self, SubscribeError> {
        let text = text.trim();
        let bare = match text.split_once("://") {
            Some(("tcp", bare)) => bare,
            Some(_) => return Err(SubscribeError::NotTcp),
            None => text,
        };
        let bare = bare.strip_suffix('/').unwrap_or(bare);
        let whole = |host: &str, port| {
            let fits = |letter: char| letter.is_alphanumeric() || ".-_".contains(letter);
            let named = !host.is_empty() && host.chars().all(fits);
            let is_ip = host.parse::<IpAddr>().is_ok();
            (named || is_ip).then(|| Self {
                host: host.to_owned(),
                port,
            })
        };
        // An IPv6 address stands in brackets where a port may follow.
        let read = if let Some(rest) = bare.strip_prefix('[') {
            let (host, port) = rest.split_once(']').ok_or(SubscribeError::Address)?;
            match port.strip_prefix(':') {
                Some(port) => port.parse().ok().and_then(|port| whole(host, port)),
                None if port.is_empty() => whole(host, DEFAULT_ZMQ_PORT),
                None => None,
            }
        } else if bare.parse::<IpAddr>().is_ok() {
            whole(bare, DEFAULT_ZMQ_PORT)
        } else {
            match bare.split_once(':') {
                Some((host, port)) => port.parse().ok().and_then(|port| whole(host, port)),
                None => whole(bare, DEFAULT_ZMQ_PORT),
            }
        };
        read.ok_or(SubscribeError::Address)
    }
}

impl ZmqAddress {
    /// The host and the port.
    pub fn bare(&self) -> String {
        let Self { host, port } = self;
        match host.contains(':') {
            true => format!("[{host}]:{port}"),
            false => format!("{host}:{port}"),
        }
    }
}

impl std::fmt::Display for ZmqAddress {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "tcp://{}", self.bare())
    }
}

/// Why nothing is subscribed to.
#[derive(Debug, Error)]
pub enum SubscribeError {
    /// Another transport.
    #[error("MISP publishes by TCP: type an address such as tcp://misp.local:50000")]
    NotTcp,
    /// No address.
    #[error("This is no address; type the one that MISP publishes at, such as misp.local:50000")]
    Address,
    /// The system refuses.
    #[error("Nothing can be subscribed to: {0}")]
    Io(#[from] io::Error),
}

/// How a subscription stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Subscribed {
    /// It is being connected.
    #[default]
    Connecting,
    /// Messages come as they are published.
    Connected,
    /// There is no connection; it is tried again.
    Lost(Unconnected),
}

#[derive(Debug, Default)]
struct Shared {
    taken: AtomicU64,
    unkept: AtomicU64,
    standing: Mutex<Subscribed>,
}

impl Shared {
    fn stands(&self, now: Subscribed) {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

/// A subscription; it ends when it is dropped.
#[derive(Debug)]
pub struct Subscriber {
    address: ZmqAddress,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Subscriber {
    /// Subscribes to the topics that begin with one of these. Bodies above `body_limit` bytes are
    /// cut.
    ///
    /// # Errors
    /// Where the system gives no thread. A server that is not reached is tried again and again.
    pub fn start(
        address: ZmqAddress,
        topics: Vec<String>,
        body_limit: usize,
        intake: Arc<dyn Intake>,
    ) -> Result<Self, SubscribeError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let shared = Arc::new(Shared::default());
        let (stop, stopped) = oneshot::channel();
        let work = Work {
            address: address.clone(),
            topics,
            body_limit,
            intake,
            shared: Arc::clone(&shared),
        };
        let thread = thread::Builder::new()
            .name("subscriber".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        () = work.run() => {}
                        _ = stopped => {}
                    }
                });
            })?;
        Ok(Self {
            address,
            shared,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where the server publishes.
    pub fn address(&self) -> &ZmqAddress {
        &self.address
    }

    /// How it stands.
    pub fn standing(&self) -> Subscribed {
        let standing = self.shared.standing.lock();
        standing.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many messages came and were kept.
    pub fn taken(&self) -> u64 {
        self.shared.taken.load(Ordering::Relaxed)
    }

    /// How many came and could not be kept.
    pub fn unkept(&self) -> u64 {
        self.shared.unkept.load(Ordering::Relaxed)
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // One that has ended already need not be told.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Work {
    address: ZmqAddress,
    topics: Vec<String>,
    body_limit: usize,
    intake: Arc<dyn Intake>,
    shared: Arc<Shared>,
}

impl Work {
    async fn run(&self) {
        loop {
            // While it is tried again, the reason of the last failure stays.
            let Err(why) = self.listen().await;
            self.shared.stands(Subscribed::Lost(why));
            tokio::time::sleep(BREAK).await;
        }
    }

    async fn listen(&self) -> Result<std::convert::Infallible, Unconnected> {
        let ZmqAddress { host, port } = &self.address;
        knock(host, *port, PATIENCE).await?;
        let not_zmq = |error: zeromq::ZmqError| Unconnected::NotZmq(error.to_string());
        let mut options = SocketOptions::default();
        options.connect_timeout(PATIENCE);
        let mut socket = SubSocket::with_options(options);
        for topic in &self.topics {
            let subscribed = socket.subscribe(topic).await;
            subscribed.map_err(|error| Unconnected::Other(error.to_string()))?;
        }
        let mut events = socket.monitor();
        let address = self.address.to_string();
        let connected = socket.connect(&address);
        match tokio::time::timeout(PATIENCE, connected).await {
            Ok(connected) => connected.map_err(not_zmq)?,
            Err(_) => {
                let seconds = PATIENCE.as_secs();
                let why = format!("it says nothing for {seconds} seconds");
                return Err(Unconnected::NotZmq(why));
            }
        }
        self.shared.stands(Subscribed::Connected);
        loop {
            let message = tokio::select! {
                message = socket.recv() => {
                    message.map_err(|error| Unconnected::Other(error.to_string()))?
                }
                event = events.next() => {
                    match event {
                        Some(SocketEvent::Connected(..)) => {
                            self.shared.stands(Subscribed::Connected);
                        }
                        // It is connected again by itself.
                        Some(SocketEvent::Disconnected(_)) => {
                            self.shared.stands(Subscribed::Lost(Unconnected::Closed));
                        }
                        _ => {}
                    }
                    continue;
                }
            };
            self.take(message.into_vec()).await;
        }
    }

    async fn take(&self, frames: Vec<Bytes>) {
        let (topic, mut body) = parts(&frames);
        if topic == SIGN_OF_LIFE && !self.topics.iter().any(|wanted| wanted == SIGN_OF_LIFE) {
            return;
        }
        let head = Head {
            time: now_millis(),
            method: ZMQ.to_owned(),
            path: format!("/{topic}"),
            from: self.address.host.clone(),
            size: body.len() as u64,
            ..Head::default()
        };
        body.truncate(self.body_limit);
        let (told, wait) = oneshot::channel();
        let taken = move |result| {
            // Nobody waits any more where the subscription ends.
            let _ = told.send(result);
        };
        self.intake.take(Post { head, body }, Box::new(taken));
        let count = match wait.await {
            Ok(Ok(())) => &self.shared.taken,
            _ => &self.shared.unkept,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// The topic and the body: of one frame with a blank between them, as MISP sends it, or of two.
fn parts(frames: &[Bytes]) -> (String, Vec<u8>) {
    let first = frames.first().map_or(&b""[..], Bytes::as_ref);
    let (topic, mut body) = match first.iter().position(|byte| *byte == b' ') {
        Some(blank) => {
            let (topic, rest) = first.split_at(blank);
            (topic, rest.get(1..).unwrap_or_default().to_vec())
        }
        None => (first, Vec::new()),
    };
    for frame in frames.iter().skip(1) {
        body.extend_from_slice(frame);
    }
    let topic = String::from_utf8_lossy(topic);
    let plain = |letter: char| match letter.is_ascii_alphanumeric() || "_-.".contains(letter) {
        true => letter,
        false => '?',
    };
    (topic.chars().take(100).map(plain).collect(), body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_they_are_typed() {
        for (typed, read) in [
            ("misp.local", "tcp://misp.local:50000"),
            ("tcp://misp.local:5000/", "tcp://misp.local:5000"),
            (" 10.0.0.1:50001", "tcp://10.0.0.1:50001"),
            ("[::1]:5", "tcp://[::1]:5"),
            ("::1", "tcp://[::1]:50000"),
        ] {
            assert_eq!(ZmqAddress::read(typed).unwrap().to_string(), read);
        }
        for wrong in [
            "",
            "tcp://",
            "ipc:///tmp/x",
            "a b",
            "host:port",
            "host:1:2",
            "[::1",
        ] {
            assert!(ZmqAddress::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_topic_stands_before_a_blank_or_in_a_frame_of_its_own() {
        let of = |frames: &[&'static str]| {
            let frames: Vec<Bytes> = frames.iter().map(|text| Bytes::from(*text)).collect();
            let (topic, body) = parts(&frames);
            (topic, String::from_utf8(body).unwrap())
        };
        let wanted = ("misp_json".to_owned(), "{\"a\": 1}".to_owned());
        assert_eq!(of(&["misp_json {\"a\": 1}"]), wanted);
        assert_eq!(of(&["misp_json", "{\"a\": 1}"]), wanted);
        assert_eq!(of(&["a/../b?\u{1b} x"]).0, "a?..?b??");
        assert_eq!(of(&[]), (String::new(), String::new()));
    }
}
