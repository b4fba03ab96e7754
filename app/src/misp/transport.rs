//! One client for each instance: sends calls with the key, at most four at once, and brings back
//! answers or refusals. Reads are tried again, changes never are. The key goes to the instance's
//! own scheme, host and port only.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use reqwest::{
    Url,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER},
};
use tokio::{
    sync::Semaphore,
    time::{sleep, timeout},
};

use super::{
    address::{Address, host_of},
    answer::Answer,
    attempt::{Failure, is_passing},
    body,
    cancel::Cancel,
    connect::{self, Limits},
    failure::{self, Waited},
    proxy::ProxyChoice,
    refusal::{Cause, Refusal},
    refused::{self, Asked},
    request::{Call, Effect},
    secret::ApiKey,
    tls::{self, Trust},
    words::broken_words,
};

/// How many requests are under way at once.
const AT_ONCE: usize = 4;
/// How often a read is tried again.
const RETRIES: u32 = 2;
/// How long to wait before a read is tried again the first time; twice as long the next.
const BACK_OFF: Duration = Duration::from_millis(300);
/// How many redirects on the same server are followed.
const HOPS: usize = 5;
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Talks to one instance. Clones share the connections, the key and the limit of four at once.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    cancel: Cancel,
    /// What of lists could not be read, by the list, as far as somebody wants to know.
    broken: Broken,
}

/// What of lists could not be read, in words, by the list.
pub(super) type Broken = Arc<Mutex<BTreeMap<String, String>>>;

struct Shared {
    address: Address,
    key: ApiKey,
    http: reqwest::Client,
    permits: Semaphore,
    limits: Limits,
    /// The proxy that calls go through, by its host.
    proxy: Option<String>,
    /// Whether anything was answered so far, so that the address is right.
    has_answered: AtomicBool,
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.shared.address.to_string();
        formatter.debug_tuple("Client").field(&address).finish()
    }
}

impl Client {
    /// A client for the instance at this address. Sends nothing yet.
    ///
    /// # Errors
    /// Where there is no key that could be sent, or the trust cannot be set up.
    pub fn new(
        address: Address,
        key: ApiKey,
        trust: &Trust,
        proxy: ProxyChoice,
        limits: Limits,
    ) -> Result<Self, Refusal> {
        let host = address.host();
        let refuse = |cause| Refusal::new(cause, &host, "the request");
        if key.is_empty() {
            return Err(refuse(Cause::KeyMissing));
        }
        let header = key.header().ok_or_else(|| refuse(Cause::KeyUnfit))?;
        let tls = tls::client_config(trust, address.is_https()).map_err(refuse)?;
        let headers = HeaderMap::from_iter([(AUTHORIZATION, header), (ACCEPT, JSON)]);
        let http = connect::http(&proxy, limits, tls)
            .and_then(|builder| builder.default_headers(headers).build())
            .map_err(|error| refuse(failure::cause(&error, connect::waited(limits))))?;
        let proxy = proxy.host_for(&address);
        Ok(Self {
            shared: Arc::new(Shared {
                address,
                key,
                http,
                permits: Semaphore::new(AT_ONCE),
                limits,
                proxy,
                has_answered: AtomicBool::new(false),
            }),
            cancel: Cancel::new(),
            broken: Broken::default(),
        })
    }

    /// The same client, whose calls end when `cancel` does.
    pub fn until(&self, cancel: &Cancel) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            cancel: cancel.clone(),
            broken: Arc::clone(&self.broken),
        }
    }

    /// The same client, which tells what of lists could not be read from now on, and where.
    pub(super) fn noting(&self) -> (Self, Broken) {
        let broken = Broken::default();
        let noting = Self {
            broken: Arc::clone(&broken),
            ..self.clone()
        };
        (noting, broken)
    }

    /// Notes that so many rows of a list could not be read, and were left out.
    pub(super) fn note_broken(&self, list: &str, count: usize, all: usize) {
        if let Some(words) = broken_words(list, count, all) {
            let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
            broken.insert(list.to_owned(), words);
        }
    }

    /// The instance's address.
    pub fn address(&self) -> &Address {
        &self.shared.address
    }

    /// Whether somebody gave up on what this client does.
    pub(super) fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    /// Sends a call and reads its answer.
    pub(super) async fn ask<T>(
        &self,
        call: Call,
        read: impl FnOnce(&Answer) -> Result<T, Cause>,
    ) -> Result<T, Refusal> {
        let answer = self.send(&call).await?;
        // The server has answered that it is done, so what cannot be read leaves open what it did.
        let changes = call.effect == Effect::Changes;
        read(&answer).map_err(|cause| {
            let unsure = changes && matches!(cause, Cause::Unreadable { .. });
            self.refuse(cause, &call).unsure(unsure).sent(changes)
        })
    }

    /// A refusal of this call, in which the key does not stand whatever a server says.
    pub(super) fn refuse(&self, cause: Cause, call: &Call) -> Refusal {
        let scrub = |text: String| self.shared.key.scrub(&text);
        let cause = match cause {
            Cause::NotPermitted { message } => Cause::NotPermitted {
                message: scrub(message),
            },
            Cause::Invalid { message } => Cause::Invalid {
                message: scrub(message),
            },
            Cause::Failed { message } => Cause::Failed {
                message: scrub(message),
            },
            Cause::NotFound { message } => Cause::NotFound {
                message: scrub(message),
            },
            Cause::Status { status, message } => Cause::Status {
                status,
                message: scrub(message),
            },
            Cause::Unreadable { detail } => Cause::Unreadable {
                detail: scrub(detail),
            },
            other => other,
        };
        let name = self.shared.key.scrub(&call.name());
        Refusal::new(cause, &self.shared.address.host(), &name)
    }

    /// Sends a call until it is answered, refused for good, or given up.
    pub(super) async fn send(&self, call: &Call) -> Result<Answer, Refusal> {
        let mut started = false;
        let work = self.attempts(call, &mut started);
        let outcome = tokio::select! {
            biased;
            () = self.cancel.cancelled() => None,
            outcome = work => Some(outcome),
        };
        let outcome = outcome.unwrap_or(Err(Failure {
            cause: Cause::Cancelled,
            sent: started,
            may_be_done: started,
        }));
        outcome.map_err(|failure| {
            let changes = call.effect == Effect::Changes;
            let refusal = self.refuse(failure.cause, call);
            refusal
                .unsure(failure.may_be_done && changes)
                .sent(failure.sent && changes)
        })
    }

    async fn attempts(&self, call: &Call, started: &mut bool) -> Result<Answer, Failure> {
        let Ok(_permit) = self.shared.permits.acquire().await else {
            return Err(Failure::before(Cause::Cancelled));
        };
        let mut retries = 0;
        loop {
            *started = true;
            let total = self
                .shared
                .limits
                .total
                .max(call.patience.unwrap_or_default());
            let attempt = timeout(total, self.attempt(call)).await;
            let outcome = attempt.unwrap_or_else(|_| {
                Err(Failure::after(Cause::TimeOut {
                    seconds: total.as_secs(),
                }))
            });
            match outcome {
                Err(failure)
                    if call.effect == Effect::Reads
                        && retries < RETRIES
                        && is_passing(&failure.cause) =>
                {
                    sleep(BACK_OFF * 2_u32.pow(retries)).await;
                    retries += 1;
                }
                outcome => return outcome,
            }
        }
    }

    /// Sends a call once; redirects on the same server are followed by what only reads.
    async fn attempt(&self, call: &Call) -> Result<Answer, Failure> {
        let shared = &self.shared;
        let mut url = call.url(&shared.address);
        for _ in 0..=HOPS {
            let mut request = shared.http.request(call.method.clone(), url.clone());
            if let Some(body) = &call.body {
                request = request.header(CONTENT_TYPE, JSON).body(body.clone());
            }
            let silence = call.patience.unwrap_or(shared.limits.silence);
            let response = match timeout(silence, request.send()).await {
                Ok(Ok(response)) => response,
                Ok(Err(error)) => {
                    let mut failure = self.failed(&error, silence);
                    let may_be_tls =
                        !shared.address.is_https() && !shared.has_answered.load(Ordering::Relaxed);
                    if failure.cause == Cause::CutOff && may_be_tls && call.effect == Effect::Reads
                    {
                        failure.cause = Cause::NoPlainAnswer;
                    }
                    return Err(failure);
                }
                Err(_) => {
                    return Err(Failure::after(Cause::TimeOut {
                        seconds: silence.as_secs(),
                    }));
                }
            };
            shared.has_answered.store(true, Ordering::Relaxed);
            if response.status().is_redirection() && response.headers().contains_key(LOCATION) {
                url = self.redirected(call, &url, &response)?;
                continue;
            }
            return self.answer(call, response, silence).await;
        }
        Err(Failure::refused(Cause::RedirectLoop))
    }

    fn failed(&self, error: &reqwest::Error, silence: Duration) -> Failure {
        let waited = Waited {
            answer: silence.as_secs(),
            ..connect::waited(self.shared.limits)
        };
        let cause = match (failure::cause(error, waited), &self.shared.proxy) {
            (
                Cause::HostNotFound
                | Cause::ConnectionRefused
                | Cause::ConnectTimeOut { .. }
                | Cause::Unreachable { .. },
                Some(proxy),
            ) => Cause::ProxyRefused {
                detail: format!("{proxy} cannot be reached"),
            },
            (cause, _) => cause,
        };
        let sent = !failure::is_before_sending(error);
        Failure {
            cause,
            sent,
            may_be_done: sent,
        }
    }

    /// Where a redirect leads, if it may be followed.
    fn redirected(
        &self,
        call: &Call,
        from: &Url,
        response: &reqwest::Response,
    ) -> Result<Url, Failure> {
        let location = response.headers().get(LOCATION);
        let target = location
            .and_then(|location| location.to_str().ok())
            .and_then(|location| from.join(location).ok());
        let Some(mut target) = target else {
            return Err(Failure::refused(Cause::RedirectLoop));
        };
        if target.path().ends_with("/users/login") {
            return Err(Failure::refused(Cause::LoginPage));
        }
        let stays = self.shared.address.is_origin_of(&target);
        if !stays || call.effect == Effect::Changes {
            let cause = if stays {
                let to = self.shared.key.scrub(target.path());
                Cause::RedirectedWithin { to }
            } else {
                let to = format!("{}://{}", target.scheme(), host_of(&target));
                Cause::RedirectedElsewhere { to }
            };
            // A page of the same server follows upon a change that a browser made.
            return Err(Failure {
                cause,
                sent: true,
                may_be_done: stays,
            });
        }
        // A login in the address would go out as one, in place of the key.
        if target.set_username("").is_err() || target.set_password(None).is_err() {
            return Err(Failure::refused(Cause::RedirectLoop));
        }
        Ok(target)
    }

    async fn answer(
        &self,
        call: &Call,
        response: reqwest::Response,
        silence: Duration,
    ) -> Result<Answer, Failure> {
        let status = response.status().as_u16();
        let wait = response.headers().get(RETRY_AFTER);
        let wait = wait.and_then(|wait| wait.to_str().ok()?.trim().parse().ok());
        let limits = self.shared.limits;
        let body = match body::read(response, limits.body, silence).await {
            Ok(body) => body,
            Err(body::Trouble::Cause(cause)) => return Err(Failure::after(cause)),
            Err(body::Trouble::Transport(error)) => return Err(self.failed(&error, silence)),
        };
        let asked = Asked {
            about_workflows: call.is_about_workflows(),
            key_length: self.shared.key.length(),
        };
        match refused::cause(status, &body, asked) {
            None => Ok(Answer { body }),
            Some(Cause::TooManyRequests { .. }) => {
                Err(Failure::refused(Cause::TooManyRequests { wait }))
            }
            // What a gateway says tells nothing about the server behind it, and MISP answers 500
            // and pages where it has saved (spec 02).
            Some(cause) if status >= 500 || matches!(cause, Cause::WebPage { .. }) => {
                Err(Failure::after(cause))
            }
            Some(cause) => Err(Failure::refused(cause)),
        }
    }
}
