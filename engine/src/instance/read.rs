//! A simulated server from a file.

use smol_str::SmolStr;
use thiserror::Error;

use super::{Instance, Quirk, Store, Version};
use crate::{
    misp_modules::Services,
    run::Plan,
    value::{Array, Value},
    workflow::{self, OpenError, Workflow},
};

/// What is wrong with the description of a server.
#[derive(Debug, Error)]
pub enum DescriptionError {
    /// It is no object.
    #[error("a server is described by a JSON object, this is {0}")]
    NoObject(&'static str),
    /// A key that means nothing.
    #[error("`{0}` means nothing here; known are {known}", known = KEYS.join(", "))]
    UnknownKey(String),
    /// A field of another type.
    #[error("`{key}` has to be {wanted}, it is {found}")]
    WrongType {
        /// The field.
        key: &'static str,
        /// What it should be.
        wanted: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// No version.
    #[error("`{0}` is no version of MISP such as 2.5.1")]
    Version(String),
    /// A workflow that cannot be read.
    #[error("workflow {number} of `workflows`: {error}")]
    Workflow {
        /// Its place in the list, from 1.
        number: usize,
        /// What is wrong with it.
        error: OpenError,
    },
    /// A workflow that no trigger starts.
    #[error("workflow {0} of `workflows` has no trigger")]
    NoTrigger(usize),
}

/// What may be described: first what this page reads, then the tables of the database.
const KEYS: [&str; 13] = [
    "version",
    "settings",
    "disabled",
    "workflows",
    "misp_modules",
    "events",
    "tags",
    "galaxies",
    "warninglists",
    "users",
    "organisations",
    "sharing_groups",
    "decaying_models",
];

impl Instance {
    /// Makes this the server that `description` tells of:
    ///
    /// - `version`: `"2.5.1"`; decides which bugs are simulated.
    /// - `settings`: server settings by name.
    /// - `disabled`: ids of modules and triggers that are switched off.
    /// - `workflows`: workflows as MISP's `view` returns them, enabled each for its trigger.
    /// - `misp_modules`: what its misp-modules service answers to `GET /modules`, beside what the
    ///   program knows of it.
    /// - the tables of the database, see [`Store::from_value`].
    ///
    /// Everything may be left out.
    ///
    /// # Errors
    /// What does not fit, by the name of the field; nothing is changed then.
    pub fn described_by(mut self, description: &Value) -> Result<Self, DescriptionError> {
        let Value::Array(fields) = description else {
            return Err(DescriptionError::NoObject(description.kind()));
        };
        let unknown = fields
            .keys()
            .find(|key| !KEYS.contains(&key.to_string().as_str()));
        if let Some(key) = unknown {
            return Err(DescriptionError::UnknownKey(key.to_string()));
        }
        if let Some(version) = description.get("version") {
            let text = version.to_text();
            let version = version_of(&text);
            let version = version.ok_or_else(|| DescriptionError::Version(text.into_owned()))?;
            self.quirks = Quirk::of(version);
        }
        for (name, value) in &array(description, "settings")? {
            self.settings
                .insert(SmolStr::new(name.to_string()), value.clone());
        }
        let disabled = array(description, "disabled")?;
        self.disabled
            .extend(disabled.values().map(|id| SmolStr::new(id.to_text())));
        let modules = array(description, "misp_modules")?;
        self.add_services(&Services::from_answer(&modules.into()));
        for table in KEYS.iter().skip(5) {
            array(description, table)?;
        }
        for (index, value) in array(description, "workflows")?.values().enumerate() {
            let number = index + 1;
            let failed = |error| DescriptionError::Workflow { number, error };
            let workflow = workflow::open(value.to_json().as_bytes()).map_err(failed)?;
            if !self.enable(&workflow) {
                return Err(DescriptionError::NoTrigger(number));
            }
        }
        self.store = Store::from_value(description);
        Ok(self)
    }

    /// Enables a workflow for its trigger, in place of the one before. Gives `false` for one
    /// without a trigger.
    pub fn enable(&mut self, workflow: &Workflow) -> bool {
        let Some((_, trigger)) = workflow.graph.trigger() else {
            return false;
        };
        self.workflows
            .insert(SmolStr::new(&trigger.module), Plan::of(workflow));
        true
    }
}

fn version_of(text: &str) -> Option<Version> {
    let mut parts = text.trim_start_matches('v').split('.').map(str::parse);
    let version = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    parts.next().is_none().then_some(version)
}

fn array(description: &Value, key: &'static str) -> Result<Array, DescriptionError> {
    match description.get(key) {
        None | Some(Value::Null) => Ok(Array::new()),
        Some(Value::Array(array)) => Ok(array.clone()),
        Some(other) => Err(DescriptionError::WrongType {
            key,
            wanted: "a list or an object",
            found: other.kind(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(json: &str) -> Result<Instance, DescriptionError> {
        let description = Value::from_json(json.as_bytes()).unwrap();
        Instance::default().described_by(&description)
    }

    #[test]
    fn a_description_says_what_it_is() {
        let server = described(
            r#"{"version": "2.5.1", "settings": {"a.b": false}, "disabled": ["webhook"],
                "events": [{"Event": {"id": "7", "info": "x"}}]}"#,
        )
        .unwrap();
        assert!(server.is_disabled("webhook"));
        assert_eq!(server.setting("a.b"), &Value::from(false));
        assert!(server.store.view(&Value::from("7")).is_some());
        assert!(!server.quirks.is_empty());
        assert!(
            described(r#"{"version": "3.0.0"}"#)
                .unwrap()
                .quirks
                .is_empty()
        );
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let message = |json: &str| described(json).unwrap_err().to_string();
        assert!(message(r#"{"setings": {}}"#).contains("`setings` means nothing here"));
        assert!(message(r#"{"events": 1}"#).contains("`events` has to be a list"));
        assert!(message(r#"{"version": "new"}"#).contains("no version of MISP"));
        assert!(message(r#"{"workflows": [{"x": 1}]}"#).contains("workflow 1 of `workflows`"));
        assert!(message("7").contains("a JSON object, this is int"));
    }
}
