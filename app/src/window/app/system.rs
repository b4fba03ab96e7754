//! What the window hears from the desktop and tells it: closing, coming back, its size and title.

use egui::ViewportCommand;

use super::App;
use crate::state::{Command, Next};

impl App {
    /// The user closes the window: with unsaved changes, that is a question first.
    pub(super) fn follow_close(&mut self, ctx: &egui::Context) {
        if !ctx.input(|i| i.viewport().close_requested()) || self.parts.closing {
            return;
        }
        let is_unsaved = self.state.unsaved_before(&Next::Close).next().is_some();
        if is_unsaved || self.state.pushing_name().is_some() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.state.apply(Command::Quit);
        } else {
            self.state.remember_tabs();
            self.state.export_state();
        }
    }

    /// Back from another program, which may have changed files that are open here.
    pub(super) fn follow_focus(&mut self, ctx: &egui::Context) {
        let back = |event: &egui::Event| matches!(event, egui::Event::WindowFocused(true));
        if ctx.input(|i| i.events.iter().any(back)) {
            self.state.look_at_disk();
        }
    }

    /// Remembers the size of the window for the next start.
    pub(super) fn remember_size(&mut self, ctx: &egui::Context) {
        let (rect, maximised) = ctx.input(|i| (i.viewport().inner_rect, i.viewport().maximized));
        let settings = &mut self.state.settings;
        settings.maximised = maximised == Some(true);
        if let Some(rect) = rect.filter(|_| !settings.maximised) {
            // A point of the window is larger where the scale is.
            let size = rect.size() * ctx.zoom_factor();
            settings.window = (size.x, size.y);
        }
        if let Some(kept) = &mut self.parts.kept {
            kept.follow(ctx, &self.state.settings);
        }
    }

    pub(super) fn name_window(&mut self, ctx: &egui::Context) {
        let mark = if self.state.document().is_unsaved() {
            "• "
        } else {
            ""
        };
        let title = format!(
            "{mark}{} – MISP Workflow Designer",
            self.state.title_of(self.state.tab())
        );
        if self.parts.title != title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.parts.title = title;
        }
    }
}
