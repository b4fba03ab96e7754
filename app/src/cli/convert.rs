//! `misp-flow convert`.

use misp_flow_engine::convert::{to_dot, to_mermaid};

use super::{
    Failure,
    args::{ConvertArguments, Target},
    input, print,
};

pub(super) fn run(arguments: &ConvertArguments) -> Result<u8, Failure> {
    let mut workflow = input::workflow(&arguments.workflow)?;
    if let Some(trigger) = &arguments.trigger {
        workflow = workflow.behind(input::trigger(trigger)?);
    }
    let text = match arguments.to {
        Target::Workflow => format!("{:#}\n", workflow.to_workflow_json()),
        Target::Blueprint => format!("{:#}\n", workflow.to_blueprint_json()),
        Target::Mermaid => to_mermaid(&workflow.graph),
        Target::Dot => to_dot(&workflow.graph),
    };
    print(&text)?;
    Ok(0)
}
