//! Each fault does what its doc says.

use std::time::{Duration, Instant};

use misp_flow_tests::misp_double::{Double, Fault, Setup};
use serde_json::json;

use crate::{
    asker::{Asker, Told},
    workflows::{one_workflow, saved},
};

const VERSION: &str = "/servers/getVersion.json";

/// The first answer with this fault, and whether the one behind it is good.
fn first(fault: Fault) -> Result<Told, reqwest::Error> {
    let double = Double::start(Setup::default());
    double.fault("GET", "/servers/", fault, 1);
    let asker = Asker::of(&double);
    let told = asker.try_get(VERSION);
    assert_eq!(
        asker.get(VERSION).json()["version"],
        "2.5.1",
        "the second is good"
    );
    told
}

#[test]
fn answers_that_are_no_answers() {
    let told = first(Fault::LoginPage).expect("an answer");
    assert_eq!(told.status, 200);
    assert!(told.content_type.starts_with("text/html") && told.text().contains("Login"));
    for status in [502, 503, 504] {
        let told = first(Fault::Status(status)).expect("an answer");
        assert_eq!(told.status, status);
        assert!(told.content_type.starts_with("text/html"));
    }
    assert_eq!(first(Fault::TooMany(3)).expect("an answer").status, 429);
    assert_eq!(first(Fault::InternalError).expect("an answer").status, 500);
    let told = first(Fault::TruncatedJson).expect("an answer");
    assert_eq!(told.status, 200);
    assert!(serde_json::from_slice::<serde_json::Value>(&told.body).is_err());
    let told = first(Fault::ContentType("text/plain")).expect("an answer");
    assert_eq!(told.content_type, "text/plain");
    assert_eq!(told.json()["version"], "2.5.1");
    let told = first(Fault::Json(418, "[1]".to_owned())).expect("an answer");
    assert_eq!((told.status, told.json()), (418, json!([1])));
}

#[test]
fn connections_that_end_too_early() {
    for fault in [Fault::CloseServed, Fault::CloseUnserved, Fault::CutMidBody] {
        assert!(first(fault.clone()).is_err(), "{fault:?}");
    }
}

#[test]
fn what_was_served_is_kept_and_what_was_not_is_not() {
    let kept = [
        (Fault::InternalErrorServed, true),
        (Fault::CloseServed, true),
        (Fault::CutMidBody, true),
        (Fault::TruncatedJson, true),
        (Fault::InternalError, false),
        (Fault::CloseUnserved, false),
        (Fault::Status(503), false),
        (Fault::LoginPage, false),
    ];
    for (fault, is_kept) in kept {
        let double = one_workflow();
        let asker = Asker::of(&double);
        double.fault("POST", "/workflows/edit", fault.clone(), 1);
        let _ = asker.try_post("/workflows/edit/1", &saved("New name", &json!({})));
        let name = double.workflow(1).expect("a workflow")["name"].clone();
        assert_eq!(name == "New name", is_kept, "{fault:?}");
    }
}

#[test]
fn redirects() {
    let elsewhere = Double::start(Setup::default());
    let target = format!("{}{VERSION}", elsewhere.url());
    let told = first(Fault::RedirectTo(target.clone())).expect("an answer");
    assert_eq!((told.status, told.location), (302, target));
    let told = first(Fault::RedirectLoop).expect("an answer");
    assert_eq!((told.status, told.location.as_str()), (302, VERSION));
}

#[test]
fn waiting_before_and_behind_the_work() {
    let wait = Duration::from_millis(120);
    for fault in [
        Fault::Delay(wait),
        Fault::DelayedAnswer(wait),
        Fault::Slow(wait / 16),
    ] {
        let begun = Instant::now();
        assert_eq!(first(fault).expect("an answer").json()["version"], "2.5.1");
        assert!(begun.elapsed() >= wait);
    }
}

#[test]
fn bodies_without_an_end_come_as_they_are_read() {
    for fault in [Fault::Endless(10 << 30), Fault::GzipBomb(10 << 30)] {
        let double = Double::start(Setup::default());
        double.fault("GET", "/", fault.clone(), 1);
        let asker = Asker::of(&double);
        let read = asker.runtime.block_on(async {
            let headers = [
                ("Accept", "application/json"),
                ("Authorization", double.key()),
            ];
            let mut answer = asker.sent("GET", VERSION, &headers, Vec::new()).await?;
            let mut read = 0;
            while let Some(part) = answer.chunk().await? {
                read += part.len();
                if read > 64 << 20 {
                    break;
                }
            }
            Ok::<_, reqwest::Error>(read)
        });
        assert!(read.expect("parts of a body") > 64 << 20, "{fault:?}");
        assert_eq!(asker.get(VERSION).status, 200);
    }
}

#[test]
fn a_fault_can_wait_for_its_turn() {
    let double = Double::start(Setup::default());
    double.fault_behind(1, "GET", "/servers/", Fault::Status(503), 1);
    let asker = Asker::of(&double);
    let statuses = [0; 3].map(|_| asker.get(VERSION).status);
    assert_eq!(statuses, [200, 503, 200]);
    let log = double.log();
    let logged = log.iter().map(|row| row.answered.map(|(status, _)| status));
    assert_eq!(logged.collect::<Vec<_>>(), statuses.map(Some));
    double.fault("*", "/", Fault::Status(502), usize::MAX);
    assert_eq!(asker.get(VERSION).status, 502);
    double.clear_faults();
    assert_eq!(asker.get(VERSION).status, 200);
}

#[test]
fn requests_at_once_are_counted() {
    let double = Double::start(Setup::default());
    let asker = Asker::of(&double);
    asker.get(VERSION);
    assert_eq!(double.highest_at_once(), 1);
    double.fault("GET", "/", Fault::Delay(Duration::from_millis(150)), 6);
    asker.runtime.block_on(async {
        let headers = [("Accept", "application/json")];
        let asked = (0..6).map(|_| asker.sent("GET", VERSION, &headers, Vec::new()));
        futures_util::future::join_all(asked).await
    });
    assert_eq!(double.highest_at_once(), 6);
    assert!(double.wait_for(|row| row.path == VERSION, Duration::ZERO));
    assert!(!double.wait_for(|row| row.path == "/other", Duration::ZERO));
}

#[test]
fn a_double_that_is_dropped_is_gone() {
    let double = Double::start(Setup::default());
    let asker = Asker::of(&double);
    assert_eq!(asker.get(VERSION).status, 200);
    double.fault("GET", "/", Fault::Delay(Duration::from_secs(600)), 1);
    let begun = Instant::now();
    let waiting = asker.sent("GET", VERSION, &[], Vec::new());
    asker.runtime.block_on(async {
        let waited = tokio::time::timeout(Duration::from_millis(50), waiting).await;
        assert!(waited.is_err(), "it waits");
    });
    let stranger = Asker::of(&double);
    drop(double);
    assert!(begun.elapsed() < Duration::from_secs(60));
    assert!(
        stranger
            .try_get(VERSION)
            .expect_err("nobody is there")
            .is_connect()
    );
}
