//! How two states of a workflow stand to each other, by what a push sends.

use misp_flow_engine::{
    compare::{Comparison, Difference, What, compare},
    workflow::Workflow,
};
use serde_json::Value as Json;

use crate::misp::BY_HAND;

/// How a workflow here and its state on the server stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The server has none yet.
    New,
    /// Both are the same.
    InSync,
    /// Only the one here was changed since they were the same.
    Ahead,
    /// Only the server's was changed since they were the same.
    Behind,
    /// Both were changed, or it is not known what they had in common.
    Diverged,
}

impl Standing {
    /// In words, as a list says it.
    pub fn words(self) -> &'static str {
        match self {
            Self::New => "not on the server yet",
            Self::InSync => "in sync",
            Self::Ahead => "ahead of the server",
            Self::Behind => "behind the server",
            Self::Diverged => "diverged from the server",
        }
    }
}

/// How two states stand, seen from the one that both began with.
pub fn standing(base: Option<&Workflow>, now: Option<&Workflow>, mine: &Workflow) -> Standing {
    let Some(now) = now else {
        return Standing::New;
    };
    let same = |one: &Workflow, other: &Workflow| same_content(&compare(one, other));
    if same(now, mine) {
        return Standing::InSync;
    }
    match base {
        Some(base) if same(base, now) => Standing::Ahead,
        Some(base) if same(base, mine) => Standing::Behind,
        None if is_fresh(now) => Standing::Ahead,
        _ => Standing::Diverged,
    }
}

/// Whether this is what a server makes by itself for a trigger that has no workflow yet, which holds
/// nobody's work: the trigger alone, under the name that it gives. One that is run by hand never had
/// a name of the server's own.
pub(super) fn is_fresh(now: &Workflow) -> bool {
    let Some((_, trigger)) = now.graph.trigger() else {
        return now.graph.nodes.is_empty();
    };
    let is_bare = now.graph.nodes.len() == 1 && now.graph.frames.is_empty();
    let is_unnamed = now.description.is_empty()
        && now.name == format!("Workflow for trigger {}", trigger.module);
    is_bare && (is_unnamed || trigger.module == BY_HAND)
}

/// Whether nothing differs that a push sends: what only the server sets is left aside.
pub(crate) fn same_content(found: &Comparison) -> bool {
    pushed(found).next().is_none()
}

/// The differences that a push makes or finds; whether a workflow is enabled, and its trigger, are
/// the server's own.
pub(crate) fn pushed(found: &Comparison) -> impl Iterator<Item = &Difference> {
    found.differences.iter().filter(|one| is_pushed(one))
}

/// Whether a push makes this difference.
pub(crate) fn is_pushed(one: &Difference) -> bool {
    match &one.what {
        What::Enabled(_) | What::TriggerId(..) | What::Keyed(_) | What::Whole(_) => false,
        What::Param(_, Some(one), Some(other)) => !is_same_there(one, other),
        _ => true,
    }
}

/// Whether a server stores the two as the same: PHP writes `1.0` as `1`, numbers beyond 64 bits as
/// broken ones, and an object without fields, or with the numbers from 0 on, as a list (spec 02).
fn is_same_there(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => {
            one == other || ((one.is_f64() || other.is_f64()) && one.as_f64() == other.as_f64())
        }
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| is_same_there(a, b))
        }
        (Json::Object(one), Json::Object(other)) => {
            let is_in = |(key, value): (&String, &Json)| {
                let there = other.get(key);
                there.is_some_and(|there| is_same_there(value, there))
            };
            one.len() == other.len() && one.iter().all(is_in)
        }
        (Json::Object(fields), Json::Array(list)) | (Json::Array(list), Json::Object(fields)) => {
            let is_at = |(place, ((key, value), there)): (usize, ((&String, &Json), &Json))| {
                *key == place.to_string() && is_same_there(value, there)
            };
            fields.len() == list.len() && fields.iter().zip(list).enumerate().all(is_at)
        }
        (one, other) => one == other,
    }
}
