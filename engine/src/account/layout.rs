//! Data that a step moved from one layout to another: `enrich-event` leaves the event as the
//! database has it, with the attributes beside `Event` in place of inside of it (README-live 32).
//! Compared place by place, everything would be gone and everything new.

use crate::value::{Array, Difference, Key, Value};

/// What the two layouts call the links of tags.
const EVENT_TAGS: &str = "EventTag";
const ATTRIBUTE_TAGS: &str = "AttributeTag";

/// Data before and after a step in the same layout, that of the trigger.
pub(super) struct Alike {
    pub before: Value,
    pub after: Value,
    /// What was moved, in a sentence.
    pub sentence: &'static str,
    /// Whether the second one was in the layout of the database.
    pub to_database: bool,
}

/// Brings data of different layouts into the same one; nothing where they have the same.
pub(super) fn alike(before: &Value, after: &Value) -> Option<Alike> {
    let (was, is) = (is_of_database(before), is_of_database(after));
    (was != is).then(|| Alike {
        before: if was { nested(before) } else { before.clone() },
        after: if is { nested(after) } else { after.clone() },
        sentence: if is {
            "the data are now laid out as the database has them: what was in Event, such as Event.Attribute, is beside it, at Attribute"
        } else {
            "the data are no longer laid out as the database has them: what was beside Event is in it, as at Event.Attribute"
        },
        to_database: is,
    })
}

/// Whether a difference between data that were brought into one layout is one of what they hold: a
/// field that only one layout knows is none.
pub(super) fn is_of_substance(difference: &Difference) -> bool {
    let one_sided = difference.before.is_none() || difference.after.is_none();
    match difference.keys.last() {
        Some(Key::Str(name)) if one_sided => {
            let either = difference.after.as_ref().or(difference.before.as_ref());
            name == "Tag" && either.is_some_and(|tags| !tags.is_empty())
        }
        Some(_) => true,
        None => true,
    }
}

/// Where a difference is in the data as they are after the step.
pub(super) fn place(mut keys: Vec<Key>, to_database: bool) -> Vec<Key> {
    let is = |key: Option<&Key>, name: &str| matches!(key, Some(Key::Str(key)) if key == name);
    if !to_database || !is(keys.first(), "Event") {
        return keys;
    }
    if let Some(tags) = keys.iter().position(|key| is(Some(key), "Tag")) {
        keys.truncate(tags);
    }
    if [
        "Attribute",
        "Object",
        "ShadowAttribute",
        "EventReport",
        "Galaxy",
    ]
    .iter()
    .any(|name| is(keys.get(1), name))
    {
        keys.remove(0);
    }
    keys
}

/// The event stands without its attributes, which are beside it.
fn is_of_database(data: &Value) -> bool {
    let inside = data.get("Event").and_then(|event| event.get("Attribute"));
    inside.is_none() && data.get("Event").is_some() && data.get("Attribute").is_some_and(is_list)
}

fn is_list(value: &Value) -> bool {
    value.as_array().is_some_and(Array::is_list)
}

/// Data of the database's layout in that of the trigger.
fn nested(data: &Value) -> Value {
    let mut event = data.get("Event").map(Value::to_array).unwrap_or_default();
    let mut whole = Array::new();
    for (key, value) in &data.to_array() {
        match key.to_string().as_str() {
            "Event" => None,
            EVENT_TAGS => event.insert("Tag", tags(value)),
            "Attribute" => event.insert("Attribute", attributes(value)),
            "Object" => event.insert("Object", objects(value)),
            name if name.starts_with('_') => whole.insert(name, value.clone()),
            name => event.insert(name, value.clone()),
        };
    }
    whole.insert("Event", Value::from(event));
    whole.into()
}

fn objects(list: &Value) -> Value {
    each(list, |fields| {
        if let Some(inner) = fields.get("Attribute").map(attributes) {
            fields.insert("Attribute", inner);
        }
    })
}

fn attributes(list: &Value) -> Value {
    each(list, |fields| {
        if let Some(links) = fields.remove(ATTRIBUTE_TAGS) {
            fields.insert("Tag", tags(&links));
        }
    })
}

/// The tags of links.
fn tags(links: &Value) -> Value {
    let links = links.to_array();
    links
        .values()
        .filter_map(|link| link.get("Tag").cloned())
        .collect()
}

fn each(list: &Value, mut change: impl FnMut(&mut Array)) -> Value {
    let list = list.to_array();
    let changed = list.values().map(|row| match row {
        Value::Array(_) => {
            let mut fields = row.to_array();
            change(&mut fields);
            Value::from(fields)
        }
        other => other.clone(),
    });
    changed.collect()
}
