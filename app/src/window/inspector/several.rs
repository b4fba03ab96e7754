//! Several selected nodes: which they are and what they share.

use std::sync::Arc;

use egui::{RichText, Ui};
use misp_flow_engine::workflow::{Node, NodeId, NodeKind};

use super::{
    InspectorAction,
    form::Form,
    label::{Tone, gap, note},
    node::node_row,
    section::Section,
};
use crate::window::theme::Colours;

/// Shows the selected nodes.
pub(super) fn show(ui: &mut Ui, form: &mut Form<'_, '_>, selected: &[(&NodeId, &Arc<Node>)]) {
    let colours = Colours::of(ui.visuals());
    let title = format!("{} nodes selected", selected.len());
    ui.label(RichText::new(title).size(16.0).strong().color(colours.text));
    note(
        ui,
        Tone::Plain,
        &kinds(selected.iter().map(|(_, node)| node.kind)),
    );
    note(
        ui,
        Tone::Plain,
        "Drag one to move them all. Delete removes them; with Shift, their neighbours are connected.",
    );
    Section::new("Nodes").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for (id, node) in selected {
            let module = form.input.catalogue.module_of(node);
            let detail = format!("{} · {id}", module.name);
            let row = |ui: &mut Ui| node_row(ui, node, &module, &detail);
            if ui.push_id(id, row).inner.clicked() {
                form.ask(InspectorAction::JumpTo((*id).clone()));
            }
        }
    });
    let shared = shared(form, selected);
    if !shared.is_empty() {
        Section::new("What they share").show(ui, |ui| {
            for (label, value) in &shared {
                note(ui, Tone::Plain, label);
                ui.add(egui::Label::new(RichText::new(value).color(colours.text)).wrap());
                gap(ui);
            }
        });
    }
}

/// How many of each kind there are, in words.
pub(super) fn kinds(kinds: impl Iterator<Item = NodeKind> + Clone) -> String {
    let of = |kind| kinds.clone().filter(|known| *known == kind).count();
    let count = |number: usize, one: &str, many: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        number => Some(format!("{number} {many}")),
    };
    let told: Vec<String> = [
        count(of(NodeKind::Trigger), "trigger", "triggers"),
        count(of(NodeKind::Logic), "logic node", "logic nodes"),
        count(of(NodeKind::Action), "action", "actions"),
        count(of(NodeKind::Unknown), "node of no kind", "nodes of no kind"),
    ]
    .into_iter()
    .flatten()
    .collect();
    told.join(", ")
}

/// The module and the params' values that all nodes have in common, if they are of one module.
/// Secrets are left out.
fn shared(form: &Form<'_, '_>, selected: &[(&NodeId, &Arc<Node>)]) -> Vec<(String, String)> {
    let Some(((_, first), others)) = selected.split_first() else {
        return Vec::new();
    };
    if others.iter().any(|(_, node)| node.module != first.module) {
        return Vec::new();
    }
    let module = form.input.catalogue.module_of(first);
    let values = module.merge(&first.params).values;
    let others: Vec<_> = others
        .iter()
        .map(|(_, node)| module.merge(&node.params).values)
        .collect();
    let mut told = vec![("Module".to_owned(), module.name.clone())];
    for param in module.visible_params(&first.params) {
        let Some(value) = values.get(param.id.as_str()) else {
            continue;
        };
        let same = others
            .iter()
            .all(|other| other.get(param.id.as_str()) == Some(value));
        let text = match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Array(items) => {
                let texts: Vec<&str> = items.iter().filter_map(|item| item.as_str()).collect();
                texts.join(", ")
            }
            other => other.to_string(),
        };
        if !same || text.is_empty() || misp_flow_engine::describe::is_secret(&module, param, &text)
        {
            continue;
        }
        let text = param
            .option(&text)
            .map_or(text.clone(), |option| option.label.to_string());
        told.push((param.label.clone(), text));
    }
    told
}
