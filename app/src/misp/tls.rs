//! Which certificates are trusted: those of the system's authorities, one more authority, or
//! exactly one certificate. There is no choice that accepts all.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, OtherError,
    RootCertStore, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{
        CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
    },
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use rustls_platform_verifier::Verifier as PlatformVerifier;
use serde::{Deserialize, Serialize};

use super::{
    authority::authorities,
    certificate::{Certificate, Fingerprint},
    refusal::Cause,
};

/// Whom an instance's certificate is trusted by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// The authorities that the system trusts.
    #[default]
    System,
    /// Those and the authorities in this PEM text.
    PrivateCa(String),
    /// Exactly the certificate with this fingerprint, whoever issued it.
    Pinned(Fingerprint),
}

/// Why a certificate is not trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DistrustReason {
    /// It is no longer valid.
    Expired,
    /// It is not valid yet; or this machine's clock is wrong.
    NotYetValid,
    /// It is for these names only; none where it tells no names.
    WrongName(Vec<String>),
    /// It was issued by itself.
    SelfSigned,
    /// It was issued by somebody whom nobody here knows.
    UnknownIssuer,
    /// It was taken back.
    Revoked,
    /// It is not the one that was pinned.
    NotPinned(Fingerprint),
    /// Anything else, in the words of the TLS library.
    Other(String),
}

/// A certificate that is not trusted, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distrust {
    /// Why.
    pub reason: DistrustReason,
    /// What the server presented.
    pub certificate: Certificate,
}

impl fmt::Display for Distrust {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.reason)
    }
}

impl std::error::Error for Distrust {}

/// How a client speaks TLS with this trust. For a plain http address nothing is trusted, and no
/// authorities are read.
pub(super) fn client_config(trust: &Trust, https: bool) -> Result<ClientConfig, Cause> {
    if !https {
        return Ok(builder()?
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth());
    }
    let judge = match trust {
        Trust::System => Judge::Authorities(platform(Vec::new())?),
        Trust::PrivateCa(pem) => Judge::Authorities(platform(authorities(pem)?)?),
        Trust::Pinned(fingerprint) => Judge::Pin(*fingerprint),
    };
    with_verifier(Arc::new(Verifier::new(judge)))
}

/// The system's authorities and these.
pub(super) fn platform(more: Vec<CertificateDer<'static>>) -> Result<PlatformVerifier, Cause> {
    let own = !more.is_empty();
    PlatformVerifier::new_with_extra_roots(more, provider()).map_err(|error| {
        if own {
            Cause::BadAuthority(error.to_string())
        } else {
            Cause::NoAuthorities(error.to_string())
        }
    })
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn builder() -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, Cause> {
    ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| Cause::Tls(error.to_string()))
}

/// A configuration in which this verifier alone decides.
fn with_verifier(verifier: Arc<Verifier>) -> Result<ClientConfig, Cause> {
    Ok(builder()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}

/// A configuration that trusts nothing and notes what was presented.
pub(super) fn looking_config() -> Result<(ClientConfig, Arc<Verifier>), Cause> {
    let verifier = Arc::new(Verifier::new(Judge::Nobody));
    Ok((with_verifier(Arc::clone(&verifier))?, verifier))
}

/// Who decides about a certificate.
#[derive(Debug)]
enum Judge {
    Authorities(PlatformVerifier),
    Pin(Fingerprint),
    /// Nothing is trusted, so that no connection comes about.
    Nobody,
}

/// Asks its judge, says why a certificate is refused, and notes what was presented.
#[derive(Debug)]
pub(super) struct Verifier {
    judge: Judge,
    presented: Mutex<Option<Certificate>>,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    fn new(judge: Judge) -> Self {
        Self {
            judge,
            presented: Mutex::new(None),
            provider: provider(),
        }
    }

    fn algorithms(&self) -> &WebPkiSupportedAlgorithms {
        &self.provider.signature_verification_algorithms
    }

    /// What was presented last and refused, if a server got that far.
    pub(super) fn refused(&self) -> Option<Certificate> {
        let noted = self.presented.lock();
        noted.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let certificate = || Certificate::read(end_entity);
        let judged = match &self.judge {
            Judge::Authorities(platform) => platform
                .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
                .map_err(|error| distrust(&error, certificate())),
            Judge::Pin(pin) if Fingerprint::of(end_entity) == *pin => {
                Ok(ServerCertVerified::assertion())
            }
            Judge::Pin(pin) => Err(Distrust {
                reason: DistrustReason::NotPinned(*pin),
                certificate: certificate(),
            }),
            Judge::Nobody => Err(Distrust {
                reason: DistrustReason::Other("it was only looked at".to_owned()),
                certificate: certificate(),
            }),
        };
        judged.map_err(|distrust| {
            let mut noted = self
                .presented
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            *noted = Some(distrust.certificate.clone());
            TlsError::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(distrust))))
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls12_signature(message, cert, dss, self.algorithms())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls13_signature(message, cert, dss, self.algorithms())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms().supported_schemes()
    }
}

/// Why the authorities do not vouch for a certificate.
fn distrust(error: &TlsError, certificate: Certificate) -> Distrust {
    let reason = match error {
        TlsError::InvalidCertificate(error) => match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                DistrustReason::Expired
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                DistrustReason::NotYetValid
            }
            CertificateError::NotValidForName => DistrustReason::WrongName(Vec::new()),
            CertificateError::NotValidForNameContext { presented, .. } => {
                DistrustReason::WrongName(presented.iter().map(|name| plain_name(name)).collect())
            }
            CertificateError::Revoked => DistrustReason::Revoked,
            // A certificate that issued itself is an unknown issuer, or an authority where none
            // should be.
            _ if certificate.self_signed => DistrustReason::SelfSigned,
            // An authority of the same name as a known one has another key.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                DistrustReason::UnknownIssuer
            }
            other => DistrustReason::Other(other.to_string()),
        },
        other => DistrustReason::Other(other.to_string()),
    };
    Distrust {
        reason,
        certificate,
    }
}

/// A name as people write it: the library says `DnsName("misp.example.org")`.
fn plain_name(presented: &str) -> String {
    let inside = presented
        .split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'));
    inside.unwrap_or(presented).trim_matches('"').to_owned()
}
