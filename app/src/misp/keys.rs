//! The API keys in the operating system's keyring, and nowhere else. Without a keyring the caller
//! keeps a key for the session only, and says so.

use std::{
    sync::{Arc, mpsc::channel},
    thread,
    time::Duration,
};

use keyring_core::{CredentialStore, Entry, Error};
use thiserror::Error as ThisError;
use zeroize::Zeroizing;

use super::secret::ApiKey;

/// The name under which the keyring lists our entries.
const SERVICE: &str = "misp-flow";
/// How long the system may take to say whether there is a keyring; starting one takes seconds.
const PATIENCE: Duration = Duration::from_secs(20);
/// An entry that holds no secret: written to find out whether the keyring is open.
const PROBE: &str = "is the keyring open";

/// Why the keyring did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
pub enum KeyTrouble {
    /// There is no keyring on this system.
    #[error(
        "This system has no keyring, so the key is kept until the program ends only. On Linux a Secret Service such as GNOME Keyring or KeePassXC gives one"
    )]
    NoService,
    /// The keyring is locked and was not unlocked.
    #[error(
        "The keyring is locked, so the key is kept until the program ends only. Unlock it, then try again"
    )]
    Locked,
    /// The user or the system said no.
    #[error(
        "The keyring was not opened for this program, so the key is kept until the program ends only. Try again and allow it"
    )]
    Denied,
    /// There is no key of this instance in it.
    #[error("The keyring holds no key for this instance. Enter it once more")]
    NothingStored,
    /// Anything else.
    #[error("The keyring failed: {0}. The key is kept until the program ends only")]
    Failed(String),
}

/// The keyring, or why there is none to be had.
#[derive(Clone, Debug)]
pub struct Keys(Result<Arc<CredentialStore>, KeyTrouble>);

impl Keys {
    /// The operating system's keyring: Secret Service, Keychain or Credential Manager. Looking for
    /// it can take a while; not for the window's thread.
    pub fn of_the_system() -> Self {
        let Some(status) = status_of_the_system() else {
            let silent = "the session bus, by which it is reached, does not answer";
            return Self(Err(KeyTrouble::Failed(silent.to_owned())));
        };
        Self(match status {
            Ok(()) => keyring_core::get_default_store().ok_or(KeyTrouble::NoService),
            Err(Error::PlatformFailure(reason) | Error::NoStorageAccess(reason))
                if is_denial(reason.as_ref()) =>
            {
                Err(KeyTrouble::Denied)
            }
            Err(_) => Err(KeyTrouble::NoService),
        })
    }

    /// This store, such as one in memory.
    pub fn in_store(store: Arc<CredentialStore>) -> Self {
        Self(Ok(store))
    }

    /// No keyring at all.
    pub fn none() -> Self {
        Self(Err(KeyTrouble::NoService))
    }

    /// Whether there is no keyring, so that nothing can be in it.
    pub fn is_none(&self) -> bool {
        matches!(self.0, Err(KeyTrouble::NoService))
    }

    /// Keeps the key of an instance.
    ///
    /// # Errors
    /// Where the keyring does not take it.
    pub fn store(&self, instance: &str, key: &ApiKey) -> Result<(), KeyTrouble> {
        let entry = self.entry(instance)?;
        entry.set_password(key.for_keyring()).map_err(trouble)
    }

    /// The key of an instance.
    ///
    /// # Errors
    /// Where the keyring does not give it. A locked Secret Service says that there is nothing; it
    /// is told apart by writing an entry without a secret.
    pub fn read(&self, instance: &str) -> Result<ApiKey, KeyTrouble> {
        let entry = self.entry(instance)?;
        match entry.get_password() {
            Err(Error::NoEntry) => {
                self.probe()?;
                // Writing may have asked the user to unlock it.
                entry.get_password()
            }
            other => other,
        }
        .map(ApiKey::new)
        .map_err(trouble)
    }

    /// Forgets the key of an instance; forgetting one that is not there is fine.
    ///
    /// # Errors
    /// Where the keyring does not let go of it.
    pub fn delete(&self, instance: &str) -> Result<(), KeyTrouble> {
        match self.entry(instance)?.delete_credential() {
            Ok(()) => Ok(()),
            Err(Error::NoEntry) => self.probe(),
            Err(error) => Err(trouble(error)),
        }
    }

    fn entry(&self, user: &str) -> Result<Entry, KeyTrouble> {
        let store = self.0.as_ref().map_err(Clone::clone)?;
        store.build(SERVICE, user, None).map_err(trouble)
    }

    fn probe(&self) -> Result<(), KeyTrouble> {
        let probe = self.entry(PROBE)?;
        probe.set_password(PROBE).map_err(trouble)?;
        // It is of no use to anybody when it stays.
        let _ = probe.delete_credential();
        Ok(())
    }
}

/// Looks for the system's keyring; nothing where no answer comes. The library waits for the session
/// bus without end, and nobody could give up on that.
fn status_of_the_system() -> Option<&'static Result<(), Error>> {
    let (found, wait) = channel();
    thread::spawn(move || {
        // Nobody waits any more where it came too late.
        let _ = found.send(keyring::Entry::store_status());
    });
    wait.recv_timeout(PATIENCE).ok()
}

/// What an error of the keyring means. None of its own words that could hold a secret are kept.
fn trouble(error: Error) -> KeyTrouble {
    match error {
        Error::NoDefaultStore => KeyTrouble::NoService,
        Error::NoEntry => KeyTrouble::NothingStored,
        // A locked Secret Service whose prompt was dismissed, or has no way to ask, says so here.
        Error::NoStorageAccess(reason) if !is_denial(reason.as_ref()) => KeyTrouble::Locked,
        Error::PlatformFailure(reason) if !is_denial(reason.as_ref()) => {
            KeyTrouble::Failed(reason.to_string())
        }
        Error::NoStorageAccess(_) | Error::PlatformFailure(_) => KeyTrouble::Denied,
        Error::BadEncoding(bytes) | Error::BadDataFormat(bytes, _) => {
            drop(Zeroizing::new(bytes));
            KeyTrouble::Failed("what it holds is no key".to_owned())
        }
        other => KeyTrouble::Failed(other.to_string()),
    }
}

/// Whether somebody, or the system, said no: the words of Keychain, Credential Manager and D-Bus.
fn is_denial(reason: &(dyn std::error::Error + 'static)) -> bool {
    let mut links = std::iter::successors(Some(reason), |link| link.source());
    links.any(|link| {
        let words = link.to_string().to_lowercase();
        ["denied", "cancel", "not allowed"]
            .iter()
            .any(|word| words.contains(word))
    })
}
