//! Certificates of each kind, made anew for each double.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::{
    ServerConfig,
    crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};

use super::setup::Tls;

/// What a double shows, and what a client needs to judge it.
pub struct Shown {
    /// The server's side.
    pub config: Arc<ServerConfig>,
    /// The CA's certificate; for a self-signed one, that certificate itself.
    pub ca_pem: String,
    /// SHA-256 of the certificate shown, as `AB:CD:…`.
    pub fingerprint: String,
}

/// A certificate of this kind; `None` without TLS.
pub fn made(tls: Tls) -> Option<Shown> {
    let key = KeyPair::generate().expect("a key");
    let names = match tls {
        Tls::None => return None,
        Tls::WrongHost => vec!["misp.elsewhere.example".to_owned()],
        _ => vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
    };
    let mut params = CertificateParams::new(names).expect("names");
    params
        .distinguished_name
        .push(DnType::CommonName, "MISP double");
    (params.not_before, params.not_after) = match tls {
        Tls::Expired => (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1)),
        _ => (date_time_ymd(2020, 1, 1), date_time_ymd(2120, 1, 1)),
    };
    let (certificate, ca_pem) = if tls == Tls::SelfSigned {
        let certificate = params.self_signed(&key).expect("a certificate");
        let pem = certificate.pem();
        (certificate, pem)
    } else {
        let (ca, pem) = authority();
        (params.signed_by(&key, &ca).expect("a certificate"), pem)
    };
    let der = certificate.der().clone();
    let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("TLS versions")
        .with_no_client_auth()
        .with_single_cert(vec![der.clone()], private)
        .expect("a key that fits");
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Some(Shown {
        config: Arc::new(config),
        ca_pem,
        fingerprint: fingerprint(&der),
    })
}

/// A private CA and its certificate.
fn authority() -> (Issuer<'static, KeyPair>, String) {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params
        .distinguished_name
        .push(DnType::CommonName, "Private CA of a MISP double");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![
        KeyUsagePurpose::KeyCertSign,
        KeyUsagePurpose::DigitalSignature,
    ];
    let pem = params.self_signed(&key).expect("a certificate").pem();
    (Issuer::new(params, key), pem)
}

fn fingerprint(der: &CertificateDer<'_>) -> String {
    let suite = TLS13_AES_128_GCM_SHA256
        .tls13()
        .expect("a suite of TLS 1.3");
    let hash = suite.common.hash_provider.hash(der);
    let bytes = hash.as_ref().iter().map(|byte| format!("{byte:02X}"));
    bytes.collect::<Vec<_>>().join(":")
}
