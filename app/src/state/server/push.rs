//! Pushing the open workflow: a look at what it would do, decisions where both sides changed, the
//! push, and what was read back.

use std::{collections::HashMap, sync::Arc};

use misp_flow_engine::{
    edit::Edit,
    merge::{Merge, Part, Side},
    workflow::{JsonMap, Workflow},
};

use crate::{
    misp::ServerDocument,
    push::{Plan, PushError, Pushed, Standing, Target, look, look_from, send},
    state::{Dialog, OpenDocument, Revision, State, TabId, Tone, tabs::Tab},
};

use super::{
    OnCanvas, ServerDialog, ServerDone, TabTarget, ThreeStates, WorkflowRow, workflows::rows_now,
};

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
        /// What could not be kept here.
        warning: Option<String>,
    },
    /// It was not done, or not for sure.
    Failed(String),
}

/// A push of a tab's workflow.
#[derive(Clone, Debug)]
pub struct Pushing {
    pub(super) tab: TabId,
    pub(super) target: Target,
    mine: Arc<Workflow>,
    /// The state of the document that this is.
    pub(super) of: Revision,
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
    pub(super) decided: Option<JsonMap>,
}

impl Pushing {
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
    pub(super) fn crashed(&mut self) {
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

impl State {
    /// Looks at what a push of the open workflow would do; where it has no place on the server
    /// yet, asks for one.
    pub(super) fn look_at_push(&mut self) {
        match self.target_of_tab() {
            Some(target) => self.look_at(target, None),
            None => self.dialog = Some(Dialog::Server(ServerDialog::Target)),
        }
    }

    pub(super) fn look_at_push_to(&mut self, trigger: String) {
        self.look_at(Target::Trigger(trigger), None);
    }

    /// The server's state that the open workflow began with, where it came from this place.
    fn base_of_tab(&self, target: &Target) -> Option<Workflow> {
        let used = self.servers.used.as_deref();
        let known = self.tab.target.as_ref();
        let known = known.filter(|known| Some(known.instance.as_str()) == used)?;
        let is_it = matches!(target, Target::Number(id) if *id == known.id);
        known.base.as_deref().filter(|_| is_it).cloned()
    }

    /// Where the open workflow goes: where it came from, else to the trigger that it begins with.
    fn target_of_tab(&self) -> Option<Target> {
        let used = self.servers.used.as_deref();
        if let Some(row) = self.row_of(&self.tab) {
            return row
                .stored
                .as_ref()
                .map(|stored| Target::Number(stored.id.clone()));
        }
        let target = self.tab.target.as_ref();
        let target = target.filter(|target| Some(target.instance.as_str()) == used);
        if let Some(target) = target {
            // Not listed any more: the server says what became of it.
            return Some(Target::Number(target.id.clone()));
        }
        let (_, trigger) = self.tab.document.workflow().graph.trigger()?;
        let of_trigger = |row: &&WorkflowRow| row.trigger.as_ref() == Some(&trigger.module);
        let row = self.servers.rows.iter().find(of_trigger)?;
        row.trigger.clone().map(Target::Trigger)
    }

    pub(super) fn look_at(&mut self, target: Target, decided: Option<JsonMap>) {
        let mine = Arc::new(self.tab.document.workflow().clone());
        let tab = self.tab.id;
        let catalogue = Arc::clone(&self.catalogue);
        let pushing = Pushing {
            tab,
            target: target.clone(),
            mine: Arc::clone(&mine),
            of: self.tab.document.revision(),
            stage: Stage::Looking,
            job: None,
            three: None,
            on_canvas: None,
            choices: HashMap::new(),
            decisions: 0,
            decided,
        };
        let base = self.base_of_tab(&target);
        let started = self.online_job("Looking at the server…", move |online| {
            let (client, store) = (&online.client, &online.store);
            let looked = online.runtime.block_on(async {
                match base {
                    Some(base) => look_from(client, base, target, &mine, &catalogue).await,
                    None => look(client, store, target, &mine, &catalogue).await,
                }
            });
            let looked = looked.map(|plan| {
                let plan = Arc::new(plan);
                let three = ThreeStates::of(&plan, &catalogue).map(Arc::new);
                (plan, three)
            });
            ServerDone::then(move |state| state.looked_at_push(tab, looked))
        });
        if started {
            self.servers.pushing = Some(pushing);
            self.dialog = Some(Dialog::Server(ServerDialog::Push));
        }
    }

    fn looked_at_push(
        &mut self,
        tab: TabId,
        looked: Result<(Arc<Plan>, Option<Arc<ThreeStates>>), PushError>,
    ) {
        match &looked {
            Ok((plan, _)) => {
                self.answered();
                if let Some(now) = &plan.now {
                    self.refresh_row(now);
                }
            }
            Err(PushError::Refused(refusal)) => self.notice(refusal),
            Err(_) => {}
        }
        let pushing = self.servers.pushing.as_mut();
        let Some(pushing) = pushing.filter(|pushing| pushing.tab == tab) else {
            return;
        };
        pushing.stage = match looked {
            Ok((plan, three)) => {
                pushing.three = three;
                Stage::Planned(plan)
            }
            Err(error) => Stage::Failed(error.to_string()),
        };
    }

    /// Pushes what was looked at.
    pub(super) fn send(&mut self) {
        let Some(pushing) = self.servers.pushing.clone() else {
            return;
        };
        let Some(plan) = pushing.plan().cloned().filter(|_| pushing.is_clear()) else {
            return;
        };
        let (mine, tab) = (Arc::clone(&pushing.mine), pushing.tab);
        let catalogue = Arc::clone(&self.catalogue);
        let sending = Stage::Sending(Arc::clone(&plan));
        let started = self.online_job(format!("Pushing {}…", mine.name), move |online| {
            let (client, store) = (&online.client, &online.store);
            let sent = send(client, store, &plan, &mine, &online.who, &catalogue);
            let sent = online.runtime.block_on(sent);
            let rows = rows_now(&online);
            ServerDone::then(move |state| {
                state.sent(tab, sent);
                if let Ok(rows) = rows {
                    state.take_rows(rows);
                }
            })
        });
        let job = self.servers.jobs.last().map(|job| job.number);
        if let Some(pushing) = self.servers.pushing.as_mut().filter(|_| started) {
            pushing.stage = sending;
            pushing.job = job;
        }
    }

    /// Whether the dialog shows a push that is under way: it stays until that has ended.
    pub(in crate::state) fn shows_push_under_way(&self) -> bool {
        matches!(self.dialog, Some(Dialog::Server(ServerDialog::Push)))
            && self
                .servers
                .pushing
                .as_ref()
                .is_some_and(|pushing| matches!(pushing.stage, Stage::Sending(_)))
    }

    fn sent(&mut self, tab: TabId, sent: Result<Pushed, PushError>) {
        let stage = match sent {
            Ok(pushed) => {
                self.answered();
                self.note_target(tab, &pushed.stored);
                let text = format!("“{}” was pushed", pushed.stored.name);
                self.messages.say(Tone::Done, text);
                Stage::Done {
                    differs: pushed.differs,
                    warning: pushed.warning,
                }
            }
            Err(error) => {
                if let PushError::Refused(refusal) | PushError::Unknown(refusal) = &error {
                    self.notice(refusal);
                }
                Stage::Failed(error.to_string())
            }
        };
        let is_shown = matches!(self.dialog, Some(Dialog::Server(ServerDialog::Push)));
        let pushing = self.servers.pushing.as_mut();
        match pushing.filter(|pushing| is_shown && pushing.tab == tab) {
            Some(pushing) => {
                let nothing_to_tell =
                    matches!(&stage, Stage::Done { differs, warning: None } if differs.is_empty());
                pushing.stage = stage;
                if nothing_to_tell {
                    self.dialog = None;
                }
            }
            // The dialog was closed meanwhile; what it came to is to be known all the same.
            None => match stage {
                Stage::Failed(error) => self.messages.say(Tone::Failed, error),
                Stage::Done { differs, warning } => {
                    for line in differs.into_iter().chain(warning) {
                        self.messages.say(Tone::Failed, line);
                    }
                }
                _ => {}
            },
        }
    }

    fn note_target(&mut self, tab: TabId, stored: &ServerDocument) {
        let Some(instance) = self.servers.used.clone() else {
            return;
        };
        if let Some(tab) = self.tab_mut(tab) {
            tab.target = Some(TabTarget::of(instance, stored));
        }
    }

    pub(super) fn choose_side(&mut self, part: Part, side: Side) {
        if let Some(pushing) = &mut self.servers.pushing {
            pushing.choices.insert(part, side);
            pushing.decisions += 1;
        }
    }

    pub(super) fn choose_all(&mut self, side: Side) {
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
    pub(super) fn merge(&mut self) {
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
    pub(super) fn take_theirs(&mut self) {
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
                    state.messages.say(Tone::Failed, error.to_string());
                }
                if let Ok(rows) = rows {
                    state.take_rows(rows);
                }
            })
        });
    }

    /// Decides for what is here as it is, and looks again: what the server has is replaced then, and
    /// kept as every state that a push replaces.
    pub(super) fn take_mine(&mut self) {
        let Some(pushing) = self.servers.pushing.clone() else {
            return;
        };
        let now = pushing.plan().and_then(|plan| plan.now.as_ref());
        let decided = now.map(|now| now.raw.clone());
        self.look_at(pushing.target, decided);
    }

    /// Opens what is here as a document of its own, and makes this one what the server has.
    pub(super) fn keep_copy(&mut self) {
        let Some(pushing) = self.servers.pushing.clone() else {
            return;
        };
        if pushing.plan().and_then(|plan| server_state(plan)).is_none() {
            return;
        }
        self.take_theirs();
        let mut copy = pushing.mine.as_ref().clone();
        // It is no longer the one on the server.
        copy.id = None;
        copy.uuid = None;
        self.add_tab(OpenDocument::copy(copy, "mine").unsaved());
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
pub(super) fn server_state(plan: &Plan) -> Option<Workflow> {
    if let Some(merge) = &plan.merge {
        return Some(merge.theirs().clone());
    }
    plan.now.as_ref()?.document.clone().ok()
}
