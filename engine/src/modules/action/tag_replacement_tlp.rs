//! `tag_replacement_tlp`: replaces tags of the Traffic Light Protocol.

use super::tag_replacement_generic::{TagReplacement, Taxonomy};
use crate::modules::Params;

/// `TLP=Amber` is `tlp:amber`; so is `tlp:amber+strict`, and the protocol's name in full is not
/// recognised (live runs `repl-tlp-*`).
const TLP: Taxonomy = Taxonomy {
    name: "tlp",
    predicates: &["white", "clear", "green", "amber", "red"],
    proper: |predicate| format!("tlp:{predicate}"),
};

impl TagReplacement {
    /// The module with the node's parameters.
    pub fn tlp(params: &Params) -> Self {
        Self::of(TLP, params)
    }
}
