//! Executing one node: what the server does around a module, and the module's own work.

use super::{
    Answer, AnswerSource, Call, Crash, DebugPost, Effect, EffectKind, PlanNode, Reply, Request,
    Simulation, StepResult,
};
use crate::{
    modules::{self, Context, Outside},
    path::HashPath,
    value::{PhpError, Value},
    workflow::NodeKind,
};

/// What executing a node gave.
pub(super) struct Done {
    /// What the module returned; what did not run at all counts as failed.
    pub success: bool,
    pub result: StepResult,
    pub errors: Vec<String>,
    pub notes: Vec<String>,
}

/// What a module says while it works.
#[derive(Default)]
struct Said {
    errors: Vec<String>,
    notes: Vec<String>,
}

impl Simulation<'_> {
    /// Executes one node and makes its debug post.
    pub(super) fn execute(&mut self, node: &PlanNode) -> Result<Done, Crash> {
        let crash = |error| Crash::of(error, Some(node.id.clone()));
        let failed = |result, error: String| Done {
            success: false,
            result,
            errors: vec![error],
            notes: Vec::new(),
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
            let mut said = Said::default();
            match self.call(node, &mut said) {
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
                        errors: said.errors,
                        notes: said.notes,
                    }
                }
                Err(error) if error.is_exception() => {
                    let text = format!(
                        "Error while executing module {}. Error: {}",
                        node.module, error.message
                    );
                    Done {
                        notes: said.notes,
                        ..failed(StepResult::Error(error.message), text)
                    }
                }
                Err(error) => {
                    return Err(Crash {
                        notes: said.notes,
                        ..crash(error)
                    });
                }
            }
        };
        if self.settings.debug {
            let told = matches!(
                done.result,
                StepResult::Success | StepResult::PartialSuccess
            );
            let errors = if told { done.errors.as_slice() } else { &[] };
            let data = self.state.world.data.get().map_err(crash)?;
            self.state.run.posts.push(DebugPost::exec(
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
    fn call(&mut self, node: &PlanNode, said: &mut Said) -> Result<bool, PhpError> {
        let step = self.state.run.steps.len();
        let call = Call {
            node: &node.id,
            module: &node.module,
            kind: node.kind,
            step,
            depth: 0,
        };
        let answer = self.answers.answer(&call);
        if let Some(answer) = &answer {
            self.take(answer, &mut said.errors)?;
            if answer.replaces {
                return Ok(answer.success);
            }
        }
        let own;
        let module = match &node.module_itself {
            Some(module) => module,
            None => match modules::of_instance(node, self.instance) {
                Some(module) => {
                    own = module;
                    &own
                }
                None => {
                    let unknown = effect(node, step, EffectKind::Unknown);
                    said.notes.push(unknown.sentence());
                    self.state.run.effects.push(unknown);
                    return Ok(true);
                }
            },
        };
        let before = self.settings.follow.map(|_| self.state.world.store.clone());
        let mut recorder = Recorder {
            node,
            step,
            call,
            answers: self.answers,
            effects: &mut self.state.run.effects,
        };
        let result = module.exec(&mut Context {
            world: &mut self.state.world,
            instance: self.instance,
            trigger: self.plan.trigger().map_or(&Value::Null, PlanNode::value),
            errors: &mut said.errors,
            notes: &mut said.notes,
            outside: &mut recorder,
        });
        if matches!(result, Ok(true)) {
            for name in module.runs() {
                self.run_chosen(&name, &mut said.notes)?;
            }
        }
        // What a module changed before it failed stays changed.
        let changes = self.state.world.store.take_changes();
        if changes.is_empty() {
            return result;
        }
        let goes_through = self.follow(node, &changes, before, &mut said.errors);
        for change in changes {
            let change = effect(node, step, EffectKind::Change(change));
            self.state.run.effects.push(change);
        }
        result.map(|success| success && goes_through)
    }

    fn take(&mut self, answer: &Answer, errors: &mut Vec<String>) -> Result<(), PhpError> {
        for (path, value) in &answer.sets {
            let data = self.state.world.data.get()?;
            let changed = HashPath::parse(path).insert(data, value)?;
            self.state.world.data.set(changed)?;
        }
        errors.extend(answer.errors.iter().cloned());
        match &answer.throws {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }
}

fn effect(node: &PlanNode, step: usize, kind: EffectKind) -> Effect {
    Effect {
        step,
        node: node.id.clone(),
        module: node.module.clone(),
        kind,
    }
}

/// Notes what a module asks for outside, with what came back.
struct Recorder<'s> {
    node: &'s PlanNode,
    step: usize,
    call: Call<'s>,
    answers: &'s mut dyn AnswerSource,
    effects: &'s mut Vec<Effect>,
}

impl Outside for Recorder<'_> {
    fn request(&mut self, request: Request) -> Reply {
        let reply = self.answers.perform(&self.call, &request);
        let kind = EffectKind::Request(request, reply.clone());
        self.effects.push(effect(self.node, self.step, kind));
        reply
    }
}
