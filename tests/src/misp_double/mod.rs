//! A test double of a MISP server: it answers as a real 2.5.1 was recorded to answer (spec 02, "What
//! a real 2.5.1 does"), status codes, content types and quirks included, and keeps what it is told.
//!
//! ```
//! use misp_flow_tests::misp_double::{Double, Fault, Setup};
//!
//! let double = Double::start(Setup::default());
//! double.fault("POST", "/workflows/edit", Fault::CutMidBody, 1);
//! assert!(double.url().starts_with("http://127.0.0.1:"));
//! assert!(double.log().is_empty());
//! ```
//!
//! It runs on a thread of its own, so that tests need no runtime, and stops when it is dropped.

mod answer;
mod blueprints;
mod call;
mod certificate;
mod clock;
mod debug;
mod events;
mod fault;
mod lists;
mod log;
mod modules;
mod route;
mod send;
mod serve;
mod setup;
mod state;
mod wire;
mod workflows;

use std::{
    future::IntoFuture,
    net::TcpListener,
    sync::{Arc, atomic::Ordering},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use axum::Router;
use serde_json::Value as Json;
use tokio::{runtime, sync::oneshot};

pub use fault::Fault;
pub use log::Logged;
pub use setup::{Age, FastIndex, GivenWorkflow, Setup, Tls};

use serve::Desk;
use state::State;

/// The key of a site admin.
const KEY: &str = "doubleSiteAdminKey0123456789abcdefABCDEF";
/// The key of a user who is none.
const USER_KEY: &str = "doublePlainUserKey0123456789abcdefABCDEF";

/// A server that behaves like MISP.
pub struct Double {
    desk: Arc<Desk>,
    url: String,
    ca_pem: String,
    fingerprint: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Double {
    /// Starts a server on a free port of this machine.
    pub fn start(setup: Setup) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a port to wait at");
        let port = listener.local_addr().expect("a bound port").port();
        let shown = certificate::made(setup.tls);
        let scheme = if shown.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://127.0.0.1:{port}{}", setup.below);
        let desk = Arc::new(Desk::new(State::new(setup, &url)));
        let (stop, stopped) = oneshot::channel();
        let app = Router::new()
            .fallback(serve::serve)
            .with_state(Arc::clone(&desk));
        let (ca_pem, fingerprint, tls) = match shown {
            Some(shown) => (shown.ca_pem, shown.fingerprint, Some(shown.config)),
            None => Default::default(),
        };
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a port");
                let door = wire::Door::open(listener, tls);
                let app = app.into_make_service_with_connect_info::<wire::Cutter>();
                tokio::select! {
                    _ = axum::serve(door, app).into_future() => {}
                    _ = stopped => {}
                }
            });
            // What still waits (a delayed answer, an open connection) ends here.
            runtime.shutdown_timeout(Duration::from_secs(10));
        });
        Self {
            desk,
            url,
            ca_pem,
            fingerprint,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// `http(s)://127.0.0.1:port` and the path it lies below, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The key of a site admin.
    pub fn key(&self) -> &'static str {
        KEY
    }

    /// The key of a user who is no site admin.
    pub fn user_key(&self) -> &'static str {
        USER_KEY
    }

    /// The certificate of the private CA; of a self-signed server its own; empty without TLS.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// SHA-256 of the server's certificate, as `AB:CD:…`; empty without TLS.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// All requests so far, in the order in which they came in.
    pub fn log(&self) -> Vec<Logged> {
        self.desk.log().rows().to_vec()
    }

    /// Waits until such a request has come in, at most so long. Whether it has.
    pub fn wait_for(&self, asked: impl Fn(&Logged) -> bool, longest: Duration) -> bool {
        let end = Instant::now() + longest;
        while !self.desk.log().rows().iter().any(&asked) {
            if Instant::now() > end {
                return false;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        true
    }

    /// Forgets the requests so far, and how many there were at once.
    pub fn clear_log(&self) {
        self.desk.log().clear();
        self.desk.highest.store(0, Ordering::SeqCst);
    }

    /// The highest number of requests that were being served at the same time.
    pub fn highest_at_once(&self) -> usize {
        self.desk.highest.load(Ordering::SeqCst)
    }

    /// Lets the next so many requests with this method (`*` for any) fail, whose path begins with
    /// this one, in which `*` stands for any text.
    pub fn fault(&self, method: &str, path: &str, fault: Fault, times: usize) {
        self.fault_behind(0, method, path, fault, times);
    }

    /// As [`Double::fault`], behind so many requests of the kind that go through.
    pub fn fault_behind(
        &self,
        spared: usize,
        method: &str,
        path: &str,
        fault: Fault,
        times: usize,
    ) {
        let mut faults = self.desk.faults.lock().expect("the faults");
        faults.add((method, path), spared, fault, times);
    }

    /// Takes back all faults.
    pub fn clear_faults(&self) {
        self.desk.faults.lock().expect("the faults").clear();
    }

    /// Sets the server's time (seconds since 1970), which then stands still.
    pub fn set_time(&self, seconds: i64) {
        self.desk.state().clock.set(seconds);
    }

    /// Switches the workflow feature on or off.
    pub fn switch_workflows(&self, on: bool) {
        self.desk.state().workflows_on = on;
    }

    /// Whether `/workflows/rebuildRedis` was ever called, which no client may do.
    pub fn was_rebuilt(&self) -> bool {
        self.desk.state().was_rebuilt
    }

    /// Whether a module or trigger is enabled.
    pub fn is_enabled(&self, module: &str) -> bool {
        self.desk.state().modules.is_enabled(module)
    }

    /// Switches a module or trigger on or off, as another administrator would.
    pub fn enable(&self, module: &str, on: bool) {
        self.desk.state().modules.enable(module, on);
    }

    /// Puts a module into the server's catalogue, in place of one of the same id.
    pub fn put_module(&self, module: Json) {
        self.desk.state().modules.put(module);
    }

    /// Takes a module out of the server's catalogue. Gives `false` where there is none.
    pub fn remove_module(&self, module: &str) -> bool {
        self.desk.state().modules.remove(module)
    }

    /// The envelope of a workflow, as `view` gives it under `Workflow`.
    pub fn workflow(&self, id: u64) -> Option<Json> {
        self.desk.state().workflow_json(id)
    }

    /// All workflows, as [`Double::workflow`].
    pub fn workflows(&self) -> Vec<Json> {
        let state = self.desk.state();
        let ids = state.workflows.iter().map(|workflow| workflow.id);
        ids.filter_map(|id| state.workflow_json(id)).collect()
    }

    /// Changes a workflow behind the client's back, as another editor would: `change` gets its
    /// `{"name", "description", "debug_enabled", "data"}`.
    ///
    /// # Panics
    /// If there is no such workflow.
    pub fn another_editor(&self, id: u64, change: impl FnOnce(&mut Json)) {
        self.desk.state().change_workflow(id, change);
    }

    /// Has the server make the workflow of a trigger, as another editor would who opens it.
    pub fn make_workflow(&self, trigger: &str) {
        self.desk.state().make_workflow(trigger);
    }

    /// Deletes a workflow, as another editor would. Gives `false` where there is none.
    pub fn remove_workflow(&self, id: u64) -> bool {
        let workflows = &mut self.desk.state().workflows;
        let count = workflows.len();
        workflows.retain(|workflow| workflow.id != id);
        workflows.len() < count
    }

    /// The blueprints, as `index` gives them.
    pub fn blueprints(&self) -> Vec<Json> {
        self.desk.state().blueprints.listed()
    }

    /// Takes a blueprint away, as an administrator at the database does with a broken one. Gives
    /// `false` where there is none.
    pub fn remove_blueprint(&self, id: u64) -> bool {
        self.desk.state().blueprints.remove(id)
    }

    /// An event as the server holds it, `{"Event": {…}}`.
    pub fn event(&self, id: u64) -> Option<Json> {
        let event = self.desk.state().events.get(id)?;
        Some(serde_json::json!({"Event": event}))
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It has stopped by itself where nobody listens.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
