//! Pushing the open workflow: `look` at what it would do, `decide` where both sides changed,
//! `carry_out` the push and take what was read back.

mod carry_out;
mod decide;
mod look;

use std::{collections::HashMap, sync::Arc};

use misp_flow_engine::{
    merge::{Merge, Part, Side},
    workflow::{JsonMap, Workflow},
};

use super::{OnCanvas, ThreeStates};
use crate::{
    push::{Plan, Standing, Target},
    state::{Revision, TabId},
};

pub use carry_out::SINCE;
pub(super) use decide::server_state;

/// How far a push is.
#[derive(Clone, Debug)]
pub enum Stage {
    /// The server is being looked at.
    Looking,
    /// This is what the push would do.
    Planned(Arc<Plan>),
    /// It is under way.
    Sending(Arc<Plan>),
    /// It was done; what the server stored in another way than it was sent, and what could not be
    /// kept here.
    Done {
        /// In words, a line each.
        differs: Vec<String>,
        /// Whether that may be somebody else's, who has saved since.
        is_of_another: bool,
        /// What could not be kept here.
        warning: Option<String>,
    },
    /// It was not done, or not for sure.
    Failed(String),
}

/// A push of a tab's workflow.
#[derive(Clone, Debug)]
pub struct Pushing {
    pub(in crate::state::server) tab: TabId,
    pub(in crate::state::server) target: Target,
    mine: Arc<Workflow>,
    /// The state of the document that this is.
    pub(in crate::state::server) of: Revision,
    /// How far it is.
    pub stage: Stage,
    /// The job that it is carried out by.
    pub job: Option<u64>,
    three: Option<Arc<ThreeStates>>,
    /// What is looked at on the canvas, where the push is shown there.
    pub on_canvas: Option<OnCanvas>,
    choices: HashMap<Part, Side>,
    /// Counts the choices, so that what shows them knows when to show them anew.
    pub decisions: u64,
    /// The server's state that was decided on: what is here holds what is wanted of it.
    pub(in crate::state::server) decided: Option<JsonMap>,
    /// Whether that was decided for mine alone.
    pub only_mine: bool,
}

impl Pushing {
    /// The tab whose workflow it is.
    pub fn tab(&self) -> TabId {
        self.tab
    }

    /// What was decided of a conflict; nothing yet.
    pub fn choice(&self, part: &Part) -> Option<Side> {
        self.choices.get(part).copied()
    }

    /// What the push would do, where that is known.
    pub fn plan(&self) -> Option<&Arc<Plan>> {
        match &self.stage {
            Stage::Planned(plan) | Stage::Sending(plan) => Some(plan),
            _ => None,
        }
    }

    /// What both sides changed, where that was not decided yet.
    pub fn merge(&self) -> Option<&Merge> {
        let plan = self.plan().filter(|_| !self.is_decided())?;
        plan.merge.as_deref()
    }

    /// The three states in words, where that was not decided yet.
    pub fn three(&self) -> Option<&Arc<ThreeStates>> {
        self.merge().and(self.three.as_ref())
    }

    /// How many conflicts are not decided.
    pub fn undecided(&self) -> usize {
        let conflicts = self.merge().map_or(&[][..], Merge::conflicts).iter();
        let open = conflicts.filter(|conflict| !self.choices.contains_key(&conflict.part));
        open.count()
    }

    /// Whether all conflicts are decided.
    pub fn is_all_chosen(&self) -> bool {
        self.merge().is_some() && self.undecided() == 0
    }

    /// Whether one click is enough now.
    pub fn is_clear(&self) -> bool {
        self.plan().is_some_and(|plan| {
            plan.refusals().is_empty()
                && plan.standing != Standing::InSync
                && (plan.is_clear() || self.is_decided())
        })
    }

    /// A job ended with a mistake in this program.
    pub(in crate::state::server) fn crashed(&mut self) {
        if matches!(self.stage, Stage::Looking | Stage::Sending(_)) {
            let text = "What became of the push is not known: a mistake in this program ended it. Connect again to find out";
            self.stage = Stage::Failed(text.to_owned());
        }
    }

    /// Whether the server still has the state that was decided on.
    fn is_decided(&self) -> bool {
        let now = self.plan().and_then(|plan| plan.now.as_ref());
        now.is_some_and(|now| self.decided.as_ref() == Some(&now.raw))
    }
}
