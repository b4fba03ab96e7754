//! Reading what the commands work on.

use std::{io::Read as _, path::Path};

use misp_flow_engine::{
    catalogue::{Catalogue, Module, ModuleKind},
    instance::Instance,
    modules::CustomModule,
    run::Plan,
    value::Value,
    workflow::{self, Workflow},
};

use super::Failure;
use crate::{
    answers::GivenAnswers,
    library::{self, StoredEvent},
};

pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(Failure::Input)?;
        return Ok(bytes);
    }
    Ok(library::read(path)?)
}

/// The workflow in a file.
pub(super) fn workflow(path: &Path) -> Result<Workflow, Failure> {
    let failed = |error| Failure::Workflow {
        path: path.to_owned(),
        error,
    };
    workflow::open(&bytes(path)?).map_err(failed)
}

/// The simulated server that a file describes; without one, a 2.5.1 with all modules enabled.
pub(super) fn instance(path: Option<&Path>) -> Result<Instance, Failure> {
    let instance = Instance::default();
    let Some(path) = path else {
        return Ok(instance);
    };
    let bytes = bytes(path)?;
    let description = Value::from_json(&bytes).map_err(|error| Failure::InstanceJson {
        path: path.to_owned(),
        error,
    })?;
    instance
        .described_by(&description)
        .map_err(|error| Failure::Instance {
            path: path.to_owned(),
            error: Box::new(error),
        })
}

/// What the outside answers: as the file says, and failures for the nodes that are named in `fail`.
pub(super) fn answers(
    path: Option<&Path>,
    fail: &[String],
    plan: &Plan,
) -> Result<GivenAnswers, Failure> {
    let mut answers = match path {
        Some(path) => GivenAnswers::read(&bytes(path)?).map_err(|error| Failure::Answers {
            path: path.to_owned(),
            error,
        })?,
        None => GivenAnswers::default(),
    };
    for text in fail {
        let node = answers.fail(text);
        if plan.node(&node).is_none() {
            return Err(Failure::NoSuchNode(node.to_string()));
        }
    }
    Ok(answers)
}

/// The module that a script describes.
pub(super) fn custom_module(path: &Path) -> Result<CustomModule, Failure> {
    let script = String::from_utf8_lossy(&bytes(path)?).into_owned();
    CustomModule::compile(&script).map_err(|error| Failure::Module {
        path: path.to_owned(),
        error,
    })
}

/// The events in a file, at least one.
pub(super) fn events(path: &Path) -> Result<Vec<StoredEvent>, Failure> {
    let failed = |error| Failure::Event {
        path: path.to_owned(),
        error,
    };
    library::read_events(&bytes(path)?).map_err(failed)
}

/// The trigger of this name.
pub(super) fn trigger(name: &str) -> Result<&'static Module, Failure> {
    let catalogue = Catalogue::bundled();
    let module = catalogue
        .get(name)
        .filter(|module| module.kind == ModuleKind::Trigger);
    module.ok_or_else(|| {
        let known: Vec<&str> = catalogue
            .of_kind(ModuleKind::Trigger)
            .map(|module| module.id.as_str())
            .collect();
        Failure::UnknownTrigger {
            name: name.to_owned(),
            known: known.join(", "),
        }
    })
}

/// The workflow in a file, with a trigger to start with.
pub(super) fn startable(path: &Path, name: Option<&str>) -> Result<Workflow, Failure> {
    startable_of(workflow(path)?, path, name)
}

/// This workflow, which is that of the file, with a trigger to start with.
pub(super) fn startable_of(
    workflow: Workflow,
    path: &Path,
    name: Option<&str>,
) -> Result<Workflow, Failure> {
    match name {
        Some(name) => Ok(workflow.behind(trigger(name)?)),
        None if workflow.graph.trigger().is_none() => Err(Failure::NoTrigger(path.to_owned())),
        None => Ok(workflow),
    }
}
