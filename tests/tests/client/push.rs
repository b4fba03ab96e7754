//! Pushing to a server that has quirks, other editors and a bad connection.

use std::{path::PathBuf, time::Duration};

use misp_flow::{
    misp::{Address, ApiKey, Client, Limits, ProxyChoice, Runtime, Trust},
    push::{self, Fate, Plan, PushError, ServerStore, Standing, Target},
};
use misp_flow_engine::{
    catalogue::{Catalogue, samples},
    merge::Side,
    workflow::{self, Workflow},
};
use misp_flow_tests::misp_double::{Double, Fault, Setup};
use serde_json::json;

const WHO: &str = "admin@example.org";
const SAVE: (&str, &str) = ("POST", "/workflows/edit*");

struct Stage {
    double: Double,
    client: Client,
    store: ServerStore,
    runtime: Runtime,
}

fn stage(name: &str) -> Stage {
    let double = Double::start(Setup::default());
    let address: Address = double.url().parse().unwrap();
    let limits = Limits {
        silence: Duration::from_secs(2),
        ..Limits::default()
    };
    let key = ApiKey::new(double.key().to_owned());
    let client = Client::new(address, key, &Trust::System, ProxyChoice::Direct, limits).unwrap();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("push-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    Stage {
        double,
        client,
        store: ServerStore::in_folder(folder),
        runtime: Runtime::new(),
    }
}

impl Stage {
    fn look(&self, mine: &Workflow) -> Plan {
        let target = Target::Trigger("event-publish".to_owned());
        let look = push::look(
            &self.client,
            &self.store,
            target,
            mine,
            None,
            Catalogue::bundled(),
        );
        self.runtime.block_on(look).unwrap()
    }

    fn send(&self, plan: &Plan, mine: &Workflow) -> Result<push::Pushed, PushError> {
        let send = push::send(
            &self.client,
            &self.store,
            plan,
            mine,
            WHO,
            Catalogue::bundled(),
        );
        self.runtime.block_on(send)
    }

    fn push(&self, mine: &Workflow) -> Result<push::Pushed, PushError> {
        self.send(&self.look(mine), mine)
    }

    fn recover(&self) -> Vec<Fate> {
        let recover = push::recover(&self.client, &self.store, WHO);
        let found = self.runtime.block_on(recover).unwrap();
        found.iter().map(|one| one.fate).collect()
    }

    fn name_there(&self) -> String {
        self.double.workflow(1).unwrap()["name"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

fn sample() -> Workflow {
    workflow::open(samples::WORKFLOWS[0].json.as_bytes()).unwrap()
}

fn named(name: &str) -> Workflow {
    let mut workflow = sample();
    workflow.name = name.to_owned();
    workflow
}

#[test]
fn a_first_push_creates_saves_and_reads_back() {
    let stage = stage("first");
    let mine = sample();
    let plan = stage.look(&mine);
    assert_eq!(plan.standing, Standing::New);
    assert!(plan.is_clear(), "{:?}", plan.refusals());
    assert!(
        stage.double.workflow(1).is_none(),
        "looking changes nothing"
    );
    let pushed = stage.send(&plan, &mine).unwrap();
    assert_eq!(pushed.differs, [""; 0]);
    assert_eq!(pushed.warning, None);
    assert_eq!(stage.name_there(), mine.name);
    assert_eq!(stage.look(&mine).standing, Standing::InSync);
    assert_eq!(stage.look(&named("Another")).standing, Standing::Ahead);
    assert!(stage.store.under_way().unwrap().is_empty());
    assert!(!stage.double.was_rebuilt());
}

#[test]
fn every_state_that_a_push_replaced_is_kept() {
    let stage = stage("history");
    for name in ["One", "Two", "Three"] {
        stage.push(&named(name)).unwrap();
    }
    let history = stage.store.history("1").unwrap().states;
    let names: Vec<String> = history
        .iter()
        .map(|kept| kept.open().unwrap().name)
        .collect();
    assert_eq!(names[..2], ["Two", "One"]);
    assert_eq!(history.len(), 3, "and what the server had made at first");
    assert!(history.iter().all(|kept| kept.who == WHO && kept.when > 0));
    // Any of them goes back.
    stage.push(&history[1].open().unwrap()).unwrap();
    assert_eq!(stage.name_there(), "One");
}

#[test]
fn what_another_editor_saved_is_never_overwritten_unasked() {
    let stage = stage("conflict");
    stage.push(&named("Ours")).unwrap();
    let change = |data: &mut serde_json::Value| data["name"] = json!("Theirs");
    stage.double.another_editor(1, change);
    assert_eq!(stage.look(&named("Ours")).standing, Standing::Behind);
    let plan = stage.look(&named("Mine"));
    assert_eq!(plan.standing, Standing::Diverged);
    assert!(!plan.is_clear());
    let merge = plan.merge.as_ref().unwrap();
    assert_eq!(merge.conflicts().len(), 1);
    assert!(merge.conflicts()[0].theirs[0].contains("Theirs"));
    // Somebody saves once more between the look and the push.
    stage
        .double
        .another_editor(1, |data| data["name"] = json!("Theirs again"));
    let refused = stage.send(&plan, &named("Mine")).unwrap_err();
    assert!(
        matches!(refused, PushError::ChangedMeanwhile { .. }),
        "{refused}"
    );
    assert_eq!(stage.name_there(), "Theirs again");
    // Decided part by part, it goes, and theirs is kept.
    let plan = stage.look(&named("Mine"));
    let merged = plan.merge.as_ref().unwrap().build(|_| Side::Mine);
    stage.send(&plan, &merged).unwrap();
    assert_eq!(stage.name_there(), "Mine");
    let newest = stage
        .store
        .history("1")
        .unwrap()
        .states
        .remove(0)
        .open()
        .unwrap();
    assert_eq!(newest.name, "Theirs again");
}

#[test]
fn a_lost_answer_is_found_out_at_once() {
    for fault in [
        Fault::CloseServed,
        Fault::CutMidBody,
        Fault::InternalErrorServed,
    ] {
        let stage = stage("lost");
        stage.push(&named("Before")).unwrap();
        stage.double.fault(SAVE.0, SAVE.1, fault, 1);
        let pushed = stage.push(&named("After")).unwrap();
        assert_eq!(pushed.differs, [""; 0]);
        assert_eq!(stage.name_there(), "After");
        assert!(stage.store.under_way().unwrap().is_empty());
        assert_eq!(stage.look(&named("After")).standing, Standing::InSync);
    }
}

/// The save of “After” that a gateway had given up on arrives at the server.
fn arrive(stage: &Stage) {
    let save = |data: &mut serde_json::Value| data["name"] = json!("After");
    stage.double.another_editor(1, save);
}

#[test]
fn a_save_that_may_still_come_is_not_called_undone() {
    for fault in [
        Fault::Status(502),
        Fault::Status(503),
        Fault::Status(504),
        Fault::CloseUnserved,
    ] {
        let stage = stage("gateway");
        stage.push(&named("Before")).unwrap();
        stage.double.fault(SAVE.0, SAVE.1, fault, 1);
        let late = stage.push(&named("After")).unwrap_err();
        assert!(matches!(late, PushError::Late(_)), "{late}");
        assert!(late.to_string().contains("is not known"), "{late}");
        assert!(!late.to_string().contains("nothing was"), "{late}");
        // It stays open, and is found once it is there.
        assert_eq!(stage.recover(), [Fate::NotDone]);
        assert_eq!(stage.recover(), [Fate::NotDone]);
        arrive(&stage);
        assert_eq!(stage.recover(), [Fate::Done]);
        assert!(stage.recover().is_empty(), "told once");
        assert_eq!(stage.look(&named("After")).standing, Standing::InSync);
        // Who has edited on is ahead of the own state, and in nobody's way.
        let mut further = named("After");
        further.description = "Further".to_owned();
        let plan = stage.look(&further);
        assert_eq!(plan.standing, Standing::Ahead, "{:?}", plan.words);
        stage.send(&plan, &further).unwrap();
        assert_eq!(stage.name_there(), "After");
    }
}

#[test]
fn a_save_that_may_still_come_is_open_for_a_while_only() {
    let stage = stage("gateway-old");
    stage.push(&named("Before")).unwrap();
    stage.double.fault(SAVE.0, SAVE.1, Fault::Status(504), 1);
    stage.push(&named("After")).unwrap_err();
    let mut old = stage.store.under_way().unwrap().remove(0);
    old.when -= 60 * 60 * 1000;
    drop(stage.store.begin(&old).unwrap());
    assert_eq!(stage.recover(), [Fate::NotDone]);
    assert!(stage.recover().is_empty(), "told once");
}

#[test]
fn what_was_deleted_since_the_look_is_not_made_anew() {
    let stage = stage("deleted-since");
    stage.push(&named("Before")).unwrap();
    let mine = named("After");
    let plan = stage.look(&mine);
    assert!(stage.double.remove_workflow(1));
    let refused = stage.send(&plan, &mine).unwrap_err();
    assert!(
        matches!(refused, PushError::ChangedMeanwhile { .. }),
        "{refused}"
    );
    assert!(stage.double.workflows().is_empty());
}

#[test]
fn a_save_that_the_server_says_has_failed_changed_nothing_and_is_said_so() {
    let stage = stage("never");
    stage.push(&named("Before")).unwrap();
    stage.double.fault(SAVE.0, SAVE.1, Fault::InternalError, 1);
    let refused = stage.push(&named("After")).unwrap_err();
    let PushError::Refused(refusal) = &refused else {
        panic!("{refused}")
    };
    assert!(!refusal.unsure, "{refused}");
    assert_eq!(stage.name_there(), "Before");
    let saves = stage.double.log().into_iter();
    let saves = saves.filter(|asked| asked.path.contains("/edit/")).count();
    assert_eq!(saves, 2, "a save is never repeated");
    assert!(stage.store.under_way().unwrap().is_empty());
}

#[test]
fn what_cannot_be_found_out_now_is_found_out_later() {
    for (fault, fate) in [
        (Fault::CloseServed, Fate::Done),
        (Fault::CloseUnserved, Fate::NotDone),
    ] {
        let stage = stage("later");
        stage.push(&named("Before")).unwrap();
        let plan = stage.look(&named("After"));
        stage.double.fault(SAVE.0, SAVE.1, fault, 1);
        // The server cannot be asked afterwards either.
        stage.double.fault_behind(
            0,
            "GET",
            "/workflows/view*",
            Fault::CloseUnserved,
            usize::MAX,
        );
        let lost = stage.send(&plan, &named("After")).unwrap_err();
        assert!(matches!(lost, PushError::Unknown(_)), "{lost}");
        assert_eq!(stage.store.under_way().unwrap().len(), 1);
        stage.double.clear_faults();
        assert_eq!(stage.recover(), [fate]);
        if fate == Fate::Done {
            assert!(stage.recover().is_empty(), "told once");
        }
        let standing = stage.look(&named("After")).standing;
        let wanted = if fate == Fate::Done {
            Standing::InSync
        } else {
            Standing::Ahead
        };
        assert_eq!(standing, wanted);
    }
}

#[test]
fn what_the_server_would_refuse_is_not_sent() {
    let stage = stage("unfit");
    stage.push(&named("Before")).unwrap();
    stage.double.clear_log();
    let mine = named("Party 🎉");
    let plan = stage.look(&mine);
    assert!(!plan.is_clear());
    assert!(plan.refusals()[0].contains("🎉"), "{:?}", plan.refusals());
    assert!(matches!(stage.send(&plan, &mine), Err(PushError::Unfit(_))));
    let asked = stage.double.log();
    assert!(asked.iter().all(|one| !one.path.contains("/edit/")));
}

#[test]
fn a_record_of_another_server_under_the_same_address_is_no_base() {
    let stage = stage("anew");
    stage.push(&named("Old server")).unwrap();
    // The server was set up anew: the same number, another workflow.
    stage.double.remove_workflow(1);
    let create = stage.client.create_workflow("event-publish");
    let made = stage.runtime.block_on(create).unwrap();
    let mut kept = stage.store.base("1").unwrap().unwrap();
    assert_ne!(
        kept.open().unwrap().uuid.as_deref(),
        Some(made.uuid.as_str())
    );
    // The record of the old one lies where that of the new one would.
    kept.workflow.insert("name".to_owned(), json!(made.name));
    stage.store.set_base(&made.id, &kept).unwrap();
    let mut mine = made.document.unwrap();
    mine.name = "Mine".to_owned();
    let plan = stage.look(&mine);
    assert_eq!(
        plan.standing,
        Standing::Ahead,
        "what the server has just made is nobody's work"
    );
}

#[test]
fn a_document_goes_by_the_state_that_it_began_with() {
    let stage = stage("origin");
    let mut first = named("First");
    first.description = "One".to_owned();
    stage.push(&first).unwrap();
    let stored = stage.double.workflow(1).unwrap();
    first.uuid = stored["uuid"].as_str().map(str::to_owned);
    // Two open what is there; one of them pushes.
    let mut theirs = first.clone();
    theirs.name = "Second".to_owned();
    theirs.description = "Two".to_owned();
    assert_eq!(stage.look(&theirs).standing, Standing::Ahead);
    stage.push(&theirs).unwrap();
    let mut mine = first;
    assert_eq!(stage.look(&mine).standing, Standing::Behind);
    mine.graph.frames.clear();
    let plan = stage.look(&mine);
    assert_eq!(plan.standing, Standing::Diverged, "{:?}", plan.words);
    assert!(!plan.is_clear());
    // What goes on from the last state may be pushed.
    let mut next = theirs;
    next.graph.frames.clear();
    assert_eq!(stage.look(&next).standing, Standing::Ahead);
}
