//! Buttons above the inspector for what is done most with several nodes.

use egui::{Button, Label, RichText, Ui};
use egui_phosphor::regular as glyph;
use misp_flow_engine::arrange::{Alignment, Axis};

use super::{
    controls::{Commands, command_icon, count_words},
    theme::Colours,
};
use crate::state::{Command, State};

/// The width in which all buttons stand in one row.
const WIDE: f32 = 400.0;

/// Shows the frame where one is selected, and the buttons where several nodes are.
pub fn show(ui: &mut Ui, state: &State, out: &mut Commands) {
    frame(ui, state, out);
    if state.selected().nodes.len() < 2 {
        return;
    }
    let groups: [&[(&str, Command)]; 3] = [
        &[
            (glyph::ALIGN_LEFT, Command::Align(Alignment::Left)),
            (
                glyph::ALIGN_CENTER_HORIZONTAL,
                Command::Align(Alignment::Centre),
            ),
            (glyph::ALIGN_RIGHT, Command::Align(Alignment::Right)),
            (glyph::ALIGN_TOP, Command::Align(Alignment::Top)),
            (
                glyph::ALIGN_CENTER_VERTICAL,
                Command::Align(Alignment::Middle),
            ),
            (glyph::ALIGN_BOTTOM, Command::Align(Alignment::Bottom)),
        ],
        &[
            (
                glyph::ARROWS_OUT_LINE_HORIZONTAL,
                Command::Distribute(Axis::Horizontal),
            ),
            (
                glyph::ARROWS_OUT_LINE_VERTICAL,
                Command::Distribute(Axis::Vertical),
            ),
            (glyph::TREE_STRUCTURE, Command::TidyUp),
        ],
        &[
            (glyph::SELECTION, Command::Frame),
            (glyph::COPY_SIMPLE, Command::Duplicate),
            (glyph::TRASH, Command::Delete { reconnect: false }),
        ],
    ];
    let margin = egui::Margin {
        left: 8,
        right: 8,
        top: 8,
        bottom: 0,
    };
    egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        let narrow = ui.available_width() < WIDE;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(2.0, 2.0);
            for (place, group) in groups.into_iter().enumerate() {
                match place {
                    0 => {}
                    1 if narrow => ui.end_row(),
                    _ => ui.add_space(6.0),
                }
                for (icon, command) in group {
                    command_icon(ui, state, icon, command.clone(), out);
                }
            }
        });
    });
}

/// What is selected besides the nodes, and how to be rid of that alone.
fn frame(ui: &mut Ui, state: &State, out: &mut Commands) {
    let Some(frame) = state.selected_frame() else {
        return;
    };
    let colours = Colours::of(ui.visuals());
    let margin = egui::Margin {
        left: 12,
        right: 12,
        top: 10,
        bottom: 2,
    };
    egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        let nodes = state.selected().nodes.len();
        let words = format!("1 frame with {}", count_words(nodes, "node"));
        ui.label(RichText::new(words).size(16.0).strong().color(colours.text));
        if let Some(title) = frame.text.lines().next().filter(|title| !title.is_empty()) {
            let title = RichText::new(title).color(colours.soft_text);
            ui.add(Label::new(title).truncate());
        }
        let button = Button::new("Remove the frame, keep its nodes").wrap();
        if ui.add(button).clicked() {
            out.push(Command::RemoveFrame);
        }
    });
}
