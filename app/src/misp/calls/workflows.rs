//! Workflows: list, look at, save, create, delete, debug.

use serde_json::{Map, Value as Json, json};

use super::super::{Cause, Characters, Client, Objection, Refusal, objections, request::Call};
use super::{document::ServerDocument, modules};

const MODEL: &str = "Workflow";

/// What a save sends. A server keeps what is left out, but always needs the graph (spec 02: a save
/// of the name alone is a 500).
#[derive(Clone, Copy, Debug)]
pub struct Saving<'a> {
    /// The graph, as [`misp_flow_engine::workflow::Graph::to_server_json`] makes it.
    pub graph: &'a Json,
    /// A new name.
    pub name: Option<&'a str>,
    /// A new description.
    pub description: Option<&'a str>,
    /// Whether the server sends debug posts.
    pub debug_enabled: Option<bool>,
    /// Which characters the server's database takes.
    pub characters: Characters,
}

impl<'a> Saving<'a> {
    /// A save of the graph alone.
    pub fn graph(graph: &'a Json) -> Self {
        Self {
            graph,
            name: None,
            description: None,
            debug_enabled: None,
            characters: Characters::default(),
        }
    }
}

impl Client {
    /// All workflows.
    ///
    /// # Errors
    /// As all calls.
    pub async fn workflows(&self) -> Result<Vec<ServerDocument>, Refusal> {
        let call = Call::get(&["workflows", "index"]);
        self.ask(call, |answer| ServerDocument::list(answer.json()?, MODEL))
            .await
    }

    /// One workflow, by its number; servers fail at a uuid here.
    ///
    /// # Errors
    /// As all calls; [`Cause::Internal`] where the server stored a graph that it cannot show.
    pub async fn workflow(&self, id: &str) -> Result<ServerDocument, Refusal> {
        let call = Call::get(&["workflows", "view", id]);
        self.ask(call, |answer| ServerDocument::read(answer.json()?, MODEL))
            .await
    }

    /// Saves a workflow, by number or uuid, and gives it as the server stored it.
    ///
    /// # Errors
    /// As all calls; [`Cause::Unsent`] for what the server's database would refuse, and
    /// [`Cause::Invalid`] for a graph that the server refuses.
    pub async fn save_workflow(
        &self,
        id: &str,
        saving: &Saving<'_>,
    ) -> Result<ServerDocument, Refusal> {
        let mut fields = Map::new();
        if let Some(name) = saving.name {
            fields.insert("name".to_owned(), json!(name));
        }
        if let Some(description) = saving.description {
            fields.insert("description".to_owned(), json!(description));
        }
        fields.insert("data".to_owned(), json!(saving.graph.to_string()));
        if let Some(debug) = saving.debug_enabled {
            fields.insert("debug_enabled".to_owned(), json!(debug));
        }
        let call = Call::change(&["workflows", "edit", id], &json!({MODEL: fields}));
        let found = objections(
            saving.name,
            saving.description,
            Some(saving.graph),
            saving.characters,
        );
        self.object(&call, found)?;
        self.ask(call, |answer| ServerDocument::read(answer.json()?, MODEL))
            .await
    }

    /// Switches debug posts of a workflow on or off. The server's own call for that fails through
    /// the API (spec 02), so the workflow is read and saved as it is.
    ///
    /// # Errors
    /// As all calls.
    pub async fn set_debug(&self, id: &str, enabled: bool) -> Result<ServerDocument, Refusal> {
        let stored = self.workflow(id).await?;
        let mut graph = stored.graph();
        drop_labels(&mut graph);
        let saving = Saving {
            debug_enabled: Some(enabled),
            // What the server has stored its database takes.
            characters: Characters::All,
            ..Saving::graph(&graph)
        };
        self.save_workflow(id, &saving).await
    }

    /// The workflow of a trigger, made by the server where there is none yet.
    ///
    /// # Errors
    /// As all calls; [`Cause::NotFound`] where there is no such trigger.
    pub async fn create_workflow(&self, trigger: &str) -> Result<ServerDocument, Refusal> {
        if let Some(workflow) = self.workflow_of(trigger).await? {
            return Ok(workflow);
        }
        let call = Call::get_that_changes(&["workflows", "editor", trigger]);
        self.change_and_look(&call, self.workflow_of(trigger)).await
    }

    /// Makes a change whose answer does not tell whether it was made (spec 02: a 500, or a page,
    /// that has done its work), and looks afterwards.
    pub(super) async fn change_and_look(
        &self,
        call: &Call,
        look: impl Future<Output = Result<Option<ServerDocument>, Refusal>>,
    ) -> Result<ServerDocument, Refusal> {
        let refused = match self.send(call).await {
            Ok(_) => None,
            Err(refusal) if refusal.cause == Cause::Cancelled => return Err(refusal),
            Err(refusal) => Some(refusal),
        };
        match look.await {
            Ok(Some(made)) => Ok(made),
            Ok(None) => {
                let refused = refused.unwrap_or_else(|| self.refuse(Cause::Internal, call));
                Err(refused.unsure(false))
            }
            Err(refusal) => Err(refusal.unsure(true)),
        }
    }

    async fn workflow_of(&self, trigger: &str) -> Result<Option<ServerDocument>, Refusal> {
        let call = Call::get(&["workflows", "triggers"]);
        self.ask(call, |answer| {
            let listed = modules::states(answer.json()?)?;
            let mut states = listed.states.into_iter();
            match states.find(|(state, _)| state.module.id == trigger) {
                Some((_, Some(broken))) => Err(broken),
                Some((state, None)) => Ok(state.workflow),
                None if listed.unread.is_some() => {
                    Err(modules::hidden(trigger, &listed.unread.unwrap_or_default()))
                }
                None => Err(Cause::NotFound {
                    message: format!("there is no trigger “{trigger}”"),
                }),
            }
        })
        .await
    }

    /// Deletes a workflow. There is no way back on the server.
    ///
    /// # Errors
    /// As all calls.
    pub async fn delete_workflow(&self, id: &str) -> Result<(), Refusal> {
        let call = Call::change(&["workflows", "delete", id], &json!({}));
        self.ask(call, |answer| answer.done()).await
    }

    /// The workflows that are run by hand (servers after 2.5.1).
    ///
    /// # Errors
    /// As all calls; [`Cause::NotOffered`] on 2.5.1 and before.
    pub async fn adhoc_workflows(&self) -> Result<Vec<ServerDocument>, Refusal> {
        let call = Call::get(&["workflows", "adhoc"]);
        self.ask(call, |answer| ServerDocument::list(answer.json()?, MODEL))
            .await
    }

    /// Adds a workflow that is run by hand (servers after 2.5.1).
    ///
    /// # Errors
    /// As all calls; [`Cause::NotOffered`] on 2.5.1 and before.
    pub async fn add_adhoc_workflow(
        &self,
        name: &str,
        description: &str,
    ) -> Result<ServerDocument, Refusal> {
        let body = json!({MODEL: {"name": name, "description": description}});
        let call = Call::change(&["workflows", "add"], &body);
        let mut found = objections(Some(name), Some(description), None, Characters::default());
        if name.is_empty() {
            found.push(Objection::NoName);
        }
        self.object(&call, found)?;
        self.ask(call, |answer| ServerDocument::read(answer.json()?, MODEL))
            .await
    }

    /// Refuses a call that must not be sent.
    pub(super) fn object(&self, call: &Call, found: Vec<Objection>) -> Result<(), Refusal> {
        if found.is_empty() {
            Ok(())
        } else {
            Err(self.refuse(Cause::Unsent(found), call))
        }
    }
}

/// Takes out what a server adds to the connections of its answers and must not get back (spec 01).
fn drop_labels(graph: &mut Json) {
    match graph {
        Json::Object(fields) => {
            for (key, value) in fields.iter_mut() {
                let links = (key == "connections")
                    .then(|| value.as_array_mut())
                    .flatten();
                for link in links.into_iter().flatten().filter_map(Json::as_object_mut) {
                    link.shift_remove("labels");
                }
                // Settings of a node are its own, whatever they are called.
                if key != "indexed_params" {
                    drop_labels(value);
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(drop_labels),
        _ => {}
    }
}
