//! Certificates: what is trusted, what is refused and why, what is shown for comparing, and that
//! nothing is sent where there is no trust.

use std::{sync::Arc, time::Duration};

use crate::misp_stage::{Reply, Server, client, refusal, wait};
use misp_flow::misp::{
    Cause, DistrustReason, Fingerprint, Limits, ProxyChoice, Refusal, Trust, look_at_certificate,
    read_authorities,
};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};

const VERSION: &str = r#"{"version": "2.5.1"}"#;

/// An authority that nobody knows.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
            .distinguished_name
            .push(DnType::CommonName, "Test authority");
        params
            .distinguished_name
            .push(DnType::OrganizationName, "Tests");
        let pem = params.self_signed(&key).unwrap().pem();
        let issuer = Issuer::new(params, key);
        Self { issuer, pem }
    }

    fn issue(&self, params: &CertificateParams) -> (CertificateDer<'static>, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let issued = params.signed_by(&key, &self.issuer).unwrap();
        (issued.der().clone(), key)
    }
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

fn self_signed(name: &str) -> (CertificateDer<'static>, KeyPair) {
    let key = KeyPair::generate().unwrap();
    let certificate = params(name).self_signed(&key).unwrap();
    (certificate.der().clone(), key)
}

fn serve((certificate, key): (CertificateDer<'static>, KeyPair)) -> Server {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    Server::with_tls(Some(Arc::new(config)), |_| Reply::text(200, VERSION))
}

fn limits() -> Limits {
    Limits {
        silence: Duration::from_secs(5),
        ..Limits::default()
    }
}

/// Why the certificate is refused, in words, too.
fn distrust(server: &Server, trust: &Trust) -> (DistrustReason, String) {
    let refused = refusal(server.client_with(trust, limits()).version());
    assert_eq!(server.seen().len(), 0, "nothing was sent");
    let words = refused.to_string();
    match refused.cause {
        Cause::Certificate(distrust) => (distrust.reason, words),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_private_authority_is_trusted_where_it_was_added() {
    let authority = Authority::new();
    let server = serve(authority.issue(&params("127.0.0.1")));
    let own = Trust::PrivateCa(authority.pem.clone());
    let (reason, words) = distrust(&server, &Trust::System);
    assert_eq!(reason, DistrustReason::UnknownIssuer);
    assert!(
        words.contains("issued by Test authority (Tests)"),
        "{words}"
    );
    let other = Trust::PrivateCa(Authority::new().pem);
    assert_eq!(distrust(&server, &other).0, DistrustReason::UnknownIssuer);
    let version = wait(server.client_with(&own, limits()).version()).unwrap();
    assert_eq!(version.version, "2.5.1");
}

#[test]
fn dates_and_names_are_checked_with_a_private_authority_too() {
    let authority = Authority::new();
    let own = Trust::PrivateCa(authority.pem.clone());
    let mut old = params("127.0.0.1");
    old.not_before = date_time_ymd(2019, 1, 1);
    old.not_after = date_time_ymd(2020, 1, 31);
    let (reason, words) = distrust(&serve(authority.issue(&old)), &own);
    assert_eq!(reason, DistrustReason::Expired);
    assert!(words.contains("valid until 2020-01-31"), "{words}");
    let mut early = params("127.0.0.1");
    early.not_before = date_time_ymd(2090, 1, 1);
    early.not_after = date_time_ymd(2091, 1, 1);
    let (reason, words) = distrust(&serve(authority.issue(&early)), &own);
    assert_eq!(reason, DistrustReason::NotYetValid);
    assert!(words.contains("valid from 2090-01-01"), "{words}");
    let (reason, words) = distrust(&serve(authority.issue(&params("misp.example"))), &own);
    let names = vec!["misp.example".to_owned()];
    assert_eq!(reason, DistrustReason::WrongName(names));
    assert!(words.contains("misp.example"), "{words}");
}

#[test]
fn a_certificate_of_its_own_is_refused_until_it_is_pinned() {
    let own = self_signed("misp.test");
    let fingerprint = Fingerprint::of(&own.0);
    let server = serve(own);
    let (reason, words) = distrust(&server, &Trust::System);
    assert_eq!(reason, DistrustReason::SelfSigned);
    assert!(words.contains("pin it"), "{words}");

    let address = server.url().parse().unwrap();
    let looked = look_at_certificate(&address, &ProxyChoice::Direct, limits());
    let presented = wait(looked).unwrap();
    assert_eq!(presented.fingerprint, fingerprint);
    assert_eq!(presented.subject, "misp.test");
    assert_eq!(presented.issuer, "misp.test");
    assert!(presented.self_signed);
    assert!(presented.from < presented.until, "{presented:?}");
    assert_eq!(server.seen().len(), 0, "looking sends nothing");

    // The name does not matter then, and neither does who issued it.
    let pinned = Trust::Pinned(fingerprint);
    assert!(wait(server.client_with(&pinned, limits()).version()).is_ok());
}

#[test]
fn a_pin_fits_one_certificate_only() {
    let pinned = Fingerprint::of(&self_signed("127.0.0.1").0);
    let trust = Trust::Pinned(pinned);
    let (reason, words) = distrust(&serve(self_signed("127.0.0.1")), &trust);
    assert_eq!(reason, DistrustReason::NotPinned(pinned));
    assert!(words.contains(&pinned.to_string()), "{words}");
    // Also where an authority vouches for it.
    let authority = Authority::new();
    let issued = serve(authority.issue(&params("127.0.0.1")));
    assert_eq!(
        distrust(&issued, &trust).0,
        DistrustReason::NotPinned(pinned)
    );
}

#[test]
fn a_pinned_certificate_needs_its_key() {
    let (certificate, _) = self_signed("127.0.0.1");
    let pinned = Trust::Pinned(Fingerprint::of(&certificate));
    // Whoever has copied the certificate cannot sign with its key.
    let thief = serve_unchecked(certificate, KeyPair::generate().unwrap());
    let refused = refusal(thief.client_with(&pinned, limits()).version());
    assert!(matches!(refused.cause, Cause::Tls(_)), "{refused:?}");
    assert_eq!(thief.seen().len(), 0);
}

/// Serves a certificate with a key that does not belong to it.
fn serve_unchecked(certificate: CertificateDer<'static>, key: KeyPair) -> Server {
    #[derive(Debug)]
    struct Fixed(Arc<rustls::sign::CertifiedKey>);
    impl rustls::server::ResolvesServerCert for Fixed {
        fn resolve(
            &self,
            _hello: rustls::server::ClientHello<'_>,
        ) -> Option<Arc<rustls::sign::CertifiedKey>> {
            Some(Arc::clone(&self.0))
        }
    }
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let key = rustls::crypto::ring::sign::any_supported_type(&key).unwrap();
    let certified = rustls::sign::CertifiedKey::new(vec![certificate], key);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Fixed(Arc::new(certified))));
    Server::with_tls(Some(Arc::new(config)), |_| Reply::text(200, VERSION))
}

#[test]
fn what_speaks_no_tls_is_told() {
    let plain = Server::start(|_| Reply::text(200, VERSION));
    let https = plain.url().replace("http:", "https:");
    let pinned = Trust::Pinned(Fingerprint::of(b""));
    let refused = refusal(client(&https, &pinned, limits()).unwrap().version());
    assert!(matches!(refused.cause, Cause::Tls(_)), "{refused:?}");
    let look = |url: &str| -> Refusal {
        let address = url.parse().unwrap();
        let looked = look_at_certificate(&address, &ProxyChoice::Direct, limits());
        wait(looked).unwrap_err()
    };
    assert!(matches!(look(&https).cause, Cause::Tls(_)));
    assert_eq!(look(&plain.url()).cause, Cause::NoTls);
    assert_eq!(
        look("https://no-such-host.invalid").cause,
        Cause::HostNotFound
    );
}

#[test]
fn a_wrong_file_is_no_authority() {
    let file = std::env::temp_dir().join(format!("misp-flow-authority-{}", std::process::id()));
    let read = |text: &str| {
        std::fs::write(&file, text).unwrap();
        read_authorities(&file)
    };
    let two = format!("{}\n{}", Authority::new().pem, Authority::new().pem);
    for right in [&Authority::new().pem, &two] {
        assert_eq!(&read(right).unwrap(), right);
    }
    for wrong in [
        "",
        "hello",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
    std::fs::remove_file(&file).unwrap();
    let refused = client(
        "https://127.0.0.1",
        &Trust::PrivateCa("hello".to_owned()),
        limits(),
    )
    .unwrap_err();
    assert!(refused.to_string().contains("PEM"), "{refused}");
}
