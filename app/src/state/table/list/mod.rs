//! All commands with a name, in the order of the menus.

mod edit;
mod files;
mod run;
mod server;
mod view;

use std::sync::LazyLock;

use egui::Modifiers;

use super::Entry;

const CTRL_SHIFT: Modifiers = Modifiers {
    alt: false,
    ctrl: false,
    shift: true,
    mac_cmd: false,
    command: true,
};

const ALT_SHIFT: Modifiers = Modifiers {
    alt: true,
    ctrl: false,
    shift: true,
    mac_cmd: false,
    command: false,
};

/// All commands with a name, in the order of the menus.
pub static COMMANDS: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let parts = [
        files::COMMANDS,
        edit::COMMANDS,
        view::COMMANDS,
        run::COMMANDS,
        server::COMMANDS,
    ];
    parts.concat()
});
