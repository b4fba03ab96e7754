//! Workflows that come through every module.

use std::sync::Arc;

use misp_flow_engine::{
    catalogue::{Catalogue, Module, ModuleKind, Param, ParamType},
    run::Plan,
    workflow::{Edge, Node, NodeFilter, NodeId, PortRef, Position, Workflow},
};
use serde_json::Value as Json;

/// One plan for each trigger: all logic modules, then all actions, in a row. What ends a walk or
/// leaves it comes last.
pub fn every_module(catalogue: &Catalogue) -> Vec<Plan> {
    let ends = |module: &&Module| module.blocking || module.id == "concurrent-task";
    let logic = catalogue.of_kind(ModuleKind::Logic);
    let actions = catalogue.of_kind(ModuleKind::Action);
    let (last, row): (Vec<_>, Vec<_>) = logic.chain(actions).partition(ends);
    let row: Vec<&Module> = row.into_iter().chain(last).collect();
    let triggers = catalogue.of_kind(ModuleKind::Trigger);
    triggers.map(|trigger| Plan::of(&in_a_row(trigger, &row))).collect()
}

fn in_a_row(trigger: &Module, modules: &[&Module]) -> Workflow {
    let mut workflow = Workflow::new("Every module");
    let graph = &mut workflow.graph;
    let mut before: Option<(NodeId, Vec<String>)> = None;
    for (place, module) in std::iter::once(&trigger).chain(modules).enumerate() {
        let id = graph.free_id();
        let node = filled(module, place);
        let outputs = node.outputs.keys().map(ToString::to_string).collect();
        graph.nodes.insert(id.clone(), Arc::new(node));
        for (from, output) in before.iter().flat_map(|(id, outputs)| outputs.iter().map(move |output| (id, output))) {
            graph.add_edge(&Edge {
                from: PortRef::new(from.clone(), output),
                to: PortRef::new(id.clone(), "input_1"),
            });
        }
        before = Some((id, outputs));
    }
    workflow
}

/// A node with something in each parameter; every other one with a filter.
fn filled(module: &Module, place: usize) -> Node {
    let mut node = Node::of(module, Position::default());
    for param in &module.params {
        let value = node.params.entry(param.id.to_string()).or_default();
        if value.is_null() || *value == "" || value.as_array().is_some_and(Vec::is_empty) {
            *value = something(param);
        }
    }
    if place % 2 == 0 && module.kind == ModuleKind::Action {
        node.filter = NodeFilter {
            selector: "Event._AttributeFlattened.{n}".to_owned(),
            path: "type".to_owned(),
            operator: "not_equals".to_owned(),
            value: "comment".to_owned(),
        };
    }
    node
}

fn something(param: &Param) -> Json {
    let text = match (&param.kind, param.options.first()) {
        (_, Some(option)) => option.value.as_str(),
        (ParamType::HashPath, None) => "Event._AttributeFlattened.{n}.value",
        (_, None) => "{{ Event.info }}",
    };
    if param.multiple {
        Json::from(vec![text])
    } else {
        Json::from(text)
    }
}
