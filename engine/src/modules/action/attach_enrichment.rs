//! `attach-enrichment`: keeps what misp-modules know about attributes in the roaming data.

use std::sync::Arc;

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::chosen_modules;
use crate::{
    event::attributes::with_attributes,
    filter::{self, Filter},
    misp_modules::{Asker, ask_about},
    modules::{Context, Module, Params},
    value::{PhpError, Value},
};

/// What the module reports where no misp-module is chosen, spelt as the server does.
pub(super) const NONE_CHOSEN: &str = "No enrichmnent module selected";

/// Asks each chosen misp-module about each attribute whose type it takes (README-live 33).
#[derive(Debug)]
pub struct AttachEnrichment {
    modules: Value,
    filter: Result<Option<Filter>, PhpError>,
}

impl AttachEnrichment {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            modules: params.get("modules"),
            filter: params.filter(),
        }
    }
}

impl Module for AttachEnrichment {
    /// # Errors
    /// A `TypeError` at the first attribute if a chosen module is unknown to the server
    /// (`enrich-unknown`).
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        if self.modules.is_empty() {
            return Ok(context.fail(NONE_CHOSEN));
        }
        let modules = chosen_modules(&self.modules);
        let data = context.data()?;
        let filter = self.filter.as_ref().map_err(Clone::clone)?;
        let items = filter::node_items(&data, filter.as_ref())?;
        let event = data.get("Event").and_then(|event| event.get("id"));
        let asker = Asker::of(context.instance, event.cloned().unwrap_or_default());
        let services = Arc::clone(&context.instance.services);
        let mut findings = Findings::default();
        for attribute in items.values() {
            for module in &modules {
                let service = services.get(module).ok_or_else(|| {
                    PhpError::argument(
                        "Module_attach_enrichment::getModuleOptions()",
                        1,
                        "moduleConfig",
                        "array",
                        "null",
                    )
                })?;
                let kind = attribute.get("type").unwrap_or(&Value::Null).to_text();
                if !service.takes(&kind) {
                    continue;
                }
                let query = ask_about(service, &asker, attribute, context.instance);
                findings.add(attribute, context.ask(query).kept());
            }
        }
        if !findings.0.is_empty() {
            context.set_data(findings.attached(data))?;
        }
        Ok(true)
    }
}

/// What was found, by the id of the attribute.
#[derive(Debug, Default)]
struct Findings(IndexMap<SmolStr, Vec<Value>>);

impl Findings {
    fn add(&mut self, attribute: &Value, found: Option<Value>) {
        if let Some(found) = found {
            let known = self.0.entry(id(attribute)).or_default();
            known.push(found);
        }
    }

    /// The data with the findings at each attribute, wherever it stands.
    fn attached(&self, data: Value) -> Value {
        let enriched = data
            .get("Event")
            .and_then(|event| with_attributes(event, &mut |attribute| self.attached_to(attribute)));
        match (enriched, data) {
            (Some(event), Value::Array(mut fields)) => {
                fields.insert("Event", event);
                fields.into()
            }
            (_, data) => data,
        }
    }

    fn attached_to(&self, attribute: &Value) -> Option<Value> {
        let found = self.0.get(&id(attribute))?;
        let mut fields = attribute.as_array()?.clone();
        let enrichment = fields.get("enrichment").map(Value::to_array);
        let mut enrichment = enrichment.unwrap_or_default();
        for finding in found {
            enrichment.push(finding.clone());
        }
        fields.insert("enrichment", enrichment.into());
        Some(fields.into())
    }
}

fn id(attribute: &Value) -> SmolStr {
    SmolStr::new(attribute.get("id").unwrap_or(&Value::Null).to_text())
}
