//! Any bytes as a document: what opens is written without loss, checked, drawn and run.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use misp_flow_engine::{
    catalogue::{Catalogue, samples::EVENTS},
    check::{graph::check_graph, problems},
    convert::{to_dot, to_mermaid},
    describe,
    edit::History,
    instance::Instance,
    run::Plan,
    value::Value,
    workflow,
};
use misp_flow_fuzz::{MOST_BYTES, run};

static INSTANCE: LazyLock<Instance> = LazyLock::new(Instance::default);
static EVENT: LazyLock<Value> =
    LazyLock::new(|| Value::from_json(EVENTS[2].json.as_bytes()).expect("a sample"));

fuzz_target!(|input: &[u8]| {
    if input.len() > MOST_BYTES {
        return;
    }
    let Ok(document) = workflow::open(input) else {
        return;
    };
    let written = document.to_json();
    let again = workflow::open(document.to_text().as_bytes()).expect("what was written opens");
    assert_eq!(again.to_json(), written, "writing changes what was written");

    let catalogue = Catalogue::bundled();
    for problem in problems(&document, catalogue) {
        if let Some(fix) = problem.fix {
            let mut mended = document.clone();
            let mut history = History::new();
            let label = fix.label;
            history
                .apply(&mut mended, fix.edit)
                .unwrap_or_else(|error| panic!("{label}: {error}"));
            history.undo(&mut mended);
            assert_eq!(mended, document, "{label} is not undone");
        }
    }
    for node in document.graph.nodes.values() {
        let _ = describe::summary(node, catalogue);
    }
    let _ = (to_dot(&document.graph, Some(catalogue)), to_mermaid(&document.graph, Some(catalogue)));
    let _ = check_graph(&Value::from_serde(&document.graph.to_server_json()));
    let _ = run(&Plan::of(&document), &EVENT, &INSTANCE);
});
