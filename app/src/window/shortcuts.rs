//! Keys, clipboard and dropped files become commands.

use egui::{Context, Event};

use super::controls::Commands;
use crate::state::{COMMANDS, Command, State};
use misp_flow_engine::workflow::Position;

/// Takes the shortcuts that were pressed. To be called before anything else takes keys; not while
/// a question is open.
pub fn take(ctx: &Context, state: &State, out: &mut Commands) {
    let typing = ctx.text_edit_focused();
    ctx.input_mut(|i| {
        // Those with more modifiers first: Ctrl+Z is part of Ctrl+Shift+Z.
        let mut entries: Vec<_> = COMMANDS
            .iter()
            .filter_map(|entry| Some((entry, entry.shortcut?)))
            .collect();
        entries.sort_by_key(|(_, keys)| {
            let m = keys.modifiers;
            std::cmp::Reverse(u8::from(m.shift) + u8::from(m.alt) + u8::from(m.command))
        });
        for (entry, keys) in entries {
            if typing && !entry.in_text {
                continue;
            }
            // What cannot be done now is left to whoever else has a use for the key.
            if state.why_not(&entry.command).is_none() && i.consume_shortcut(&keys) {
                out.push(entry.command.clone());
            }
        }
    });
}

/// Takes copy, cut and paste, unless a text field has the focus.
pub fn clipboard(ctx: &Context, state: &State, at: Option<Position>, out: &mut Commands) {
    if ctx.text_edit_focused() {
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
