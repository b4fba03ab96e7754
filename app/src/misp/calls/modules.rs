//! Triggers and modules: what there is, and switching them on and off.

use misp_flow_engine::catalogue::{Catalogue, CatalogueError, Module, ModuleKind};
use serde_json::{Value as Json, json};

use super::super::{
    Cause, Client, Refusal,
    answer::{self, json_elements, unreadable},
    request::Call,
};
use super::document::ServerDocument;

/// A trigger and the workflow that the server runs for it.
#[derive(Clone, Debug)]
pub struct TriggerState {
    /// The trigger; `disabled` tells whether it is off.
    pub module: Module,
    /// Its workflow, once there is one.
    pub workflow: Option<ServerDocument>,
}

impl Client {
    /// The triggers, as the server describes them: what [`Catalogue::from_server`] reads.
    ///
    /// # Errors
    /// As all calls.
    pub async fn triggers_json(&self) -> Result<Json, Refusal> {
        self.module_list(Call::get(&["workflows", "triggers"]))
            .await
    }

    /// The actions and logic modules, as [`Catalogue::from_server`] reads them.
    ///
    /// # Errors
    /// As all calls.
    pub async fn modules_json(&self) -> Result<Json, Refusal> {
        self.module_list(Call::get(&["workflows", "moduleIndex", "type:all"]))
            .await
    }

    async fn module_list(&self, call: Call) -> Result<Json, Refusal> {
        self.ask(call, |answer| Ok(Json::Array(described(answer.json()?)?)))
            .await
    }

    /// The triggers with the workflows attached to them.
    ///
    /// # Errors
    /// As all calls.
    pub async fn triggers(&self) -> Result<Vec<TriggerState>, Refusal> {
        let call = Call::get(&["workflows", "triggers"]);
        self.ask(call, |answer| states(answer.json()?)).await
    }

    /// One trigger or module.
    ///
    /// # Errors
    /// As all calls; [`Cause::NotFound`] where there is none with this id.
    pub async fn module(&self, id: &str) -> Result<Module, Refusal> {
        let call = Call::get(&["workflows", "moduleView", id]);
        self.ask(call, |answer| {
            let described = Json::Array(vec![answer.json()?]);
            let (catalogue, _) =
                Catalogue::from_server(&Json::Null, &described).map_err(foreign)?;
            let module = catalogue.iter().next();
            module
                .cloned()
                .ok_or_else(|| unreadable("it describes no module"))
        })
        .await
    }

    /// Switches a trigger or module on or off, after a look whether there is one with this id: a
    /// server says yes to any.
    ///
    /// # Errors
    /// As all calls; [`Cause::NotFound`] where there is none with this id.
    pub async fn set_module_enabled(&self, id: &str, enabled: bool) -> Result<(), Refusal> {
        let module = self.module(id).await?;
        let enabled = if enabled { "1" } else { "0" };
        let mut path = vec!["workflows", "toggleModule", id, enabled];
        if module.kind == ModuleKind::Trigger {
            path.push("1");
        }
        let call = Call::change(&path, &json!({}));
        self.ask(call, |answer| answer.done()).await
    }
}

/// The descriptions of triggers or modules in an answer. One that is none would be taken for one
/// that the server has not got.
fn described(answer: Json) -> Result<Vec<Json>, Cause> {
    let list = json_elements(answer)?;
    let is_described = |one: &Json| one.get("id").is_some();
    match list.iter().find(|one| !is_described(one)) {
        Some(other) => Err(answer::foreign("modules", other)),
        None => Ok(list),
    }
}

/// The triggers in an answer, with their workflows. A workflow that cannot be read is not taken for
/// none: somebody would seem to have deleted it.
pub(super) fn states(triggers: Json) -> Result<Vec<TriggerState>, Cause> {
    let triggers = described(triggers)?;
    for trigger in &triggers {
        let id = trigger.get("id").and_then(Json::as_str).unwrap_or_default();
        match trigger.get("Workflow") {
            None | Some(Json::Null | Json::Bool(false) | Json::Array(_) | Json::Object(_)) => {}
            Some(other) => return Err(no_workflow(id, &answer::kind_of(other))),
        }
    }
    let triggers = Json::Array(triggers);
    let (catalogue, _) = Catalogue::from_server(&triggers, &Json::Null).map_err(foreign)?;
    let state = |module: &Module| {
        Ok(TriggerState {
            workflow: workflow_of(module).transpose()?,
            module: module.clone(),
        })
    };
    catalogue.iter().map(state).collect()
}

/// The same of what was kept, as far as it can be read.
pub(in crate::misp) fn kept_states(triggers: &Json) -> Vec<TriggerState> {
    let Ok((catalogue, _)) = Catalogue::from_server(triggers, &Json::Null) else {
        return Vec::new();
    };
    let state = |module: &Module| TriggerState {
        workflow: workflow_of(module).and_then(Result::ok),
        module: module.clone(),
    };
    catalogue.iter().map(state).collect()
}

fn workflow_of(module: &Module) -> Option<Result<ServerDocument, Cause>> {
    let json = module.trigger.as_ref()?.workflow.clone()?;
    let what = match &json {
        Json::Object(_) => "an object without a number".to_owned(),
        other => answer::kind_of(other),
    };
    let read = ServerDocument::read(json, "Workflow");
    Some(read.map_err(|_| no_workflow(&module.id, &what)))
}

fn no_workflow(trigger: &str, what: &str) -> Cause {
    unreadable(&format!(
        "the workflow of the trigger “{trigger}” is {what}"
    ))
}

/// A list of modules that is none.
fn foreign(error: CatalogueError) -> Cause {
    unreadable(&error.to_string())
}
