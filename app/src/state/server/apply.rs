//! Carries out what a user does with servers.

use crate::state::{Next, State};

use super::{Connection, ServerCommand};

impl State {
    /// The servers.
    pub fn servers(&self) -> &super::Servers {
        &self.servers
    }

    pub(in crate::state) fn apply_to_servers(&mut self, command: ServerCommand) {
        match command {
            ServerCommand::Instances => {
                self.show_instances();
            }
            ServerCommand::Form(id) => self.show_form(id),
            ServerCommand::Keep {
                instance,
                of,
                key,
                connect,
            } => self.keep_instance(*instance, of.map(|of| *of), key, connect),
            ServerCommand::ForgetKey(id) => self.forget_key(id),
            ServerCommand::Test(instance, key) => self.test_instance(*instance, key),
            ServerCommand::LookAtCertificate(instance) => self.look_at_certificate(*instance),
            ServerCommand::ReadAuthority(path) => self.read_authority(path),
            ServerCommand::AskRemove(id) => self.ask_remove(&id),
            ServerCommand::Remove(id) => self.remove_instance(id),
            ServerCommand::Connect => {
                let servers = &self.servers;
                let meant = servers.used().or_else(|| servers.list.iter().next());
                if let Some(id) = meant.map(|instance| instance.id.clone()) {
                    self.connect_to(&id);
                }
            }
            ServerCommand::ConnectTo(id) => self.connect_to(&id),
            ServerCommand::Disconnect => self.disconnect(),
            ServerCommand::Leave => self.leave_on_wish(),
            ServerCommand::Sync => self.sync(),
            ServerCommand::Notes => self.show_notes(),
            ServerCommand::Refresh => self.refresh_rows(),
            ServerCommand::Pull(place) => self.pull(place),
            ServerCommand::Enable(place, on) => self.enable(place, on),
            ServerCommand::Debug(place, on) => self.debug(place, on),
            ServerCommand::Create(place) => self.create(place),
            ServerCommand::AskDelete(place) => self.ask_delete(place),
            ServerCommand::Delete(id) => self.delete(id),
            ServerCommand::Push => self.look_at_push(),
            ServerCommand::PushTo(trigger) => self.look_at_push_to(trigger),
            ServerCommand::Send => self.send(),
            ServerCommand::Choose(part, side) => self.choose_side(part, side),
            ServerCommand::ChooseAll(side) => self.choose_all(side),
            ServerCommand::Merge => self.merge(),
            ServerCommand::TakeTheirs => self.take_theirs(),
            ServerCommand::TakeMine => self.take_mine(),
            ServerCommand::KeepCopy => self.keep_copy(),
            ServerCommand::ShowOnCanvas => self.show_push_on_canvas(),
            ServerCommand::QuitPushing => self.guard(Next::Close),
            ServerCommand::BackToPush => self.back_to_push(),
            ServerCommand::Past => self.show_past(),
            ServerCommand::PastOf(place) => self.show_past_of(place),
            ServerCommand::OpenPast(place, when) => self.open_past(place, when),
            ServerCommand::ComparePast(place, when) => self.compare_past(place, when),
            ServerCommand::Fetch => self.show_fetch(),
            ServerCommand::Search(filter) => self.search_events(*filter),
            ServerCommand::FetchEvents(places, attachments) => {
                self.fetch_events(&places, attachments);
            }
            ServerCommand::Run(command) => self.apply_to_runs(command),
            ServerCommand::Modules(command) => self.apply_to_modules(command),
            ServerCommand::AdHoc(command) => self.apply_to_adhoc(command),
            ServerCommand::Blueprints(command) => self.apply_to_server_blueprints(command),
        }
    }

    pub(in crate::state) fn why_not_server(&self, command: &ServerCommand) -> Option<&'static str> {
        let servers = &self.servers;
        let none = || servers.list.is_empty().then_some("Add an instance first");
        let offline = || {
            servers
                .session
                .is_none()
                .then_some("Connect to a server first")
        };
        match command {
            ServerCommand::Instances | ServerCommand::Form(_) => servers
                .places
                .is_none()
                .then_some("There is no folder for the program's data"),
            ServerCommand::Connect => none().or(match servers.connection {
                Connection::Connecting => Some("The connection is being made"),
                Connection::Connected => Some("It is connected already"),
                _ => None,
            }),
            ServerCommand::Disconnect => {
                (servers.connection == Connection::Offline).then_some("Nothing is connected")
            }
            ServerCommand::Leave => servers
                .used
                .is_none()
                .then_some("No server's catalogue is in use"),
            ServerCommand::Notes => servers
                .catalogued
                .is_none()
                .then_some("Fetch a catalogue first"),
            ServerCommand::Fetch | ServerCommand::Search(_) | ServerCommand::FetchEvents(..) => {
                offline()
            }
            ServerCommand::Push | ServerCommand::PushTo(_) => self.why_not_online().or_else(|| {
                let nodes = &self.tab.document.workflow().graph.nodes;
                nodes
                    .is_empty()
                    .then_some("The workflow has no nodes yet: there is nothing to push")
            }),
            ServerCommand::Pull(place) => {
                let row = servers.rows.get(*place);
                let is_open = row.is_some_and(|row| row.tab.is_some());
                (!is_open).then(|| self.why_not_online()).flatten()
            }
            ServerCommand::Create(place) => {
                let row = servers.rows.get(*place);
                let is_open = row.is_some_and(|row| row.is_open);
                let is_old = servers.listed.as_ref().is_none_or(|listed| !listed.is_now);
                self.why_not_online().or_else(|| {
                    (is_open || is_old)
                        .then_some("It may have one: refresh the list of workflows first")
                })
            }
            ServerCommand::Sync
            | ServerCommand::Refresh
            | ServerCommand::Enable(..)
            | ServerCommand::Debug(..)
            | ServerCommand::Delete(_)
            | ServerCommand::Send => self.why_not_online(),
            ServerCommand::Run(command) => self.why_not_run(command),
            ServerCommand::Modules(command) => self.why_not_modules(command),
            ServerCommand::AdHoc(command) => self.why_not_adhoc(command),
            ServerCommand::Blueprints(command) => self.why_not_server_blueprints(command),
            ServerCommand::Past => servers
                .used
                .is_none()
                .then_some("Connect to a server first"),
            _ => None,
        }
    }
}
