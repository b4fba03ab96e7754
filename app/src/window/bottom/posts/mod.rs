//! Debug posts: the switch, the list of posts or runs, and the post that is looked at.

mod bar;
mod detail;
mod line;
mod list;
mod raw;

use egui::{Align, Color32, Layout, Rect, RichText, Ui, UiBuilder};
use egui_phosphor::regular as glyph;

use crate::{
    state::State,
    window::{
        bottom::received,
        controls::{Commands, empty},
        theme::Colours,
    },
};

/// What the view remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct PostsView {
    list: list::PostListView,
    detail: detail::Detail,
}

impl PostsView {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let colours = Colours::of(ui.visuals());
        let posts = state.posts();
        let open = posts.chosen().is_some();
        // In little room the open post takes all of it: half a list and four lines help nobody.
        let room = ui.available_rect_before_wrap();
        let alone = open && (room.height() < LOW || room.width() < NARROW);
        if !alone {
            bar::show(ui, state, out);
        }
        for words in [posts.trouble(), posts.list().wrong()]
            .into_iter()
            .flatten()
        {
            warning(ui, glyph::WARNING_CIRCLE, colours.error, words);
        }
        if let Some(words) = other_workflow(state) {
            warning(ui, glyph::WARNING, colours.warning, &words);
        }
        let count = posts.store().map_or(0, |store| store.index().rows().len());
        if count == 0 {
            let (title, text) = match posts.listener() {
                Some(_) => (
                    "Waiting for the first post",
                    "Set Plugin.Workflow_debug_url on the server to the address above, switch debug mode on for a workflow and let it run",
                ),
                None => (
                    "No debug posts yet",
                    "Listen, and see each step of the workflows that run on a server, here and on the canvas",
                ),
            };
            return empty(ui, glyph::BROADCAST, title, text);
        }
        if posts.list().is_behind() {
            ui.ctx().request_repaint();
        }
        if alone {
            return self.detail.show(ui, state, true, out);
        }
        let whole = ui.available_width();
        let width = match open {
            true => (whole * 0.55).clamp(300.0, 760.0),
            false => whole,
        };
        // Either side keeps to its room, whatever the other one holds.
        let room = ui.available_rect_before_wrap();
        let (left, right) = room.split_left_right_at_x(room.left() + width);
        side(ui, left, |ui| self.list.show(ui, state, out));
        if open {
            let line = ui.visuals().widgets.noninteractive.bg_stroke;
            ui.painter()
                .vline(right.left() + GAP * 0.5, room.y_range(), line);
            let right = right.with_min_x(right.left() + GAP);
            side(ui, right, |ui| self.detail.show(ui, state, false, out));
        }
        ui.advance_cursor_after_rect(room);
    }
}

/// A line with a sign before it, that goes on below itself; where that would leave the list no room,
/// the rest is told under the pointer.
fn warning(ui: &mut Ui, sign: &str, colour: Color32, words: &str) {
    let colours = Colours::of(ui.visuals());
    ui.horizontal_top(|ui| {
        ui.add_space(8.0);
        ui.label(RichText::new(sign).color(colour));
        let label = egui::Label::new(RichText::new(words).color(colours.text));
        if ui.available_width() < bar::NARROW {
            ui.add(label.truncate()).on_hover_text(words);
        } else {
            ui.add(label.wrap());
        }
    });
}

/// Room in which an open post stands in place of the list.
const LOW: f32 = 220.0;
const NARROW: f32 = 640.0;

/// Between the list and the open post.
const GAP: f32 = 14.0;

fn side(ui: &mut Ui, room: Rect, show: impl FnOnce(&mut Ui)) {
    let builder = UiBuilder::new()
        .max_rect(room)
        .layout(Layout::top_down(Align::Min));
    let mut ui = ui.new_child(builder);
    ui.shrink_clip_rect(room);
    show(&mut ui);
}

/// What tells that the received run on the canvas is one of another workflow.
fn other_workflow(state: &State) -> Option<String> {
    let shown = state.run()?;
    let number = shown.received?;
    let words = received::foreign_words(shown)?;
    Some(format!("Run {number} is one of another workflow: {words}"))
}
