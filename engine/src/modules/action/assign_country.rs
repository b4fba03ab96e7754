//! `assign_country`: attaches the galaxy cluster of a country.

use super::tagging::{Link, attribute_target, event_target};
use crate::{
    filter::node_items,
    instance::Target,
    modules::{Context, Module, Params, params::PathParam},
    value::{PhpError, Value},
};

/// Attaches the country that a path finds in the attributes, mostly in an enrichment, to them or
/// to the event (README-live 35).
#[derive(Debug)]
pub struct AssignCountry {
    on_attributes: bool,
    path: PathParam,
    galaxy: String,
    link: Link,
    params: Params,
}

impl AssignCountry {
    /// The module with the node's parameters. Without a galaxy it is that of the countries (live
    /// run `bp-country`).
    pub fn new(params: &Params) -> Self {
        let galaxy = match params.text("galaxy_name") {
            name if name.is_empty() => "country".to_owned(),
            name => name,
        };
        Self {
            on_attributes: params.text("scope") == "attribute",
            path: PathParam::new(&params.get("hash_path")),
            galaxy,
            link: Link::new(params),
            params: params.clone(),
        }
    }

    /// Attaches what the path finds in an attribute. Gives `false` if there is no such country.
    fn assign(
        &self,
        context: &mut Context<'_>,
        attribute: &Value,
        target: &Target,
    ) -> Result<bool, PhpError> {
        let countries = self.path.path()?.extract(attribute)?;
        let store = &mut context.world.store;
        let mut success = false;
        for country in countries.values().map(Value::to_text) {
            if let Some(name) = store.cluster_tag(&self.galaxy, &country).cloned() {
                let tag = store.tag_or_new(&name);
                success |= self.link.attach(store, target, &tag);
            }
        }
        Ok(success)
    }
}

impl Module for AssignCountry {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        if !context.world.store.has_galaxy(&self.galaxy) {
            let note = format!(
                "the simulated server has no galaxy {}, so nothing is attached",
                self.galaxy
            );
            context.notes.push(note);
        }
        let event = event_target(&data);
        let mut success = false;
        for attribute in node_items(&data, self.params.filter()?.as_ref())?.values() {
            if self.on_attributes {
                // The last one counts.
                success = self.assign(context, attribute, &attribute_target(attribute))?;
            } else {
                success |= self.assign(context, attribute, &event)?;
            }
        }
        if !success && context.notes.is_empty() {
            return Ok(context.fails_because(
                "the path finds no country that the galaxy knows, or what it would be attached to is not in the database",
            ));
        }
        Ok(success)
    }
}
