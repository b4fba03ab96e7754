//! A server that is none of MISP's own: Modern MISP (`mmisp-api`), whose paths, statuses and
//! answers differ. The client meets them without a crash and says in words what does not fit.
//!
//! Needs the address of one in `MMISP_URL` and a key in `MMISP_KEY`:
//! `cargo test --release -p misp-flow-tests --test client stranger -- --ignored --nocapture`.

use std::{env, future::Future};

use misp_flow::misp::{
    ApiKey, Cause, Client, EventFilter, Limits, ProxyChoice, Refusal, Runtime, Trust, sync,
};
use serde_json::json;

fn meet<T>(name: &str, work: impl Future<Output = Result<T, Refusal>>) -> Option<T> {
    match Runtime::new().block_on(work) {
        Ok(came) => {
            println!("{name}: read");
            Some(came)
        }
        Err(refused) => {
            println!("{name}: {refused}");
            let words = refused.to_string();
            assert!(words.contains(refused.host()), "{words}");
            assert!(!words.contains("  "), "{words}");
            None
        }
    }
}

#[test]
#[ignore = "needs a Modern MISP in MMISP_URL and MMISP_KEY"]
fn a_stranger_is_met_with_words() {
    let (Ok(url), Ok(key)) = (env::var("MMISP_URL"), env::var("MMISP_KEY")) else {
        panic!("set MMISP_URL and MMISP_KEY");
    };
    let client = |key: &str| {
        let key = ApiKey::new(key.to_owned());
        let (url, limits) = (url.parse().unwrap(), Limits::default());
        Client::new(url, key, &Trust::System, ProxyChoice::Direct, limits).unwrap()
    };
    let wrong = client("0000000000000000000000000000000000000000");
    let refused = Runtime::new().block_on(wrong.me()).unwrap_err();
    assert_eq!(refused.cause, Cause::KeyRefused, "{refused}");

    let client = client(&key);
    meet("version", client.version());
    let me = meet("me", client.me()).expect("the key's user");
    assert!(me.email.contains('@'));
    meet("connection", client.test_connection());
    meet("triggers", client.triggers());
    meet("modules", client.modules_json());
    meet("module", client.module("generic-if"));
    meet("workflows", client.workflows());
    meet("workflow", client.workflow("1"));
    meet("check", client.check_graph(&json!({})));
    meet("create", client.create_workflow("event-publish"));
    meet("switch", client.set_module_enabled("generic-if", true));
    meet("blueprints", client.blueprints());
    let all = EventFilter::default();
    meet("search", client.search_events(&all, 1, 10));
    meet("events", client.events_page(1, 10));
    meet("event", client.event("1", false));
    meet("tags", client.tags());
    meet("tag options", client.tag_options(true));
    meet("galaxies", client.galaxies());
    meet("organisations", client.organisations());
    meet("sharing groups", client.sharing_groups());
    meet("warninglists", client.warninglists());
    meet("users", client.users());
    meet("misp-modules", client.misp_modules());
    meet("sync", sync(&client, "stranger", &|_| {}));
}
