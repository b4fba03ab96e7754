//! The panel on the left: modules, events, and the outline of the nodes.

mod events;
mod modules;
mod outline;

pub(crate) use modules::fit;

use egui::Ui;

use super::controls::{Commands, tab};
use crate::state::{Command, LeftTab, State};

/// What the left panel remembers from frame to frame.
#[derive(Debug, Default)]
pub struct LeftPanel {
    modules: modules::ModuleList,
    outline: outline::Outline,
}

impl LeftPanel {
    /// Shows the tabs and what is in the chosen one.
    pub fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        ui.horizontal(|ui| {
            ui.add_space(4.0);
            for (which, name) in [
                (LeftTab::Modules, "Modules"),
                (LeftTab::Events, "Events"),
                (LeftTab::Outline, "Outline"),
            ] {
                if tab(ui, state.left == which, name, None) {
                    out.push(Command::ShowLeft(which));
                }
            }
        });
        ui.add_space(4.0);
        match state.left {
            LeftTab::Modules => self.modules.show(ui, state, out),
            LeftTab::Events => events::show(ui, state, out),
            LeftTab::Outline => self.outline.show(ui, state, out),
        }
    }
}

/// A search field over the whole width, with a cross that empties it.
fn search(ui: &mut Ui, text: &mut String, hint: &str) -> egui::Response {
    ui.horizontal(|ui| {
        ui.add_space(8.0);
        let width = ui.available_width() - if text.is_empty() { 8.0 } else { 38.0 };
        let field = egui::TextEdit::singleline(text)
            .hint_text(hint)
            .desired_width(width)
            .margin(egui::Margin::symmetric(8, 6));
        let response = ui.add(field);
        let name = hint.trim_end_matches('…').to_owned();
        ui.ctx()
            .accesskit_node_builder(response.id, |node| node.set_label(name));
        if !text.is_empty()
            && super::controls::icon_button(ui, egui_phosphor::regular::X, "Empty the search", true)
                .clicked()
        {
            text.clear();
            response.request_focus();
        }
        response
    })
    .inner
}
