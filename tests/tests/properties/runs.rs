//! Runs: they end, a stop stops, steps and snapshots make no difference, filters come off.

use misp_flow_engine::{
    instance::Instance,
    run::{Answers, Outcome, Plan, Run, Settings, Simulation, Step, simulate},
    value::Value,
    workflow::NodeKind,
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::inputs;

fn plan(graph: &Json) -> Plan {
    Plan::of_graph(&Value::from_serde(graph)).named("3", "Random")
}

fn settings(debug: bool) -> Settings {
    Settings {
        debug,
        ..Settings::default()
    }
}

/// A failed action that the server ends the walk for.
fn ends(step: &Step, instance: &Instance) -> bool {
    let facts = instance.module(&step.module, NodeKind::Action);
    step.failed() && facts.is_some_and(|facts| facts.blocking)
}

fn stops_where_it_should(run: &Run, instance: &Instance) -> Result<(), TestCaseError> {
    let end = run.steps.iter().position(|step| ends(step, instance));
    if let Some(end) = end {
        prop_assert_eq!(
            end + 1,
            run.steps.len(),
            "something runs behind {:?}",
            run.steps[end].node
        );
    }
    if run.crash.is_none() {
        prop_assert_eq!(end.is_some(), run.outcome != Outcome::Success);
        prop_assert_eq!(run.success, run.outcome == Outcome::Success);
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_run_ends_and_a_stop_stops_it(graph in inputs::graph(), data in inputs::event()) {
        let instance = Instance::default();
        let run = simulate(&plan(&graph), &data, &instance, &mut Answers::default(), &settings(false));
        let steps = run.background.iter().map(|background| &background.run).chain([&run]);
        let mut count = 0;
        for run in steps {
            stops_where_it_should(run, &instance)?;
            count += run.steps.len();
        }
        prop_assert!(count <= 200_000, "{count} steps");
    }

    #[test]
    fn steps_and_snapshots_make_no_difference(
        graph in inputs::graph(),
        data in inputs::event(),
        debug in any::<bool>(),
        (first, more) in (0..6_usize, 0..6_usize),
    ) {
        let (plan, instance, settings) = (plan(&graph), Instance::default(), settings(debug));
        let in_one_go = simulate(&plan, &data, &instance, &mut Answers::default(), &settings);

        let mut answers = Answers::default();
        let mut stepped = Simulation::begin(&plan, &data, &instance, &mut answers, &settings);
        while stepped.step() {}
        prop_assert_eq!(&stepped.finish(), &in_one_go);

        let mut answers = Answers::default();
        let mut restored = Simulation::begin(&plan, &data, &instance, &mut answers, &settings);
        for _ in 0..first {
            restored.step();
        }
        let snapshot = restored.snapshot();
        for _ in 0..more {
            restored.step();
        }
        restored.restore(&snapshot);
        prop_assert_eq!(&restored.finish(), &in_one_go);
    }

    /// Rule 35.
    #[test]
    fn a_reset_gives_the_data_of_before_the_filter(
        data in inputs::event(),
        (selector, path) in (inputs::path(), inputs::path()),
        operator in inputs::operator(),
        value in inputs::text(),
    ) {
        let node = |id: u8, module: &str, kind: &str, params: Json, next: Option<&str>| json!({
            "id": id, "data": {"id": module, "module_type": kind, "indexed_params": params},
            "outputs": {"output_1": {"connections":
                next.map(|next| json!({"node": next, "output": "input_1"})).into_iter().collect::<Vec<_>>()}},
        });
        let filter = json!({
            "filtering-label": "B", "selector": format!("Event.{selector}"), "hash_path": path, "operator": operator,
            "value": value, "value_list": [value],
        });
        let plan = plan(&json!({
            "1": node(1, "event-publish", "trigger", json!({}), Some("2")),
            "2": node(2, "generic-filter-data", "logic", filter, Some("3")),
            "3": node(3, "generic-filter-reset", "logic", json!({"filtering-label": "all"}), None),
        }));
        let instance = Instance::default();
        let run = simulate(&plan, &data, &instance, &mut Answers::default(), &settings(false));
        if run.crash.is_some() {
            return Ok(());
        }
        let mut before = run.normalised.clone().unwrap().to_array();
        before.insert("enabledFilters", Value::empty_array());
        prop_assert_eq!(run.steps.last().map(|step| &step.data), Some(&Value::from(before)));
    }
}
