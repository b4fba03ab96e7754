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
    crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject as _},
};
use serde::{Deserialize, Serialize};

use super::{
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
    /// It is for other names.
    WrongName,
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
    let provider = provider();
    let verifier: Arc<dyn ServerCertVerifier> = match trust {
        Trust::System => Arc::new(platform(Vec::new(), provider)?),
        Trust::PrivateCa(pem) => Arc::new(platform(authorities(pem)?, provider)?),
        Trust::Pinned(fingerprint) => Arc::new(Pinned {
            fingerprint: *fingerprint,
            provider,
        }),
    };
    with_verifier(Arc::new(Explaining(verifier)))
}

/// Checks that a text holds certificates of authorities, so that a wrong file is told at once.
///
/// # Errors
/// Where there is none in it, or one is damaged.
pub fn check_authorities(pem: &str) -> Result<usize, Cause> {
    let found = authorities(pem)?;
    let count = found.len();
    platform(found, provider()).map(|_| count)
}

fn authorities(pem: &str) -> Result<Vec<CertificateDer<'static>>, Cause> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    match read {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(Cause::BadAuthority(
            "it holds no “BEGIN CERTIFICATE”".to_owned(),
        )),
        Err(error) => Err(Cause::BadAuthority(error.to_string())),
    }
}

fn platform(
    more: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<rustls_platform_verifier::Verifier, Cause> {
    let own = !more.is_empty();
    rustls_platform_verifier::Verifier::new_with_extra_roots(more, provider).map_err(|error| {
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
fn with_verifier(verifier: Arc<dyn ServerCertVerifier>) -> Result<ClientConfig, Cause> {
    Ok(builder()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}

/// A configuration that trusts nothing and notes what was presented.
pub(super) fn looking_config() -> Result<(ClientConfig, Arc<Presented>), Cause> {
    let presented = Arc::new(Presented {
        certificate: Mutex::new(None),
        provider: provider(),
    });
    let config = with_verifier(presented.clone())?;
    Ok((config, presented))
}

/// Asks another verifier, and where that refuses says why together with the certificate.
#[derive(Debug)]
struct Explaining(Arc<dyn ServerCertVerifier>);

impl ServerCertVerifier for Explaining {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        self.0
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .map_err(|error| distrust(&error, Certificate::read(end_entity)))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.0.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.0.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

fn distrust(error: &TlsError, certificate: Certificate) -> TlsError {
    let reason = match error {
        TlsError::InvalidCertificate(error) => match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                DistrustReason::Expired
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                DistrustReason::NotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                DistrustReason::WrongName
            }
            CertificateError::Revoked => DistrustReason::Revoked,
            CertificateError::Other(OtherError(other)) if other.is::<Distrust>() => {
                return TlsError::InvalidCertificate(error.clone());
            }
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
    refused(reason, certificate)
}

fn refused(reason: DistrustReason, certificate: Certificate) -> TlsError {
    let distrust = Arc::new(Distrust {
        reason,
        certificate,
    });
    TlsError::InvalidCertificate(CertificateError::Other(OtherError(distrust)))
}

/// Trusts one certificate.
#[derive(Debug)]
struct Pinned {
    fingerprint: Fingerprint,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let certificate = Certificate::read(end_entity);
        if certificate.fingerprint == self.fingerprint {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(refused(
                DistrustReason::NotPinned(self.fingerprint),
                certificate,
            ))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}

/// Trusts nothing, so that no connection comes about, and notes what the server presented.
#[derive(Debug)]
pub(super) struct Presented {
    certificate: Mutex<Option<Certificate>>,
    provider: Arc<CryptoProvider>,
}

impl Presented {
    /// What was presented, if a server got that far.
    pub(super) fn certificate(&self) -> Option<Certificate> {
        let noted = self.certificate.lock();
        noted.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ServerCertVerifier for Presented {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let mut noted = self
            .certificate
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *noted = Some(Certificate::read(end_entity));
        Err(TlsError::InvalidCertificate(
            CertificateError::ApplicationVerificationFailure,
        ))
    }

    // Never asked for: the certificate was refused before.
    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        Err(TlsError::General("only looking".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        Err(TlsError::General("only looking".to_owned()))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}
