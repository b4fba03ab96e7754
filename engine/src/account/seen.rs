//! What a node saw: the data through the filters of the path, and the elements that its own filter
//! let through.

use super::names::{element, kind_of, some_of};
use crate::{
    condition::Operators,
    filter::{self, ENABLED_FILTERS},
    run::PlanNode,
    value::{PhpError, Value},
};

/// So many elements are named.
const NAMED: usize = 4;
/// So many are looked at for their names.
const LOOKED_AT: usize = 200;

/// What a node saw.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The labels of the filters on the path, in the order in which they work.
    pub filters: Vec<String>,
    /// The data through them.
    pub whole: Value,
    /// What the node's own filter let through; nothing where it has none.
    pub chosen: Option<Chosen>,
}

/// What a node's own filter let through.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// The hash path of the elements to choose from.
    pub selector: String,
    /// How many there were.
    pub of: usize,
    /// The elements that it let through.
    pub elements: Value,
    /// Some of them by their names.
    pub names: String,
}

impl Chosen {
    /// How many elements went through.
    pub fn count(&self) -> usize {
        self.elements.as_array().map_or(0, crate::value::Array::len)
    }
}

/// What a node saw of these data.
///
/// # Errors
/// What PHP throws when a filter meets data that it cannot work on.
pub fn seen(node: &PlanNode, data: &Value, operators: Operators) -> Result<Seen, PhpError> {
    let whole = filter::filtered(data, operators)?;
    let on = data.get(ENABLED_FILTERS).and_then(Value::as_array);
    let labels = on.into_iter().flat_map(|filters| filters.keys());
    let own = filter::node_filter(node.field("saved_filters"))?;
    let chosen = match own {
        Some(own) => {
            let own = own.with(operators);
            let elements = own.select(&whole)?;
            let selector = own.selector.as_str().to_owned();
            let names = names(&selector, &elements);
            Some(Chosen {
                of: own.selector.matches(&whole)?.len(),
                selector,
                elements: elements.into(),
                names,
            })
        }
        None => None,
    };
    Ok(Seen {
        filters: labels.map(|label| label.to_string()).collect(),
        whole,
        chosen,
    })
}

fn names(selector: &str, elements: &crate::value::Array) -> String {
    let keys = selector.rsplit('.').filter_map(kind_of);
    let kind = keys.take(1).next().unwrap_or("element");
    let named: Vec<String> = elements
        .values()
        .zip(0..)
        .take(LOOKED_AT)
        .map(|(value, place)| element(kind, value, place))
        .collect();
    some_of(&named, NAMED)
}
