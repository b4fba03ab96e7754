//! Certificates, authorities and servers that do not answer.

use crate::stage::Stage;
use misp_flow_tests::misp_double::{Setup, Tls};

#[test]
fn a_self_signed_certificate_is_shown_and_pinned() {
    let setup = Setup {
        tls: Tls::SelfSigned,
        ..Setup::default()
    };
    let stage = Stage::with("pinned", setup);
    let url = stage.double.url().to_owned();
    stage
        .run(&["instance", "test", "lab"])
        .is(3, "misp-flow instance fingerprint");
    assert!(stage.double.log().is_empty(), "nothing was sent");
    let fingerprint = stage.double.fingerprint().to_owned();
    stage
        .run(&["instance", "fingerprint", &url])
        .is(0, &fingerprint);
    let shown = stage
        .run(&["instance", "fingerprint", &url, "--json"])
        .json();
    assert_eq!(shown["fingerprint"], fingerprint.as_str());
    assert!(stage.double.log().is_empty(), "looking sends nothing");
    let other = "00".repeat(32);
    let pin = |pin: &str| {
        let add = ["instance", "add", "lab", &url, "--replace", "--pin", pin];
        stage.run(&add).is(0, "lab");
    };
    pin(&other);
    stage
        .run(&["instance", "test", "lab"])
        .is(3, "not the one that was pinned");
    pin(&fingerprint);
    stage.run(&["instance", "test", "lab"]).is(0, "MISP 2.5.1");
}

#[test]
fn a_private_authority_is_trusted_where_it_is_given() {
    let setup = Setup {
        tls: Tls::PrivateCa,
        ..Setup::default()
    };
    let stage = Stage::with("authority", setup);
    stage
        .run(&["instance", "test", "lab"])
        .is(3, "is not trusted");
    stage.add_with_authority(stage.double.ca_pem()).is(0, "lab");
    stage.run(&["instance", "test", "lab"]).is(0, "MISP 2.5.1");
    stage
        .add_with_authority("no certificate")
        .is(1, "BEGIN CERTIFICATE");
}

#[test]
fn a_dead_server_is_told() {
    let stage = Stage::new("dead");
    let add = ["instance", "add", "dead", "http://127.0.0.1:9"];
    stage.run(&add).is(0, "dead");
    for arguments in [
        &["instance", "test", "dead"][..],
        &["sync", "dead"],
        &["workflows", "dead"],
        &["pull", "dead", "1"],
    ] {
        stage.run(arguments).is(3, "takes no connections");
    }
}
