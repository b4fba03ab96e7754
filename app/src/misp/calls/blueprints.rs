//! Blueprints: list, look at, add, change, delete, import, export.

use serde_json::{Map, Value as Json, json};

use super::super::{
    Characters, Client, Objection, Refusal, answer::unreadable, objections, request::Call,
};
use super::document::ServerDocument;

const MODEL: &str = "WorkflowBlueprint";

/// What a change of a blueprint sends; what is left out stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct BlueprintChange<'a> {
    /// A new name.
    pub name: Option<&'a str>,
    /// A new description.
    pub description: Option<&'a str>,
    /// New nodes, as a list.
    pub graph: Option<&'a Json>,
    /// Which characters the server's database takes.
    pub characters: Characters,
}

impl BlueprintChange<'_> {
    fn fields(&self) -> Json {
        let mut fields = Map::new();
        if let Some(name) = self.name {
            fields.insert("name".to_owned(), json!(name));
        }
        if let Some(description) = self.description {
            fields.insert("description".to_owned(), json!(description));
        }
        if let Some(graph) = self.graph {
            fields.insert("data".to_owned(), json!(graph.to_string()));
        }
        json!({MODEL: fields})
    }

    /// A server fails without a name or description, and its whole list is broken by a graph that
    /// is none.
    fn objections(&self, is_new: bool) -> Vec<Objection> {
        let mut found = objections(self.name, self.description, self.graph, self.characters);
        let lacks = |text: Option<&str>| text.map_or(is_new, |text| text.trim().is_empty());
        if lacks(self.name) {
            found.push(Objection::NoName);
        }
        if lacks(self.description) {
            found.push(Objection::NoDescription);
        }
        if is_new && self.graph.is_none() {
            found.push(Objection::NoGraph);
        }
        found
    }
}

impl Client {
    /// All blueprints.
    ///
    /// # Errors
    /// As all calls; [`super::super::Cause::Internal`] where one that the server stores is broken (spec 02).
    pub async fn blueprints(&self) -> Result<Vec<ServerDocument>, Refusal> {
        self.ask(Call::get(&["workflowBlueprints", "index"]), |answer| {
            ServerDocument::list(answer.json()?, MODEL)
        })
        .await
    }

    /// One blueprint.
    ///
    /// # Errors
    /// As all calls.
    pub async fn blueprint(&self, id: &str) -> Result<ServerDocument, Refusal> {
        self.one_blueprint(Call::get(&["workflowBlueprints", "view", id]))
            .await
    }

    /// One blueprint in the form in which servers give them away.
    ///
    /// # Errors
    /// As all calls.
    pub async fn export_blueprint(&self, id: &str) -> Result<ServerDocument, Refusal> {
        self.one_blueprint(Call::get(&["workflowBlueprints", "export", id]))
            .await
    }

    /// Adds a blueprint; name, description and nodes are needed. The server gives it a uuid.
    ///
    /// # Errors
    /// As all calls; [`super::super::Cause::Unsent`] where something is missing.
    pub async fn add_blueprint(
        &self,
        blueprint: &BlueprintChange<'_>,
    ) -> Result<ServerDocument, Refusal> {
        let call = Call::change(&["workflowBlueprints", "add"], &blueprint.fields());
        self.object(&call, blueprint.objections(true))?;
        self.one_blueprint(call).await
    }

    /// Changes a blueprint.
    ///
    /// # Errors
    /// As all calls; [`super::super::Cause::Unsent`] for what the server would be broken by.
    pub async fn change_blueprint(
        &self,
        id: &str,
        change: &BlueprintChange<'_>,
    ) -> Result<ServerDocument, Refusal> {
        let call = Call::change(&["workflowBlueprints", "edit", id], &change.fields());
        self.object(&call, change.objections(false))?;
        self.one_blueprint(call).await
    }

    /// Deletes a blueprint. There is no way back on the server.
    ///
    /// # Errors
    /// As all calls.
    pub async fn delete_blueprint(&self, id: &str) -> Result<(), Refusal> {
        let call = Call::change(&["workflowBlueprints", "delete", id], &json!({}));
        self.ask(call, |answer| answer.done()).await
    }

    /// Adds a blueprint under its own uuid. `whole` is `{"WorkflowBlueprint": {…}}`. The server
    /// answers 500 and has saved (spec 02), so its list is read before and after.
    ///
    /// # Errors
    /// As all calls; [`super::super::Cause::Unsent`] where it has no uuid of its own there, or lacks something.
    pub async fn import_blueprint(&self, whole: &Json) -> Result<ServerDocument, Refusal> {
        let body = json!({MODEL: {"json": whole.to_string()}});
        let call = Call::change(&["workflowBlueprints", "import"], &body);
        let text = |key: &str| whole.get(MODEL)?.get(key)?.as_str();
        let own = BlueprintChange {
            name: text("name"),
            description: text("description"),
            graph: whole.get(MODEL).and_then(|fields| fields.get("data")),
            characters: Characters::default(),
        };
        self.object(&call, own.objections(true))?;
        let Some(uuid) = text("uuid") else {
            return Err(self.refuse(unreadable("the blueprint has no uuid"), &call));
        };
        if let Some(there) = self.blueprint_with(uuid).await? {
            let name = there.name;
            self.object(&call, vec![Objection::UuidTaken { name }])?;
        }
        self.change_and_look(&call, self.blueprint_with(uuid)).await
    }

    async fn blueprint_with(&self, uuid: &str) -> Result<Option<ServerDocument>, Refusal> {
        let all = self.blueprints().await?;
        Ok(all.into_iter().find(|one| one.uuid == uuid))
    }

    async fn one_blueprint(&self, call: Call) -> Result<ServerDocument, Refusal> {
        self.ask(call, |answer| ServerDocument::read(answer.json()?, MODEL))
            .await
    }
}
