//! Messages in the corner: shown once, copied with a click, gone by themselves when all is well.

use std::collections::HashMap;

use egui::{
    Align2, Area, Button, Id, Rect, RichText, ScrollArea, Ui, WidgetInfo, WidgetType, vec2,
};
use egui_phosphor::regular as glyph;

use crate::{
    state::{Command, Message, State, Tone},
    window::{
        controls::{Commands, icon_button},
        theme::Colours,
    },
};

/// How long a message that needs no answer stays at least, in seconds.
const STAYS: f64 = 5.0;
/// How long a letter of it takes to be read by somebody who was looking elsewhere, in seconds.
const LETTER: f64 = 0.06;
/// How much longer one stays that offers something to be done.
const OFFER: f64 = 5.0;

/// How much of the canvas' height a message takes at most.
const SHARE: f32 = 0.4;
/// The height of canvas, in points, for each of several messages.
const EACH: f32 = 110.0;

/// A message of so many bytes may scroll.
const LONG: usize = 200;

/// The height of a message's buttons, in points.
const BUTTON: f32 = 28.0;

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
                    if ids.len() > 1 {
                        all(ui, out);
                    }
                    // On a small canvas the newest come first, and the others when those are gone.
                    let most = ((room.height() / EACH) as usize).max(1);
                    let later = ids.len().saturating_sub(most);
                    for message in state.messages().iter().skip(later) {
                        let since = *self.0.entry(message.id).or_insert(now);
                        let hovered = toast(ui, room, message, out);
                        if message.stays() {
                            continue;
                        }
                        let left = since + stays(message) - now;
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

/// How long a message stays, in seconds.
fn stays(message: &Message) -> f64 {
    let read = 2.0 + LETTER * message.text.chars().count() as f64;
    let offer = if message.way_back.is_some() {
        OFFER
    } else {
        0.0
    };
    read.max(STAYS) + offer
}

/// The button that closes all messages.
fn all(ui: &mut Ui, out: &mut Commands) {
    let name = "Close all messages";
    let button = Button::new(RichText::new("Close all").size(12.5));
    let frame = egui::Frame::popup(ui.style()).inner_margin(3);
    let response = frame.show(ui, |ui| ui.add(button)).inner;
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, name));
    if response.on_hover_text("Activity keeps them").clicked() {
        out.push(Command::DismissAll);
    }
}

fn toast(ui: &mut Ui, room: Rect, message: &Message, out: &mut Commands) -> bool {
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
        let width = (room.width() - 48.0).clamp(200.0, 440.0);
        ui.set_max_width(width);
        ui.horizontal_top(|ui| {
            // The sign and the first line are level with the buttons.
            let sign = egui::Label::new(RichText::new(icon).size(18.0).color(colour));
            ui.add_sized(vec2(20.0, BUTTON), sign);
            ui.vertical(|ui| {
                let beside = if message.way_back.is_some() {
                    190.0
                } else {
                    110.0
                };
                ui.set_max_width((width - beside).max(90.0));
                let line = ui.text_style_height(&egui::TextStyle::Body);
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.add_space(((BUTTON - line) / 2.0).max(0.0));
                let text = RichText::new(&message.text).color(colours.text);
                let text = egui::Label::new(text).wrap();
                if message.text.len() < LONG {
                    ui.add(text);
                    return;
                }
                // A long one leaves most of the canvas to be seen.
                let height = (room.height() * SHARE).max(2.5 * line);
                ui.set_max_height(height);
                ScrollArea::vertical()
                    .id_salt(message.id)
                    .max_height(height)
                    .show(ui, |ui| ui.add(text));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Messages;

    fn of(text: &str, offer: bool) -> f64 {
        let mut messages = Messages::default();
        match offer {
            true => messages.done(text, "Undo", Command::Undo),
            false => messages.say(Tone::Done, text),
        }
        stays(messages.iter().next().expect("a message"))
    }

    #[test]
    fn a_message_stays_as_long_as_it_takes_to_read() {
        assert_eq!(of("Saved", false), STAYS);
        assert!(of(&"a word ".repeat(60), false) > 20.0);
        assert_eq!(of("Saved", true), STAYS + OFFER);
    }
}
