//! The room that a node takes in MISP's own web editor, which shows every node as a form.

use serde_json::Value as Json;

use crate::{
    catalogue::{Catalogue, Param, ParamType},
    workflow::Node,
};

/// Height of a node without anything below its title.
const TITLE: f64 = 44.0;
/// Height of a line of the description.
const LINE: f64 = 20.0;
/// Letters in a line of the description.
const LETTERS: usize = 48;
/// Height of a param: its label and one row.
const PARAM: f64 = 66.0;
/// What each further row of chosen values, or of a text of several lines, adds.
const ROW: f64 = 25.0;
/// How many chosen values stand in a row.
const CHOSEN: usize = 3;

/// How high a node is in MISP's web editor, in canvas units, give or take a line (measured on
/// 2.5.1). It is at least 90 there with a margin for what a server's own modules add.
pub fn form_height(node: &Node, catalogue: &Catalogue) -> f64 {
    let module = catalogue.module_of(node);
    // Logic that branches is shown without its description.
    let described = !module.description.is_empty() && module.html_template != "if";
    let lines = if described {
        module.description.chars().count().div_ceil(LETTERS).min(4)
    } else {
        0
    };
    let params: f64 = module
        .visible_params(&node.params)
        .map(|param| param_height(param, node))
        .sum();
    (TITLE + lines as f64 * LINE + params).max(90.0)
}

fn param_height(param: &Param, node: &Node) -> f64 {
    let rows = match node.params.get(param.id.as_str()) {
        Some(Json::Array(chosen)) => chosen.len().div_ceil(CHOSEN).clamp(1, 6),
        _ if param.kind == ParamType::Textarea => 2,
        _ => 1,
    };
    PARAM + (rows - 1) as f64 * ROW
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::workflow::Position;

    #[test]
    fn heights_are_near_those_of_a_real_page() {
        let catalogue = Catalogue::bundled();
        // Measured on a page of MISP 2.5.1; a node is never much higher than what is kept free.
        for (id, measured) in [
            ("tag-if", 274.0),
            ("count-if", 236.0),
            ("generic-if", 234.0),
            ("generic-filter-data", 427.0),
            ("generic-filter-reset", 132.0),
            ("push-zmq", 130.0),
            ("stop-execution", 151.0),
        ] {
            let module = catalogue.get(id).unwrap();
            let mut node = Node::of(module, Position::default());
            if id == "generic-filter-data" {
                let chosen = json!(["ip-src", "ip-dst", "domain", "hostname"]);
                node.params.insert("value_list".to_owned(), chosen);
            }
            let height = form_height(&node, catalogue);
            let off = height - measured;
            assert!(
                (-12.0..=80.0).contains(&off),
                "{id}: {height} for {measured}"
            );
        }
    }
}
