//! Quick edit: the parameters of a node in a small box beside it.

use egui::{Area, Id, Order, Pos2, Rect, RichText, Ui};
use egui_phosphor::regular as glyph;
use misp_flow_engine::workflow::NodeId;

use crate::{
    state::{Command, State},
    window::{
        controls::{Commands, icon_button},
        inspector::{self, InspectorState},
        panels::{command_of, input_of},
        theme::Colours,
    },
};

/// What became of the box in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It stays open.
    No,
    /// It was closed.
    Closed,
    /// All of the node is wanted, in the inspector.
    More,
}

/// The open box.
pub struct QuickEdit {
    node: NodeId,
    at: Pos2,
    form: InspectorState,
    opened: bool,
    escaped: bool,
}

impl QuickEdit {
    /// Opens the box for a node, with its corner at a point of the window.
    pub fn new(node: NodeId, at: Pos2) -> Self {
        let mut form = InspectorState::default();
        form.focus_first_param();
        Self {
            node,
            at,
            form,
            opened: false,
            escaped: false,
        }
    }

    /// Takes Escape before the canvas does, unless a list that a field has opened waits for it:
    /// such a field keeps the keyboard.
    pub fn take_keys(&mut self, ctx: &egui::Context) {
        let free = ctx.memory(|memory| memory.focused().is_none());
        self.escaped = free && !egui::Popup::is_any_open(ctx) && super::escape(ctx);
    }

    /// Shows the box within `room`.
    pub fn show(&mut self, ui: &Ui, room: Rect, state: &State, out: &mut Commands) -> Ended {
        let graph = &state.document().workflow().graph;
        let Some(node) = graph.node(&self.node) else {
            return Ended::Closed;
        };
        let mut ended = Ended::No;
        let width = 330.0_f32.min(room.width() - 16.0);
        let height = (room.height() - 70.0).clamp(80.0, 420.0);
        let area = Area::new(Id::new("quick edit"))
            .order(Order::Middle)
            .fixed_pos(self.at + egui::vec2(0.0, 6.0))
            .constrain_to(room);
        let shown = area.show(ui.ctx(), |ui| {
            let frame = egui::Frame::popup(ui.style()).inner_margin(10);
            frame.show(ui, |ui| {
                ui.set_width(width - 22.0);
                // Near the lower edge it would otherwise be offered what is left below the pointer;
                // as high as it needs to be, it is moved up.
                ui.set_max_height(height + 40.0);
                let bar = egui::Layout::right_to_left(egui::Align::Center);
                ui.allocate_ui_with_layout(egui::vec2(width - 22.0, 28.0), bar, |ui| {
                    if icon_button(ui, glyph::X, "Close the quick edit", true)
                        .on_hover_text("Close (Esc)")
                        .clicked()
                    {
                        ended = Ended::Closed;
                    }
                    if icon_button(ui, glyph::SIDEBAR_SIMPLE, "Show in the inspector", true)
                        .on_hover_text("Show in the inspector")
                        .clicked()
                    {
                        ended = Ended::More;
                    }
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        let colours = Colours::of(ui.visuals());
                        let title = RichText::new(&node.name).strong().color(colours.text);
                        ui.add(egui::Label::new(title).truncate().selectable(false));
                    });
                });
                egui::ScrollArea::vertical()
                    .max_height(height)
                    .auto_shrink([false, true])
                    .show(ui, |ui| {
                        let selection = [self.node.clone()];
                        let input = input_of(state, &selection);
                        for action in inspector::quick(ui, &input, &mut self.form) {
                            out.push(command_of(action));
                        }
                    });
            });
        });
        // A list that a field has opened is in front of the window's panels; a click there is
        // part of the edit.
        let pressed = ui.ctx().input(|i| {
            let at = i.pointer.interact_pos();
            at.filter(|_| i.pointer.any_pressed())
        });
        let elsewhere = pressed.is_some_and(|at| {
            let layer = ui.ctx().layer_id_at(at);
            let behind = layer.is_none_or(|layer| layer.order == Order::Background);
            behind && !shown.response.rect.contains(at)
        });
        if self.escaped || (self.opened && elsewhere) {
            ended = Ended::Closed;
        }
        self.opened = true;
        if ended != Ended::No {
            out.push(Command::Seal);
        }
        ended
    }
}
