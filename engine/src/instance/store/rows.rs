//! Single rows of the database.

use super::Store;
use crate::value::Value;

impl Store {
    /// The attribute with this id, wherever in its event it is.
    pub fn attribute_row(&self, id: &str) -> Option<Value> {
        let mut indexed = self
            .places
            .iter()
            .filter(|(_, places)| places.contains_key(id));
        indexed
            .find_map(|(event, _)| self.attribute(event, id))
            .or_else(|| {
                self.events
                    .keys()
                    .find_map(|event| self.attribute(event, id))
            })
            .cloned()
    }

    /// The object with this id, with its attributes.
    pub fn object_row(&self, id: &str) -> Option<Value> {
        let objects = self
            .events
            .values()
            .filter_map(|event| event.get("Object")?.as_array());
        objects
            .flat_map(|objects| objects.values())
            .find(|object| object.get("id").is_some_and(|found| found.to_text() == id))
            .cloned()
    }
}
