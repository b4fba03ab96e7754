//! `filter-tag` of newer servers: a path filter on tags (spec 05; spec 04, "Path filters").

use super::{
    filter_data::{filter, switch_on},
    tag_if::wanted,
};
use crate::{
    modules::{Context, Module, Params},
    value::{Key, PhpError, Value},
};

/// A filter that keeps elements by their tags.
#[derive(Debug)]
pub struct FilterTag {
    label: Key,
    filter: Result<Value, PhpError>,
}

impl FilterTag {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        let scope = params.text("scope");
        let path = match selector(&scope) {
            OBJECTS => "Attribute.{n}.Tag.{n}.name",
            ATTRIBUTES if scope == "event_attribute" => "_allTags.{n}.name",
            _ => "Tag.{n}.name",
        };
        let wanted = wanted(&params.get("tags"), &params.get("clusters"));
        let condition = params.get("condition");
        Self {
            label: label(params),
            filter: wanted
                .map(|wanted| filter(selector(&scope).into(), path.into(), condition, wanted)),
        }
    }
}

impl Module for FilterTag {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let filter = self.filter.as_ref().map_err(Clone::clone)?;
        switch_on(context, &self.label, filter)
    }
}

const ATTRIBUTES: &str = "Event._AttributeFlattened.{n}";
const OBJECTS: &str = "Event.Object.{n}";
const REPORTS: &str = "Event.EventReport.{n}";

/// The elements of the event that a scope or target names.
pub(super) fn selector(scope: &str) -> &'static str {
    if scope.contains("object") {
        OBJECTS
    } else if scope.contains("report") {
        REPORTS
    } else {
        ATTRIBUTES
    }
}

/// The label that the filter is kept under: the first one where none is chosen.
pub(super) fn label(params: &Params) -> Key {
    match params.text("filtering-label").as_str() {
        "" => Key::from("A"),
        label => Key::from(label),
    }
}
