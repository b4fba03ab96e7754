//! What debug posts tell about a run, from their paths and bodies.

use misp_flow_engine::{
    run::{DebugPost, Outcome, PathKind, StepResult, Told},
    value::Value,
    workflow::NodeId,
};

use super::{Address, Kind, Verdict};

/// What a post tells; nothing where it is none of a run's steps. A body that cannot be read leaves
/// the data empty.
pub fn told(path: &str, body: &Value) -> Option<Told> {
    let address = Address::of(path);
    let get = |value: &Value, key: &str| value.get(key).cloned().unwrap_or(Value::Null);
    let data = get(body, "data");
    match address.kind {
        Kind::Init => Some(Told::Begin {
            path_kind: match address.blocking {
                true => PathKind::Blocking,
                false => PathKind::NonBlocking,
            },
            original: get(&data, "original"),
            normalised: get(&data, "normalized"),
        }),
        Kind::Exec => Some(Told::Node {
            node: id(&get(&get(body, "source"), "node_id")),
            result: match address.verdict {
                Verdict::PartialSuccess => StepResult::PartialSuccess,
                Verdict::DisabledModule => StepResult::DisabledModule,
                Verdict::LoadingError => StepResult::LoadingError,
                Verdict::Error => StepResult::Error(address.message.clone()),
                _ => StepResult::Success,
            },
            module: address.module.into(),
            errors: texts(&get(body, "errors")),
            data,
        }),
        Kind::End => Some(Told::End {
            outcome: match address.verdict {
                Verdict::Blocked => Outcome::Blocked,
                Verdict::Success => Outcome::Success,
                _ => Outcome::Failure,
            },
            blocking: ids(&get(&data, "blocking_nodes")),
            executed: ids(&get(&data, "executed_nodes")),
            blocked_paths: get(&data, "blocked_paths")
                .as_array()
                .into_iter()
                .flat_map(|paths| paths.values())
                .map(texts)
                .collect(),
        }),
        Kind::Debug | Kind::Other => None,
    }
}

/// What a simulated run would tell a listener.
pub fn told_by_simulation(posts: &[DebugPost]) -> Vec<Told> {
    let posts = posts.iter();
    posts
        .filter_map(|post| told(&post.sent_path(), &post.payload))
        .collect()
}

fn id(value: &Value) -> NodeId {
    NodeId::new(value.to_text())
}

fn ids(nodes: &Value) -> Vec<NodeId> {
    let nodes = nodes
        .as_array()
        .into_iter()
        .flat_map(|nodes| nodes.values());
    nodes.filter_map(|node| node.get("id")).map(id).collect()
}

fn texts(list: &Value) -> Vec<String> {
    match list {
        Value::Array(list) => list
            .values()
            .map(|one| one.to_text().into_owned())
            .collect(),
        Value::Null => Vec::new(),
        one => vec![one.to_text().into_owned()],
    }
}
