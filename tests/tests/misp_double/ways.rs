//! The ways to the double: who trusts it, and what becomes of a request whose client hangs up.

use std::time::Duration;

use misp_flow_tests::misp_double::{Double, Fault, Logged, Setup, Tls};
use reqwest::{Certificate, Proxy, tls::TlsInfo};
use rustls::crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256;
use serde_json::json;

use crate::{
    asker::Asker,
    workflows::{one_workflow, saved},
};

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

#[test]
fn what_has_come_in_is_done_although_the_client_hangs_up() {
    let double = one_workflow();
    let asker = Asker::with(&double, |builder| {
        builder.timeout(Duration::from_millis(60))
    });
    let delay = Fault::Delay(Duration::from_millis(400));
    double.fault("POST", "/workflows/edit", delay, 1);
    let told = asker.try_post("/workflows/edit/1", &saved("Late", &json!({})));
    assert!(told.expect_err("it takes too long").is_timeout());
    let is_served = |row: &Logged| row.path.contains("edit/1") && row.answered.is_some();
    assert!(double.wait_for(is_served, Duration::from_secs(20)));
    assert_eq!(double.workflow(1).expect("a workflow")["name"], "Late");
}

#[test]
fn a_double_can_stand_in_for_a_proxy() {
    let double = Double::start(Setup::default());
    let proxy = Proxy::http(double.url()).expect("a proxy");
    let asker = Asker::with(&double, |builder| builder.proxy(proxy));
    let url = "http://misp.example/servers/getVersion.json";
    let request = asker.client.get(url).header("Authorization", double.key());
    let answer = asker.runtime.block_on(async { request.send().await });
    let answer = answer.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(double.log()[0].header("host"), Some("misp.example"));
}
