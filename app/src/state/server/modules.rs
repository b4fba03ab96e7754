//! The modules and triggers of the server, switched on and off.

use std::{path::PathBuf, sync::Arc};

use misp_flow_engine::{
    catalogue::{Catalogue, Module, ModuleKind},
    check::Problem,
};

use crate::{
    misp::{Client, Refusal, Snapshot},
    state::{Dialog, State, Tone},
};

use super::{ServerDialog, ServerDone, job::Online, workflows::rows_now};

/// The check that tells of modules that are switched off.
const SWITCHED_OFF: &str = "disabled-module";

/// Something that a user does with the modules of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleCommand {
    /// Lists them.
    Show,
    /// Switches these on, or off.
    Switch(Vec<String>, bool),
    /// Asks whether to switch on what the open workflow uses and the server has switched off.
    AskNeeded,
}

/// A module or trigger of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleSwitch {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Trigger, logic or action.
    pub kind: ModuleKind,
    /// Whether it is switched on.
    pub on: bool,
}

impl ModuleSwitch {
    fn of(module: &Module) -> Self {
        Self {
            id: module.id.to_string(),
            name: module.name.clone(),
            description: module.description.clone(),
            kind: module.kind,
            on: !module.disabled,
        }
    }
}

/// What the server has now, and what is known of it here brought up to that.
pub(super) struct Known {
    switches: Vec<ModuleSwitch>,
    /// The catalogue that was in use, and the same with what is switched on now.
    catalogue: Option<(Arc<Catalogue>, Arc<Catalogue>)>,
    /// All that the server lists.
    pub listed: Catalogue,
}

impl State {
    pub(super) fn apply_to_modules(&mut self, command: ModuleCommand) {
        match command {
            ModuleCommand::Show => self.show_modules(),
            ModuleCommand::Switch(ids, on) => self.switch(ids, on),
            ModuleCommand::AskNeeded => {
                self.dialog = Some(Dialog::Server(ServerDialog::Needed));
            }
        }
    }

    pub(super) fn why_not_modules(&self, command: &ModuleCommand) -> Option<&'static str> {
        self.why_not_online().or_else(|| match command {
            ModuleCommand::AskNeeded => self
                .switched_off_modules()
                .is_empty()
                .then_some("Nothing that the workflow uses is known to be switched off"),
            _ => None,
        })
    }

    /// The modules that the open workflow uses and the server has switched off, with their names,
    /// as far as its catalogue was fetched.
    pub fn switched_off_modules(&self) -> Vec<&Module> {
        if self.servers.catalogued.is_none() {
            return Vec::new();
        }
        let graph = &self.tab.document.workflow().graph;
        let mut found: Vec<&Module> = Vec::new();
        for problem in self.known_problems().iter().filter(|one| is_of_switch(one)) {
            let node = problem.place.node().and_then(|id| graph.node(id));
            let module = node.and_then(|node| self.catalogue.get(&node.module));
            let module = module.filter(|module| module.disabled);
            if let Some(module) = module.filter(|one| found.iter().all(|known| known.id != one.id))
            {
                found.push(module);
            }
        }
        found
    }

    /// The module of a problem that goes away when the server switches the module on.
    pub fn switched_off_by(&self, problem: &Problem) -> Option<&Module> {
        let known = self.servers.catalogued.is_some() && is_of_switch(problem);
        let id = problem.place.node().filter(|_| known)?;
        let node = self.tab.document.workflow().graph.node(id)?;
        self.catalogue
            .get(&node.module)
            .filter(|module| module.disabled)
    }

    /// The modules of the server, once they were listed.
    pub fn module_switches(&self) -> Option<&[ModuleSwitch]> {
        self.servers.switches.as_deref()
    }

    fn show_modules(&mut self) {
        self.servers.switches = None;
        let catalogue = self.catalogue_of_server();
        let file = self.snapshot_file();
        let started = self.online_job("Reading the modules…", move |online| {
            let known = known_now(&online, catalogue, file);
            ServerDone::then(move |state| match known {
                Ok(known) => {
                    state.answered();
                    state.take_known(known);
                }
                Err(refusal) => {
                    if matches!(state.dialog, Some(Dialog::Server(ServerDialog::Modules))) {
                        state.dialog = None;
                    }
                    state.server_refused("The modules were not listed", &refusal);
                }
            })
        });
        if started {
            self.dialog = Some(Dialog::Server(ServerDialog::Modules));
        }
    }

    fn switch(&mut self, ids: Vec<String>, on: bool) {
        if matches!(self.dialog, Some(Dialog::Server(ServerDialog::Needed))) {
            self.dialog = None;
        }
        let names: Vec<String> = ids.iter().map(|id| self.module_name(id)).collect();
        let names = names.join(", ");
        let word = if on { "on" } else { "off" };
        let catalogue = self.catalogue_of_server();
        let file = self.snapshot_file();
        let wanted = ids.clone();
        self.online_job(format!("Switching {names} {word}…"), move |online| {
            let switched = online.runtime.block_on(async {
                for id in &wanted {
                    online.client.set_module_enabled(id, on).await?;
                }
                Ok::<(), Refusal>(())
            });
            // Some may have been switched before one was refused.
            let known = known_now(&online, catalogue, file);
            let rows = rows_now(&online);
            ServerDone::then(move |state| {
                let is_so = known.as_ref().is_ok_and(|known| {
                    let mut asked = known.switches.iter().filter(|one| ids.contains(&one.id));
                    asked.all(|one| one.on == on)
                });
                match switched {
                    // The answer may have been lost although it was done.
                    Err(refusal) if !is_so => {
                        state.server_refused(&format!("{names}: not switched {word}"), &refusal);
                    }
                    Ok(()) if known.is_ok() && !is_so => {
                        let text = format!("{names}: not switched {word}. The server answered that it did, and it is as before");
                        state.messages.say(Tone::Failed, text);
                    }
                    _ => {
                        state.answered();
                        let text = format!("{names}: switched {word} on the server");
                        state.messages.say(Tone::Done, text);
                    }
                }
                if let Ok(known) = known {
                    state.take_known(known);
                }
                state.take_rows_now(rows);
                // What was foreseen went by what was switched on before.
                state.look_again_at_run();
            })
        });
    }

    fn module_name(&self, id: &str) -> String {
        let switches = self.servers.switches.iter().flatten();
        let listed = switches.into_iter().find(|one| one.id == id);
        let known = || self.catalogue.get(id).map(|module| module.name.clone());
        let name = listed.map(|one| one.name.clone()).or_else(known);
        name.unwrap_or_else(|| id.to_owned())
    }

    /// The catalogue in use, where it is the server's.
    pub(super) fn catalogue_of_server(&self) -> Option<Arc<Catalogue>> {
        let catalogue = Arc::clone(&self.plain_catalogue);
        self.servers.catalogued.is_some().then_some(catalogue)
    }

    pub(super) fn snapshot_file(&self) -> Option<PathBuf> {
        let folder = self.servers.folder_of_used()?;
        Some(Snapshot::file_in(&folder))
    }

    pub(super) fn take_known(&mut self, known: Known) {
        self.servers.switches = Some(known.switches);
        if let Some((then, now)) = known.catalogue
            // One that was fetched meanwhile is newer.
            && Arc::ptr_eq(&then, &self.plain_catalogue)
            && !Arc::ptr_eq(&then, &now)
        {
            self.use_catalogue(now);
        }
    }

    /// Takes over from the list of workflows which triggers are switched on.
    pub(super) fn switch_triggers_as_listed(&mut self) {
        let Some(then) = self.catalogue_of_server() else {
            return;
        };
        let mut now = None;
        for row in self.servers.rows.iter().filter(|row| row.unread.is_none()) {
            let module = row.trigger.as_deref().and_then(|id| then.get(id));
            if let Some(module) = module.filter(|module| module.disabled == row.enabled) {
                let now = now.get_or_insert_with(|| Catalogue::clone(&then));
                now.insert(Module {
                    disabled: !row.enabled,
                    ..module.clone()
                });
            }
        }
        if let Some(now) = now {
            self.use_catalogue(Arc::new(now));
        }
    }
}

/// Whether a problem is that a module is switched off on the server.
pub fn is_of_switch(problem: &Problem) -> bool {
    problem.code == SWITCHED_OFF
}

/// Asks what is switched on, and keeps that for work without the server.
pub(super) fn known_now(
    online: &Online,
    catalogue: Option<Arc<Catalogue>>,
    file: Option<PathBuf>,
) -> Result<Known, Refusal> {
    let client: &Client = &online.client;
    let listed = online.runtime.block_on(client.listed())?;
    if let Some(file) = file.filter(|_| catalogue.is_some())
        && let Ok(mut snapshot) = Snapshot::read_of(&file, client.address())
        && snapshot.switch_as(&listed)
    {
        // Where it cannot be kept, work without the server goes by what was known before.
        let _ = snapshot.store(&file);
    }
    let catalogue = catalogue.map(|then| {
        let now = then.switched_as(&listed);
        let now = now.map_or_else(|| Arc::clone(&then), Arc::new);
        (then, now)
    });
    Ok(Known {
        switches: listed.iter().map(ModuleSwitch::of).collect(),
        catalogue,
        listed,
    })
}
