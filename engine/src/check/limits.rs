//! What a server's database refuses (spec 02, "What a real 2.5.1 does").

use super::problem::{Place, Problem, Severity};
use crate::workflow::Workflow;

/// The longest name that a server stores, in characters.
const NAME_LIMIT: usize = 255;

pub(super) fn find(workflow: &Workflow, found: &mut Vec<Problem>) {
    let length = workflow.name.chars().count();
    if length > NAME_LIMIT {
        found.push(Problem::new(
            "name-too-long",
            Severity::Error,
            Place::Workflow,
            format!("The name has {length} characters; a server takes {NAME_LIMIT} and answers 500 to more"),
        ));
    }
    for (id, node) in &workflow.graph.nodes {
        let params = node.params.values().map(ToString::to_string);
        let mut texts = params.chain([node.name.clone(), node.filter.value.clone()]);
        // Most servers keep graphs in a column that holds the basic plane only.
        if texts.any(|text| text.chars().any(|sign| u32::from(sign) > 0xffff)) {
            found.push(Problem::new(
                "outside-basic-plane",
                Severity::Warning,
                Place::Node(id.clone()),
                format!("{} ({id}) holds a character outside of the basic plane, such as an emoji; a server with a default database answers 500 when this is saved", node.name),
            ));
        }
    }
}
