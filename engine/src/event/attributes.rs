//! The attributes of an event, wherever it shows them.

use super::normalise::FLATTENED;
use crate::value::{Array, Value};

/// The attributes of an event (the inside of `Event`), those of its objects behind its own.
pub(crate) fn attributes(event: &Value) -> impl Iterator<Item = &Value> {
    let own = elements(event, "Attribute");
    own.chain(elements(event, "Object").flat_map(|object| elements(object, "Attribute")))
}

/// The elements of a list in a row; none where there is no such list.
pub(crate) fn elements<'v>(row: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    let list = row.get(name).and_then(Value::as_array);
    list.into_iter().flat_map(Array::values)
}

/// What takes the place of an element; none where it stays.
pub(crate) type Replace<'f> = dyn FnMut(&Value) -> Option<Value> + 'f;

/// The event (the inside of `Event`) with attributes replaced in `Attribute`, in each `Object` and
/// among those that the core format lists flat. None where nothing changes; lists without a change
/// stay shared, and keys stay as they are.
pub(crate) fn with_attributes(event: &Value, replace: &mut Replace<'_>) -> Option<Value> {
    let attributes = with_elements(event, "Attribute", replace);
    let event_or = |changed: &Option<Value>| changed.as_ref().unwrap_or(event).clone();
    let objects = with_elements(&event_or(&attributes), "Object", &mut |object| {
        with_elements(object, "Attribute", replace)
    })
    .or(attributes);
    with_elements(&event_or(&objects), FLATTENED, replace).or(objects)
}

/// `row` with elements of its list `name` replaced; none where nothing changes.
fn with_elements(row: &Value, name: &str, replace: &mut Replace<'_>) -> Option<Value> {
    let list = row.get(name)?.as_array()?;
    let new: Vec<_> = list.values().map(replace).collect();
    if new.iter().all(Option::is_none) {
        return None;
    }
    let mut list = list.clone();
    for (element, new) in list.values_mut().zip(new) {
        if let Some(new) = new {
            *element = new;
        }
    }
    let mut row = row.as_array()?.clone();
    row.insert(name, list.into());
    Some(row.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_change_wherever_they_are_shown() {
        let event = Value::from_json(
            br#"{"Attribute":{"1":{"id":"7"}},"Object":[{"Attribute":[{"id":"8"},{"id":"9"}]}],
                "_AttributeFlattened":[{"id":"7"},{"id":"8"}]}"#,
        )
        .unwrap();
        let mut eight = |attribute: &Value| {
            (attribute.get("id")?.as_str() == Some("8")).then(|| Value::from("new"))
        };
        let changed = with_attributes(&event, &mut eight).unwrap();
        assert_eq!(
            changed.to_json(),
            r#"{"Attribute":{"1":{"id":"7"}},"Object":[{"Attribute":["new",{"id":"9"}]}],"_AttributeFlattened":[{"id":"7"},"new"]}"#
        );
        assert!(with_attributes(&event, &mut |_| None).is_none());
    }
}
