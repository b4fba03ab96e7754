//! Single rows of the database.

use super::Store;
use crate::value::Value;

impl Store {
    /// The attribute with this id, wherever in its event it is.
    pub fn attribute_row(&self, id: &str) -> Option<Value> {
        self.events.values().find_map(|event| attribute(event, id))
    }

    /// The object with this id, with its attributes.
    pub fn object_row(&self, id: &str) -> Option<Value> {
        let objects = self
            .events
            .values()
            .filter_map(|event| event.get("Object")?.as_array());
        objects
            .flat_map(|objects| objects.values())
            .find(|object| has_id(object, id))
            .cloned()
    }
}

fn attribute(event: &Value, id: &str) -> Option<Value> {
    let list = |holder: &Value| {
        let attributes = holder.get("Attribute")?.as_array()?;
        attributes.values().find(|row| has_id(row, id)).cloned()
    };
    list(event).or_else(|| event.get("Object")?.as_array()?.values().find_map(list))
}

fn has_id(row: &Value, id: &str) -> bool {
    row.get("id").is_some_and(|found| found.to_text() == id)
}
