//! Warninglists and what they hit.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{Change, Store, warninglist_entries::Entries};
use crate::value::Value;

/// A warninglist of the instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Warninglist {
    /// Its id.
    pub id: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// How values are compared: `string`, `substring`, `hostname`, `cidr` or `regex`.
    pub kind: SmolStr,
    /// `false_positive` or `known`.
    pub category: SmolStr,
    /// The attribute types that it is about; all where it is empty or holds `ALL`.
    pub types: Vec<SmolStr>,
    /// Whether it is switched on.
    pub enabled: bool,
    entries: Arc<Entries>,
}

/// A hit of a value on a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit<'a> {
    /// The list.
    pub list: &'a Warninglist,
    /// The entry.
    pub entry: &'a str,
    /// What hit it: the value, or one part of a composite one.
    pub value: &'a str,
}

impl Warninglist {
    /// Reads a list as MISP's API gives it, with its entries as texts. Switched on and about all
    /// types unless it says otherwise.
    pub fn from_value(row: &Value) -> Self {
        let text = |name: &str| SmolStr::new(row.get(name).unwrap_or(&Value::Null).to_text());
        let list = |name: &str| row.get(name).map(Value::to_array).unwrap_or_default();
        let kind = text("type");
        let entries = list("entries");
        let entries = entries.values().map(|entry| entry.to_text().into_owned());
        Self {
            id: text("id"),
            name: text("name"),
            category: text("category"),
            types: list("types")
                .values()
                .map(|kind| SmolStr::new(kind.to_text()))
                .collect(),
            enabled: row.get("enabled").is_none_or(Value::is_truthy),
            entries: Arc::new(Entries::new(&kind, entries)),
            kind,
        }
    }

    /// The entries in order.
    pub fn entries(&self) -> impl Iterator<Item = &str> {
        self.entries.iter()
    }

    /// The hit of an attribute of this type and value, if it is on the list. Of a composite type
    /// each part of the value counts, the first one first.
    pub fn hit<'a>(&'a self, kind: &str, value: &'a str) -> Option<Hit<'a>> {
        let is_about = self.types.is_empty()
            || self
                .types
                .iter()
                .any(|about| about == kind || about == "ALL");
        if !is_about {
            return None;
        }
        let (first, second) = match value.split_once('|') {
            Some((first, second)) if kind.contains('|') || kind == "malware-sample" => {
                (first, Some(second))
            }
            _ => (value, None),
        };
        [Some(first), second]
            .into_iter()
            .flatten()
            .find_map(|value| {
                let entry = self.entries.hit(value)?;
                let list = self;
                Some(Hit { list, entry, value })
            })
    }
}

impl Store {
    /// The list with this id.
    pub fn warninglist(&self, id: &str) -> Option<&Warninglist> {
        self.warninglists.get(id)
    }

    /// The lists that are switched on.
    pub fn enabled_warninglists(&self) -> impl Iterator<Item = &Warninglist> {
        self.warninglists.values().filter(|list| list.enabled)
    }

    /// What an attribute of type `kind` hits on the lists that are switched on, one hit a list.
    pub fn warninglist_hits<'a>(&'a self, kind: &str, value: &'a str) -> Vec<Hit<'a>> {
        self.enabled_warninglists()
            .filter_map(|list| list.hit(kind, value))
            .collect()
    }

    /// Puts values on a list behind those that are there; what is on it already stays as it is
    /// (README-live 35). Gives `false` where there is no such list.
    pub fn warnlist(&mut self, list: &str, values: impl IntoIterator<Item = String>) -> bool {
        let Some(row) = Arc::make_mut(&mut self.warninglists).get_mut(list) else {
            return false;
        };
        let entries = Arc::make_mut(&mut row.entries);
        for value in values {
            if entries.add(value.clone()) {
                let list = SmolStr::new(list);
                self.changes.push(Change::Warnlisted { list, value });
            }
        }
        true
    }
}
