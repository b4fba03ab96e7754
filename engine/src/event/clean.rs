//! From the shape of MISP's database to that of its API: what is beside the event moves into it,
//! tags lose the record that attached them, internal fields go (rules 47, 49 and 50).

use crate::value::{Array, Key, LookUp, PhpError, Value};

/// What moves from beside the event into it, in this order.
const PARTS: [&str; 14] = [
    "Org",
    "Orgc",
    "SharingGroup",
    "Attribute",
    "ShadowAttribute",
    "RelatedAttribute",
    "RelatedEvent",
    "Galaxy",
    "Object",
    "EventReport",
    "CryptographicKey",
    "Note",
    "Opinion",
    "Relationship",
];

const ANALYST_DATA: [&str; 3] = ["Note", "Opinion", "Relationship"];

/// The fields of an attribute that its API shape has not, or not always.
const DATABASE_FIELDS: [&str; 4] = ["SharingGroup", "AttributeTag", "value1", "value2"];

/// The event of `data` in the API's shape; null where there is none.
pub(super) fn clean_event(data: &Array) -> Result<Value, PhpError> {
    let mut event = data.get("Event").cloned().unwrap_or_default();
    for part in PARTS {
        if let Some(value) = data.get(part).filter(|value| !value.is_null()) {
            event = with(event, part, value.clone())?;
        }
    }
    let Value::Array(mut event) = event else {
        return Ok(event);
    };
    drop_empty(&mut event, "SharingGroup");
    event.remove("user_id");
    if let Some(Value::Array(links)) = data.get("EventTag") {
        add_tags(&mut event, links)?;
    }
    let sightings = sightings_by_attribute(data.get("Sighting"));
    clean_attributes(&mut event, &sightings)?;
    clean_objects(&mut event, &sightings)?;
    clean_analyst_data(&mut event);
    spread_related_attributes(&mut event);
    Ok(Value::Array(event))
}

/// Notes, opinions and relationships of the event are numbered anew and lose empty sharing groups.
fn clean_analyst_data(event: &mut Array) {
    for kind in ANALYST_DATA {
        let Some(Value::Array(list)) = event.get(kind) else {
            continue;
        };
        let cleaned = list.values().map(|entry| {
            let mut entry = entry.clone();
            if let Value::Array(entry) = &mut entry {
                drop_empty(entry, "SharingGroup");
            }
            entry
        });
        let cleaned: Value = cleaned.collect();
        event.insert(kind, cleaned);
    }
}

/// `value[key] = part`, where null becomes an array.
fn with(value: Value, key: &str, part: Value) -> Result<Value, PhpError> {
    let mut array = match value {
        Value::Null => Array::new(),
        Value::Array(array) => array,
        Value::Str(_) => {
            return Err(PhpError::type_error(
                "Cannot access offset of type string on string",
            ));
        }
        _ => return Err(PhpError::error("Cannot use a scalar value as an array")),
    };
    array.insert(key, part);
    Ok(Value::Array(array))
}

/// Brings the attributes of `holder`, an event or an object, into the API's shape. Only those
/// that are not in it already are copied.
fn clean_attributes(holder: &mut Array, sightings: &Array) -> Result<(), PhpError> {
    let Some(Value::Array(list)) = holder.get("Attribute") else {
        return Ok(());
    };
    let mut fields = DATABASE_FIELDS.map(LookUp::of);
    let mut cleaned = Vec::new();
    for (position, attribute) in list.values().enumerate() {
        match attribute {
            Value::Array(attribute) => {
                let is_clean = fields
                    .iter_mut()
                    .all(|field| field.position(attribute).is_none());
                if is_clean && sightings.is_empty() {
                    continue;
                }
                let new = clean_attribute(attribute, sightings)?;
                if !new.is_same_memory(attribute) {
                    cleaned.push((position, new));
                }
            }
            Value::Null | Value::Bool(false) => {}
            Value::Str(_) => return Err(PhpError::error("Cannot unset string offsets")),
            _ => {
                return Err(PhpError::error(
                    "Cannot unset offset in a non-array variable",
                ));
            }
        }
    }
    if !cleaned.is_empty()
        && let Some(Value::Array(list)) = holder.get_mut("Attribute")
    {
        for (position, attribute) in cleaned {
            if let Some(place) = list.value_mut(position) {
                *place = Value::Array(attribute);
            }
        }
    }
    Ok(())
}

/// The attribute in the API's shape.
fn clean_attribute(attribute: &Array, sightings: &Array) -> Result<Array, PhpError> {
    let links = attribute
        .get("AttributeTag")
        .filter(|links| !links.is_null());
    let mut cleaned = attribute.clone();
    drop_empty(&mut cleaned, "SharingGroup");
    let internal = ["value1", "value2"].into_iter();
    let internal = internal.chain(links.map(|_| "AttributeTag"));
    for key in internal {
        cleaned.remove(key);
    }
    if let Some(Value::Array(links)) = links {
        add_tags(&mut cleaned, links)?;
    }
    let id = attribute.get("id");
    if let Some(sightings) = id.and_then(|id| sightings.get(&Key::from(&*id.to_text()))) {
        cleaned.insert("Sighting", sightings.clone());
    }
    Ok(cleaned)
}

/// Objects without attributes go, the others are numbered anew.
fn clean_objects(event: &mut Array, sightings: &Array) -> Result<(), PhpError> {
    let Some(Value::Array(objects)) = event.get("Object") else {
        return Ok(());
    };
    let mut kept = Vec::with_capacity(objects.len());
    for object in objects.values() {
        if object.get("Attribute").is_none_or(Value::is_empty) {
            continue;
        }
        let mut object = object.to_array();
        clean_attributes(&mut object, sightings)?;
        kept.push(Value::Array(object));
    }
    event.insert("Object", Value::from(kept));
    Ok(())
}

/// Puts the tag of each link at the link's place among the tags; others stay (rule 49).
fn add_tags(holder: &mut Array, links: &Array) -> Result<(), PhpError> {
    for (key, link) in links {
        let mut tag = link.get("Tag").cloned().unwrap_or_default();
        if let Value::Array(tag) = &mut tag {
            tag.remove("org_id");
        }
        let tags = holder.get("Tag").cloned().unwrap_or_default();
        let mut tags = match tags {
            Value::Null => Array::new(),
            Value::Array(tags) => tags,
            _ => return Err(PhpError::error("Cannot use a scalar value as an array")),
        };
        tags.insert(key, tag);
        holder.insert("Tag", Value::Array(tags));
    }
    Ok(())
}

fn sightings_by_attribute(sightings: Option<&Value>) -> Array {
    let mut by_attribute = Array::new();
    for sighting in sightings
        .and_then(Value::as_array)
        .into_iter()
        .flat_map(Array::values)
    {
        let attribute = sighting
            .get("attribute_id")
            .map(Value::to_text)
            .unwrap_or_default();
        let Some(list) = by_attribute.entry(&*attribute) else {
            continue;
        };
        if list.is_null() {
            *list = Value::empty_array();
        }
        if let Value::Array(list) = list {
            list.push(sighting.clone());
        }
    }
    by_attribute
}

/// Gives each attribute of the event its related ones, and the attribute that has the same number
/// in each object too: MISP mixes the two up, and makes stubs where an object has fewer (rule 50).
fn spread_related_attributes(event: &mut Array) {
    let Some(related) = event.remove("RelatedAttribute") else {
        return;
    };
    let attributes = event
        .get("Attribute")
        .map(Value::to_array)
        .unwrap_or_default();
    for (key, attribute) in &attributes {
        let id = attribute.get("id").map(Value::to_text).unwrap_or_default();
        let Some(Value::Array(related)) = related.get_set(&*id) else {
            continue;
        };
        let related: Value = related.values().map(renamed).collect();
        if let Some(Value::Array(attribute)) =
            at(event, "Attribute").and_then(|list| list.get_mut(key))
        {
            attribute.insert("RelatedAttribute", related.clone());
        }
        for object in at(event, "Object").into_iter().flat_map(Array::values_mut) {
            let Value::Array(object) = object else {
                continue;
            };
            let Some(attribute) = at(object, "Attribute").and_then(|list| list.entry(key)) else {
                continue;
            };
            if attribute.is_null() {
                *attribute = Value::empty_array();
            }
            if let Value::Array(attribute) = attribute {
                attribute.insert("RelatedAttribute", related.clone());
            }
        }
    }
}

/// A related attribute under the API's names: its `id` was that of the event.
fn renamed(related: &Value) -> Value {
    let Value::Array(related) = related else {
        return related.clone();
    };
    let name = |key: &str| match key {
        "attribute_id" => Key::from("id"),
        "id" => Key::from("event_id"),
        other => Key::from(other),
    };
    let fields = related.iter().map(|(key, value)| {
        (
            key.as_str().map_or_else(|| key.to_key(), name),
            value.clone(),
        )
    });
    Value::Array(fields.collect())
}

fn at<'a>(holder: &'a mut Array, key: &str) -> Option<&'a mut Array> {
    holder.get_mut(key)?.as_array_mut()
}

/// Removes a key if its value is an empty array or another empty value, but not null.
fn drop_empty(array: &mut Array, key: &str) {
    if array
        .get(key)
        .is_some_and(|value| !value.is_null() && value.is_empty())
    {
        array.remove(key);
    }
}
