//! Saving what misp-modules found as attributes and objects of an event (README-live 32; live runs
//! `enrichev-…`).

use smol_str::{SmolStr, ToSmolStr};

use super::{Change, Store, Target, fresh::Fresh};
use crate::{
    event::{
        AttributeType,
        attributes::{attributes, elements},
    },
    value::{Array, Value},
};

/// What was asked about which attribute.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The misp-module.
    pub module: &'a str,
    /// The id of the event.
    pub event: &'a str,
    /// The attribute.
    pub attribute: &'a Value,
}

/// An attribute about to be saved.
struct Draft {
    kind: SmolStr,
    category: SmolStr,
    to_ids: bool,
    uuid: Option<Value>,
    value: Value,
    comment: String,
    uncorrelated: bool,
    object: SmolStr,
    relation: Value,
    distribution: Value,
}

impl Draft {
    /// Reads an attribute in MISP's format; what it does not say is as its type has it. `None`
    /// where MISP would not save it: without a value, of an unknown type, or in a category in
    /// which the type may not stand.
    fn of(attribute: &Value) -> Option<Self> {
        let kind = text(attribute, "type");
        let known = AttributeType::named(&kind)?;
        let set = |name: &str| attribute.get_set(name);
        let category = set("category").map_or(known.category.clone(), |category| {
            SmolStr::new(category.to_text())
        });
        let value =
            set("value").filter(|value| !value.is_array() && !value.to_text().is_empty())?;
        known.may_stand_in(&category).then(|| Self {
            kind,
            category,
            to_ids: set("to_ids").map_or(known.to_ids, Value::is_truthy),
            uuid: set("uuid").cloned(),
            value: Value::from(value.to_text().as_ref()),
            comment: text(attribute, "comment").into(),
            uncorrelated: set("disable_correlation").is_some_and(Value::is_truthy),
            object: SmolStr::new_static("0"),
            relation: attribute
                .get("object_relation")
                .cloned()
                .unwrap_or_default(),
            distribution: set("distribution").cloned().unwrap_or(Value::from("5")),
        })
    }
}

impl Store {
    /// Saves the list that a simple module found. Each value becomes an attribute of the first of
    /// its types, in that type's own category whatever the module proposes; a value that the event
    /// has already is left out. The event is not touched. Gives the number of new attributes.
    pub fn save_values(&mut self, asked: &Asked<'_>, results: &Value) -> usize {
        let source = format!(
            "Attribute #{} enriched by {}.",
            text(asked.attribute, "id"),
            asked.module
        );
        let mut saved = 0;
        for result in results.to_array().values() {
            let kinds = result.get("types").map(Value::to_array).unwrap_or_default();
            let Some(kind) = kinds.values().next() else {
                continue;
            };
            let comment = match text(result, "comment").as_str() {
                "" => source.clone(),
                comment => format!("{comment}\n{source}"),
            };
            let values = result
                .get("values")
                .map(Value::to_array)
                .unwrap_or_default();
            for value in values.values() {
                let mut attribute = Array::new();
                attribute.insert("type", kind.clone());
                attribute.insert("value", value.clone());
                attribute.insert("comment", Value::from(comment.as_str()));
                let draft = Draft::of(&attribute.into());
                if draft.is_some_and(|draft| self.add_to_event(asked.event, draft)) {
                    saved += 1;
                }
            }
        }
        saved
    }

    /// Saves the attributes and objects that a module of the format `misp_standard` found; of an
    /// object those attributes that MISP takes, and none of it where that leaves nothing. The event
    /// is touched as soon as there are any, saved or not. Gives the number of new attributes.
    pub fn save_rows(&mut self, asked: &Asked<'_>, results: &Value) -> usize {
        if elements(results, "Attribute")
            .chain(elements(results, "Object"))
            .next()
            .is_none()
        {
            return 0;
        }
        let source = format!(
            "{}: enriched via the {} module.",
            text(asked.attribute, "value"),
            asked.module
        );
        let mut saved = 0;
        for attribute in elements(results, "Attribute") {
            let Some(mut draft) = Draft::of(attribute) else {
                continue;
            };
            if draft.comment.is_empty() {
                draft.comment.clone_from(&source);
            }
            saved += usize::from(self.add_to_event(asked.event, draft));
        }
        for object in elements(results, "Object") {
            saved += self.add_object(asked.event, object, &source);
        }
        for object in elements(results, "Object") {
            self.add_references(asked.event, object);
        }
        self.touch(&Target::Event(asked.event.into()));
        saved
    }

    /// Adds an attribute to the event itself unless it has the same one. Gives whether it did.
    fn add_to_event(&mut self, event: &str, draft: Draft) -> bool {
        let Some(row) = self.events.get(event) else {
            return false;
        };
        let is_same = |other: &Value| {
            let same = |name: &str, wanted: &str| text(other, name) == wanted;
            let is_own = draft.uuid.is_some() && other.get("uuid") == draft.uuid.as_ref();
            is_own
                || same("type", &draft.kind)
                    && same("category", &draft.category)
                    && other.get("value") == Some(&draft.value)
        };
        if elements(row, "Attribute").any(is_same) {
            return false;
        }
        let row = self.new_attribute(event, draft);
        self.append(event, "Attribute", row);
        self.count_attributes(event, 1);
        true
    }

    fn add_object(&mut self, event: &str, object: &Value, source: &str) -> usize {
        let drafts: Vec<Draft> = elements(object, "Attribute")
            .filter_map(Draft::of)
            .collect();
        let uuid = object.get_set("uuid").cloned();
        let is_there = uuid.is_some() && self.object_with(event, uuid.as_ref()).is_some();
        if drafts.is_empty() || is_there || !self.events.contains_key(event) {
            return 0;
        }
        let id = Fresh::id(&mut self.fresh.object);
        let own = |name: &str| Value::from(text(object, name));
        let or = |name: &str, other: &str| match text(object, name) {
            text if text.is_empty() => Value::from(other),
            text => Value::from(text),
        };
        let uuid = uuid.unwrap_or_else(|| self.fresh.uuid().into());
        let mut row = Array::with_capacity(17);
        row.insert("id", Value::from(id.clone()));
        row.insert("name", own("name"));
        row.insert("meta-category", own("meta-category"));
        row.insert("description", own("description"));
        row.insert("template_uuid", own("template_uuid"));
        row.insert("template_version", own("template_version"));
        row.insert("event_id", Value::from(event));
        row.insert("uuid", uuid);
        row.insert("timestamp", Value::from(self.now.to_smolstr()));
        row.insert("distribution", or("distribution", "5"));
        row.insert("sharing_group_id", or("sharing_group_id", "0"));
        row.insert("comment", or("comment", source));
        row.insert("deleted", Value::from(false));
        row.insert(
            "first_seen",
            object.get("first_seen").cloned().unwrap_or_default(),
        );
        row.insert(
            "last_seen",
            object.get("last_seen").cloned().unwrap_or_default(),
        );
        row.insert("ObjectReference", Value::empty_array());
        self.note(Change::ObjectAdded {
            id: id.clone(),
            event: event.into(),
            name: text(object, "name"),
        });
        let count = drafts.len();
        let object = id;
        let attributes = drafts.into_iter().map(|draft| {
            let object = object.clone();
            self.new_attribute(event, Draft { object, ..draft })
        });
        row.insert("Attribute", attributes.collect());
        self.append(event, "Object", row.into());
        self.count_attributes(event, count);
        count
    }

    /// Saves what an object that was just added refers to within the event.
    fn add_references(&mut self, event: &str, object: &Value) {
        let Some(row) = self.events.get(event) else {
            return;
        };
        let Some(source) = self.object_with(event, object.get("uuid")) else {
            return;
        };
        let (source_id, source_uuid) = (text(source, "id"), text(source, "uuid"));
        let mut rows = Array::new();
        for reference in elements(object, "ObjectReference") {
            let wanted = reference.get("referenced_uuid");
            let is_wanted = |row: &&Value| row.get("uuid") == wanted;
            let attribute = attributes(row).find(is_wanted);
            let Some(referenced) = attribute.or_else(|| elements(row, "Object").find(is_wanted))
            else {
                continue;
            };
            let own = |name: &str| reference.get(name).cloned().unwrap_or(Value::from(""));
            let uuid = reference.get_set("uuid").cloned();
            let mut link = Array::with_capacity(13);
            link.insert("id", Value::from(Fresh::id(&mut self.fresh.reference)));
            link.insert("uuid", uuid.unwrap_or_else(|| self.fresh.uuid().into()));
            link.insert("timestamp", Value::from(self.now.to_smolstr()));
            link.insert("object_id", Value::from(source_id.clone()));
            link.insert("referenced_uuid", own("referenced_uuid"));
            link.insert("referenced_id", Value::from(text(referenced, "id")));
            let (kind, name, shown) = match attribute {
                Some(_) => ("0", "Attribute", SHOWN_OF_ATTRIBUTE.as_slice()),
                None => ("1", "Object", SHOWN_OF_OBJECT.as_slice()),
            };
            link.insert("referenced_type", Value::from(kind));
            link.insert("relationship_type", own("relationship_type"));
            link.insert("comment", own("comment"));
            link.insert("deleted", Value::from(false));
            link.insert("event_id", Value::from(event));
            link.insert("source_uuid", Value::from(source_uuid.clone()));
            let mut part = Array::new();
            for field in shown {
                part.insert(*field, referenced.get(*field).cloned().unwrap_or_default());
            }
            link.insert(name, part.into());
            rows.push(link.into());
        }
        let objects = self
            .event_mut(event)
            .and_then(|event| event.get_mut("Object"));
        let objects = objects.and_then(Value::as_array_mut);
        let source = objects.into_iter().flat_map(Array::values_mut);
        let mut source = source.filter(|object| text(object, "id") == source_id);
        if let Some(source) = source.next().and_then(Value::as_array_mut) {
            source.insert("ObjectReference", rows.into());
        }
    }

    /// The object of an event with this uuid.
    fn object_with(&self, event: &str, uuid: Option<&Value>) -> Option<&Value> {
        let event = self.events.get(event)?;
        elements(event, "Object").find(|object| object.get("uuid") == uuid)
    }

    /// Makes the row of a new attribute.
    fn new_attribute(&mut self, event: &str, draft: Draft) -> Value {
        let id = Fresh::id(&mut self.fresh.attribute);
        self.note(Change::AttributeAdded {
            id: id.clone(),
            event: event.into(),
            kind: draft.kind.clone(),
            value: draft.value.to_text().into_owned(),
        });
        let uuid = draft.uuid.unwrap_or_else(|| self.fresh.uuid().into());
        let mut row = Array::with_capacity(19);
        row.insert("id", Value::from(id));
        row.insert("type", Value::from(draft.kind));
        row.insert("category", Value::from(draft.category));
        row.insert("to_ids", Value::from(draft.to_ids));
        row.insert("uuid", uuid);
        row.insert("event_id", Value::from(event));
        row.insert("distribution", draft.distribution);
        row.insert("timestamp", Value::from(self.now.to_smolstr()));
        row.insert("comment", Value::from(draft.comment));
        row.insert("sharing_group_id", Value::from("0"));
        row.insert("deleted", Value::from(false));
        row.insert("disable_correlation", Value::from(draft.uncorrelated));
        row.insert("object_id", Value::from(draft.object));
        row.insert("object_relation", draft.relation);
        row.insert("first_seen", Value::Null);
        row.insert("last_seen", Value::Null);
        row.insert("value", draft.value);
        row.insert("Galaxy", Value::empty_array());
        row.insert("ShadowAttribute", Value::empty_array());
        row.into()
    }

    /// Appends a row to a list of an event.
    fn append(&mut self, event: &str, list: &str, row: Value) {
        let Some(event) = self.event_mut(event) else {
            return;
        };
        let mut rows = event.get(list).map(Value::to_array).unwrap_or_default();
        rows.push(row);
        event.insert(list, rows.into());
    }

    /// Counts new attributes of an event.
    fn count_attributes(&mut self, event: &str, new: usize) {
        if let Some(event) = self.event_mut(event) {
            let before = event.get("attribute_count").map_or(0, Value::to_int);
            let count = before.saturating_add(i64::try_from(new).unwrap_or_default());
            event.insert("attribute_count", Value::from(count.to_smolstr()));
        }
    }
}

/// What a reference shows of an attribute.
const SHOWN_OF_ATTRIBUTE: [&str; 7] = [
    "distribution",
    "sharing_group_id",
    "uuid",
    "value",
    "type",
    "category",
    "to_ids",
];

/// What a reference shows of an object.
const SHOWN_OF_OBJECT: [&str; 5] = [
    "distribution",
    "sharing_group_id",
    "uuid",
    "name",
    "meta-category",
];

fn text(row: &Value, name: &str) -> SmolStr {
    SmolStr::new(row.get(name).unwrap_or(&Value::Null).to_text())
}
