use serde_json::json;

use super::*;
use crate::{
    catalogue::Catalogue,
    edit::{Edit, History},
    value::Value,
    workflow::{Edge, NodeId, PortRef, Position, Workflow},
};

fn path(id: &str) -> &'static PathExercise {
    match &lesson(id).unwrap().exercise {
        Exercise::Path(exercise) => exercise,
        Exercise::Build(_) => panic!("{id} is about a workflow"),
    }
}

fn build(id: &str) -> &'static BuildExercise {
    match &lesson(id).unwrap().exercise {
        Exercise::Build(exercise) => exercise,
        Exercise::Path(_) => panic!("{id} is about a path"),
    }
}

/// What is said of each event, one on a line.
fn said(verdict: &Verdict) -> String {
    let lines = verdict.cases.iter().map(|case| {
        let sign = if case.passed { "+" } else { "-" };
        format!("{sign} {}", case.words)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The solution, changed.
fn almost(id: &str, edits: impl IntoIterator<Item = Edit>) -> String {
    let mut workflow = build(id).solved().unwrap();
    let mut history = History::new();
    for edit in edits {
        history.apply(&mut workflow, edit).unwrap();
    }
    let verdict = build(id).check(&workflow, Catalogue::bundled());
    assert_eq!(verdict.refused, None);
    said(&verdict)
}

fn param(node: u64, param: &str, value: serde_json::Value) -> Edit {
    Edit::SetParam {
        node: NodeId::from(node),
        param: param.into(),
        value: Some(value),
    }
}

fn without(node: u64) -> Edit {
    Edit::Delete {
        nodes: vec![NodeId::from(node)],
        edges: Vec::new(),
        reconnect: true,
    }
}

#[test]
fn there_are_four_lessons_of_each_kind_with_hints_and_events() {
    let paths = LESSONS
        .iter()
        .filter(|lesson| matches!(lesson.exercise, Exercise::Path(_)));
    assert_eq!((paths.count(), LESSONS.len()), (4, 8));
    for (place, lesson) in LESSONS.iter().enumerate() {
        assert!(lesson.hints.len() >= 2, "{}", lesson.id);
        assert!(lesson.exercise.shown().next().is_some(), "{}", lesson.id);
        let mut later = LESSONS.iter().skip(place + 1);
        assert!(later.all(|other| other.id != lesson.id && other.title != lesson.title));
    }
}

#[test]
fn every_solution_passes_and_some_events_are_not_shown() {
    for lesson in LESSONS {
        let verdict = match &lesson.exercise {
            Exercise::Path(exercise) => exercise.check(exercise.solution),
            Exercise::Build(exercise) => {
                exercise.check(&exercise.solved().unwrap(), Catalogue::bundled())
            }
        };
        assert!(verdict.passed(), "{}\n{}", lesson.id, said(&verdict));
        assert!(
            verdict.cases.iter().any(|case| case.hidden),
            "{}",
            lesson.id
        );
    }
}

#[test]
fn every_event_is_one_and_every_solution_has_no_problems() {
    for lesson in LESSONS {
        let events: Vec<_> = match &lesson.exercise {
            Exercise::Path(exercise) => exercise.cases.iter().map(|case| case.event).collect(),
            Exercise::Build(exercise) => exercise.cases.iter().map(|case| case.event).collect(),
        };
        for event in events {
            let read = Value::from_json(event.json.as_bytes()).unwrap();
            let info = read.get("Event").and_then(|event| event.get("info"));
            assert_eq!(info, Some(&Value::from(event.name)));
        }
        if let Exercise::Build(exercise) = &lesson.exercise {
            let solved = exercise.solved().unwrap();
            assert_eq!(solved.name, exercise.solution.name);
            let worst = crate::check::problems(&solved, Catalogue::bundled());
            let worst = worst
                .first()
                .filter(|one| one.severity != crate::check::Severity::Notice);
            assert_eq!(worst, None, "{}", lesson.id);
        }
    }
}

#[test]
fn a_path_to_the_first_tag_finds_one_of_several() {
    let verdict = path("event-tags").check("Event.Tag.0.name");
    assert_eq!(
        said(&verdict),
        "- Finds 1 of 6 tag names; missing are type:OSINT, circl:incident-classification=\"phishing\", \
         misp-galaxy:threat-actor=\"Paper Fox\", misp-galaxy:threat-actor=\"Tin Kestrel\" and 1 more\n\
         - Finds 1 of 4 tag names; missing are workflow:state=\"incomplete\", \
         misp-galaxy:mitre-attack-pattern=\"User Execution - T1204\", misp-galaxy:threat-actor=\"Glass Heron\"\n\
         + Finds nothing, and there is nothing to find"
    );
    assert!(!verdict.passed());
}

#[test]
fn typical_wrong_paths_are_told_what_is_wrong() {
    for (lesson, typed, first) in [
        (
            "event-tags",
            "Event.Tag.{n}",
            "- Finds objects with several keys where tag names are wanted: go a step further",
        ),
        (
            "event-tags",
            "Event.Tag",
            "- Finds objects with several keys where tag names are wanted: go a step further",
        ),
        (
            "event-tags",
            "Tag.{n}.name",
            "- Finds nothing; there are 6 tag names: tlp:green, type:OSINT, \
             circl:incident-classification=\"phishing\", misp-galaxy:threat-actor=\"Paper Fox\" and 2 more",
        ),
        (
            "typed-values",
            "Event.Attribute.{n}[type=domain].value",
            "- Finds 2 of 3 domains; missing is cdn.example.org",
        ),
        (
            "typed-values",
            "Event._AttributeFlattened.{n}[type=/domain|ip-dst/].value",
            "- Finds 3 of 3 domains; 198.51.100.7, 192.0.2.44 are too much",
        ),
        (
            "typed-values",
            "Event._AttributeFlattened.{n}.type",
            "- Finds 0 of 3 domains; missing are login.example.org, pay.example.org, cdn.example.org; \
             domain, ip-dst, url, domain and 4 more are too much",
        ),
        (
            "attribute-tags",
            "Event.Attribute.{n}.Tag.{n}.name",
            "- Finds 3 of 4 tag names; missing is PAP:AMBER",
        ),
        (
            "actor-names",
            "Event.Galaxy.{n}.GalaxyCluster.{n}.value",
            "- Finds 2 of 2 threat actors; Phishing - T1566 is too much",
        ),
        (
            "actor-names",
            "Event.Galaxy.0.GalaxyCluster.{n}.value",
            "+ Finds both threat actors",
        ),
    ] {
        let verdict = path(lesson).check(typed);
        assert!(!verdict.passed(), "{typed}");
        let all = said(&verdict);
        assert_eq!(all.lines().next(), Some(first), "{typed}");
    }
    let inherited = path("attribute-tags").check("Event._AttributeFlattened.{n}._allTags.{n}.name");
    assert!(said(&inherited).contains("- Finds 4 of 4 tag names; tlp:green"));
}

#[test]
fn other_paths_to_the_same_values_pass() {
    for (lesson, typed) in [
        ("event-tags", " Event.Tag.{n}.name "),
        ("event-tags", "Event.{s}.{n}[exportable=1].name"),
        (
            "typed-values",
            "Event._AttributeFlattened.{*}[type=/^domain$/].value",
        ),
        (
            "actor-names",
            "Event.Galaxy.{n}.GalaxyCluster.{n}[type=threat-actor].value",
        ),
    ] {
        let verdict = path(lesson).check(typed);
        assert!(verdict.passed(), "{typed}\n{}", said(&verdict));
    }
}

#[test]
fn what_is_no_path_is_not_tried() {
    let empty = path("event-tags").check("  ").refused;
    assert!(empty.unwrap().starts_with("Type a path first"));
    let broken = path("event-tags")
        .check("Event.Tag.{n}[name=/(/].name")
        .refused;
    assert!(
        broken
            .unwrap()
            .starts_with("A condition in the path cannot work")
    );
}

#[test]
fn looking_at_a_path_shows_what_it_finds_in_the_event_that_is_shown() {
    let exercise = path("actor-names");
    assert_eq!(
        exercise.look("Event.info").unwrap(),
        ["Phishing against two banks"]
    );
    assert_eq!(
        exercise.look("Event.Galaxy.{n}.type").unwrap(),
        ["threat-actor", "mitre-attack-pattern"]
    );
    assert!(exercise.look("Event.Galaxies").unwrap().is_empty());
}

#[test]
fn an_empty_canvas_and_another_trigger_are_told_what_to_add() {
    let check = |id, workflow: &Workflow| {
        build(id)
            .check(workflow, Catalogue::bundled())
            .refused
            .unwrap()
    };
    let empty = Workflow::new("Mine");
    for id in ["block-red", "mail-high"] {
        assert_eq!(
            check(id, &empty),
            "The canvas is empty. Add the trigger Event Publish first"
        );
    }
    assert_eq!(
        check("tag-spelling", &build("block-red").solved().unwrap()),
        "The workflow starts with Event Publish; the task is about Event After Save. \
         Delete that trigger and add the other one"
    );
    let mut headless = build("block-red").solved().unwrap();
    History::new().apply(&mut headless, without(1)).unwrap();
    assert_eq!(
        check("block-red", &headless),
        "Nothing starts the workflow. Add the trigger Event Publish"
    );
}

#[test]
fn what_the_learner_begins_with_passes_no_lesson() {
    for lesson in LESSONS {
        let Exercise::Build(exercise) = &lesson.exercise else {
            continue;
        };
        let start = exercise.start(lesson.title, Catalogue::bundled());
        assert_eq!(start.name, lesson.title);
        assert_eq!(
            start.graph.nodes.len(),
            usize::from(exercise.begins_with.is_some())
        );
        assert!(
            !exercise.check(&start, Catalogue::bundled()).passed(),
            "{}",
            lesson.id
        );
    }
}

#[test]
fn a_workflow_that_blocks_nothing_too_much_or_the_wrong_way_round_is_told() {
    let nothing = almost("block-red", [without(3)]);
    assert_eq!(
        nothing.lines().next(),
        Some("- This should be blocked, but it is not: Publishing would go on; no action executed")
    );
    let always = almost("block-red", [without(2)]);
    assert_eq!(
        always.lines().nth(1),
        Some(
            "- This should go on, but it does not: Publishing would be blocked by Stop execution: \
             This event is tagged tlp:red and must not leave"
        )
    );
    let other_way = Edit::Rewire {
        old: Edge {
            from: PortRef::new(NodeId::from(2), "output_1"),
            to: PortRef::new(NodeId::from(3), "input_1"),
        },
        new: Edge {
            from: PortRef::new(NodeId::from(2), "output_2"),
            to: PortRef::new(NodeId::from(3), "input_1"),
        },
    };
    let said = almost("block-red", [other_way]);
    assert_eq!(said.lines().filter(|line| line.starts_with('-')).count(), 4);
}

#[test]
fn the_event_without_attributes_tells_inherited_tags_from_those_of_the_event() {
    let said = almost("block-red", [param(2, "scope", json!("event_attribute"))]);
    let signs: String = said
        .lines()
        .filter_map(|line| line.chars().next())
        .collect();
    assert_eq!(
        signs, "++-+",
        "only the hidden event without attributes shows it"
    );
}

#[test]
fn a_mail_to_the_wrong_people_about_nothing_or_always_is_told() {
    let others = almost("mail-high", [param(3, "recipients", json!(["All admins"]))]);
    assert_eq!(
        others.lines().next(),
        Some("- A mail goes to All admins, but not to soc@example.org")
    );
    let about = almost(
        "mail-high",
        [param(3, "mail_template_subject", json!("High threat"))],
    );
    assert_eq!(
        about.lines().next(),
        Some(
            "- The mail's subject is \"High threat\"; it should hold the event's title, \
             Stolen drawings of a bank vault"
        )
    );
    let always = almost("mail-high", [without(2)]);
    assert_eq!(
        always.lines().nth(1),
        Some("- A mail goes to soc@example.org, but nobody should get one")
    );
    let silent = almost("mail-high", [param(3, "mail_template_subject", json!(""))]);
    assert_eq!(
        silent.lines().next(),
        Some(
            "- No mail goes out, but soc@example.org should get one; \
             Send Mail failed: The mail template is empty"
        )
    );
    let level = almost(
        "mail-high",
        [param(2, "condition", json!("less_or_equal_than"))],
    );
    assert!(
        level.lines().nth(3).unwrap().starts_with("- A mail goes"),
        "{level}"
    );
}

#[test]
fn a_mail_from_a_concurrent_task_counts() {
    let mut workflow = build("mail-high").solved().unwrap();
    let mut history = History::new();
    let task = Catalogue::bundled().get("concurrent-task").unwrap();
    let node = crate::workflow::Node::of(task, Position::default());
    let at = Edge {
        from: PortRef::new(NodeId::from(2), "output_1"),
        to: PortRef::new(NodeId::from(3), "input_1"),
    };
    let put = Edit::InsertOnWire {
        node: Box::new(node),
        edge: at,
    };
    history.apply(&mut workflow, put).unwrap();
    let verdict = build("mail-high").check(&workflow, Catalogue::bundled());
    assert!(verdict.passed(), "{}", said(&verdict));
}

#[test]
fn a_tag_that_stays_is_local_or_comes_unasked_is_told() {
    let stays = almost("tag-spelling", [param(4, "locality", json!("local"))]);
    assert_eq!(stays.lines().next(), Some("- tlp:white is still there"));
    let local = almost("tag-spelling", [param(3, "locality", json!("local"))]);
    assert_eq!(
        local.lines().next(),
        Some("- tlp:clear is local, so it is not shared with the event")
    );
    let always = almost("tag-spelling", [without(2)]);
    assert_eq!(
        always.lines().nth(1),
        Some("- tlp:clear should not be there")
    );
    let nothing = almost("tag-spelling", [without(3), without(4)]);
    assert_eq!(
        nothing.lines().next(),
        Some("- tlp:clear is missing, and tlp:white is still there")
    );
}

#[test]
fn flags_that_stay_or_go_too_much_are_told() {
    let all = almost("warninglist", [without(3)]);
    assert_eq!(
        all.lines().next(),
        Some(
            "- 203.0.113.25, beacon.example.com, printer.example.com have lost the IDS flag, but are on no warninglist"
        )
    );
    let none = almost("warninglist", [without(2)]);
    assert_eq!(
        none.lines().next(),
        Some("- 10.20.30.40, 192.168.7.9 still have the IDS flag, but are on a warninglist")
    );
}
