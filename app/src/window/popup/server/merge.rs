//! What both sides changed: each conflict with mine and theirs, to be decided.

use egui::{Align, Button, Layout, RichText, Ui, WidgetInfo, WidgetType, vec2};
use misp_flow_engine::merge::{Conflict, Merge, Side};

use super::{drawn, lines, outlined, soft, well};
use crate::{
    push::{Plan, Standing},
    state::{Command, Pushing, ServerCommand},
    window::{controls::Commands, decide, theme::Colours},
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
            decide::all(ui, out);
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
            outlined(ui);
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
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        let behind = plan.standing == Standing::Behind;
        decide::take_theirs(ui, behind, out);
        decide::take_mine(ui, out);
        decide::keep_copy(ui, out);
        let show = Button::new("Show on the canvas").min_size(vec2(0.0, 30.0));
        let tip = "Shows what each side changed, and lets you decide there";
        if ui.add(show).on_hover_text(tip).clicked() {
            out.push(Command::Server(ServerCommand::ShowOnCanvas));
        }
    });
    ui.add_space(4.0);
    let size = vec2(ui.available_width(), 30.0);
    let layout = Layout::right_to_left(Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        decide::bring_together(ui, pushing, out);
        let cancel = ui.add(Button::new("Cancel").min_size(vec2(84.0, 30.0)));
        if ui.memory(|memory| memory.focused().is_none()) {
            cancel.request_focus();
        }
        if cancel.clicked() {
            out.push(Command::CloseDialog);
        }
    });
}
