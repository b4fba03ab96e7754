//! `tag_replacement_pap`: replaces tags of the Permissible Actions Protocol.

use super::tag_replacement_generic::{TagReplacement, Taxonomy};
use crate::modules::Params;

/// `PAP-Clear` is `PAP:CLEAR` (live runs `repl-pap-*`).
const PAP: Taxonomy = Taxonomy {
    name: "pap",
    predicates: &["white", "clear", "green", "amber", "red"],
    proper: |predicate| format!("PAP:{}", predicate.to_ascii_uppercase()),
};

impl TagReplacement {
    /// The module with the node's parameters.
    pub fn pap(params: &Params) -> Self {
        Self::of(PAP, params)
    }
}
