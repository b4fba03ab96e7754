//! Jobs that talk to a server: they can be given up, and say how far they are.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    misp::{Cancel, Cause, Client, Refusal, Runtime},
    push::{PushError, ServerStore},
    state::{About, State, Tone, files::Outcome},
};

use super::Connection;

/// What a job found, and what becomes of it in the state.
pub(in crate::state) struct ServerDone(Box<dyn FnOnce(&mut State) + Send>);

impl ServerDone {
    pub(super) fn then(take: impl FnOnce(&mut State) + Send + 'static) -> Self {
        Self(Box::new(take))
    }
}

impl fmt::Debug for ServerDone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ServerDone")
    }
}

/// How far a job is, in words for the status bar.
#[derive(Clone, Debug, Default)]
pub(super) struct Note(Arc<Mutex<Option<String>>>);

impl Note {
    pub(super) fn say(&self, words: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(words);
    }

    fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A job under way.
#[derive(Debug)]
pub(super) struct ServerJob {
    pub(super) number: u64,
    cancel: Cancel,
    note: Note,
}

impl ServerJob {
    pub(super) fn give_up(&self) {
        self.cancel.cancel();
    }
}

/// What a job works with.
pub(super) struct Work {
    pub runtime: Runtime,
    pub cancel: Cancel,
    pub note: Note,
}

/// What a job works with that needs the server.
pub(super) struct Online {
    pub runtime: Runtime,
    pub client: Client,
    pub store: ServerStore,
    pub who: String,
    pub note: Note,
}

impl State {
    /// Starts a job that can be given up.
    pub(super) fn server_job(
        &mut self,
        what: impl Into<String>,
        job: impl FnOnce(Work) -> ServerDone + Send + 'static,
    ) {
        let (cancel, note) = (Cancel::new(), Note::default());
        let work = Work {
            runtime: self.servers.runtime.clone(),
            cancel: cancel.clone(),
            note: note.clone(),
        };
        let number = self.start(what.into(), move || Outcome::Server(job(work)));
        self.servers.jobs.push(ServerJob {
            number,
            cancel,
            note,
        });
    }

    /// Starts a job with the server that is connected; gives whether one is.
    pub(super) fn online_job(
        &mut self,
        what: impl Into<String>,
        job: impl FnOnce(Online) -> ServerDone + Send + 'static,
    ) -> bool {
        let servers = &self.servers;
        let store = servers.used.as_deref().and_then(|id| servers.store(id));
        let Some((session, store)) = servers.session.as_ref().zip(store) else {
            let text = "Nothing was asked: connect to a server first";
            self.messages.say(Tone::Refused, text);
            return false;
        };
        let (client, who) = (session.client.clone(), servers.who());
        let instance = servers.used.clone();
        self.server_job(what, move |work| {
            let done = job(Online {
                client: client.until(&work.cancel),
                runtime: work.runtime,
                note: work.note,
                store,
                who,
            });
            // What is of one instance says nothing of another. A push that this leaves open is
            // found out about at the next connect.
            ServerDone::then(move |state| {
                if state.servers.used == instance {
                    (done.0)(state);
                }
            })
        });
        true
    }

    /// Gives up on a job; what it had done until then it still tells.
    pub(in crate::state) fn cancel_server_job(&mut self, number: u64) {
        let job = self.servers.jobs.iter().find(|job| job.number == number);
        if let Some(job) = job {
            job.give_up();
        }
    }

    /// Shows how far the jobs are.
    pub(in crate::state) fn follow_server_jobs(&mut self) {
        for job in &self.servers.jobs {
            if let Some(words) = job.note.take() {
                self.jobs.rename(job.number, words);
            }
        }
    }

    /// A job ended with a mistake in this program; what waited for it waits no longer.
    pub(in crate::state) fn server_job_crashed(&mut self) {
        let servers = &mut self.servers;
        servers.findings.busy = false;
        servers.search.busy = false;
        servers.standings.end();
        if servers.connection == Connection::Connecting {
            servers.connection = Connection::Failed;
        }
        if let Some(pushing) = &mut servers.pushing {
            pushing.crashed();
        }
        if let Some(running) = &mut servers.running {
            running.crashed();
        }
    }

    pub(in crate::state) fn server_done(&mut self, job: u64, done: ServerDone) {
        self.servers.jobs.retain(|known| known.number != job);
        (done.0)(self);
    }

    /// Says what a server refused; the connection is shown as what it shows to be.
    pub(super) fn server_refused(&mut self, what: &str, refusal: &Refusal) {
        self.notice(refusal);
        if refusal.cause == Cause::Cancelled {
            self.messages
                .say(Tone::Refused, format!("{what}: given up"));
        } else {
            let text = format!("{what}. {refusal}");
            match Connection::of(&refusal.cause) {
                Some(_) => self.messages.say_of(About::Connection, Tone::Failed, text),
                None => self.messages.say(Tone::Failed, text),
            }
        }
    }

    /// The same for what pulls and pushes refuse.
    pub(super) fn push_refused(&mut self, what: &str, error: &PushError) {
        match error {
            PushError::Refused(refusal) => self.server_refused(what, refusal),
            other => self.messages.say(Tone::Failed, format!("{what}. {other}")),
        }
    }

    /// Why what needs a server cannot be done now.
    pub fn why_not_online(&self) -> Option<&'static str> {
        match self.servers.connection {
            Connection::Connecting => Some("The connection is being made"),
            Connection::WorkflowsOff => Some(
                "Workflows are switched off on the server: its setting is Plugin.Workflow_enable",
            ),
            Connection::NotPermitted => Some("Only site admins may work with workflows"),
            _ if self.servers.session.is_none() => Some("Connect to a server first"),
            _ => None,
        }
    }
}
