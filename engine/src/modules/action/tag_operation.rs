//! `tag_operation`: adds tags to the event or its attributes, or takes them off.

use super::tagging::{Link, attribute_target, event_target, tagged_nothing};
use crate::{
    filter::node_items,
    instance::{Store, Tag, Target},
    modules::{Context, Module, Params},
    value::{PhpError, Value},
};

/// Tags in the database; the roaming data stay as they are (README-live 23 to 26).
#[derive(Debug)]
pub struct TagOperation {
    on_attributes: bool,
    removes: bool,
    names: Vec<String>,
    link: Link,
    params: Params,
}

impl TagOperation {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        // Tags that are no list are no tags.
        let names = match params.get("tags") {
            Value::Array(tags) => tags.values().map(|tag| tag.to_text().into()).collect(),
            _ => Vec::new(),
        };
        Self {
            on_attributes: params.text("scope") == "attribute",
            removes: params.text("action") == "remove",
            names,
            link: Link::new(params),
            params: params.clone(),
        }
    }

    /// What is tagged.
    fn targets(&self, data: Value) -> Result<Vec<Target>, PhpError> {
        let filter = self.params.filter()?;
        if self.on_attributes {
            let attributes = node_items(&data, filter.as_ref())?;
            return Ok(attributes.values().map(attribute_target).collect());
        }
        // A filter that does not pick the event itself leaves none (README-live 26).
        let data = match filter {
            Some(filter) => filter.select(&data)?.into(),
            None => data,
        };
        Ok(vec![event_target(&data)])
    }

    /// Gives whether one of the targets has one of the tags now, be it that it had it before.
    fn add(&self, store: &mut Store, targets: &[Target]) -> bool {
        let tags: Vec<Tag> = self
            .names
            .iter()
            .map(|name| store.tag_or_new(name))
            .collect();
        let mut success = false;
        for target in targets {
            for tag in &tags {
                success |= self.link.attach(store, target, tag);
            }
        }
        success
    }

    /// Gives whether a tag was taken off. To take off one that does not exist succeeds.
    fn remove(&self, store: &mut Store, targets: &[Target]) -> bool {
        let mut success = false;
        for name in &self.names {
            let Some(name) = store.tag(name).map(|tag| tag.name.clone()) else {
                success = true;
                continue;
            };
            for target in targets {
                success |= store.detach(target, &name, self.link.local);
            }
        }
        success
    }
}

impl Module for TagOperation {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let targets = self.targets(context.data()?)?;
        let store = &mut context.world.store;
        let success = match (targets.is_empty(), self.removes) {
            (true, _) => false,
            (_, true) => self.remove(store, &targets),
            (_, false) => self.add(store, &targets),
        };
        if success {
            return Ok(true);
        }
        let otherwise = if self.names.is_empty() {
            "the node has no tags to add or to take off"
        } else if targets.is_empty() {
            "no attribute is in the data, or none passes the node's filter"
        } else {
            "none of the tags is there to be taken off, in the locality that the node asks for"
        };
        Ok(tagged_nothing(context, &targets, otherwise))
    }
}
