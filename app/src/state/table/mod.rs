//! The list of commands that menu, palette and shortcuts share.

mod list;
mod words;

use egui::{Key, KeyboardShortcut, Modifiers};

use super::Command;

pub use list::COMMANDS;
pub use words::other_words;

/// Where a command stands in the menu bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Files and the program.
    File,
    /// Giving the workflow away, inside of [`Menu::File`].
    Export,
    /// Comparing it, inside of [`Menu::File`].
    Compare,
    /// Changing the workflow.
    Edit,
    /// Where nodes stand.
    Arrange,
    /// What is seen.
    View,
    /// Which panels are open, inside of [`Menu::View`].
    Panels,
    /// Where they are, inside of [`Menu::Panels`].
    Docks,
    /// Size and colours, inside of [`Menu::View`].
    Appearance,
    /// Simulating.
    Run,
    /// Simulating with many events, inside of [`Menu::Run`].
    Many,
    /// What is expected of the workflow, inside of [`Menu::Run`].
    Expectations,
    /// Kept runs, inside of [`Menu::Run`].
    Runs,
    /// Working with a server.
    Server,
    /// Its modules and blueprints, inside of [`Menu::Server`].
    Parts,
    /// Debug posts, inside of [`Menu::Server`].
    Posts,
    /// About the program.
    Help,
}

/// A command that has a name.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it does.
    pub command: Command,
    /// Its name; ends in `…` where it asks for more.
    pub name: &'static str,
    /// Where it stands.
    pub menu: Menu,
    /// Its shortcut.
    pub shortcut: Option<KeyboardShortcut>,
    /// Whether the shortcut works while a text is being typed.
    pub in_text: bool,
    /// Whether a line is drawn above it in the menu.
    pub apart: bool,
}

const CTRL: Modifiers = Modifiers::COMMAND;
const NONE: Modifiers = Modifiers::NONE;

const fn entry(menu: Menu, command: Command, name: &'static str) -> Entry {
    Entry {
        command,
        name,
        menu,
        shortcut: None,
        in_text: false,
        apart: false,
    }
}

impl Entry {
    const fn keys(mut self, modifiers: Modifiers, key: Key) -> Self {
        self.shortcut = Some(KeyboardShortcut::new(modifiers, key));
        self
    }

    const fn in_text(mut self) -> Self {
        self.in_text = true;
        self
    }

    const fn apart(mut self) -> Self {
        self.apart = true;
        self
    }
}

/// The entry of a command, where it has one.
pub fn entry_of(command: &Command) -> Option<&'static Entry> {
    COMMANDS.iter().find(|entry| entry.command == *command)
}

/// The words for a command's shortcut, as the platform writes them; empty for none.
pub fn shortcut_words(command: &Command, ctx: &egui::Context) -> String {
    match command {
        Command::Copy => ctx.format_shortcut(&KeyboardShortcut::new(CTRL, Key::C)),
        Command::Cut => ctx.format_shortcut(&KeyboardShortcut::new(CTRL, Key::X)),
        Command::Paste => ctx.format_shortcut(&KeyboardShortcut::new(CTRL, Key::V)),
        Command::Delete { reconnect: false } => {
            ctx.format_shortcut(&KeyboardShortcut::new(NONE, Key::Delete))
        }
        Command::Delete { reconnect: true } => {
            ctx.format_shortcut(&KeyboardShortcut::new(Modifiers::SHIFT, Key::Delete))
        }
        _ => entry_of(command)
            .and_then(|entry| entry.shortcut)
            .map(|shortcut| ctx.format_shortcut(&shortcut))
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::StepCommand;

    #[test]
    fn no_two_commands_share_a_shortcut_or_a_name() {
        for (place, one) in COMMANDS.iter().enumerate() {
            for other in COMMANDS.iter().skip(place + 1) {
                assert_ne!(one.name, other.name);
                // These two take over from others while a run has paused.
                let takes_over = matches!(
                    one.command,
                    Command::Step(StepCommand::Continue | StepCommand::Stop)
                );
                if one.shortcut.is_some() && !takes_over {
                    assert_ne!(
                        one.shortcut, other.shortcut,
                        "{} and {}",
                        one.name, other.name
                    );
                }
            }
        }
    }
}
