//! What stops a command that talks to a server, and with which exit status.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use thiserror::Error;

use super::super::{BAD_INPUT, Failure};
use crate::{
    exchange::ExchangeError,
    misp::{
        Address, AddressError, AuthorityError, Cause, DistrustReason, FilterError,
        FingerprintError, InstancesError, KeyTrouble, NameError, ProxyError, Refusal,
        SnapshotError,
    },
    push::{PushError, StoreError},
    real_run::RunError,
};

/// Exit status of what is not done because somebody's work, or a missing condition, is in the way.
pub const IN_THE_WAY: u8 = 2;
/// Exit status of what the server refuses, or where it is not reached; nothing was changed, as far
/// as a look can tell.
const REFUSED: u8 = 3;
/// Exit status of a change of which it is not known whether it was made.
pub const UNSURE: u8 = 4;
/// Exit status of what was ended by Ctrl-C, as shells have it.
pub const CANCELLED: u8 = 130;

/// Why a command for a server could not be carried out.
#[derive(Debug, Error)]
pub enum ServerFailure {
    /// No instance is called that.
    #[error("there is no instance “{name}”; {known}")]
    NoInstance {
        /// What was asked for.
        name: String,
        /// What there is, in words.
        known: String,
    },
    /// The name is in use.
    #[error(
        "there is an instance “{0}” already; choose another name, or change that one with --replace"
    )]
    NameTaken(String),
    /// A name that cannot be asked for, or is too long.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The address is none.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The proxy is none.
    #[error(transparent)]
    Proxy(#[from] ProxyError),
    /// The file of an authority is none.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The fingerprint is none.
    #[error(transparent)]
    Fingerprint(#[from] FingerprintError),
    /// The list of instances cannot be read or kept.
    #[error(transparent)]
    Instances(#[from] InstancesError),
    /// The system names no folder for data.
    #[error("there is no folder for data: neither HOME nor XDG_DATA_HOME is set")]
    NoFolder,
    /// There is no key, and the keyring has none.
    #[error(
        "there is no API key for {name}: {}. {}",
        keyring_words(trouble),
        key_cure(trouble)
    )]
    NoKey {
        /// The instance.
        name: String,
        /// Why the keyring gives none.
        trouble: KeyTrouble,
    },
    /// There is no certificate to trust.
    #[error(
        "{0} is reached by plain http, so there is no certificate for --pin or --ca. Use https if the server offers it, or leave the option out"
    )]
    NoCertificate(Address),
    /// Nothing was typed.
    #[error("no API key was given; set the environment variable MISP_KEY to it, or type it")]
    NoKeyGiven,
    /// The server refuses, or is not reached.
    #[error("{}", with_cure(.0))]
    Refused(Refusal),
    /// A push or pull did not come to its end.
    #[error("{}", push_words(.0))]
    Push(PushError),
    /// The record of the server's workflows cannot be read or kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file was written, and what the server has was not noted.
    #[error(
        "{} is what the server has. {error}; until then the next push may ask about changes that are your own", path.display()
    )]
    Unnoted {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: Box<StoreError>,
    },
    /// The catalogue cannot be read or kept.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// What the server lists is no catalogue.
    #[error("the server's catalogue cannot be read: {0}")]
    Catalogue(String),
    /// No workflow is called that.
    #[error("there is no workflow “{name}”; {known}")]
    NoWorkflow {
        /// What was asked for.
        name: String,
        /// What there is, in words.
        known: String,
    },
    /// No blueprint has that uuid or name.
    #[error("there is no blueprint “{0}”; misp-flow blueprints list names what there is")]
    NoBlueprint(String),
    /// Several blueprints are called that.
    #[error("several blueprints are called “{name}” (numbers {numbers}); name one by its number")]
    SeveralBlueprints {
        /// What was asked for.
        name: String,
        /// Their numbers.
        numbers: String,
    },
    /// Several workflows are called that.
    #[error("several workflows are called “{name}” (numbers {numbers}); name one by its number")]
    Several {
        /// What was asked for.
        name: String,
        /// Their numbers.
        numbers: String,
    },
    /// The workflow names neither a workflow on the server nor a trigger.
    #[error(
        "{}: it has no trigger, and the server has no workflow with its number and uuid; name where it goes, for example --to event-publish", .0.display()
    )]
    NoPlace(PathBuf),
    /// A file holds changes that would be lost.
    #[error(
        "{} holds changes that the server does not have, so it was left alone; push them first, or replace it with --force", .0.display()
    )]
    WouldOverwrite(PathBuf),
    /// A file holds something else than what was fetched.
    #[error(
        "{} holds something else, so it was left alone; name another file, or replace it with --force", .0.display()
    )]
    WouldReplace(PathBuf),
    /// A file is where a folder was named.
    #[error("{} is a file; name a folder, or for events a file that ends in .jsonl", .0.display())]
    NoFolderThere(PathBuf),
    /// A file is there that would be replaced.
    #[error("{} is there already; name another file", .0.display())]
    FileThere(PathBuf),
    /// All workflows cannot go into one stream.
    #[error("--all needs a folder; name one with --output, or pull a single workflow with -o -")]
    AllNeedsFolder,
    /// A file holds no event.
    #[error("{}: it holds no event", .0.display())]
    NoEvent(PathBuf),
    /// A workflow where an event was asked for.
    #[error(
        "{}: it holds a workflow, not an event. The event comes last: misp-flow run INSTANCE WORKFLOW EVENT", .0.display()
    )]
    WorkflowForEvent(PathBuf),
    /// A module is to be switched on and off.
    #[error("{0} cannot be switched on and off at once; name it after one of --on and --off")]
    OnAndOff(String),
    /// A run was not made.
    #[error(transparent)]
    NotRun(RunError),
    /// A blueprint did not come or go.
    #[error(transparent)]
    NotExchanged(ExchangeError),
    /// A search that cannot be meant.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// There is no such state.
    #[error("there is no state {asked}; {kept}")]
    NoState {
        /// What was asked for.
        asked: usize,
        /// How many there are, in words.
        kept: String,
    },
    /// A kept state is no workflow.
    #[error("this state cannot be opened as a workflow")]
    BrokenState,
    /// `--json` where the output itself is asked for.
    #[error("--json needs --output or --dry-run, as the events themselves are JSON")]
    JsonNeedsPlace,
    /// The folder of a file is not there.
    #[error("{}: there is no folder {}; make it first", .0.display(), folder_of(.0))]
    NoFolderFor(PathBuf),
    /// The disk stopped a fetch in the middle.
    #[error(
        "{} cannot be saved: {reason}. {written} of {all} events were written before and stay", path.display()
    )]
    EventUnwritten {
        /// The file that could not be written.
        path: PathBuf,
        /// What the system says.
        reason: String,
        /// How many events are in their files.
        written: usize,
        /// How many there were to be.
        all: usize,
    },
    /// A module is not as the server answered that it made it.
    #[error("{id} is not {word}: the server answered that it was switched, and it is as before")]
    NotSwitched {
        /// The module.
        id: String,
        /// How it should be, in a word.
        word: &'static str,
    },
    /// Ended by Ctrl-C.
    #[error("cancelled")]
    Cancelled,
}

impl ServerFailure {
    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            Self::Refused(refusal) | Self::Push(PushError::Refused(refusal)) => of(refusal),
            Self::Push(PushError::Unknown(_) | PushError::Late(_) | PushError::Uncreated(..)) => {
                UNSURE
            }
            Self::Push(PushError::GivenUp) => CANCELLED,
            Self::Push(
                PushError::ChangedMeanwhile { .. }
                | PushError::SomethingElse
                | PushError::Unfit(_)
                | PushError::Unreadable(..),
            )
            | Self::WouldOverwrite(_)
            | Self::WouldReplace(_)
            | Self::NotRun(_)
            | Self::NotExchanged(_) => IN_THE_WAY,
            Self::Push(PushError::Store(error)) | Self::Store(error) if error.is_busy() => {
                IN_THE_WAY
            }
            Self::Catalogue(_) | Self::NotSwitched { .. } => REFUSED,
            Self::Push(PushError::NotSaved { .. }) => REFUSED,
            Self::Cancelled => CANCELLED,
            _ => BAD_INPUT,
        }
    }
}

fn of(refusal: &Refusal) -> u8 {
    match &refusal.cause {
        // Whoever pressed Ctrl-C wants to see that; the words tell what is not known.
        Cause::Cancelled => CANCELLED,
        _ if refusal.unsure => UNSURE,
        _ => REFUSED,
    }
}

impl From<Refusal> for ServerFailure {
    fn from(refusal: Refusal) -> Self {
        match refusal.cause {
            Cause::Cancelled if !refusal.unsure => Self::Cancelled,
            _ => Self::Refused(refusal),
        }
    }
}

impl From<PushError> for ServerFailure {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Refused(refusal) => refusal.into(),
            other => Self::Push(other),
        }
    }
}

fn folder_of(file: &Path) -> impl fmt::Display {
    file.parent().unwrap_or(file).display()
}

/// How a key is given all the same.
fn key_cure(trouble: &KeyTrouble) -> &'static str {
    match trouble {
        KeyTrouble::Locked => {
            "Unlock it and try again, or set the environment variable MISP_KEY to it"
        }
        KeyTrouble::Denied => {
            "Try again and allow it, or set the environment variable MISP_KEY to it"
        }
        _ => "Set the environment variable MISP_KEY to it",
    }
}

/// A refusal with the command that helps, where there is one.
fn with_cure(refusal: &Refusal) -> String {
    let Cause::Certificate(distrust) = &refusal.cause else {
        return refusal.to_string();
    };
    let ways = match &distrust.reason {
        DistrustReason::SelfSigned | DistrustReason::UnknownIssuer => "--pin or --ca",
        // An authority vouches for neither a time nor a name that is over or another's.
        DistrustReason::Expired | DistrustReason::WrongName(_) | DistrustReason::NotPinned(_) => {
            "--pin"
        }
        DistrustReason::NotYetValid | DistrustReason::Revoked | DistrustReason::Other(_) => {
            return refusal.to_string();
        }
    };
    let until = match &distrust.reason {
        DistrustReason::Expired | DistrustReason::WrongName(_) => "; until then ",
        _ => ": ",
    };
    format!(
        "{refusal}{until}misp-flow instance fingerprint shows it, misp-flow instance add with {ways} and --replace trusts it"
    )
}

fn push_words(error: &PushError) -> String {
    match error {
        PushError::Unknown(refusal) => format!(
            "the push was not answered as it should be, and whether the server has saved is not known: {refusal}. The next command for this instance finds out; until then both states are kept"
        ),
        PushError::Late(refusal) => format!(
            "whether the server saves what was sent is not known: {refusal}. It still has the state before, and may be at it. The next commands for this instance look again; until then both states are kept"
        ),
        PushError::GivenUp => "ended by Ctrl-C during the push, which may have reached the server all the same; the next command that asks this server, such as push, pull or workflows, finds out and tells. Until then both states are kept".to_owned(),
        other => other.to_string(),
    }
}

/// What the keyring says, without what a window does then.
pub fn keyring_words(trouble: &KeyTrouble) -> impl fmt::Display {
    match trouble {
        KeyTrouble::NoService => "this system has no keyring".to_owned(),
        KeyTrouble::Locked => "the keyring is locked".to_owned(),
        KeyTrouble::Denied => "the keyring was not opened for this program".to_owned(),
        KeyTrouble::NothingStored => "the keyring holds none for it".to_owned(),
        KeyTrouble::Failed(reason) => format!("the keyring failed ({reason})"),
    }
}

macro_rules! of_servers {
    ($($cause:ty),+ $(,)?) => {
        $(impl From<$cause> for Failure {
            fn from(cause: $cause) -> Self {
                Self::Server(cause.into())
            }
        })+
    };
}

of_servers!(
    AddressError,
    AuthorityError,
    ExchangeError,
    FilterError,
    FingerprintError,
    InstancesError,
    NameError,
    ProxyError,
    PushError,
    Refusal,
    RunError,
    SnapshotError,
    StoreError,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_keyring_is_to_be_unlocked() {
        let words = |trouble: KeyTrouble| {
            let name = "lab".to_owned();
            ServerFailure::NoKey { name, trouble }.to_string()
        };
        let locked = words(KeyTrouble::Locked);
        assert!(
            locked.ends_with(
                "locked. Unlock it and try again, or set the environment variable MISP_KEY to it"
            ),
            "{locked}"
        );
        let none = words(KeyTrouble::NothingStored);
        assert!(
            none.ends_with("it. Set the environment variable MISP_KEY to it"),
            "{none}"
        );
    }
}
