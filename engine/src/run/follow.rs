//! Workflows that a run sets off in turn: a change of the database fires triggers (spec 03,
//! "Recursion"), and where the instance keeps a workflow for one, that runs too.

use smol_str::SmolStr;

use super::{
    Answer, AnswerSource, Call, Entry, Plan, PlanNode, Reply, Request, Run, Settings, Simulation,
    entry::prepare,
};
use crate::{
    instance::{Change, Store, Target},
    modules::{self, Params},
    value::{Array, PhpError, Value},
    workflow::NodeKind,
};

/// How deep runs are nested at most, whatever the user asks for.
const DEEPEST: usize = 32;

/// A run that another one set off.
#[derive(Clone, Debug, PartialEq)]
pub struct TriggeredRun {
    /// The index of the step that fired the trigger.
    pub step: usize,
    /// The trigger.
    pub trigger: SmolStr,
    /// The run; `None` where runs were nested too deep or too many.
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
            let trigger = SmolStr::new_static(firing.trigger);
            let Some(depth) = depth.checked_sub(1) else {
                self.set_off(trigger, None);
                continue;
            };
            let settings = Settings {
                follow: Some(depth),
                ..self.settings.clone()
            };
            let run = self.run_inner(plan, &firing.data, &settings);
            let facts = self.instance.module(firing.trigger, NodeKind::Trigger);
            let failed = run.as_ref().filter(|run| !run.success);
            let cancels = failed.is_some() && facts.is_some_and(|facts| facts.blocking);
            let why = failed.map(|run| run.errors.clone()).unwrap_or_default();
            self.set_off(trigger, run);
            if cancels {
                self.state.world.store = before;
                errors.extend(why);
                return false;
            }
        }
        true
    }

    /// Runs the workflow that is chosen by its id, or by the trigger that it is kept for, on the
    /// data as they are now.
    ///
    /// # Errors
    /// As [`RoamingData::get`](super::RoamingData::get).
    pub(super) fn run_chosen(
        &mut self,
        chosen: &str,
        notes: &mut Vec<String>,
    ) -> Result<(), PhpError> {
        let workflows = &self.instance.workflows;
        let by_id = || {
            let mut all = workflows.values();
            all.find(|plan| plan.id.as_deref() == Some(chosen))
        };
        let Some(plan) = workflows.get(chosen).or_else(by_id) else {
            notes.push(format!(
                "the simulated server has no workflow {chosen}, so nothing was run"
            ));
            return Ok(());
        };
        let trigger = plan.trigger().map(|node| node.module.clone());
        let data = self.state.world.data.get()?;
        let run = self.run_inner(plan, &data, &self.settings.clone());
        self.set_off(trigger.unwrap_or_default(), run);
        Ok(())
    }

    /// Runs a workflow within this run, on its database. `None` where runs are nested too deep or
    /// too many came of the first.
    fn run_inner(&mut self, plan: &Plan, data: &Value, settings: &Settings) -> Option<Run> {
        let level = self
            .state
            .level
            .checked_add(1)
            .filter(|level| *level <= DEEPEST)?;
        self.state.left.spend_run().ok()?;
        let store = self.state.world.store.clone();
        let mut state = prepare(
            plan,
            data,
            self.instance,
            (store.clone(), &store),
            settings,
            Entry::Trigger,
        );
        state.left = self.state.left;
        state.level = level;
        let mut answers = Deeper(self.answers);
        let (run, left) =
            Simulation::new(plan, self.instance, &mut answers, settings, state).finish_with_rest();
        self.state.left = left;
        self.state.world.store = run.store.clone();
        Some(run)
    }

    fn set_off(&mut self, trigger: SmolStr, run: Option<Run>) {
        let step = self.state.run.steps.len();
        self.state
            .run
            .triggered
            .push(TriggeredRun { step, trigger, run });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        instance::Instance,
        run::{Answers, Plan, simulate},
    };

    /// A trigger, and behind it this action.
    fn plan(trigger: &str, module: &str, params: &str) -> Plan {
        let graph = format!(
            r#"{{
            "1": {{"id": 1, "data": {{"id": "{trigger}", "module_type": "trigger"}},
                   "outputs": {{"output_1": {{"connections": [{{"node": "2", "output": "input_1"}}]}}}}}},
            "2": {{"id": 2, "data": {{"id": "{module}", "module_type": "action",
                                      "indexed_params": {params}}}, "outputs": []}}}}"#
        );
        Plan::of_graph(&Value::from_json(graph.as_bytes()).unwrap()).stored_for(trigger)
    }

    fn run(plan: &Plan, workflows: &[(&str, &Plan)], follow: usize) -> Run {
        let event = r#"{"Event": {"id": "7", "info": "x", "published": false, "Attribute": [], "Tag": []}}"#;
        let event = Value::from_json(event.as_bytes()).unwrap();
        let mut instance = Instance::default();
        instance.store.put_event(&event);
        for (trigger, plan) in workflows {
            instance
                .workflows
                .insert(SmolStr::new(trigger), (*plan).clone());
        }
        let settings = Settings {
            follow: Some(follow),
            ..Settings::default()
        };
        simulate(plan, &event, &instance, &mut Answers::default(), &settings)
    }

    fn is_published(run: &Run) -> bool {
        let view = run.store.view(&Value::from("7")).unwrap();
        view.get("Event")
            .and_then(|event| event.get("published"))
            .is_some_and(Value::is_truthy)
    }

    #[test]
    fn a_tag_sets_off_the_workflow_of_tags_until_nothing_is_new() {
        let add =
            |tag: &str| format!(r#"{{"scope": "event", "action": "add", "tags": ["{tag}"]}}"#);
        let first = plan("event-publish", "tag_operation", &add("a"));
        let second = plan("tag-attached-after-save", "tag_operation", &add("b"));
        let done = run(&first, &[("tag-attached-after-save", &second)], 5);
        let inner = done.triggered[0].run.as_ref().unwrap();
        assert_eq!(done.triggered[0].trigger, "tag-attached-after-save");
        // The tag b is there when it is added again, so the second workflow runs twice.
        assert_eq!(inner.triggered.len(), 1);
        let last = inner.triggered[0].run.as_ref().unwrap();
        assert!(last.triggered.is_empty());
        assert_eq!(
            run(&first, &[("tag-attached-after-save", &second)], 1).triggered[0]
                .run
                .as_ref()
                .unwrap()
                .triggered[0]
                .run,
            None
        );
    }

    #[test]
    fn a_blocking_workflow_takes_the_change_back() {
        let publish = plan("event-after-save", "publish-event", "{}");
        let free = run(&publish, &[], 5);
        assert!(is_published(&free) && free.triggered.is_empty());
        let stop = plan(
            "event-publish",
            "stop-execution",
            r#"{"message": "not yet"}"#,
        );
        let blocked = run(&publish, &[("event-publish", &stop)], 5);
        assert!(!is_published(&blocked));
        assert!(blocked.steps[0].failed());
        assert!(blocked.errors[0].contains("not yet"));
    }

    #[test]
    fn a_chosen_workflow_runs_on_the_data_and_not_without_end() {
        let again = r#"{"workflows": ["event-after-save"]}"#;
        let outer = plan("event-publish", "run-workflow", again);
        let inner = plan(
            "event-after-save",
            "stop-execution",
            r#"{"message": "here"}"#,
        );
        let done = run_described(&outer, &[("event-after-save", &inner)]);
        let chosen = done.triggered[0].run.as_ref().unwrap();
        assert_eq!(chosen.steps[0].errors, ["here"]);
        assert!(done.success, "what it runs does not make it fail");
        let itself = plan("event-after-save", "run-workflow", again);
        let mut run = &run_described(&outer, &[("event-after-save", &itself)]);
        let mut depth = 0;
        while let Some(inner) = run
            .triggered
            .first()
            .and_then(|set_off| set_off.run.as_ref())
        {
            (run, depth) = (inner, depth + 1);
        }
        assert_eq!(depth, DEEPEST);
    }

    /// As `run`, on a server that has the newer module.
    fn run_described(plan: &Plan, workflows: &[(&str, &Plan)]) -> Run {
        let mut instance = Instance::default();
        let facts = crate::instance::ModuleFacts::of_action(false);
        instance.add_module("run-workflow", facts);
        for (trigger, plan) in workflows {
            let plan = (*plan).clone();
            instance.workflows.insert(SmolStr::new(trigger), plan);
        }
        let event = Value::from_json(br#"{"Event": {"id": "7"}}"#).unwrap();
        let settings = Settings::default();
        simulate(plan, &event, &instance, &mut Answers::default(), &settings)
    }
}
