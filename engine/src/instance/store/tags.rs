//! Tags, and attaching them.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{Change, Store, Target, fresh::Fresh, galaxies, places::list};
use crate::value::{Array, Value};

/// A tag of the instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    /// Its id.
    pub id: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// The tag as a view of an event shows it, without `local` and `relationship_type`.
    pub row: Value,
}

impl Store {
    /// The tag of this name, whatever the case of its letters (README-live 23).
    pub fn tag(&self, name: &str) -> Option<&Tag> {
        let wanted = name.to_lowercase();
        self.tags
            .values()
            .find(|tag| tag.name == name || tag.name.to_lowercase() == wanted)
    }

    /// The tag of this name; one that does not exist is created.
    pub fn tag_or_new(&mut self, name: &str) -> Tag {
        if let Some(tag) = self.tag(name) {
            return tag.clone();
        }
        let id = Fresh::id(&mut self.fresh.tag);
        let mut row = Array::with_capacity(10);
        row.insert("id", Value::from(id.clone()));
        row.insert("name", Value::from(name));
        row.insert("colour", Value::from(Fresh::colour(name)));
        row.insert("exportable", Value::from(true));
        row.insert("user_id", Value::from("0"));
        row.insert("hide_tag", Value::from(false));
        row.insert("numerical_value", Value::Null);
        row.insert("is_galaxy", Value::from(name.starts_with("misp-galaxy:")));
        row.insert("is_custom_galaxy", Value::from(false));
        row.insert("local_only", Value::from(false));
        let tag = Tag {
            id: id.clone(),
            name: SmolStr::new(name),
            row: row.into(),
        };
        Arc::make_mut(&mut self.tags).insert(id.clone(), tag.clone());
        self.note(Change::TagCreated {
            id,
            name: tag.name.clone(),
        });
        tag
    }

    /// Adds a tag to the instance, as a view of an event shows it.
    pub fn add_tag(&mut self, row: &Value) {
        let text = |name: &str| {
            let field = row.get(name).unwrap_or(&Value::Null);
            SmolStr::new(field.to_text())
        };
        let (id, name) = (text("id"), text("name"));
        let mut fields = row.to_array();
        fields.remove("local");
        fields.remove("relationship_type");
        Fresh::keep_above(&mut self.fresh.tag, &id);
        let row = fields.into();
        Arc::make_mut(&mut self.tags).insert(id.clone(), Tag { id, name, row });
    }

    /// Adds a tag that an event carries, unless the instance has it.
    pub(super) fn learn_tag(&mut self, row: &Value) {
        let text = |name: &str| row.get(name).map(Value::to_text).unwrap_or_default();
        let is_known = self.tags.contains_key(text("id").as_ref());
        if is_known || self.tag(&text("name")).is_some() {
            return;
        }
        if text("id").is_empty() {
            let mut row = row.to_array();
            row.insert("id", Value::from(Fresh::id(&mut self.fresh.tag)));
            self.add_tag(&row.into());
        } else {
            self.add_tag(row);
        }
    }

    /// Attaches a tag, which touches the event (README-live 24). A tag that is there already, in
    /// whatever locality, is left as it is. Gives `false` where there is no such event or
    /// attribute.
    pub fn attach(&mut self, target: &Target, tag: &Tag, local: bool, relationship: &str) -> bool {
        let Some(row) = self.row(target) else {
            return false;
        };
        if list(row, "Tag").any(|(_, other)| is_named(other, &tag.name)) {
            return true;
        }
        let link = self.link(target, tag, local, relationship);
        let galaxy = self.galaxies.get(&tag.name).cloned();
        let Some(row) = self.row_mut(target) else {
            return false;
        };
        if let Some(tags) = row.entry("Tag") {
            let mut with = std::mem::take(tags).to_array();
            with.push(tag.attached(local, relationship));
            *tags = with.into();
        }
        if let Some(galaxy) = galaxy {
            galaxies::show(row, &galaxy, &link);
        }
        self.note(Change::TagAttached {
            target: target.clone(),
            name: tag.name.clone(),
            local,
        });
        self.touch(target);
        true
    }

    /// The fields of a galaxy's cluster that tell how its tag is attached (live runs
    /// `tag-ev-add-galaxy`, `bp-country`).
    fn link(&mut self, target: &Target, tag: &Tag, local: bool, relationship: &str) -> Array {
        let (key, counter) = match target {
            Target::Event(_) => ("event_tag_id", &mut self.fresh.event_tag),
            Target::Attribute { .. } => ("attribute_tag_id", &mut self.fresh.attribute_tag),
        };
        let relationship = match relationship {
            "" => Value::from(false),
            text => Value::from(text),
        };
        let mut link = Array::with_capacity(4);
        link.insert("tag_id", Value::from(Value::from(tag.id.clone()).to_int()));
        link.insert(key, Value::from(Fresh::id(counter)));
        link.insert("local", Value::from(local));
        link.insert("relationship_type", relationship);
        link
    }

    /// Takes a tag off, which touches the event; `local` narrows it to one locality. Gives whether
    /// the tag was there.
    pub fn detach(&mut self, target: &Target, name: &str, local: Option<bool>) -> bool {
        let is_meant = |tag: &Value| {
            let is_local = tag.get("local").is_some_and(Value::is_truthy);
            is_named(tag, name) && local.is_none_or(|local| local == is_local)
        };
        let is_there = |row| list(row, "Tag").any(|(_, tag)| is_meant(tag));
        if !self.row(target).is_some_and(is_there) {
            return false;
        }
        let Some(row) = self.row_mut(target) else {
            return false;
        };
        if let Some(Value::Array(tags)) = row.get_mut("Tag") {
            *tags = tags
                .values()
                .filter(|tag| !is_meant(tag))
                .cloned()
                .collect();
            if tags.is_empty() {
                row.remove("Tag");
            }
        }
        galaxies::hide(row, name);
        self.note(Change::TagDetached {
            target: target.clone(),
            name: SmolStr::new(name),
        });
        self.touch(target);
        true
    }
}

impl Tag {
    /// The tag as a view shows it where it is attached.
    fn attached(&self, local: bool, relationship: &str) -> Value {
        let mut row = self.row.to_array();
        let relationship = match relationship {
            "" => Value::Null,
            text => Value::from(text),
        };
        row.insert("local", Value::from(local));
        row.insert("relationship_type", relationship);
        row.into()
    }
}

/// Whether a tag of an event has this name, whatever the case of its letters.
fn is_named(tag: &Value, name: &str) -> bool {
    tag.get("name").is_some_and(|found| {
        let found = found.to_text();
        found == name || found.to_lowercase() == name.to_lowercase()
    })
}
