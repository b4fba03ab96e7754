//! Triggers and modules: what there is, and switching them on and off.

use misp_flow_engine::catalogue::{Catalogue, CatalogueError, Module, ModuleKind};
use serde_json::{Value as Json, json};

use super::super::{
    Cause, Client, Refusal,
    answer::{json_elements, unreadable},
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
        self.ask(call, |answer| {
            let json = answer.json()?;
            Ok(Json::Array(json_elements(json)?))
        })
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

/// The triggers in an answer, with their workflows.
pub(in crate::misp) fn states(triggers: Json) -> Result<Vec<TriggerState>, Cause> {
    let triggers = Json::Array(json_elements(triggers)?);
    let (catalogue, _) = Catalogue::from_server(&triggers, &Json::Null).map_err(foreign)?;
    let state = |module: &Module| TriggerState {
        workflow: module
            .trigger
            .as_ref()
            .and_then(|trigger| trigger.workflow.clone())
            .and_then(|json| ServerDocument::read(json, "Workflow").ok()),
        module: module.clone(),
    };
    Ok(catalogue.iter().map(state).collect())
}

/// A list of modules that is none.
fn foreign(error: CatalogueError) -> Cause {
    unreadable(&error.to_string())
}
