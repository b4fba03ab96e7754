//! Where attributes stand in their events. A node that changes a thousand attributes finds each
//! without a search, and changes it in place.

use std::{collections::HashMap, sync::Arc};

use smol_str::SmolStr;

use super::{Rows, Store};
use crate::value::{Array, Value};

/// The position of an attribute in its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The position of its object among the objects; `None` for an attribute of the event itself.
    object: Option<usize>,
    /// Its own position in the list.
    attribute: usize,
}

/// The places of the attributes of each event, as they were when the event was last indexed. A
/// place is only a hint: it is compared with what stands there.
pub(super) type Places = Rows<Arc<HashMap<SmolStr, Place>>>;

impl Place {
    pub(super) fn of(self, event: &Value) -> Option<&Value> {
        let holder = match self.object {
            Some(object) => event.get("Object")?.as_array()?.at(object)?.1,
            None => event,
        };
        let attributes = holder.get("Attribute")?.as_array()?;
        attributes.at(self.attribute).map(|(_, row)| row)
    }

    /// The attribute at this place of an event, to be changed.
    pub(super) fn of_mut(self, event: &mut Array) -> Option<&mut Array> {
        let holder = self.holder_mut(event)?;
        let attributes = holder.get_mut("Attribute")?.as_array_mut()?;
        attributes.values_mut().nth(self.attribute)?.as_array_mut()
    }

    /// What holds the attribute's list: its object or the event.
    fn holder_mut(self, event: &mut Array) -> Option<&mut Array> {
        let Some(object) = self.object else {
            return Some(event);
        };
        let objects = event.get_mut("Object")?.as_array_mut()?;
        objects.values_mut().nth(object)?.as_array_mut()
    }
}

/// The attributes of an event and then those of its objects, in order, each with its place.
pub(super) fn attributes(event: &Value) -> impl Iterator<Item = (Place, &Value)> {
    let own = list(event, "Attribute").map(|(attribute, row)| {
        let object = None;
        (Place { object, attribute }, row)
    });
    let of_objects = list(event, "Object").flat_map(|(object, holder)| {
        list(holder, "Attribute").map(move |(attribute, row)| {
            let object = Some(object);
            (Place { object, attribute }, row)
        })
    });
    own.chain(of_objects)
}

/// The elements of a list in a row, by their position; none where there is no such list.
pub(super) fn list<'v>(holder: &'v Value, name: &str) -> impl Iterator<Item = (usize, &'v Value)> {
    let list = holder.get(name).and_then(Value::as_array);
    list.into_iter().flat_map(Array::values).enumerate()
}

/// Whether a row has this id.
pub(super) fn has_id(row: &Value, id: &str) -> bool {
    row.get("id").is_some_and(|found| found.to_text() == id)
}

impl Store {
    /// Notes where the attributes of an event stand.
    pub(super) fn index(&mut self, event: &str) {
        let Some(row) = self.events.get(event) else {
            return;
        };
        let places = attributes(row).filter_map(|(place, attribute)| {
            Some((SmolStr::new(attribute.get("id")?.to_text()), place))
        });
        let places = Arc::new(places.collect());
        Arc::make_mut(&mut self.places).insert(SmolStr::new(event), places);
    }

    fn place(&self, event: &str, id: &str) -> Option<Place> {
        let row = self.events.get(event)?;
        let known = self.places.get(event).and_then(|places| places.get(id));
        known
            .copied()
            .filter(|place| place.of(row).is_some_and(|found| has_id(found, id)))
            .or_else(|| {
                attributes(row)
                    .find(|(_, found)| has_id(found, id))
                    .map(|(place, _)| place)
            })
    }

    /// An attribute of an event.
    pub(super) fn attribute(&self, event: &str, id: &str) -> Option<&Value> {
        self.place(event, id)?.of(self.events.get(event)?)
    }

    /// An attribute of an event, to be changed.
    pub(super) fn attribute_mut(&mut self, event: &str, id: &str) -> Option<&mut Array> {
        let place = self.place(event, id)?;
        place.of_mut(self.event_mut(event)?)
    }

    /// The object that an attribute is in, to be changed.
    pub(super) fn object_of_mut(&mut self, event: &str, attribute: &str) -> Option<&mut Array> {
        let place = self.place(event, attribute)?;
        place.object?;
        place.holder_mut(self.event_mut(event)?)
    }
}
