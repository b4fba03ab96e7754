//! The catalogue of an instance: fetched, kept on the disk, and in use with or without the server.

use std::{path::Path, sync::Arc};

use misp_flow_engine::catalogue::{Catalogue, ModuleKind};

use crate::{
    misp::{Client, Instance, Progress, Refusal, Snapshot, SnapshotError, sync},
    push::{Intent, ServerStore},
    state::{Command, Dialog, State, Tone},
};

use super::{
    Catalogued, Connection, ServerCommand, ServerDialog, ServerDone, ServerPlaces,
    job::Online,
    workflows::{Listing, RowsNow, kept_rows, rows_now},
};

/// How many changes the message names; the rest is under *What changed…*.
const NAMED: usize = 3;

/// What is in use of an instance.
pub(super) struct InUse {
    catalogue: Arc<Catalogue>,
    catalogued: Catalogued,
}

/// What is known of an instance without asking it.
pub(super) struct KeptHere {
    in_use: Result<Option<InUse>, String>,
    listing: Option<Listing>,
    /// The pushes to it that were cut off, and of which nobody knows whether they were saved.
    cut_off: Vec<Intent>,
}

impl KeptHere {
    fn of(places: &ServerPlaces, of: &Instance) -> Self {
        let folder = places.data.join(&of.id);
        let store = ServerStore::in_folder(folder.join("workflows")).at(&of.url);
        let snapshot = match Snapshot::read_of(&Snapshot::file_in(&folder), &of.url) {
            Err(SnapshotError::None) => Ok(None),
            read => read.map(Some).map_err(|error| error.to_string()),
        };
        let synced = snapshot.as_ref().ok().and_then(Option::as_ref);
        Self {
            // Without the record of the workflows nothing can be said of them; connecting says so.
            listing: kept_rows(&store, synced).unwrap_or_default(),
            cut_off: store.under_way().unwrap_or_default(),
            in_use: snapshot.and_then(|snapshot| snapshot.as_ref().map(InUse::of).transpose()),
        }
    }
}

impl InUse {
    fn of(snapshot: &Snapshot) -> Result<Self, String> {
        let (catalogue, bent) = snapshot.catalogue().map_err(|error| error.to_string())?;
        let mut notes = snapshot.notes.clone();
        notes.extend(
            bent.iter()
                .map(|note| format!("{}: {}", note.place, note.text)),
        );
        Ok(Self {
            catalogue: Arc::new(catalogue),
            catalogued: Catalogued {
                taken: snapshot.taken,
                version: snapshot.server.version.clone(),
                notes,
                changes: Vec::new(),
            },
        })
    }
}

/// What a fetch came to.
struct Synced {
    used: InUse,
    rows: RowsNow,
    /// How many of what there are, in words.
    counts: String,
    changes: Vec<String>,
    /// Why it could not be kept for work without the server.
    unkept: Option<String>,
}

/// Why nothing was fetched.
enum Unsynced {
    Refused(Refusal),
    Unreadable(String),
}

impl From<Refusal> for Unsynced {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl State {
    /// Takes another instance into use, with what was fetched of it before.
    pub(super) fn use_instance(&mut self, id: String) {
        self.disconnect();
        let servers = &mut self.servers;
        servers.used = Some(id.clone());
        servers.forget_instance();
        self.settings.instance = Some(id.clone());
        self.use_catalogue(Arc::new(Catalogue::bundled().clone()));
        let instance = self.servers.list.get(&id).cloned();
        let Some((places, instance)) = self.servers.places.clone().zip(instance) else {
            return;
        };
        self.server_job("Reading the catalogue…", move |_| {
            let kept = KeptHere::of(&places, &instance);
            ServerDone::then(move |state| state.take_kept(&id, kept))
        });
    }

    /// What is open came from the server that this instance was, and is on none that is known.
    pub(super) fn forget_targets(&mut self, instance: &str) {
        for tab in self.tabs_mut() {
            if tab
                .target
                .as_ref()
                .is_some_and(|target| target.instance == instance)
            {
                tab.target = None;
            }
        }
    }

    /// Forgets what was fetched of a server: the instance in use is another one now.
    pub(super) fn forget_server(&mut self) {
        self.servers.forget_instance();
        self.use_catalogue(Arc::new(Catalogue::bundled().clone()));
    }

    fn take_kept(&mut self, id: &str, kept: KeptHere) {
        if self.servers.used.as_deref() != Some(id) {
            return;
        }
        // What the server says now is newer than what is on the disk.
        if self.servers.session.is_none() {
            if let Some(listing) = kept.listing {
                self.take_listing(listing, false);
            }
            self.tell_open(&kept.cut_off, "Connect to find out");
        }
        match kept.in_use {
            Ok(Some(used)) => self.take_in_use(used),
            Ok(None) => {}
            Err(error) => {
                let text = format!("{error}. Connect and fetch the catalogue again");
                self.messages.say(Tone::Failed, text);
            }
        }
    }

    fn take_in_use(&mut self, used: InUse) {
        self.use_catalogue(used.catalogue);
        self.servers.catalogued = Some(used.catalogued);
    }

    /// Takes a catalogue for modules, inspector, checks and simulation.
    pub(super) fn use_catalogue(&mut self, catalogue: Arc<Catalogue>) {
        // Until the chosen event's tags are among it, too.
        self.catalogue = Arc::clone(&catalogue);
        self.plain_catalogue = catalogue;
        self.events.renew();
        self.offer_tags();
    }

    /// Goes back to the catalogue that comes with the program.
    pub(super) fn leave(&mut self) {
        self.disconnect();
        let servers = &mut self.servers;
        servers.used = None;
        servers.forget_instance();
        self.settings.instance = None;
        self.use_catalogue(Arc::new(Catalogue::bundled().clone()));
    }

    /// The same as the user wants it: that it ends the connection is told, with the way back.
    pub(super) fn leave_on_wish(&mut self) {
        let used = self.servers.used().cloned();
        let was_connected = self.servers.session.is_some();
        self.leave();
        if let Some(used) = used.filter(|_| was_connected) {
            let name = used.shown_name();
            let text = format!(
                "Disconnected from {name}: the catalogue that comes with the program is in use"
            );
            let back = Command::Server(ServerCommand::ConnectTo(used.id.clone()));
            self.messages.done(text, "Connect again", back);
        }
    }

    pub(super) fn sync(&mut self) {
        let Some((instance, places)) = self.servers.used().zip(self.servers.places.as_ref()) else {
            return;
        };
        let (id, name) = (instance.id.clone(), instance.shown_name().into_owned());
        let folder = places.data.join(&id);
        self.online_job(
            format!("Fetching the catalogue of {name}…"),
            move |online| {
                let tell = |progress: Progress| {
                    let Progress { what, done, total } = progress;
                    online.note.say(format!(
                        "Fetching the catalogue: {what}, {done} of {total}…"
                    ));
                };
                let synced = synced(&online, &id, &folder, &tell);
                ServerDone::then(move |state| match synced {
                    Ok(synced) => state.synced(&id, &name, synced),
                    Err(Unsynced::Refused(refusal)) => {
                        state.server_refused("The catalogue was not fetched", &refusal);
                    }
                    Err(Unsynced::Unreadable(error)) => {
                        let text = format!("The catalogue of {name} cannot be used: {error}");
                        state.messages.say(Tone::Failed, text);
                    }
                })
            },
        );
    }

    fn synced(&mut self, id: &str, name: &str, synced: Synced) {
        if self.servers.used.as_deref() != Some(id) {
            return;
        }
        let Synced {
            mut used,
            rows,
            counts,
            changes,
            unkept,
        } = synced;
        if self.servers.session.is_some() {
            self.answered();
        }
        let mut text = format!("Catalogue of {name} fetched: {counts}");
        if !changes.is_empty() {
            let named: Vec<&str> = changes.iter().take(NAMED).map(String::as_str).collect();
            text = format!("{text}. Since last time: {}", named.join("; "));
            if let Some(more) = changes.len().checked_sub(NAMED).filter(|more| *more > 0) {
                text = format!("{text}; and {more} more, see Server, What changed");
            }
        }
        let notes = &used.catalogued.notes;
        if !notes.is_empty() {
            let named: Vec<&str> = notes.iter().take(NAMED).map(String::as_str).collect();
            text = format!("{text}. Not all could be had: {}", named.join("; "));
            if notes.len() > NAMED {
                text = format!("{text}; and more, see Server, What changed");
            }
        }
        used.catalogued.changes = changes;
        self.take_in_use(used);
        self.take_rows_now(rows);
        self.messages.say(Tone::Done, text);
        if let Some(error) = unkept {
            let text = format!(
                "The catalogue is in use, but not kept for work without the server. {error}"
            );
            self.messages.say(Tone::Failed, text);
        }
    }

    /// Shows what changed and what could not be had.
    pub(super) fn show_notes(&mut self) {
        self.dialog = Some(Dialog::Server(ServerDialog::Notes));
    }

    /// Reads the list of instances, and what was fetched of the one in use. Asks no server.
    pub fn use_servers(&mut self, places: ServerPlaces, keys: Option<crate::misp::Keys>) {
        if let Some(keys) = keys {
            self.servers.keyring = super::Keyring::Given(keys);
        }
        self.servers.places = Some(places.clone());
        let used = self.settings.instance.clone();
        self.server_job("Reading the instances…", move |_| {
            let list = crate::misp::Instances::load_from(&places.list);
            let used = used.and_then(|id| list.as_ref().ok()?.get(&id).cloned());
            let kept = used.map(|used| {
                let kept = KeptHere::of(&places, &used);
                (kept, used.id)
            });
            ServerDone::then(move |state| {
                match list {
                    Ok(list) => state.servers.list = list,
                    Err(error) => state.messages.say(Tone::Failed, error.to_string()),
                }
                if let Some((kept, id)) = kept
                    && state.servers.used.is_none()
                {
                    state.servers.used = Some(id.clone());
                    state.servers.connection = Connection::Offline;
                    state.take_kept(&id, kept);
                }
            })
        });
    }
}

fn synced(
    online: &Online,
    id: &str,
    folder: &Path,
    tell: &(dyn Fn(Progress) + Sync),
) -> Result<Synced, Unsynced> {
    let client: &Client = &online.client;
    let mut snapshot = online.runtime.block_on(sync(client, id, tell))?;
    let file = Snapshot::file_in(folder);
    let before = Snapshot::read_of(&file, client.address()).ok();
    if let Some(before) = &before {
        snapshot.keep_from(before);
    }
    let used = InUse::of(&snapshot).map_err(Unsynced::Unreadable)?;
    // One that holds no catalogue is what this one mends.
    let changes = before.and_then(|before| snapshot.changes_since(&before).ok());
    let unkept = snapshot.store(&file).err().map(|error| error.to_string());
    Ok(Synced {
        counts: counts(&used.catalogue, &snapshot),
        changes: changes
            .unwrap_or_default()
            .iter()
            .map(ToString::to_string)
            .collect(),
        rows: rows_now(online),
        used,
        unkept,
    })
}

/// `12 triggers, 43 modules, 3 tags`.
fn counts(catalogue: &Catalogue, snapshot: &Snapshot) -> String {
    let is_trigger = |kind: ModuleKind| kind == ModuleKind::Trigger;
    let triggers = catalogue.iter().filter(|one| is_trigger(one.kind)).count();
    let modules = catalogue.iter().count() - triggers;
    let words = |count: usize, word: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {word}{plural}")
    };
    [
        words(triggers, "trigger"),
        words(modules, "module"),
        words(snapshot.tags.len(), "tag"),
    ]
    .join(", ")
}
