//! One sentence that says what a node does with its params, for the face of the node.
//!
//! Summaries hold the values that matter, at most [`LONGEST`] characters, and never more of a web
//! address than its host: the rest of a webhook's address is a secret.

mod action;
mod destination;
mod given;
mod hidden;
mod logic;
mod secret;
mod strange;
#[cfg(test)]
mod tests;
mod trigger;
mod words;

pub(crate) use words::compared;

use crate::{
    catalogue::{Catalogue, Module, ModuleKind, ParamValues},
    workflow::{Node, NodeFilter},
};

pub use destination::destinations;
pub use hidden::{is_secret, is_secret_header, names_secret};
pub use secret::address;

use given::Given;

/// The most characters that a summary has.
pub const LONGEST: usize = 90;

/// What a node does, by its catalogue; a node whose module the catalogue lacks is read as it is.
pub fn summary(node: &Node, catalogue: &Catalogue) -> String {
    let module = catalogue.module_of(node);
    node_summary(&module, &node.params, Some(&node.filter))
}

/// What a node of this module does with these stored params, in one short phrase without a full
/// stop. Params that are not stored count with their defaults; a filter is told only where the
/// module heeds it.
///
/// ```
/// use misp_flow_engine::{catalogue::Catalogue, describe::node_summary};
///
/// let tag_if = Catalogue::bundled().get("tag-if").ok_or("not in the catalogue")?;
/// let params = serde_json::json!({"condition": "in_or", "tags": ["tlp:red", "PAP:RED"]});
/// let params = params.as_object().ok_or("no object")?;
/// assert_eq!(
///     node_summary(tag_if, params, None),
///     "event tagged with any of tlp:red, PAP:RED"
/// );
/// # Ok::<(), &'static str>(())
/// ```
pub fn node_summary(
    module: &Module,
    params: &(impl ParamValues + ?Sized),
    filter: Option<&NodeFilter>,
) -> String {
    let given = Given::new(module, params);
    let known = match module.kind {
        ModuleKind::Trigger => Some(trigger::summary(&given)),
        ModuleKind::Logic => logic::summary(&given),
        ModuleKind::Action => action::summary(&given),
    };
    let mut text = known.unwrap_or_else(|| counted(module, params));
    let heeded = module.support_filters || module.is_stub;
    if let Some(filter) = filter.filter(|filter| heeded && !filter.is_empty()) {
        text.push_str(" · where ");
        text.push_str(&words::filter(filter));
    }
    words::shorten(&text, LONGEST)
}

/// All that can be said about a module that nobody here knows.
fn counted(module: &Module, params: &(impl ParamValues + ?Sized)) -> String {
    let all = module.params.len();
    let set = module
        .params
        .iter()
        .filter(|param| {
            params
                .value(&param.id)
                .is_some_and(|value| !crate::catalogue::texts(value).is_empty())
        })
        .count();
    match all {
        0 => "has no parameters".to_owned(),
        1 => format!("{set} of 1 parameter set"),
        _ => format!("{set} of {all} parameters set"),
    }
}

/// What a node filter lets through, in words: `attributes where type is domain`.
pub fn filter_words(filter: &NodeFilter) -> String {
    let elements = words::elements(&filter.selector);
    let values = std::slice::from_ref(&filter.value);
    let condition = words::comparison(&filter.path, &filter.operator, values);
    format!("{elements} where {condition}")
}

/// A text of the user's without the secret parts of the web addresses in it.
pub fn without_secrets(text: &str) -> String {
    secret::mask(text)
}

/// The text with its first letter in upper case, unless it is a sign or a tag.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
