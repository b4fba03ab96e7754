//! What the canvas shows of the document: worked out once a revision and kept.

use std::{collections::HashMap, sync::Arc};

use misp_flow_engine::{
    catalogue::{Catalogue, Module, ModuleKind},
    check::{Problem, Severity as Found, filter_labels},
    describe::{self, capitalised},
    workflow::{Edge, Graph, Node, NodeId, NodeKind as Kind, PortRef as Port, Workflow},
};

use super::{
    canvas::{
        Badge, BadgeKind, FrameSpec, NodeKind, NodeSpec, OutputSpec, PortRef, Scene, Severity,
        WireId, WireSpec,
    },
    icons,
};

/// The canvas' kind for a module's.
pub fn kind_of_module(kind: ModuleKind) -> NodeKind {
    match kind {
        ModuleKind::Trigger => NodeKind::Trigger,
        ModuleKind::Logic => NodeKind::Logic,
        ModuleKind::Action => NodeKind::Action,
    }
}

/// The canvas' kind for a node's; one that does not say is shown as an action.
pub fn kind_of_node(kind: Kind) -> NodeKind {
    match kind {
        Kind::Trigger => NodeKind::Trigger,
        Kind::Logic => NodeKind::Logic,
        Kind::Action | Kind::Unknown => NodeKind::Action,
    }
}

/// The canvas' severity for a problem's.
pub fn severity(found: Found) -> Severity {
    match found {
        Found::Error => Severity::Error,
        Found::Warning => Severity::Warning,
        Found::Notice => Severity::Hint,
    }
}

/// The wire that an edge is drawn as.
pub fn wire_of(edge: &Edge) -> WireId {
    let end = |port: &Port| PortRef::new(port.node.clone(), port.port.as_str());
    WireId {
        from: end(&edge.from),
        to: end(&edge.to),
    }
}

/// The document's port for the canvas' one.
pub fn port_of(port: &PortRef) -> Port {
    Port::new(port.node.clone(), &port.port)
}

/// The edge that is drawn as this wire.
pub fn edge_of(wire: &WireId) -> Edge {
    Edge {
        from: port_of(&wire.from),
        to: port_of(&wire.to),
    }
}

/// What a scene was made of, so that a later one costs what has changed.
#[derive(Debug, Default)]
pub struct Shown {
    graph: Graph,
    catalogue: Arc<Catalogue>,
    worst: HashMap<NodeId, Problem>,
}

impl Shown {
    /// Brings a scene up to date: typing into a node's form changes that node, and what its wires
    /// and frames are like stays.
    pub fn follow(
        &mut self,
        scene: &mut Scene,
        workflow: &Workflow,
        catalogue: &Arc<Catalogue>,
        problems: &[Problem],
    ) {
        let worst = worst_of(problems);
        let graph = &workflow.graph;
        let same_ground = Arc::ptr_eq(&self.catalogue, catalogue)
            && self.graph.nodes.len() == graph.nodes.len()
            && self.graph.frames == graph.frames;
        let followed = same_ground
            && (self.graph.nodes.iter().zip(&graph.nodes)).all(|((old_id, old), (id, node))| {
                let problem = worst.get(id);
                let as_before = Arc::ptr_eq(old, node) && self.worst.get(id) == problem;
                // A path filter's label stands on the wires behind it.
                let label = |node: &Node| node.params.get("filtering-label").cloned();
                let same_wires = || old.outputs == node.outputs && label(old) == label(node);
                let kept_ground = old_id == id && (Arc::ptr_eq(old, node) || same_wires());
                kept_ground && (as_before || scene.replace(node_spec(id, node, catalogue, problem)))
            });
        if !followed {
            *scene = scene_of(workflow, catalogue, &worst);
        }
        *self = Self {
            graph: graph.clone(),
            catalogue: Arc::clone(catalogue),
            worst,
        };
    }
}

/// The worst problem of each node.
fn worst_of(problems: &[Problem]) -> HashMap<NodeId, Problem> {
    // The worst come first, so going backwards leaves the worst.
    let placed = problems.iter().rev();
    placed
        .filter_map(|problem| Some((problem.place.node()?.clone(), problem.clone())))
        .collect()
}

/// The scene of a workflow, with the worst problem of each node that has any.
pub fn scene_of(
    workflow: &Workflow,
    catalogue: &Catalogue,
    worst: &HashMap<NodeId, Problem>,
) -> Scene {
    let graph = &workflow.graph;
    let nodes = graph
        .nodes
        .iter()
        .map(|(id, node)| node_spec(id, node, catalogue, worst.get(id)));
    let filters = filter_labels(graph, catalogue);
    let mut wires = Vec::new();
    for (id, node) in &graph.nodes {
        for (port, links) in &node.outputs {
            for link in links {
                let wire = WireId {
                    from: PortRef::new(id.clone(), port.as_str()),
                    to: PortRef::new(link.node.clone(), link.port.as_str()),
                };
                let on = filters.get(&edge_of(&wire)).into_iter().flatten();
                let labels: Vec<&str> = on.map(smol_str::SmolStr::as_str).collect();
                wires.push(WireSpec {
                    id: wire,
                    labels: labels.join(" "),
                });
            }
        }
    }
    let frames = graph.frames.iter().map(|(id, frame)| FrameSpec {
        id: id.clone(),
        title: frame.text.clone(),
        members: frame.nodes.clone(),
        class: u8::try_from(crate::state::colour_of(&frame.class)).unwrap_or(0),
    });
    Scene::new(nodes.collect(), wires, frames.collect())
}

fn node_spec(
    id: &NodeId,
    node: &Node,
    catalogue: &Catalogue,
    problem: Option<&Problem>,
) -> NodeSpec {
    let module = catalogue.module_of(node);
    let kind = kind_of_node(node.kind);
    let labels = module.output_labels();
    let outputs = node
        .outputs
        .keys()
        .enumerate()
        .map(|(place, name)| OutputSpec {
            name: name.to_string(),
            label: labels.get(place).copied().unwrap_or_default().to_owned(),
            several: node.multiple_outputs,
        });
    NodeSpec {
        id: id.clone(),
        pos: egui::pos2(node.position.x as f32, node.position.y as f32),
        kind,
        icon: icons::module_icon(&module.icon, kind),
        title: node.name.clone(),
        summary: capitalised(&describe::summary(node, catalogue)),
        badges: badges(node, &module, problem),
        inputs: node.inputs.keys().map(ToString::to_string).collect(),
        outputs: outputs.collect(),
    }
}

fn badges(node: &Node, module: &Module, problem: Option<&Problem>) -> Vec<Badge> {
    let mut badges = Vec::new();
    let mut add = |kind, text: String| badges.push(Badge { kind, text });
    if module.is_stub {
        add(
            BadgeKind::UnknownModule,
            format!("The catalogue has no module {}", node.module),
        );
    }
    if let Some(problem) = problem.filter(|problem| problem.code != "unknown-module") {
        add(
            BadgeKind::Problem(severity(problem.severity)),
            problem.text.clone(),
        );
    }
    if module.blocking {
        add(
            BadgeKind::Blocking,
            match module.kind {
                ModuleKind::Trigger => "Blocking: the workflow can stop what starts it".to_owned(),
                _ => "Blocking: its failure ends the run".to_owned(),
            },
        );
    }
    if module.disabled {
        add(
            BadgeKind::Disabled,
            "The module is switched off on the instance".to_owned(),
        );
    }
    if !node.filter.is_empty() {
        add(
            BadgeKind::FilterSet,
            "Works only on what its filter lets through".to_owned(),
        );
    }
    if module.has_changed_since(&node.module_version) {
        let text = format!(
            "Made for version {} of the module; the catalogue has {}",
            node.module_version, module.version
        );
        add(BadgeKind::ModuleChanged, text);
    }
    badges
}
