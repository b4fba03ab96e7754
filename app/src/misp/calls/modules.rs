//! Triggers and modules: what there is, and switching them on and off.

use std::collections::BTreeMap;

use misp_flow_engine::catalogue::{Catalogue, CatalogueError, Module, ModuleKind};
use serde_json::{Value as Json, json};

use super::super::{
    Cause, Client, Refusal,
    answer::{self, json_elements, unreadable},
    kept::{MODULES, TRIGGERS},
    request::Call,
    words::broken_words,
};
use super::document::ServerDocument;

/// A trigger and the workflow that the server runs for it.
#[derive(Clone, Debug)]
pub struct TriggerState {
    /// The trigger; `disabled` tells whether it is off.
    pub module: Module,
    /// Its workflow, once there is one.
    pub workflow: Option<ServerDocument>,
    /// Why it is not known whether there is one: what came in its place is none.
    pub broken: Option<Refusal>,
}

/// The triggers that a server lists.
#[derive(Clone, Debug)]
pub struct TriggerList {
    /// Those that can be read.
    pub states: Vec<TriggerState>,
    /// That there are others, in words; nothing where all could be read.
    pub unread: Option<String>,
}

impl Client {
    /// The triggers, as the server describes them: what [`Catalogue::from_server`] reads.
    ///
    /// # Errors
    /// As all calls.
    pub async fn triggers_json(&self) -> Result<Json, Refusal> {
        self.module_list(Call::get(&["workflows", "triggers"]), TRIGGERS)
            .await
    }

    /// The actions and logic modules, as [`Catalogue::from_server`] reads them.
    ///
    /// # Errors
    /// As all calls.
    pub async fn modules_json(&self) -> Result<Json, Refusal> {
        let call = Call::get(&["workflows", "moduleIndex", "type:all"]);
        self.module_list(call, MODULES).await
    }

    async fn module_list(&self, call: Call, list: &str) -> Result<Json, Refusal> {
        self.ask(call, |answer| {
            let (rows, broken) = described(answer.json()?)?;
            self.note_broken(list, broken, rows.len() + broken);
            Ok(Json::Array(rows))
        })
        .await
    }

    /// The triggers with the workflows attached to them. One that cannot be read costs no other.
    ///
    /// # Errors
    /// As all calls; [`Cause::Unreadable`] where there is none, as every MISP has some.
    pub async fn trigger_list(&self) -> Result<TriggerList, Refusal> {
        let call = Call::get(&["workflows", "triggers"]);
        let read = self.ask(call.clone(), |answer| states(answer.json()?));
        let read = read.await?;
        let state = |(state, broken): (TriggerState, Option<Cause>)| TriggerState {
            broken: broken.map(|cause| self.refuse(cause, &call)),
            ..state
        };
        Ok(TriggerList {
            states: read.states.into_iter().map(state).collect(),
            unread: read.unread,
        })
    }

    /// The same without what could not be read.
    ///
    /// # Errors
    /// As [`Client::trigger_list`].
    pub async fn triggers(&self) -> Result<Vec<TriggerState>, Refusal> {
        Ok(self.trigger_list().await?.states)
    }

    /// A trigger with its workflow; nothing where the server has no such trigger.
    ///
    /// # Errors
    /// As [`Client::trigger_list`], and where it may be among those that could not be read.
    pub async fn trigger(&self, id: &str) -> Result<Option<TriggerState>, Refusal> {
        let list = self.trigger_list().await?;
        let mut states = list.states.into_iter();
        let found = states.find(|state| state.module.id == id);
        match list.unread.filter(|_| found.is_none()) {
            Some(unread) => {
                let call = Call::get(&["workflows", "triggers"]);
                Err(self.refuse(hidden(id, &unread), &call))
            }
            None => Ok(found),
        }
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

    /// The triggers and modules as they are there now: what is switched on may have changed since
    /// the catalogue was fetched.
    ///
    /// # Errors
    /// As all calls.
    pub async fn listed(&self) -> Result<Catalogue, Refusal> {
        let triggers = self.triggers_json().await?;
        let modules = self.modules_json().await?;
        let listed = Catalogue::from_server(&triggers, &modules);
        Ok(listed.map(|(listed, _)| listed).unwrap_or_default())
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

/// The descriptions of triggers or modules in an answer, and how many are none. Where none is one, it
/// is another list.
fn described(answer: Json) -> Result<(Vec<Json>, usize), Cause> {
    // Modules are named by words: a number is none's.
    let is_described = |one: &Json| {
        let id = one.get("id").and_then(Json::as_str);
        id.is_some_and(|id| !id.is_empty())
    };
    let list = json_elements(answer)?;
    let (rows, broken): (Vec<Json>, Vec<Json>) = list.into_iter().partition(is_described);
    match broken.first() {
        Some(other) if rows.is_empty() => Err(answer::foreign("modules", other)),
        _ => Ok((rows, broken.len())),
    }
}

/// What an answer tells of the triggers.
pub(super) struct States {
    /// Those that can be read, and why a workflow of one is none.
    pub states: Vec<(TriggerState, Option<Cause>)>,
    /// That there are others, in words.
    pub unread: Option<String>,
}

/// That a trigger may be among those that could not be read.
pub(super) fn hidden(id: &str, unread: &str) -> Cause {
    unreadable(&format!("it does not list “{id}”. {unread}"))
}

/// The triggers in an answer, with their workflows. A workflow that cannot be read is not taken for
/// none, as somebody would seem to have deleted it: why is told with it. A list without triggers is
/// not believed, as every MISP has some.
pub(super) fn states(triggers: Json) -> Result<States, Cause> {
    let (triggers, lost) = described(triggers)?;
    if triggers.is_empty() {
        return Err(unreadable("it lists no trigger, and every MISP has some"));
    }
    let unread = broken_words(TRIGGERS, lost, triggers.len() + lost);
    let mut broken = BTreeMap::new();
    for trigger in &triggers {
        let id = trigger.get("id").and_then(Json::as_str).unwrap_or_default();
        match trigger.get("Workflow") {
            None | Some(Json::Null | Json::Bool(false) | Json::Array(_) | Json::Object(_)) => {}
            Some(other) => {
                broken.insert(id.to_owned(), no_workflow(id, &answer::kind_of(other)));
            }
        }
    }
    let triggers = Json::Array(triggers);
    let (catalogue, _) = Catalogue::from_server(&triggers, &Json::Null).map_err(foreign)?;
    let state = |module: &Module| {
        let known = broken.get(module.id.as_str()).cloned();
        let (workflow, cause) = match workflow_of(module).transpose() {
            _ if known.is_some() => (None, known),
            Ok(workflow) => (workflow, None),
            Err(cause) => (None, Some(cause)),
        };
        let state = TriggerState {
            workflow,
            module: module.clone(),
            broken: None,
        };
        (state, cause)
    };
    let states = catalogue.iter().map(state).collect();
    Ok(States { states, unread })
}

/// The same of what was kept, as far as it can be read.
pub(in crate::misp) fn kept_states(triggers: &Json) -> Vec<TriggerState> {
    let Ok((catalogue, _)) = Catalogue::from_server(triggers, &Json::Null) else {
        return Vec::new();
    };
    let state = |module: &Module| TriggerState {
        workflow: workflow_of(module).and_then(Result::ok),
        broken: match workflow_of(module) {
            Some(Err(cause)) => Some(Refusal::local(cause)),
            _ => None,
        },
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
