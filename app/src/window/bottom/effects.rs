//! What a step would have done outside of the simulation, in words.

use misp_flow_engine::{
    catalogue::Catalogue,
    describe,
    run::{Effect, Run},
    workflow::Workflow,
};

/// One sentence for each effect of a step; of all steps where none is given.
pub(super) fn sentences(
    run: &Run,
    step: Option<usize>,
    workflow: &Workflow,
    catalogue: &Catalogue,
) -> Vec<String> {
    let wanted = |effect: &&Effect| step.is_none_or(|step| effect.step == step);
    run.effects
        .iter()
        .filter(wanted)
        .map(|effect| sentence(effect, workflow, catalogue))
        .collect()
}

fn sentence(effect: &Effect, workflow: &Workflow, catalogue: &Catalogue) -> String {
    let name = workflow
        .graph
        .node(&effect.node)
        .map_or_else(|| effect.module.to_string(), |node| node.name.clone());
    let Some(module) = catalogue.get(&effect.module) else {
        return format!("{name} would run");
    };
    // The params as they were when the run was made, not as they are in the document by now.
    let params = effect.params.to_serde();
    let empty = serde_json::Map::new();
    let words = describe::node_summary(module, params.as_object().unwrap_or(&empty), None);
    match effect.module.as_str() {
        "webhook" => format!("Would send {words}"),
        _ => format!("Would run: {words}"),
    }
}
