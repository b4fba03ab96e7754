//! Workflows that a run sets off in turn: a change of the database fires triggers (spec 03,
//! "Recursion"), and where the instance keeps a workflow for one, that runs too.

use smol_str::SmolStr;

use super::{
    Answer, AnswerSource, Call, Entry, PlanNode, Reply, Request, Run, Settings, Simulation,
    entry::prepare,
};
use crate::{
    instance::{Change, Store, Target},
    modules::{self, Params},
    value::{Array, Value},
    workflow::NodeKind,
};

/// A run that another one set off.
#[derive(Clone, Debug, PartialEq)]
pub struct TriggeredRun {
    /// The index of the step that fired the trigger.
    pub step: usize,
    /// The trigger.
    pub trigger: SmolStr,
    /// The run; `None` where the limit of depth was reached.
    pub run: Option<Run>,
}

/// A trigger about to fire, with what it hands over.
struct Firing {
    trigger: &'static str,
    data: Value,
}

impl Simulation<'_> {
    /// Runs the workflows of the triggers that the changes of a node fire. Where one of a blocking
    /// trigger does not end well, the server gives the operation up: the database goes back to
    /// what it was, and the node fails with the errors of that run.
    pub(super) fn follow(
        &mut self,
        node: &PlanNode,
        changes: &[Change],
        before: Option<Store>,
        errors: &mut Vec<String>,
    ) -> bool {
        let (Some(depth), Some(before)) = (self.settings.follow, before) else {
            return true;
        };
        let params = Params::new(&node.module, node.field("indexed_params"));
        let fired = modules::fires(&node.module, &params);
        for firing in firings(changes, &self.state.world.store) {
            let Some(plan) = self.instance.workflows.get(firing.trigger) else {
                continue;
            };
            if !fired.contains(&firing.trigger) || self.instance.is_disabled(firing.trigger) {
                continue;
            }
            let step = self.state.run.steps.len();
            let trigger = SmolStr::new_static(firing.trigger);
            let Some(depth) = depth.checked_sub(1) else {
                let run = None;
                self.state
                    .run
                    .triggered
                    .push(TriggeredRun { step, trigger, run });
                continue;
            };
            let settings = Settings {
                follow: Some(depth),
                ..self.settings.clone()
            };
            let store = self.state.world.store.clone();
            let mut state = prepare(
                plan,
                &firing.data,
                self.instance,
                (store.clone(), &store),
                &settings,
                Entry::Trigger,
            );
            state.left = self.state.left;
            let mut answers = Deeper(self.answers);
            let (run, left) = Simulation::new(plan, self.instance, &mut answers, &settings, state)
                .finish_with_rest();
            self.state.left = left;
            let facts = self.instance.module(firing.trigger, NodeKind::Trigger);
            let cancels = !run.success && facts.is_some_and(|facts| facts.blocking);
            self.state.world.store = run.store.clone();
            let why = run.errors.clone();
            let run = Some(run);
            self.state
                .run
                .triggered
                .push(TriggeredRun { step, trigger, run });
            if cancels {
                self.state.world.store = before;
                errors.extend(why);
                return false;
            }
        }
        true
    }
}

/// What a list of changes fires, blocking triggers first, as they come before the save. Saving an
/// event fires its triggers once, however many of its rows were saved.
fn firings(changes: &[Change], store: &Store) -> Vec<Firing> {
    let mut firings = Vec::new();
    let mut events: Vec<(&SmolStr, bool)> = Vec::new();
    let mut published = Vec::new();
    for change in changes {
        let event = match change {
            Change::TagAttached {
                target,
                name,
                local,
            } => {
                let data = tag_attached(target, name, *local);
                firings.push(Firing {
                    trigger: "tag-attached-after-save",
                    data,
                });
                continue;
            }
            Change::AttributeSaved { id, event, .. } | Change::AttributeAdded { id, event, .. } => {
                if let Some(row) = store.attribute_row(id) {
                    let data = map([("Attribute", row)]);
                    firings.push(Firing {
                        trigger: "attribute-after-save",
                        data,
                    });
                }
                (event, false)
            }
            Change::ObjectAdded { id, event, .. } => {
                if let Some(row) = store.object_row(id) {
                    let data = map([("Object", row)]);
                    firings.push(Firing {
                        trigger: "object-after-save",
                        data,
                    });
                }
                (event, false)
            }
            Change::EventSaved { id, .. } => (id, true),
            Change::Published { id } => {
                published.push(id);
                (id, false)
            }
            _ => continue,
        };
        match events.iter_mut().find(|(id, _)| *id == event.0) {
            Some(known) => known.1 |= event.1,
            None => events.push(event),
        }
    }
    let view = |id: &SmolStr| store.view(&Value::from(id.clone()));
    let before = published.into_iter().map(|id| ("event-publish", id)).chain(
        events
            .iter()
            .filter(|(_, whole)| *whole)
            .map(|(id, _)| ("event-before-save", *id)),
    );
    let mut all: Vec<_> = before
        .filter_map(|(trigger, id)| {
            Some(Firing {
                trigger,
                data: view(id)?,
            })
        })
        .collect();
    all.append(&mut firings);
    let after = events.iter().filter_map(|(id, _)| {
        let data = view(id)?;
        Some(Firing {
            trigger: "event-after-save",
            data,
        })
    });
    all.extend(after);
    all
}

/// The raw data of `tag-attached-after-save` (spec 04).
fn tag_attached(target: &Target, name: &str, local: bool) -> Value {
    let attribute = match target {
        Target::Attribute { id, .. } => Value::from(id.clone()),
        Target::Event(_) => Value::Null,
    };
    let tag = map([
        ("name", Value::from(name)),
        ("event_id", Value::from(target.event().clone())),
        ("attribute_id", attribute),
        ("local", Value::from(local)),
    ]);
    map([("Tag", tag)])
}

fn map<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let mut array = Array::with_capacity(N);
    for (key, value) in fields {
        array.insert(key, value);
    }
    array.into()
}

/// The same answers for another workflow: those for single nodes are for the nodes of the first.
struct Deeper<'a>(&'a mut dyn AnswerSource);

impl AnswerSource for Deeper<'_> {
    fn answer(&mut self, _: &Call<'_>) -> Option<Answer> {
        None
    }

    fn perform(&mut self, call: &Call<'_>, request: &Request) -> Reply {
        self.0.perform(
            &Call {
                depth: call.depth + 1,
                ..*call
            },
            request,
        )
    }
}
