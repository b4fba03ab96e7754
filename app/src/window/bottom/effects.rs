//! What a step would have done outside of the simulation, in words.

use misp_flow_engine::{
    run::{Effect, Run},
    workflow::Workflow,
};

/// One sentence for each of the first effects of a step, `most` of them, and how many there are;
/// of all steps where none is given.
pub(super) fn first(
    run: &Run,
    step: Option<usize>,
    workflow: &Workflow,
    most: usize,
) -> (Vec<String>, usize) {
    let effects = &run.effects;
    // A step can save a hundred thousand attributes; effects stand in the order of their steps.
    let wanted = match step {
        Some(step) => {
            let start = effects.partition_point(|effect| effect.step < step);
            let end = effects.partition_point(|effect| effect.step <= step);
            effects.get(start..end).unwrap_or_default()
        }
        None => effects,
    };
    let shown = wanted.iter().take(most);
    let sentences = shown.map(|effect| sentence(effect, workflow)).collect();
    (sentences, wanted.len())
}

fn sentence(effect: &Effect, workflow: &Workflow) -> String {
    let node = workflow.graph.node(&effect.node);
    let name = node.map_or_else(|| effect.module.to_string(), |node| node.name.clone());
    format!("{name}: {}", effect.sentence())
}
