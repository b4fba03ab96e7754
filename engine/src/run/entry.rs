//! How a run begins: through the API, for a trigger, or through the router (rule 64).

use std::collections::VecDeque;

use super::{
    AnswerSource, BackgroundRun, Crash, DebugPost, Job, Outcome, PathKind, Plan, Run, Settings,
    Simulation,
};
use crate::{
    event::normalise::{Lookups, NoLookups},
    instance::Instance,
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
        &NoLookups,
        answers,
        settings,
        Entry::Execute,
    )
}

/// Runs a workflow through any entry, with a database to look events and objects up in.
pub fn simulate_entry(
    plan: &Plan,
    data: &Value,
    instance: &Instance,
    lookups: &dyn Lookups,
    answers: &mut dyn AnswerSource,
    settings: &Settings,
    entry: Entry,
) -> Run {
    match prepare(plan, data, instance, lookups, settings, entry) {
        Start::Over(run) => run,
        Start::At(node, data, run) => {
            let trigger = plan
                .trigger()
                .map(|node| node.module.clone())
                .unwrap_or_default();
            let simulation = Simulation::new(
                plan,
                instance,
                answers,
                settings.debug,
                &trigger,
                (node, data, run),
            );
            let (mut run, jobs) = simulation.finish();
            if settings.debug && run.crash.is_none() {
                let end = DebugPost::end(&trigger, &run, |id| whole(plan, id));
                run.posts.push(end);
            }
            run.background = background(plan, instance, answers, settings, &trigger, jobs);
            run
        }
    }
}

/// What the beginning of a run led to.
enum Start {
    /// The run is over before any node.
    Over(Run),
    /// The walk starts at the node with this index, on these data.
    At(usize, Value, Run),
}

fn whole(plan: &Plan, id: &NodeId) -> Value {
    plan.node(id)
        .map_or(Value::Null, |node| node.value().clone())
}

fn prepare(
    plan: &Plan,
    data: &Value,
    instance: &Instance,
    lookups: &dyn Lookups,
    settings: &Settings,
    entry: Entry,
) -> Start {
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
        return Start::Over(run);
    }
    if entry == Entry::Router && !facts.blocking {
        // What the queued run does shows nowhere.
        run.queued = true;
        return Start::Over(run);
    }
    let Some(node) = node.filter(|_| entry == Entry::Execute || id == wanted) else {
        run.errors.push("Invalid start node `-1`".to_owned());
        return failed(run, None);
    };
    let normalised = if facts.core_format {
        match modules::trigger_core_format(&id, &facts.scope, data, lookups) {
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
        }
    } else {
        data.clone()
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
        return Start::Over(run);
    }
    let data = if normalised.is_array() {
        normalised
    } else {
        Value::from(Array::new())
    };
    Start::At(node, data, run)
}

fn failed(mut run: Run, reason: Option<String>) -> Start {
    run.success = false;
    run.outcome = Outcome::Failure;
    run.reason = reason;
    Start::Over(run)
}

/// Runs what was queued, first in first out, what that queues behind it.
fn background(
    plan: &Plan,
    instance: &Instance,
    answers: &mut dyn AnswerSource,
    settings: &Settings,
    trigger: &str,
    jobs: Vec<Job>,
) -> Vec<BackgroundRun> {
    let mut queue: VecDeque<(Option<usize>, Job)> =
        jobs.into_iter().map(|job| (None, job)).collect();
    let mut done = Vec::new();
    while let Some((parent, job)) = queue.pop_front() {
        let mut run = Run::new(&job.data, PathKind::NonBlocking);
        let mut more = Vec::new();
        if settings.background {
            match plan.by_id.get(&job.node) {
                Some(start) => {
                    let begin = (*start, job.data.clone(), run);
                    (run, more) =
                        Simulation::new(plan, instance, answers, settings.debug, trigger, begin)
                            .finish();
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
        let this = done.len();
        queue.extend(more.into_iter().map(|job| (Some(this), job)));
        done.push(BackgroundRun { job, parent, run });
    }
    done
}
