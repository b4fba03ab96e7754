//! What keeps a workflow that starts itself from doing so for ever: a mark that it sets and tests
//! for on the way to the action (spec 03, "Recursion", the usual cures).

use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
    fmt,
};

use crate::{
    catalogue::texts,
    modules::Params,
    workflow::{Graph, Node, NodeId, Workflow},
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

/// The tests of a workflow, with what each is about.
pub(super) struct Tests<'a> {
    graph: &'a Graph,
    places: HashMap<&'a NodeId, usize>,
    /// For each node, the outputs and places of those that it leads to.
    next: Vec<Vec<(&'a str, usize)>>,
    on_the_way: OnceCell<Vec<OnTheWay<'a>>>,
}

/// What a node looks at.
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

/// A test with the nodes that it keeps a rein on.
struct OnTheWay<'a> {
    test: Test<'a>,
    /// For each node, whether every way to it goes through the test and leaves it by its output.
    guarded: Vec<bool>,
    marks: Marks,
}

/// What the nodes behind a test leave for the next run to find.
#[derive(Default)]
struct Marks {
    tags: HashSet<String>,
    comments: Vec<String>,
}

impl<'a> Tests<'a> {
    pub fn of(workflow: &'a Workflow) -> Self {
        let graph = &workflow.graph;
        let places: HashMap<&NodeId, usize> = graph.nodes.keys().zip(0..).collect();
        let next = graph.nodes.values().map(|node| {
            let outputs = node.outputs.iter();
            let links = outputs.flat_map(|(port, links)| links.iter().map(move |to| (port, to)));
            links
                .filter_map(|(port, link)| Some((port.as_str(), *places.get(&link.node)?)))
                .collect()
        });
        Self {
            graph,
            next: next.collect(),
            places,
            on_the_way: OnceCell::new(),
        }
    }

    /// The guard of an action, if there is one.
    pub fn guard(&self, action: &NodeId) -> Option<Guard> {
        let place = *self.places.get(action)?;
        let node = self.graph.node(action)?;
        let on_the_way = self.on_the_way.get_or_init(|| self.on_the_way());
        let guarding = on_the_way
            .iter()
            .filter(|way| way.guarded.get(place) == Some(&true));
        let guard = guarding
            .filter_map(|way| guard_by(&way.test, &way.marks, node))
            .next();
        guard.or_else(|| {
            let test = own_filter(action, node)?;
            let behind = self.reached([place], |_, _| true);
            guard_by(&test, &self.marks(&behind), node)
        })
    }

    fn on_the_way(&self) -> Vec<OnTheWay<'a>> {
        let trigger = self.graph.trigger();
        let Some(start) = trigger.and_then(|(id, _)| self.places.get(id).copied()) else {
            return Vec::new();
        };
        let nodes = self.graph.nodes.iter().enumerate();
        let tests = nodes.flat_map(|(place, (id, node))| {
            tests_of(id, node)
                .into_iter()
                .map(move |test| (place, test))
        });
        tests
            .map(|(place, test)| {
                let past = self.reached([start], |at, port| at != place || port != test.output);
                let first = self.next.get(place).into_iter().flatten();
                let first = first.filter(|(port, _)| *port == test.output);
                let first: Vec<usize> = first.map(|(_, to)| *to).collect();
                // A filter that is reset guards nothing behind the reset.
                let lasts = |at, _: &str| !self.is_reset(at);
                let behind = self.reached(first.iter().copied(), lasts);
                let guarded = past.iter().zip(&behind);
                OnTheWay {
                    guarded: guarded.map(|(past, behind)| *behind && !*past).collect(),
                    marks: self.marks(&self.reached(first, |_, _| true)),
                    test,
                }
            })
            .collect()
    }

    fn is_reset(&self, place: usize) -> bool {
        let node = self.graph.nodes.get_index(place);
        node.is_some_and(|(_, node)| node.module == "generic-filter-reset")
    }

    /// Which nodes can be reached from some over the outputs that may be followed, those included.
    fn reached(
        &self,
        from: impl IntoIterator<Item = usize>,
        follows: impl Fn(usize, &str) -> bool,
    ) -> Vec<bool> {
        let mut reached = vec![false; self.next.len()];
        let mut open: Vec<usize> = from.into_iter().collect();
        while let Some(place) = open.pop() {
            let Some(seen @ false) = reached.get_mut(place) else {
                continue;
            };
            *seen = true;
            let wires = self.next.get(place).into_iter().flatten();
            let followed = wires.filter(|(port, _)| follows(place, port));
            open.extend(followed.map(|(_, target)| *target));
        }
        reached
    }

    fn marks(&self, behind: &[bool]) -> Marks {
        let mut marks = Marks::default();
        let nodes = self.graph.nodes.values().zip(behind);
        for (node, _) in nodes.filter(|(_, behind)| **behind) {
            match node.module.as_str() {
                "tag_operation" if Params::of(node).text("action") == "add" => {
                    marks.tags.extend(tags_of(node));
                }
                "Module_attribute_comment_operation" => {
                    marks.comments.push(Params::of(node).text("comment"));
                }
                _ => {}
            }
        }
        marks
    }
}

fn guard_by(test: &Test<'_>, marks: &Marks, action: &Node) -> Option<Guard> {
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
    if test.path.contains("Tag") {
        let tag = test.values.iter().find(|tag| marks.tags.contains(*tag))?;
        return Some(Guard::Tag {
            test: id,
            tag: tag.clone(),
        });
    }
    let mut comments = marks.comments.iter();
    let is_mark = test.path.ends_with("comment")
        && comments.any(|comment| test.values.iter().any(|value| comment.contains(value)));
    is_mark.then_some(Guard::Comment(id))
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
