//! How a run begins: through the API, for a trigger, or through the router (rule 64).

use std::collections::VecDeque;

use super::{
    AnswerSource, BackgroundRun, Crash, DebugPost, Job, Outcome, PathKind, Plan, Run, Settings,
    Simulation, Snapshot, nodes_left::NodesLeft, simulation::Walked,
};
use crate::{
    event::normalise::Lookups,
    instance::{Instance, Store},
    modules,
    value::{Array, PhpError, Value},
    workflow::{NodeId, NodeKind},
};

/// Who starts the workflow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Entry {
    /// `executeWorkflow`: the whole result is given.
    #[default]
    Execute,
    /// MISP itself, for the workflow's trigger: only whether the operation may go on.
    Trigger,
    /// As [`Entry::Trigger`], but non-blocking triggers are queued and succeed at once.
    Router,
}

/// Runs a workflow on what its trigger hands over, as `executeWorkflow` does.
pub fn simulate(
    plan: &Plan,
    data: &Value,
    instance: &Instance,
    answers: &mut dyn AnswerSource,
    settings: &Settings,
) -> Run {
    simulate_entry(
        plan,
        data,
        instance,
        &instance.store,
        answers,
        settings,
        Entry::Execute,
    )
}

/// Runs a workflow through any entry, with `lookups` to find the events and objects in that a
/// trigger's data belong to.
pub fn simulate_entry(
    plan: &Plan,
    data: &Value,
    instance: &Instance,
    lookups: &dyn Lookups,
    answers: &mut dyn AnswerSource,
    settings: &Settings,
    entry: Entry,
) -> Run {
    let database = (instance.store.clone(), lookups);
    let state = prepare(plan, data, instance, database, settings, entry);
    Simulation::new(plan, instance, answers, settings, state).finish()
}

impl<'a> Simulation<'a> {
    /// Begins the run that [`simulate`] makes in one go.
    pub fn begin(
        plan: &'a Plan,
        data: &Value,
        instance: &'a Instance,
        answers: &'a mut dyn AnswerSource,
        settings: &Settings,
    ) -> Self {
        let state = prepare(
            plan,
            data,
            instance,
            (instance.store.clone(), &instance.store),
            settings,
            Entry::Execute,
        );
        Self::new(plan, instance, answers, settings, state)
    }

    /// Executes what is left, background runs as well, and gives the whole run.
    pub fn finish(self) -> Run {
        self.finish_with_rest().0
    }

    /// As [`Simulation::finish`], with the number of nodes that may still be come to.
    pub(super) fn finish_with_rest(self) -> (Run, NodesLeft) {
        let (plan, instance, settings) = (self.plan, self.instance, self.settings.clone());
        let trigger = self.trigger.clone();
        let begun = !self.is_over();
        let mut walked = self.walk_to_end();
        let run = &mut walked.run;
        if settings.debug && run.crash.is_none() && begun {
            let end = DebugPost::end(&trigger, run, |id| whole(plan, id));
            run.posts.push(end);
        }
        background(plan, instance, &settings, &mut walked);
        (walked.run, walked.left)
    }
}

fn whole(plan: &Plan, id: &NodeId) -> Value {
    plan.node(id)
        .map_or(Value::Null, |node| node.value().clone())
}

/// What happens before the first node, on a database of its own and with what lookups find.
pub(super) fn prepare(
    plan: &Plan,
    data: &Value,
    instance: &Instance,
    (mut store, lookups): (Store, &dyn Lookups),
    settings: &Settings,
    entry: Entry,
) -> Snapshot {
    store.set_now(settings.now);
    let untouched = store.clone();
    let failed = |run, reason| Snapshot::over(failed(run, reason), untouched.clone());
    let node = plan
        .nodes
        .iter()
        .position(|node| node.kind == NodeKind::Trigger);
    let id = node
        .and_then(|node| plan.nodes.get(node))
        .map(|node| node.module.clone())
        .unwrap_or_default();
    let wanted = plan.trigger_id.clone().unwrap_or_else(|| id.clone());
    let called = if entry == Entry::Execute {
        id.clone()
    } else {
        wanted.clone()
    };
    let mut run = Run::new(data, PathKind::NonBlocking);
    let Some(facts) = instance.module(&called, NodeKind::Trigger) else {
        run.crash = Some(Crash {
            class: "TriggerNotFoundException".into(),
            message: format!("Unknown module `{called}` for module type `trigger`"),
            node: None,
            notes: Vec::new(),
        });
        return failed(run, None);
    };
    if facts.blocking {
        run.path_kind = PathKind::Blocking;
    }
    if instance.is_disabled(&called) {
        if entry == Entry::Execute {
            let error = PhpError::type_error(
                "Workflow::executeWorkflow(): Return value must be of type array, bool returned",
            );
            run.crash = Some(Crash::of(error, None));
            return failed(run, None);
        }
        return Snapshot::over(run, store);
    }
    if entry == Entry::Router && !facts.blocking {
        // What the queued run does shows nowhere.
        run.queued = true;
        return Snapshot::over(run, store);
    }
    let Some(node) = node.filter(|_| entry == Entry::Execute || id == wanted) else {
        run.errors.push("Invalid start node `-1`".to_owned());
        return failed(run, None);
    };
    run.began = true;
    let normalised = match modules::handed_over(&id, data, instance, lookups) {
        Ok(Some(data)) => data,
        Ok(None) => {
            let reason = "Error while normalizing data for trigger. Invalid input.";
            return failed(run, Some(reason.to_owned()));
        }
        Err(error) => {
            let reason = format!(
                "Error while normalizing data for trigger. Error:\n{}",
                error.message
            );
            return failed(run, Some(reason));
        }
    };
    run.normalised = Some(normalised.clone());
    if settings.debug {
        let post = DebugPost::init(&id, &run);
        run.posts.push(post);
    }
    let params = plan
        .nodes
        .get(node)
        .map(|node| node.field("indexed_params"));
    if !modules::trigger_accepts(&id, params.unwrap_or(&Value::Null), data) {
        let reason = "Conditions on the trigger are not satisfied to continue the execution";
        return failed(run, Some(reason.to_owned()));
    }
    if !instance.has_user {
        run.errors.push(
            "Could not find a valid user to run the workflow. Please set setting `MISP.host_org_id` or make sure a valid site_admin user exists."
                .to_owned(),
        );
        run.success = false;
        run.outcome = Outcome::Failure;
        if settings.debug {
            let post = DebugPost::end(&id, &run, |id| whole(plan, id));
            run.posts.push(post);
        }
        return Snapshot::over(run, store);
    }
    let data = if normalised.is_array() {
        normalised
    } else {
        Value::from(Array::new())
    };
    Snapshot::at(node, data, store, instance.operators(), run)
}

fn failed(mut run: Run, reason: Option<String>) -> Run {
    run.success = false;
    run.outcome = Outcome::Failure;
    run.reason = reason;
    run
}

/// Runs what was queued, first in first out, what that queues behind it. Each run goes on with the
/// database as the one before it left it. Ends where a run came to too many nodes, or where too
/// many runs came of one.
fn background(plan: &Plan, instance: &Instance, settings: &Settings, main: &mut Walked<'_>) {
    let jobs = std::mem::take(&mut main.jobs);
    let mut queue: VecDeque<(Option<usize>, Job)> =
        jobs.into_iter().map(|job| (None, job)).collect();
    while let Some((parent, job)) = queue.pop_front() {
        let mut run = Run::new(&job.data, PathKind::NonBlocking);
        if let Err(crash) = main.left.spend_run() {
            run = failed(run, None);
            run.crash = Some(crash);
        } else if settings.background {
            match plan.by_id.get(&job.node) {
                Some(start) => {
                    let store = std::mem::take(&mut main.run.store);
                    let mut state =
                        Snapshot::at(*start, job.data.clone(), store, instance.operators(), run);
                    state.left = main.left;
                    let walked = Simulation::new(plan, instance, main.answers, settings, state)
                        .in_background()
                        .walk_to_end();
                    let this = main.run.background.len();
                    queue.extend(walked.jobs.into_iter().map(|job| (Some(this), job)));
                    main.left = walked.left;
                    main.run.store = walked.run.store.clone();
                    run = walked.run;
                }
                None => {
                    let error =
                        PhpError::exception(format!("Could not find start node {}", job.node));
                    run.crash = Some(Crash::of(error, None));
                    run.success = false;
                    run.outcome = Outcome::Failure;
                }
            }
        }
        let ends = run.crash.as_ref().is_some_and(Crash::is_too_long);
        main.run.background.push(BackgroundRun { job, parent, run });
        if ends {
            break;
        }
    }
}
