//! The proxy of the environment, through the real binary and a proxy that writes down what it is
//! asked for.

use crate::misp_stage::{Reply, Server};
use crate::stage::{Said, Stage};
use misp_flow_tests::misp_double::Setup;

/// Tests the connection to this address with these variables set.
fn test(name: &str, url: &str, variables: &[(&str, &str)]) -> Said {
    let stage = Stage::empty(name, Setup::default());
    stage.run(&["instance", "add", "far", url]).is(0, "far");
    let mut command = stage.command(&["instance", "test", "far"]);
    for inherited in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(inherited);
        command.env_remove(inherited.to_lowercase());
    }
    command.envs(variables.iter().copied());
    Said::of(&command.output().expect("the binary runs"))
}

#[test]
fn the_environment_says_how_a_plain_address_is_reached() {
    let proxy = Server::start(|_| Reply::text(200, r#"{"version": "2.5.1"}"#));
    let url = "http://misp.invalid";
    let said = test("proxy-http", url, &[("HTTP_PROXY", &proxy.url())]);
    assert!(
        said.out.contains("2.5.1") || said.err.contains("2.5.1"),
        "{said:?}"
    );
    let calls = proxy.calls();
    assert!(
        calls.contains(&"GET http://misp.invalid/servers/getVersion.json".to_owned()),
        "{calls:?}"
    );
}

#[test]
fn a_secure_address_is_tunnelled_and_the_key_stays_out_of_the_proxys_sight() {
    let proxy = Server::start(|_| Reply::text(403, "no"));
    let url = "https://misp.invalid";
    test("proxy-https", url, &[("HTTPS_PROXY", &proxy.url())]).is(3, "refuses the connection");
    let seen = proxy.seen();
    assert!(!seen.is_empty());
    for one in seen {
        assert_eq!(
            (one.method.as_str(), one.header("authorization")),
            ("CONNECT", None)
        );
    }
}

#[test]
fn a_dead_proxy_is_named_and_not_the_server() {
    // Nobody listens there.
    let dead = "http://127.0.0.1:9";
    for variable in ["http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"] {
        test("dead-proxy", "http://misp.invalid", &[(variable, dead)])
            .is(3, "127.0.0.1:9 cannot be reached")
            .is(3, "proxy");
    }
    let spared = [("HTTP_PROXY", dead), ("NO_PROXY", "127.0.0.1")];
    test("spared-proxy", "http://127.0.0.1:9", &spared).is(3, "takes no connections");
}

#[test]
fn what_no_proxy_names_is_reached_directly() {
    let proxy = Server::start(|_| Reply::text(200, r#"{"version": "2.5.1"}"#));
    let at = proxy.url();
    for (name, url) in [
        ("direct-http", "http://misp.invalid"),
        ("direct-https", "https://misp.invalid"),
    ] {
        let variables = [
            ("HTTP_PROXY", at.as_str()),
            ("HTTPS_PROXY", &at),
            ("NO_PROXY", "misp.invalid"),
        ];
        test(name, url, &variables).is(3, "misp.invalid");
    }
    assert_eq!(proxy.connections(), 0);
}
