//! How many of the listed events came by each node and wire.

use std::collections::HashMap;

use misp_flow_engine::{
    run::Places,
    workflow::{Edge, NodeId},
};

use crate::batch::Records;

/// How many events came to a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeHeat {
    /// Events that executed it.
    pub reached: u64,
    /// Those of them in which it failed.
    pub failed: u64,
}

/// How many events came by where.
#[derive(Clone, Debug, Default)]
pub struct Heat {
    /// How many events ran.
    pub events: u64,
    /// The nodes that are executed, with those that no event reached.
    pub nodes: HashMap<NodeId, NodeHeat>,
    /// The wires, with those that no event took.
    pub wires: HashMap<Edge, u64>,
    /// Another number for each state.
    pub number: u64,
}

impl Heat {
    /// Of so many events that came to what, by its number.
    pub(super) fn of(records: &Records, counts: &[u64], places: &Places) -> Self {
        let mut nodes: HashMap<u32, NodeHeat> = HashMap::new();
        let mut wires: HashMap<u32, u64> = HashMap::new();
        let mut events = 0;
        // Messages may all differ; ways seldom do.
        for (number, count) in (0..).zip(by_route(records, counts)) {
            let Some(route) = records.route(number).filter(|_| count > 0) else {
                continue;
            };
            events += count;
            if let Some(start) = places.start() {
                nodes.entry(start).or_default().reached += count;
            }
            let mut stops = route.all_stops();
            stops.retain(|stop| Some(stop.node) != places.start());
            // A node that an event came to several times counts once, as failed where it ever was.
            stops.sort_unstable_by_key(|stop| (stop.node, !stop.failed));
            stops.dedup_by_key(|stop| stop.node);
            for stop in stops {
                let heat = nodes.entry(stop.node).or_default();
                heat.reached += count;
                heat.failed += if stop.failed { count } else { 0 };
            }
            for wire in route.all_wires() {
                *wires.entry(wire).or_default() += count;
            }
        }
        let of_node = |number| nodes.get(&number).copied().unwrap_or_default();
        let of_wire = |number| wires.get(&number).copied().unwrap_or_default();
        Self {
            events,
            nodes: places
                .nodes()
                .map(|(number, node)| (node.clone(), of_node(number)))
                .collect(),
            wires: places
                .wires()
                .map(|(number, wire)| (wire.clone(), of_wire(number)))
                .collect(),
            number: 0,
        }
    }
}

/// How many events went which way, by the way's number, from how many came to what.
pub(super) fn by_route(records: &Records, counts: &[u64]) -> Vec<u64> {
    let mut routes = vec![0; records.routes()];
    for (judged, count) in records.all_judged().zip(counts) {
        let slot = judged
            .route
            .and_then(|route| routes.get_mut(route as usize));
        if let Some(slot) = slot {
            *slot += count;
        }
    }
    routes
}
