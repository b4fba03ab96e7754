//! The window with a server: a double, an instance that names it, and a keyring in memory.

#![allow(dead_code, reason = "the benchmark uses a part of it")]

pub(crate) use crate::window_stage;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use egui::{Key, Modifiers, Theme, accesskit::Role};
use egui_kittest::kittest::Queryable as _;
use keyring_core::{CredentialStore, mock};
use misp_flow::{
    library::Settings,
    misp::{ApiKey, Instance, Instances, Keys},
    state::{Command, Connection, FileDialogs, ServerCommand, ServerPlaces, State},
};
use misp_flow_engine::{edit::Edit, workflow::NodeId};
use misp_flow_tests::misp_double::{Double, GivenWorkflow, Setup};
use serde_json::{Value as Json, json};
use window_stage::{SMALL, Window, click, open_as, press_with, send, settle, type_text};

/// Where the program keeps what it knows of servers, and with which keyring.
pub struct Place {
    pub folder: PathBuf,
    pub keyring: Arc<CredentialStore>,
    keys: Keys,
    pub instance: Instance,
}

/// A server with one workflow, behind the trigger of publishing.
pub fn double() -> Double {
    Double::start(setup())
}

pub fn setup() -> Setup {
    Setup {
        enabled: ["event-publish", "tag-if", "stop-execution"]
            .map(str::to_owned)
            .to_vec(),
        workflows: vec![GivenWorkflow {
            trigger: "event-publish".to_owned(),
            name: "Block red data".to_owned(),
            data: graph(),
        }],
        events: vec![
            json!({"info": "Phishing wave", "Tag": [{"name": "tlp:red"}], "Attribute": [
                {"type": "domain", "category": "Network activity", "value": "login.example.org", "to_ids": true},
            ]}),
            json!({"info": "Botnet report", "Attribute": []}),
        ],
        ..Setup::default()
    }
}

/// The graph of the workflow that the other window tests use.
fn graph() -> Json {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/window_stage/red.json");
    let text = std::fs::read(file).unwrap();
    let whole: Json = serde_json::from_slice(&text).unwrap();
    whole["Workflow"]["data"].clone()
}

impl Place {
    /// An instance for this double, its key in the keyring.
    pub fn of(double: &Double) -> Self {
        Self::with_key(double, double.key())
    }

    pub fn with_key(double: &Double, key: &str) -> Self {
        static LAST: AtomicUsize = AtomicUsize::new(0);
        let number = LAST.fetch_add(1, Ordering::SeqCst);
        let folder = window_stage::folder("server").join(number.to_string());
        std::fs::create_dir_all(&folder).unwrap();
        let keyring: Arc<CredentialStore> = mock::Store::new().unwrap();
        let keys = Keys::in_store(keyring.clone());
        let instance = Instance::new("MISP test", double.url().parse().unwrap());
        keys.store(&instance.key_entry(), &ApiKey::new(key.to_owned()))
            .unwrap();
        let mut list = Instances::default();
        list.put(instance.clone());
        list.save_to(&folder.join("instances.json")).unwrap();
        Self {
            folder,
            keyring,
            keys,
            instance,
        }
    }

    /// A window as the program opens it, with this instance in use.
    pub fn window(&self) -> Window {
        self.window_in(Theme::Dark)
    }

    pub fn window_in(&self, theme: Theme) -> Window {
        open_as(self.state(self.keys.clone(), true), theme, SMALL, 1.0)
    }

    /// The same of another size.
    pub fn window_of(&self, size: egui::Vec2) -> Window {
        open_as(self.state(self.keys.clone(), true), Theme::Dark, size, 1.0)
    }

    /// The keyring answers so the next time this instance's key is asked for.
    pub fn fail_keyring(&self, error: keyring_core::Error) {
        let entry = self
            .keyring
            .build("misp-flow", &self.instance.key_entry(), None);
        let entry = entry.unwrap();
        let entry: &mock::Cred = entry.as_any().downcast_ref().unwrap();
        entry.set_error(error);
    }

    /// A window on a system without a keyring.
    pub fn window_without_keyring(&self) -> Window {
        open_as(self.state(Keys::none(), true), Theme::Dark, SMALL, 1.0)
    }

    /// Another kind of instance, before a window is opened.
    pub fn change(&mut self, change: impl FnOnce(&mut Instance)) {
        let former = self.instance.key_entry();
        change(&mut self.instance);
        // Somebody who changes the address enters the key for it.
        let key = self.keys.read(&former).unwrap();
        self.keys.store(&self.instance.key_entry(), &key).unwrap();
        let mut list = Instances::default();
        list.put(self.instance.clone());
        list.save_to(&self.folder.join("instances.json")).unwrap();
    }

    /// The instance as it is on the disk.
    pub fn kept(&self) -> Instance {
        let list = Instances::load_from(&self.folder.join("instances.json")).unwrap();
        list.get(&self.instance.id).unwrap().clone()
    }

    /// A window without a keyring, which has never met a server.
    pub fn blank_window(&self, theme: Theme) -> Window {
        std::fs::remove_file(self.folder.join("instances.json")).unwrap();
        open_as(self.state(Keys::none(), false), theme, SMALL, 1.0)
    }

    /// The state works with this list of instances, in which none is in use.
    pub fn known_to(&self, state: &mut State) {
        state.use_servers(self.places(), Some(self.keys.clone()));
    }

    fn places(&self) -> ServerPlaces {
        ServerPlaces {
            list: self.folder.join("instances.json"),
            data: self.folder.join("instances"),
        }
    }

    fn state(&self, keys: Keys, used: bool) -> State {
        let settings = Settings {
            instance: used.then(|| self.instance.id.clone()),
            ..Settings::default()
        };
        let mut state = State::new(settings, None);
        state.file_dialogs = FileDialogs::Own;
        state.use_servers(self.places(), Some(keys));
        state
    }
}

pub fn connection(window: &Window) -> Connection {
    window.state().state.servers().connection()
}

/// Opens the form of the instance.
pub fn form(window: &mut Window, place: &Place) {
    let id = place.instance.id.clone();
    serve(window, ServerCommand::Form(Some(id)));
}

/// Chooses from the list of this name.
pub fn choose(window: &mut Window, list: &str, words: &str) {
    let shown = window.get_by_role_and_label(Role::ComboBox, list);
    shown.scroll_to_me();
    settle(window);
    window.get_by_role_and_label(Role::ComboBox, list).click();
    settle(window);
    click(window, words);
}

/// The button of the dialog; another of that name is in the row on top.
pub fn save(window: &mut Window) {
    let save = window.get_all_by_label("Save").last();
    save.expect("a button to save with").click();
    settle(window);
}

/// Types into the field of this name, in place of what it holds. The inspector below has fields of
/// the same names.
pub fn field(window: &mut Window, name: &str, text: &str) {
    let fields = window.get_all_by_role_and_label(Role::TextInput, name);
    fields.last().expect("a field of the name").focus();
    settle(window);
    press_with(window, Modifiers::COMMAND, Key::A);
    type_text(window, text);
}

/// A window in which the workflow was pulled, and its row.
pub fn opened(place: &Place) -> (Window, usize) {
    let mut window = place.window();
    let row = pulled(&mut window);
    (window, row)
}

/// Sends a command about servers.
pub fn serve(window: &mut Window, command: ServerCommand) {
    send(window, Command::Server(command));
}

/// Connected, with the one workflow in a tab; gives its row.
pub fn pulled(window: &mut Window) -> usize {
    serve(window, ServerCommand::Connect);
    let rows = window.state().state.servers().rows();
    let place = rows.iter().position(|row| row.stored.is_some());
    let place = place.expect("a workflow on the server");
    serve(window, ServerCommand::Pull(place));
    place
}

/// Changes the message of the node that stops.
pub fn change_message(window: &mut Window, message: &str) {
    let edit = Edit::SetParam {
        node: NodeId::from(4),
        param: "message".to_owned(),
        value: Some(json!(message)),
    };
    send(window, Command::Edit(edit));
}

/// Description and message are changed by both, the name by them, a node is renamed here.
pub fn conflict(window: &mut Window, double: &Double) {
    send(
        window,
        Command::Edit(Edit::SetDescription("Mine".to_owned())),
    );
    change_message(window, "Mine: red");
    let rename = Edit::Rename {
        node: NodeId::from(6),
        name: "Tell the queue".to_owned(),
    };
    send(window, Command::Edit(rename));
    double.another_editor(1, |workflow| {
        workflow["description"] = json!("Theirs");
        workflow["name"] = json!("Renamed by them");
        workflow["data"]["4"]["data"]["indexed_params"]["message"] = json!("Theirs: red");
        workflow["data"]["5"]["data"]["indexed_params"]["warninglists"] =
            json!(["Made-up top sites"]);
    });
}

/// All messages that are shown.
pub fn messages(window: &Window) -> String {
    let messages = window.state().state.messages();
    let texts: Vec<&str> = messages.iter().map(|one| one.text.as_str()).collect();
    texts.join("\n")
}
