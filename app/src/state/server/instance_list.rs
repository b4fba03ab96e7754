//! The list of instances as it is on the disk, where another window or the command line may have
//! changed it: read before it is shown or changed, and taken over.

use crate::{
    misp::{Instance, Instances},
    state::{About, Dialog, State, Tone},
};

use super::{ServerDialog, ServerDone};

impl State {
    /// Shows the instances, and reads the list anew: another window, or the command line, may have
    /// changed it.
    pub(super) fn show_instances(&mut self) {
        self.dialog = Some(Dialog::Server(ServerDialog::Instances));
        self.read_list(|_| {});
    }

    /// Shows the form of an instance as it is on the disk now, or of a new one.
    pub(super) fn show_form(&mut self, id: Option<String>) {
        let Some(id) = id else {
            return self.open_form(None);
        };
        self.read_list(move |state| {
            match state.servers.list.get(&id).cloned() {
                Some(instance) => state.open_form(Some(instance)),
                // Another window has removed it.
                None => state.dialog = Some(Dialog::Server(ServerDialog::Instances)),
            }
        });
    }

    fn open_form(&mut self, instance: Option<Instance>) {
        self.servers.findings.clear();
        let known = instance.clone();
        self.dialog = Some(Dialog::Server(ServerDialog::Form(instance.map(Box::new))));
        let servers = &self.servers;
        let Some(known) = known.filter(|one| !servers.is_key_of_session(&one.id)) else {
            return;
        };
        let keyring = servers.keyring.clone();
        self.server_job("Looking for the keyring…", move |_| {
            let is_none = keyring.open().is_none();
            ServerDone::then(move |state| {
                if let Some(Dialog::Server(ServerDialog::Form(Some(shown)))) = &state.dialog
                    && shown.id == known.id
                {
                    state.servers.findings.has_no_key = is_none;
                }
            })
        });
    }

    /// Reads the list of instances anew, and goes on with what it says.
    fn read_list(&mut self, next: impl FnOnce(&mut Self) + Send + 'static) {
        let Some(places) = self.servers.places.clone() else {
            return;
        };
        self.server_job("Reading the instances…", move |_| {
            let list = Instances::load_from(&places.list);
            ServerDone::then(move |state| {
                match list {
                    Ok(list) => state.take_list(list, None),
                    Err(error) => {
                        let text = error.to_string();
                        state.messages.say_of(About::Instances, Tone::Failed, text);
                    }
                }
                next(state);
            })
        });
    }

    /// Takes over the list as it is on the disk. What is known of the instance in use is of another
    /// server where its address is another now. That is told unless it is `own` doing here.
    pub(super) fn take_list(&mut self, list: Instances, own: Option<&str>) {
        let before = self.servers.used().cloned();
        let is_elsewhere = |one: &&Instance| {
            let now = list.get(&one.id);
            now.is_some_and(|now| now.url.host() != one.url.host())
        };
        let moved = self.servers.list.iter().filter(is_elsewhere);
        let moved: Vec<String> = moved.map(|one| one.id.clone()).collect();
        moved.iter().for_each(|id| self.forget_targets(id));
        self.servers.list = list;
        let Some(before) = before else { return };
        let name = before.shown_name().into_owned();
        let is_own = own == Some(before.id.as_str());
        match self.servers.used().cloned() {
            None => {
                self.leave();
                let text = format!("{name} was removed from the instances in another window");
                self.messages.say(Tone::Refused, text);
            }
            Some(now) if now.url.host() != before.url.host() => {
                // What was fetched is another server's.
                self.use_instance(now.id.clone());
                if !is_own {
                    let text = format!(
                        "{name} has another address by now, {}, from another window. Connect to work with that server",
                        now.url
                    );
                    self.messages.say(Tone::Refused, text);
                }
            }
            Some(now)
                if now.url != before.url
                    || now.trust != before.trust
                    || now.proxy != before.proxy =>
            {
                self.disconnect();
            }
            Some(_) => {}
        }
    }
}
