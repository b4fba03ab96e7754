//! The listener: takes every request, hands it on, answers. It runs on a thread of its own.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use axum::{Extension, Router};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, oneshot, watch},
};

use super::{
    ListenError, ListenOptions, Post,
    head_line::{Lenient, Line},
    request,
};

/// Bodies that are being received take this much memory together at most, in bytes; a single one
/// may be larger.
const MEMORY: usize = 256 * 1024 * 1024;
/// Requests under way may end when the listener stops, for so long.
const LAST_WAIT: Duration = Duration::from_secs(2);
/// How long a sender may say nothing while fewer than a quarter of the places are free, so that many
/// of those do not keep the others out.
const CROWDED_PATIENCE: Duration = Duration::from_secs(1);

/// Says whether a post is safe, or why not.
pub type Taken = Box<dyn FnOnce(Result<(), String>) + Send>;

/// What takes posts.
pub trait Intake: Send + Sync {
    /// Takes a post and says so once it is safe; must not wait.
    fn take(&self, post: Post, taken: Taken);
}

/// What the listener has done so far.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub answered: AtomicU64,
    pub refused: AtomicU64,
    connections: AtomicUsize,
}

/// What requests share.
pub(super) struct Shared {
    pub intake: Arc<dyn Intake>,
    pub options: ListenOptions,
    pub memory: Arc<Semaphore>,
    pub counts: Arc<Counts>,
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

    /// The same as it is shown: a secret is for those alone who copy it.
    pub fn shown_url(&self) -> String {
        match &self.secret {
            Some(_) => format!("http://{}/••••••", self.address),
            None => self.url(),
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
    let router = Router::new()
        .fallback(request::take)
        .with_state(Arc::clone(&shared));
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
        let is_crowded = places.available_permits() < most as usize / 4;
        let patience = match is_crowded {
            true => shared.options.patience.min(CROWDED_PATIENCE),
            false => shared.options.patience,
        };
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
