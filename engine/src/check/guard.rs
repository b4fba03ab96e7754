//! What keeps a workflow that starts itself from doing so for ever: a mark that it sets and tests
//! for on the way to the action (spec 03, "Recursion", the usual cures).

use std::{collections::HashSet, fmt};

use crate::{
    catalogue::texts,
    modules::Params,
    workflow::{Graph, Node, NodeId, NodeKind, Workflow},
};

const FILTER: &str = "generic-filter-data";

/// What ends a loop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// A node tests for a tag that the workflow itself attaches behind it.
    Tag {
        /// The IF or filter.
        test: NodeId,
        /// The tag.
        tag: String,
    },
    /// A node tests for a comment that the workflow itself writes behind it.
    Comment(NodeId),
    /// A node tests the IDS flag that the action sets.
    IdsFlag(NodeId),
    /// A node looks at the object that the element belongs to.
    ObjectId(NodeId),
}

impl Guard {
    /// The node that tests.
    pub fn test(&self) -> &NodeId {
        match self {
            Self::Tag { test, .. } => test,
            Self::Comment(test) | Self::IdsFlag(test) | Self::ObjectId(test) => test,
        }
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let test = self.test();
        match self {
            Self::Tag { tag, .. } => write!(f, "the test for {tag} in node {test}"),
            Self::Comment(_) => write!(f, "the test of the comment in node {test}"),
            Self::IdsFlag(_) => write!(f, "the test of the IDS flag in node {test}"),
            Self::ObjectId(_) => write!(f, "the test of the object in node {test}"),
        }
    }
}

/// A test on the way to an action.
struct Test<'a> {
    node: &'a NodeId,
    /// The path that is looked at, and the values that are looked for.
    path: String,
    values: Vec<String>,
    /// The output behind which the action must stand.
    output: &'static str,
    /// Whether the data there are those in which a value was found.
    wants: bool,
}

/// The guard of an action, if there is one.
pub(super) fn of(workflow: &Workflow, action: &NodeId) -> Option<Guard> {
    let graph = &workflow.graph;
    let (trigger, _) = graph.trigger()?;
    let node = graph.node(action)?;
    let tests = graph.nodes.iter().flat_map(|(id, test)| {
        let tests = tests_of(id, test);
        let holds = move |test: &Test<'_>| leads_through(graph, trigger, test, action);
        tests.into_iter().filter(holds)
    });
    let own = own_filter(action, node);
    let mut tests = tests.chain(own);
    tests.find_map(|test| guard_by(graph, &test, node))
}

fn guard_by(graph: &Graph, test: &Test<'_>, action: &Node) -> Option<Guard> {
    let id = test.node.clone();
    if test.path.contains("object_id") {
        return Some(Guard::ObjectId(id));
    }
    if test.path.contains("to_ids") && action.module == "attribute_ids_flag_operation" {
        return Some(Guard::IdsFlag(id));
    }
    if test.wants {
        return None;
    }
    let behind = behind(graph, test);
    let nodes = || behind.iter().filter_map(|id| graph.node(id));
    if test.path.contains("Tag") {
        let attached: HashSet<String> = nodes()
            .filter(|node| adds_tags(node))
            .flat_map(tags_of)
            .collect();
        let tag = test.values.iter().find(|tag| attached.contains(*tag))?;
        return Some(Guard::Tag {
            test: id,
            tag: tag.clone(),
        });
    }
    let comments = nodes().filter(|node| node.module == "Module_attribute_comment_operation");
    let mut comments = comments.map(|node| Params::of(node).text("comment"));
    let is_mark = test.path.ends_with("comment")
        && comments.any(|comment| test.values.iter().any(|value| comment.contains(value)));
    is_mark.then_some(Guard::Comment(id))
}

/// The nodes behind the test's output, or, of an action that tests by its own filter, itself and
/// what is behind it.
fn behind(graph: &Graph, test: &Test<'_>) -> Vec<NodeId> {
    let node = graph.node(test.node);
    match node.filter(|node| node.kind == NodeKind::Logic) {
        Some(node) => {
            let links = node.outputs.get(test.output).into_iter().flatten();
            links
                .flat_map(|link| graph.downstream(&link.node))
                .collect()
        }
        None => graph.downstream(test.node),
    }
}

fn adds_tags(node: &Node) -> bool {
    node.module == "tag_operation" && Params::of(node).text("action") == "add"
}

/// The tags that a `tag_operation` names.
pub(super) fn tags_of(node: &Node) -> Vec<String> {
    node.params.get("tags").map(texts).unwrap_or_default()
}

/// The tests that a node makes: an IF one for each of its branches, a filter one.
fn tests_of<'a>(id: &'a NodeId, node: &Node) -> Vec<Test<'a>> {
    let params = Params::of(node);
    let list = |param: &str| {
        let stored = node.params.get(param);
        stored.map(texts).unwrap_or_default()
    };
    let (path, operator, values) = match node.module.as_str() {
        "tag-if" => ("Tag".to_owned(), params.text("condition"), list("tags")),
        "generic-if" | FILTER => {
            let operator = params.text("operator");
            let values = if operator == "in_or" {
                list("value_list")
            } else {
                vec![params.text("value")]
            };
            (params.text("hash_path"), operator, values)
        }
        _ => return Vec::new(),
    };
    let then_wants = !operator.starts_with("not");
    let branches = [("output_1", then_wants), ("output_2", !then_wants)];
    branches
        .into_iter()
        .filter(|(output, _)| node.outputs.contains_key(*output))
        .map(|(output, wants)| Test {
            node: id,
            path: path.clone(),
            values: values.clone(),
            output,
            wants,
        })
        .collect()
}

/// The test that the action's own filter makes.
fn own_filter<'a>(id: &'a NodeId, node: &Node) -> Option<Test<'a>> {
    let filter = &node.filter;
    (!filter.is_empty()).then(|| Test {
        node: id,
        path: filter.path.clone(),
        values: vec![filter.value.clone()],
        output: "output_1",
        wants: !filter.operator.starts_with("not"),
    })
}

/// Whether every way from the trigger to the action goes through the test and leaves it by its
/// output.
fn leads_through(graph: &Graph, trigger: &NodeId, test: &Test<'_>, action: &NodeId) -> bool {
    let past = |id: &NodeId, port: &str| id != test.node || port != test.output;
    let is_module = |id: &NodeId, module: &str| {
        let node = graph.node(id);
        node.is_some_and(|node| node.module == module)
    };
    // A filter that is reset before the action guards nothing.
    let unreset = |id: &NodeId, _: &str| !is_module(id, "generic-filter-reset");
    !reaches(graph, trigger, action, past)
        && (!is_module(test.node, FILTER) || reaches(graph, test.node, action, unreset))
}

/// Whether a way leads from one node to another over the outputs that may be followed.
fn reaches(
    graph: &Graph,
    from: &NodeId,
    to: &NodeId,
    follows: impl Fn(&NodeId, &str) -> bool,
) -> bool {
    let mut seen: HashSet<&NodeId> = HashSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        let Some((id, node)) = graph.nodes.get_key_value(id) else {
            continue;
        };
        if id == to {
            return true;
        }
        if seen.insert(id) {
            let outputs = node.outputs.iter();
            let open_ones = outputs.filter(|(port, _)| follows(id, port.as_str()));
            open.extend(
                open_ones
                    .flat_map(|(_, links)| links)
                    .map(|link| &link.node),
            );
        }
    }
    false
}
