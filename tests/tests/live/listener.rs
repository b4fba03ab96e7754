//! Takes debug posts for the length of a test.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{Router, extract::Request};

/// Listens, and remembers the paths of what came.
pub struct Listener {
    paths: Arc<Mutex<Vec<String>>>,
    // Stops with it.
    _runtime: tokio::runtime::Runtime,
}

impl Listener {
    /// Listens at this address.
    pub fn start(at: SocketAddr) -> Result<Self, String> {
        let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
        let paths = Arc::new(Mutex::new(Vec::new()));
        let noted = paths.clone();
        let router = Router::new().fallback(move |request: Request| {
            let path = request.uri().to_string();
            let mut paths = noted.lock().unwrap_or_else(PoisonError::into_inner);
            paths.push(path);
            async { "ok" }
        });
        let socket = runtime
            .block_on(tokio::net::TcpListener::bind(at))
            .map_err(|error| format!("{at} cannot be listened at: {error}"))?;
        runtime.spawn(async move { axum::serve(socket, router).await });
        Ok(Self {
            paths,
            _runtime: runtime,
        })
    }

    /// What has come, as soon as `enough` of it has, or when `longest` is over.
    pub fn wait(&self, enough: impl Fn(&[String]) -> bool, longest: Duration) -> Vec<String> {
        let until = Instant::now() + longest;
        loop {
            let paths = self.paths.lock().unwrap_or_else(PoisonError::into_inner);
            if enough(&paths) || Instant::now() > until {
                return paths.clone();
            }
            drop(paths);
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
