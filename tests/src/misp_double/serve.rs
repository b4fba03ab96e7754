//! From a connection to an answer and back, with all that may go wrong on the way.

use std::sync::{
    Arc, Mutex, MutexGuard,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State as Shared},
    http::Uri,
    response::Response,
};

use super::{
    answer::Answer,
    call::Call,
    fault::{Fault, Faults},
    log::Logged,
    route,
    send::{self, Manner},
    state::State,
    wire::Cutter,
};

/// More than a client has reason to send.
const LONGEST_BODY: usize = 512 << 20;

/// What the double's handlers share with the tests.
pub(super) struct Desk {
    pub state: Mutex<State>,
    pub log: Mutex<Vec<Logged>>,
    pub faults: Mutex<Faults>,
    at_once: AtomicUsize,
    pub highest: AtomicUsize,
}

impl Desk {
    pub fn new(state: State) -> Self {
        Self {
            state: Mutex::new(state),
            log: Mutex::default(),
            faults: Mutex::default(),
            at_once: AtomicUsize::new(0),
            highest: AtomicUsize::new(0),
        }
    }

    fn fault_of(&self, method: &str, path: &str) -> Option<Fault> {
        self.faults.lock().expect("the faults").take(method, path)
    }

    /// The state. A handler that panicked has been reported already; the others go on.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
    }
}

/// A request that is being served, until its answer is sent.
pub(super) struct Served(Arc<Desk>);

impl Served {
    fn begin(desk: &Arc<Desk>) -> Self {
        let now = desk.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        desk.highest.fetch_max(now, Ordering::SeqCst);
        Self(Arc::clone(desk))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.0.at_once.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Serves one request.
pub(super) async fn serve(
    Shared(desk): Shared<Arc<Desk>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let served = Served::begin(&desk);
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LONGEST_BODY).await else {
        // The client broke off.
        return Response::new(Body::empty());
    };
    let (method, uri, headers) = (&head.method, &head.uri, &head.headers);
    let logged = Logged::of(method, uri, headers, &body);
    desk.log.lock().expect("the log").push(logged);
    let fault = desk.fault_of(method.as_str(), uri.path());
    if let Some(Fault::Delay(time)) = fault {
        tokio::time::sleep(time).await;
    }
    let call = Call::read(method, uri, headers, &body);
    let unserved = fault.as_ref().is_some_and(|fault| !fault.serves());
    let answer = if unserved {
        Answer::default()
    } else {
        route::answer(&mut desk.state(), &call)
    };
    let gzip = call.takes_gzip && desk.state().gzip;
    match fault {
        Some(Fault::CloseServed | Fault::CloseUnserved) => {
            cutter.cut();
            // The connection ends, and this with it.
            std::future::pending().await
        }
        Some(Fault::DelayedAnswer(time)) => {
            tokio::time::sleep(time).await;
            send::response(answer, gzip, Manner::Whole, served)
        }
        Some(Fault::CutMidBody) => send::response(answer, false, Manner::Cut, served),
        Some(Fault::Endless(bytes)) => send::endless(bytes, served),
        Some(Fault::GzipBomb(bytes)) => send::gzip_bomb(bytes, served),
        other => {
            let answer = changed(answer, other, &call, uri);
            send::response(answer, gzip, Manner::Whole, served)
        }
    }
}

/// The answer as the fault leaves it.
fn changed(answer: Answer, fault: Option<Fault>, call: &Call, uri: &Uri) -> Answer {
    match fault {
        Some(Fault::InternalError | Fault::InternalErrorServed) => Answer::internal(call),
        Some(Fault::LoginPage) => Answer::page(200, "Login"),
        Some(Fault::Status(status)) => Answer::page(status, "Not available"),
        Some(Fault::TooMany(seconds)) => {
            Answer::error(429, "Too many requests", call).with("Retry-After", seconds)
        }
        Some(Fault::RedirectTo(url)) => Answer::redirect(&url),
        Some(Fault::RedirectLoop) => Answer::redirect(uri.path()),
        Some(Fault::TruncatedJson) => {
            let mut answer = answer;
            answer.body.truncate(answer.body.len() / 2);
            answer
        }
        Some(Fault::ContentType(content_type)) => Answer {
            content_type,
            ..answer
        },
        Some(Fault::Json(status, body)) => Answer {
            status,
            body: body.into_bytes(),
            ..Answer::default()
        }
        .labelled_json(),
        _ => answer,
    }
}
