//! Why a server, or something on the way to it, did not do what was asked: typed, with words that
//! say what happened, to what, and what to do next. Holds no key and no address with a login.

use std::fmt;

use super::{
    before_sending::Objection,
    tls::{Distrust, DistrustReason},
};

/// What was behind it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// There is no key to send.
    KeyMissing,
    /// The key has fewer or more characters than keys have.
    KeyLength {
        /// How many it has.
        length: usize,
    },
    /// The key holds characters that no key has.
    KeyUnfit,
    /// The server knows no such key, or does not take it from here.
    KeyRefused,
    /// The key's user may not do this: not a site admin, or a read-only key.
    NotPermitted {
        /// The server's words.
        message: String,
    },
    /// Workflows cannot be used on the server.
    WorkflowsOff {
        /// The settings to look at.
        settings: Vec<&'static str>,
    },
    /// The server took what was sent for broken JSON (405).
    BrokenJson,
    /// The server looked at what was sent and does not accept it.
    Invalid {
        /// The server's words.
        message: String,
    },
    /// The server says in place of an answer that something failed, such as a service behind it.
    Failed {
        /// The server's words.
        message: String,
    },
    /// There is no such thing on the server.
    NotFound {
        /// The server's words.
        message: String,
    },
    /// The server's version has no such call (404, 405).
    NotOffered,
    /// The server failed and does not say why (500).
    Internal,
    /// The server is not there for now (502, 503, 504).
    Unavailable {
        /// The status.
        status: u16,
    },
    /// Too many requests in a short time (429).
    TooManyRequests {
        /// After how many seconds the server takes more, where it says so.
        wait: Option<u64>,
    },
    /// Any other status.
    Status {
        /// The status.
        status: u16,
        /// The server's words; may be empty.
        message: String,
    },
    /// The login page came, or a redirect to it.
    LoginPage,
    /// Some other web page came.
    WebPage {
        /// The status.
        status: u16,
    },
    /// What answers is no MISP, or not at this path.
    NotMisp,
    /// An answer that is not what the call gives.
    Unreadable {
        /// What was wrong with it.
        detail: String,
    },
    /// A redirect to another server; nothing was sent there.
    RedirectedElsewhere {
        /// Scheme, host and port of the other.
        to: String,
    },
    /// A change was answered with a redirect on the same server.
    RedirectedWithin {
        /// The path that it leads to.
        to: String,
    },
    /// Redirects that lead nowhere.
    RedirectLoop,
    /// The name is not known.
    HostNotFound,
    /// The machine is there and takes no connections at this port.
    ConnectionRefused,
    /// There is no way to the machine.
    Unreachable {
        /// What the system says.
        detail: String,
    },
    /// No connection in time.
    ConnectTimeOut {
        /// How long it was waited for.
        seconds: u64,
    },
    /// No answer, or no end of it, in time.
    TimeOut {
        /// How long it was waited for.
        seconds: u64,
    },
    /// The answer comes in drips, so that its end is not waited for.
    TooSlow {
        /// How many bytes came in the last while.
        bytes: u64,
        /// How long that was.
        seconds: u64,
    },
    /// The connection ended in the middle of the answer.
    CutOff,
    /// The connection ended before there was an answer, where the address is one of plain http.
    NoPlainAnswer,
    /// The server's certificate is not trusted.
    Certificate(Box<Distrust>),
    /// TLS did not come about for another reason.
    Tls(String),
    /// A plain http address has no certificate to look at.
    NoTls,
    /// The system gives no trusted authorities.
    NoAuthorities(String),
    /// The text of a private authority is none.
    BadAuthority(String),
    /// The proxy does not let this through.
    ProxyRefused {
        /// What it says.
        detail: String,
    },
    /// The answer is larger than what is taken.
    TooLarge {
        /// The largest size in bytes.
        limit: u64,
    },
    /// Somebody gave up.
    Cancelled,
    /// Not sent, because the server's database would refuse it without saying why.
    Unsent(Vec<Objection>),
    /// The system gave no threads to work with.
    NoThreads(String),
}

impl Cause {
    /// Whether a certificate is refused for whom it is from, so that comparing its fingerprint and
    /// pinning it is a cure.
    pub fn is_of_unknown_certificate(&self) -> bool {
        matches!(self, Self::Certificate(distrust) if matches!(
            distrust.reason,
            DistrustReason::SelfSigned | DistrustReason::UnknownIssuer | DistrustReason::NotPinned(_)
        ))
    }
}

/// A call that did not do what was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// What was behind it.
    pub cause: Cause,
    /// Whether a change was asked for and may have been made nevertheless: find out before it is
    /// asked for again.
    pub unsure: bool,
    /// Whether a change was asked for and has left this machine.
    sent: bool,
    host: String,
    call: String,
}

impl Refusal {
    pub(super) fn new(cause: Cause, host: &str, call: &str) -> Self {
        Self {
            cause,
            unsure: false,
            sent: false,
            host: host.to_owned(),
            call: call.to_owned(),
        }
    }

    /// One that no server had a part in.
    pub(super) fn local(cause: Cause) -> Self {
        Self::new(cause, "the server", "the request")
    }

    pub(crate) fn unsure(mut self, unsure: bool) -> Self {
        self.unsure = unsure;
        self
    }

    pub(super) fn sent(mut self, sent: bool) -> Self {
        self.sent = sent;
        self
    }

    /// Whether a change was asked for and has left this machine: whatever was answered then, only a
    /// look tells for sure whether it was made.
    pub(crate) fn was_sent(&self) -> bool {
        self.sent || self.unsure
    }

    /// The same, not knowing whether a change was made that was sent: for what cannot be looked at.
    pub(crate) fn unsure_if_sent(self) -> Self {
        let unsure = self.was_sent();
        self.unsure(unsure)
    }

    /// Whether the server may still be at a change, as it has not said itself that it ended: the
    /// connection was lost, or a gateway before the server answered in its place.
    pub(crate) fn may_be_under_way(&self) -> bool {
        self.unsure
            && matches!(
                self.cause,
                Cause::CutOff
                    | Cause::TimeOut { .. }
                    | Cause::TooSlow { .. }
                    | Cause::Unavailable { .. }
                    | Cause::Status { .. }
                    | Cause::Cancelled
            )
    }

    /// The host that was asked.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Method and path of what was asked.
    pub fn call(&self) -> &str {
        &self.call
    }
}

impl std::error::Error for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = &self.host;
        let call = &self.call;
        self.cause.words(formatter, host, call)?;
        if self.unsure {
            write!(
                formatter,
                ". Whether {host} has done it is not known; look before you do it again"
            )?;
        }
        Ok(())
    }
}
