//! How connections are made: limits, proxy, TLS; and looking at a certificate without trusting it.

use std::time::Duration;

use tokio::time::timeout;

use super::{
    address::Address,
    certificate::Certificate,
    failure::{self, Waited},
    proxy::ProxyChoice,
    refusal::{Cause, Refusal},
    tls,
};

/// Shorter than the 5 s after which Apache closes a connection that nobody uses, so that a change
/// is not sent into a connection that is just being closed.
const IDLE: Duration = Duration::from_secs(4);

/// How long and how much a client waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For a connection.
    pub connect: Duration,
    /// For the next bytes of an answer.
    pub silence: Duration,
    /// For a whole call, retries not counted.
    pub total: Duration,
    /// The largest answer in bytes, unpacked.
    pub body: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            silence: Duration::from_secs(30),
            total: Duration::from_secs(600),
            body: 256 << 20,
        }
    }
}

/// The certificate that the server at this address presents, for somebody to compare. It is not
/// trusted, nothing is sent, and no connection comes about.
///
/// # Errors
/// Where there is no TLS server to look at.
pub async fn look_at_certificate(
    address: &Address,
    proxy: &ProxyChoice,
    limits: Limits,
) -> Result<Certificate, Refusal> {
    let host = address.host();
    let refuse = |cause| Refusal::new(cause, &host, "the look at the certificate");
    if !address.is_https() {
        return Err(refuse(Cause::NoTls));
    }
    let (config, verifier) = tls::looking_config().map_err(refuse)?;
    let failed = |error: reqwest::Error| refuse(failure::cause(&error, waited(limits)));
    let http = http(proxy, limits, config)
        .and_then(reqwest::ClientBuilder::build)
        .map_err(failed)?;
    let looked = timeout(limits.silence, http.get(address.join(&[])).send()).await;
    match (verifier.refused(), looked) {
        (Some(certificate), _) => Ok(certificate),
        (None, Ok(Err(error))) => Err(failed(error)),
        // Without a certificate nothing can have answered.
        (None, _) => Err(refuse(Cause::TimeOut {
            seconds: limits.silence.as_secs(),
        })),
    }
}

/// How requests go out: HTTP/1.1, no cookies, no redirects and no repeats of reqwest's own.
pub(super) fn http(
    proxy: &ProxyChoice,
    limits: Limits,
    tls: rustls::ClientConfig,
) -> Result<reqwest::ClientBuilder, reqwest::Error> {
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .http1_only()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .gzip(true)
        .connect_timeout(limits.connect)
        .pool_idle_timeout(IDLE)
        .user_agent(concat!("misp-flow/", env!("CARGO_PKG_VERSION")));
    Ok(match proxy {
        ProxyChoice::Environment => builder,
        ProxyChoice::Direct => builder.no_proxy(),
        ProxyChoice::Through(address) => builder.proxy(reqwest::Proxy::all(address.url())?),
    })
}

/// What was waited for, in words.
pub(super) fn waited(limits: Limits) -> Waited {
    Waited {
        connect: limits.connect.as_secs(),
        answer: limits.silence.as_secs(),
    }
}
