//! The panel on the left: modules, events, the outline of the nodes, and the lessons.

mod blueprints;
mod events;
mod learn;
mod module_row;
mod modules;
mod outline;
mod workflows;

pub(crate) use modules::fit;

use egui::{RichText, Ui};
use egui_phosphor::regular as glyph;

use super::{
    controls::{Commands, icon_button, icon_tab, tab},
    theme::Colours,
};
use crate::state::{Command, LeftTab, State};

/// The heading of a part of a list.
fn heading(ui: &mut Ui, title: &str) {
    ui.add_space(4.0);
    ui.horizontal(|ui| heading_words(ui, title));
}

/// The words of a heading, for one that has more on its line.
fn heading_words(ui: &mut Ui, title: &str) {
    ui.add_space(10.0);
    let colour = Colours::of(ui.visuals()).soft_text;
    ui.label(RichText::new(title).size(12.0).strong().color(colour));
}

/// What the left panel remembers from frame to frame.
#[derive(Debug, Default)]
pub struct LeftPanel {
    modules: modules::ModuleList,
    events: events::EventRows,
    outline: outline::Outline,
    learn: learn::LearnPanel,
    workflows: workflows::WorkflowList,
}

impl LeftPanel {
    /// Shows the tabs and what is in the chosen one.
    pub fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        // In a narrow panel the tabs take two lines, so that none is out of reach.
        ui.horizontal_wrapped(|ui| {
            ui.add_space(4.0);
            ui.spacing_mut().item_spacing = egui::vec2(3.0, 0.0);
            ui.spacing_mut().button_padding.x = 4.0;
            for (which, name) in [
                (LeftTab::Modules, "Modules"),
                (LeftTab::Workflows, "Workflows"),
                (LeftTab::Events, "Events"),
            ] {
                // Blueprints are shown among the modules, under a chip of their own.
                let shown = match state.left {
                    LeftTab::Blueprints => LeftTab::Modules,
                    other => other,
                };
                if tab(ui, shown == which, name, None) {
                    out.push(Command::ShowLeft(which));
                }
            }
            // With words these would take a second line.
            for (which, icon, name) in [
                (LeftTab::Outline, glyph::LIST_BULLETS, "Outline"),
                (LeftTab::Learn, glyph::GRADUATION_CAP, "Learn"),
            ] {
                if icon_tab(ui, state.left == which, icon, name) {
                    out.push(Command::ShowLeft(which));
                }
            }
        });
        ui.add_space(4.0);
        match state.left {
            LeftTab::Modules | LeftTab::Blueprints => self.modules.show(ui, state, out),
            LeftTab::Workflows => self.workflows.show(ui, state, out),
            LeftTab::Events => self.events.show(ui, state, out),
            LeftTab::Outline => self.outline.show(ui, state, out),
            LeftTab::Learn => self.learn.show(ui, state, out),
        }
    }
}

/// A search field over the whole width, with a cross that empties it.
fn search(ui: &mut Ui, text: &mut String, hint: &str) -> egui::Response {
    let visuals = &ui.visuals().widgets;
    let frame = egui::Frame::new()
        .fill(ui.visuals().extreme_bg_color)
        .stroke(visuals.noninteractive.bg_stroke)
        .corner_radius(6)
        .outer_margin(egui::Margin::symmetric(8, 0))
        .inner_margin(egui::Margin::symmetric(8, 0));
    frame
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_height(28.0);
                let colours = Colours::of(ui.visuals());
                let glass = egui_phosphor::regular::MAGNIFYING_GLASS;
                ui.label(egui::RichText::new(glass).color(colours.soft_text));
                let cross = 28.0 + ui.spacing().item_spacing.x;
                let width = ui.available_width() - if text.is_empty() { 0.0 } else { cross };
                let field = egui::TextEdit::singleline(text)
                    .hint_text(hint)
                    .frame(egui::Frame::NONE)
                    .desired_width(width);
                let response = ui.add(field);
                let name = hint.trim_end_matches('…').to_owned();
                ui.ctx()
                    .accesskit_node_builder(response.id, |node| node.set_label(name));
                let cross = egui_phosphor::regular::X;
                if !text.is_empty() && icon_button(ui, cross, "Empty the search", true).clicked() {
                    text.clear();
                    response.request_focus();
                }
                response
            })
            .inner
        })
        .inner
}
