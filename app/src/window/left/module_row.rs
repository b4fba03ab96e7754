//! A module in the list: its row, its menu, and what is seen of it while it is dragged.

use egui::{
    Color32, CornerRadius, Key, Rect, RichText, Sense, Ui, Vec2, WidgetInfo, WidgetType, vec2,
};
use misp_flow_engine::catalogue::{Module, ModuleKind};

use crate::{
    state::{Command, ModuleCommand, ServerCommand, State, TestCommand},
    window::{
        canvas::ModulePayload,
        controls::{Commands, one_line},
        icons,
        scene::kind_of_module,
        theme::Colours,
    },
};

/// What adds this module.
pub(super) fn add(module: &Module) -> Command {
    Command::AddModule {
        module: module.id.to_string(),
        at: None,
        end: None,
    }
}

const ROW: f32 = 44.0;

/// Its row, which is dragged, pressed or asked for its menu.
pub(super) fn row(ui: &mut Ui, state: &State, module: &Module, out: &mut Commands) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click_and_drag());
    response.widget_info(|| {
        WidgetInfo::labeled(
            WidgetType::Button,
            true,
            format!("Module {}, {}", module.name, module.kind.name()),
        )
    });
    let taken =
        module.kind == ModuleKind::Trigger && state.document().workflow().graph.trigger().is_some();
    if response.drag_started() || response.dragged() {
        response.dnd_set_drag_payload(ModulePayload(module.id.to_string()));
        ghost(ui, module);
    }
    let by_key = response.has_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if response.double_clicked() || by_key {
        out.push(add(module));
    }
    if ui.is_rect_visible(rect) {
        paint(
            ui,
            rect,
            module,
            taken,
            response.hovered() || response.has_focus(),
        );
    }
    response.context_menu(|ui| switch(ui, state, module, out));
    response.on_hover_ui(|ui| {
        ui.set_max_width(320.0);
        ui.label(RichText::new(&module.name).strong());
        ui.label(&module.description);
        let colours = Colours::of(ui.visuals());
        if module.disabled {
            let off = "Switched off on the server";
            ui.label(RichText::new(off).color(colours.warning));
        }
        let how = if taken {
            "The workflow has its trigger already"
        } else {
            "Drag onto the canvas, or double click"
        };
        ui.label(RichText::new(how).color(colours.soft_text));
    });
}

/// Adding it by a menu, and switching it on and off on the server.
fn switch(ui: &mut Ui, state: &State, module: &Module, out: &mut Commands) {
    ui.set_min_width(200.0);
    if ui.button("Add to the workflow").clicked() {
        out.push(add(module));
        ui.close();
    }
    if module.kind != ModuleKind::Trigger && ui.button("Test this module alone").clicked() {
        let alone = TestCommand::Module(module.id.to_string());
        out.push(Command::Test(alone));
        ui.close();
    }
    let servers = state.servers();
    let Some(server) = servers.used().filter(|_| servers.catalogued().is_some()) else {
        return;
    };
    let word = if module.disabled { "on" } else { "off" };
    let command = ModuleCommand::Switch(vec![module.id.to_string()], module.disabled);
    let command = Command::Server(ServerCommand::Modules(command));
    let refusal = state.why_not(&command);
    let button = egui::Button::new(format!("Switch {word} on {}", server.shown_name()));
    let response = ui.add_enabled(refusal.is_none(), button);
    if response
        .on_disabled_hover_text(refusal.unwrap_or_default())
        .clicked()
    {
        out.push(command);
        ui.close();
    }
}

fn paint(ui: &Ui, rect: Rect, module: &Module, taken: bool, lit: bool) {
    let colours = Colours::of(ui.visuals());
    let painter = ui.painter();
    if lit {
        painter.rect_filled(
            rect.shrink2(vec2(4.0, 0.0)),
            6.0,
            ui.visuals().widgets.hovered.weak_bg_fill,
        );
    }
    let kind = kind_of_module(module.kind);
    let faded = |colour: Color32| {
        if taken || module.disabled {
            colour.gamma_multiply(0.55)
        } else {
            colour
        }
    };
    let patch = Rect::from_center_size(rect.left_center() + vec2(24.0, 0.0), Vec2::splat(26.0));
    let corner = if module.kind == ModuleKind::Trigger {
        CornerRadius::same(13)
    } else {
        CornerRadius::same(6)
    };
    painter.rect_filled(patch, corner, faded(colours.kind(kind)));
    let icon = icons::module_icon(&module.icon, kind);
    let centre = egui::Align2::CENTER_CENTER;
    painter.text(
        patch.center(),
        centre,
        icon,
        egui::FontId::proportional(16.0),
        colours.on_fill,
    );
    let left = rect.left() + 46.0;
    let mut width = rect.right() - left - 10.0;
    if module.blocking {
        let at = egui::pos2(rect.right() - 20.0, rect.center().y);
        let sign = egui_phosphor::regular::HAND_PALM;
        painter.text(
            at,
            centre,
            sign,
            egui::FontId::proportional(15.0),
            faded(colours.blocked),
        );
        width -= 20.0;
    }
    let line = |text: &str, size: f32, colour: Color32, y: f32| {
        let font = egui::FontId::proportional(size);
        let galley = painter.layout_job(one_line(text, font, colour, width));
        painter.galley(egui::pos2(left, rect.top() + y), galley, colour);
    };
    line(&module.name, 14.0, faded(colours.text), 4.0);
    line(&module.description, 12.0, faded(colours.soft_text), 23.0);
}

/// What hangs on the pointer while a module is dragged.
fn ghost(ui: &Ui, module: &Module) {
    let Some(at) = ui.ctx().pointer_interact_pos() else {
        return;
    };
    let colours = Colours::of(ui.visuals());
    let layer = egui::LayerId::new(egui::Order::Tooltip, egui::Id::new("dragged module"));
    let painter = ui.ctx().layer_painter(layer);
    let kind = kind_of_module(module.kind);
    let text = format!(
        "{}  {}",
        icons::module_icon(&module.icon, kind),
        module.name
    );
    let galley = painter.layout_no_wrap(text, egui::FontId::proportional(14.0), colours.text);
    let rect = Rect::from_min_size(at + vec2(10.0, 6.0), galley.size() + vec2(20.0, 14.0));
    painter.rect(
        rect,
        8.0,
        colours.node,
        egui::Stroke::new(1.5, colours.kind(kind)),
        egui::StrokeKind::Inside,
    );
    painter.galley(rect.min + vec2(10.0, 7.0), galley, colours.text);
}
