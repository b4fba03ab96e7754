//! What happened, as a file for tests that drive the program from outside.

use serde_json::json;

use super::State;
use crate::library;

impl State {
    /// Writes document, outcome and steps to the file that `--export-state` names, if any.
    pub fn export_state(&self) {
        let Some(path) = &self.export else { return };
        let run = self.tab.run.as_ref().map(|shown| {
            let steps: Vec<_> = shown
                .run
                .steps
                .iter()
                .map(|step| {
                    json!({
                        "node": step.node.as_str(),
                        "module": step.module.as_str(),
                        "result": step.result.name(),
                        "branch": step.branch.as_deref(),
                        "errors": step.errors,
                    })
                })
                .collect();
            json!({
                "outcome": shown.run.outcome.name(),
                "event": shown.event,
                "stale": self.is_run_stale(),
                "steps": steps,
            })
        });
        let state = json!({
            "path": self.tab.document.path().map(|path| path.display().to_string()),
            "name": self.tab.document.workflow().name,
            "nodes": self.tab.document.workflow().graph.nodes.len(),
            "saved": !self.tab.document.is_unsaved(),
            "run": run,
        });
        // A test that misses the file will say so; the user's work does not depend on it.
        let _ = library::replace(path, format!("{state:#}\n").as_bytes());
    }
}
