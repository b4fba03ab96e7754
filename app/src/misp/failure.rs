//! From what goes wrong on the way (reqwest, hyper, rustls, the system) to causes.

use std::{error::Error, io};

use super::{refusal::Cause, tls::Distrust};

/// How long was waited, for the words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waited {
    /// For a connection, in seconds.
    pub connect: u64,
    /// For the answer, in seconds.
    pub answer: u64,
}

/// The cause behind an error of the transport.
pub(super) fn cause(error: &reqwest::Error, waited: Waited) -> Cause {
    let chain = chain(error);
    if let Some(tls) = find::<rustls::Error>(&chain) {
        return tls_cause(tls);
    }
    if let Some(refused) = proxy_refusal(&chain) {
        return refused;
    }
    let kind = find::<io::Error>(&chain).map(io::Error::kind);
    if let Some(detail) = no_answer(kind, &chain) {
        return Cause::Unreadable {
            detail: detail.to_owned(),
        };
    }
    if error.is_timeout() {
        return if error.is_connect() {
            Cause::ConnectTimeOut {
                seconds: waited.connect,
            }
        } else {
            Cause::TimeOut {
                seconds: waited.answer,
            }
        };
    }
    if error.is_connect() {
        return match kind {
            Some(io::ErrorKind::ConnectionRefused) => Cause::ConnectionRefused,
            Some(io::ErrorKind::TimedOut) => Cause::ConnectTimeOut {
                seconds: waited.connect,
            },
            _ if chain.iter().any(|link| is_lookup(*link)) => Cause::HostNotFound,
            // The server hung up before TLS was agreed on.
            Some(io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset) => {
                Cause::Tls("the server hung up".to_owned())
            }
            _ => Cause::Unreachable {
                detail: innermost(&chain),
            },
        };
    }
    // A request that was on its way, or an answer: whatever it was, it did not come to its end.
    Cause::CutOff
}

/// Whether the request surely never left this machine.
pub(super) fn is_before_sending(error: &reqwest::Error) -> bool {
    error.is_connect() || error.is_builder()
}

/// Why what came whole is no answer, where the connection is well.
fn no_answer(kind: Option<io::ErrorKind>, chain: &[Link<'_>]) -> Option<&'static str> {
    // hyper has words for it, and a type that is not public.
    let is_head = |link: &Link<'_>| link.to_string() == "message head is too large";
    if chain.iter().any(is_head) {
        return Some("its head is too long, or has too many lines");
    }
    let is_packing = matches!(
        kind,
        Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData)
    );
    is_packing.then_some("it is said to be packed, and cannot be unpacked")
}

type Link<'a> = &'a (dyn Error + 'static);

/// The error and all behind it. The error inside of an [`io::Error`] is one of them, which
/// `source` leaves out.
fn chain(error: &reqwest::Error) -> Vec<Link<'_>> {
    let mut chain: Vec<Link<'_>> = Vec::new();
    let mut next: Option<Link<'_>> = Some(error);
    while let Some(link) = next {
        chain.push(link);
        let inside = link
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
            .map(|inside| inside as Link<'_>);
        next = inside.or_else(|| link.source());
        if chain.len() > 32 {
            break;
        }
    }
    chain
}

fn find<'a, E: Error + 'static>(chain: &[Link<'a>]) -> Option<&'a E> {
    chain.iter().rev().find_map(|link| link.downcast_ref())
}

fn innermost(chain: &[Link<'_>]) -> String {
    let last = chain.last().map(ToString::to_string);
    last.unwrap_or_default()
}

/// Looking a name up fails with words only; hyper says of what.
fn is_lookup(link: Link<'_>) -> bool {
    let words = link.to_string();
    words.contains("dns error") || words.contains("failed to lookup address")
}

fn tls_cause(error: &rustls::Error) -> Cause {
    use rustls::{CertificateError, OtherError};
    if let rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(other))) = error
        && let Some(distrust) = other.downcast_ref::<Distrust>()
    {
        return Cause::Certificate(Box::new(distrust.clone()));
    }
    match error {
        rustls::Error::InvalidMessage(_) => {
            Cause::Tls("what answers there does not speak TLS".to_owned())
        }
        other => Cause::Tls(other.to_string()),
    }
}

/// The tunnel through a proxy has errors of its own, whose type is not public.
fn proxy_refusal(chain: &[Link<'_>]) -> Option<Cause> {
    let words = chain
        .iter()
        .map(ToString::to_string)
        .find(|words| words.starts_with("tunnel error"))?;
    let detail = if words.contains("authorization required") {
        "it asks for a login"
    } else if words.contains("failed to create underlying connection") {
        "it cannot be reached"
    } else if words.contains("unexpected end of file") {
        "it hung up"
    } else {
        "it refuses the connection"
    };
    Some(Cause::ProxyRefused {
        detail: detail.to_owned(),
    })
}
