//! Any bytes as data of a trigger: they are read, written, normalised, and run through a workflow
//! with every module.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use misp_flow_engine::{
    catalogue::{Catalogue, samples::EVENTS},
    event::normalise::{NoLookups, Scope, normalise},
    instance::Instance,
    run::Plan,
    value::Value,
};
use misp_flow_fuzz::{every_module, run, text};

/// A server that knows an event, so that attributes and objects of it are found.
static INSTANCE: LazyLock<Instance> = LazyLock::new(|| {
    let mut instance = Instance::default();
    let event = Value::from_json(EVENTS[2].json.as_bytes()).expect("a sample");
    instance.store.put_event(&event);
    instance
});
static PLANS: LazyLock<Vec<Plan>> = LazyLock::new(|| every_module(Catalogue::bundled()));

fuzz_target!(|input: &[u8]| {
    let Some(text) = text(input) else {
        return;
    };
    let Ok(data) = Value::from_json(text.as_bytes()) else {
        return;
    };
    // An infinite number, which JSON cannot tell, is written as 0.
    let json = data.to_json();
    for written in [json.clone(), data.to_json_pretty()] {
        let again = Value::from_json(written.as_bytes()).expect("what was written is read");
        assert_eq!(again.to_json(), json, "{written}");
    }
    for scope in [Scope::Guess, Scope::Event, Scope::Object, Scope::Attribute, Scope::Other] {
        let _ = normalise(&data, scope, &NoLookups);
        let _ = normalise(&data, scope, &INSTANCE.store);
    }
    for plan in PLANS.iter() {
        let _ = run(plan, &data, &INSTANCE);
    }
});
