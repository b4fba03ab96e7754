//! What opens above the window: quick add, the list of commands, context menus, dialogs, messages.

pub mod blueprint;
pub mod dialog;
mod list;
pub mod menu;
pub mod palette;
pub mod quick_add;
pub mod rename;
pub mod restore;
pub mod toast;
