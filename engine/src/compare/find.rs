//! The list of what differs, once it is known which node is which.

use std::collections::{HashMap, HashSet};

use indexmap::IndexSet;
use smol_str::SmolStr;

use super::{Difference, Pairs, Place, What};
use crate::workflow::{Edge, Frame, FrameId, Graph, GraphForm, Node, NodeId, PortRef, Workflow};

/// Keys of a node's `data` that are typed fields, or that servers and web pages put there.
const KNOWN_DATA: [&str; 13] = [
    "id",
    "name",
    "module_type",
    "module_version",
    "previous_module_version",
    "indexed_params",
    "saved_filters",
    "multiple_output_connection",
    "misp_core_format",
    "module_data",
    "params",
    "node_uid",
    "html",
];

pub(super) fn differences(before: &Workflow, after: &Workflow, pairs: &Pairs) -> Vec<Difference> {
    let mut list = List {
        before: &before.graph,
        after: &after.graph,
        pairs,
        found: Vec::new(),
    };
    list.workflow(before, after);
    list.nodes();
    list.wires();
    list.frames();
    list.found
}

struct List<'a> {
    before: &'a Graph,
    after: &'a Graph,
    pairs: &'a Pairs,
    found: Vec<Difference>,
}

impl<'a> List<'a> {
    fn add(&mut self, place: &Place, what: What) {
        self.found.push(Difference {
            place: place.clone(),
            what,
        });
    }

    fn workflow(&mut self, before: &Workflow, after: &Workflow) {
        let place = Place::Workflow;
        let both = |a: &String, b: &String| (a != b).then(|| (a.clone(), b.clone()));
        if let Some((old, new)) = both(&before.name, &after.name) {
            self.add(&place, What::Name(old, new));
        }
        if let Some((old, new)) = both(&before.description, &after.description) {
            self.add(&place, What::Description(old, new));
        }
        if before.trigger_id != after.trigger_id {
            let (old, new) = (before.trigger_id.clone(), after.trigger_id.clone());
            self.add(&place, What::TriggerId(old, new));
        }
        if before.enabled != after.enabled {
            self.add(&place, What::Enabled(after.enabled));
        }
        if before.debug_enabled != after.debug_enabled {
            self.add(&place, What::Debug(after.debug_enabled));
        }
        // An empty graph has no form to speak of.
        if before.graph.form != after.graph.form {
            self.add(&place, What::Keyed(after.graph.form == GraphForm::Map));
        }
    }

    fn nodes(&mut self) {
        let (before, after) = (self.before, self.after);
        for (id, old) in &before.nodes {
            let Some(new_id) = self.pairs.after(id) else {
                self.add(&Place::Node(Some(id.clone()), None), What::Removed);
                continue;
            };
            let place = Place::Node(Some(id.clone()), Some(new_id.clone()));
            if id != new_id {
                self.add(&place, What::Number);
            }
            if let Some(new) = after.nodes.get(new_id)
                && !std::sync::Arc::ptr_eq(old, new)
            {
                self.node(&place, old, new);
            }
        }
        for id in after.nodes.keys() {
            if self.pairs.before(id).is_none() {
                self.add(&Place::Node(None, Some(id.clone())), What::Added);
            }
        }
    }

    fn node(&mut self, place: &Place, old: &Node, new: &Node) {
        let both = |a: &String, b: &String| (a != b).then(|| (a.clone(), b.clone()));
        if let Some((old, new)) = both(&old.module, &new.module) {
            self.add(place, What::Module(old, new));
        }
        if let Some((old, new)) = both(&old.name, &new.name) {
            self.add(place, What::Name(old, new));
        }
        if let Some((old, new)) = both(&old.module_version, &new.module_version) {
            self.add(place, What::Version(old, new));
        }
        for (id, value) in &old.params {
            let now = new.params.get(id);
            if now != Some(value) {
                self.add(
                    place,
                    What::Param(id.clone(), Some(value.clone()), now.cloned()),
                );
            }
        }
        for (id, value) in &new.params {
            if !old.params.contains_key(id) {
                self.add(place, What::Param(id.clone(), None, Some(value.clone())));
            }
        }
        if old.filter != new.filter {
            self.add(place, What::Filter(old.filter.clone(), new.filter.clone()));
        }
        for (setting, differs) in [
            ("kind", old.kind != new.kind),
            ("core format", old.core_format != new.core_format),
            (
                "several wires on an output",
                old.multiple_outputs != new.multiple_outputs,
            ),
        ] {
            if differs {
                self.add(place, What::Setting(setting));
            }
        }
        self.unknown_data(place, old, new);
        if old.class != new.class {
            self.add(place, What::Looks);
        }
        if old.position != new.position {
            self.add(place, What::Position(old.position, new.position));
        }
    }

    /// What stands in the nodes beside what this program knows. What begins with an underscore is
    /// the web page's.
    fn unknown_data(&mut self, place: &Place, old: &Node, new: &Node) {
        let (old, new) = (old.raw_data(), new.raw_data());
        let known = |key: &str| KNOWN_DATA.contains(&key) || key.starts_with('_');
        let keys = old.into_iter().chain(new).flat_map(|data| data.keys());
        let keys: IndexSet<&String> = keys.filter(|key| !known(key)).collect();
        for key in keys {
            if old.and_then(|data| data.get(key)) != new.and_then(|data| data.get(key)) {
                self.add(place, What::Unknown(key.clone()));
            }
        }
    }

    /// The edge of the earlier graph as the later one would have it; `None` where it has not got
    /// one of its nodes. A file may hold a wire to a node that is nowhere; that keeps its id.
    fn later(&self, edge: &Edge) -> Option<Edge> {
        let port = |port: &PortRef| {
            let nowhere = |id: &&NodeId| {
                !self.before.nodes.contains_key(*id) && !self.after.nodes.contains_key(*id)
            };
            let node = self.pairs.after(&port.node);
            let node = node.or(Some(&port.node).filter(nowhere))?;
            Some(PortRef::new(node.clone(), &port.port))
        };
        Some(Edge {
            from: port(&edge.from)?,
            to: port(&edge.to)?,
        })
    }

    fn wires(&mut self) {
        let (old, new) = (Wires::of(self.before), Wires::of(self.after));
        let mut kept: HashSet<Edge> = HashSet::new();
        for edge in &old.followed {
            let later = self.later(edge).filter(|edge| new.followed.contains(edge));
            let Some(later) = later else {
                self.add(&Place::Wire(Some(edge.clone()), None), What::Removed);
                continue;
            };
            let whole = new.is_whole(&later);
            if old.is_whole(edge) != whole {
                let place = Place::Wire(Some(edge.clone()), Some(later.clone()));
                self.add(&place, What::Whole(whole));
            }
            kept.insert(later);
        }
        for edge in &new.followed {
            if !kept.contains(edge) {
                self.add(&Place::Wire(None, Some(edge.clone())), What::Added);
            }
        }
        self.order(&kept);
    }

    /// Where an output has several wires, the server follows them in their order.
    fn order(&mut self, kept: &HashSet<Edge>) {
        let (before, after) = (self.before, self.after);
        for (id, node) in &before.nodes {
            let Some(new_id) = self.pairs.after(id) else {
                continue;
            };
            let differs = node.outputs.iter().any(|(port, links)| {
                let old = links.iter().filter_map(|link| {
                    let to = PortRef::new(link.node.clone(), &link.port);
                    let from = PortRef::new(id.clone(), port);
                    self.later(&Edge { from, to })
                });
                let new = after.node(new_id).and_then(|node| node.outputs.get(port));
                let new = new.into_iter().flatten().map(|link| Edge {
                    from: PortRef::new(new_id.clone(), port),
                    to: PortRef::new(link.node.clone(), &link.port),
                });
                links.len() > 1
                    && !old
                        .filter(|edge| kept.contains(edge))
                        .eq(new.filter(|edge| kept.contains(edge)))
            });
            if differs {
                let place = Place::Node(Some(id.clone()), Some(new_id.clone()));
                self.add(&place, What::Order);
            }
        }
    }

    fn frames(&mut self) {
        let (before, after) = (self.before, self.after);
        let pairs = self.frame_pairs();
        let taken: HashSet<&FrameId> = pairs.values().copied().collect();
        for (id, old) in &before.frames {
            let Some(new_id) = pairs.get(id).copied() else {
                self.add(&Place::Frame(Some(id.clone()), None), What::Removed);
                continue;
            };
            let Some(new) = after.frames.get(new_id) else {
                continue;
            };
            let place = Place::Frame(Some(id.clone()), Some(new_id.clone()));
            if old.text != new.text {
                self.add(&place, What::Name(old.text.clone(), new.text.clone()));
            }
            if self.members(old) != new.nodes.iter().cloned().collect() {
                self.add(&place, What::Members);
            }
            if old.class != new.class {
                self.add(&place, What::Looks);
            }
        }
        for id in after.frames.keys() {
            if !taken.contains(id) {
                self.add(&Place::Frame(None, Some(id.clone())), What::Added);
            }
        }
    }

    /// The nodes of a frame of the earlier graph as the later one has them; those that are gone
    /// keep their ids.
    fn members(&self, frame: &Frame) -> HashSet<NodeId> {
        frame
            .nodes
            .iter()
            .map(|id| self.pairs.after(id).unwrap_or(id).clone())
            .collect()
    }

    /// Which frame is which: by key, else by title and nodes.
    fn frame_pairs(&self) -> HashMap<&'a FrameId, &'a FrameId> {
        let (before, after) = (self.before, self.after);
        let mut pairs: HashMap<&FrameId, &FrameId> = HashMap::new();
        for id in before.frames.keys() {
            if let Some((same, _)) = after.frames.get_key_value(id) {
                pairs.insert(id, same);
            }
        }
        let mut free: Vec<(&FrameId, &Frame)> = after
            .frames
            .iter()
            .filter(|(id, _)| !before.frames.contains_key(*id))
            .collect();
        for (id, old) in &before.frames {
            if pairs.contains_key(id) {
                continue;
            }
            let members = self.members(old);
            let same = free.iter().position(|(_, new)| {
                new.text == old.text && members == new.nodes.iter().cloned().collect()
            });
            if let Some(place) = same {
                pairs.insert(id, free.swap_remove(place).0);
            }
        }
        pairs
    }
}

/// The wires of a graph.
struct Wires {
    /// Those that the server follows: their source tells them.
    followed: IndexSet<Edge>,
    /// Those that only their source tells.
    half: HashSet<Edge>,
}

impl Wires {
    fn of(graph: &Graph) -> Self {
        let told_by_inputs: HashSet<(&NodeId, &SmolStr, &NodeId, &SmolStr)> = graph
            .nodes
            .iter()
            .flat_map(|(id, node)| {
                node.inputs.iter().flat_map(move |(port, links)| {
                    links
                        .iter()
                        .map(move |link| (&link.node, &link.port, id, port))
                })
            })
            .collect();
        let followed: IndexSet<Edge> = graph.edges().collect();
        let half = followed
            .iter()
            .filter(|edge| {
                let (from, to) = (&edge.from, &edge.to);
                !told_by_inputs.contains(&(&from.node, &from.port, &to.node, &to.port))
            })
            .cloned()
            .collect();
        Self { followed, half }
    }

    fn is_whole(&self, edge: &Edge) -> bool {
        !self.half.contains(edge)
    }
}
