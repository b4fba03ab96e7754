//! `attach-warninglist`: marks attributes with the warninglists that they hit.

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::attribute_edition::put_back;
use crate::{
    filter::Filter,
    instance::{Hit, Warninglist},
    modules::{Context, Module, Params},
    value::{Array, PhpError, Value},
};

/// The setting with which attributes without the IDS flag are looked up, too.
const FOR_ALL: &str = "MISP.warning_for_all";

/// The lists that are asked (spec 05; README-live 34).
#[derive(Debug)]
pub struct AttachWarninglist {
    filter: Result<Option<Filter>, PhpError>,
    chosen: Value,
}

impl AttachWarninglist {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            filter: params.filter(),
            chosen: params.get("warninglists"),
        }
    }

    fn is_chosen(&self, list: &Warninglist) -> bool {
        let chosen = self.chosen.to_array();
        let mut names = chosen.values().map(Value::to_text);
        names.any(|name| name == "ALL" || name == list.name.as_str())
    }
}

impl Module for AttachWarninglist {
    /// Hits are added to the `warnings` that an attribute has; the event gets each list once.
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let filter = self.filter.as_ref().map_err(Clone::clone)?;
        if self.chosen.is_empty() {
            return Ok(context.fail("No warninglist module selected"));
        }
        let items = context.items(filter.as_ref())?;
        let for_all = context.instance.setting(FOR_ALL).is_truthy();
        let store = &context.world.store;
        let lists: Vec<_> = store
            .enabled_warninglists()
            .filter(|list| self.is_chosen(list))
            .collect();
        let mut marked = Vec::new();
        let mut of_event: IndexMap<SmolStr, Value> = IndexMap::new();
        for item in items.values() {
            let field = |name| item.get(name).unwrap_or(&Value::Null);
            if !for_all && field("to_ids").is_empty() {
                continue;
            }
            let (kind, value) = (field("type").to_text(), field("value").to_text());
            let hits: Vec<_> = lists
                .iter()
                .filter_map(|list| list.hit(&kind, &value))
                .collect();
            let Some(attribute) = item.as_array().filter(|_| !hits.is_empty()) else {
                continue;
            };
            let mut attribute = attribute.clone();
            let mut warnings = field("warnings").to_array();
            for hit in &hits {
                warnings.push(of_attribute(hit, &value));
                of_event
                    .entry(hit.list.id.clone())
                    .or_insert_with(|| in_short(hit.list));
            }
            attribute.insert("warnings", warnings.into());
            marked.push(attribute.into());
        }
        put_back(context, marked)?;
        let mut data = context.data()?;
        if let Some(event) = data
            .as_array_mut()
            .and_then(|data| data.get_mut("Event")?.as_array_mut())
        {
            event.insert("warnings", of_event.into_values().collect());
        }
        context.set_data(data)?;
        Ok(true)
    }
}

fn of_attribute(hit: &Hit<'_>, value: &str) -> Value {
    let mut warning = Array::with_capacity(5);
    warning.insert("match", Value::from(hit.entry));
    warning.insert("value", Value::from(value));
    warning.insert("warninglist_id", Value::from(hit.list.id.clone()));
    warning.insert("warninglist_name", Value::from(hit.list.name.clone()));
    warning.insert(
        "warninglist_category",
        Value::from(hit.list.category.clone()),
    );
    warning.into()
}

fn in_short(list: &Warninglist) -> Value {
    let mut row = Array::with_capacity(3);
    row.insert("id", Value::from(list.id.clone()));
    row.insert("name", Value::from(list.name.clone()));
    row.insert("category", Value::from(list.category.clone()));
    row.into()
}
