//! Galaxies, and showing their clusters where their tags are.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{Store, places::list};
use crate::value::{Array, Value};

/// The keys of a cluster in a view that tell how its tag is attached.
const LINK: [&str; 5] = [
    "tag_id",
    "event_tag_id",
    "attribute_tag_id",
    "local",
    "relationship_type",
];

impl Store {
    /// Adds a galaxy with clusters, as a view of an event shows it under `Galaxy`.
    pub fn add_galaxy(&mut self, galaxy: &Value) {
        for (_, cluster) in list(galaxy, "GalaxyCluster") {
            let Some(tag) = cluster.get("tag_name") else {
                continue;
            };
            let mut cluster = cluster.to_array();
            for key in LINK {
                cluster.remove(key);
            }
            let tag = SmolStr::new(tag.to_text());
            let one = with_clusters(galaxy, [cluster.into()]);
            Arc::make_mut(&mut self.galaxies).insert(tag, one);
        }
    }

    /// Whether anything is known of the galaxy of this type.
    pub fn has_galaxy(&self, kind: &str) -> bool {
        self.galaxies.values().any(|galaxy| is_of(galaxy, kind))
    }

    /// The name of the tag that stands for a cluster, by the galaxy's type and the cluster's value
    /// in letters of any case (live runs `bp-country*`).
    pub fn cluster_tag(&self, kind: &str, value: &str) -> Option<&SmolStr> {
        let wanted = value.to_lowercase();
        let is_it = |galaxy: &Value| {
            is_of(galaxy, kind)
                && list(galaxy, "GalaxyCluster").any(|(_, cluster)| {
                    let value = cluster.get("value").unwrap_or(&Value::Null);
                    value.to_text().to_lowercase() == wanted
                })
        };
        let found = self.galaxies.iter().find(|(_, galaxy)| is_it(galaxy));
        found.map(|(tag, _)| tag)
    }
}

fn is_of(galaxy: &Value, kind: &str) -> bool {
    galaxy.get("type").and_then(Value::as_str) == Some(kind)
}

fn with_clusters(galaxy: &Value, clusters: impl IntoIterator<Item = Value>) -> Value {
    let mut galaxy = galaxy.to_array();
    galaxy.insert("GalaxyCluster", clusters.into_iter().collect());
    galaxy.into()
}

/// Shows the one cluster of `galaxy` in an event or attribute, with the fields of its link, beside
/// those of the same galaxy.
pub(super) fn show(row: &mut Array, galaxy: &Value, link: &Array) {
    let mut clusters = galaxy
        .get("GalaxyCluster")
        .map(Value::to_array)
        .unwrap_or_default();
    for cluster in clusters.values_mut().filter_map(Value::as_array_mut) {
        for (key, value) in link {
            cluster.insert(key, value.clone());
        }
    }
    let Some(shown) = row.entry("Galaxy") else {
        return;
    };
    let mut galaxies = shown.to_array();
    let id = galaxy.get("id");
    let same = galaxies.values().position(|other| other.get("id") == id);
    if let Some(other) = same.and_then(|at| galaxies.value_mut(at)) {
        let there = list(other, "GalaxyCluster").map(|(_, cluster)| cluster.clone());
        *other = with_clusters(other, there.chain(clusters.values().cloned()));
    } else {
        galaxies.push(with_clusters(galaxy, clusters.values().cloned()));
    }
    *shown = galaxies.into();
}

/// Hides the cluster of a tag that was taken off, and its galaxy if it was the last one there.
pub(super) fn hide(row: &mut Array, tag: &str) {
    let Some(Value::Array(galaxies)) = row.get_mut("Galaxy") else {
        return;
    };
    let is_other = |cluster: &Value| cluster.get("tag_name").and_then(Value::as_str) != Some(tag);
    let left = galaxies.values().filter_map(|galaxy| {
        let clusters = list(galaxy, "GalaxyCluster").map(|(_, cluster)| cluster.clone());
        let clusters: Vec<Value> = clusters.filter(is_other).collect();
        (!clusters.is_empty()).then(|| with_clusters(galaxy, clusters))
    });
    *galaxies = left.collect();
}
