//! MISP servers in the window: the instances, the connection, what was fetched, what is pushed.
//! Nothing here asks a server before the user does.

mod apply;
mod blueprints;
mod command;
mod connection;
mod events;
mod instance_list;
mod instances;
mod job;
mod modules;
mod past;
mod push;
mod run;
mod sync;
mod three;
mod workflows;

use std::{borrow::Cow, collections::BTreeMap, path::PathBuf};

use crate::misp::{ApiKey, Client, Identity, Instance, Instances, Keys, Runtime, ServerVersion};
use crate::push::ServerStore;

pub use blueprints::{ServerBlueprint, ServerBlueprintCommand, Waiting, Way};
pub use command::{ServerCommand, ServerDialog};
pub use connection::Connection;
pub use events::EventSearch;
pub use instances::{Findings, Mend, Untested};
pub(super) use job::ServerDone;
pub use modules::{ModuleCommand, ModuleSwitch, is_of_switch};
pub use past::Past;
pub use push::{Pushing, SINCE, Stage};
pub use run::{RunCommand, RunStage, Running};
pub use three::{OnCanvas, ThreeLine, ThreeStates};
pub use workflows::{AdHocCommand, ListedAt, TabTarget, WorkflowRow};

/// Where instances and what was fetched of them are kept.
#[derive(Clone, Debug)]
pub struct ServerPlaces {
    /// The file with the list of instances.
    pub list: PathBuf,
    /// The folder with a folder for each instance.
    pub data: PathBuf,
}

/// Which keyring is used. Looking for the system's takes a while, so that jobs do it.
#[derive(Clone, Debug)]
enum Keyring {
    System,
    Given(Keys),
}

impl Keyring {
    fn open(&self) -> Keys {
        match self {
            Self::System => Keys::of_the_system(),
            Self::Given(keys) => keys.clone(),
        }
    }
}

/// What is known of the server that is connected.
#[derive(Clone, Debug)]
pub struct Session {
    client: Client,
    /// Its version.
    pub version: ServerVersion,
    /// Whom the key belongs to, where it could be found out.
    pub me: Option<Identity>,
}

/// What was fetched of an instance, as far as the window shows it.
#[derive(Clone, Debug)]
pub struct Catalogued {
    /// When, in seconds since 1970.
    pub taken: i64,
    /// The server's version then.
    pub version: String,
    /// What could not be had, in sentences.
    pub notes: Vec<String>,
    /// What changed since the time before, in sentences.
    pub changes: Vec<String>,
}

/// The servers as the window knows them.
#[derive(Debug)]
pub struct Servers {
    places: Option<ServerPlaces>,
    list: Instances,
    keyring: Keyring,
    /// Keys that no keyring keeps, until the program ends, by their [`Instance::key_entry`].
    session_keys: BTreeMap<String, ApiKey>,
    pub(in crate::state) runtime: Runtime,
    /// The instance in use, by its id.
    used: Option<String>,
    connection: Connection,
    why: Option<String>,
    session: Option<Session>,
    catalogued: Option<Catalogued>,
    rows: Vec<WorkflowRow>,
    listed: Option<ListedAt>,
    standings: workflows::Standings,
    jobs: Vec<job::ServerJob>,
    findings: Findings,
    pushing: Option<Pushing>,
    past: Option<Past>,
    search: EventSearch,
    /// How many fetches of events did not come to their end.
    fetches: u64,
    running: Option<Running>,
    switches: Option<Vec<ModuleSwitch>>,
    blueprints: Option<Vec<ServerBlueprint>>,
    waiting: Option<Waiting>,
}

impl Default for Servers {
    fn default() -> Self {
        Self {
            places: None,
            list: Instances::default(),
            keyring: Keyring::System,
            session_keys: BTreeMap::new(),
            runtime: Runtime::new(),
            used: None,
            connection: Connection::Offline,
            why: None,
            session: None,
            catalogued: None,
            rows: Vec::new(),
            listed: None,
            standings: workflows::Standings::default(),
            jobs: Vec::new(),
            findings: Findings::default(),
            pushing: None,
            past: None,
            search: EventSearch::default(),
            fetches: 0,
            running: None,
            switches: None,
            blueprints: None,
            waiting: None,
        }
    }
}

impl Servers {
    /// The instances, in the user's order.
    pub fn list(&self) -> &Instances {
        &self.list
    }

    /// The instance in use.
    pub fn used(&self) -> Option<&Instance> {
        self.list.get(self.used.as_deref()?)
    }

    /// What the instance in use is called, as it is shown.
    pub fn name_of_used(&self) -> Cow<'_, str> {
        self.used()
            .map_or(Cow::Borrowed("the server"), Instance::shown_name)
    }

    /// How the connection stands.
    pub fn connection(&self) -> Connection {
        self.connection
    }

    /// Why it stands so, in a sentence; nothing where all is well.
    pub fn why(&self) -> Option<&str> {
        self.why.as_deref()
    }

    /// The server that is connected.
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// What was fetched of the instance in use.
    pub fn catalogued(&self) -> Option<&Catalogued> {
        self.catalogued.as_ref()
    }

    /// The version of the instance in use, as far as is known.
    pub fn version(&self) -> Option<&str> {
        let now = self
            .session
            .as_ref()
            .map(|session| &session.version.version);
        let then = self.catalogued.as_ref().map(|known| &known.version);
        now.or(then).map(String::as_str)
    }

    /// The triggers and ad-hoc workflows of the instance in use.
    pub fn rows(&self) -> &[WorkflowRow] {
        &self.rows
    }

    /// When these were read; nothing where none were.
    pub fn listed(&self) -> Option<&ListedAt> {
        self.listed.as_ref()
    }

    /// Whether the key of an instance is kept until the program ends only.
    pub fn is_key_of_session(&self, instance: &str) -> bool {
        let instance = self.list.get(instance);
        instance.is_some_and(|known| self.session_keys.contains_key(&known.key_entry()))
    }

    /// What the form of an instance found out.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The push that is being prepared or under way.
    pub fn pushing(&self) -> Option<&Pushing> {
        self.pushing.as_ref()
    }

    /// The replaced states that are listed.
    pub fn past(&self) -> Option<&Past> {
        self.past.as_ref()
    }

    /// The search for events.
    pub fn search(&self) -> &EventSearch {
        &self.search
    }

    /// The run on the server that is being prepared, is under way, or was the last.
    pub fn running(&self) -> Option<&Running> {
        self.running.as_ref()
    }

    /// The server's blueprints, once they were listed.
    pub fn blueprints(&self) -> Option<&[ServerBlueprint]> {
        self.blueprints.as_deref()
    }

    /// The blueprint that waits for a decision.
    pub fn waiting(&self) -> Option<&Waiting> {
        self.waiting.as_ref()
    }

    /// Where what is kept of the instance in use lies.
    fn folder_of_used(&self) -> Option<PathBuf> {
        let places = self.places.as_ref()?;
        Some(places.data.join(self.used.as_deref()?))
    }

    /// The record of the workflows of an instance.
    fn store(&self, instance: &str) -> Option<ServerStore> {
        let folder = self.places.as_ref()?.data.join(instance);
        let store = ServerStore::in_folder(folder.join("workflows"));
        Some(match self.list.get(instance) {
            Some(known) => store.at(&known.url),
            None => store,
        })
    }

    /// Forgets what is of the instance in use, before another is.
    fn forget_instance(&mut self) {
        self.catalogued = None;
        self.rows.clear();
        self.listed = None;
        self.pushing = None;
        self.past = None;
        self.search = EventSearch::default();
        (self.running, self.switches) = (None, None);
        (self.blueprints, self.waiting) = (None, None);
    }

    /// Whom the key in use belongs to, for the record.
    fn who(&self) -> String {
        let me = self
            .session
            .as_ref()
            .and_then(|session| session.me.as_ref());
        me.map(|me| me.email.clone()).unwrap_or_default()
    }
}
