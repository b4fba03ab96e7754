//! A node's parameters with the module's defaults (rule 36).

use serde_json::Value as Json;

use crate::{
    catalogue::Catalogue,
    filter::{self, Filter},
    path::HashPath,
    template::Template,
    value::{PhpError, Value},
    workflow::Node,
};

/// The `indexed_params` of a node, as they are stored, with the defaults of its module.
#[derive(Clone, Debug)]
pub struct Params {
    module: String,
    stored: Value,
    filter: Value,
}

impl Params {
    /// The parameters of a node of this module.
    pub fn new(module: &str, stored: &Value) -> Self {
        Self {
            module: module.to_owned(),
            stored: stored.clone(),
            filter: Value::Null,
        }
    }

    /// The same with the node's `saved_filters`.
    pub fn with_filter(mut self, saved_filters: &Value) -> Self {
        self.filter = saved_filters.clone();
        self
    }

    /// The node's filter, where it has one.
    ///
    /// # Errors
    /// As [`filter::node_filter`].
    pub fn filter(&self) -> Result<Option<Filter>, PhpError> {
        filter::node_filter(&self.filter)
    }

    /// A parameter that is rendered over the roaming data. What is no text renders as nothing
    /// (README-live 39).
    pub fn template(&self, id: &str) -> Template {
        Template::parse(self.get(id).as_str().unwrap_or_default())
    }

    /// The parameters of a node of the document.
    pub fn of(node: &Node) -> Self {
        let stored = node.params.iter();
        let stored = stored.map(|(id, value)| (id.clone(), value.clone()));
        Self::new(
            &node.module,
            &Value::from_serde(&Json::Object(stored.collect())),
        )
    }

    /// A parameter's value. A missing or null one is the module's default; an empty text is not.
    pub fn get(&self, id: &str) -> Value {
        match self.stored.get(id) {
            Some(value) if !value.is_null() => value.clone(),
            _ => {
                let module = Catalogue::bundled().get(&self.module);
                let param = module.and_then(|module| module.param(id));
                // A parameter without a default of its own is an empty text.
                param.map_or(Value::from(""), |param| match &param.default {
                    serde_json::Value::Null => Value::from(""),
                    default => Value::from_serde(default),
                })
            }
        }
    }

    /// The parameters as they are stored, without defaults.
    pub fn stored(&self) -> &Value {
        &self.stored
    }

    /// A parameter as text.
    pub fn text(&self, id: &str) -> String {
        self.get(id).to_text().into_owned()
    }
}

/// A hash path given as a parameter; what is no text fails when the node is executed, as in PHP.
#[derive(Clone, Debug)]
pub(super) struct PathParam(Result<HashPath, PhpError>);

impl PathParam {
    pub fn new(value: &Value) -> Self {
        Self(HashPath::from_value(value))
    }

    pub fn path(&self) -> Result<&HashPath, PhpError> {
        self.0.as_ref().map_err(Clone::clone)
    }
}
