//! Events: searching, paging, and the ones that are made up.

use std::time::{Duration, Instant};

use misp_flow_tests::misp_double::{Double, Setup};
use serde_json::{Value as Json, json};

use crate::asker::Asker;

fn found(asker: &Asker, body: Json) -> Vec<String> {
    let told = asker.post("/events/restSearch", &body).json();
    let rows = told["response"].as_array().expect("a list").iter();
    rows.map(|row| row["Event"]["id"].as_str().expect("an id").to_owned())
        .collect()
}

#[test]
fn searches_find_what_fits() {
    let double = Double::start(Setup {
        events: vec![
            json!({"info": "Phishing wave", "date": "2026-01-05", "timestamp": "1000",
                   "Tag": [{"name": "tlp:red"}],
                   "Attribute": [{"type": "domain", "value": "evil.example.org",
                                  "uuid": "5e8f1a2b-0001-4c3d-9e8f-00000000000a"}]}),
            json!({"Event": {"info": "Leaked cards", "date": "2026-02-05", "timestamp": "2000",
                   "uuid": "5e8f1a2b-0001-4c3d-9e8f-000000000002",
                   "Object": [{"name": "file", "Attribute": [{"type": "md5", "value": "abc"}]}]}}),
        ],
        ..Setup::default()
    });
    let asker = Asker::of(&double);
    let cases = [
        (json!({}), "1 2"),
        (json!({"eventid": 2}), "2"),
        (json!({"eventid": ["1", "2"]}), "1 2"),
        (json!({"uuid": "5e8f1a2b-0001-4c3d-9e8f-000000000002"}), "2"),
        (json!({"uuid": "5e8f1a2b-0001-4c3d-9e8f-00000000000a"}), "1"),
        (json!({"tags": ["tlp:red"]}), "1"),
        (json!({"tags": "!tlp:red"}), "2"),
        (json!({"tags": {"NOT": ["tlp:red"]}}), "2"),
        (json!({"eventinfo": "%cards%"}), "2"),
        (json!({"value": "evil.example.org"}), "1"),
        (json!({"value": "abc"}), "2"),
        (json!({"type": "md5"}), "2"),
        (json!({"type": "domain", "value": "abc"}), ""),
        (json!({"searchall": "evil"}), "1"),
        (json!({"date": "2026-02-05"}), "2"),
        (json!({"date": ["2026-01-01", "2026-01-31"]}), "1"),
        (json!({"from": "2026-02-01"}), "2"),
        (json!({"timestamp": "1500"}), "2"),
        (json!({"timestamp": ["500", "1500"]}), "1"),
        (json!({"published": true}), ""),
        (json!({"limit": 1, "page": 2}), "2"),
        (json!({"request": {"limit": 1}}), "1"),
    ];
    for (body, wanted) in cases {
        assert_eq!(found(&asker, body.clone()).join(" "), wanted, "{body}");
    }
    let told = asker.post(
        "/events/restSearch",
        &json!({"metadata": true, "eventid": 1}),
    );
    let told = told.json();
    let event = &told["response"][0]["Event"];
    assert!(event.get("Attribute").is_none() && event["attribute_count"] == "1");
}

#[test]
fn made_up_events_stand_behind_the_given_ones() {
    let double = Double::start(Setup {
        events: vec![json!({"info": "Given"})],
        made_events: 30,
        made_attributes: 4,
        ..Setup::default()
    });
    let asker = Asker::of(&double);
    let index = asker.get("/events/index/limit:10/page:4.json").json();
    assert_eq!(index.as_array().expect("a list").len(), 1);
    assert_eq!(index[0]["id"], "31");
    let view = asker.get("/events/view/7.json").json();
    let view = &view["Event"];
    assert_eq!(view["attribute_count"], "4");
    let by_uuid = format!(
        "/events/view/{}.json",
        view["uuid"].as_str().expect("a uuid")
    );
    assert_eq!(&asker.get(&by_uuid).json()["Event"], view);
    let has_data = |body: Json| {
        let told = asker.post("/events/restSearch", &body).json();
        told["response"][0]["Event"]["Attribute"][3]
            .get("data")
            .is_some()
    };
    assert!(!has_data(json!({"eventid": 7})));
    assert!(has_data(json!({"eventid": 7, "withAttachments": 1})));
    let is_viewed = |more: &str| {
        let told = asker.get(&format!("/events/view/7{more}.json")).json();
        told["Event"]["Attribute"][3].get("data").is_some()
    };
    assert!(is_viewed(""), "unless told not to");
    assert!(!is_viewed("/includeAttachments:0"));
    let told = asker
        .post("/events/add", &json!({"Event": {"info": "Later"}}))
        .json();
    assert_eq!(told["Event"]["id"], "32");
    let edited = json!({"Event": {"info": "Changed"}});
    asker.post("/events/edit/7", &edited);
    assert_eq!(
        asker.get("/events/view/7.json").json()["Event"]["info"],
        "Changed"
    );
    assert_eq!(found(&asker, json!({})).len(), 32);
}

/// How long the double itself worked on its answers.
fn own_time(double: &Double) -> Duration {
    let log = double.log();
    let answered = log.iter().filter_map(|row| row.answered);
    answered.map(|(_, took)| took).sum()
}

#[test]
fn loads_for_measuring_are_given_away_whole() {
    let double = Double::start(Setup {
        made_events: 1_000,
        made_attributes: 50,
        made_tags: 60_000,
        gzip: true,
        ..Setup::default()
    });
    let asker = Asker::with(&double, |builder| builder.gzip(true));
    let begun = Instant::now();
    let mut count = 0;
    for page in 1..=20 {
        let body = json!({"limit": 50, "page": page});
        count += found(&asker, body).len();
    }
    println!(
        "{count} events in {:?}, of which the double's own {:?}",
        begun.elapsed(),
        own_time(&double)
    );
    assert_eq!(count, 1_000);
    double.clear_log();
    let begun = Instant::now();
    let tags = asker.get("/tags/index.json").json();
    println!(
        "60,000 tags in {:?}, of which the double's own {:?}",
        begun.elapsed(),
        own_time(&double)
    );
    let tags = tags["Tag"].as_array().expect("a list");
    assert!(tags.len() >= 60_000);
    let page = asker.get("/tags/index/limit:100/page:3.json").json();
    assert_eq!(page["Tag"][0], tags[200]);
    let galaxies = asker.get("/tags/fastIndex/1.json").json();
    assert!(galaxies.as_array().expect("a list").len() >= 20_000);
}
