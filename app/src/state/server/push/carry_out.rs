//! The push, and what was read back.

use std::sync::Arc;

use misp_flow_engine::workflow::Workflow;

use super::{
    super::{ServerDialog, ServerDone, TabTarget, workflows::rows_now},
    Stage,
};
use crate::{
    misp::ServerDocument,
    push::{Intent, PushError, Pushed, send},
    state::{About, Dialog, State, TabId, Tone},
};

/// What is said where somebody else may have saved between a push and the look at it.
pub const SINCE: &str = "It was pushed, and somebody else may have changed it on the server just after that. What is there now is not taken for yours: the next push asks about it";

impl State {
    /// Pushes what was looked at.
    pub(in crate::state::server) fn send(&mut self) {
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
                state.sent(tab, mine, sent, &rows.open);
                state.take_rows_now(rows);
            })
        });
        let job = self.servers.jobs.last().map(|job| job.number);
        if let Some(pushing) = self.servers.pushing.as_mut().filter(|_| started) {
            pushing.stage = sending;
            pushing.job = job;
        }
    }

    /// The name of the workflow that is being pushed at this moment.
    pub fn pushing_name(&self) -> Option<String> {
        let pushing = self.servers.pushing.as_ref()?;
        let is_sending = matches!(pushing.stage, Stage::Sending(_));
        is_sending.then(|| pushing.mine.name.clone())
    }

    /// Whether the dialog asks about quitting in the midst of a push that goes on.
    pub(in crate::state) fn goes_back_to_push(&self) -> bool {
        matches!(
            self.dialog,
            Some(Dialog::Server(ServerDialog::QuitPushing(_)))
        ) && self.pushing_name().is_some()
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

    fn sent(
        &mut self,
        tab: TabId,
        sent_workflow: Arc<Workflow>,
        sent: Result<Pushed, PushError>,
        open: &[Intent],
    ) {
        let number = match &sent {
            Ok(pushed) => Some(pushed.stored.id.clone()),
            Err(_) => {
                let pushing = self.servers.pushing.as_ref();
                let pushing = pushing.filter(|pushing| pushing.tab == tab);
                pushing.and_then(|pushing| self.number_of(&pushing.target))
            }
        };
        // What has no number yet has a name.
        let about = About::Push(number.unwrap_or_else(|| sent_workflow.name.clone()));
        let stage = match sent {
            Ok(pushed) => {
                self.answered();
                // Whatever became of one that was cut off before, this one has arrived.
                self.messages.withdraw(&about);
                self.note_target(tab, &pushed.base);
                self.refresh_row(&pushed.stored);
                let text = format!("“{}” was pushed", pushed.stored.name);
                self.messages.say(Tone::Done, text);
                Stage::Done {
                    differs: pushed.differs,
                    is_of_another: pushed.is_of_another,
                    warning: pushed.warning,
                }
            }
            Err(error) => {
                if let PushError::Refused(refusal)
                | PushError::Unknown(refusal)
                | PushError::Late(refusal) = &error
                {
                    self.notice(refusal);
                }
                if let PushError::Unknown(_) | PushError::Late(_) | PushError::GivenUp = error {
                    self.note_sent(tab, sent_workflow);
                    // It is to be known when the dialog is closed, too.
                    self.tell_open(open, "Refresh the list to find out");
                }
                Stage::Failed(error.to_string())
            }
        };
        let is_shown = matches!(self.dialog, Some(Dialog::Server(ServerDialog::Push)));
        let pushing = self.servers.pushing.as_mut();
        match pushing.filter(|pushing| is_shown && pushing.tab == tab) {
            Some(pushing) => {
                let nothing_to_tell = matches!(&stage, Stage::Done { differs, warning: None, .. } if differs.is_empty());
                pushing.stage = stage;
                if nothing_to_tell {
                    self.dialog = None;
                }
            }
            // The dialog was closed meanwhile; what it came to is to be known all the same.
            None => match stage {
                Stage::Failed(error) => {
                    self.messages.withdraw(&about);
                    self.messages.say_of(about, Tone::Failed, error);
                }
                Stage::Done {
                    differs,
                    is_of_another,
                    warning,
                } => {
                    let since = is_of_another.then(|| SINCE.to_owned());
                    for line in since.into_iter().chain(differs).chain(warning) {
                        self.messages.say_of(about.clone(), Tone::Failed, line);
                    }
                }
                _ => {}
            },
        }
    }

    /// Notes for a tab what was pushed from it and may be on the server: what is typed from now on
    /// begins with that.
    fn note_sent(&mut self, tab: TabId, sent: Arc<Workflow>) {
        let tab = self.tab_mut(tab);
        if let Some(target) = tab.and_then(|tab| tab.target.as_mut()) {
            let mut sent = Arc::unwrap_or_clone(sent);
            // It may be of another place than the one that it was sent to.
            sent.uuid = None;
            target.sent = Some(Arc::new(sent));
        }
    }

    pub(super) fn note_target(&mut self, tab: TabId, stored: &ServerDocument) {
        let Some(instance) = self.servers.used.clone() else {
            return;
        };
        if let Some(tab) = self.tab_mut(tab) {
            tab.target = Some(TabTarget::of(instance, stored));
        }
    }
}
