//! Carrying out commands, and granting what they leave for the window to do.

use egui::ViewportCommand;

use super::App;
use crate::{
    library::ThemeChoice,
    state::Wish,
    window::{
        centre::{Opening, position},
        controls::Commands,
        popup::{palette::Palette, quick_add::QuickAdd, wiring::Wiring},
    },
};

impl App {
    /// Carries out commands, and what they leave for the window.
    pub(super) fn carry_out(&mut self, ctx: &egui::Context, out: &mut Commands) {
        for command in out.drain(..) {
            self.state.apply(command);
            // What is on the screen was painted before.
            ctx.request_repaint();
        }
        self.parts.follow_tab(ctx, &self.state);
        for wish in self.state.take_wishes() {
            self.grant(ctx, wish);
            ctx.request_repaint();
        }
    }

    fn grant(&mut self, ctx: &egui::Context, wish: Wish) {
        if let Wish::GoTo(to) = wish {
            return self.go_to(ctx, to);
        }
        let Self { state, parts } = self;
        let canvas = &mut parts.centre.canvas;
        match wish {
            Wish::FitAll => parts.centre.seen(state).fit_all(),
            Wish::FitStart => canvas.fit_start(),
            Wish::FitSelection => parts.centre.seen(state).fit_selection(),
            Wish::RevealSelection => canvas.reveal_selection(),
            Wish::Zoom(zoom) => parts.centre.seen(state).zoom_to(zoom),
            Wish::ZoomBy(factor) => parts.centre.seen(state).zoom_by(factor),
            Wish::Reveal(node) => canvas.reveal(node),
            Wish::Approach(node) => canvas.approach(node),
            Wish::Select => {
                // The canvas drops what its scene lacks, so the scene must be the present one.
                parts.centre.refresh(ctx, state);
                parts.centre.take_selection(state);
            }
            Wish::Clip(text) => ctx.copy_text(text),
            Wish::ClipPicture(picture) => ctx.copy_image(picture),
            Wish::RequestPaste => ctx.send_viewport_cmd(ViewportCommand::RequestPaste),
            Wish::QuickAdd => {
                let middle = canvas.visible().center();
                let screen = canvas.to_screen(middle) - egui::vec2(180.0, 120.0);
                parts.quick_add = Some(QuickAdd::next(state, screen, position(middle)));
            }
            Wish::Wires => {
                let node = state.selected().single().cloned();
                parts.wiring = node.and_then(|node| Wiring::of(state, &node));
            }
            Wish::FocusName => parts.inspector.focus_name(),
            Wish::NameFrame(id) => {
                parts.centre.canvas.reveal_frame(id.clone());
                parts.open(Opening::Frame(id), state);
            }
            Wish::Find => parts.find.open(),
            Wish::FindNext | Wish::FindPrevious => {
                let by = if wish == Wish::FindNext { 1 } else { -1 };
                let mut next = Commands::new();
                let shown = (&*state, &parts.centre.scene);
                parts.find.step(by, shown, canvas, &mut next);
                next.into_iter().for_each(|command| state.apply(command));
            }
            Wish::Scale => ctx.set_zoom_factor(f32::from(state.settings.scale) / 100.0),
            Wish::GoTo(_) => {}
            Wish::FocusParam(param) => parts.inspector.focus_param(param),
            Wish::Palette => parts.palette = Some(Palette::default()),
            Wish::Theme => ctx.set_theme(theme(state.settings.theme)),
            Wish::Close => {
                parts.closing = true;
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
        }
    }
}

/// The theme as egui names it.
pub(in crate::window) fn theme(choice: ThemeChoice) -> egui::ThemePreference {
    match choice {
        ThemeChoice::System => egui::ThemePreference::System,
        ThemeChoice::Light => egui::ThemePreference::Light,
        ThemeChoice::Dark => egui::ThemePreference::Dark,
    }
}
