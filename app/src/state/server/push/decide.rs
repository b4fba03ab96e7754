//! Decisions where both sides changed, and what they make of the document.

use misp_flow_engine::{
    edit::Edit,
    merge::{Merge, Part, Side},
    workflow::Workflow,
};

use super::super::{ServerDone, TabTarget, workflows::rows_now};
use crate::{
    push::Plan,
    state::{OpenDocument, State, TabId, Tone, tabs::Tab},
};

impl State {
    pub(in crate::state::server) fn choose_side(&mut self, part: Part, side: Side) {
        if let Some(pushing) = &mut self.servers.pushing {
            pushing.choices.insert(part, side);
            pushing.decisions += 1;
        }
    }

    pub(in crate::state::server) fn choose_all(&mut self, side: Side) {
        let Some(pushing) = &mut self.servers.pushing else {
            return;
        };
        let merge = pushing.merge();
        let conflicts = merge.map(Merge::conflicts).unwrap_or_default().iter();
        let choices = conflicts.map(|conflict| (conflict.part.clone(), side));
        pushing.choices = choices.collect();
        pushing.decisions += 1;
    }

    /// Makes the document what was decided, as a step that can be undone, and looks again.
    pub(in crate::state::server) fn merge(&mut self) {
        let Some(pushing) = self.servers.pushing.clone() else {
            return;
        };
        let Some(merge) = pushing.merge().filter(|_| pushing.is_all_chosen()) else {
            return;
        };
        let choose = |part: &Part| pushing.choice(part).unwrap_or(Side::Mine);
        let merged = merge.build(choose);
        let label = "Bring together with the server's";
        if !self.replace(pushing.tab, &pushing.mine, merged, label) {
            return;
        }
        let now = pushing.plan().and_then(|plan| plan.now.clone());
        if let Some(now) = &now {
            // What was decided holds theirs, so that it begins with that from now on.
            self.note_target(pushing.tab, now);
        }
        self.look_at(pushing.target, now.map(|now| now.raw));
    }

    /// Makes the document what the server has, as a step that can be undone.
    pub(in crate::state::server) fn take_theirs(&mut self) {
        let Some(pushing) = self.servers.pushing.clone() else {
            return;
        };
        let Some(theirs) = pushing.plan().and_then(|plan| server_state(plan)) else {
            return;
        };
        let label = "Take what the server has";
        if !self.replace(pushing.tab, &pushing.mine, theirs, label) {
            return;
        }
        self.dialog = None;
        self.leave_push_canvas();
        let Some(now) = pushing.plan().and_then(|plan| plan.now.clone()) else {
            return;
        };
        self.note_target(pushing.tab, &now);
        // From now on both have the same.
        self.online_job("Keeping what was taken…", move |online| {
            let kept = crate::push::Kept::now(&online.who, &now.raw);
            let kept = online.store.set_base(&now.id, &kept);
            let rows = rows_now(&online);
            ServerDone::then(move |state| {
                if let Err(error) = kept {
                    let text = format!("The workflow is what the server has now. {error}; until then the next push may ask about changes that are your own");
                    state.messages.say(Tone::Failed, text);
                }
                state.take_rows_now(rows);
            })
        });
    }

    /// Decides for what is here as it is, and looks again: what the server has is replaced then, and
    /// kept as every state that a push replaces.
    pub(in crate::state::server) fn take_mine(&mut self) {
        let Some(pushing) = self.servers.pushing.clone() else {
            return;
        };
        let now = pushing.plan().and_then(|plan| plan.now.as_ref());
        let decided = now.map(|now| now.raw.clone());
        self.look_at(pushing.target, decided);
        if let Some(pushing) = &mut self.servers.pushing {
            pushing.only_mine = true;
        }
    }

    /// Opens what is here as a document of its own, and makes this one what the server has.
    pub(in crate::state::server) fn keep_copy(&mut self) {
        let Some(pushing) = self.servers.pushing.clone() else {
            return;
        };
        let Some(plan) = pushing.plan().filter(|plan| server_state(plan).is_some()) else {
            return;
        };
        // Theirs is what both have from now on, and mine lacks it all the same.
        let base = plan.merge.as_ref().filter(|merge| merge.has_base());
        let base = base.map(|merge| merge.base().clone());
        let used = self.servers.used.clone().zip(plan.now.as_ref());
        let target = used.map(|(used, now)| TabTarget::begun_with(used, now, base));
        self.take_theirs();
        let mut copy = pushing.mine.as_ref().clone();
        // It is no longer the one on the server.
        copy.id = None;
        copy.uuid = None;
        self.add_tab(OpenDocument::copy(copy, "mine").unsaved());
        self.tab.target = target;
    }

    /// Replaces a tab's document, unless it was changed since it was looked at.
    fn replace(&mut self, tab: TabId, seen: &Workflow, with: Workflow, label: &str) -> bool {
        let edited = self.tab_mut(tab).map(|tab: &mut Tab| {
            if tab.document.workflow() != seen {
                return Ok(false);
            }
            let edit = Edit::Replace {
                with: Box::new(with),
                label: label.to_owned(),
            };
            tab.document.edit(edit).map(|()| true)
        });
        match edited {
            Some(Ok(true)) => {
                self.show_tab(tab);
                true
            }
            Some(Ok(false)) => {
                let text =
                    "The workflow was changed since it was compared. Push again to compare anew";
                self.messages.say(Tone::Refused, text);
                false
            }
            Some(Err(error)) => {
                self.refused(&error);
                false
            }
            None => false,
        }
    }
}

/// What the server has, its nodes under the ids that they have here where that is known.
pub(in crate::state::server) fn server_state(plan: &Plan) -> Option<Workflow> {
    if let Some(merge) = &plan.merge {
        return Some(merge.theirs().clone());
    }
    plan.now.as_ref()?.document.clone().ok()
}
