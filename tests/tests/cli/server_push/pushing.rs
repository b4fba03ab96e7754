//! Where a push goes, what is asked before, and what it goes by.

use std::fs;

use super::stage::*;
use crate::stage::{Stage, files};
use misp_flow_tests::misp_double::Fault;
use serde_json::json;

#[test]
fn a_push_is_shown_first_and_asks() {
    let stage = Stage::new("first");
    stage.named("a.json", "Ours");
    let diff = stage.run(&["diff", "lab", "a.json"]);
    let diff = diff.is(2, "not on the server yet");
    assert!(
        diff.out.contains("~ Node 3 Stop execution added"),
        "{diff:?}"
    );
    stage
        .run(&["push", "lab", "a.json"])
        .is(2, "push with --yes");
    let asked = stage.run(&["push", "lab", "a.json", "--json"]);
    let asked = asked.is(2, "there is no terminal to ask at");
    assert_eq!(asked.json()["pushed"], false);
    let why = asked.json()["why_not"].to_string();
    assert!(why.contains("push with --yes"), "{why}");
    assert!(stage.double.workflows().is_empty(), "nothing was changed");
    stage
        .run(&["push", "lab", "a.json", "--yes"])
        .is(0, "Pushed to workflow 1");
    assert_eq!(stage.name_there(), "Ours");
    stage.run(&["diff", "lab", "a.json"]).is(0, "in sync");
    stage
        .run(&["push", "lab", "a.json"])
        .is(0, "Nothing to push");
    assert_eq!(saves(&stage), 1);
}

#[test]
fn a_push_goes_where_it_is_meant_to() {
    let stage = Stage::new("where");
    stage.named("a.json", "Ours");
    let to = ["push", "lab", "a.json", "--yes", "--to", "event-after-save"];
    // It would never run for its own trigger: that is told, and wants a word of its own.
    let told = "it begins with the trigger Event Publish (event-publish)";
    let refused = stage.run(&to).is(2, told);
    assert!(refused.err.contains("--misplaced"), "{refused:?}");
    assert!(stage.double.workflows().is_empty(), "nothing was changed");
    let json = stage.run(&[
        "diff",
        "lab",
        "a.json",
        "--to",
        "event-after-save",
        "--json",
    ]);
    assert_eq!(
        json.json()["misplaced"],
        json!({"here": "event-publish", "there": "event-after-save"})
    );
    stage
        .run(&[&to[..], &["--misplaced"]].concat())
        .is(0, "Pushed to workflow 1");
    assert_eq!(
        stage.double.workflow(1).expect("it")["trigger_id"],
        "event-after-save"
    );
    // Pulled, the file has number and uuid, and goes back there although its trigger says otherwise.
    stage
        .run(&["pull", "lab", "1", "-o", "b.json"])
        .is(0, "new");
    let diff = stage.run(&["diff", "lab", "b.json", "--json"]);
    assert_eq!(diff.json()["target"]["number"], "1");
    assert_eq!(diff.json()["standing"], "in sync");
    // The number of another workflow says nothing: the trigger does.
    let text = stage.read("b.json").replace("-4000-8000-", "-4000-9000-");
    fs::write(stage.file("b.json"), text).expect("a file");
    let diff = stage.run(&["diff", "lab", "b.json", "--json"]).json();
    assert_eq!(diff["target"]["trigger"], "event-publish");
    // A part without a trigger has to be told.
    let blueprint = json!({"WorkflowBlueprint": {"name": "Part", "description": "", "data": []}});
    fs::write(stage.file("part.json"), blueprint.to_string()).expect("a file");
    stage.run(&["diff", "lab", "part.json"]).is(1, "--to");
    stage
        .run(&["diff", "lab", "part.json", "--to", "event-publish"])
        .is(2, "not on the server yet");
    stage
        .run(&["diff", "lab", "part.json", "--to", "nonsense"])
        .is(1, "no workflow “nonsense”");
}

#[test]
fn files_that_were_made_from_one_do_not_undo_each_other() {
    let stage = Stage::new("lineage");
    for file in ["first.json", "second.json"] {
        stage.named(file, "Start");
    }
    let push = |file: &str| stage.run(&["push", "lab", file, "--yes"]);
    push("first.json").is(0, "Pushed to workflow 1");
    stage.named("first.json", "Mine");
    push("first.json").is(0, "Pushed to workflow 1");
    // It was made from the same start, and changes the same thing.
    stage.named("second.json", "Others");
    push("second.json").is(2, "by your own push of");
    assert_eq!(stage.name_there(), "Mine");
    // The file that was pushed last goes on, however often the same is changed.
    for name in ["Mine again", "Mine once more"] {
        stage.named("first.json", name);
        push("first.json").is(0, "Pushed to workflow 1");
    }
    // What a colleague saved is known here by way of another file.
    stage
        .double
        .another_editor(1, |data| data["name"] = json!("Theirs"));
    stage
        .run(&["pull", "lab", "1", "-o", "elsewhere.json"])
        .is(0, "new");
    stage.named("first.json", "Mine at last");
    push("first.json").is(2, "somebody else may have changed it");
    assert_eq!(stage.name_there(), "Theirs");
}

#[test]
fn what_somebody_else_saved_is_overwritten_only_when_told_and_is_kept() {
    let stage = pushed("conflict");
    stage
        .double
        .another_editor(1, |data| data["name"] = json!("Theirs"));
    stage
        .run(&["push", "lab", "before.json", "--yes"])
        .is(2, "the server has a later state");
    let refused = stage.run(&["push", "lab", "after.json", "--yes"]);
    let refused = refused.is(2, "Nothing was pushed");
    assert!(refused.out.contains("! conflict"), "{refused:?}");
    assert!(refused.out.contains("Before → Theirs"), "{refused:?}");
    let json = stage.run(&["push", "lab", "after.json", "--yes", "--json"]);
    assert_eq!(json.status, Some(2));
    assert_eq!(json.json()["pushed"], false);
    assert_eq!(json.json()["standing"], "diverged");
    assert_eq!(json.json()["conflicts"].as_array().map(Vec::len), Some(1));
    assert_eq!(stage.name_there(), "Theirs");
    stage
        .run(&["push", "lab", "after.json", "--mine"])
        .is(2, "--yes");
    let done = stage.run(&["push", "lab", "after.json", "--mine", "--yes", "--json"]);
    assert_eq!(done.json()["pushed"], true, "{done:?}");
    assert_eq!(done.json()["stored_otherwise"], json!([]));
    assert_eq!(stage.name_there(), "After");
    // Theirs is kept, and goes back.
    stage
        .run(&["history", "lab", "event-publish"])
        .is(0, "1  ")
        .is(0, "“Theirs”");
    let list = stage.run(&["history", "lab", "1", "--json"]).json();
    assert_eq!(list[0]["name"], "Theirs");
    assert_eq!(list[0]["who"], "admin@double.example");
    let show = [
        "history",
        "lab",
        "After",
        "--show",
        "1",
        "-o",
        "theirs.json",
    ];
    stage.run(&show).is(0, "");
    stage.run(&show).is(1, "is there already");
    stage
        .run(&["history", "lab", "1", "--show", "99"])
        .is(1, "the states are 1 to");
    stage
        .run(&["push", "lab", "theirs.json", "--yes"])
        .is(0, "Pushed");
    assert_eq!(stage.name_there(), "Theirs");
}

#[test]
fn what_the_server_would_refuse_is_not_sent() {
    let stage = pushed("refused");
    stage.named("party.json", "Party 🎉");
    stage
        .run(&["push", "lab", "party.json", "--yes"])
        .is(2, "the server would refuse it");
    assert_eq!(saves(&stage), 1);
    assert_eq!(stage.name_there(), "Before");
}

#[test]
fn a_machine_without_a_record_goes_by_the_file_that_was_pulled() {
    let stage = pushed("base");
    stage
        .run(&["pull", "lab", "1", "-o", "base.json"])
        .is(0, "base.json");
    stage.named("mine.json", "Mine");
    let record = stage.folder.join("data/misp-flow/instances");
    fs::remove_dir_all(&record).expect("a record");
    stage
        .run(&["push", "lab", "mine.json", "--yes"])
        .is(2, "may have changed it");
    stage
        .run(&["diff", "lab", "mine.json", "--base", "base.json"])
        .is(2, "ahead of the server");
    stage.double.another_editor(1, |workflow| {
        workflow["description"] = "Theirs".into();
    });
    stage
        .run(&["push", "lab", "mine.json", "--yes", "--base", "base.json"])
        .is(2, "changed it on the server");
    stage
        .run(&["pull", "lab", "1", "-o", "base.json", "--force"])
        .is(0, "base.json");
    fs::remove_dir_all(&record).expect("a record");
    stage
        .run(&["push", "lab", "mine.json", "--yes", "--base", "base.json"])
        .is(0, "Pushed to workflow 1");
    assert_eq!(stage.name_there(), "Mine");
}

#[test]
fn a_damaged_state_is_named_and_the_others_are_listed() {
    let stage = pushed("damaged");
    // Going back to what was there before wants a word of its own.
    for more in [&["after.json"][..], &["before.json", "--mine"]] {
        stage
            .run(&[&["push", "lab", "--yes"], more].concat())
            .is(0, "Pushed to workflow 1");
    }
    let mut kept = Vec::new();
    files(&stage.folder.join("data"), &mut kept);
    kept.retain(|path| {
        path.parent()
            .is_some_and(|folder| folder.ends_with("history"))
    });
    kept.sort();
    let damaged = kept.first().expect("a replaced state");
    fs::write(damaged, "nothing of ours").expect("a file");
    let said = stage
        .run(&["history", "lab", "1"])
        .is(2, &damaged.display().to_string());
    assert_eq!(said.out.lines().count(), kept.len() - 1, "{said:?}");
}

#[test]
fn what_the_server_stores_otherwise_is_shown() {
    let stage = pushed("otherwise");
    // Both in one second, as the time stamp is the answer's own.
    let there = stage.double.workflow(1).expect("it");
    let saved = there["timestamp"]
        .as_str()
        .and_then(|text| text.parse().ok());
    stage.double.set_time(saved.expect("a time"));
    stage.double.fault_behind(
        2,
        VIEW.0,
        VIEW.1,
        Fault::Json(200, changed_by_the_server(&stage).to_string()),
        1,
    );
    stage
        .run(&["push", "lab", "after.json", "--yes", "--to", "1"])
        .is(2, "stored otherwise");
}

#[test]
fn a_workflow_that_was_deleted_is_told_and_its_states_are_found_by_its_trigger() {
    let stage = pushed("deleted");
    stage
        .run(&["push", "lab", "after.json", "--yes"])
        .is(0, "Pushed to workflow 1");
    assert!(stage.double.remove_workflow(1));
    let gone = "Somebody has deleted the workflow that was there; only a push with --mine";
    stage.run(&["diff", "lab", "after.json"]).is(2, gone);
    let json = stage.run(&["diff", "lab", "after.json", "--json"]).json();
    assert_eq!(json["deleted"], true);
    // Its number is not asked for: who looks back knows the trigger.
    let states = |stage: &Stage| {
        let said = stage.run(&["history", "lab", "event-publish"]);
        let said = said.is(0, "“Before”");
        said.out.lines().count()
    };
    let before = states(&stage);
    // To delete is to change: nobody brings it back unasked.
    for base in [&[][..], &["--base", "before.json"]] {
        let push = ["push", "lab", "after.json", "--yes"];
        let said = stage.run(&[&push[..], base].concat());
        said.is(2, gone).is(2, "Make it anew with --mine");
        assert!(stage.double.workflows().is_empty(), "{base:?}");
    }
    stage
        .run(&["push", "lab", "after.json", "--yes", "--mine"])
        .is(0, "Pushed to workflow 2");
    stage
        .run(&["push", "lab", "before.json", "--yes", "--mine"])
        .is(0, "Pushed to workflow 2");
    assert!(states(&stage) > before, "those of both workflows");
    stage
        .run(&["history", "lab", "event-publish", "--show", "1"])
        .is(0, "\"name\": \"After\"");
}

#[test]
#[cfg(unix)]
fn what_cannot_be_kept_here_is_named_with_what_the_server_has() {
    let stage = pushed("unkept");
    let mut kept = Vec::new();
    files(&stage.folder.join("data"), &mut kept);
    let is_of_record = |path: &std::path::PathBuf| path.ends_with("workflows/1/base.json.zst");
    let base = kept.into_iter().find(is_of_record).expect("a record");
    let folder = base.parent().expect("its folder");
    // A file is where the replaced states are to be, as a disk that is full would have it.
    let history = folder.join("history");
    let aside = folder.join("aside");
    fs::rename(&history, &aside).expect("the replaced states");
    fs::write(&history, "in the way").expect("a file");
    let said = stage.run(&["push", "lab", "after.json", "--yes"]);
    let said = said.is(1, "Nothing was changed on the server");
    assert!(
        said.err.contains(&history.display().to_string()),
        "which record: {said:?}"
    );
    assert!(
        !said.err.contains("your changes are still here"),
        "{said:?}"
    );
    assert_eq!(stage.name_there(), "Before");
    fs::remove_file(&history).expect("the file");
    fs::rename(&aside, &history).expect("the replaced states");
    // The push is done, and what was pushed cannot be noted.
    fs::remove_file(&base).expect("the base");
    fs::create_dir(&base).expect("a folder in its place");
    let said = stage.run(&["pull", "lab", "1", "-o", "pulled.json"]);
    assert_ne!(said.status, Some(0), "{said:?}");
    assert!(
        said.err.contains(&base.display().to_string()),
        "which record: {said:?}"
    );
}
