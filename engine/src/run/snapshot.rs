//! A place in a run, to go back to.

use super::{Run, nodes_left::NodesLeft, walk::Walk};
use crate::{condition::Operators, instance::Store, modules::World, value::Value};

/// A place in a run.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub(super) world: World,
    pub(super) start: Option<usize>,
    pub(super) walk: Option<Walk>,
    pub(super) run: Run,
    pub(super) ended: Ended,
    pub(super) left: NodesLeft,
    /// How many runs this one is nested in.
    pub(super) level: usize,
}

/// Why no further node is executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Not,
    /// A blocking module or a crash ended the walk.
    Stopped,
    /// It never began.
    AtOnce,
}

impl Snapshot {
    /// A run that is over before its first node.
    pub(super) fn over(run: Run, store: Store) -> Self {
        Self {
            world: World::new(Value::Null, store, Operators::default()),
            start: None,
            walk: None,
            run,
            ended: Ended::AtOnce,
            left: NodesLeft::default(),
            level: 0,
        }
    }

    /// A walk that starts behind the trigger (`start` is its index in the plan), or at the first
    /// node of a background run.
    pub(super) fn at(
        start: usize,
        data: Value,
        store: Store,
        operators: Operators,
        run: Run,
    ) -> Self {
        Self {
            world: World::new(data, store, operators),
            start: Some(start),
            walk: None,
            run,
            ended: Ended::Not,
            left: NodesLeft::default(),
            level: 0,
        }
    }
}
