//! The nodes as a list: for the keyboard, for screen readers, and for finding one among thousands.

use egui::{Key, RichText, ScrollArea, Ui};
use misp_flow_engine::workflow::NodeId;

use super::search;
use crate::{
    state::{Command, Revision, State},
    window::{
        controls::{Commands, empty},
        icons,
        scene::kind_of_node,
        theme::Colours,
    },
};

/// What the outline remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct Outline {
    text: String,
    /// The nodes that the search finds, with the search and revision they are those of.
    found: Vec<NodeId>,
    found_for: Option<(String, Revision)>,
}

const ROW: f32 = 26.0;

impl Outline {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let graph = &state.document().workflow().graph;
        if graph.nodes.is_empty() {
            empty(
                ui,
                egui_phosphor::regular::TREE_STRUCTURE,
                "No nodes yet",
                "Add a trigger from the modules",
            );
            return;
        }
        let field = search(ui, &mut self.text, "Search nodes…");
        ui.add_space(4.0);
        let wanted = Some((self.text.clone(), state.document().revision()));
        if self.found_for != wanted {
            self.found_for = wanted;
            let text = self.text.trim().to_lowercase();
            let fits = |id: &NodeId, name: &str, module: &str| {
                name.to_lowercase().contains(&text) || module.contains(&text) || id.as_str() == text
            };
            self.found = graph
                .nodes
                .iter()
                .filter(|(id, node)| text.is_empty() || fits(id, &node.name, &node.module))
                .map(|(id, _)| id.clone())
                .collect();
        }
        if field.lost_focus()
            && ui.input(|i| i.key_pressed(Key::Enter))
            && let Some(first) = self.found.first()
        {
            out.push(Command::Jump(first.clone()));
        }
        let found = &self.found;
        ui.spacing_mut().item_spacing.y = 1.0;
        ScrollArea::vertical()
            .id_salt("outline")
            .auto_shrink(false)
            .show_rows(ui, ROW, found.len(), |ui, rows| {
                for id in found.get(rows).into_iter().flatten() {
                    if let Some(node) = graph.node(id) {
                        let module = state.catalogue.module_of(node);
                        let kind = kind_of_node(node.kind);
                        let colours = Colours::of(ui.visuals());
                        let icon = icons::module_icon(&module.icon, kind);
                        ui.horizontal(|ui| {
                            ui.add_space(8.0);
                            let on = state.selected().nodes.contains(id);
                            let width = ui.available_width() - 8.0;
                            let button = egui::Button::selectable(on, RichText::new(&node.name))
                                .left_text(RichText::new(icon).color(colours.kind(kind)))
                                .right_text(
                                    RichText::new(id.as_str())
                                        .size(12.0)
                                        .color(colours.soft_text),
                                )
                                .truncate()
                                .min_size(egui::vec2(width, ROW));
                            let response = ui.add(button);
                            response.widget_info(|| {
                                egui::WidgetInfo::selected(
                                    egui::WidgetType::SelectableLabel,
                                    true,
                                    on,
                                    format!("Go to node {id} {}", node.name),
                                )
                            });
                            if response.clicked() {
                                out.push(Command::Jump(id.clone()));
                            }
                        });
                    }
                }
            });
    }
}
