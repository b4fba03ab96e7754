//! Connecting to an instance, and how the connection stands.

use std::sync::Arc;

use crate::{
    misp::{Cause, Client, ConnectionReport, Instance, Instances, KeyTrouble, Limits, Refusal},
    push::{Fate, Kept, PushError, Recovered, ServerStore, recover},
    state::{About, Command, Dialog, State, Tone},
};

use super::{
    ServerCommand, ServerDialog, ServerDone, Session,
    job::Work,
    workflows::{RowsNow, rows_of_server},
};

/// How the connection stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// Nothing is asked.
    #[default]
    Offline,
    /// It is being made.
    Connecting,
    /// All can be done.
    Connected,
    /// There is no key to connect with.
    NoKey,
    /// The server does not take the key.
    KeyRefused,
    /// The key's user may not work with workflows.
    NotPermitted,
    /// The server has workflows switched off.
    WorkflowsOff,
    /// The server's certificate is not trusted.
    NotTrusted,
    /// The server does not answer.
    NotReachable,
    /// Something else is in the way.
    Failed,
}

impl Connection {
    /// Whether a key, or another one, is what it lacks.
    pub fn lacks_key(self) -> bool {
        matches!(self, Self::NoKey | Self::KeyRefused)
    }

    /// In words, as the chip says it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Connecting => "connecting…",
            Self::Connected => "connected",
            Self::NoKey => "no key",
            Self::KeyRefused => "key refused",
            Self::NotPermitted => "no site admin",
            Self::WorkflowsOff => "workflows off",
            Self::NotTrusted => "certificate not trusted",
            Self::NotReachable => "not reachable",
            Self::Failed => "failed",
        }
    }

    /// What a refusal says of the connection; nothing where it is about one call only.
    pub(super) fn of(cause: &Cause) -> Option<Self> {
        Some(match cause {
            Cause::KeyMissing => Self::NoKey,
            Cause::KeyLength { .. } | Cause::KeyUnfit | Cause::KeyRefused | Cause::LoginPage => {
                Self::KeyRefused
            }
            Cause::WorkflowsOff { .. } => Self::WorkflowsOff,
            Cause::Certificate(_) | Cause::Tls(_) | Cause::BadAuthority(_) => Self::NotTrusted,
            Cause::HostNotFound
            | Cause::ConnectionRefused
            | Cause::Unreachable { .. }
            | Cause::ConnectTimeOut { .. }
            | Cause::ProxyRefused { .. }
            | Cause::CutOff
            | Cause::NoPlainAnswer
            | Cause::Unavailable { .. } => Self::NotReachable,
            _ => return None,
        })
    }
}

/// What connecting came to.
struct Reached {
    client: Client,
    report: ConnectionReport,
    recovered: Result<Vec<Recovered>, PushError>,
    /// Nothing where the server does not give its triggers.
    rows: Option<RowsNow>,
}

/// Why it did not come about.
enum Unreached {
    Key(KeyTrouble),
    Refused(Refusal),
}

impl From<Refusal> for Unreached {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl State {
    pub(super) fn connect_to(&mut self, id: &str) {
        let servers = &mut self.servers;
        let Some(instance) = servers.list.get(id).cloned() else {
            return;
        };
        let Some(store) = servers.store(id) else {
            return;
        };
        let is_other = servers.used.as_deref() != Some(id);
        self.messages.withdraw(&About::Connection);
        self.dialog = None;
        if is_other {
            self.use_instance(id.to_owned());
        }
        let servers = &mut self.servers;
        servers.session = None;
        servers.connection = Connection::Connecting;
        servers.why = None;
        self.list_is_old();
        let servers = &mut self.servers;
        let (keyring, session_keys) = (servers.keyring.clone(), servers.session_keys.clone());
        let list = servers.places.as_ref().map(|places| places.list.clone());
        let what = format!("Connecting to {}…", instance.shown_name());
        self.server_job(what, move |work| {
            // Another window, or the command line, may have changed it meanwhile. A list that cannot
            // be read is told of where it is changed.
            let list = list.and_then(|list| Instances::load_from(&list).ok());
            let now = list.and_then(|list| list.get(&instance.id).cloned());
            let instance = now.unwrap_or(instance);
            let entry = instance.key_entry();
            let known = session_keys.get(&entry).cloned();
            let key = known.map_or_else(|| keyring.open().read(&entry), Ok);
            let reached = key.map_err(Unreached::Key).and_then(|key| {
                let client = instance.client(key, Limits::default())?;
                reach(&work, client, &store)
            });
            ServerDone::then(move |state| {
                if let Some(known) = state.servers.list.get(&instance.id) {
                    let is_elsewhere = known.url.host() != instance.url.host();
                    state.servers.list.put(instance.clone());
                    let is_used = state.servers.used.as_ref() == Some(&instance.id);
                    if is_elsewhere {
                        state.forget_targets(&instance.id);
                    }
                    if is_elsewhere && is_used {
                        state.forget_server();
                    }
                }
                match reached {
                    Ok(reached) => state.connected(&instance, reached),
                    Err(unreached) => state.not_connected(&instance, unreached),
                }
            })
        });
    }

    fn connected(&mut self, instance: &Instance, reached: Reached) {
        if self.servers.used.as_deref() != Some(instance.id.as_str()) {
            return;
        }
        let missing = reached.report.missing();
        let servers = &mut self.servers;
        servers.connection = match &reached.report.triggers {
            Ok(_) => Connection::Connected,
            Err(refusal) => match refusal.cause {
                Cause::NotPermitted { .. } => Connection::NotPermitted,
                _ => Connection::of(&refusal.cause).unwrap_or(Connection::Failed),
            },
        };
        servers.session = Some(Session {
            client: reached.client,
            version: reached.report.server,
            me: reached.report.me.ok(),
        });
        servers.why = (!missing.is_empty()).then(|| missing.join(". "));
        let open = reached.rows.as_ref().map(|now| now.open.as_slice());
        match &reached.recovered {
            Ok(recovered) => recovered.iter().for_each(|one| self.tell(one)),
            Err(error) => self.tell_unfound(error, open.unwrap_or_default()),
        }
        let Some(now) = reached.rows else {
            let why = self.servers.why.clone().unwrap_or_default();
            let text = format!("{}: {why}", instance.shown_name());
            self.messages.say_of(About::Connection, Tone::Failed, text);
            return;
        };
        if let Err(error) = &now.listing {
            self.push_refused("The workflows were not listed", error);
        }
        self.take_rows_now(now);
        if self.servers.connection != Connection::Connected {
            return;
        }
        let name = instance.shown_name();
        if self.servers.catalogued.is_none() {
            let text = format!("Connected to {name}. Fetch its catalogue to work with its modules");
            let fetch = Command::Server(ServerCommand::Sync);
            self.messages.done(text, "Fetch", fetch);
        } else {
            self.messages
                .say(Tone::Done, format!("Connected to {name}"));
        }
    }

    /// Says what became of a push that was cut off.
    pub(super) fn tell(&mut self, recovered: &Recovered) {
        let tone = match recovered.fate {
            Fate::Done => Tone::Done,
            Fate::NotDone | Fate::SomethingElse | Fate::Gone => Tone::Failed,
        };
        let about = About::Push(recovered.intent.id.clone());
        // That it was not known is over.
        self.messages.withdraw(&about);
        self.messages.say_of(about, tone, recovered.words());
        if recovered.fate == Fate::Done {
            self.arrived(recovered);
        }
    }

    /// What a tab sent has reached the server: what is typed into it now begins with that.
    fn arrived(&mut self, recovered: &Recovered) {
        let Some(used) = self.servers.used.clone() else {
            return;
        };
        let there = recovered.now.as_ref().map(|now| Kept::now("", now));
        let Some(there) = there.and_then(|there| there.open()).map(Arc::new) else {
            return;
        };
        for tab in self.tabs_mut() {
            let of_it = tab.target.as_mut().filter(|target| {
                target.instance == used && target.id == recovered.intent.id && target.sent.is_some()
            });
            if let Some(target) = of_it {
                target.base = Some(Arc::clone(&there));
                target.sent = None;
                target.is_apart = false;
            }
        }
    }

    fn not_connected(&mut self, instance: &Instance, unreached: Unreached) {
        if self.servers.used.as_deref() != Some(instance.id.as_str()) {
            return;
        }
        let servers = &mut self.servers;
        match unreached {
            Unreached::Key(trouble) => {
                let why = no_key(&trouble);
                servers.connection = Connection::NoKey;
                servers.why = Some(why.clone());
                servers.findings.clear();
                self.messages.say_of(About::Connection, Tone::Refused, why);
                let form = ServerDialog::Form(Some(Box::new(instance.clone())));
                self.dialog = Some(Dialog::Server(form));
            }
            Unreached::Refused(refusal) if refusal.cause == Cause::Cancelled => {
                servers.connection = Connection::Offline;
            }
            Unreached::Refused(refusal) => {
                servers.connection = Connection::of(&refusal.cause).unwrap_or(Connection::Failed);
                servers.why = Some(refusal.to_string());
                let text = format!("Not connected to {}. {refusal}", instance.shown_name());
                self.messages.say_of(About::Connection, Tone::Failed, text);
            }
        }
    }

    /// A call was refused: where that is about the connection as a whole, it is shown.
    pub(super) fn notice(&mut self, refusal: &Refusal) {
        let servers = &mut self.servers;
        if let Some(connection) = Connection::of(&refusal.cause)
            && servers.session.is_some()
        {
            servers.connection = connection;
            servers.why = Some(refusal.to_string());
        }
    }

    /// A call was answered, so that the connection is there.
    pub(super) fn answered(&mut self) {
        let servers = &mut self.servers;
        if servers.session.is_some() {
            servers.connection = Connection::Connected;
            servers.why = None;
            self.messages.withdraw(&About::Connection);
        }
    }

    pub(super) fn disconnect(&mut self) {
        let servers = &mut self.servers;
        servers.session = None;
        servers.connection = Connection::Offline;
        servers.why = None;
        // What still runs belongs to a connection that is not wanted any more.
        servers.jobs.iter().for_each(super::job::ServerJob::give_up);
        self.list_is_old();
    }
}

/// Asks the server what can be done, and finds out about pushes that were cut off before anything
/// else.
fn reach(work: &Work, client: Client, store: &ServerStore) -> Result<Reached, Unreached> {
    let asking = client.until(&work.cancel);
    work.runtime.block_on(async {
        let report = asking.test_connection().await?;
        let who = report.me.as_ref().map_or("", |me| me.email.as_str());
        let (recovered, rows) = if report.triggers.is_ok() {
            let recovered = recover(&asking, store, who).await;
            (recovered, Some(rows_of_server(&asking, store).await))
        } else {
            (Ok(Vec::new()), None)
        };
        Ok(Reached {
            client,
            report,
            recovered,
            rows,
        })
    })
}

/// Why there is no key to connect with, and what to do.
fn no_key(trouble: &KeyTrouble) -> String {
    match trouble {
        KeyTrouble::NoService => "This system has no keyring, and keys are kept until the program ends only. Enter the key once more".to_owned(),
        KeyTrouble::Locked => "The keyring is locked. Unlock it and connect again, or enter the key for this session".to_owned(),
        KeyTrouble::Denied => "The keyring was not opened for this program. Connect again and allow it, or enter the key for this session".to_owned(),
        KeyTrouble::NothingStored => trouble.to_string(),
        KeyTrouble::Failed(reason) => format!("The keyring failed: {reason}. Enter the key for this session"),
    }
}
