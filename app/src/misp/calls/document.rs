//! A workflow or blueprint as a server gives it.

use misp_flow_engine::workflow::{JsonMap, OpenError, Workflow, open_json};
use serde_json::Value as Json;

use super::super::{
    Cause,
    answer::{foreign, json_elements, unreadable},
};

/// The trigger of workflows that are run by hand.
pub(crate) const BY_HAND: &str = "ad-hoc";

/// A workflow or blueprint on a server.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerDocument {
    /// The document, or why its graph cannot be opened (servers store broken ones).
    pub document: Result<Workflow, OpenError>,
    /// The number that the server gave it.
    pub id: String,
    /// Its uuid.
    pub uuid: String,
    /// Its name.
    pub name: String,
    /// How often it ran, as far as the server counts.
    pub counter: u64,
    /// When it was saved last, in seconds since 1970.
    pub timestamp: Option<i64>,
    /// Whether it came with the server (blueprints).
    pub is_default: bool,
    /// The envelope as it came, graph included.
    pub raw: JsonMap,
}

impl ServerDocument {
    /// Reads `{"Workflow": {…}}`, `{"WorkflowBlueprint": {…}}` or the envelope alone, which is
    /// taken as one of `model`.
    pub(super) fn read(mut json: Json, model: &str) -> Result<Self, Cause> {
        let inside = json.get_mut(model).map(Json::take);
        let Json::Object(raw) = inside.unwrap_or(json) else {
            return Err(unreadable("no workflow is in it"));
        };
        let text = |key: &str| match raw.get(key) {
            Some(Json::String(text)) => text.clone(),
            Some(Json::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        if text("id").is_empty() {
            return Err(unreadable("no workflow is in it"));
        }
        let mut whole = JsonMap::new();
        whole.insert(model.to_owned(), Json::Object(raw.clone()));
        Ok(Self {
            document: open_json(Json::Object(whole)),
            id: text("id"),
            uuid: text("uuid"),
            name: text("name"),
            counter: text("counter").parse().unwrap_or(0),
            timestamp: text("timestamp").parse().ok(),
            is_default: matches!(raw.get("default"), Some(Json::Bool(true)))
                || text("default") == "1",
            raw,
        })
    }

    /// Reads a list of them. What cannot be read as one is left out of it, as its list is of use
    /// without it; where nothing can, it is no list of them.
    pub(super) fn list(json: Json, model: &str) -> Result<Vec<Self>, Cause> {
        let listed = json_elements(json)?;
        let first = listed.first().cloned();
        let documents = listed.into_iter();
        let read: Vec<Self> = documents
            .filter_map(|one| Self::read(one, model).ok())
            .collect();
        match first {
            Some(first) if read.is_empty() => Err(foreign("workflows", &first)),
            _ => Ok(read),
        }
    }

    /// Reads a workflow's envelope as it was kept; nothing where it has no number.
    pub(crate) fn of_raw(raw: &JsonMap) -> Option<Self> {
        Self::read(Json::Object(raw.clone()), "Workflow").ok()
    }

    /// The same workflow with these fields in place of what it has.
    pub(crate) fn with(&self, fields: &JsonMap) -> Self {
        let mut raw = self.raw.clone();
        for (key, value) in fields {
            raw.insert(key.clone(), value.clone());
        }
        // It has its number still, so that it is read as it was.
        Self::read(Json::Object(raw), "Workflow").unwrap_or_else(|_| self.clone())
    }

    /// The graph as the server gave it, parsed where it came as a text (spec 02: blueprints after
    /// an edit).
    pub fn graph(&self) -> Json {
        match self.raw.get("data") {
            Some(Json::String(text)) => serde_json::from_str(text).unwrap_or_default(),
            Some(graph) => graph.clone(),
            None => Json::Null,
        }
    }

    /// Whether it is run by hand: for no trigger, or for the one that stands for that.
    pub fn is_by_hand(&self) -> bool {
        self.trigger_id().is_none_or(|trigger| trigger == BY_HAND)
    }

    /// The trigger that the server runs it for.
    pub fn trigger_id(&self) -> Option<&str> {
        let id = self.raw.get("trigger_id")?.as_str()?;
        (!id.is_empty()).then_some(id)
    }
}
