//! What a step of a run did, for somebody who looks at it: what its node saw after the filters,
//! which operand decided, and what it changed, with elements named by what they are.

mod changes;
mod database;
mod decision;
mod layout;
mod names;
mod seen;
#[cfg(test)]
mod tests;
mod who;

use crate::{
    condition::Operators,
    run::{Effect, PlanNode, Run, Step},
    value::Value,
};

pub use changes::{Changed, ChangedKind, Changes, changes};
pub use database::named_sentences;
pub use decision::{Decision, decision};
pub use names::at_path;
pub(crate) use names::{element, kind_of};
pub use seen::{Seen, seen};

/// What a step did.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// What the node saw; nothing where the filters cannot work on the data.
    pub seen: Option<Seen>,
    /// Why a logic node chose its output; nothing for other nodes.
    pub decision: Option<Decision>,
    /// What is different in the data afterwards.
    pub changes: Changes,
    /// What is different in the database.
    pub database: Changes,
}

/// What a step with these effects did that began with these data, on a server that knows these
/// operators. Without the node that ran, as for a run that a server told of, only the changes are
/// known.
pub fn account(
    node: Option<&PlanNode>,
    step: &Step,
    effects: &[Effect],
    before: &Value,
    operators: Operators,
) -> Account {
    let seen = node.and_then(|node| seen(node, before, operators).ok());
    let decision = node
        .zip(seen.as_ref())
        .and_then(|(node, seen)| decision(node, step, &seen.whole, operators));
    let whole = seen.as_ref().map_or(before, |seen| &seen.whole);
    Account {
        decision,
        changes: changes(before, &step.data),
        database: database(effects, whole),
        seen,
    }
}

/// What effects did to the database, told by what a node saw: the data.
pub fn database(effects: &[Effect], seen: &Value) -> Changes {
    let (list, more) = database::database(effects, seen);
    Changes { list, more }
}

/// The effects of one step; they stand in the order of their steps.
pub fn effects_of(run: &Run, step: usize) -> &[Effect] {
    let start = run.effects.partition_point(|effect| effect.step < step);
    let end = run.effects.partition_point(|effect| effect.step <= step);
    run.effects.get(start..end).unwrap_or_default()
}

/// The data of a run after so many steps: what the trigger handed over for none.
pub fn data_after(run: &Run, steps: usize) -> &Value {
    let last = steps.checked_sub(1).and_then(|last| run.steps.get(last));
    last.map(|step| &step.data)
        .or(run.normalised.as_ref())
        .unwrap_or(&run.original)
}
