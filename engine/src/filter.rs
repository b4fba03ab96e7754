//! Filters: those that a path of the workflow carries, and those of a single node.
//!
//! The rules are those of the vectors `apply_filter` (rules 31 to 33).

use std::sync::LazyLock;

use crate::{
    condition::{Operator, Operators, items_matching},
    path::HashPath,
    value::{Array, PhpError, Value},
};

/// The key of the roaming data that holds the filters of the path, by label.
pub const ENABLED_FILTERS: &str = "enabledFilters";
/// The key of the roaming data that holds them as they were before the first filter.
pub const UNFILTERED_DATA: &str = "_unfilteredData";
/// What a node without a filter works on.
pub const DEFAULT_SELECTOR: &str = "Event._AttributeFlattened.{n}";

/// Picks elements by a selector and keeps those of them in which a path finds what is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// Which elements are looked at.
    pub selector: HashPath,
    /// What is looked at in each.
    pub path: HashPath,
    /// How it is compared.
    pub operator: Operator,
    /// What it is compared with.
    pub value: Value,
}

impl Filter {
    /// Reads `{selector, path, operator, value}`; what is missing is null.
    ///
    /// # Errors
    ///
    /// A `TypeError` if selector or path are lists.
    pub fn from_value(filter: &Value) -> Result<Self, PhpError> {
        let field = |name: &str| filter.get(name).cloned().unwrap_or_default();
        let selector = field("selector");
        if let Value::Array(_) = selector {
            return Err(PhpError::argument(
                "substr()", 1, "string", "string", "array",
            ));
        }
        Ok(Self {
            selector: HashPath::from_value(&selector)?,
            path: HashPath::from_value(&field("path"))?,
            operator: Operator::from_value(&field("operator")),
            value: field("value"),
        })
    }

    /// The same filter on a server that knows these operators.
    pub fn with(mut self, operators: Operators) -> Self {
        self.operator = operators.parse(self.operator.name());
        self
    }

    /// The data with the elements under the selector cut down to those that match. One trailing
    /// `.{n}` of the selector does not count. What matches is inserted at the selector, with the
    /// surprises that has when a wildcard is left in it (rule 31).
    ///
    /// # Errors
    ///
    /// A `TypeError` where a path meets what is no array.
    pub fn apply(&self, data: Value) -> Result<Value, PhpError> {
        let selector = match self.selector.as_str().strip_suffix(".{n}") {
            Some(list) => HashPath::parse(list),
            None => self.selector.clone(),
        };
        let items = Value::Array(selector.extract(&data)?);
        let matching = items_matching(&items, &self.value, &self.operator, &self.path)?;
        selector.insert(data, &matching)
    }

    /// What a node with this filter works on: the elements under the selector that match, under
    /// the numbers they had among them.
    ///
    /// # Errors
    ///
    /// A `TypeError` where a path meets what is no array.
    pub fn select(&self, data: &Value) -> Result<Array, PhpError> {
        let items = Value::Array(self.selector.extract(data)?);
        Ok(items_matching(&items, &self.value, &self.operator, &self.path)?.to_array())
    }
}

/// What whoever reads the roaming data gets: the data seen through the filters that are on, each
/// on what the one before it left, by a server that knows these operators.
///
/// # Errors
///
/// As [`Filter::apply`].
pub fn filtered(data: &Value, operators: Operators) -> Result<Value, PhpError> {
    let Some(Value::Array(filters)) = data.get(ENABLED_FILTERS) else {
        return Ok(data.clone());
    };
    filters.values().try_fold(data.clone(), |data, filter| {
        Filter::from_value(filter)?.with(operators).apply(data)
    })
}

/// The filter of a node, from the node's `saved_filters`; none if all its fields are empty, or
/// if it was never edited (then it is a list of descriptions, not a map).
///
/// # Errors
///
/// A `TypeError` if selector or path are lists.
pub fn node_filter(saved_filters: &Value) -> Result<Option<Filter>, PhpError> {
    let is_set = |name: &str| {
        saved_filters
            .get(name)
            .is_some_and(|field| !field.loose_eq(&Value::from("")))
    };
    if ["selector", "path", "operator", "value"]
        .into_iter()
        .any(is_set)
    {
        Filter::from_value(saved_filters).map(Some)
    } else {
        Ok(None)
    }
}

/// The elements that a node works on: what its filter selects, or all attributes of the event.
///
/// # Errors
///
/// As [`Filter::select`].
pub fn node_items(data: &Value, filter: Option<&Filter>) -> Result<Array, PhpError> {
    static DEFAULT: LazyLock<HashPath> = LazyLock::new(|| HashPath::parse(DEFAULT_SELECTOR));
    match filter {
        Some(filter) => filter.select(data),
        None => DEFAULT.extract(data),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Value {
        Value::from_json(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_node_works_on_what_its_filter_selects() {
        let data =
            json(r#"{"Event":{"_AttributeFlattened":[{"type":"md5"},{"type":"url"}],"info":"x"}}"#);
        let items = |saved: &str| {
            let filter = node_filter(&json(saved)).unwrap();
            Value::from(node_items(&data, filter.as_ref()).unwrap()).to_json()
        };
        let all = r#"[{"type":"md5"},{"type":"url"}]"#;
        assert_eq!(
            items(r#"{"selector":"","path":"","operator":"","value":""}"#),
            all
        );
        assert_eq!(items(r#"[{"text":"selector","value":""}]"#), all);
        let urls = r#"{"selector":"Event._AttributeFlattened.{n}","path":"type","operator":"equals","value":"url"}"#;
        assert_eq!(items(urls), r#"{"1":{"type":"url"}}"#);
        let top = r#"{"selector":"","path":"info","operator":"equals","value":"x"}"#;
        assert_eq!(
            items(top),
            r#"{"Event":{"_AttributeFlattened":[{"type":"md5"},{"type":"url"}],"info":"x"}}"#
        );
    }

    #[test]
    fn filters_apply_one_after_the_other_and_stay_in_the_data() {
        let data = json(
            r#"{"l":[{"t":1,"u":1},{"t":1,"u":2},{"t":2}],"enabledFilters":{
                "B":{"selector":"l.{n}","path":"t","operator":"equals","value":"1"},
                "A":{"selector":"l.{n}","path":"u","operator":"in","value":2}}}"#,
        );
        let seen = filtered(&data, Operators::Measured).unwrap();
        assert_eq!(
            seen.get("l").map(Value::to_json).as_deref(),
            Some(r#"{"1":{"t":1,"u":2}}"#)
        );
        assert_eq!(seen.get(ENABLED_FILTERS), data.get(ENABLED_FILTERS));
    }
}
