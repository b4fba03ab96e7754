//! MISP core format: what a workflow with a normalising trigger gets (spec: the data that travel
//! through a workflow; rules 46 to 52 of the conformance notes).

use std::sync::LazyLock;

use crate::{
    path::HashPath,
    value::{Array, Key, KeyRef, LookUp, PhpError, Value},
};

use super::clean::clean_event;

/// The key of an event with all of its attributes, those of its objects too.
pub const FLATTENED: &str = "_AttributeFlattened";
/// The key of an attribute with its tags and those of its event.
pub const ALL_TAGS: &str = "_allTags";

/// What the data are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// To be guessed from the data.
    #[default]
    Guess,
    /// An event.
    Event,
    /// An object of an event.
    Object,
    /// An attribute of an event.
    Attribute,
    /// A proposal for an event.
    Proposal,
    /// A report of an event.
    Report,
    /// Anything else, which has no core format.
    Other,
}

impl Scope {
    /// The scope of this name; the empty name is [`Scope::Guess`].
    pub fn parse(name: &str) -> Self {
        match name {
            "" => Scope::Guess,
            "event" => Scope::Event,
            "object" => Scope::Object,
            "attribute" => Scope::Attribute,
            "shadow-attribute" => Scope::Proposal,
            "event-report" => Scope::Report,
            _ => Scope::Other,
        }
    }

    /// What MISP takes the data for. A key that is null counts as absent.
    pub fn guess(data: &Value) -> Self {
        let is_set = |key: &str| data.get_set(key).is_some();
        match data.get_set("Attribute") {
            None if is_set("Object") => Scope::Object,
            None => Scope::Event,
            Some(_) if !is_set("Event") => Scope::Attribute,
            Some(_) if is_set("RelatedEvent") || is_set("Orgc") || is_set("Org") => Scope::Event,
            Some(attribute) if attribute.is_truthy() => Scope::Attribute,
            Some(_) => Scope::Other,
        }
    }
}

/// What a server reads from its database to normalise an attribute or object. A simulator answers
/// from the events it holds.
pub trait Lookups {
    /// The event of this id, as `{"Event": {…}, "EventTag": [{"Tag": {…}}, …]}`.
    fn event(&self, id: &Value) -> Option<Value>;

    /// The event of this id with its creator organisation as `Orgc` and only the main fields of
    /// its tags, as triggers get it that are about a tag, a proposal or a report.
    fn event_with_creator(&self, id: &Value) -> Option<Value> {
        self.event(id)
    }

    /// The object of this id, as `{"Object": {…}}`, without its attributes.
    fn object(&self, id: &Value) -> Option<Value>;

    /// The attribute of this id, as `{"Attribute": {…}}`.
    fn attribute(&self, _id: &Value) -> Option<Value> {
        None
    }
}

/// A database that holds nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoLookups;

impl Lookups for NoLookups {
    fn event(&self, _: &Value) -> Option<Value> {
        None
    }

    fn object(&self, _: &Value) -> Option<Value> {
        None
    }
}

/// The data in MISP core format: the event with `_AttributeFlattened`, each attribute with
/// `_allTags`, and the keys of `data` that begin with `_`. What is part of an event is wrapped in
/// it. Data that are nothing of that give an event without attributes.
///
/// # Errors
///
/// What PHP throws where text stands in the place of a list; a run ends there, with nothing
/// executed.
pub fn normalise(data: &Value, scope: Scope, lookups: &dyn Lookups) -> Result<Value, PhpError> {
    let Value::Array(data_array) = data else {
        let function = "WorkflowFormatConverterTool::convert()";
        return Err(PhpError::argument(
            function,
            1,
            "data",
            "array",
            data.kind(),
        ));
    };
    let scope = if scope == Scope::Guess {
        Scope::guess(data)
    } else {
        scope
    };
    let event = match scope {
        Scope::Event => convert_event(data_array)?,
        Scope::Object => convert_object(data_array, lookups)?,
        Scope::Attribute => convert_attribute(data_array, lookups)?,
        Scope::Proposal => convert_part(data_array, "ShadowAttribute", lookups)?,
        Scope::Report => convert_part(data_array, "EventReport", lookups)?,
        Scope::Guess | Scope::Other => Value::Null,
    };
    let mut converted = Array::new();
    converted.insert("Event", flattened(event)?);
    if scope == Scope::Event
        && let Some(errors) = data.get_set("errors")
    {
        converted.insert("errors", errors.clone());
    }
    for (key, value) in data_array {
        if key.as_str().is_some_and(|key| key.starts_with('_')) {
            converted.insert(key, value.clone());
        }
    }
    Ok(Value::Array(converted))
}

fn convert_event(data: &Array) -> Result<Value, PhpError> {
    let Value::Array(mut event) = clean_event(data)? else {
        return Ok(Value::Null);
    };
    let no_tags = Value::empty_array();
    let tags = event
        .get("Tag")
        .filter(|tags| tags.is_truthy())
        .cloned()
        .unwrap_or(no_tags);
    let mut tagger = Tagger::new(&tags);
    tagger.tag_list(&mut event)?;
    if let Some(Value::Array(objects)) = event.get_mut("Object") {
        for object in objects.values_mut() {
            if let Value::Array(object) = object {
                tagger.tag_list(object)?;
            }
        }
    }
    Ok(Value::Array(event))
}

/// Gives attributes their `_allTags`.
struct Tagger<'t> {
    event_tags: &'t Value,
    /// The event's tags, marked as inherited; made when first needed.
    inherited: Option<Array>,
    inherited_mark: Key,
    all_tags: Key,
}

impl<'t> Tagger<'t> {
    fn new(event_tags: &'t Value) -> Self {
        Self {
            event_tags,
            inherited: None,
            inherited_mark: Key::from("inherited"),
            all_tags: Key::from(ALL_TAGS),
        }
    }

    /// Tags the attributes in `holder`, an event or an object.
    fn tag_list(&mut self, holder: &mut Array) -> Result<(), PhpError> {
        let Some(Value::Array(attributes)) = holder.get("Attribute") else {
            return Ok(());
        };
        if attributes.is_empty() {
            return Ok(());
        }
        let mut own_tags = LookUp::of("Tag");
        let tagged = attributes.try_map(|attribute| {
            let Value::Array(attribute) = attribute else {
                return Err(mistaken_argument(1, "attribute", attribute.kind()));
            };
            let tags = self.with_event_tags(own_tags.get(attribute))?;
            Ok(attribute.with(&self.all_tags, tags.into()).into())
        })?;
        holder.insert("Attribute", Value::Array(tagged));
        Ok(())
    }

    /// The event's tags, then an attribute's own.
    fn with_event_tags(&mut self, own: Option<&Value>) -> Result<Array, PhpError> {
        let inherited = match &self.inherited {
            Some(tags) => tags.clone(),
            None => {
                let Value::Array(event_tags) = self.event_tags else {
                    return Err(mistaken_argument(2, "eventTags", self.event_tags.kind()));
                };
                let marked = event_tags.values().map(|tag| self.marked(tag, true));
                let marked = marked.collect::<Result<Array, PhpError>>()?;
                self.inherited.insert(marked).clone()
            }
        };
        let own = match own {
            Some(Value::Array(own)) if !own.is_empty() => own,
            _ => return Ok(inherited),
        };
        let mut tags = Vec::with_capacity(inherited.len() + own.len());
        tags.extend(inherited.values().cloned());
        for tag in own.values() {
            tags.push(self.marked(tag, false)?);
        }
        Ok(Array::from(tags))
    }

    fn marked(&self, tag: &Value, is_inherited: bool) -> Result<Value, PhpError> {
        let no_fields = Array::new();
        let tag = match tag {
            Value::Array(tag) => tag,
            Value::Null => &no_fields,
            Value::Str(_) => {
                return Err(PhpError::type_error(
                    "Cannot access offset of type string on string",
                ));
            }
            _ => return Err(PhpError::error("Cannot use a scalar value as an array")),
        };
        let mark = Value::Bool(is_inherited);
        Ok(tag.with(&self.inherited_mark, mark).into())
    }
}

fn mistaken_argument(position: u8, name: &str, kind: &str) -> PhpError {
    let function = "WorkflowFormatConverterTool::__propagateTagToAttributes()";
    PhpError::argument(function, position, name, "array", kind)
}

fn convert_object(data: &Array, lookups: &dyn Lookups) -> Result<Value, PhpError> {
    let mut object = data.get("Object").map(Value::to_array).unwrap_or_default();
    for part in [
        "SharingGroup",
        "Attribute",
        "ShadowAttribute",
        "Event",
        "CryptographicKey",
    ] {
        if let Some(value) = data.get(part).filter(|value| value.is_truthy()) {
            object.insert(part, value.clone());
        }
    }
    wrap_in_event("Object", object, lookups)
}

fn convert_attribute(data: &Array, lookups: &dyn Lookups) -> Result<Value, PhpError> {
    let mut attribute = data
        .get("Attribute")
        .map(Value::to_array)
        .unwrap_or_default();
    for part in ["SharingGroup", "AttributeTag"] {
        if let Some(value) = data.get(part).filter(|value| value.is_truthy()) {
            attribute.insert(part, value.clone());
        }
    }
    let object_id = attribute.get("object_id").cloned().unwrap_or_default();
    if !object_id.loose_eq(&Value::Int(0))
        && let Some(found) = lookups.object(&object_id)
        && let Some(Value::Array(object)) = found.get("Object")
    {
        let mut object = object.clone();
        object.insert("Attribute", Value::from(vec![Value::Array(attribute)]));
        return wrap_in_event("Object", object, lookups);
    }
    wrap_in_event("Attribute", attribute, lookups)
}

/// What stands under `kind`, in its event (recording trg-shadow).
fn convert_part(data: &Array, kind: &str, lookups: &dyn Lookups) -> Result<Value, PhpError> {
    let part = data.get(kind).map(Value::to_array).unwrap_or_default();
    let event = lookups.event_with_creator(&event_id(&part));
    held_by(event, kind, part)
}

/// The event that `entity` belongs to, holding it; null if there is no such event.
fn wrap_in_event(kind: &str, entity: Array, lookups: &dyn Lookups) -> Result<Value, PhpError> {
    let event = lookups.event(&event_id(&entity));
    held_by(event, kind, entity)
}

fn event_id(entity: &Array) -> Value {
    entity.get("event_id").cloned().unwrap_or_default()
}

/// An event that was looked up, holding `entity`.
fn held_by(found: Option<Value>, kind: &str, entity: Array) -> Result<Value, PhpError> {
    let Some(Value::Array(mut found)) = found.filter(Value::is_truthy) else {
        return Ok(Value::Null);
    };
    if let Some(event) = found.entry("Event") {
        let mut inner = event.to_array();
        let mut list = inner.get(kind).map(Value::to_array).unwrap_or_default();
        list.push(Value::Array(entity));
        inner.insert(kind, Value::Array(list));
        *event = Value::Array(inner);
    }
    convert_event(&found)
}

/// The event with all of its attributes in one list.
fn flattened(event: Value) -> Result<Value, PhpError> {
    static OF_OBJECTS: LazyLock<HashPath> = LazyLock::new(|| HashPath::parse("{n}.Attribute.{n}"));
    let mut event = event.into_array();
    let attributes = match event.get("Attribute") {
        None | Some(Value::Null) => Array::new(),
        Some(Value::Array(attributes)) => attributes.clone(),
        Some(other) => {
            let kind = other.kind();
            return Err(PhpError::type_error(format!(
                "array_merge(): Argument #1 must be of type array, {kind} given"
            )));
        }
    };
    let objects = event
        .get_set("Object")
        .cloned()
        .unwrap_or(Value::empty_array());
    let of_objects = OF_OBJECTS.extract(&objects)?;
    // Without objects the list itself is shared, unless it has gaps to close.
    let all = if of_objects.is_empty() && attributes.is_list() {
        attributes
    } else {
        attributes.merge(&of_objects)
    };
    event.insert(KeyRef::Str(FLATTENED), Value::Array(all));
    Ok(Value::Array(event))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalising_shares_what_it_can() {
        let event = br##"{"Event":{"Tag":[{"name":"tlp:red"}],"Attribute":[
            {"id":"1","value":"a"},{"id":"2","value":"b"},{"id":"3","value":"c","Tag":[{"name":"x"}]}]}}"##;
        let data = Value::from_json(event).unwrap();
        let normal = normalise(&data, Scope::Guess, &NoLookups).unwrap();
        let at = |path: &str| {
            HashPath::parse(path)
                .get(&normal)
                .unwrap()
                .unwrap()
                .to_array()
        };
        assert!(at("Event._AttributeFlattened").is_same_memory(&at("Event.Attribute")));
        assert!(at("Event.Attribute.0._allTags").is_same_memory(&at("Event.Attribute.1._allTags")));
        assert_eq!(
            Value::from(at("Event.Attribute.2._allTags")).to_json(),
            r#"[{"name":"tlp:red","inherited":true},{"name":"x","inherited":false}]"#
        );
        assert_eq!(data, Value::from_json(event).unwrap());
    }

    #[test]
    fn an_attribute_of_a_missing_event_leaves_an_empty_event() {
        let data = Value::from_json(br#"{"Attribute":{"id":"1","event_id":"9"},"_k":1}"#).unwrap();
        let normal = normalise(&data, Scope::Attribute, &NoLookups).unwrap();
        assert_eq!(
            normal.to_json(),
            r#"{"Event":{"_AttributeFlattened":[]},"_k":1}"#
        );
    }

    #[test]
    fn odd_data_never_panic() {
        let odd = [
            "null",
            "1",
            "\"x\"",
            "[]",
            "[1,\"x\"]",
            "{\"Tag\":\"x\"}",
            "true",
        ];
        for part in [
            "Event",
            "Attribute",
            "Object",
            "EventTag",
            "Sighting",
            "Org",
            "errors",
            "Tag",
        ] {
            for outer in ["%", "{\"Event\":%}", "{\"Event\":{\"Attribute\":[%]}}"] {
                for value in odd {
                    let inner = format!("{{\"{part}\":{value},\"id\":1}}");
                    let data = Value::from_json(outer.replace('%', &inner).as_bytes()).unwrap();
                    for scope in [Scope::Guess, Scope::Event, Scope::Object, Scope::Attribute] {
                        let _ = normalise(&data, scope, &NoLookups);
                    }
                }
            }
        }
    }
}
