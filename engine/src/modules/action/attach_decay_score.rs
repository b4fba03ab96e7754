//! `attach-decay-score`: gives attributes what decaying models make of them.

use std::collections::HashMap;

use super::attribute_edition::put_back;
use crate::{
    event::attributes::attributes,
    filter::Filter,
    instance::DecayingModel,
    modules::{Context, Module, Params},
    value::{Array, PhpError, Value},
};

/// The models that are asked (spec 05; README-live 35).
#[derive(Debug)]
pub struct AttachDecayScore {
    filter: Result<Option<Filter>, PhpError>,
    models: Value,
}

impl AttachDecayScore {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            filter: params.filter(),
            models: params.get("decayingmodels"),
        }
    }
}

impl Module for AttachDecayScore {
    /// Replaces attributes by bare ones, as the table of attributes has them, with the scores. One
    /// that is not in the database stays.
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let filter = self.filter.as_ref().map_err(Clone::clone)?;
        if self.models.is_empty() {
            return Ok(context.fail("No decaying model selected"));
        }
        let items = context.items(filter.as_ref())?;
        let store = &context.world.store;
        let chosen = self.models.to_array();
        let models: Vec<_> = chosen
            .values()
            .filter_map(|id| store.decaying_model(&id.to_text()))
            .map(DecayingModel::of)
            .collect();
        let data = context.world.data.raw();
        let event = data
            .get("Event")
            .and_then(|event| store.event(event.get("id")?));
        let Some(event) = event else {
            return Ok(true);
        };
        let rows: HashMap<_, _> = attributes(event)
            .filter_map(|row| Some((row.get("id")?.to_text(), row)))
            .collect();
        let mut scored = Vec::with_capacity(items.len());
        for item in items.values() {
            let id = item.get("id").map(Value::to_text).unwrap_or_default();
            let Some(row) = rows.get(&id) else {
                continue;
            };
            let tags: Vec<_> = tags(event).chain(tags(row)).collect();
            let seen = row.get("timestamp").map_or(0, Value::to_int);
            let scores: Vec<_> = models
                .iter()
                .map(|model| model.score(&tags, seen, store.now()))
                .collect();
            let mut bare = bare(row);
            if !scores.is_empty() {
                bare.insert("decay_score", scores.into());
            }
            scored.push(bare.into());
        }
        put_back(context, scored)?;
        Ok(true)
    }
}

fn tags(row: &Value) -> impl Iterator<Item = &Value> {
    let tags = row.get("Tag").and_then(Value::as_array);
    tags.into_iter().flat_map(Array::values)
}

/// The columns of an attribute. The parts of a composite value have one each.
fn bare(row: &Value) -> Array {
    let value = row.get("value").map(Value::to_text).unwrap_or_default();
    let is_composite = row
        .get("type")
        .is_some_and(|kind| kind.to_text().contains('|') || kind.to_text() == "malware-sample");
    let parts = if is_composite {
        value.split_once('|')
    } else {
        None
    };
    let (first, second) = parts.unwrap_or((&value, ""));
    let mut bare = Array::with_capacity(20);
    for name in COLUMNS {
        let column = match name {
            "value1" => Some(Value::from(first)),
            "value2" => Some(Value::from(second)),
            name => row.get(name).cloned(),
        };
        if let Some(column) = column {
            bare.insert(name, column);
        }
    }
    bare
}

const COLUMNS: [&str; 19] = [
    "id",
    "event_id",
    "object_id",
    "object_relation",
    "category",
    "type",
    "value1",
    "value2",
    "to_ids",
    "uuid",
    "timestamp",
    "distribution",
    "sharing_group_id",
    "comment",
    "deleted",
    "disable_correlation",
    "first_seen",
    "last_seen",
    "value",
];
