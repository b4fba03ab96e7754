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
            let list = Warninglist::from_value(row);
            Arc::make_mut(&mut store.warninglists).insert(list.id.clone(), list);
        }
        for event in list("events").values() {
            store.put_event(event);
        }
        store.number_links();
        store
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
