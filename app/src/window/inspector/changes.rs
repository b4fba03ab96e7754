//! What is different in a node's module since the node was made, as far as the node and the
//! catalogue tell.

use egui::{Button, CornerRadius, Frame, Label, Margin, RichText, Stroke, Ui};
use misp_flow_engine::{
    catalogue::Module,
    check::{changed_versions, changes},
    edit::Edit,
    workflow::{Node, NodeId},
};

use super::{form::Form, label::SMALL};
use crate::window::theme::Colours;

/// Shows what is different in the module, where its version changed, with buttons that accept the
/// new version for this node and for all.
pub(super) fn show(
    ui: &mut Ui,
    form: &mut Form<'_, '_>,
    id: &NodeId,
    module: &Module,
    node: &Node,
) {
    if !module.has_changed_since(&node.module_version) {
        return;
    }
    let colours = Colours::of(ui.visuals());
    let accent = colours.warning;
    Frame::new()
        .fill(colours.ground.lerp_to_gamma(accent, 0.08))
        .stroke(Stroke::new(1.0, colours.ground.lerp_to_gamma(accent, 0.35)))
        .corner_radius(CornerRadius::same(6))
        .inner_margin(Margin::symmetric(8, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let title = format!(
                "Made with version {} of the module; the catalogue has {}",
                node.module_version, module.version
            );
            ui.add(Label::new(RichText::new(title).color(colours.text)).wrap());
            let found = changes(module, node);
            let none =
                "No difference shows in the parameters; look whether they still mean the same";
            let lines = if found.is_empty() {
                vec![none.to_owned()]
            } else {
                found
            };
            for line in lines {
                let line = RichText::new(line).size(SMALL).color(colours.soft_text);
                ui.add(Label::new(line).wrap());
            }
            buttons(ui, form, id, module);
        });
}

fn buttons(ui: &mut Ui, form: &mut Form<'_, '_>, id: &NodeId, module: &Module) {
    let all = changed_versions(form.input.workflow, form.input.catalogue);
    ui.horizontal_wrapped(|ui| {
        let enabled = form.editable();
        let this = Button::new(format!("Accept version {}", module.version));
        if ui.add_enabled(enabled, this).clicked() {
            let own = all.iter().filter(|(changed, _)| changed == id).cloned();
            form.choose(Edit::AcceptVersions(own.collect()));
        }
        if all.len() > 1 {
            let every = Button::new(format!("Accept in all {} nodes", all.len()));
            if ui.add_enabled(enabled, every).clicked() {
                form.choose(Edit::AcceptVersions(all));
            }
        }
    });
}
