//! `walk.jsonl`: whole runs, with a table in place of the actions, compared in full.

use std::collections::HashMap;

use misp_flow_engine::{
    instance::{Instance, ModuleFacts, Quirk},
    run::{self, Answer, AnswerSource, Call, Crash, DebugPost, Entry, Plan, Run, Settings},
    value::{Array, PhpError, Value},
    workflow::{NodeId, NodeKind},
};

use super::{expect_same, field, normalise::Answers};

/// Runs one vector and compares everything it tells.
pub fn check(vector: &Value) -> Result<(), String> {
    let entry = match field(vector, "entry").to_text().as_ref() {
        "executeWorkflow" => Entry::Execute,
        "executeWorkflowForTrigger" => Entry::Trigger,
        "executeWorkflowForTriggerRouter" => Entry::Router,
        other => return Err(format!("unknown entry {other}")),
    };
    let trigger = field(vector, "trigger").to_text();
    let plan = Plan::of_graph(field(vector, "graph"))
        .named("3", "WF")
        .stored_for(&trigger);
    let mut answers = Table::of(vector)?;
    let lookups = Answers(field(vector, "lookups"));
    let run = run::simulate_entry(
        &plan,
        field(vector, "data"),
        &instance(vector)?,
        &lookups,
        &mut answers,
        &Settings {
            debug: field(vector, "debug_enabled").is_truthy(),
            background: vector.get("job_runs").is_some(),
            now: 0,
            follow: None,
        },
        entry,
    );
    let debug = field(vector, "debug_enabled").is_truthy();
    if let Some(error) = vector.get("error") {
        crash("the run", error, run.crash.as_ref())?;
        return told(
            &plan,
            field(vector, "partial"),
            &run,
            debug,
            &trigger,
            entry,
        );
    }
    if let Some(crash) = &run.crash {
        return Err(format!("crashed: {}: {}", crash.class, crash.message));
    }
    let expected = field(vector, "expected");
    expect_same(
        "success",
        field(expected, "success"),
        &Value::from(run.success),
    )?;
    if entry == Entry::Execute {
        expect_same(
            "outcome",
            field(expected, "outcome"),
            &Value::from(run.outcome.name()),
        )?;
        expect_same(
            "outcome_text",
            field(expected, "outcome_text"),
            &Value::from(run.outcome_text()),
        )?;
        if run.reason.is_none() {
            lists(&plan, expected, &run)?;
        }
    }
    told(&plan, expected, &run, debug, &trigger, entry)?;
    jobs(&plan, vector, &run, debug)
}

fn instance(vector: &Value) -> Result<Instance, String> {
    let mut instance = Instance::default();
    for (id, blocking) in [("blockaction", true), ("testaction", false)] {
        instance.add_module(id, ModuleFacts::of_action(blocking));
    }
    let disabled = field(vector, "disabled").to_array();
    instance.disabled = disabled
        .values()
        .map(|id| id.to_text().as_ref().into())
        .collect();
    // The recorded background runs had a logger, which a server's worker has not.
    instance.quirks.remove(&Quirk::DebugKillsBackground);
    instance.has_user = vector.get("no_user").is_none_or(|flag| !flag.is_truthy());
    Ok(instance)
}

fn ids(plan: &Plan, nodes: &[NodeId]) -> Value {
    nodes
        .iter()
        .map(|id| {
            plan.node(id)
                .map_or(Value::Null, |node| node.inner_id().clone())
        })
        .collect()
}

fn lists(plan: &Plan, expected: &Value, run: &Run) -> Result<(), String> {
    expect_same(
        "executed_nodes",
        field(expected, "executed_nodes"),
        &ids(plan, &run.executed),
    )?;
    expect_same(
        "blocking_nodes",
        field(expected, "blocking_nodes"),
        &ids(plan, &run.blocking_nodes),
    )?;
    let paths: Value = run
        .blocked_paths
        .iter()
        .map(|path| {
            path.iter()
                .map(|edge| Value::from(edge.as_str()))
                .collect::<Value>()
        })
        .collect();
    expect_same("blocked_paths", field(expected, "blocked_paths"), &paths)
}

/// What a run tells while it goes: errors, executed nodes, debug posts, queued jobs.
fn told(
    plan: &Plan,
    expected: &Value,
    run: &Run,
    debug: bool,
    trigger: &str,
    entry: Entry,
) -> Result<(), String> {
    let errors: Value = run
        .errors
        .iter()
        .map(|error| Value::from(error.as_str()))
        .collect();
    expect_same("errors", field(expected, "errors"), &errors)?;
    executed(plan, expected, run, debug)?;
    posts(expected, &run.posts)?;
    let expected_jobs = field(expected, "jobs").to_array();
    if entry == Entry::Router && !expected_jobs.is_empty() {
        return router_job(&expected_jobs, run, trigger);
    }
    let queued: Vec<_> = run
        .background
        .iter()
        .filter(|job| job.parent.is_none())
        .collect();
    // A run that a crash ends has queued its jobs already.
    same_jobs(&expected_jobs, &queued)
}

fn same_jobs(expected: &Array, queued: &[&run::BackgroundRun]) -> Result<(), String> {
    if expected.len() != queued.len() {
        return Err(format!(
            "{} jobs queued, expected {}",
            queued.len(),
            expected.len()
        ));
    }
    for (expected, background) in expected.values().zip(queued) {
        expect_same(
            "job node_id",
            field(expected, "node_id"),
            &node_number(&background.job.node),
        )?;
        expect_same(
            "job path_type",
            field(expected, "path_type"),
            &Value::from("non-blocking"),
        )?;
        expect_same("job data", field(expected, "data"), &background.job.data)?;
    }
    Ok(())
}

fn router_job(expected: &Array, run: &Run, trigger: &str) -> Result<(), String> {
    let only = expected
        .values()
        .next()
        .filter(|_| expected.len() == 1)
        .ok_or("expected one job")?;
    if !run.queued {
        return Err("the run was not queued".to_owned());
    }
    expect_same(
        "job command",
        field(only, "command"),
        &Value::from("executeWorkflowForTrigger"),
    )?;
    expect_same("job trigger", field(only, "trigger"), &Value::from(trigger))?;
    expect_same("job data", field(only, "data"), &run.original)
}

fn node_number(id: &NodeId) -> Value {
    id.number()
        .and_then(|id| i64::try_from(id).ok())
        .map_or_else(|| Value::from(id.as_str()), Value::Int)
}

fn executed(plan: &Plan, expected: &Value, run: &Run, debug: bool) -> Result<(), String> {
    let steps = run.steps.iter().filter(|_| debug);
    let steps: Value = steps
        .map(|step| {
            let mut row = Array::new();
            row.insert(
                "node",
                ids(plan, std::slice::from_ref(&step.node))
                    .get(0)
                    .cloned()
                    .unwrap_or(Value::Null),
            );
            row.insert("module", Value::from(step.module.clone()));
            row.insert("result", Value::from(step.result.name()));
            Value::from(row)
        })
        .collect();
    expect_same("executed", field(expected, "executed"), &steps)
}

fn posts(expected: &Value, posts: &[DebugPost]) -> Result<(), String> {
    let expected = field(expected, "debug").to_array();
    let paths: Vec<_> = posts.iter().map(|post| post.path.as_str()).collect();
    if expected.len() != posts.len() {
        return Err(format!(
            "{} debug posts, expected {}: {paths:?}",
            posts.len(),
            expected.len()
        ));
    }
    for (expected, post) in expected.values().zip(posts) {
        expect_same(
            "debug path",
            field(expected, "path"),
            &Value::from(post.path.as_str()),
        )?;
        expect_same(
            &format!("payload of {}", post.path),
            field(expected, "payload"),
            &post.payload,
        )?;
    }
    Ok(())
}

fn jobs(plan: &Plan, vector: &Value, run: &Run, debug: bool) -> Result<(), String> {
    let expected = vector
        .get("job_runs")
        .map(Value::to_array)
        .unwrap_or_default();
    if vector.get("job_runs").is_none() {
        return Ok(());
    }
    if expected.len() != run.background.len() {
        return Err(format!(
            "{} background runs, expected {}",
            run.background.len(),
            expected.len()
        ));
    }
    for (index, (expected, background)) in expected.values().zip(&run.background).enumerate() {
        expect_same(
            "node_id",
            field(expected, "node_id"),
            &node_number(&background.job.node),
        )?;
        match expected.get("error") {
            Some(error) => crash("the background run", error, background.run.crash.as_ref())?,
            None => {
                let success = Value::from(background.run.success);
                expect_same("success of a job", field(expected, "success"), &success)?;
            }
        }
        lists(plan, expected, &background.run)?;
        let errors: Value = background
            .run
            .errors
            .iter()
            .map(|error| Value::from(error.as_str()))
            .collect();
        expect_same("errors of a job", field(expected, "errors"), &errors)?;
        executed(plan, expected, &background.run, debug)?;
        posts(expected, &background.run.posts)?;
        let own: Vec<_> = run
            .background
            .iter()
            .filter(|job| job.parent == Some(index))
            .collect();
        same_jobs(&field(expected, "jobs").to_array(), &own)?;
    }
    Ok(())
}

fn crash(what: &str, expected: &Value, crash: Option<&Crash>) -> Result<(), String> {
    let expected = expected.to_text();
    match crash {
        Some(crash) if expected.starts_with(&format!("{}: ", crash.class)) => Ok(()),
        other => Err(format!("{what} should end with {expected}, not {other:?}")),
    }
}

/// The vector's `outcomes`: what each node answers, call by call.
struct Table {
    answers: HashMap<NodeId, Vec<Answer>>,
    calls: HashMap<NodeId, usize>,
}

impl Table {
    fn of(vector: &Value) -> Result<Self, String> {
        let outcomes = field(vector, "outcomes").to_array();
        let answers = outcomes.iter().map(|(id, outcome)| {
            let one = |outcome: &Value| answer(outcome);
            let list = match outcome.get("seq") {
                Some(seq) => seq.to_array().values().map(one).collect(),
                None => vec![one(outcome)],
            };
            (NodeId::new(id.to_string()), list)
        });
        Ok(Self {
            answers: answers.collect(),
            calls: HashMap::new(),
        })
    }
}

fn answer(outcome: &Value) -> Answer {
    let throws = match (outcome.get("throw"), outcome.get("throw_error")) {
        (Some(message), _) => Some(PhpError::exception(message.to_text())),
        (_, Some(message)) => Some(PhpError::error(message.to_text())),
        _ => None,
    };
    let errors = outcome
        .get("errors")
        .map(Value::to_array)
        .unwrap_or_default();
    let sets = outcome.get("set").map(Value::to_array).unwrap_or_default();
    Answer {
        success: outcome.get("success").is_none_or(Value::is_truthy),
        errors: errors
            .values()
            .map(|error| error.to_text().into_owned())
            .collect(),
        replaces: outcome.get("success").is_some() || throws.is_some(),
        reply: None,
        replies: Vec::new(),
        throws,
        sets: sets
            .iter()
            .map(|(path, value)| (path.to_string(), value.clone()))
            .collect(),
    }
}

impl AnswerSource for Table {
    /// Actions are the recording's own, all but `stop-execution`.
    fn answer(&mut self, call: &Call<'_>) -> Option<Answer> {
        let made_up = call.kind == NodeKind::Action && call.module != "stop-execution";
        let Some(list) = self.answers.get(call.node) else {
            return made_up.then(Answer::default);
        };
        let number = self.calls.entry(call.node.clone()).or_default();
        let mut answer = list.get(*number).or(list.last())?.clone();
        answer.replaces |= made_up;
        *number += 1;
        Some(answer)
    }
}
