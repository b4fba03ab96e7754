//! A look at what a push would do, before anything is changed.

use std::{collections::HashMap, sync::Arc};

use misp_flow_engine::workflow::{JsonMap, Workflow};

use super::{
    super::{
        ServerDialog, ServerDone, TabTarget, ThreeStates, WorkflowRow,
        modules::{Known, known_now},
    },
    Pushing, Stage,
};
use crate::{
    misp::Cause,
    push::{Plan, PushError, Recovered, Target, by_trigger, look, look_from, recover},
    state::{About, Dialog, State, TabId, Tone},
};

/// What a look at a push came to.
struct Looked {
    /// What is switched on there, where the server tells.
    known: Option<Known>,
    plan: Arc<Plan>,
    three: Option<Arc<ThreeStates>>,
    /// Pushes that were cut off, as they stand now.
    recovered: Vec<Recovered>,
}

/// Whether the server has no workflow of the number that was asked for.
fn is_gone(cause: &Cause) -> bool {
    matches!(cause, Cause::NotFound { .. })
}

impl State {
    /// Looks at what a push of the open workflow would do; where it has no place on the server
    /// yet, asks for one.
    pub(in crate::state::server) fn look_at_push(&mut self) {
        match self.target_of_tab() {
            Some(target) => self.look_at(target, None),
            None => self.dialog = Some(Dialog::Server(ServerDialog::Target)),
        }
    }

    pub(in crate::state::server) fn look_at_push_to(&mut self, trigger: String) {
        self.look_at(Target::Trigger(trigger), None);
    }

    /// The server's states that the open workflow may have begun with, the last first, where it came
    /// from this place and they are known.
    fn bases_of_tab(&self, target: &Target) -> Option<Vec<Arc<Workflow>>> {
        let used = self.servers.used.as_deref();
        let known = self.tab.target.as_ref();
        let known = known.filter(|known| Some(known.instance.as_str()) == used);
        let known = known.filter(|known| matches!(target, Target::Number(id) if *id == known.id));
        known.and_then(TabTarget::bases)
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

    /// The number of the workflow that is meant, where there is one as far as is known.
    pub(super) fn number_of(&self, target: &Target) -> Option<String> {
        match target {
            Target::Number(id) => Some(id.clone()),
            Target::Trigger(trigger) => {
                let mut rows = self.servers.rows.iter();
                let row = rows.find(|row| row.trigger.as_ref() == Some(trigger))?;
                row.stored.as_ref().map(|stored| stored.id.clone())
            }
        }
    }

    pub(in crate::state::server) fn look_at(&mut self, target: Target, decided: Option<JsonMap>) {
        let mine = Arc::new(self.tab.document.workflow().clone());
        let tab = self.tab.id;
        let catalogue = Arc::clone(&self.catalogue);
        let (of_server, kept_in) = (self.catalogue_of_server(), self.snapshot_file());
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
            only_mine: false,
        };
        let number = self.number_of(&target);
        let bases = self.bases_of_tab(&target);
        let file = self.tab.document.path().map(std::path::Path::to_owned);
        let started = self.online_job("Looking at the server…", move |online| {
            let (client, store) = (&online.client, &online.store);
            let of_here = match &target {
                Target::Number(id) => store.is_deleted(id),
                Target::Trigger(_) => false,
            };
            // What the problems go by: somebody may have switched off what is used.
            let known = known_now(&online, of_server, kept_in).ok();
            let now = known
                .as_ref()
                .and_then(|known| catalogue.switched_as(&known.listed));
            let catalogue = now.map_or(catalogue, Arc::new);
            let looked = online.runtime.block_on(async {
                // A push that was cut off may have been saved since.
                let recovered = recover(client, store, &online.who).await?;
                let look = async |target| match bases.as_deref() {
                    None => look(client, store, target, &mine, file.as_deref(), &catalogue).await,
                    Some(bases) => look_from(client, bases, target, &mine, &catalogue).await,
                };
                let plan = match look(target).await {
                    Err(PushError::Refused(refusal)) if is_gone(&refusal.cause) => {
                        // It was deleted, and somebody may have made another one.
                        let target = by_trigger(bases.as_deref().unwrap_or_default(), &mine)
                            .ok_or_else(|| PushError::Gone(mine.name.clone()))?;
                        let plan = look(target).await?;
                        Plan {
                            is_gone: !of_here,
                            ..plan
                        }
                    }
                    plan => plan?,
                };
                Ok((Plan { file, ..plan }, recovered))
            });
            let looked = looked.map(|(plan, recovered)| {
                let plan = Arc::new(plan);
                let three = ThreeStates::of(&plan, &catalogue).map(Arc::new);
                Looked {
                    known,
                    plan,
                    three,
                    recovered,
                }
            });
            ServerDone::then(move |state| state.looked_at_push(tab, looked))
        });
        if started {
            // What is not known of one that was cut off stays told until the look has found it out.
            let is_open = |id: &String| {
                let mut rows = self.servers.rows.iter();
                rows.any(|row| row.has_number(id) && row.is_open)
            };
            if let Some(id) = number.filter(|id| !is_open(id)) {
                self.messages.withdraw(&About::Push(id));
            }
            self.servers.pushing = Some(pushing);
            self.dialog = Some(Dialog::Server(ServerDialog::Push));
        }
    }

    fn looked_at_push(&mut self, tab: TabId, mut looked: Result<Looked, PushError>) {
        if let Some(known) = looked.as_mut().ok().and_then(|looked| looked.known.take()) {
            self.take_known(known);
        }
        match &looked {
            Ok(Looked {
                plan, recovered, ..
            }) => {
                self.answered();
                // What is still open is what the plan shows.
                let told = recovered.iter().filter(|one| !one.is_open);
                told.for_each(|one| self.tell(one));
                for one in recovered.iter().filter(|one| !one.is_open) {
                    let rows = self.servers.rows.iter_mut();
                    rows.filter(|row| row.has_number(&one.intent.id))
                        .for_each(|row| row.is_open = false);
                }
                if let Some(now) = &plan.now {
                    self.refresh_row(now);
                }
            }
            Err(PushError::Refused(refusal)) => self.notice(refusal),
            Err(error @ PushError::Gone(_)) => {
                self.messages.say(Tone::Refused, error.to_string());
                if matches!(self.dialog, Some(Dialog::Server(ServerDialog::Push))) {
                    self.dialog = Some(Dialog::Server(ServerDialog::Target));
                }
            }
            Err(_) => {}
        }
        let pushing = self.servers.pushing.as_mut();
        let Some(pushing) = pushing.filter(|pushing| pushing.tab == tab) else {
            return;
        };
        pushing.stage = match looked {
            Ok(Looked { plan, three, .. }) => {
                pushing.three = three;
                // It may be another one than was asked for.
                pushing.target = plan.target.clone();
                Stage::Planned(plan)
            }
            Err(error) => Stage::Failed(error.to_string()),
        };
    }
}
