//! `enrich-event`: saves what a misp-module finds out about the attributes of an event.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{attach_enrichment::NONE_CHOSEN, chosen_modules};
use crate::{
    event::attributes::attributes,
    filter::{self, Filter},
    instance::Asked,
    misp_modules::{Format, Service, ServiceAnswer, ask_to_enrich},
    modules::{Context, Module, Params},
    run::{Request, ZmqMessage},
    value::{Array, PhpError, Value},
};

/// Asks the chosen misp-module about the attributes of the event in the database, and saves what it
/// finds (README-live 32).
#[derive(Debug)]
pub struct EnrichEvent {
    modules: Value,
    filter: Result<Option<Filter>, PhpError>,
}

impl EnrichEvent {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            modules: params.get("modules"),
            filter: params.filter(),
        }
    }
}

impl Module for EnrichEvent {
    /// # Errors
    /// An exception if the event is not in the database, or if an answer of the misp-module is not
    /// one; what was saved up to then stays.
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        if self.modules.is_empty() {
            return Ok(context.fail(NONE_CHOSEN));
        }
        let data = context.data()?;
        let filter = self.filter.as_ref().map_err(Clone::clone)?;
        let items = filter::node_items(&data, filter.as_ref())?;
        let wanted: Vec<&Value> = items.values().filter_map(|item| item.get("uuid")).collect();
        let event = data.get("Event").and_then(|event| event.get("id"));
        let event = event.cloned().unwrap_or_default();
        let found = context.world.store.model(&event);
        let model = found.ok_or_else(|| PhpError::exception("Invalid event."))?;
        let services = Arc::clone(&context.instance.services);
        let mut added = 0;
        for module in chosen_modules(&self.modules) {
            let enabled = context.instance.enriches_with(&module);
            let Some(service) = services.get(&module).filter(|_| enabled) else {
                context.notes.push(format!(
                    "the misp-module {module} is not enabled on the server; nothing is asked"
                ));
                continue;
            };
            for attribute in attributes(&model) {
                let kind = attribute.get("type").unwrap_or(&Value::Null).to_text();
                let is_wanted = attribute
                    .get("uuid")
                    .is_some_and(|uuid| wanted.contains(&uuid));
                if is_wanted && service.takes(&kind) {
                    added += enrich(context, service, &event, attribute)?;
                }
            }
        }
        push(context, &event, added);
        let model = context.world.store.model(&event).unwrap_or(model);
        context.set_data(model)?;
        Ok(true)
    }
}

/// Asks about one attribute and saves what is found; gives the number of new attributes.
fn enrich(
    context: &mut Context<'_>,
    service: &Service,
    event: &Value,
    attribute: &Value,
) -> Result<i64, PhpError> {
    let query = ask_to_enrich(service, event, attribute, context.instance);
    let results = match context.ask(query) {
        ServiceAnswer::Results(results) => results,
        ServiceAnswer::Error(_) | ServiceAnswer::Other(_) => {
            return Err(PhpError::exception(format!(
                "Invalid response received from module {}, response data do not contains results field.",
                service.name
            )));
        }
        ServiceAnswer::Unreadable(_) => {
            return Err(PhpError::exception(format!(
                "{} service not reachable.",
                service.name
            )));
        }
    };
    let asked = Asked {
        module: &service.name,
        event: &event.to_text(),
        attribute,
    };
    let store = &mut context.world.store;
    let saved = match service.format {
        Format::Simple => store.save_values(&asked, &results),
        Format::MispStandard => store.save_rows(&asked, &results),
    };
    Ok(i64::try_from(saved).unwrap_or_default())
}

/// Tells the subscribers of the ZMQ channel how many attributes were added.
fn push(context: &mut Context<'_>, event: &Value, added: i64) {
    let mut message = Array::new();
    message.insert("Enriching event", event.clone());
    message.insert("Attribute added", Value::from(added));
    context.outside.request(Request::Zmq(ZmqMessage {
        topic: SmolStr::new_static("misp_json_workflow"),
        message: message.into(),
    }));
}
