//! What a step would have done outside of the simulation, in words.

use misp_flow_engine::{
    run::{Effect, Run},
    workflow::Workflow,
};

/// One sentence for each effect of a step; of all steps where none is given.
pub(super) fn sentences(run: &Run, step: Option<usize>, workflow: &Workflow) -> Vec<String> {
    let wanted = |effect: &&Effect| step.is_none_or(|step| effect.step == step);
    run.effects
        .iter()
        .filter(wanted)
        .map(|effect| sentence(effect, workflow))
        .collect()
}

fn sentence(effect: &Effect, workflow: &Workflow) -> String {
    let node = workflow.graph.node(&effect.node);
    let name = node.map_or_else(|| effect.module.to_string(), |node| node.name.clone());
    format!("{name}: {}", effect.sentence())
}
