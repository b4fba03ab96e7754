//! The database of the simulated server: events, tags, lists, people. It lives in memory, and every
//! run works on a copy of its own; copies share what neither changes.

mod change;
mod enrich;
mod events;
mod fresh;
mod galaxies;
mod model;
mod places;
mod proposals;
mod read;
mod rows;
mod saving;
mod tags;
mod view;
mod warninglist_entries;
mod warninglists;

use std::{collections::BTreeSet, sync::Arc};

use indexmap::IndexMap;
use smol_str::SmolStr;

pub use change::{Change, Target};
pub use enrich::Asked;
pub use tags::Tag;
pub use warninglists::{Hit, Warninglist};

use crate::value::Value;
use fresh::Fresh;
use model::Links;
use places::Places;

/// Rows by id, shared between copies of a store until one changes them.
pub(super) type Rows<T> = Arc<IndexMap<SmolStr, T>>;

/// The database. Ids are texts, as MISP's API gives them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Store {
    /// The events by id, each as the inside of `Event` in `/events/view`, but without what a view
    /// works out anew each time (`warnings`).
    events: Rows<Value>,
    places: Places,
    tags: Rows<Tag>,
    /// Galaxies with their clusters, by the tag name of each cluster: `Galaxy` as a view shows it,
    /// with the one cluster.
    galaxies: Rows<Value>,
    warninglists: Rows<Warninglist>,
    /// Users as `{id, email, org_id, role…}`.
    users: Rows<Value>,
    organisations: Rows<Value>,
    sharing_groups: Rows<Value>,
    decaying_models: Rows<Value>,
    /// The uuids that runs put on the blocklist of events.
    blocked: Arc<BTreeSet<SmolStr>>,
    links: Links,
    fresh: Fresh,
    /// The Unix time of the run; the engine has no clock.
    now: i64,
    changes: Vec<Change>,
}

impl Store {
    /// The Unix time at which the database thinks it is.
    pub fn now(&self) -> i64 {
        self.now
    }

    /// Sets the time that saved things are stamped with.
    pub fn set_now(&mut self, now: i64) {
        self.now = now;
    }

    /// What was changed since this was asked last.
    pub fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    fn note(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// The users, to be written to.
    pub fn users(&self) -> impl Iterator<Item = &Value> {
        self.users.values()
    }

    /// The sharing group with this id.
    pub fn sharing_group(&self, id: &str) -> Option<&Value> {
        self.sharing_groups.get(id)
    }

    /// The organisations.
    pub fn organisations(&self) -> impl Iterator<Item = &Value> {
        self.organisations.values()
    }

    /// The organisation with this id.
    pub fn organisation(&self, id: &str) -> Option<&Value> {
        self.organisations.get(id)
    }

    /// The decaying model with this id.
    pub fn decaying_model(&self, id: &str) -> Option<&Value> {
        self.decaying_models.get(id)
    }
}

#[cfg(test)]
mod tests;
