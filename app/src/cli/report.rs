//! A run as text and as JSON.

use std::fmt::Write as _;

use misp_flow_engine::{
    catalogue::Catalogue,
    run::{Answers, Run, Step, StepResult, TriggeredRun},
    workflow::{NodeId, NodeKind, Workflow},
};
use serde_json::{Value as Json, json};

use super::{effect, line::one_line};

/// Each effect can hold a whole event, and a run that does not end has a hundred thousand; so many
/// are told to scripts, and how many are not.
const MOST_EFFECTS: usize = 1_000;

/// The run for people: steps, effects, errors, background runs, outcome.
pub(super) fn text(run: &Run, workflow: &Workflow, answers: &Answers) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(text, "Steps");
    if run.steps.is_empty() {
        let _ = writeln!(text, "  none");
    }
    steps(&mut text, run, workflow, "  ");
    for path in &run.blocked_paths {
        let _ = writeln!(
            text,
            "  not executed, behind a failed node: {}",
            path.last().map_or("", String::as_str)
        );
    }
    for (number, background) in run.background.iter().enumerate() {
        let start = name(workflow, &background.job.node);
        let _ = writeln!(text, "Background run {} from {start}", number + 1);
        steps(&mut text, &background.run, workflow, "  ");
        if let Some(crash) = &background.run.crash {
            let _ = writeln!(text, "  ends: {}", one_line(&crash.message));
        }
        effects(&mut text, &background.run, workflow);
    }
    effects(&mut text, run, workflow);
    triggered(&mut text, run);
    if !run.errors.is_empty() {
        let _ = writeln!(text, "Errors");
        for error in &run.errors {
            let _ = writeln!(text, "  {}", one_line(error));
        }
    }
    let _ = writeln!(text, "Outcome: {}", one_line(&run.outcome_text()));
    let _ = writeln!(
        text,
        "{}",
        one_line(&run.sentence_with(workflow, Catalogue::bundled(), answers))
    );
    text
}

/// What the actions set off in turn.
fn triggered(text: &mut String, run: &Run) {
    for triggered in &run.triggered {
        let _ = match &triggered.run {
            Some(inner) => writeln!(
                text,
                "Step {} fires {}, whose workflow ends with {} after {} nodes",
                triggered.step + 1,
                triggered.trigger,
                inner.outcome_text(),
                inner.steps.len()
            ),
            None => writeln!(
                text,
                "Step {} fires {} again; not followed any further",
                triggered.step + 1,
                triggered.trigger
            ),
        };
        if let Some(inner) = &triggered.run {
            self::triggered(text, inner);
        }
    }
}

pub(super) fn name(workflow: &Workflow, id: &NodeId) -> String {
    let node = workflow.graph.node(id);
    node.map_or_else(
        || format!("node {id}"),
        |node| one_line(&format!("{} ({id})", node.name)),
    )
}

fn steps(text: &mut String, run: &Run, workflow: &Workflow, indent: &str) {
    let width = run.steps.len().to_string().len();
    for (index, step) in run.steps.iter().enumerate() {
        let node = name(workflow, &step.node);
        let _ = write!(
            text,
            "{indent}{:>width$}. {node}  [{}]",
            index + 1,
            step.module
        );
        let _ = match (&step.branch, step.kind) {
            (Some(branch), NodeKind::Logic) => {
                write!(text, "  → {}", branch_name(workflow, step, branch))
            }
            _ => write!(text, "  {}", result_in_words(&step.result)),
        };
        let _ = writeln!(text);
        for error in step.errors.iter().chain(&step.notes) {
            let _ = writeln!(text, "{indent}{:width$}  {}", "", one_line(error));
        }
    }
}

fn branch_name(workflow: &Workflow, step: &Step, branch: &str) -> &'static str {
    let outputs = workflow
        .graph
        .node(&step.node)
        .map_or(1, |node| node.outputs.len());
    match (branch, outputs) {
        ("output_2", _) => "else",
        (_, 2..) => "then",
        _ if step.module == "concurrent-task" => "in the background",
        _ => "goes on",
    }
}

fn result_in_words(result: &StepResult) -> String {
    match result {
        StepResult::Success => "succeeds".to_owned(),
        StepResult::PartialSuccess => "fails".to_owned(),
        StepResult::DisabledModule => "is switched off".to_owned(),
        StepResult::LoadingError => "is not known to the server".to_owned(),
        StepResult::Error(message) => format!("throws an exception: {}", one_line(message)),
    }
}

fn effects(text: &mut String, run: &Run, workflow: &Workflow) {
    if run.effects.is_empty() {
        return;
    }
    let _ = writeln!(text, "Effects (simulated, nothing was sent)");
    for effect in &run.effects {
        let _ = writeln!(
            text,
            "  {}  {}",
            name(workflow, &effect.node),
            effect.sentence()
        );
    }
}

/// The run for scripts.
pub(super) fn json(run: &Run, workflow: &Workflow, answers: &Answers) -> Json {
    let mut report = json!({
        "success": run.success,
        "outcome": run.outcome,
        "sentence": run.sentence_with(workflow, Catalogue::bundled(), answers),
        "errors": run.errors,
        "steps": run.steps.iter().map(step_json).collect::<Vec<_>>(),
        "effects": run.effects.iter().take(MOST_EFFECTS).map(|effect| effect::json(effect, id_json(&effect.node))).collect::<Vec<_>>(),
    });
    let Some(fields) = report.as_object_mut() else {
        return report;
    };
    if let Some(more) = run.effects.len().checked_sub(MOST_EFFECTS + 1) {
        fields.insert("effects_left_out".to_owned(), json!(more + 1));
    }
    if let Some(reason) = &run.reason {
        fields.insert("reason".to_owned(), json!(reason));
    }
    if let Some(crash) = &run.crash {
        let node = crash.node.as_ref().map(id_json);
        let crash = json!({"status": 500, "class": crash.class.as_str(), "message": crash.message, "notes": crash.notes, "node": node});
        fields.insert("crash".to_owned(), crash);
    }
    if !run.blocked_paths.is_empty() {
        fields.insert("blocked_paths".to_owned(), json!(run.blocked_paths));
    }
    if !run.triggered.is_empty() {
        let triggered: Vec<Json> = run.triggered.iter().map(triggered_json).collect();
        fields.insert("triggered".to_owned(), json!(triggered));
    }
    if !run.background.is_empty() {
        let background = run.background.iter();
        let runs: Vec<Json> = background
            .map(|background| {
                let mut report = json(&background.run, workflow, answers);
                if let Some(fields) = report.as_object_mut() {
                    fields.shift_remove("sentence");
                    fields.insert("start".to_owned(), id_json(&background.job.node));
                    fields.insert("parent".to_owned(), json!(background.parent));
                }
                report
            })
            .collect();
        fields.insert("background".to_owned(), json!(runs));
    }
    report
}

fn triggered_json(triggered: &TriggeredRun) -> Json {
    let run = triggered.run.as_ref().map(|run| {
        json!({
            "success": run.success,
            "outcome": run.outcome,
            "errors": run.errors,
            "steps": run.steps.iter().map(step_json).collect::<Vec<_>>(),
            "triggered": run.triggered.iter().map(triggered_json).collect::<Vec<_>>(),
        })
    });
    json!({"step": triggered.step + 1, "trigger": triggered.trigger.as_str(), "run": run})
}

/// Ids are numbers where they can be, as in MISP's own answers.
pub(super) fn id_json(id: &NodeId) -> Json {
    id.number()
        .map_or_else(|| json!(id.as_str()), |id| json!(id))
}

fn step_json(step: &Step) -> Json {
    let mut fields = json!({
        "node": id_json(&step.node),
        "module": step.module.as_str(),
        "result": step.result.name(),
    });
    if let Some(fields) = fields.as_object_mut() {
        if let Some(branch) = &step.branch {
            fields.insert("branch".to_owned(), json!(branch.as_str()));
        }
        if let StepResult::Error(message) = &step.result {
            fields.insert("message".to_owned(), json!(message));
        }
        if !step.errors.is_empty() {
            fields.insert("errors".to_owned(), json!(step.errors));
        }
        if !step.notes.is_empty() {
            fields.insert("notes".to_owned(), json!(step.notes));
        }
    }
    fields
}
