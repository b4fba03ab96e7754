//! What the requests of a run come to: what was set for them, what is assumed, or, where the user
//! has allowed their host, what really came back.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use misp_flow_engine::{
    run::{Answer, AnswerSource, Answers, Call, Effect, EffectKind, Reply, Request},
    workflow::NodeId,
};

use super::masked;
use crate::{
    clock::now_millis,
    misp::{BARE_LIMITS, BareRequest, Cancel, Refusal, Runtime, origin, send_bare},
};

/// A request that was really sent, and what came back.
#[derive(Clone, Debug, PartialEq)]
pub struct RealExchange {
    /// When it was sent, in milliseconds since 1970.
    pub at: u64,
    /// How long the answer took, in milliseconds.
    pub took: u64,
    /// The index of the step that made it.
    pub step: usize,
    /// The node of that step.
    pub node: NodeId,
    /// The scheme, host and port that it went to.
    pub host: String,
    /// The request; with its secrets masked where the exchange was kept with a run.
    pub request: Request,
    /// What came back.
    pub reply: Reply,
}

impl RealExchange {
    /// How it was sent and what came back, in words.
    pub fn words(&self) -> String {
        let took = self.took;
        match &self.reply {
            Reply::Http { status, .. } => {
                format!("sent for real, answered with {status} in {took} ms")
            }
            // Whether it has left this machine is not known of each failure.
            Reply::Failed(why) => format!("tried for real, no answer after {took} ms: {why}"),
            Reply::Json(_) | Reply::Assumed(_) | Reply::Taken => {
                format!("sent for real, answered in {took} ms")
            }
        }
    }

    /// Whether an answer came, so that it was sent for sure.
    pub fn is_answered(&self) -> bool {
        !matches!(self.reply, Reply::Failed(_))
    }

    /// Whether this is the exchange that the request of this node was.
    pub fn is_of(&self, node: &NodeId, request: &Request) -> bool {
        self.node == *node && (self.request == *request || self.request == masked(request))
    }
}

/// How many requests really went out, in words: the same wherever a run tells of them. Nothing where
/// none was tried.
pub fn sent_words(exchanges: &[RealExchange]) -> Option<String> {
    let sent = exchanges.iter().filter(|one| one.is_answered()).count();
    let were = |count: usize| match count {
        1 => "1 request was".to_owned(),
        count => format!("{count} requests were"),
    };
    match (sent, exchanges.len() - sent) {
        (0, 0) => None,
        (0, silent) => Some(format!("{} tried and not answered", were(silent))),
        (sent, 0) => Some(format!("{} really sent", were(sent))),
        (sent, silent) => Some(format!(
            "{} really sent, {silent} tried and not answered",
            were(sent)
        )),
    }
}

/// What lets requests out: the hosts that were allowed, and nothing else.
#[derive(Clone, Debug)]
pub struct Real {
    /// The allowed hosts, as [`origin`] writes them.
    pub hosts: BTreeSet<String>,
    /// Where misp-modules answers.
    pub modules: String,
    /// What sends.
    pub runtime: Runtime,
}

/// Answers the requests of a run.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// What the nodes were set to give.
    pub answers: Answers,
    /// What was really sent so far, in order.
    pub exchanges: Vec<RealExchange>,
    /// What may be sent; nothing unless the user allowed it for this run.
    pub(super) real: Option<Real>,
    /// Gives up on what is under way.
    pub(super) cancel: Cancel,
    /// All that is asked is answered as it was then: a run that was kept is made again.
    replays: bool,
    /// Steps before this one are made again: what they asked is answered as it was, not sent anew.
    pub(super) again_before: usize,
}

impl Outside {
    /// Answers that let nothing out.
    pub fn closed(answers: Answers) -> Self {
        Self {
            answers,
            ..Self::default()
        }
    }

    /// Answers that let out what goes to the allowed hosts.
    pub fn open(answers: Answers, real: Real) -> Self {
        Self {
            real: Some(real),
            ..Self::closed(answers)
        }
    }

    /// Answers as they were in a run that was kept, which let nothing out.
    pub fn replaying(answers: Answers, exchanges: Vec<RealExchange>) -> Self {
        Self {
            exchanges,
            replays: true,
            ..Self::closed(answers)
        }
    }

    /// Whether anything may go out.
    pub fn is_open(&self) -> bool {
        self.real.is_some()
    }

    fn known(&self, call: &Call<'_>, request: &Request) -> Option<Reply> {
        let mut kept = self.exchanges.iter().rev();
        let same = |one: &&RealExchange| one.step == call.step && one.is_of(call.node, request);
        kept.find(same).map(|one| one.reply.clone())
    }
}

impl AnswerSource for Outside {
    fn answer(&mut self, call: &Call<'_>) -> Option<Answer> {
        self.answers.answer(call)
    }

    fn perform(&mut self, call: &Call<'_>, request: &Request) -> Reply {
        if let Some(given) = self.answers.given(call, request) {
            return given;
        }
        if self.replays || call.step < self.again_before {
            let known = self.known(call, request);
            return known.unwrap_or_else(|| Reply::well(request));
        }
        let Some(real) = &self.real else {
            return Reply::well(request);
        };
        let host = host_of(request, &real.modules);
        let Some(host) = host.filter(|host| real.hosts.contains(host)) else {
            return Reply::well(request);
        };
        let (at, begun) = (now_millis(), Instant::now());
        let reply = real.send(request, &self.cancel);
        let took = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.exchanges.push(RealExchange {
            at,
            took,
            step: call.step,
            node: call.node.clone(),
            host,
            request: request.clone(),
            reply: reply.clone(),
        });
        reply
    }
}

impl Real {
    /// Sends a request; only called for an allowed host.
    fn send(&self, request: &Request, cancel: &Cancel) -> Reply {
        let own;
        let url;
        let bare = match request {
            Request::Http(http) => BareRequest {
                method: &http.method,
                url: &http.url,
                headers: &http.headers,
                body: http.body.clone(),
            },
            Request::Query(query) => {
                own = [("Content-Type".to_owned(), "application/json".to_owned())];
                url = format!("{}/query", self.modules.trim_end_matches('/'));
                BareRequest {
                    method: "POST",
                    url: &url,
                    headers: &own,
                    body: query.body.to_json(),
                }
            }
            Request::Mail(_) | Request::Zmq(_) => return Reply::well(request),
        };
        let sent = async { Ok::<_, Refusal>(send_bare(bare, BARE_LIMITS, cancel).await) };
        match self.runtime.block_on(sent) {
            Ok(Ok(answer)) => Reply::Http {
                status: answer.status,
                body: answer.body,
                location: answer.location,
            },
            Ok(Err(why)) => Reply::Failed(why),
            Err(refusal) => Reply::Failed(refusal.to_string()),
        }
    }
}

/// The host that a request goes to; `None` for mail and ZMQ, which are never sent from here.
fn host_of(request: &Request, modules: &str) -> Option<String> {
    match request {
        Request::Http(http) => origin(&http.url),
        Request::Query(_) => origin(modules),
        Request::Mail(_) | Request::Zmq(_) => None,
    }
}

/// The hosts that these effects would send to, with how many requests each would get.
pub fn wanted_hosts<'e>(
    effects: impl IntoIterator<Item = &'e Effect>,
    modules: &str,
) -> BTreeMap<String, usize> {
    let mut hosts = BTreeMap::new();
    for effect in effects {
        if let EffectKind::Request(request, _) = &effect.kind
            && let Some(host) = host_of(request, modules)
        {
            *hosts.entry(host).or_default() += 1;
        }
    }
    hosts
}
