//! Warninglists and what they hit.

use smol_str::SmolStr;

use super::Store;

/// A warninglist of the instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warninglist {
    /// Its id.
    pub id: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// How values are compared: `string`, `substring`, `hostname`, `cidr` or `regex`.
    pub kind: SmolStr,
    /// `false_positive` or `known`.
    pub category: SmolStr,
    /// The attribute types that it is about; all where it is empty.
    pub types: Vec<SmolStr>,
    /// Its entries.
    pub entries: Vec<String>,
    /// Whether it is switched on.
    pub enabled: bool,
}

/// A hit of a value on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The list.
    pub list: &'a Warninglist,
    /// The entry.
    pub entry: &'a str,
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
}
