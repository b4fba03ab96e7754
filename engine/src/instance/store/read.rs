//! A database from a file.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{Rows, Store, Warninglist};
use crate::value::Value;

impl Store {
    /// Reads `{events, tags, galaxies, warninglists, users, organisations, sharing_groups,
    /// decaying_models}`; each a list of rows as MISP's API gives them, each of which may be
    /// missing.
    pub fn from_value(data: &Value) -> Self {
        let mut store = Self {
            users: rows(data, "users"),
            organisations: rows(data, "organisations"),
            sharing_groups: rows(data, "sharing_groups"),
            decaying_models: rows(data, "decaying_models"),
            ..Self::default()
        };
        let list = |name: &str| data.get(name).map(Value::to_array).unwrap_or_default();
        for row in list("tags").values() {
            store.add_tag(row);
        }
        for galaxy in list("galaxies").values() {
            store.add_galaxy(galaxy);
        }
        for row in list("warninglists").values() {
            let list = warninglist(row);
            Arc::make_mut(&mut store.warninglists).insert(list.id.clone(), list);
        }
        for event in list("events").values() {
            store.put_event(event);
        }
        store.number_links();
        store
    }

    /// Adds a galaxy with clusters, as a view of an event shows it under `Galaxy`.
    pub fn add_galaxy(&mut self, galaxy: &Value) {
        let clusters = galaxy.get("GalaxyCluster").map(Value::to_array);
        for cluster in clusters.unwrap_or_default().values() {
            let Some(tag) = cluster.get("tag_name") else {
                continue;
            };
            let mut one = galaxy.to_array();
            one.insert("GalaxyCluster", std::iter::once(cluster.clone()).collect());
            let tag = SmolStr::new(tag.to_text());
            Arc::make_mut(&mut self.galaxies).insert(tag, one.into());
        }
    }
}

fn rows(data: &Value, name: &str) -> Rows<Value> {
    let list = data.get(name).map(Value::to_array).unwrap_or_default();
    let rows = list.values().map(|row| {
        let id = row.get("id").unwrap_or(&Value::Null);
        (SmolStr::new(id.to_text()), row.clone())
    });
    Arc::new(rows.collect())
}

fn warninglist(row: &Value) -> Warninglist {
    let text = |name: &str| SmolStr::new(row.get(name).unwrap_or(&Value::Null).to_text());
    let texts = |name: &str| {
        let list = row.get(name).map(Value::to_array).unwrap_or_default();
        list.values()
            .map(|value| value.to_text().into_owned())
            .collect::<Vec<_>>()
    };
    Warninglist {
        id: text("id"),
        name: text("name"),
        kind: text("type"),
        category: text("category"),
        types: texts("types").into_iter().map(SmolStr::from).collect(),
        entries: texts("entries"),
        enabled: row.get("enabled").is_none_or(Value::is_truthy),
    }
}
