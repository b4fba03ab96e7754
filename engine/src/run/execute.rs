//! Executing one node: what the server does around a module, and the module's own work.

use super::{Answer, Call, Crash, DebugPost, Effect, PlanNode, Simulation, StepResult};
use crate::{modules::Context, path::HashPath, value::PhpError, workflow::NodeKind};

/// What executing a node gave.
pub(super) struct Done {
    /// What the module returned; what did not run at all counts as failed.
    pub success: bool,
    pub result: StepResult,
    pub errors: Vec<String>,
}

impl Simulation<'_> {
    /// Executes one node and makes its debug post.
    pub(super) fn execute(&mut self, node: &PlanNode) -> Result<Done, Crash> {
        let crash = |error| Crash::of(error, Some(node.id.clone()));
        let failed = |result, error: String| Done {
            success: false,
            result,
            errors: vec![error],
        };
        let done = if self.instance.module(&node.module, node.kind).is_none() {
            failed(
                StepResult::LoadingError,
                format!("Could not load class for module: {}", node.module),
            )
        } else if self.instance.is_disabled(&node.module) {
            failed(
                StepResult::DisabledModule,
                format!("Could not execute disabled module `{}`.", node.module),
            )
        } else {
            let mut errors = Vec::new();
            match self.call(node, &mut errors) {
                Ok(success) => {
                    let quiet = success || node.kind == NodeKind::Logic;
                    let result = if quiet {
                        StepResult::Success
                    } else {
                        StepResult::PartialSuccess
                    };
                    Done {
                        success,
                        result,
                        errors,
                    }
                }
                Err(error) if error.is_exception() => {
                    let text = format!(
                        "Error while executing module {}. Error: {}",
                        node.module, error.message
                    );
                    failed(StepResult::Error(error.message), text)
                }
                Err(error) => return Err(crash(error)),
            }
        };
        if self.debug {
            let told = matches!(
                done.result,
                StepResult::Success | StepResult::PartialSuccess
            );
            let errors = if told { done.errors.as_slice() } else { &[] };
            let data = self.data.get().map_err(crash)?;
            self.run.posts.push(DebugPost::exec(
                &self.trigger,
                node,
                &done.result,
                data,
                errors,
            ));
        }
        Ok(done)
    }

    /// Lets the answer table and the module itself work.
    fn call(&mut self, node: &PlanNode, errors: &mut Vec<String>) -> Result<bool, PhpError> {
        let call = Call {
            node: &node.id,
            module: &node.module,
            kind: node.kind,
        };
        let answer = self.answers.answer(&call);
        if node.kind == NodeKind::Action && node.built_in.is_none() {
            self.run.effects.push(Effect {
                step: self.run.steps.len(),
                node: node.id.clone(),
                module: node.module.clone(),
                params: node.field("indexed_params").clone(),
                filter: node.field("saved_filters").clone(),
            });
        }
        if let Some(answer) = &answer {
            self.take(answer, errors)?;
            if answer.replaces {
                return Ok(answer.success);
            }
        }
        match &node.built_in {
            Some(module) => module.exec(&mut Context {
                data: &mut self.data,
                errors,
                jobs: &mut self.jobs,
            }),
            // What the engine cannot do it records; unless told otherwise it succeeds.
            None => Ok(true),
        }
    }

    fn take(&mut self, answer: &Answer, errors: &mut Vec<String>) -> Result<(), PhpError> {
        for (path, value) in &answer.sets {
            let data = self.data.get()?;
            let changed = HashPath::parse(path).insert(data, value)?;
            self.data.set(changed)?;
        }
        errors.extend(answer.errors.iter().cloned());
        match &answer.throws {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }
}
