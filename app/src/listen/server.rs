//! The listener: takes every request, hands it on, answers. It runs on a thread of its own.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use axum::{
    Extension, Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use futures_util::StreamExt as _;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use thiserror::Error;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch},
    time::Instant,
};

use super::{
    Post,
    head_line::{Lenient, Line},
    post::Head,
};
use crate::clock::now_millis;

/// The port that MISP's own tool listens at.
pub const DEFAULT_PORT: u16 = 27051;
/// Bodies that are being received take this much memory together at most, in bytes; a single one
/// may be larger.
const MEMORY: usize = 256 * 1024 * 1024;
/// A sender that is slower than this is cut off, in bytes a second.
const SLOWEST: u64 = 16 * 1024;
/// Of a body that is too large, so many times the limit is read away before the sender is cut off.
const READ_AWAY: u64 = 16;
/// Requests under way may end when the listener stops, for so long.
const LAST_WAIT: Duration = Duration::from_secs(2);

/// Says whether a post is safe, or why not.
pub type Taken = Box<dyn FnOnce(Result<(), String>) + Send>;

/// What takes posts.
pub trait Intake: Send + Sync {
    /// Takes a post and says so once it is safe; must not wait.
    fn take(&self, post: Post, taken: Taken);
}

/// How to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListenOptions {
    /// The address.
    pub address: IpAddr,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// The first segment of every path, without which a request is refused.
    pub secret: Option<String>,
    /// Whether others than this machine may send; needed for any other address than its own.
    pub open_to_network: bool,
    /// Larger bodies are cut, in bytes.
    pub body_limit: usize,
    /// So many connections at once at most; more wait.
    pub connections: usize,
    /// How long a sender may say nothing.
    pub patience: Duration,
}

impl Default for ListenOptions {
    fn default() -> Self {
        Self {
            address: Ipv4Addr::LOCALHOST.into(),
            port: DEFAULT_PORT,
            secret: None,
            open_to_network: false,
            body_limit: 64 * 1024 * 1024,
            connections: 256,
            patience: Duration::from_secs(10),
        }
    }
}

/// Why nothing listens.
#[derive(Debug, Error)]
pub enum ListenError {
    /// The address can be reached from elsewhere.
    #[error(
        "{0} can be reached from other machines, which could read nothing but send anything; allow it explicitly, or use 127.0.0.1"
    )]
    Exposed(IpAddr),
    /// The secret would not be a path segment.
    #[error("The secret may hold letters, digits, - and _ only")]
    Secret,
    /// Another program has the port.
    #[error("Another program listens at {0} already; stop it or choose another port")]
    InUse(SocketAddr),
    /// The system refuses.
    #[error("Nothing can listen at {0}: {1}")]
    Io(SocketAddr, io::Error),
}

/// What the listener has done so far.
#[derive(Debug, Default)]
struct Counts {
    answered: AtomicU64,
    refused: AtomicU64,
    connections: AtomicUsize,
}

/// What requests share.
struct Shared {
    intake: Arc<dyn Intake>,
    options: ListenOptions,
    memory: Arc<Semaphore>,
    counts: Arc<Counts>,
}

/// A listener; it stops when it is dropped.
#[derive(Debug)]
pub struct Listener {
    address: SocketAddr,
    secret: Option<String>,
    counts: Arc<Counts>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    /// Begins to listen.
    ///
    /// # Errors
    /// Where the address is open to others and that is not allowed, or the system refuses.
    pub fn start(options: ListenOptions, intake: Arc<dyn Intake>) -> Result<Self, ListenError> {
        let at = SocketAddr::new(options.address, options.port);
        if !options.address.is_loopback() && !options.open_to_network {
            return Err(ListenError::Exposed(options.address));
        }
        if options.secret.as_deref().is_some_and(|it| !is_segment(it)) {
            return Err(ListenError::Secret);
        }
        let refused = |error: io::Error| match error.kind() {
            io::ErrorKind::AddrInUse => ListenError::InUse(at),
            _ => ListenError::Io(at, error),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(refused)?;
        let socket = runtime.block_on(TcpListener::bind(at)).map_err(refused)?;
        let address = socket.local_addr().map_err(refused)?;
        let counts = Arc::new(Counts::default());
        let (stop, stopped) = oneshot::channel();
        let secret = options.secret.clone();
        let shared = Arc::new(Shared {
            intake,
            memory: Arc::new(Semaphore::new(MEMORY.max(options.body_limit) / 1024 + 1)),
            options,
            counts: Arc::clone(&counts),
        });
        let thread = thread::Builder::new()
            .name("listener".to_owned())
            .spawn(move || runtime.block_on(serve(socket, shared, stopped)))
            .map_err(refused)?;
        Ok(Self {
            address,
            secret,
            counts,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What `Plugin.Workflow_debug_url` is to be on a server that is to send here.
    pub fn url(&self) -> String {
        match &self.secret {
            Some(secret) => format!("http://{}/{secret}", self.address),
            None => format!("http://{}", self.address),
        }
    }

    /// How many posts were answered.
    pub fn answered(&self) -> u64 {
        self.counts.answered.load(Ordering::Relaxed)
    }

    /// How many requests were refused: without the secret, too slow, or not kept.
    pub fn refused(&self) -> u64 {
        self.counts.refused.load(Ordering::Relaxed)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // A listener that has ended already need not be told.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn is_segment(secret: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !secret.is_empty() && secret.bytes().all(fits)
}

async fn serve(socket: TcpListener, shared: Arc<Shared>, mut stopped: oneshot::Receiver<()>) {
    let most = u32::try_from(shared.options.connections).unwrap_or(u32::MAX);
    let places = Arc::new(Semaphore::new(most as usize));
    let (end, ending) = watch::channel(());
    let router = Router::new().fallback(take).with_state(Arc::clone(&shared));
    loop {
        let accept = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, socket.accept().await)
        };
        let (place, accepted) = tokio::select! {
            _ = &mut stopped => break,
            accepted = accept => accepted,
        };
        let (Ok(place), Ok((stream, from))) = (place, accepted) else {
            // No file is left for the connection; others will end.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let patience = shared.options.patience;
        let counts = Arc::clone(&shared.counts);
        let router = router.clone();
        let ending = ending.clone();
        tokio::spawn(async move {
            counts.connections.fetch_add(1, Ordering::Relaxed);
            connection(stream, from, router, patience, ending).await;
            counts.connections.fetch_sub(1, Ordering::Relaxed);
            drop(place);
        });
    }
    drop(socket);
    drop(end);
    // Those that take longer are cut off.
    let _ = tokio::time::timeout(LAST_WAIT, places.acquire_many(most)).await;
}

async fn connection(
    stream: TcpStream,
    from: SocketAddr,
    router: Router,
    patience: Duration,
    mut ending: watch::Receiver<()>,
) {
    // Answers are small: waiting for more to send with them only slows the server down.
    let _ = stream.set_nodelay(true);
    let line = Line::new();
    let io = TokioIo::new(Lenient::new(stream, Arc::clone(&line)));
    let router = router.layer(Extension(line)).layer(Extension(from.ip()));
    let mut served = std::pin::pin!(
        hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(patience)
            .ignore_invalid_headers(true)
            .half_close(true)
            .serve_connection(io, TowerToHyperService::new(router))
    );
    // A connection that ends badly has told its sender so.
    let ended = tokio::select! {
        ended = served.as_mut() => Some(ended),
        _ = ending.changed() => None,
    };
    if ended.is_none() {
        served.as_mut().graceful_shutdown();
        let _ = served.await;
    }
}

async fn take(
    State(shared): State<Arc<Shared>>,
    Extension(line): Extension<Arc<Line>>,
    Extension(from): Extension<IpAddr>,
    request: Request,
) -> Response {
    let refuse = |status: StatusCode, words: String| {
        shared.counts.refused.fetch_add(1, Ordering::Relaxed);
        (status, [(header::CONNECTION, "close")], words).into_response()
    };
    let (parts, body) = request.into_parts();
    let target = line.take().unwrap_or_else(|| parts.uri.to_string());
    let Some(path) = behind_secret(path_of(&target), shared.options.secret.as_deref()) else {
        let words = "There is nothing here\n".to_owned();
        return refuse(StatusCode::NOT_FOUND, words);
    };
    let mut head = Head {
        method: parts.method.to_string(),
        path,
        from: from.to_string(),
        ..Head::default()
    };
    for (name, value) in &parts.headers {
        head.add_header(name.as_str(), value.as_bytes());
    }
    let (body, size, _room) = match read_body(&shared, &parts.headers, body).await {
        Ok(read) => read,
        Err(status) => return refuse(status, "The body did not come\n".to_owned()),
    };
    line.request_is_read();
    head.size = size;
    head.time = now_millis();
    let (taken, wait) = oneshot::channel();
    let taken = move |result| {
        // The sender may have gone away by now.
        let _ = taken.send(result);
    };
    shared.intake.take(Post { head, body }, Box::new(taken));
    match wait.await {
        Ok(Ok(())) => {
            shared.counts.answered.fetch_add(1, Ordering::Relaxed);
            StatusCode::OK.into_response()
        }
        Ok(Err(words)) => refuse(StatusCode::INSUFFICIENT_STORAGE, words + "\n"),
        Err(_) => refuse(StatusCode::INTERNAL_SERVER_ERROR, String::new()),
    }
}

/// Path and query of a request's target, which may name the machine before them.
fn path_of(target: &str) -> &str {
    let Some((_, rest)) = target
        .split_once("://")
        .filter(|(scheme, _)| !scheme.contains('/'))
    else {
        return target;
    };
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
}

/// The path without the secret; nothing where it lacks it.
fn behind_secret(path: &str, secret: Option<&str>) -> Option<String> {
    let Some(secret) = secret else {
        return Some(path.to_owned());
    };
    let inside = path.strip_prefix('/').unwrap_or(path);
    let end = inside.find(['/', '?']).unwrap_or(inside.len());
    let (given, rest) = inside.split_at_checked(end)?;
    // Compared whole, so that the time it takes tells nothing.
    let differ = given
        .bytes()
        .zip(secret.bytes())
        .fold(given.len() ^ secret.len(), |sum, (one, other)| {
            sum | usize::from(one ^ other)
        });
    (differ == 0).then(|| match rest.starts_with('/') {
        true => rest.to_owned(),
        false => format!("/{rest}"),
    })
}

/// The body as far as it is kept, how long it was, and the room that is taken up for it.
async fn read_body(
    shared: &Shared,
    headers: &HeaderMap,
    body: axum::body::Body,
) -> Result<(Vec<u8>, u64, OwnedSemaphorePermit), StatusCode> {
    let limit = shared.options.body_limit;
    let told = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let encoded = headers.contains_key(header::TRANSFER_ENCODING);
    let wanted = match told {
        Some(length) => length.min(limit),
        None if encoded => limit,
        None => 0,
    };
    let kilobytes = u32::try_from(wanted / 1024 + 1).unwrap_or(u32::MAX);
    let room = Arc::clone(&shared.memory)
        .acquire_many_owned(kilobytes)
        .await
        .map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let mut kept = Vec::with_capacity(told.map_or(0, |_| wanted));
    let mut size = 0_u64;
    let begun = Instant::now();
    let mut chunks = body.into_data_stream();
    loop {
        let earned = Duration::from_secs(size / SLOWEST);
        let until = begun + shared.options.patience + earned;
        let next = tokio::time::timeout_at(until, chunks.next()).await;
        let Some(chunk) = next.map_err(|_| StatusCode::REQUEST_TIMEOUT)? else {
            return Ok((kept, size, room));
        };
        let chunk = chunk.map_err(|_| StatusCode::BAD_REQUEST)?;
        size += chunk.len() as u64;
        let left = limit.saturating_sub(kept.len());
        kept.extend_from_slice(chunk.get(..left).unwrap_or(&chunk));
        if size > limit as u64 * READ_AWAY {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_asked_for_and_taken_away() {
        let of = |path| behind_secret(path, Some("abc"));
        assert_eq!(of("/abc/x/init?type=a"), Some("/x/init?type=a".to_owned()));
        assert_eq!(of("/abc?type=a"), Some("/?type=a".to_owned()));
        assert_eq!(of("/abc"), Some("/".to_owned()));
        assert_eq!(of("/abd/x"), None);
        assert_eq!(of("/abcd/x"), None);
        assert_eq!(of("/"), None);
        assert_eq!(behind_secret("/x", None), Some("/x".to_owned()));
    }

    #[test]
    fn a_target_may_name_the_machine() {
        assert_eq!(path_of("http://a:1/x?u=http://b/"), "/x?u=http://b/");
        assert_eq!(path_of("/x?u=http://b/"), "/x?u=http://b/");
        assert_eq!(path_of("http://a"), "/");
    }
}
