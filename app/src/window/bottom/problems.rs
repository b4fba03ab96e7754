//! The problems of the workflow, each with its place and, where there is one, its fix.

use egui::{RichText, ScrollArea, Sense, Ui, WidgetInfo, WidgetType, vec2};
use egui_phosphor::regular as glyph;
use misp_flow_engine::check::{Place, Problem, Severity};

use crate::{
    state::{Command, ModuleCommand, ServerCommand, State},
    window::{
        controls::{Commands, empty},
        theme::Colours,
    },
};

const ROW: f32 = 32.0;

pub(super) fn show(ui: &mut Ui, state: &State, out: &mut Commands) {
    let problems = state.known_problems();
    if problems.is_empty() {
        let (title, text) = if state.document().workflow().graph.nodes.is_empty() {
            (
                "Nothing to check yet",
                "Problems show here as soon as there are nodes",
            )
        } else if state.is_checking() {
            ("Checking…", "Problems show here as soon as they are found")
        } else {
            (
                "No problems found",
                "MISP would take this workflow as it is",
            )
        };
        empty(ui, glyph::CHECK_CIRCLE, title, text);
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .id_salt("problems")
        .auto_shrink(false)
        .show_rows(ui, ROW, problems.len(), |ui, rows| {
            let start = rows.start;
            for (offset, problem) in problems.get(rows).into_iter().flatten().enumerate() {
                row(ui, state, start + offset, problem, out);
            }
        });
}

fn row(ui: &mut Ui, state: &State, place: usize, problem: &Problem, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let (icon, colour) = match problem.severity {
        Severity::Error => (glyph::X_CIRCLE, colours.error),
        Severity::Warning => (glyph::WARNING, colours.warning),
        Severity::Notice => (glyph::INFO, colours.accent),
    };
    let size = vec2(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let at = place_words(state, &problem.place);
    response.widget_info(|| {
        let name = format!("{}: {}", capital(problem.severity.name()), problem.text);
        WidgetInfo::labeled(WidgetType::Button, true, name)
    });
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(
            rect.shrink2(vec2(6.0, 1.0)),
            5.0,
            ui.visuals().widgets.inactive.weak_bg_fill,
        );
    }
    let mut inside = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(rect.shrink2(vec2(14.0, 2.0)))
            .layout(egui::Layout::left_to_right(egui::Align::Center)),
    );
    inside.spacing_mut().item_spacing.x = 8.0;
    inside.label(RichText::new(icon).size(17.0).color(colour));
    inside.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        if let Some(fix) = &problem.fix {
            let button = ui.button(fix.label);
            button.widget_info(|| {
                WidgetInfo::labeled(WidgetType::Button, true, format!("Fix: {}", fix.label))
            });
            if button.clicked() {
                out.push(Command::Fix(place));
            }
        }
        if let Some(module) = state.switched_off_by(problem) {
            let switch = Command::Server(ServerCommand::Modules(ModuleCommand::AskNeeded));
            let refusal = state.why_not(&switch);
            let button = ui.add_enabled(refusal.is_none(), egui::Button::new("Switch it on…"));
            button.widget_info(|| {
                let name = format!("Fix: switch {} on", module.name);
                WidgetInfo::labeled(WidgetType::Button, refusal.is_none(), name)
            });
            let button = button.on_disabled_hover_text(refusal.unwrap_or_default());
            if button.clicked() {
                out.push(switch);
            }
        }
        ui.add(
            egui::Label::new(RichText::new(at).size(12.0).color(colours.soft_text))
                .selectable(false),
        );
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.add(
                egui::Label::new(RichText::new(&problem.text).color(colours.text))
                    .truncate()
                    .selectable(false),
            );
        });
    });
    if response.clicked() {
        out.push(Command::ShowProblem(place));
    }
    response.on_hover_text(&problem.text);
}

fn place_words(state: &State, place: &Place) -> String {
    let name = |id| {
        let node = state.document().workflow().graph.node(id);
        node.map_or_else(|| id.to_string(), |node| format!("{} ({id})", node.name))
    };
    match place {
        Place::Workflow => "Workflow".to_owned(),
        Place::Node(node) => name(node),
        Place::Param(node, param) => format!("{} · {param}", name(node)),
        Place::Filter(node) => format!("{} · filter", name(node)),
        Place::Port(port) => format!("{} · {}", name(&port.node), port.port),
        Place::Frame(_) => "Frame".to_owned(),
        Place::Wire(edge) => format!(
            "{} {} {}",
            name(&edge.from.node),
            glyph::ARROW_RIGHT,
            name(&edge.to.node)
        ),
    }
}

fn capital(word: &str) -> String {
    misp_flow_engine::describe::capitalised(word)
}
