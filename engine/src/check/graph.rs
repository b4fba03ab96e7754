//! What MISP itself checks of a graph: cycles, and more than one connection on an output.
//!
//! Works on the graph as MISP stores it, so that any file can be checked. The rules are those of
//! the vectors `graph_check` (rules 43 to 45).

use std::collections::HashMap;

use crate::value::{Array, Key, KeyRef, PhpError, Value};

/// The key of the graph that holds no node but the frames.
const FRAMES: &str = "_frames";

/// What MISP finds in a graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphFindings {
    /// The edges of the first cycle, from the one that closes it backwards; empty if there is no
    /// cycle. Before a node that is linked to itself come the edges that lead there, too.
    pub cycle: Vec<(Key, Key)>,
    /// Per node that has more connections on an output than allowed, the targets of the last such
    /// output, under the keys of its connections.
    pub crowded_outputs: Vec<(Key, Array)>,
}

impl GraphFindings {
    /// Whether there is no cycle.
    pub fn is_acyclic(&self) -> bool {
        self.cycle.is_empty()
    }

    /// Whether an output has more connections than allowed.
    pub fn has_multiple_output_connection(&self) -> bool {
        !self.crowded_outputs.is_empty()
    }
}

/// A node as far as the checks look at it.
struct Node {
    id: Key,
    targets: Vec<i64>,
}

/// Checks `graph`, which is MISP's `data` of a workflow: nodes by key.
///
/// # Errors
///
/// A `TypeError` where MISP finds text in the place of a node, an output or a connection.
pub fn check_graph(graph: &Value) -> Result<GraphFindings, PhpError> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut places: HashMap<Key, usize> = HashMap::new();
    let mut crowded = Array::new();
    let Value::Array(graph) = graph else {
        return Ok(GraphFindings::default());
    };
    for (_, node) in graph.iter().filter(|(key, _)| *key != KeyRef::Str(FRAMES)) {
        let id = match offset(node, "id")? {
            Value::Str(text) => Key::from(text.clone()),
            Value::Null => Key::from(""),
            number => Key::Int(number.to_int()),
        };
        let many_allowed = offset(offset(node, "data")?, "multiple_output_connection")?.is_truthy();
        let mut targets = Vec::new();
        for (_, output) in elements(offset(node, "outputs")?) {
            let connections = elements(offset(output, "connections")?);
            let mut ends = Array::new();
            for (key, connection) in connections {
                let end = offset(connection, "node")?.to_int();
                targets.push(end);
                ends.insert(key, Value::Int(end));
            }
            if ends.len() > 1 && !many_allowed {
                crowded.insert(id.clone(), Value::Array(ends));
            }
        }
        let node = Node {
            id: id.clone(),
            targets,
        };
        // A second node of the same id takes the place of the first.
        match places.get(&id).and_then(|place| nodes.get_mut(*place)) {
            Some(first) => *first = node,
            None => {
                places.insert(id, nodes.len());
                nodes.push(node);
            }
        }
    }
    let crowded_outputs = crowded
        .iter()
        .map(|(id, ends)| (id.to_key(), ends.to_array()))
        .collect();
    Ok(GraphFindings {
        cycle: first_cycle(&nodes, &places),
        crowded_outputs,
    })
}

/// `value[name]` as PHP reads it: null where there is none, unless `value` is text.
fn offset<'v>(value: &'v Value, name: &str) -> Result<&'v Value, PhpError> {
    match value {
        Value::Str(_) => Err(PhpError::type_error(
            "Cannot access offset of type string on string",
        )),
        other => Ok(other.get(name).unwrap_or(&Value::Null)),
    }
}

/// The elements of an array; of anything else there are none.
fn elements(value: &Value) -> impl Iterator<Item = (KeyRef<'_>, &Value)> {
    value.as_array().into_iter().flatten()
}

/// How far a search has come with a node.
#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    /// On the way from the root to where the search is.
    OnTheWay,
    Done,
}

/// The first cycle that a search finds that goes depth first from each node in turn. Keeps its
/// way in a list of its own, as a chain of nodes may be longer than the stack.
fn first_cycle(nodes: &[Node], places: &HashMap<Key, usize>) -> Vec<(Key, Key)> {
    let mut states = vec![State::New; nodes.len()];
    for root in 0..nodes.len() {
        if states.get(root) != Some(&State::New) {
            continue;
        }
        // Each node on the way, with how many of its targets have been looked at.
        let mut way = vec![(root, 0_usize)];
        set(&mut states, root, State::OnTheWay);
        while let Some((at, next)) = way.last_mut() {
            let at = *at;
            let target = nodes
                .get(at)
                .and_then(|node| node.targets.get(*next))
                .copied();
            *next += 1;
            let Some(target) = target else {
                set(&mut states, at, State::Done);
                way.pop();
                continue;
            };
            // A connection to a node that is not there leads nowhere.
            let Some(place) = places.get(&Key::Int(target)).copied() else {
                continue;
            };
            match states.get(place) {
                Some(State::New) => {
                    set(&mut states, place, State::OnTheWay);
                    way.push((place, 0));
                }
                Some(State::OnTheWay) => {
                    let way: Vec<usize> = way.iter().map(|(place, _)| *place).collect();
                    return unwind(nodes, &way, place);
                }
                _ => {}
            }
        }
    }
    Vec::new()
}

fn set(states: &mut [State], place: usize, state: State) {
    if let Some(known) = states.get_mut(place) {
        *known = state;
    }
}

/// The edges from the one that closes the cycle at `closing` back to where it began. MISP looks
/// for the beginning only among the nodes before the last one, so a node that is linked to itself
/// is not found and all edges up to the root are told.
fn unwind(nodes: &[Node], way: &[usize], closing: usize) -> Vec<(Key, Key)> {
    let id = |place: usize| {
        nodes
            .get(place)
            .map_or(Key::from(""), |node| node.id.clone())
    };
    let mut edges = Vec::new();
    let mut to = closing;
    for (steps, from) in way.iter().rev().enumerate() {
        edges.push((id(*from), id(to)));
        if steps > 0 && *from == closing {
            break;
        }
        to = *from;
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_longer_than_the_stack_is_checked() {
        let node = |id: i64, target: i64| {
            let json = format!(
                r#"{{"id":{id},"data":{{}},"outputs":{{"output_1":{{"connections":[{{"node":"{target}"}}]}}}}}}"#
            );
            (id, Value::from_json(json.as_bytes()).unwrap())
        };
        let chain = |last: i64| {
            let nodes = (1..=100_000).map(|id| node(id, if id == 100_000 { last } else { id + 1 }));
            check_graph(&Value::Array(nodes.collect())).unwrap()
        };
        assert!(chain(0).is_acyclic());
        assert_eq!(chain(1).cycle.len(), 100_000);
        assert_eq!(chain(99_999).cycle.len(), 2);
    }
}
