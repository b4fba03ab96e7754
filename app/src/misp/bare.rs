//! Requests as a workflow makes them, to whatever host it names: no key, no instance, certificates
//! always checked.

use std::time::Duration;

use reqwest::{
    Method, Url,
    header::{HeaderMap, HeaderName, HeaderValue, LOCATION},
};
use tokio::time::timeout;

use super::{
    body,
    cancel::Cancel,
    connect::{self, Limits},
    failure,
    proxy::ProxyChoice,
    refusal::Cause,
    tls::{self, Trust},
};

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BareAnswer {
    /// The status.
    pub status: u16,
    /// The body; what is no UTF-8 in it is replaced.
    pub body: String,
    /// Where a redirection leads; it is not followed here.
    pub location: Option<String>,
}

/// A request to any host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BareRequest<'a> {
    /// The method in capitals.
    pub method: &'a str,
    /// The URL.
    pub url: &'a str,
    /// The headers in their order. The client itself says how long the body is and which packing
    /// it understands.
    pub headers: &'a [(String, String)],
    /// The body.
    pub body: String,
}

/// The scheme, host and port that a URL leads to, as they are asked about: `https://example.org`.
/// `None` for what is no address of the web.
pub fn origin(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    let known = matches!(url.scheme(), "http" | "https") && url.has_host();
    known.then(|| url.origin().ascii_serialization())
}

/// Limits for a request of a workflow: as long as the server's own client waits.
pub const BARE_LIMITS: Limits = Limits {
    connect: Duration::from_secs(10),
    silence: Duration::from_secs(30),
    total: Duration::from_secs(60),
    body: 16 << 20,
};

/// Sends a request once and gives what came back.
///
/// # Errors
/// Why there is no answer, in words that hold no part of the URL but its host.
pub async fn send_bare(
    request: BareRequest<'_>,
    limits: Limits,
    cancel: &Cancel,
) -> Result<BareAnswer, String> {
    let host = origin(request.url).unwrap_or_default();
    let work = timeout(limits.total, attempt(request, limits));
    let outcome = tokio::select! {
        biased;
        () = cancel.cancelled() => Err(Cause::Cancelled),
        outcome = work => outcome.unwrap_or(Err(Cause::TimeOut {
            seconds: limits.total.as_secs(),
        })),
    };
    outcome.map_err(|cause| words(&cause, &host))
}

async fn attempt(request: BareRequest<'_>, limits: Limits) -> Result<BareAnswer, Cause> {
    let malformed = |detail: &str| Cause::Unreachable {
        detail: detail.to_owned(),
    };
    let url = Url::parse(request.url).map_err(|_| malformed("its address is none"))?;
    let tls = tls::client_config(&Trust::System, url.scheme() == "https")?;
    // What runs on this machine is not asked for through a proxy.
    let local = url.host_str().is_some_and(|host| {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let address = bare.parse::<std::net::IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    });
    let proxy = if local {
        ProxyChoice::Direct
    } else {
        ProxyChoice::Environment
    };
    let waited = connect::waited(limits);
    let failed = |error: reqwest::Error| failure::cause(&error, waited);
    let http = connect::http(&proxy, limits, tls)
        .and_then(reqwest::ClientBuilder::build)
        .map_err(failed)?;
    let method = Method::from_bytes(request.method.as_bytes())
        .map_err(|_| malformed("its method is none"))?;
    let sent = http
        .request(method, url)
        .headers(headers(request.headers)?)
        .body(request.body)
        .send();
    let response = timeout(limits.silence, sent)
        .await
        .map_err(|_| Cause::TimeOut {
            seconds: limits.silence.as_secs(),
        })?
        .map_err(failed)?;
    let status = response.status().as_u16();
    let location = response.headers().get(LOCATION);
    let location = location
        .and_then(|location| location.to_str().ok())
        .map(str::to_owned);
    let body = match body::read(response, limits.body, limits.silence).await {
        Ok(body) => String::from_utf8_lossy(&body).into_owned(),
        Err(body::Trouble::Cause(cause)) => return Err(cause),
        Err(body::Trouble::Transport(error)) => return Err(failed(error)),
    };
    Ok(BareAnswer {
        status,
        body,
        location,
    })
}

fn headers(given: &[(String, String)]) -> Result<HeaderMap, Cause> {
    let mut headers = HeaderMap::with_capacity(given.len());
    for (name, value) in given {
        let own = ["Accept-Encoding", "Content-Length"];
        if own.iter().any(|own| name.eq_ignore_ascii_case(own)) {
            continue;
        }
        let pair = HeaderName::from_bytes(name.as_bytes())
            .ok()
            .zip(HeaderValue::from_bytes(value.as_bytes()).ok());
        let Some((name, value)) = pair else {
            return Err(Cause::Unreachable {
                detail: format!("the header {name} cannot be sent"),
            });
        };
        headers.append(name, value);
    }
    Ok(headers)
}

/// The cause in words that fit any host, since those of [`Cause`] itself are about MISP.
fn words(cause: &Cause, host: &str) -> String {
    match cause {
        Cause::Cancelled => "given up".to_owned(),
        Cause::HostNotFound => format!("there is no {host}"),
        Cause::ConnectionRefused => format!("{host} takes no connections"),
        Cause::ConnectTimeOut { seconds } => {
            format!("no connection to {host} within {seconds} s")
        }
        Cause::TimeOut { seconds } => format!("no answer from {host} within {seconds} s"),
        Cause::TooSlow { bytes, seconds } => {
            format!("{host} answers too slowly: {bytes} bytes in {seconds} s")
        }
        Cause::CutOff => format!("{host} ended the connection before its answer did"),
        Cause::Certificate(distrust) => {
            format!("the certificate of {host} is not trusted ({distrust})")
        }
        Cause::Tls(detail) => format!("no TLS with {host}: {detail}"),
        Cause::NoAuthorities(detail) => {
            format!("the system gives no trusted authorities: {detail}")
        }
        Cause::ProxyRefused { detail } => format!("the proxy does not let it through: {detail}"),
        Cause::TooLarge { limit } => format!(
            "the answer of {host} is larger than {} MB",
            limit / 1_000_000
        ),
        Cause::Unreachable { detail } => format!("{host} was not reached: {detail}"),
        _ => format!("{host} was not reached"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_only_scheme_host_and_port_are_asked_about() {
        let origin = |url| origin(url).unwrap_or_default();
        assert_eq!(
            origin("https://me:pw@example.org/T0/x?k=1"),
            "https://example.org"
        );
        assert_eq!(origin("http://127.0.0.1:8080/a"), "http://127.0.0.1:8080");
        assert_eq!(origin("{{ url }}"), "");
        assert_eq!(origin("file:///etc/passwd"), "");
    }
}
