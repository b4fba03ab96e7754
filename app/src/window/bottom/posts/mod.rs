//! Debug posts: the switch, the list of posts or runs, and the post that is looked at.

mod bar;
mod detail;
mod line;
mod list;
mod raw;

use egui::{RichText, Ui, vec2};
use egui_phosphor::regular as glyph;

use crate::{
    state::State,
    window::{
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
        bar::show(ui, state, out);
        let colours = Colours::of(ui.visuals());
        let posts = state.posts();
        for words in [posts.trouble(), posts.list().wrong()]
            .into_iter()
            .flatten()
        {
            ui.horizontal_wrapped(|ui| {
                ui.add_space(8.0);
                ui.label(RichText::new(glyph::WARNING_CIRCLE).color(colours.error));
                ui.label(RichText::new(words).color(colours.text));
            });
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
        let whole = ui.available_width();
        let open = posts.chosen().is_some();
        let width = match open {
            true => (whole * 0.55).clamp(300.0, 760.0),
            false => whole,
        };
        ui.horizontal_top(|ui| {
            let height = ui.available_height();
            ui.allocate_ui(vec2(width, height), |ui| {
                ui.set_min_size(vec2(width, height));
                ui.vertical(|ui| self.list.show(ui, state, out));
            });
            if open {
                ui.separator();
                ui.vertical(|ui| self.detail.show(ui, state, out));
            }
        });
    }
}
