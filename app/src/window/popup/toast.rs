//! Messages in the corner: shown once, copied with a click, gone by themselves when all is well.

use std::collections::HashMap;

use egui::{Align2, Area, Id, Rect, RichText, Ui, vec2};
use egui_phosphor::regular as glyph;

use crate::{
    state::{Command, Message, State, Tone},
    window::{
        controls::{Commands, icon_button},
        theme::Colours,
    },
};

/// How long a message that needs no answer stays, in seconds.
const STAYS: f64 = 5.0;

/// When each message was seen first.
#[derive(Debug, Default)]
pub struct Toasts(HashMap<u64, f64>);

impl Toasts {
    /// Shows the messages in the lower right corner of the canvas, which is at `room`, and below
    /// anything that asks a question.
    pub fn show(&mut self, ui: &Ui, room: Rect, state: &State, out: &mut Commands) {
        let now = ui.input(|i| i.time);
        let ids: Vec<u64> = state.messages().iter().map(|message| message.id).collect();
        self.0.retain(|id, _| ids.contains(id));
        if ids.is_empty() {
            return;
        }
        Area::new(Id::new("messages"))
            .order(egui::Order::Middle)
            .pivot(Align2::RIGHT_BOTTOM)
            .fixed_pos(room.right_bottom() - vec2(12.0, 12.0))
            .show(ui.ctx(), |ui| {
                ui.vertical(|ui| {
                    for message in state.messages().iter() {
                        let since = *self.0.entry(message.id).or_insert(now);
                        let hovered = toast(ui, message, out);
                        if message.tone == Tone::Failed {
                            continue;
                        }
                        let left = since + STAYS - now;
                        if hovered {
                            self.0.insert(message.id, now);
                        } else if left <= 0.0 {
                            out.push(Command::Dismiss(message.id));
                        } else {
                            ui.ctx()
                                .request_repaint_after(std::time::Duration::from_secs_f64(left));
                        }
                    }
                });
            });
    }
}

fn toast(ui: &mut Ui, message: &Message, out: &mut Commands) -> bool {
    let colours = Colours::of(ui.visuals());
    let (icon, colour) = match message.tone {
        Tone::Done => (glyph::CHECK_CIRCLE, colours.ok),
        Tone::Refused => (glyph::INFO, colours.warning),
        Tone::Failed => (glyph::WARNING_CIRCLE, colours.error),
    };
    let frame = egui::Frame::popup(ui.style())
        .inner_margin(egui::Margin::symmetric(12, 8))
        .stroke(egui::Stroke::new(1.0, colour));
    let shown = frame.show(ui, |ui| {
        ui.set_max_width(440.0);
        ui.horizontal_top(|ui| {
            ui.label(RichText::new(icon).size(18.0).color(colour));
            ui.scope(|ui| {
                ui.set_max_width(if message.way_back.is_some() {
                    250.0
                } else {
                    330.0
                });
                ui.add(egui::Label::new(RichText::new(&message.text).color(colours.text)).wrap());
            });
            if let Some((name, command)) = &message.way_back
                && ui.button(*name).clicked()
            {
                out.push(command.clone());
                out.push(Command::Dismiss(message.id));
            }
            if icon_button(ui, glyph::COPY, "Copy the message", true)
                .on_hover_text("Copy")
                .clicked()
            {
                ui.ctx().copy_text(message.text.clone());
            }
            if icon_button(ui, glyph::X, "Close the message", true)
                .on_hover_text("Close")
                .clicked()
            {
                out.push(Command::Dismiss(message.id));
            }
        });
    });
    shown.response.contains_pointer()
}
