//! `misp-flow convert`.

use std::io::IsTerminal as _;

use misp_flow_engine::catalogue::Catalogue;

use super::{Failure, args::ConvertArguments, input, print_bytes};
use crate::library;

pub(super) fn run(arguments: &ConvertArguments) -> Result<u8, Failure> {
    let form = arguments.to.form();
    if arguments.output.is_none() && !form.is_text() && std::io::stdout().is_terminal() {
        return Err(Failure::NoText(form.name()));
    }
    let mut workflow = input::workflow(&arguments.workflow)?;
    if let Some(trigger) = &arguments.trigger {
        workflow = workflow.behind(input::trigger(trigger)?);
    }
    let bytes = form.write(&workflow, Catalogue::bundled())?;
    match &arguments.output {
        Some(path) => {
            library::replace(path, &bytes)?;
        }
        None => print_bytes(&bytes)?,
    }
    Ok(0)
}
