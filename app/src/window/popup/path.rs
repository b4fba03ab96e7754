//! The question for a path, where the desktop has no file dialog.

use egui::{
    Id, Key, Label, RichText, TextEdit, Ui,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
};

use super::dialog::{buttons, heading};
use crate::{
    state::{Command, Purpose, typed_path},
    window::{controls::Commands, theme::Colours},
};

/// Asks for a path. `fresh` when the question was just opened. Gives the path where one was typed.
pub(super) fn ask(
    ui: &mut Ui,
    purpose: Purpose,
    (path, fresh): (&mut String, bool),
    out: &mut Commands,
) -> Option<String> {
    let (title, verb) = match purpose {
        Purpose::Open => ("Open a workflow", "Open"),
        Purpose::OpenEvent => ("Open an event", "Open"),
        Purpose::Save(_) => ("Save the workflow", "Save"),
        Purpose::ImportBlueprints => ("Import blueprints", "Import"),
        Purpose::ExportBlueprint => ("Export the blueprint", "Export"),
        Purpose::ExportEvents => ("Export events", "Export"),
        Purpose::Export(_) => ("Export the workflow", "Export"),
        Purpose::Compare => ("Compare with a workflow", "Compare"),
        Purpose::ExportPosts(_) => ("Export the debug posts", "Export"),
        Purpose::ImportPosts => ("Import debug posts", "Import"),
        Purpose::ManyFolder => ("Run on a folder of events", "Run"),
        Purpose::ManyFile => ("Run on a file of events", "Run"),
        Purpose::ExportRun(_) => ("Export the run", "Export"),
    };
    let hint = match purpose {
        Purpose::ManyFolder => "/home/me/events",
        Purpose::ManyFile => "/home/me/events.jsonl",
        _ => "/home/me/workflow.json",
    };
    heading(ui, title);
    ui.label("No file dialog is available on this desktop; type a path");
    let field = TextEdit::singleline(path)
        .hint_text(hint)
        .desired_width(f32::INFINITY);
    let field = ui.add(field.margin(egui::Margin::symmetric(8, 7)));
    if fresh {
        select_stem(ui, field.id, path);
        field.request_focus();
    }
    ui.ctx()
        .accesskit_node_builder(field.id, |node| node.set_label("Path"));
    if let Some(whole) = whole_path(path) {
        let colours = Colours::of(ui.visuals());
        let text = RichText::new(whole).size(12.0).color(colours.soft_text);
        ui.add(Label::new(text).wrap());
    }
    let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if ui.memory(|memory| memory.focused().is_none()) && !entered {
        field.request_focus();
    }
    let pressed = buttons(
        ui,
        &[(verb, None), ("Cancel", Some(Command::CloseDialog))],
        out,
    );
    ((pressed == Some(0) || entered) && !path.trim().is_empty()).then(|| path.clone())
}

/// Where a typed path leads, if it does not say so itself.
fn whole_path(typed: &str) -> Option<String> {
    let path = typed_path(typed)?;
    let whole = std::path::absolute(&path).ok()?.display().to_string();
    (whole != typed.trim()).then_some(whole)
}

/// Selects the name of the file without its folder and ending, so that another can be typed at
/// once: the field would keep the place from when it was used last.
fn select_stem(ui: &Ui, field: Id, path: &str) {
    let folder = path.rfind(std::path::is_separator);
    let name = folder.map_or(0, |slash| slash + 1);
    let end = path.get(name..).and_then(|name| name.rfind('.'));
    let end = end
        .filter(|dot| *dot > 0)
        .map_or(path.len(), |dot| name + dot);
    let letters = |to: usize| CCursor::new(path.get(..to).unwrap_or(path).chars().count());
    let mut state = TextEditState::load(ui.ctx(), field).unwrap_or_default();
    let range = CCursorRange::two(letters(name), letters(end));
    state.cursor.set_char_range(Some(range));
    state.store(ui.ctx(), field);
}
