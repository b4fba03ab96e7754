//! A MISP double to try the program on by hand: prints its URL and keys, and serves until its input
//! ends (Ctrl-D) or it is ended.
//!
//! `--newer` makes it a newer server, `--self-signed` one with a certificate of its own,
//! `--large` one with 60,000 tags and 1,000 events of 50 attributes.

use std::{env, io::Read};

use misp_flow_tests::misp_double::{Age, Double, Setup, Tls};
use serde_json::json;

fn main() {
    let mut setup = Setup {
        enabled: ["event-publish", "tag-if", "stop-execution"]
            .map(str::to_owned)
            .to_vec(),
        events: vec![
            json!({"info": "Phishing wave", "Tag": [{"name": "tlp:red"}], "Attribute": [
                {"type": "domain", "category": "Network activity", "value": "login.example.org", "to_ids": true},
            ]}),
        ],
        made_events: 20,
        made_attributes: 5,
        ..Setup::default()
    };
    for argument in env::args().skip(1) {
        match argument.as_str() {
            "--newer" => setup.age = Age::Newer,
            "--self-signed" => setup.tls = Tls::SelfSigned,
            "--large" => {
                (setup.made_events, setup.made_attributes) = (1_000, 50);
                setup.made_tags = 60_000;
            }
            other => panic!("no such option: {other}"),
        }
    }
    let double = Double::start(setup);
    println!("URL          {}", double.url());
    println!("site admin   {}", double.key());
    println!("plain user   {}", double.user_key());
    if !double.fingerprint().is_empty() {
        println!("fingerprint  {}", double.fingerprint());
    }
    // The end of the input is all that is waited for.
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    for row in double.log() {
        println!("{} {} {:?}", row.method, row.path, row.answered);
    }
}
