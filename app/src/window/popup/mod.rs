//! What opens above the window: quick add, the list of commands, context menus, dialogs, messages.

pub mod blueprint;
pub mod dialog;
mod keys;
mod list;
mod listen;
pub mod menu;
pub mod palette;
mod path;
mod perform;
pub mod quick_add;
pub mod quick_edit;
pub mod rename;
pub mod restore;
pub mod server;
pub mod toast;
pub mod wiring;

use egui::{Context, Key, Modifiers};

/// Takes Escape, where it was pressed.
pub fn escape(ctx: &Context) -> bool {
    ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape))
}
