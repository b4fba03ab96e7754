//! A workflow under examination: its nodes with their modules, and the ways between them.

use std::collections::{HashMap, VecDeque};

use serde_json::{Value as Json, json};

use super::problem::{Place, Problem, Rule};
use crate::{
    catalogue::{Catalogue, Module, Param, texts},
    edit::Edit,
    instance::Instance,
    workflow::{Edge, Graph, Link, Node, NodeFilter, NodeId, NodeKind, PortRef, Workflow},
};

/// Everything that the lints ask of a workflow.
pub(super) struct Survey<'a> {
    pub workflow: &'a Workflow,
    pub graph: &'a Graph,
    pub instance: &'a Instance,
    /// The nodes in the order of the file.
    pub nodes: Vec<Visited<'a>>,
    /// For each node, its wires with the places of the nodes that they lead to.
    next: Vec<Vec<(usize, Wire<'a>)>>,
}

/// A wire as its source tells it.
#[derive(Clone, Copy)]
struct Wire<'a> {
    from: &'a NodeId,
    output: &'a str,
    link: &'a Link,
}

/// A node with its module.
pub(super) struct Visited<'a> {
    /// Its place among the nodes.
    pub place: usize,
    pub id: &'a NodeId,
    pub node: &'a Node,
    /// The module, where the catalogue has it.
    pub module: Option<&'a Module>,
}

impl<'a> Survey<'a> {
    pub fn new(workflow: &'a Workflow, catalogue: &'a Catalogue, instance: &'a Instance) -> Self {
        let graph = &workflow.graph;
        let places: HashMap<&NodeId, usize> = graph.nodes.keys().zip(0..).collect();
        let nodes = graph.nodes.iter().enumerate();
        Self {
            workflow,
            graph,
            instance,
            nodes: nodes
                .map(|(place, (id, node))| Visited {
                    place,
                    id,
                    node,
                    module: catalogue.get(&node.module),
                })
                .collect(),
            next: graph
                .nodes
                .iter()
                .map(|(from, node)| {
                    let outputs = node.outputs.iter();
                    let wires = outputs.flat_map(|(output, links)| {
                        links.iter().map(move |link| Wire { from, output, link })
                    });
                    wires
                        .filter_map(|wire| Some((*places.get(&wire.link.node)?, wire)))
                        .collect()
                })
                .collect(),
        }
    }

    /// The first trigger, where the run starts.
    pub fn trigger(&self) -> Option<&Visited<'a>> {
        self.nodes
            .iter()
            .find(|visited| visited.node.kind == NodeKind::Trigger)
    }

    /// The nodes of one module.
    pub fn of<'s>(&'s self, module: &'static str) -> impl Iterator<Item = &'s Visited<'a>> {
        self.nodes
            .iter()
            .filter(move |visited| visited.node.module == module)
    }

    /// The nodes behind `start`, the nearest first; the walk does not go on behind those that
    /// `ends` names, but they are among the nodes.
    pub fn behind(
        &self,
        start: &Visited<'a>,
        ends: impl Fn(&Visited<'a>) -> bool,
    ) -> Vec<&Visited<'a>> {
        self.behind_any([start], ends)
    }

    /// As [`Survey::behind`], for what is behind at least one of several.
    pub fn behind_any<'o>(
        &self,
        starts: impl IntoIterator<Item = &'o Visited<'a>>,
        ends: impl Fn(&Visited<'a>) -> bool,
    ) -> Vec<&Visited<'a>>
    where
        'a: 'o,
    {
        let mut seen = vec![false; self.nodes.len()];
        let mut found = Vec::new();
        let mut open: VecDeque<usize> = starts
            .into_iter()
            .flat_map(|start| self.leads_to(start.place))
            .collect();
        while let Some(place) = open.pop_front() {
            let (Some(visited), Some(seen)) = (self.nodes.get(place), seen.get_mut(place)) else {
                continue;
            };
            if std::mem::replace(seen, true) {
                continue;
            }
            found.push(visited);
            if !ends(visited) {
                open.extend(self.leads_to(place));
            }
        }
        found
    }

    /// The nodes that the outputs of one lead to.
    pub fn next_of<'s>(&'s self, visited: &Visited<'a>) -> impl Iterator<Item = &'s Visited<'a>> {
        self.leads_to(visited.place)
            .filter_map(|place| self.nodes.get(place))
    }

    fn leads_to(&self, place: usize) -> impl Iterator<Item = usize> {
        self.wires_of(place).map(|(target, _)| target)
    }

    fn wires_of(&self, place: usize) -> impl Iterator<Item = (usize, Wire<'a>)> {
        self.next.get(place).into_iter().flatten().copied()
    }

    /// The wires of a shortest way from one node to another; none if there is no way.
    pub fn way(&self, from: &Visited<'a>, to: &Visited<'a>) -> Vec<Edge> {
        let mut came_by: Vec<Option<(usize, Wire<'a>)>> = vec![None; self.nodes.len()];
        let mut open = VecDeque::from([from.place]);
        while let Some(place) = open.pop_front() {
            for (target, wire) in self.wires_of(place) {
                if let Some(slot @ None) = came_by.get_mut(target)
                    && target != from.place
                {
                    *slot = Some((place, wire));
                    open.push_back(target);
                }
            }
        }
        let mut way = Vec::new();
        let mut at = to.place;
        while let Some(Some((before, wire))) = came_by.get(at) {
            way.push(Edge {
                from: PortRef::new(wire.from.clone(), wire.output),
                to: PortRef::new(wire.link.node.clone(), &wire.link.port),
            });
            at = *before;
        }
        way.reverse();
        way
    }
}

impl Visited<'_> {
    /// The name and id for a message.
    pub fn name(&self) -> String {
        name_of(self.id, self.node)
    }

    pub fn is(&self, modules: &[&str]) -> bool {
        modules.contains(&self.node.module.as_str())
    }

    /// Whether the module has the version on which its behaviour was measured.
    pub fn has_version(&self, version: &str) -> bool {
        self.module.is_some_and(|module| module.version == version)
    }

    /// A parameter as it counts in a run: what is stored, else the module's default (rule 36).
    pub fn value(&self, param: &str) -> Json {
        match self.node.params.get(param) {
            Some(value) if !value.is_null() => value.clone(),
            _ => {
                let param = self.module.and_then(|module| module.param(param));
                param.map_or(Json::Null, |param| param.default.clone())
            }
        }
    }

    /// A parameter as text; empty for a list.
    pub fn text(&self, param: &str) -> String {
        match self.value(param) {
            Json::Array(_) | Json::Object(_) => String::new(),
            scalar => texts(&scalar).pop().unwrap_or_default(),
        }
    }

    /// The texts of a parameter that are not empty.
    pub fn list(&self, param: &str) -> Vec<String> {
        let mut list = texts(&self.value(param));
        list.retain(|text| !text.is_empty());
        list
    }

    /// Whether a parameter is in sight beside the others' values.
    pub fn shows(&self, param: &Param) -> bool {
        self.module
            .is_none_or(|module| param.is_visible(&module.merge(&self.node.params).values))
    }

    pub fn problem(&self, rule: &Rule, text: impl Into<String>) -> Problem {
        Problem::new(rule, Place::Node(self.id.clone()), text)
    }

    pub fn at(&self, param: &str, rule: &Rule, text: impl Into<String>) -> Problem {
        Problem::new(rule, Place::Param(self.id.clone(), param.to_owned()), text)
    }

    pub fn at_filter(&self, rule: &Rule, text: impl Into<String>) -> Problem {
        Problem::new(rule, Place::Filter(self.id.clone()), text)
    }

    /// The edit that sets a parameter of this node.
    pub fn set(&self, param: &str, value: impl Into<Json>) -> Edit {
        Edit::SetParam {
            node: self.id.clone(),
            param: param.to_owned(),
            value: Some(value.into()),
        }
    }

    /// The edit that takes a parameter's value out.
    pub fn unset(&self, param: &str) -> Edit {
        Edit::SetParam {
            node: self.id.clone(),
            param: param.to_owned(),
            value: None,
        }
    }

    /// The edit that changes the node filter.
    pub fn filtered(&self, change: impl FnOnce(&mut NodeFilter)) -> Edit {
        let mut filter = self.node.filter.clone();
        change(&mut filter);
        Edit::SetFilter {
            node: self.id.clone(),
            filter,
        }
    }

    /// The edit that takes the node out and connects its neighbours.
    pub fn taken_out(&self) -> Edit {
        Edit::Delete {
            nodes: vec![self.id.clone()],
            edges: Vec::new(),
            reconnect: true,
        }
    }

    /// Whether the node, unless a filter of its own says otherwise, works on the attributes of the
    /// event, which it finds in `Event._AttributeFlattened`.
    pub fn works_on_attributes(&self) -> bool {
        match self.node.module.as_str() {
            "tag_operation" | "assign_country" => self.text("scope") == "attribute",
            "tag_replacement_generic" | "tag_replacement_tlp" | "tag_replacement_pap" => {
                self.text("scope") != "event"
            }
            "attribute_ids_flag_operation"
            | "attribute_distribution_operation"
            | "Module_attribute_comment_operation"
            | "attach-enrichment"
            | "attach-warninglist"
            | "attach-decay-score"
            | "add_to_warninglist" => true,
            _ => false,
        }
    }

    /// All texts that the node is given, with the parameter that they stand in; those of the node
    /// filter stand in none.
    pub fn texts(&self) -> Vec<(Option<&str>, String)> {
        let params = self.node.params.iter();
        let filter = &self.node.filter;
        params
            .flat_map(|(id, value)| {
                let texts = texts(value).into_iter();
                texts.map(move |text| (Some(id.as_str()), text))
            })
            .chain(
                [
                    &filter.selector,
                    &filter.path,
                    &filter.operator,
                    &filter.value,
                ]
                .map(|text| (None, text.clone())),
            )
            .collect()
    }
}

/// The name and id of a node for a message; the module's id where it has no name.
pub(super) fn name_of(id: &NodeId, node: &Node) -> String {
    let name = if node.name.is_empty() {
        &node.module
    } else {
        &node.name
    };
    format!("{name} ({id})")
}

/// A list of one text, as a parameter stores it.
pub(super) fn list_of(text: &str) -> Json {
    json!([text])
}

/// Names in a row for a message: `a, b and c`.
pub(super) fn and(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}
