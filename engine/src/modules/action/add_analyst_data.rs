//! `add_analyst_data` of newer servers: a note, an opinion or a relationship.

use smol_str::SmolStr;

use crate::{
    filter::Filter,
    instance::Target,
    modules::{Context, Module, Params},
    template::Template,
    value::{PhpError, Value},
};

const ID: &str = "add_analyst_data";

/// What analysts can add.
const KINDS: [&str; 3] = ["note", "opinion", "relationship"];

/// What is added, and to what. What the parameters are called is left to the server's catalogue
/// (spec 05): one of them says the kind, and all of them are told.
#[derive(Debug)]
pub struct AddAnalystData {
    filter: Result<Option<Filter>, PhpError>,
    to_attributes: bool,
    kind: SmolStr,
    fields: Vec<(SmolStr, Value)>,
}

impl AddAnalystData {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        let stored = params.stored().to_array();
        let fields = stored.iter();
        let fields = fields.map(|(name, value)| (SmolStr::new(name.to_string()), value.clone()));
        let fields: Vec<_> = fields.collect();
        let named = |kind: &&&str| {
            let mut texts = fields.iter().map(|(_, value)| value.to_text());
            texts.any(|text| text.eq_ignore_ascii_case(kind))
        };
        let kind = KINDS.iter().find(named).copied().unwrap_or("note");
        Self {
            filter: params.filter(),
            to_attributes: params.text("scope") == "attribute",
            kind: SmolStr::new(kind),
            fields,
        }
    }
}

impl Module for AddAnalystData {
    /// The roaming data stay as they are.
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let filter = self.filter.as_ref().map_err(Clone::clone)?;
        let data = context.data()?;
        let id = |row: &Value| Some(SmolStr::new(row.get_set("id")?.to_text()));
        let Some(event) = data.get("Event").and_then(id) else {
            return Ok(context.fail("there is no event to add analyst data to"));
        };
        let targets: Vec<_> = if self.to_attributes {
            let items = context.items(filter.as_ref())?;
            let ids = items.values().filter_map(id);
            ids.map(|id| Target::Attribute {
                id,
                event: event.clone(),
            })
            .collect()
        } else {
            vec![Target::Event(event)]
        };
        let mut fields = Vec::with_capacity(self.fields.len());
        for (name, value) in &self.fields {
            fields.push((name.clone(), rendered(context, name, value)?));
        }
        for target in &targets {
            let store = &mut context.world.store;
            store.add_analyst_data(&self.kind, target.clone(), fields.clone());
        }
        if targets.is_empty() {
            return Ok(context.fails_because(
                "no attribute with an id is in the data, or none passes the node's filter",
            ));
        }
        Ok(true)
    }
}

/// A parameter as text, rendered where the server's catalogue says that it is.
fn rendered(context: &mut Context<'_>, name: &str, value: &Value) -> Result<String, PhpError> {
    let facts = context
        .instance
        .module(ID, crate::workflow::NodeKind::Action);
    let is_template = facts
        .and_then(|facts| facts.described.as_ref()?.param(name))
        .is_some_and(|param| param.jinja_supported);
    let text = value.to_text();
    if is_template {
        context.render(&Template::parse(&text))
    } else {
        Ok(text.into_owned())
    }
}
