//! Problems of the wiring: triggers, cycles, wires that lead nowhere or are stored on one side.

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use super::{
    problem::{Place, Problem, Rule},
    survey::{Survey, and, name_of},
};
use crate::{
    edit::Edit,
    workflow::{Edge, Graph, GraphForm, NodeId, NodeKind, PortRef, Workflow},
};

const NO_TRIGGER: Rule = Rule::error("no-trigger", "spec 03");
const SEVERAL_TRIGGERS: Rule = Rule::error("several-triggers", "spec 03");
const OTHER_TRIGGER: Rule = Rule::warning("other-trigger", "rule 65");
const CYCLE: Rule = Rule::error("cycle", "spec 03");
const SEVERAL_CONNECTIONS: Rule = Rule::error("several-connections", "spec 03; live 12");
const WIRE_TO_NOWHERE: Rule = Rule::error("wire-to-nowhere", "live 12");
const WIRE_FROM_NOWHERE: Rule = Rule::warning("wire-from-nowhere", "spec 01");
const HALF_WIRE: Rule = Rule::warning("half-wire", "live 12");
const NEVER_FOLLOWED: Rule = Rule::warning("never-followed", "spec 05; live 8");
const UNREACHABLE: Rule = Rule::warning("unreachable", "spec 03");
const LIST_GRAPH: Rule = Rule::warning("list-graph", "spec 01");
const ID_DIFFERS: Rule = Rule::warning("id-differs", "rule 45; live 2");

pub(super) const RULES: &[Rule] = &[
    NO_TRIGGER,
    SEVERAL_TRIGGERS,
    OTHER_TRIGGER,
    CYCLE,
    SEVERAL_CONNECTIONS,
    WIRE_TO_NOWHERE,
    WIRE_FROM_NOWHERE,
    HALF_WIRE,
    NEVER_FOLLOWED,
    UNREACHABLE,
    LIST_GRAPH,
    ID_DIFFERS,
];

pub(super) fn find(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    let (workflow, graph) = (survey.workflow, survey.graph);
    triggers(workflow, found);
    cycle(graph, found);
    outputs(graph, found);
    wires(graph, found);
    never_followed(survey, found);
    unreachable(survey, found);
    ids(survey, found);
    if graph.form == GraphForm::List && !workflow.is_blueprint() && !graph.nodes.is_empty() {
        found.push(
            Problem::new(
                    &LIST_GRAPH,
                Place::Workflow,
                "The nodes are stored as a list; MISP then looks a node up by its place in the list, not by its id, and the run goes astray",
            )
            .mended_by("Key the nodes by their ids", Edit::SetGraphForm(GraphForm::Map)),
        );
    }
}

/// The name and id of a node for a message.
fn name(graph: &Graph, id: &NodeId) -> String {
    let node = graph.node(id);
    node.map_or_else(|| format!("node {id}"), |node| name_of(id, node))
}

fn triggers(workflow: &Workflow, found: &mut Vec<Problem>) {
    let graph = &workflow.graph;
    let triggers: Vec<&NodeId> = graph
        .nodes
        .iter()
        .filter(|(_, node)| node.kind == NodeKind::Trigger)
        .map(|(id, _)| id)
        .collect();
    match triggers.as_slice() {
        [] if !workflow.is_blueprint() => found.push(Problem::new(
            &NO_TRIGGER,
            Place::Workflow,
            "The workflow has no trigger; add one, so that MISP knows when to run it",
        )),
        [] | [_] => {}
        [first, others @ ..] => {
            for other in others {
                found.push(
                    Problem::new(
                        &SEVERAL_TRIGGERS,
                        Place::Node((*other).clone()),
                        format!(
                            "A workflow has exactly one trigger; {} is a second one beside {}",
                            name(graph, other),
                            name(graph, first)
                        ),
                    )
                    .mended_by(
                        "Delete this trigger",
                        Edit::Delete {
                            nodes: vec![(*other).clone()],
                            edges: Vec::new(),
                            reconnect: false,
                        },
                    ),
                );
            }
        }
    }
    if let (Some(wanted), [only]) = (&workflow.trigger_id, triggers.as_slice())
        && let Some(node) = graph.node(only)
        && node.module != *wanted
    {
        found.push(Problem::new(
                    &OTHER_TRIGGER,
            Place::Node((*only).clone()),
            format!(
                "The server keeps this workflow for the trigger {wanted}, but its graph starts with {}; it then never runs",
                node.module
            ),
        ));
    }
}

/// The nodes of one cycle, in the order of its edges.
fn find_cycle(graph: &Graph) -> Option<Vec<NodeId>> {
    let mut done: HashSet<&NodeId> = HashSet::new();
    for root in graph.nodes.keys() {
        let mut path: Vec<(&NodeId, Vec<&NodeId>)> = Vec::new();
        let mut on_path: HashMap<&NodeId, usize> = HashMap::new();
        let mut enter = Some(root);
        loop {
            if let Some(id) = enter.take()
                && !done.contains(id)
                && let Some((id, node)) = graph.nodes.get_key_value(id)
            {
                on_path.insert(id, path.len());
                path.push((
                    id,
                    node.outputs
                        .values()
                        .flatten()
                        .map(|link| &link.node)
                        .collect(),
                ));
            }
            let Some((id, next)) = path.last_mut() else {
                break;
            };
            match next.pop() {
                Some(target) => {
                    if let Some(start) = on_path.get(target) {
                        return Some(
                            path.iter()
                                .skip(*start)
                                .map(|(id, _)| (*id).clone())
                                .collect(),
                        );
                    }
                    enter = Some(target);
                }
                None => {
                    done.insert(id);
                    on_path.remove(id);
                    path.pop();
                }
            }
        }
    }
    None
}

fn cycle(graph: &Graph, found: &mut Vec<Problem>) {
    let Some(nodes) = find_cycle(graph) else {
        return;
    };
    let names: Vec<String> = nodes
        .iter()
        .chain(nodes.first())
        .map(|id| name(graph, id))
        .collect();
    let closing = nodes.last().zip(nodes.first()).and_then(|(last, first)| {
        graph
            .edges()
            .find(|edge| edge.from.node == *last && edge.to.node == *first)
    });
    let place = closing.clone().map_or(Place::Workflow, Place::Wire);
    let problem = Problem::new(
        &CYCLE,
        place,
        format!(
            "The wires go round in a circle, from {}; MISP refuses to save this",
            names.join(" to ")
        ),
    );
    found.push(match closing {
        Some(edge) => problem.mended_by("Remove the wire that closes the circle", remove(edge)),
        None => problem,
    });
}

fn remove(edge: Edge) -> Edit {
    Edit::Delete {
        nodes: Vec::new(),
        edges: vec![edge],
        reconnect: false,
    }
}

fn outputs(graph: &Graph, found: &mut Vec<Problem>) {
    for (id, node) in &graph.nodes {
        for (port, links) in &node.outputs {
            if links.len() > 1 && !node.multiple_outputs {
                let from = PortRef::new(id.clone(), port);
                let others: Vec<_> = links
                    .iter()
                    .filter(|link| Some(*link) != links.first())
                    .collect();
                // A wire that is there twice goes as one.
                let first_is_alone = others.len() + 1 == links.len();
                let edges = others.into_iter().map(|link| Edge {
                    from: from.clone(),
                    to: PortRef::new(link.node.clone(), &link.port),
                });
                let edges = edges.collect();
                let text = format!(
                    "{} has {} connections on {port}, where MISP allows one and refuses to save more; put a Concurrent task in between",
                    name(graph, id),
                    links.len()
                );
                let problem = Problem::new(&SEVERAL_CONNECTIONS, Place::Port(from), text);
                found.push(if first_is_alone {
                    let edit = Edit::Delete {
                        nodes: Vec::new(),
                        edges,
                        reconnect: false,
                    };
                    problem.mended_by("Keep the first wire only", edit)
                } else {
                    problem
                });
            }
        }
    }
}

fn wires(graph: &Graph, found: &mut Vec<Problem>) {
    for (edge, from_source) in graph.half_edges() {
        let (from, to) = (name(graph, &edge.from.node), name(graph, &edge.to.node));
        let there = |port: &PortRef| graph.node(&port.node).is_some();
        let problem = match (from_source, there(&edge.from), there(&edge.to)) {
            (true, _, false) => Problem::new(
                    &WIRE_TO_NOWHERE,
                Place::Node(edge.from.node.clone()),
                format!("{from} leads to node {}, which does not exist; the run fails there", edge.to.node),
            )
            .mended_by("Remove this wire", remove(edge)),
            (true, _, true) => Problem::new(
                    &HALF_WIRE,
                Place::Wire(edge.clone()),
                format!("The wire from {from} to {to} is stored at its source only; MISP follows it, its editor does not draw it"),
            )
            .mended_by("Store it on both sides", Edit::MendWire(edge)),
            (false, false, _) => Problem::new(
                    &WIRE_FROM_NOWHERE,
                Place::Node(edge.to.node.clone()),
                format!("{to} says that node {} leads to it, which does not exist", edge.from.node),
            )
            .mended_by("Remove this wire", remove(edge)),
            (false, true, _) => Problem::new(
                    &HALF_WIRE,
                Place::Node(edge.to.node.clone()),
                format!("The wire from {from} to {to} is stored at its target only; MISP does not follow it"),
            )
            .mended_by("Remove this wire", remove(edge)),
        };
        // A blueprint was cut out of a workflow: what led outside is expected.
        if !(matches!(problem.code, "wire-from-nowhere") && graph.form == GraphForm::List) {
            found.push(problem);
        }
    }
}

/// Stop execution always fails and its module is blocking, so that nothing behind it is reached.
fn never_followed(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    for stop in survey.of("stop-execution") {
        let wires: Vec<Edge> = survey.graph.edges_of(stop.id).collect();
        let Some(first) = wires.first() else {
            continue;
        };
        let targets = wires.iter().map(|edge| name(survey.graph, &edge.to.node));
        let targets: Vec<String> = targets.collect();
        let text = format!(
            "{} ends the run, so the wire to {} is never followed; lead there from a node before it",
            stop.name(),
            and(&targets)
        );
        found.push(
            Problem::new(&NEVER_FOLLOWED, Place::Wire(first.clone()), text).mended_by(
                "Remove what is never followed",
                Edit::Delete {
                    nodes: Vec::new(),
                    edges: wires,
                    reconnect: false,
                },
            ),
        );
    }
}

fn unreachable(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    let Some(trigger) = survey.trigger() else {
        return;
    };
    let reached: HashSet<usize> = survey
        .behind(trigger, |_| false)
        .iter()
        .map(|visited| visited.place)
        .collect();
    for visited in &survey.nodes {
        if !reached.contains(&visited.place) && visited.node.kind != NodeKind::Trigger {
            found.push(visited.problem(
                &UNREACHABLE,
                format!(
                    "{} never runs: no wire leads to it from the trigger; connect or delete it",
                    visited.name()
                ),
            ));
        }
    }
}

/// A blueprint's nodes get new ids when it is inserted, so there it does not matter.
fn ids(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    if survey.graph.form == GraphForm::List {
        return;
    }
    for visited in &survey.nodes {
        let inner = match visited.node.inner_id() {
            Some(Json::String(text)) => text.clone(),
            Some(Json::Number(number)) => number.to_string(),
            _ => continue,
        };
        if inner != visited.id.as_str() {
            found.push(visited.problem(
                &ID_DIFFERS,
                format!(
                    "{} is stored under the key {} but says that its id is {inner}; MISP walks by the key and looks for cycles by the id, so give both the same number",
                    visited.node.name,
                    visited.id
                ),
            ));
        }
    }
}
