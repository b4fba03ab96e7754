//! Each cause in words: what happened, to what, what to do next. Without a full stop at the end, as
//! more may follow.

use std::fmt;

use super::{
    refusal::Cause,
    secret::KEY_LENGTH,
    tls::{Distrust, DistrustReason},
};

impl Cause {
    /// Writes the cause in words about this host and call.
    pub(super) fn words(
        &self,
        out: &mut fmt::Formatter<'_>,
        host: &str,
        call: &str,
    ) -> fmt::Result {
        match self {
            Cause::KeyMissing => write!(
                out,
                "There is no API key for {host}. Make one in MISP (your profile, “Auth keys”) and enter it here"
            ),
            Cause::KeyLength { length } => write!(
                out,
                "The API key for {host} has {length} characters, but keys of MISP have {}. Copy it again, whole",
                KEY_LENGTH
            ),
            Cause::KeyUnfit => write!(
                out,
                "The API key for {host} holds blanks or letters that no key of MISP has. Copy it again"
            ),
            Cause::KeyRefused => write!(
                out,
                "{host} does not accept the API key. Check that it is the whole key, not expired, and allowed from this machine, and that its user is not disabled; or make a new one in MISP (your profile, “Auth keys”)"
            ),
            Cause::NotPermitted { message } => write!(
                out,
                "{host} does not let this key do {call}{}. Workflows need the key of a site admin, and one that is not read-only",
                said(message)
            ),
            Cause::WorkflowsOff { settings } => write!(
                out,
                "Workflows are switched off on {host}. A site admin switches them on in MISP (Administration, Server settings): {}",
                settings.join(", ")
            ),
            Cause::BrokenJson => write!(
                out,
                "{host} takes what was sent with {call} for broken JSON. Something on the way may have changed it; try again, and without a proxy if there is one"
            ),
            Cause::Invalid { message } => {
                write!(out, "{host} does not accept this{}", said(message))
            }
            Cause::Failed { message } => {
                write!(out, "{host} could not answer {call}{}", said(message))
            }
            Cause::NotFound { message } => write!(
                out,
                "{host} does not have what {call} asks for{}. It may have been deleted; read the list again",
                said(message)
            ),
            Cause::NotOffered => write!(
                out,
                "{host} does not offer {call}. Its version of MISP may be too old or too new for it"
            ),
            Cause::Internal => write!(
                out,
                "{host} failed at {call} and does not say why (status 500). Its own log, app/tmp/logs/error.log, does"
            ),
            Cause::Unavailable { status } => write!(
                out,
                "{host} is not there for now (status {status}). Try again in a while"
            ),
            Cause::TooManyRequests { wait } => {
                write!(out, "{host} takes no more requests with this key for now. ")?;
                match wait {
                    Some(seconds) => write!(out, "Try again in {seconds} s"),
                    None => write!(out, "Try again in a while"),
                }
            }
            Cause::Status { status, message } => write!(
                out,
                "{host} refused {call} with status {status}{}",
                said(message)
            ),
            Cause::LoginPage => write!(
                out,
                "{host} asks for a login instead of taking the API key. Check the key; if it is right, a proxy before MISP may drop the Authorization header"
            ),
            Cause::WebPage { status } => write!(
                out,
                "{host} answered {call} with a web page instead of data (status {status}). Check that the address is MISP's and that nothing before it, such as a single sign-on, stands in the way"
            ),
            Cause::NotMisp => write!(
                out,
                "What answers at {host} is no MISP. Check the address, with the folder if MISP is installed in one"
            ),
            Cause::Unreadable { detail } => write!(
                out,
                "The answer of {host} to {call} is not what MISP gives: {detail}. Look for what is wrong there in MISP, or in its log; and check the address, where no MISP is at it"
            ),
            Cause::RedirectedElsewhere { to } => write!(
                out,
                "{host} sends {call} on to {to}. The key was not sent there. If that is your MISP, set it as the instance's address"
            ),
            Cause::RedirectedWithin { to } => write!(
                out,
                "{host} answers {call} by sending it on to its page {to}, as a login page or a single sign-on before MISP does. Check the API key and the address, with the folder if MISP is installed in one"
            ),
            Cause::RedirectLoop => write!(
                out,
                "{host} sends {call} in circles. Check the address, and the server's setting MISP.baseurl"
            ),
            Cause::HostNotFound => write!(
                out,
                "There is no {host}: the name is not known. Check the address and your connection to its network"
            ),
            Cause::ConnectionRefused => write!(
                out,
                "{host} takes no connections. Check the address with its port, and that MISP is running"
            ),
            Cause::Unreachable { detail } => write!(
                out,
                "{host} cannot be reached: {detail}. Check the address and your connection to its network"
            ),
            Cause::ConnectTimeOut { seconds } => write!(
                out,
                "{host} did not take the connection within {seconds} s. Check the address and your connection to its network"
            ),
            Cause::TimeOut { seconds } => write!(
                out,
                "{host} did not answer {call} within {seconds} s. It may be busy, or something on the way may hold the answer back"
            ),
            Cause::TooSlow { bytes, seconds } => write!(
                out,
                "{host} answers {call} too slowly: {bytes} bytes in the last {seconds} s. It may be busy, or something on the way may hold the answer back. Try again in a while"
            ),
            Cause::CutOff => write!(
                out,
                "The connection to {host} ended in the middle of its answer to {call}"
            ),
            Cause::NoPlainAnswer => write!(
                out,
                "The connection to {host} ended in the middle of its answer to {call}. Check the address; if the server speaks TLS there, try https://{host}"
            ),
            Cause::Certificate(distrust) => certificate_words(out, host, distrust),
            Cause::Tls(detail) => write!(
                out,
                "No secure connection to {host} came about: {detail}. Check that the address is to be reached by https"
            ),
            Cause::NoTls => write!(
                out,
                "{host} is reached by plain http, so there is no certificate to look at. Use https if the server offers it"
            ),
            Cause::NoAuthorities(detail) => write!(
                out,
                "This system gives no list of trusted certificate authorities ({detail}). Install the package ca-certificates, or choose another way to trust the instance's certificate"
            ),
            Cause::BadAuthority(detail) => write!(
                out,
                "This is no certificate of an authority: {detail}. Choose a file in PEM form, with “BEGIN CERTIFICATE” in it"
            ),
            Cause::ProxyRefused { detail } => write!(
                out,
                "The proxy does not let this through to {host}: {detail}. Check the proxy of this instance or of the environment"
            ),
            Cause::TooLarge { limit } => write!(
                out,
                "The answer of {host} to {call} is larger than {} MB and was not read. Ask for less at once",
                limit >> 20
            ),
            Cause::Cancelled => write!(out, "Cancelled"),
            Cause::Unsent(objections) => {
                write!(out, "Not sent to {host}")?;
                for (place, objection) in objections.iter().enumerate() {
                    write!(out, "{} {objection}", if place == 0 { ":" } else { ";" })?;
                }
                Ok(())
            }
            Cause::NoThreads(detail) => write!(
                out,
                "The system lets this program start no more threads ({detail}). Close other programs and try again"
            ),
        }
    }
}

fn certificate_words(out: &mut fmt::Formatter<'_>, host: &str, distrust: &Distrust) -> fmt::Result {
    let shown = &distrust.certificate;
    write!(out, "The certificate of {host} is not trusted: ")?;
    match &distrust.reason {
        DistrustReason::Expired => write!(
            out,
            "it was valid until {} UTC. The server needs a new one",
            shown.until
        ),
        DistrustReason::NotYetValid => write!(
            out,
            "it is valid from {} UTC on only. Check this machine's clock",
            shown.from
        ),
        DistrustReason::WrongName(names) => write!(
            out,
            "it is for another name ({}). Use the name that it is for as the address",
            match names.as_slice() {
                [] => shown.subject.clone(),
                names => names.join(", "),
            }
        ),
        DistrustReason::SelfSigned => write!(
            out,
            "it was issued by itself. Compare its fingerprint with the server's and pin it, or add the authority that you use"
        ),
        DistrustReason::UnknownIssuer => write!(
            out,
            "it was issued by {}, which this system does not know. Add that authority to the instance, or compare the fingerprint with the server's and pin it",
            shown.issuer
        ),
        DistrustReason::Revoked => {
            write!(
                out,
                "it was taken back by whoever issued it. Do not go on; ask who runs the server"
            )
        }
        DistrustReason::NotPinned(pinned) => write!(
            out,
            "it is not the one that was pinned (now {}, pinned {pinned}). If the server was given a new one, compare the fingerprint and pin it anew; if not, somebody stands in between",
            shown.fingerprint
        ),
        DistrustReason::Other(detail) => write!(out, "{detail}"),
    }
}

/// The server's own words, where there are any.
fn said(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    if message.is_empty() {
        String::new()
    } else {
        format!(": {message}")
    }
}

/// That so many rows of a list could not be read; nothing where all could.
pub(super) fn broken_words(list: &str, count: usize, all: usize) -> Option<String> {
    let were = if count == 1 { "was" } else { "were" };
    (count > 0).then(|| {
        format!(
            "{list}: {count} of the {all} that came could not be read and {were} left out. Look for what is wrong there in MISP, or in its log"
        )
    })
}
