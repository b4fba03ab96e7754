//! What a server writes to its own log about a run.

use super::{Outcome, Plan, Run, Step, StepResult};

/// An entry of the server's log, model `Workflow`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// The action, `execute_workflow` for all of them.
    pub action: &'static str,
    /// The text.
    pub title: String,
}

impl LogEntry {
    fn new(title: String) -> Self {
        Self {
            action: "execute_workflow",
            title,
        }
    }
}

impl Run {
    /// The entries that the server would write, in order. It writes the course of a run only where
    /// the workflow's debug mode is on (`debug`); errors of background runs always (live runs
    /// `concurrent-*`).
    pub fn log(&self, plan: &Plan, debug: bool) -> Vec<LogEntry> {
        let mut entries = Vec::new();
        if debug {
            self.log_course(plan, &mut entries);
        }
        for background in &self.background {
            let run = &background.run;
            if run.crash.is_none() && !run.success {
                entries.push(LogEntry::new(format!(
                    "Error while executing workflow concurrent task. \n{}",
                    run.errors.join(", ")
                )));
            }
        }
        entries
    }

    fn log_course(&self, plan: &Plan, entries: &mut Vec<LogEntry>) {
        if !self.began {
            return;
        }
        let trigger = plan.trigger().map(|node| node.module.as_str());
        let whose = format!(
            "workflow for trigger `{}` ({})",
            trigger.unwrap_or_default(),
            plan.id.as_deref().unwrap_or("0")
        );
        let mut add = |title| entries.push(LogEntry::new(title));
        add(format!("Started executing {whose}"));
        for step in &self.steps {
            add(step_title(plan, step));
        }
        if self.crash.is_some() {
            return;
        }
        if let Some(reason) = &self.reason {
            if reason.starts_with("Error") {
                add(reason.clone());
            }
            return;
        }
        let errors = self.errors.join(", ");
        match self.outcome {
            Outcome::Success if self.errors.is_empty() => {}
            Outcome::Success => add(format!(
                "Execution encountered an error but continued. \n{errors}"
            )),
            _ => add(format!("Execution stopped. \n{errors}")),
        }
        add(format!(
            "Finished executing {whose}. Outcome: {}",
            self.outcome.name()
        ));
    }
}

fn step_title(plan: &Plan, step: &Step) -> String {
    match &step.result {
        StepResult::Success | StepResult::PartialSuccess => format!(
            "Executed node `{module}`\nNode `{module}` ({}) from Workflow `{}` ({}) executed successfully with status: {}",
            step.node,
            plan.name,
            plan.id.as_deref().unwrap_or("0"),
            step.result.name(),
            module = step.module,
        ),
        _ => step.errors.join(", "),
    }
}
