//! The line above a data tree: what is searched, how much was found, the next and the one before.

use egui::{Button, Key, Modifiers, RichText, TextEdit, Ui};
use egui_phosphor::regular as glyph;

use super::{DataTree, search::Search};
use crate::{
    task::Background,
    window::{
        controls::{count_words, edge_fields, grouped, icon_button},
        theme::Colours,
    },
};

/// What stands right of the field at most.
const RIGHT: f32 = 250.0;
/// The least width of the field: its hint is not cut.
const FIELD: f32 = 184.0;

pub(super) fn show(tree: &mut DataTree, ui: &mut Ui) {
    // In a narrow panel what was found stands below the field.
    ui.horizontal_wrapped(|ui| {
        edge_fields(ui);
        let id = ui.make_persistent_id("search");
        let focused = ui.memory(|memory| memory.has_focus(id));
        let mut go = 0;
        if focused {
            ui.input_mut(|input| {
                go -= i32::from(input.consume_key(Modifiers::SHIFT, Key::Enter));
                go += i32::from(input.consume_key(Modifiers::NONE, Key::Enter));
            });
        }
        let width = (ui.available_width() - RIGHT).clamp(FIELD, 340.0);
        let field = ui.add(
            TextEdit::singleline(&mut tree.query)
                .id(id)
                .hint_text("Search keys and values")
                .margin(egui::Margin::symmetric(8, 4))
                .desired_width(width),
        );
        ui.ctx()
            .accesskit_node_builder(field.id, |node| node.set_label("Search the data"));
        if std::mem::take(&mut tree.focus_search) {
            field.request_focus();
        }
        if go != 0 {
            field.request_focus();
        }
        if field.changed() {
            begin(tree, ui);
        }
        go += answer(tree, ui);
        step(tree, go);
    });
}

fn begin(tree: &mut DataTree, ui: &Ui) {
    let query = tree.query.trim();
    tree.search = None;
    if query.is_empty() {
        return;
    }
    let background = tree
        .background
        .get_or_insert_with(|| Background::new(Some(ui.ctx().clone())));
    tree.search = Some(Search::start(query, &tree.root, background, ui.ctx()));
}

/// Says what was found, and gives where the buttons lead.
fn answer(tree: &mut DataTree, ui: &mut Ui) -> i32 {
    if let Some(background) = &mut tree.background {
        background.poll();
    }
    // Other data came while a text stands in the field.
    if tree.search.is_none() && !tree.query.trim().is_empty() {
        begin(tree, ui);
    }
    let Some(search) = &mut tree.search else {
        return 0;
    };
    let colours = Colours::of(ui.visuals());
    let count = search.count();
    let words = match (search.at, count, search.is_done()) {
        (Some(at), count, _) => format!("{} of {}", grouped(at + 1), grouped(count)),
        (None, 0, false) => "Searching…".to_owned(),
        (None, 0, true) if search.was_given_up() => "Search given up".to_owned(),
        (None, 0, true) => "Nothing found".to_owned(),
        (None, count, _) => format!("{} found", count_words(count, "element")),
    };
    let colour = if count == 0 && search.is_done() {
        colours.warning
    } else {
        colours.soft_text
    };
    ui.label(RichText::new(words).size(12.0).color(colour));
    let mut go = 0;
    let some = count > 0;
    go -= i32::from(
        icon_button(ui, glyph::CARET_UP, "Show the one before", some)
            .on_hover_text("The one before (Shift+Enter)")
            .clicked(),
    );
    go += i32::from(
        icon_button(ui, glyph::CARET_DOWN, "Show the next", some)
            .on_hover_text("The next (Enter)")
            .clicked(),
    );
    if !search.is_done() {
        if search.is_long() && ui.add(Button::new("Stop searching")).clicked() {
            search.give_up();
        }
        ui.ctx().request_repaint_after(super::search::LONG);
    }
    // The first one found is shown at once.
    if search.at.is_none() && some {
        go = 1;
    }
    go
}

/// Goes on by so many of the elements that were found, around the ends.
fn step(tree: &mut DataTree, by: i32) {
    let Some(search) = tree.search.as_mut().filter(|_| by != 0) else {
        return;
    };
    let kept = search.kept();
    if kept == 0 {
        return;
    }
    let at = match (search.at, by > 0) {
        (None, _) => 0,
        (Some(at), true) => (at + 1) % kept,
        (Some(at), false) => at.checked_sub(1).unwrap_or(kept - 1),
    };
    search.at = Some(at);
    if let Some(place) = search.place(at) {
        tree.reveal(place);
    }
}
