//! Bringing a catalogue, its lists and events here: whole, in order, with progress, bounded.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use crate::misp_stage::{Reply, Seen, Server, refusal, wait};
use misp_flow::library::fresh_uuid;
use misp_flow::misp::{
    Cancel, Cause, EventFilter, EventHead, Fetched, Progress, Refusal, Snapshot, SnapshotError,
    changes, sync,
};
use serde_json::{Value as Json, json};

fn refused(status: u16, message: &str) -> Reply {
    Reply::text(
        status,
        &json!({"name": message, "message": message}).to_string(),
    )
}

fn picker(link: &str) -> Json {
    json!({"id": "tags", "label": "Tags", "type": "picker", "multiple": true, "options": [],
        "picker_options": {"select_options_url": link}})
}

/// A newer server as far as a sync goes: tags by link, and a few things that are not for this key.
fn instance(seen: &Seen) -> Reply {
    Reply::json(&match seen.path.as_str() {
        "/servers/getVersion.json" => json!({"version": "2.5.20", "uuid": "u"}),
        "/users/view/me.json" => json!({"User": {"id": 1, "email": "a@b"},
            "Role": {"name": "admin", "perm_site_admin": "1"}, "Organisation": {"name": "ORG"}}),
        "/workflows/triggers.json" => json!({"0": {"id": "event-publish", "module_type": "trigger",
            "name": "Event publish", "disabled": "0", "Workflow": []}}),
        "/workflows/moduleIndex/type:all.json" => json!({
            "2": {"id": "tag-if", "name": "IF :: Tag", "module_type": "logic", "version": "0.4",
                "params": [picker("/tags/fastIndex/0.json")]},
            "5": {"id": "tag_operation", "name": "Tag operation", "module_type": "action",
                "params": [picker("/tags/fastIndex/0.json"), picker("/tags/fastIndex/1.json"),
                    picker("https://evil.example/tags")]}}),
        "/tags/index/exclude_statistics:1.json" => {
            json!({"Tag": [{"id": "8", "name": "tlp:red", "colour": "#ff0000", "is_galaxy": false}]})
        }
        "/tags/fastIndex/0.json" => json!(["tlp:red", "tlp:green"]),
        "/tags/fastIndex/1.json" => {
            json!({"1": {"Tag": {"id": "1", "name": "misp-galaxy:country=\"x\""}}})
        }
        "/galaxies/index.json" => {
            json!([{"Galaxy": {"id": "1", "name": "Country", "type": "country"}}])
        }
        "/organisations/index/scope:all.json" => {
            json!([{"Organisation": {"id": "1", "name": "ORG", "local": true}}])
        }
        "/sharing_groups/index.json" => {
            json!({"response": [{"SharingGroup": {"id": "2", "name": "Friends"}}]})
        }
        "/warninglists/index.json" => {
            json!({"Warninglists": [{"Warninglist": {"id": "3", "name": "Known", "warninglist_entry_count": "12"}}]})
        }
        "/modules/index.json" => {
            json!({"error": "Something went wrong, no response from misp_modules."})
        }
        "/admin/users/index.json" => {
            return refused(403, "You do not have permission to use this functionality.");
        }
        other => return refused(404, other),
    })
}

#[test]
fn a_sync_brings_what_the_key_may_see_and_notes_the_rest() {
    let server = Server::start(instance);
    let told = Mutex::new(Vec::new());
    let tell = |progress: Progress| told.lock().unwrap().push(progress);
    let snapshot = wait(sync(&server.client(), "one", &tell)).unwrap();
    assert_eq!(snapshot.server.version, "2.5.20");
    assert!(snapshot.me.as_ref().unwrap().site_admin);
    assert_eq!(snapshot.tags[0].name, "tlp:red");
    assert_eq!(snapshot.galaxies[0].kind, "country");
    assert_eq!(snapshot.organisations[0].name, "ORG");
    assert_eq!(snapshot.sharing_groups[0].name, "Friends");
    assert_eq!(snapshot.warninglists[0].entries, 12);
    assert!(snapshot.misp_modules.is_empty() && snapshot.users.is_empty());
    let notes = snapshot.notes.join("\n");
    assert_eq!(snapshot.notes.len(), 3, "{notes}");
    assert!(notes.contains("No misp-modules: ") && notes.contains("no response from misp_modules"));
    assert!(notes.contains("No users: ") && notes.contains("You do not have permission"));
    assert!(notes.contains("No options of pickers: ") && notes.contains("https://evil.example"));

    let (catalogue, _) = snapshot.catalogue().unwrap();
    assert_eq!(catalogue.len(), 3);
    let options = |module: &str, param: usize| -> Vec<String> {
        let options = &catalogue.get(module).unwrap().params[param].options;
        options
            .iter()
            .map(|option| option.value.to_string())
            .collect()
    };
    assert_eq!(options("tag-if", 0), ["tlp:red", "tlp:green"]);
    assert_eq!(options("tag_operation", 0), ["tlp:red", "tlp:green"]);
    assert_eq!(options("tag_operation", 1), ["misp-galaxy:country=\"x\""]);
    assert_eq!(options("tag_operation", 2), Vec::<String>::new());
    let asked = server
        .calls()
        .iter()
        .filter(|call| call.ends_with("fastIndex/0.json"))
        .count();
    assert_eq!(asked, 1, "one list for all pickers");
    assert!(server.busiest() <= 4);

    let told = told.into_inner().unwrap();
    let done: Vec<usize> = told.iter().map(|progress| progress.done).collect();
    let mut sorted = done.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (1..=14).collect::<Vec<_>>());
    assert_eq!(told.last().unwrap().total, 14);
}

#[test]
fn a_snapshot_is_kept_for_work_without_the_server() {
    let server = Server::start(instance);
    let snapshot = wait(sync(&server.client(), "one", &|_| {})).unwrap();
    let folder = std::env::temp_dir().join(fresh_uuid());
    let file = Snapshot::file_in(&folder);
    assert!(matches!(Snapshot::read(&file), Err(SnapshotError::None)));
    snapshot.store(&file).unwrap();
    let read = Snapshot::read(&file).unwrap();
    assert_eq!(read, snapshot);
    assert!(read.taken > 1_700_000_000);
    let (old, new) = (snapshot.catalogue().unwrap().0, read.catalogue().unwrap().0);
    assert_eq!(changes(&old, &new), []);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    std::fs::write(&file, bytes).unwrap();
    let error = Snapshot::read(&file).unwrap_err().to_string();
    assert!(error.contains("Sync the instance again"), "{error}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_sync_keeps_what_a_plain_user_may_see_and_one_that_is_cancelled_ends() {
    let server = Server::start(|seen| match seen.path.as_str() {
        path if path.starts_with("/workflows/") => {
            refused(403, "You do not have permission to use this functionality.")
        }
        _ => instance(seen),
    });
    let snapshot = wait(sync(&server.client(), "one", &|_| {})).unwrap();
    assert_eq!(snapshot.tags[0].name, "tlp:red");
    let notes = snapshot.notes.join("\n");
    assert!(notes.contains("No triggers of the server"), "{notes}");
    assert!(notes.contains("No modules of the server"), "{notes}");
    let (catalogue, _) = snapshot.catalogue().unwrap();
    assert!(catalogue.get("event-publish").is_some() && catalogue.get("webhook").is_some());
    assert!(snapshot.trigger_states().is_empty());

    let broken = Server::start(|seen| match seen.path.as_str() {
        "/workflows/triggers.json" => refused(500, "An Internal Error Has Occurred."),
        _ => instance(seen),
    });
    refusal(sync(&broken.client(), "one", &|_| {}));

    let slow = Server::start(|seen| instance(seen).after(Duration::from_millis(300)));
    let cancel = Cancel::new();
    let client = slow.client().until(&cancel);
    let begin = Instant::now();
    let tell = |_: Progress| cancel.cancel();
    let stopped = refusal(sync(&client, "one", &tell));
    assert_eq!(stopped.cause, Cause::Cancelled);
    assert!(begin.elapsed() < Duration::from_secs(2));
}

#[test]
fn sixty_thousand_tags_are_no_burden() {
    let tags: Vec<Json> = (0..60_000)
        .map(|id| {
            json!({"id": id.to_string(), "name": format!("misp-galaxy:threat-actor=\"Number {id}\""),
                "colour": "#0088cc", "exportable": true, "org_id": "0", "user_id": "0",
                "hide_tag": false, "numerical_value": null, "is_galaxy": true,
                "is_custom_galaxy": false, "local_only": false, "favourite": false,
                "count": 1, "attribute_count": 0})
        })
        .collect();
    let body = json!({"Tag": tags}).to_string();
    let server = Server::start(move |_| Reply::text(200, &body));
    let begin = Instant::now();
    let tags = wait(server.client().tags()).unwrap();
    println!("60,000 tags in {:?}", begin.elapsed());
    assert_eq!(tags.len(), 60_000);
    assert_eq!(
        tags[59_999].name,
        "misp-galaxy:threat-actor=\"Number 59999\""
    );
    assert!(tags[0].is_galaxy);
}

/// A server with events 1 to 1,000 of which number 500 was just deleted.
fn events(seen: &Seen) -> Reply {
    let event = |id: usize| {
        json!({"Event": {"id": id.to_string(), "info": format!("Event {id}"),
        "attribute_count": "50", "Attribute": (0..50).map(|number| json!({"id": number, "type": "ip-dst", "value": "198.51.100.1"})).collect::<Vec<_>>()}})
    };
    if let Some(id) = seen.path.strip_prefix("/events/view/") {
        let (id, rest) = id.split_once('/').unwrap();
        assert_eq!(rest, "includeAttachments:0.json");
        let id = id.parse().unwrap();
        return Reply::json(&event(id));
    }
    let asked = seen.json();
    let ids: Vec<usize> = match asked["eventid"].as_array() {
        Some(ids) => ids
            .iter()
            .map(|id| id.as_str().unwrap().parse().unwrap())
            .collect(),
        None => (1..=1000).collect(),
    };
    let (page, limit) = (
        asked["page"].as_u64().unwrap(),
        asked["limit"].as_u64().unwrap(),
    );
    let skip = usize::try_from((page - 1) * limit).unwrap();
    let found = ids
        .into_iter()
        .filter(|id| *id != 500 || asked["metadata"] == 1);
    let found: Vec<Json> = found
        .skip(skip)
        .take(usize::try_from(limit).unwrap())
        .map(event)
        .collect();
    Reply::json(&json!({"response": found}))
}

#[test]
fn a_search_says_what_it_is_asked() {
    let server = Server::start(events);
    let filter = EventFilter {
        tags: vec!["tlp:red".to_owned(), "!tlp:white".to_owned()],
        value: "198.51.%".to_owned(),
        attribute_type: "ip-dst".to_owned(),
        from: "2026-11-01".to_owned(),
        until: "2026-11-30".to_owned(),
        info: "%phish%".to_owned(),
        uuids: vec!["u".to_owned()],
        published: Some(true),
        ..EventFilter::default()
    };
    let heads = wait(server.client().search_events(&filter, 2, 100)).unwrap();
    assert_eq!(
        (heads.len(), heads[0].id.as_str(), heads[0].attributes),
        (100, "101", 50)
    );
    assert!(heads[0].estimated_bytes() > 20_000);
    let seen = &server.seen()[0];
    assert_eq!(
        (seen.method.as_str(), seen.path.as_str()),
        ("POST", "/events/restSearch")
    );
    assert_eq!(
        seen.json(),
        json!({"uuid": ["u"], "tags": ["tlp:red", "!tlp:white"], "eventinfo": "%phish%",
            "value": "198.51.%", "type": "ip-dst", "from": "2026-11-01", "to": "2026-11-30",
            "published": true, "metadata": 1, "returnFormat": "json", "page": 2, "limit": 100})
    );
}

#[test]
fn a_thousand_events_come_in_order_and_what_is_missing_is_told() {
    let server = Server::start(events);
    let client = server.client();
    let mut heads: Vec<EventHead> = Vec::new();
    for page in 1.. {
        let found = wait(client.search_events(&EventFilter::default(), page, 250)).unwrap();
        if found.is_empty() {
            break;
        }
        heads.extend(found);
    }
    assert_eq!(heads.len(), 1000);
    let mut ids = Vec::new();
    let begin = Instant::now();
    let take = |fetched: Fetched| {
        let count = fetched
            .event
            .get("Event")
            .and_then(|event| event.get("Attribute")?.as_array());
        assert_eq!(count.map(|list| list.len()), Some(50));
        ids.push(fetched.id.parse::<usize>().unwrap());
    };
    let done = wait(client.fetch_events(&heads, false, take)).unwrap();
    println!("1,000 events in {:?}", begin.elapsed());
    assert_eq!(
        (done.fetched, done.missing.as_slice()),
        (999, &["500".to_owned()][..])
    );
    let expected: Vec<usize> = (1..=1000).filter(|id| *id != 500).collect();
    assert_eq!(ids, expected);
    let last = server.seen().last().unwrap().json();
    assert_eq!(last["withAttachments"], 0);
    assert!(server.busiest() <= 4);
}

#[test]
fn a_fetch_that_is_cancelled_keeps_what_came() {
    let server = Server::start(events);
    let cancel = Cancel::new();
    let client = server.client().until(&cancel);
    let heads = wait(client.search_events(&EventFilter::default(), 1, 1000)).unwrap();
    let mut came = 0;
    let fetch = client.fetch_events(&heads, false, |_| {
        came += 1;
        if came == 120 {
            cancel.cancel();
        }
    });
    let stopped: Refusal = wait(fetch).unwrap_err();
    assert_eq!(stopped.cause, Cause::Cancelled);
    assert_eq!(came, 120);
}
