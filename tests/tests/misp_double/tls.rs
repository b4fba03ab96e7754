//! Who trusts the double, and who does not.

use misp_flow_tests::misp_double::{Double, Setup, Tls};
use reqwest::{Certificate, tls::TlsInfo};
use rustls::crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256;

use crate::asker::Asker;

fn double(tls: Tls) -> Double {
    Double::start(Setup {
        tls,
        ..Setup::default()
    })
}

/// Asks for the version, trusting nobody but the CA that the double names.
fn version(double: &Double) -> Result<String, String> {
    let ca = Certificate::from_pem(double.ca_pem().as_bytes()).expect("a certificate");
    let asker = Asker::with(double, |builder| builder.tls_certs_only([ca]));
    let told = asker.try_get("/servers/getVersion.json");
    told.map(|told| told.text())
        .map_err(|error| format!("{error:?}"))
}

#[test]
fn a_certificate_under_the_private_ca_is_trusted_by_who_knows_that_ca() {
    let double = double(Tls::PrivateCa);
    assert!(double.url().starts_with("https://"));
    assert!(version(&double).expect("an answer").contains("2.5.1"));
    let stranger = Asker::of(&double).try_get("/servers/getVersion.json");
    let error = format!("{:?}", stranger.expect_err("nobody vouches for it"));
    assert!(error.contains("UnknownIssuer"), "{error}");
}

#[test]
fn a_self_signed_certificate_is_the_one_of_the_fingerprint() {
    let double = double(Tls::SelfSigned);
    let stranger = Asker::of(&double).try_get("/servers/getVersion.json");
    let error = format!("{:?}", stranger.expect_err("nobody vouches for it"));
    assert!(error.contains("InvalidCertificate"), "{error}");
    let ca = Certificate::from_pem(double.ca_pem().as_bytes()).expect("a certificate");
    let asker = Asker::with(&double, |builder| {
        builder.tls_certs_only([ca]).tls_info(true)
    });
    let answer = asker.sent("GET", "/servers/getVersion.json", &[], Vec::new());
    let answer = asker.runtime.block_on(answer).expect("an answer");
    let info = answer
        .extensions()
        .get::<TlsInfo>()
        .expect("what was shown");
    let der = info.peer_certificate().expect("a certificate");
    let suite = TLS13_AES_128_GCM_SHA256.tls13().expect("a suite");
    let hash = suite.common.hash_provider.hash(der);
    let hex: String = hash
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    assert_eq!(double.fingerprint().replace(':', ""), hex);
    assert_eq!(double.fingerprint().len(), 32 * 3 - 1);
}

#[test]
fn an_expired_certificate_and_one_of_another_host_are_refused_for_that() {
    let error = version(&double(Tls::Expired)).expect_err("it has expired");
    assert!(error.contains("Expired"), "{error}");
    let error = version(&double(Tls::WrongHost)).expect_err("it is another's");
    assert!(error.contains("NotValidForName"), "{error}");
}
