//! Keys, clipboard and dropped files become commands.

use egui::{Context, Event, Key, KeyboardShortcut, Modifiers};

use super::controls::Commands;
use crate::state::{COMMANDS, Command, State};
use misp_flow_engine::workflow::Position;

/// Second keys: for what people know under another one elsewhere, and for keyboards that have the
/// plus above the equals sign.
const ALSO: &[(KeyboardShortcut, Command)] = &[
    (
        KeyboardShortcut::new(Modifiers::COMMAND, Key::P),
        Command::Palette,
    ),
    (
        KeyboardShortcut::new(Modifiers::COMMAND, Key::Y),
        Command::Redo,
    ),
    (
        KeyboardShortcut::new(Modifiers::COMMAND, Key::Equals),
        Command::ZoomIn,
    ),
    (
        KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Equals),
        Command::ScaleUp,
    ),
    (
        KeyboardShortcut::new(Modifiers::CTRL, Key::Tab),
        Command::NextTab,
    ),
    (
        KeyboardShortcut::new(Modifiers::CTRL.plus(Modifiers::SHIFT), Key::Tab),
        Command::PreviousTab,
    ),
];

/// Takes the shortcuts that were pressed. To be called before anything else takes keys; not while
/// a question is open.
pub fn take(ctx: &Context, state: &State, out: &mut Commands) {
    let typing = ctx.text_edit_focused();
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Key {
                key,
                modifiers,
                pressed: true,
                ..
            } = event
            else {
                return true;
            };
            // To the letter: Ctrl+Shift+Z with nothing to redo is no Ctrl+Z.
            let is = |keys: KeyboardShortcut| {
                keys.logical_key == *key && modifiers.matches_exact(keys.modifiers)
            };
            let mut entries = COMMANDS.iter().filter(|entry| {
                let also = ALSO
                    .iter()
                    .any(|(keys, command)| entry.command == *command && is(*keys));
                (also || entry.shortcut.is_some_and(is)) && (entry.in_text || !typing)
            });
            // What cannot be done now is left to whoever else has a use for the key.
            let can = |command: &Command| state.why_not(command).is_none() || explains(command);
            match entries.find(|entry| can(&entry.command)) {
                Some(entry) => {
                    out.push(entry.command.clone());
                    false
                }
                None => true,
            }
        });
    });
}

/// Whether a command says what to do first where it cannot be carried out.
fn explains(command: &Command) -> bool {
    matches!(command, Command::Frame | Command::Note)
}

/// Takes copy, cut and paste, unless a text field or a data tree has the focus.
pub fn clipboard(ctx: &Context, state: &State, at: Option<Position>, out: &mut Commands) {
    if ctx.text_edit_focused() || super::tree::has_focus(ctx) {
        return;
    }
    ctx.input(|i| {
        for event in &i.events {
            match event {
                Event::Copy if state.why_not(&Command::Copy).is_none() => out.push(Command::Copy),
                Event::Cut if state.why_not(&Command::Cut).is_none() => out.push(Command::Cut),
                Event::Paste(text) => out.push(Command::PasteText(text.clone(), at)),
                _ => {}
            }
        }
    });
}

/// Opens files that were dropped on the window.
pub fn dropped(ctx: &Context, out: &mut Commands) {
    let files = ctx.input(|i| i.raw.dropped_files.clone());
    out.extend(
        files
            .into_iter()
            .map(|file| Command::OpenPath(file.path().to_owned())),
    );
}
