use std::collections::HashSet;

use super::*;
use crate::{
    catalogue::Catalogue,
    check::{self, Severity},
    instance::Instance,
    run::{Plan, Run, Settings, simulate},
    value::Value,
};

/// The blueprint behind its trigger, and a run of it with an event.
fn tried(one: &Bundled, event: &str) -> (Workflow, Run) {
    let catalogue = Catalogue::bundled();
    let trigger = catalogue.get(&one.about.trigger).unwrap();
    let workflow = one.workflow.behind(trigger);
    let mut instance = Instance::of(catalogue);
    if let Some(description) = one.about.instance() {
        instance = instance.described_by(&description).unwrap();
    }
    let event = Value::from_json(event.as_bytes()).unwrap();
    instance.store.put_event(&event);
    let settings = Settings {
        now: 1_763_700_000,
        ..Settings::default()
    };
    let mut answers = one.about.answers();
    let run = simulate(
        &Plan::of(&workflow),
        &event,
        &instance,
        &mut answers,
        &settings,
    );
    (workflow, run)
}

/// All effects in the words that the user reads, those of background runs last.
fn effects(run: &Run) -> Vec<String> {
    let background = run.background.iter().flat_map(|one| effects(&one.run));
    let own = run.effects.iter().map(crate::run::Effect::sentence);
    own.chain(background).collect()
}

#[test]
fn every_file_is_read() {
    assert_eq!(bundled().len(), FILES.len());
    let keys: HashSet<_> = bundled().iter().map(|one| one.key).collect();
    assert_eq!(keys.len(), FILES.len());
    let uuids: HashSet<_> = bundled().iter().map(|one| &one.workflow.uuid).collect();
    assert_eq!(uuids.len(), FILES.len());
}

#[test]
fn each_does_with_its_events_what_it_says() {
    for one in bundled() {
        let about = &one.about;
        for (event, expected) in [
            (one.event, &about.event),
            (one.other_event, &about.other_event),
        ] {
            let (workflow, run) = tried(one, event);
            let place = format!("{} with {}", one.key, expected.name);
            let sentence = run.sentence(&workflow, Catalogue::bundled());
            assert_eq!(sentence, expected.sentence, "{place}");
            assert_eq!(effects(&run), expected.effects, "{place}");
            assert!(!run.steps.is_empty() && run.crash.is_none(), "{place}");
        }
    }
}

#[test]
fn each_has_no_problems_behind_its_trigger() {
    for one in bundled() {
        let (workflow, _) = tried(one, one.event);
        let problems = check::problems(&workflow, Catalogue::bundled());
        let told = problems
            .iter()
            .filter(|one| one.severity != Severity::Notice);
        let told: Vec<_> = told.map(|problem| &problem.text).collect();
        assert_eq!(told, [""; 0], "{}", one.key);
    }
}

#[test]
fn descriptions_name_the_trigger_and_say_what_it_is_for() {
    for one in bundled() {
        let description = &one.workflow.description;
        assert_eq!(trigger_named(description), Some(one.about.trigger.as_str()));
        assert!(purpose(description).ends_with('.'), "{}", one.key);
        assert!(purpose(description).len() > 60, "{}", one.key);
    }
    assert_eq!(trigger_named("Nothing in brackets"), None);
    assert_eq!(trigger_named("[see below] It stops"), None);
    assert_eq!(purpose("[event-publish]\r\nIt stops"), "It stops");
    assert_eq!(purpose(" It stops "), "It stops");
}
