//! The list of instances: adding, changing, testing, removing.

use std::{fs, path::PathBuf};

use crate::{
    misp::{
        ApiKey, Certificate, ConnectionReport, Instance, Instances, KeyTrouble, Limits, Refusal,
        check_authorities, look_at_certificate,
    },
    state::{Dialog, State, Tone},
};

use super::{ServerDialog, ServerDone};

/// The largest file of a private authority that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// What the form of an instance found out.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Whether something is being found out.
    pub busy: bool,
    /// What a test of the connection found.
    pub tested: Option<Result<ConnectionReport, String>>,
    /// The certificate that the server presents.
    pub certificate: Option<Result<Certificate, String>>,
    /// The text of a private authority, as it was read from a file.
    pub authority: Option<Result<String, String>>,
}

impl Findings {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Why a test could not be made.
enum Untested {
    Key(KeyTrouble),
    Refused(Refusal),
}

impl From<Refusal> for Untested {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl State {
    /// Shows the form of an instance, or of a new one.
    pub(super) fn show_form(&mut self, id: Option<&str>) {
        self.servers.findings.clear();
        let instance = id.and_then(|id| self.servers.list.get(id)).cloned();
        self.dialog = Some(Dialog::Server(ServerDialog::Form(instance.map(Box::new))));
    }

    /// Keeps an instance: the list on the disk, the key in the keyring, or else here. Connects to it
    /// then where that is wanted.
    pub(super) fn keep_instance(
        &mut self,
        mut instance: Instance,
        key: Option<ApiKey>,
        connect: bool,
    ) {
        let Some(places) = self.servers.places.clone() else {
            return;
        };
        let keyring = self.servers.keyring.clone();
        self.dialog = Some(Dialog::Server(ServerDialog::Instances));
        self.server_job(format!("Keeping {}…", instance.name), move |_| {
            // Another window, or the command line, may have added one meanwhile.
            let kept = Instances::change(&places.list, |list| {
                if let Some(before) = list.id_before(&instance, &places.list)? {
                    instance.id = before;
                }
                list.put(instance.clone());
                Ok(())
            });
            let key = key.filter(|_| kept.is_ok()).map(|key| {
                let stored = keyring.open().store(&instance.id, &key);
                (key, stored)
            });
            ServerDone::then(move |state| match kept {
                Ok(list) => {
                    state.servers.list = list;
                    let is_used = state.servers.used.as_deref() == Some(instance.id.as_str());
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
                Err(error) => state.messages.say(Tone::Failed, error.to_string()),
            })
        });
    }

    fn kept_key(&mut self, instance: &Instance, key: Option<(ApiKey, Result<(), KeyTrouble>)>) {
        match key {
            None => {}
            Some((_, Ok(()))) => {
                self.servers.session_keys.remove(&instance.id);
                let text = format!("The key of {} is in the keyring", instance.name);
                self.messages.say(Tone::Done, text);
            }
            Some((key, Err(trouble))) => {
                self.servers.session_keys.insert(instance.id.clone(), key);
                self.messages.say(Tone::Refused, trouble.to_string());
            }
        }
    }

    pub(super) fn ask_remove(&mut self, id: &str) {
        if let Some(instance) = self.servers.list.get(id) {
            self.dialog = Some(Dialog::Server(ServerDialog::Remove {
                id: id.to_owned(),
                name: instance.name.clone(),
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
        self.servers.session_keys.remove(&id);
        let keyring = self.servers.keyring.clone();
        self.dialog = Some(Dialog::Server(ServerDialog::Instances));
        self.server_job("Removing the instance…", move |_| {
            let kept =
                Instances::change(&places.list, |list| list.remove_noted(&id, &places.list));
            let forgotten = kept.is_ok().then(|| keyring.open().delete(&id));
            ServerDone::then(move |state| {
                match kept {
                    Ok(list) => state.servers.list = list,
                    Err(error) => state.messages.say(Tone::Failed, error.to_string()),
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

    /// Takes an instance's key out of the keyring and out of this session; what is connected with
    /// it is no longer.
    pub(super) fn forget_key(&mut self, id: String) {
        if self.servers.used.as_deref() == Some(id.as_str()) {
            self.disconnect();
        }
        self.servers.session_keys.remove(&id);
        let keyring = self.servers.keyring.clone();
        let name = self.servers.list.get(&id).map(|one| one.name.clone());
        let name = name.unwrap_or_default();
        self.server_job(format!("Forgetting the key of {name}…"), move |_| {
            let forgotten = keyring.open().delete(&id);
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
        let known = key.or_else(|| servers.session_keys.get(&instance.id).cloned());
        self.server_job(format!("Testing {}…", instance.name), move |work| {
            let key = known.map_or_else(|| keyring.open().read(&instance.id), Ok);
            let tested = key.map_err(Untested::Key).and_then(|key| {
                let client = instance.client(key, Limits::default())?;
                let client = client.until(&work.cancel);
                work.runtime
                    .block_on(async { Ok(client.test_connection().await?) })
            });
            let tested = tested.map_err(|untested| match untested {
                Untested::Key(KeyTrouble::NothingStored | KeyTrouble::NoService) => {
                    "There is no key yet. Enter the API key of a site admin".to_owned()
                }
                Untested::Key(trouble) => trouble.to_string(),
                Untested::Refused(refusal) => refusal.to_string(),
            });
            ServerDone::then(move |state| {
                state.servers.findings.busy = false;
                state.servers.findings.tested = Some(tested);
            })
        });
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
        self.server_job("Reading the authority…", move |_| {
            let shown = path.display().to_string();
            let read = fs::metadata(&path)
                .map_err(|error| error.to_string())
                .and_then(|about| match about.len() {
                    ..=LARGEST => fs::read_to_string(&path).map_err(|error| error.to_string()),
                    _ => Err("it is too large to be a certificate".to_owned()),
                });
            let read = read
                .map_err(|error| format!("{shown} was not read: {error}"))
                .and_then(|pem| match check_authorities(&pem) {
                    Ok(_) => Ok(pem),
                    Err(_) => Err(format!(
                        "{shown} holds no certificate of an authority; choose one that begins with “BEGIN CERTIFICATE”"
                    )),
                });
            ServerDone::then(move |state| state.servers.findings.authority = Some(read))
        });
    }
}
