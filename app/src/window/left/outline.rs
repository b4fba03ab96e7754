//! The nodes as a list: for the keyboard, for screen readers, and for finding one among thousands.

use std::collections::HashSet;

use egui::{Align2, FontId, Key, ScrollArea, Sense, Ui, WidgetInfo, WidgetType, pos2, vec2};
use misp_flow_engine::workflow::{Graph, Node, NodeId};

use super::search;
use crate::{
    state::{Command, Revision, State},
    window::{
        controls::{Commands, empty, one_line},
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
            let ordered = in_flow(graph).into_iter();
            self.found = ordered
                .filter_map(|id| Some((graph.node(&id)?, id)))
                .filter(|(node, id)| text.is_empty() || fits(id, &node.name, &node.module))
                .map(|(_, id)| id)
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
                        row(ui, state, id, node, out);
                    }
                }
            });
    }
}

/// The nodes as the workflow goes from its trigger, and behind them those that it does not reach.
fn in_flow(graph: &Graph) -> Vec<NodeId> {
    let mut order: Vec<NodeId> = (graph.trigger())
        .map(|(id, _)| graph.downstream(id))
        .unwrap_or_default();
    let reached: HashSet<NodeId> = order.iter().cloned().collect();
    let others = graph.nodes.keys().filter(|id| !reached.contains(*id));
    order.extend(others.cloned());
    order
}

fn row(ui: &mut Ui, state: &State, id: &NodeId, node: &Node, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let size = vec2(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let on = state.selected().nodes.contains(id);
    response.widget_info(|| {
        let name = format!("Go to node {id} {}", node.name);
        WidgetInfo::selected(WidgetType::SelectableLabel, true, on, name)
    });
    let back = rect.shrink2(vec2(6.0, 0.0));
    if on {
        ui.painter()
            .rect_filled(back, 5.0, ui.visuals().selection.bg_fill);
    } else if response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(back, 5.0, ui.visuals().widgets.inactive.weak_bg_fill);
    }
    let module = state.catalogue.module_of(node);
    let kind = kind_of_node(node.kind);
    let icon = icons::module_icon(&module.icon, kind);
    let painter = ui.painter();
    let y = rect.center().y;
    let big = FontId::proportional(16.0);
    let at = pos2(rect.left() + 22.0, y);
    painter.text(at, Align2::CENTER_CENTER, icon, big, colours.kind(kind));
    let at = pos2(rect.right() - 14.0, y);
    let small = FontId::proportional(12.0);
    let number = painter.text(
        at,
        Align2::RIGHT_CENTER,
        id.as_str(),
        small,
        colours.soft_text,
    );
    let left = rect.left() + 40.0;
    let font = FontId::proportional(14.0);
    let width = (number.left() - left - 8.0).max(10.0);
    let galley = painter.layout_job(one_line(node.name.as_str(), font, colours.text, width));
    painter.galley(pos2(left, y - galley.size().y / 2.0), galley, colours.text);
    if response.clicked() {
        out.push(Command::Jump(id.clone()));
    }
}
