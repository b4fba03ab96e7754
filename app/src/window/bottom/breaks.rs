//! The list of break points, behind a button.

use egui::{Key, Popup, PopupCloseBehavior, RichText, TextEdit, Ui, WidgetInfo, WidgetType};
use egui_phosphor::regular as glyph;
use misp_flow_engine::{condition::Operator, run::Watch};

use crate::{
    state::{Command, State, StepCommand},
    stepper::BreakId,
    window::{
        controls::{Commands, icon_button, tick},
        theme::Colours,
    },
};

/// The condition that is being typed.
#[derive(Debug)]
pub(super) struct Draft(Watch);

impl Default for Draft {
    fn default() -> Self {
        Self(Watch {
            path: String::new(),
            operator: Operator::In,
            value: String::new(),
        })
    }
}

/// The button, and the list that it opens.
pub(super) fn button(ui: &mut Ui, state: &State, draft: &mut Draft, out: &mut Commands) {
    opener(ui, state, (draft, false), out);
}

/// The same with no more than its sign and the count, where there is little room.
pub(super) fn small_button(ui: &mut Ui, state: &State, draft: &mut Draft, out: &mut Commands) {
    opener(ui, state, (draft, true), out);
}

fn opener(ui: &mut Ui, state: &State, (draft, small): (&mut Draft, bool), out: &mut Commands) {
    let count = state.breaks().count();
    let words = match count {
        0 => "Break points".to_owned(),
        count => format!("Break points ({count})"),
    };
    let colours = Colours::of(ui.visuals());
    let colour = if count == 0 {
        colours.soft_text
    } else {
        colours.error
    };
    let shown = match (small, count) {
        (false, _) => format!("{}  {words}", glyph::RECORD),
        (true, 0) => glyph::RECORD.to_owned(),
        (true, count) => format!("{}  {count}", glyph::RECORD),
    };
    let text = RichText::new(shown).color(colour);
    let response = ui.add(egui::Button::new(text).frame_when_inactive(false));
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, &words));
    let tip = match small {
        true => "Break points: where runs pause",
        false => "Where runs pause",
    };
    let response = response.on_hover_text(tip);
    Popup::from_toggle_button_response(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_width(360.0);
            ui.spacing_mut().item_spacing.y = 4.0;
            list(ui, state, out);
            ui.separator();
            add(ui, draft, out);
        });
}

fn list(ui: &mut Ui, state: &State, out: &mut Commands) {
    let breaks = state.breaks();
    let graph = &state.document().workflow().graph;
    if breaks.nodes.is_empty() {
        let colours = Colours::of(ui.visuals());
        let text = "Press F9 with a node selected to pause before it";
        ui.label(RichText::new(text).size(12.0).color(colours.soft_text));
    }
    for (id, on) in &breaks.nodes {
        let name = graph.node(id).map_or_else(
            || format!("Before node {id}, which is gone"),
            |node| format!("Before {}", node.name),
        );
        row(ui, &name, *on, BreakId::Node(id.clone()), out);
    }
    for (place, point) in breaks.watches.iter().enumerate() {
        let name = format!("When {}", point.watch.words());
        row(ui, &name, point.on, BreakId::Watch(place), out);
    }
    let mut failure = breaks.failure;
    if tick(ui, &mut failure, "When a step fails", true).changed() {
        out.push(Command::Step(StepCommand::BreakOnFailure));
    }
}

fn row(ui: &mut Ui, name: &str, on: bool, id: BreakId, out: &mut Commands) {
    ui.horizontal(|ui| {
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        ui.with_layout(layout, |ui| {
            let remove = icon_button(ui, glyph::X, &format!("Remove: {name}"), true);
            if remove.on_hover_text("Remove the break point").clicked() {
                out.push(Command::Step(StepCommand::RemoveBreak(id.clone())));
            }
            let layout = egui::Layout::left_to_right(egui::Align::Center);
            ui.with_layout(layout, |ui| {
                let mut on = on;
                ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
                if tick(ui, &mut on, name, true).changed() {
                    out.push(Command::Step(StepCommand::SwitchBreak(id, on)));
                }
            });
        });
    });
}

fn add(ui: &mut Ui, draft: &mut Draft, out: &mut Commands) {
    let Draft(watch) = draft;
    ui.label("Pause when the data become so");
    let mut entered = field(
        ui,
        &mut watch.path,
        "Hash path to watch",
        "Event.Tag.{n}.name",
    );
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(2.0, 2.0);
        for (operator, words) in Watch::OPERATORS {
            ui.selectable_value(&mut watch.operator, operator, words);
        }
    });
    if watch.operator != Operator::AnyValue {
        let hint = match watch.operator {
            Operator::InOr => "tlp:red, PAP:RED",
            _ => "tlp:red",
        };
        entered |= field(ui, &mut watch.value, "Value to watch for", hint);
    }
    let ready = !watch.path.trim().is_empty();
    let pressed = ui
        .add_enabled(ready, egui::Button::new("Add the condition"))
        .on_disabled_hover_text("Type a hash path first")
        .clicked();
    if pressed || (ready && entered) {
        out.push(Command::Step(StepCommand::AddWatch(watch.clone())));
        *draft = Draft::default();
    }
}

/// A field for a text; gives whether it was ended with Enter.
fn field(ui: &mut Ui, text: &mut String, name: &str, hint: &str) -> bool {
    let field = TextEdit::singleline(text)
        .hint_text(hint)
        .desired_width(f32::INFINITY)
        .margin(egui::Margin::symmetric(8, 4));
    let field = ui.add(field);
    let name = name.to_owned();
    ui.ctx()
        .accesskit_node_builder(field.id, |node| node.set_label(name));
    field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}
