//! The one place that makes a client from the name of an instance: key, Ctrl-C, and the truth about
//! pushes that were cut off.

use std::{borrow::Cow, env, pin::pin};

use misp_flow_engine::catalogue::Catalogue;

use super::{super::line::one_line, failure::ServerFailure};
use crate::{
    cli::Failure,
    misp::{
        ApiKey, Cancel, Client, Instance, Instances, Keys, Limits, Runtime, Snapshot, SnapshotError,
    },
    push::{self, ServerStore},
};

/// The environment variable that a key is read from.
const KEY_VARIABLE: &str = "MISP_KEY";

/// An instance that is worked with.
pub struct Session {
    /// It.
    pub instance: Instance,
    /// What talks to it; its calls end with Ctrl-C.
    pub client: Client,
    /// What is kept of its workflows.
    pub store: ServerStore,
    jobs: Jobs,
}

impl Session {
    /// The instance of this name, reached with its key. Pushes that were cut off are found out
    /// about first, and told on the standard error.
    pub fn open(name: &str) -> Result<Self, Failure> {
        let session = Self::connect(name)?;
        session.recover()?;
        Ok(session)
    }

    /// The same without a question to the server.
    pub fn connect(name: &str) -> Result<Self, Failure> {
        let instance = instance(name)?;
        let key = key(&instance)?;
        let jobs = Jobs::default();
        Ok(Self {
            client: instance.client(key, Limits::default())?.until(&jobs.cancel),
            store: store(&instance)?,
            instance,
            jobs,
        })
    }

    fn recover(&self) -> Result<(), Failure> {
        if self.store.under_way()?.is_empty() {
            return Ok(());
        }
        let found = self.run(async {
            let who = self.who().await?;
            Ok(push::recover(&self.client, &self.store, &who).await?)
        })?;
        for one in found {
            eprintln!("{}.", one_line(&one.words()));
        }
        Ok(())
    }

    /// Whose key it is.
    pub async fn who(&self) -> Result<String, Failure> {
        Ok(self.client.me().await?.email)
    }

    /// Does the work and waits for it; see [`Jobs::run`].
    pub fn run<T>(&self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        self.jobs.run(work)
    }

    /// What Ctrl-C cancels.
    pub fn cancel(&self) -> &Cancel {
        &self.jobs.cancel
    }

    /// The catalogue that was fetched last; the one that comes with the program where none was.
    pub fn catalogue(&self) -> Result<Catalogue, Failure> {
        let folder = self.instance.data_folder().ok_or(ServerFailure::NoFolder)?;
        match Snapshot::read_of(&Snapshot::file_in(&folder), &self.instance.url) {
            Ok(snapshot) => catalogue(&snapshot),
            Err(SnapshotError::None) => Ok(Catalogue::bundled().clone()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Work that Ctrl-C ends.
#[derive(Debug, Default)]
pub struct Jobs {
    runtime: Runtime,
    /// Cancelled by Ctrl-C.
    pub cancel: Cancel,
}

impl Jobs {
    /// Does the work and waits for it. Ctrl-C lets it end as soon as it can, a second one at once.
    pub fn run<T>(&self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        self.runtime.block_on(async {
            let mut work = pin!(work);
            loop {
                tokio::select! {
                    done = &mut work => return done,
                    pressed = tokio::signal::ctrl_c() => match pressed {
                        Ok(()) if self.cancel.is_cancelled() => std::process::exit(130),
                        Ok(()) => self.cancel.cancel(),
                        // A system without signals ends the program by itself.
                        Err(_) => return work.await,
                    },
                }
            }
        })
    }
}

/// The instance that is meant.
pub fn instance(name: &str) -> Result<Instance, Failure> {
    let list = Instances::load()?;
    let found = list.find(name).cloned();
    found.ok_or_else(|| {
        let known: Vec<Cow<'_, str>> = list.iter().map(Instance::shown_name).collect();
        let known = match known.as_slice() {
            [] => "add one with misp-flow instance add".to_owned(),
            known => format!("the instances are {}", known.join(", ")),
        };
        let name = name.to_owned();
        ServerFailure::NoInstance { name, known }.into()
    })
}

/// The record of its workflows.
pub fn store(instance: &Instance) -> Result<ServerStore, Failure> {
    Ok(ServerStore::of(instance).ok_or(ServerFailure::NoFolder)?)
}

/// The key in the environment.
pub fn key_of_environment() -> Option<ApiKey> {
    let key = ApiKey::new(env::var(KEY_VARIABLE).ok()?);
    (!key.is_empty()).then_some(key)
}

fn key(instance: &Instance) -> Result<ApiKey, Failure> {
    if let Some(key) = key_of_environment() {
        return Ok(key);
    }
    let read = Keys::of_the_system().read(&instance.key_entry());
    Ok(read.map_err(|trouble| ServerFailure::NoKey {
        name: instance.shown_name().into_owned(),
        trouble,
    })?)
}

/// The catalogue in what a sync brought.
pub fn catalogue(snapshot: &Snapshot) -> Result<Catalogue, Failure> {
    let read = snapshot.catalogue();
    let (catalogue, _) = read.map_err(|error| ServerFailure::Catalogue(error.to_string()))?;
    Ok(catalogue)
}
