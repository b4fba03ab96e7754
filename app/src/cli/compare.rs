//! `misp-flow compare`.

use std::fmt::Write as _;

use misp_flow_engine::{
    catalogue::Catalogue,
    compare::{Comparison, Difference, Kind, Place, compare},
    workflow::{Edge, NodeId, Workflow},
};
use serde_json::{Value as Json, json};

use super::{BLOCKED, Failure, args::CompareArguments, compare_events, input, line, print};

pub(super) fn run(arguments: &CompareArguments) -> Result<u8, Failure> {
    if arguments.before == arguments.after && arguments.before.as_os_str() == "-" {
        return Err(Failure::OneWorkflow);
    }
    if !arguments.events.is_empty() {
        return compare_events::run(arguments);
    }
    let before = input::workflow(&arguments.before)?;
    let after = input::workflow(&arguments.after)?;
    let mut found = compare(&before, &after);
    if !arguments.layout {
        found
            .differences
            .retain(|difference| difference.kind() != Kind::Moved);
    }
    if arguments.json {
        print(&format!("{:#}\n", json_of(&found, &before, &after)))?;
    } else {
        print(&text(&found, &before, &after))?;
    }
    Ok(if found.differences.is_empty() {
        0
    } else {
        BLOCKED
    })
}

fn text(found: &Comparison, before: &Workflow, after: &Workflow) -> String {
    if found.differences.is_empty() {
        return "No differences.\n".to_owned();
    }
    let mut text = String::new();
    for difference in &found.differences {
        let sign = match difference.kind() {
            Kind::Added => '+',
            Kind::Removed => '-',
            Kind::Changed => '~',
            Kind::Moved => '>',
        };
        let words = difference.words(before, after, Catalogue::bundled());
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{sign} {}", line::one_line(&words));
    }
    text
}

fn json_of(found: &Comparison, before: &Workflow, after: &Workflow) -> Json {
    let list = found.differences.iter();
    list.map(|difference| entry(difference, before, after))
        .collect()
}

fn entry(difference: &Difference, before: &Workflow, after: &Workflow) -> Json {
    let kind = match difference.kind() {
        Kind::Added => "added",
        Kind::Removed => "removed",
        Kind::Changed => "changed",
        Kind::Moved => "moved",
    };
    let number = |id: &NodeId| {
        id.number()
            .map_or_else(|| json!(id.as_str()), |number| json!(number))
    };
    let node = |id: &Option<NodeId>| id.as_ref().map(number);
    let wire = |edge: &Option<Edge>| {
        edge.as_ref()
            .map(|edge| json!([number(&edge.from.node), number(&edge.to.node)]))
    };
    let (what, old, new) = match &difference.place {
        Place::Workflow => ("workflow", None, None),
        Place::Node(old, new) => ("node", node(old), node(new)),
        Place::Wire(old, new) => ("wire", wire(old), wire(new)),
        Place::Frame(old, new) => (
            "frame",
            old.as_ref().map(|id| json!(id)),
            new.as_ref().map(|id| json!(id)),
        ),
    };
    json!({
        "kind": kind,
        "what": what,
        "before": old,
        "after": new,
        "text": difference.words(before, after, Catalogue::bundled()),
    })
}
