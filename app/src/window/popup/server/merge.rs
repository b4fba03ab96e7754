//! What both sides changed: each conflict with mine and theirs, to be decided.

use egui::{Button, RichText, Ui, WidgetInfo, WidgetType, vec2};
use misp_flow_engine::merge::{Conflict, Merge, Side};

use super::{super::dialog::buttons, drawn, lines, soft, well};
use crate::{
    push::{Plan, Standing},
    state::{Command, Pushing, ServerCommand},
    window::{controls::Commands, theme::Colours},
};

pub(super) fn show(ui: &mut Ui, pushing: &Pushing, merge: &Merge, out: &mut Commands) {
    let conflicts = merge.conflicts();
    if conflicts.is_empty() {
        soft(
            ui,
            "No part was changed by both. What each side changed is taken",
        );
    } else {
        ui.horizontal_wrapped(|ui| {
            ui.strong("Changed by both");
            for (text, side) in [("All mine", Side::Mine), ("All theirs", Side::Theirs)] {
                if ui.button(text).clicked() {
                    out.push(Command::Server(ServerCommand::ChooseAll(side)));
                }
            }
        });
    }
    for conflict in conflicts {
        one(ui, pushing, conflict, out);
    }
    let Some(three) = pushing.three() else { return };
    for (title, side) in [
        ("Changed on the server only", Side::Theirs),
        ("Changed here only", Side::Mine),
    ] {
        let mut words = three.changed_by(side).peekable();
        if words.peek().is_some() {
            ui.add_space(4.0);
            ui.strong(title);
            lines(ui, words);
        }
    }
}

fn one(ui: &mut Ui, pushing: &Pushing, conflict: &Conflict, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    well(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.label(RichText::new(&conflict.title).strong().color(colours.text));
        let chosen = pushing.choice(&conflict.part);
        for (side, text, words) in [
            (Side::Mine, "Mine", &conflict.mine),
            (Side::Theirs, "Theirs", &conflict.theirs),
        ] {
            let is_chosen = chosen == Some(side);
            let response = ui.radio(is_chosen, text);
            response.widget_info(|| {
                let name = format!("{text}, {}", conflict.title);
                WidgetInfo::selected(WidgetType::RadioButton, true, is_chosen, name)
            });
            if response.clicked() {
                let part = conflict.part.clone();
                out.push(Command::Server(ServerCommand::Choose(part, side)));
            }
            ui.indent(text, |ui| {
                if words.is_empty() {
                    soft(ui, "as it was");
                }
                for line in words {
                    soft(ui, drawn(line));
                }
            });
        }
    });
}

/// What can be done with what both changed.
pub(super) fn actions(ui: &mut Ui, pushing: &Pushing, plan: &Plan, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    ui.add_space(4.0);
    let mut press = |ui: &mut Ui, text: &str, command: ServerCommand, strong: bool, tip: &str| {
        let button = if strong {
            Button::new(RichText::new(text).color(colours.on_fill).strong()).fill(colours.accent)
        } else {
            Button::new(text)
        };
        let response = ui.add(button.min_size(vec2(0.0, 30.0)));
        if response.on_hover_text(tip).clicked() {
            out.push(Command::Server(command));
        }
    };
    ui.horizontal_wrapped(|ui| {
        let theirs = "Yours stays in the history and can be brought back with Undo";
        press(
            ui,
            "Take theirs",
            ServerCommand::TakeTheirs,
            plan.standing == Standing::Behind,
            theirs,
        );
        let copy = "Opens yours as a new workflow and takes what the server has here";
        press(
            ui,
            "Save mine as a copy",
            ServerCommand::KeepCopy,
            false,
            copy,
        );
        let compare = ServerCommand::ShowOnCanvas;
        press(
            ui,
            "Show on the canvas",
            compare,
            false,
            "Shows what differs",
        );
    });
    ui.horizontal(|ui| {
        let enabled = pushing.is_all_chosen();
        let button = Button::new(RichText::new("Bring together").strong());
        let response = ui.add_enabled(enabled, button.min_size(vec2(0.0, 30.0)));
        let response = response
            .on_hover_text(
                "Changes the workflow here, as one step of its history, then looks again",
            )
            .on_disabled_hover_text("Choose mine or theirs for each part first");
        if response.clicked() {
            out.push(Command::Server(ServerCommand::Merge));
        }
        buttons(ui, &[("Cancel", Some(Command::CloseDialog))], out);
    });
}
