//! From a connection to an answer and back, with all that may go wrong on the way.

use std::{
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State as Shared},
    http::{Uri, request::Parts},
    response::Response,
};
use bytes::Bytes;

use super::{
    answer::Answer,
    call::Call,
    fault::{Fault, Faults},
    log::{Log, Logged},
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
    pub log: Mutex<Log>,
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

    pub fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().expect("the log")
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

/// Serves one request. As with a real server, what has come in whole is served to the end, also
/// when its client has hung up meanwhile.
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
    match tokio::spawn(answered(desk, served, head, body)).await {
        Ok(Some(response)) => response,
        // Nothing is answered, or what answers has panicked, which is reported already.
        Ok(None) | Err(_) => {
            cutter.cut();
            // The connection ends, and this with it.
            std::future::pending().await
        }
    }
}

/// The answer to a request that has come in; `None` where the connection is to end without one.
async fn answered(desk: Arc<Desk>, served: Served, head: Parts, body: Bytes) -> Option<Response> {
    let (method, uri, headers) = (&head.method, &head.uri, &head.headers);
    let number = desk.log().add(Logged::of(method, uri, headers, &body));
    let fault = desk.fault_of(method.as_str(), uri.path());
    if let Some(Fault::Delay(time)) = fault {
        tokio::time::sleep(time).await;
    }
    let below = desk.state().below;
    let Some(inner) = inside(uri, below) else {
        let answer = Answer::page(404, "Not Found");
        return Some(send::response(answer, Manner::Whole, served));
    };
    let call = Call::read(method, &inner, headers, &body);
    let begun = Instant::now();
    let answer = if fault.as_ref().is_none_or(Fault::serves) {
        route::answer(&mut desk.state(), &call)
    } else {
        Answer::default()
    };
    let (manner, waits) = match &fault {
        Some(Fault::CloseServed | Fault::CloseUnserved) => return None,
        Some(Fault::Endless(bytes)) => return Some(send::endless(*bytes, served)),
        Some(Fault::GzipBomb(bytes)) => return Some(send::gzip_bomb(*bytes, served)),
        Some(Fault::CutMidBody) => (Manner::Cut, None),
        Some(Fault::Slow(pause)) => (Manner::Slow(*pause), None),
        Some(Fault::DelayedAnswer(time)) => (Manner::Whole, Some(*time)),
        _ => (Manner::Whole, None),
    };
    let mut answer = changed(answer, fault, &call, uri);
    if call.takes_gzip && desk.state().gzip {
        answer = send::packed(answer);
    }
    desk.log().answered(number, answer.status, begun.elapsed());
    if let Some(time) = waits {
        tokio::time::sleep(time).await;
    }
    Some(send::response(answer, manner, served))
}

/// The URL below the path that the double lies below; `None` where it is elsewhere.
fn inside(uri: &Uri, below: &str) -> Option<Uri> {
    let target = uri.path_and_query()?.as_str().strip_prefix(below)?;
    target.parse().ok()
}

/// The answer as the fault leaves it.
fn changed(answer: Answer, fault: Option<Fault>, call: &Call, uri: &Uri) -> Answer {
    match fault {
        Some(Fault::InternalError | Fault::InternalErrorServed) => Answer::internal(call),
        Some(Fault::LoginPage | Fault::LoginPageServed) => Answer::login_page(),
        Some(Fault::Status(status) | Fault::StatusServed(status)) => {
            Answer::page(status, "Not available")
        }
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
        Some(Fault::Json(status, body) | Fault::JsonServed(status, body)) => Answer {
            status,
            body: body.into_bytes(),
            ..Answer::default()
        }
        .labelled_json(),
        _ => answer,
    }
}
