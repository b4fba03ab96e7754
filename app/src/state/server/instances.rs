//! The list of instances: adding, changing, testing, removing.

use std::path::PathBuf;

use crate::{
    misp::{
        ApiKey, Cause, Certificate, ConnectionReport, Instance, Instances, KeyTrouble, Limits,
        Refusal, Snapshot, look_at_certificate, read_authorities,
    },
    state::{About, Dialog, State, Tone},
};

use super::{ServerDialog, ServerDone};

/// What the form of an instance found out.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Whether something is being found out.
    pub busy: bool,
    /// What a test of the connection found.
    pub tested: Option<Result<ConnectionReport, Untested>>,
    /// The certificate that the server presents.
    pub certificate: Option<Result<Certificate, String>>,
    /// The text of a private authority, as it was read from a file.
    pub authority: Option<Result<String, String>>,
    /// Whether there is surely no key of the instance: no keyring, and none in this session.
    pub has_no_key: bool,
}

impl Findings {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Why a test of the connection failed.
#[derive(Clone, Debug)]
pub struct Untested {
    /// In a sentence.
    pub words: String,
    /// What is to be mended.
    pub mend: Mend,
    /// Whether looking at the certificate, and trusting it, would help.
    pub by_certificate: bool,
}

/// What in the form of an instance is to be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// The key.
    Key,
    /// The address.
    Address,
    /// Neither; trying again may do.
    Other,
}

impl Mend {
    /// What a refusal is about.
    pub fn of(cause: &Cause) -> Self {
        match cause {
            Cause::KeyMissing
            | Cause::KeyLength { .. }
            | Cause::KeyUnfit
            | Cause::KeyRefused
            | Cause::NotPermitted { .. }
            | Cause::LoginPage => Self::Key,
            Cause::HostNotFound
            | Cause::ConnectionRefused
            | Cause::Unreachable { .. }
            | Cause::ConnectTimeOut { .. }
            | Cause::NotMisp
            | Cause::NotOffered
            | Cause::NotFound { .. }
            | Cause::WebPage { .. }
            | Cause::Unreadable { .. }
            | Cause::RedirectedElsewhere { .. }
            | Cause::RedirectedWithin { .. }
            | Cause::NoPlainAnswer
            | Cause::RedirectLoop
            | Cause::Tls(_)
            | Cause::NoTls => Self::Address,
            _ => Self::Other,
        }
    }
}

impl From<KeyTrouble> for Untested {
    fn from(trouble: KeyTrouble) -> Self {
        Self {
            words: match trouble {
                KeyTrouble::NothingStored | KeyTrouble::NoService => {
                    "There is no key yet. Enter the API key of a site admin".to_owned()
                }
                trouble => trouble.to_string(),
            },
            mend: Mend::Key,
            by_certificate: false,
        }
    }
}

impl From<Refusal> for Untested {
    fn from(refusal: Refusal) -> Self {
        Self {
            words: refusal.to_string(),
            mend: Mend::of(&refusal.cause),
            by_certificate: refusal.cause.is_of_unknown_certificate(),
        }
    }
}

impl State {
    /// Keeps an instance: the list on the disk, the key in the keyring, or else here. Connects to it
    /// then where that is wanted.
    pub(super) fn keep_instance(
        &mut self,
        mut instance: Instance,
        of: Option<Instance>,
        key: Option<ApiKey>,
        connect: bool,
    ) {
        let Some(places) = self.servers.places.clone() else {
            return;
        };
        let keyring = self.servers.keyring.clone();
        let session_keys = self.servers.session_keys.clone();
        self.messages.withdraw(&About::Instances);
        self.servers.findings.busy = true;
        self.server_job(format!("Keeping {}…", instance.shown_name()), move |_| {
            // Another window, or the command line, may have added one meanwhile.
            let mut former = None;
            let kept = Instances::change(&places.list, |list| {
                if let Some(before) = list.id_before(&instance, &places.list)? {
                    instance.id = before;
                }
                former = list.get(&instance.id).cloned();
                if let (Some(of), Some(now)) = (&of, &former) {
                    instance = instance.clone().onto(of, now, key.is_some())?;
                }
                list.put(instance.clone());
                Ok(())
            });
            let keys = keyring.open();
            let entry = instance.key_entry();
            let former = former.filter(|_| kept.is_ok());
            let is_same_server = former.as_ref().is_some_and(|former| {
                former.url.host() == instance.url.host() && instance.url.is_https()
            });
            let is_elsewhere = former
                .as_ref()
                .is_some_and(|former| former.url.host() != instance.url.host());
            if is_elsewhere {
                Snapshot::forget(&places.data.join(&instance.id));
            }
            let former = former.map(|former| former.key_entry());
            let former = former.filter(|former| *former != entry);
            // The key goes along where the same server is reached more safely, and nowhere else.
            let key = key.or_else(|| {
                let former = former.as_ref().filter(|_| is_same_server)?;
                let of_session = session_keys.get(former).cloned();
                of_session.or_else(|| keys.read(former).ok())
            });
            let key = key.filter(|_| kept.is_ok()).map(|key| {
                let stored = keys.store(&entry, &key);
                (key, stored)
            });
            if let Some(former) = &former {
                // A keyring that is locked keeps it, for the server that it was entered for.
                let _ = keys.delete(former);
            }
            ServerDone::then(move |state| {
                state.servers.findings.busy = false;
                match kept {
                    Ok(list) => {
                        state.take_list(list, Some(&instance.id));
                        // Where it failed, what was typed stays in sight.
                        if let Some(Dialog::Server(ServerDialog::Form(_))) = state.dialog {
                            state.dialog = Some(Dialog::Server(ServerDialog::Instances));
                        }
                        let is_used = state.servers.used.as_deref() == Some(instance.id.as_str());
                        if let Some(former) = &former {
                            state.servers.session_keys.remove(former);
                        }
                        state.kept_key(&instance, key);
                        // Its address or trust may be another now.
                        if is_used {
                            state.disconnect();
                        }
                        if connect {
                            state.dialog = None;
                            state.connect_to(&instance.id);
                        }
                    }
                    Err(error) => {
                        state
                            .messages
                            .say_of(About::Instances, Tone::Failed, error.to_string())
                    }
                }
            })
        });
    }

    fn kept_key(&mut self, instance: &Instance, key: Option<(ApiKey, Result<(), KeyTrouble>)>) {
        match key {
            None => {}
            Some((_, Ok(()))) => {
                self.servers.session_keys.remove(&instance.key_entry());
                let text = format!("The key of {} is in the keyring", instance.shown_name());
                self.messages.say(Tone::Done, text);
            }
            Some((key, Err(trouble))) => {
                self.servers.session_keys.insert(instance.key_entry(), key);
                self.messages.say(Tone::Refused, trouble.to_string());
            }
        }
    }

    pub(super) fn ask_remove(&mut self, id: &str) {
        if let Some(instance) = self.servers.list.get(id) {
            self.dialog = Some(Dialog::Server(ServerDialog::Remove {
                id: id.to_owned(),
                name: instance.shown_name().into_owned(),
            }));
        }
    }

    /// Removes an instance, its key, and what was fetched of it. States that pushes replaced stay:
    /// nobody else may have them.
    pub(super) fn remove_instance(&mut self, id: String) {
        let Some(places) = self.servers.places.clone() else {
            return;
        };
        if self.servers.used.as_deref() == Some(id.as_str()) {
            self.leave();
        }
        let entry = self.forget_session_key(&id);
        let keyring = self.servers.keyring.clone();
        self.messages.withdraw(&About::Instances);
        self.dialog = Some(Dialog::Server(ServerDialog::Instances));
        self.server_job("Removing the instance…", move |_| {
            let kept =
                Instances::change(&places.list, |list| list.remove_noted(&id, &places.list));
            let forgotten = entry.filter(|_| kept.is_ok());
            let forgotten = forgotten.map(|entry| keyring.open().delete(&entry));
            ServerDone::then(move |state| {
                match kept {
                    Ok(list) => state.take_list(list, None),
                    Err(error) => state
                        .messages
                        .say_of(About::Instances, Tone::Failed, error.to_string()),
                }
                if let Some(Err(trouble)) = forgotten
                    && trouble != KeyTrouble::NoService
                {
                    let text = "The instance was removed, but its key may still be in the keyring. Remove the entry “misp-flow” there";
                    state.messages.say(Tone::Failed, text);
                }
            })
        });
    }

    /// Takes an instance's key out of this session; gives what it is called in the keyring.
    fn forget_session_key(&mut self, id: &str) -> Option<String> {
        let entry = self.servers.list.get(id)?.key_entry();
        self.servers.session_keys.remove(&entry);
        Some(entry)
    }

    /// Takes an instance's key out of the keyring and out of this session; what is connected with
    /// it is no longer.
    pub(super) fn forget_key(&mut self, id: String) {
        if self.servers.used.as_deref() == Some(id.as_str()) {
            self.disconnect();
        }
        let Some(entry) = self.forget_session_key(&id) else {
            return;
        };
        let keyring = self.servers.keyring.clone();
        let name = self
            .servers
            .list
            .get(&id)
            .map(|one| one.shown_name().into_owned());
        let name = name.unwrap_or_default();
        self.server_job(format!("Forgetting the key of {name}…"), move |_| {
            let forgotten = keyring.open().delete(&entry);
            ServerDone::then(move |state| match forgotten {
                Ok(()) | Err(KeyTrouble::NoService) => {
                    let text = format!("The key of {name} is forgotten");
                    state.messages.say(Tone::Done, text);
                }
                Err(trouble) => {
                    let text = format!("The key of {name} may still be in the keyring. {trouble}");
                    state.messages.say(Tone::Failed, text);
                }
            })
        });
    }

    pub(super) fn test_instance(&mut self, instance: Instance, key: Option<ApiKey>) {
        let servers = &mut self.servers;
        servers.findings.busy = true;
        servers.findings.tested = None;
        let keyring = servers.keyring.clone();
        let known = key.or_else(|| servers.session_keys.get(&instance.key_entry()).cloned());
        self.server_job(
            format!("Testing {}…", instance.shown_name()),
            move |work| {
                let key = known.map_or_else(|| keyring.open().read(&instance.key_entry()), Ok);
                let tested = key.map_err(Untested::from).and_then(|key| {
                    let client = instance.client(key, Limits::default())?;
                    let client = client.until(&work.cancel);
                    work.runtime
                        .block_on(async { Ok(client.test_connection().await?) })
                });
                ServerDone::then(move |state| {
                    state.servers.findings.busy = false;
                    state.servers.findings.tested = Some(tested);
                })
            },
        );
    }

    pub(super) fn look_at_certificate(&mut self, instance: Instance) {
        let findings = &mut self.servers.findings;
        findings.busy = true;
        findings.certificate = None;
        self.server_job("Looking at the certificate…", move |work| {
            let limits = Limits::default();
            let looked = work.runtime.block_on(async {
                tokio::select! {
                    looked = look_at_certificate(&instance.url, &instance.proxy, limits) => {
                        looked.map(Some)
                    }
                    () = work.cancel.cancelled() => Ok(None),
                }
            });
            let looked = looked.map_err(|refusal: Refusal| refusal.to_string());
            ServerDone::then(move |state| {
                state.servers.findings.busy = false;
                state.servers.findings.certificate = looked.transpose();
            })
        });
    }

    pub(super) fn read_authority(&mut self, path: PathBuf) {
        self.servers.findings.authority = None;
        self.server_job("Reading the authority…", move |_| {
            let read = read_authorities(&path).map_err(|error| error.to_string());
            ServerDone::then(move |state| state.servers.findings.authority = Some(read))
        });
    }
}
