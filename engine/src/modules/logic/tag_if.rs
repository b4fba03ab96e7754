//! `tag-if`: which tags the event or its attributes have (rule 38).

use crate::{
    condition::{Operator, evaluate_list},
    modules::{Context, Module, Params},
    path::HashPath,
    value::{Array, PhpError, Value},
};

/// Tag names against tags and galaxy clusters.
#[derive(Debug)]
pub struct TagIf {
    path: HashPath,
    operator: Operator,
    wanted: Result<Value, PhpError>,
}

impl TagIf {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        let path = match params.text("scope").as_str() {
            "event" => "Event.Tag.{n}.name",
            "attribute" => "Event._AttributeFlattened.{n}.Tag.{n}.name",
            _ => "Event._AttributeFlattened.{n}._allTags.{n}.name",
        };
        Self {
            path: HashPath::parse(path),
            operator: Operator::from_value(&params.get("condition")),
            wanted: wanted(&params.get("tags"), &params.get("clusters")),
        }
    }
}

/// The tags, and behind them the clusters as tags.
pub(super) fn wanted(tags: &Value, clusters: &Value) -> Result<Value, PhpError> {
    let list = |value: &Value, function: &str, position| match value.as_array() {
        Some(list) => Ok(list.clone()),
        None if value.is_empty() => Ok(Array::new()),
        None => Err(PhpError::type_error(format!(
            "{function}: Argument #{position} must be of type array, {} given",
            value.kind()
        ))),
    };
    let clusters = list(clusters, "array_map()", 2)?;
    let names = clusters
        .values()
        .map(|name| Value::from(format!("misp-galaxy:{}", name.to_text())));
    let tags = list(tags, "array_merge()", 1)?;
    Ok(tags.merge(&names.collect::<Array>()).into())
}

impl Module for TagIf {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let wanted = self.wanted.as_ref().map_err(Clone::clone)?;
        let data = context.data()?;
        let found = self.path.matches(&data)?;
        Ok(evaluate_list(&found, &self.operator, wanted))
    }
}
