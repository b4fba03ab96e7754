//! The path filters that are on along the wires.

use std::collections::{BTreeSet, HashMap};

use smol_str::SmolStr;

use crate::{
    catalogue::Catalogue,
    workflow::{Edge, Graph, Node, NodeId, PortRef},
};

/// The labels of path filters on the wires behind them.
pub type FilterLabels = HashMap<Edge, BTreeSet<SmolStr>>;

/// Which filter labels each wire carries, as a server's answers tell them: the label of a filter
/// is on along every path behind it, until a reset removes that label or all of them (spec 03,
/// "Graph checks"). Wires without a label are left out.
///
/// In a run a reset of any label removes all of them (rule 35), and a filter of one branch stays
/// on in branches that are walked later (rule 66).
pub fn filter_labels(graph: &Graph, catalogue: &Catalogue) -> FilterLabels {
    let mut labels = FilterLabels::new();
    let mut arriving: HashMap<&NodeId, BTreeSet<SmolStr>> = HashMap::new();
    let mut open: Vec<&NodeId> = graph.nodes.keys().collect();
    open.reverse();
    while let Some(id) = open.pop() {
        let Some((id, node)) = graph.nodes.get_key_value(id) else {
            continue;
        };
        let mut on = arriving.get(id).cloned().unwrap_or_default();
        match label(node, catalogue) {
            Some(Change::On(label)) => {
                on.insert(label);
            }
            Some(Change::Off(label)) => {
                on.remove(&label);
            }
            Some(Change::AllOff) => on.clear(),
            None => {}
        }
        if on.is_empty() {
            continue;
        }
        for (port, link) in node
            .outputs
            .iter()
            .flat_map(|(port, links)| links.iter().map(move |link| (port, link)))
        {
            let Some((target, _)) = graph.nodes.get_key_value(&link.node) else {
                continue;
            };
            let edge = Edge {
                from: PortRef::new(id.clone(), port),
                to: PortRef::new(link.node.clone(), &link.port),
            };
            labels.entry(edge).or_default().extend(on.iter().cloned());
            let known = arriving.entry(target).or_default();
            let before = known.len();
            known.extend(on.iter().cloned());
            if known.len() > before {
                open.push(target);
            }
        }
    }
    labels
}

/// What a node does to the labels.
enum Change {
    On(SmolStr),
    Off(SmolStr),
    AllOff,
}

/// The parameter that names the label, in all modules that filter.
const LABEL: &str = "filtering-label";

fn label(node: &Node, catalogue: &Catalogue) -> Option<Change> {
    let is_reset = match node.module.as_str() {
        "generic-filter-data" | "filter-tag" | "filter-timestamp" => false,
        "generic-filter-reset" => true,
        _ => return None,
    };
    let default = || {
        let param = catalogue.get(&node.module)?.param(LABEL)?;
        param.default.as_str()
    };
    let missing = if is_reset { "all" } else { "A" };
    let label = node.param_text(LABEL).or_else(default).unwrap_or(missing);
    Some(match (is_reset, label) {
        (false, label) => Change::On(SmolStr::new(label)),
        (true, "all") => Change::AllOff,
        (true, label) => Change::Off(SmolStr::new(label)),
    })
}
