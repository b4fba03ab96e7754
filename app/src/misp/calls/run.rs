//! Running on the server, which is real: mails go out, events change.

use std::time::Duration;

use misp_flow_engine::value::Value;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::super::{
    Client, Objection, Refusal,
    answer::{Row, unreadable},
    request::Call,
};

/// How long a run may take before the server is given up: modules in it ask other servers.
const PATIENCE: Duration = Duration::from_secs(300);

/// What a server says of a workflow that it ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunOutcome {
    /// Whether the run went through.
    pub success: bool,
    /// `success`, `blocked`, or what was wrong, such as `Invalid JSON`.
    pub outcome: String,
}

/// What a server says of a single module that it ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleOutcome {
    /// What the module gave: for a condition whether it holds.
    pub success: bool,
    /// What the module says went wrong.
    pub errors: Vec<String>,
}

impl Client {
    /// Runs a workflow on the server, for real.
    ///
    /// # Errors
    /// As all calls; [`super::super::Cause::Internal`] where its trigger is switched off (spec 02).
    /// Unsure whatever the server answered, as it may have run before.
    pub async fn execute_workflow(&self, id: &str, input: &Value) -> Result<RunOutcome, Refusal> {
        let body = json!({"Workflow": {"data": input.to_json()}});
        let call = Call::change(&["workflows", "executeWorkflow", id], &body).patient(PATIENCE);
        self.object(&call, no_input(input))?;
        self.ask(call, |answer| {
            let value = answer.value()?;
            if value.get("success").is_none() {
                return Err(unreadable("it does not say how the run ended"));
            }
            let row = Row::of(&value, "");
            Ok(RunOutcome {
                success: row.flag("success"),
                outcome: row.text("outcome"),
            })
        })
        .await
        // Whatever was answered, there is nothing to look at that tells whether it has run.
        .map_err(Refusal::unsure_if_sent)
    }

    /// Runs one module on the server, for real, with these params. `convert` has the server bring
    /// the input into MISP's core format first.
    ///
    /// # Errors
    /// As all calls; [`super::super::Cause::Internal`] where there is no such module (spec 02).
    pub async fn execute_module(
        &self,
        module: &str,
        input: &Value,
        params: &serde_json::Map<String, Json>,
        convert: bool,
    ) -> Result<ModuleOutcome, Refusal> {
        let body = json!({
            "input_data": input.to_json(),
            "module_indexed_param": params,
            "convert_data": convert,
        });
        let path = ["workflows", "moduleStatelessExecution", module];
        let call = Call::change(&path, &body).patient(PATIENCE);
        self.object(&call, no_input(input))?;
        self.ask(call, |answer| {
            let value = answer.value()?;
            let success = value.get("success");
            let success = success.ok_or_else(|| unreadable("it does not say how the run ended"))?;
            let errors = match value.get("errors") {
                Some(Value::Str(text)) => vec![text.to_string()],
                errors => errors
                    .and_then(Value::as_array)
                    .into_iter()
                    .flat_map(|errors| errors.values())
                    .map(|error| error.to_text().into_owned())
                    .collect(),
            };
            Ok(ModuleOutcome {
                success: success.is_truthy(),
                errors,
            })
        })
        .await
        .map_err(Refusal::unsure_if_sent)
    }
}

fn no_input(input: &Value) -> Vec<Objection> {
    if input.is_array() {
        Vec::new()
    } else {
        vec![Objection::NoInput]
    }
}
