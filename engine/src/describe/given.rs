//! A node's effective params, ready to be put into words.

use serde_json::{Map, Value};

use super::words;
use crate::catalogue::{Module, ParamValues, texts};

/// The module and what the node gives it.
pub(super) struct Given<'a> {
    pub module: &'a Module,
    values: Map<String, Value>,
}

impl<'a> Given<'a> {
    pub fn new(module: &'a Module, params: &(impl ParamValues + ?Sized)) -> Self {
        let mut values = module.merge(params).values;
        // The form shows the default where an empty text is stored; a run takes the empty text.
        for (id, value) in params.entries() {
            if value.as_str() == Some("") && module.param(id).is_some() {
                values.insert(id.to_owned(), value.clone());
            }
        }
        Self { module, values }
    }

    /// The texts of a param; those that are empty are left out.
    pub fn list(&self, id: &str) -> Vec<String> {
        let mut all = self.values.get(id).map(texts).unwrap_or_default();
        all.retain(|text| !text.trim().is_empty());
        all
    }

    /// Whether a param holds a list.
    pub fn is_list(&self, id: &str) -> bool {
        self.values.get(id).is_some_and(Value::is_array)
    }

    /// The text of a param, the first one of a list; empty where there is none.
    pub fn text(&self, id: &str) -> String {
        self.list(id).into_iter().next().unwrap_or_default()
    }

    /// Whether a param has this text.
    pub fn is(&self, id: &str, text: &str) -> bool {
        self.text(id) == text
    }

    /// The chosen values by the names that the instance gives them.
    pub fn names(&self, id: &str) -> Vec<String> {
        let param = self.module.param(id);
        self.list(id)
            .into_iter()
            .map(|value| {
                let option = param.and_then(|param| param.option(&value));
                option.map_or(value, |option| option.label.to_string())
            })
            .collect()
    }

    /// The chosen values in a row, or `None` where nothing is chosen.
    pub fn row(&self, id: &str) -> Option<String> {
        let list = self.list(id);
        (!list.is_empty()).then(|| words::row(&list))
    }

    /// A hash path, cut to a readable length, or `None` where there is none.
    pub fn path(&self, id: &str) -> Option<String> {
        let path = self.text(id);
        (!path.is_empty()).then(|| words::path(&path))
    }

    /// A text in quotes, or `None` where there is none.
    pub fn quoted(&self, id: &str) -> Option<String> {
        let text = self.text(id);
        (!text.is_empty()).then(|| words::quoted(&text))
    }

    /// The locality of a tag in brackets; nothing for “any”.
    pub fn locality(&self) -> &'static str {
        match self.text("locality").as_str() {
            "local" => " (local)",
            "global" => " (global)",
            _ => "",
        }
    }
}
