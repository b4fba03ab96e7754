//! Nothing selected: the workflow itself.

use egui::{RichText, Ui};
use egui_phosphor::regular as glyph;
use misp_flow_engine::{check::Severity, edit::Edit, workflow::Workflow};

use super::{
    InspectorAction,
    form::Form,
    label::{Caption, SMALL, Tone, gap, note},
    node::node_row,
    problems,
    section::Section,
    several::kinds,
    text::TextField,
};
use crate::window::{controls::tick, theme::Colours};

/// The longest name that a server stores, in characters (spec 02).
const NAME_LIMIT: usize = 255;

/// Shows the workflow itself.
pub(super) fn show(ui: &mut Ui, form: &mut Form<'_, '_>) {
    let workflow = form.input.workflow;
    let colours = Colours::of(ui.visuals());
    let title = if workflow.is_blueprint() {
        "Blueprint"
    } else {
        "Workflow"
    };
    ui.label(RichText::new(title).size(16.0).strong().color(colours.text));
    ui.add_space(2.0);
    name(ui, form, workflow);
    gap(ui);
    description(ui, form, workflow);
    if !workflow.is_blueprint() {
        gap(ui);
        trigger(ui, form, workflow);
        gap(ui);
        debug(ui, form, workflow);
    }
    let tone = match form.input.problems.first().map(|worst| worst.severity) {
        Some(Severity::Error) => Tone::Error,
        Some(Severity::Warning) => Tone::Warning,
        Some(Severity::Notice) | None => Tone::Plain,
    };
    Section::new("Problems")
        .badge(tone, problems::tally(form.input.problems))
        .show(ui, |ui| {
            if form.input.problems.is_empty() {
                note(ui, Tone::Good, "None found");
            }
            problems::of_workflow(ui, form);
        });
    Section::new("Facts").show(ui, |ui| facts(ui, form, workflow));
}

fn name(ui: &mut Ui, form: &mut Form<'_, '_>, workflow: &Workflow) {
    let length = workflow.name.chars().count();
    let colours = Colours::of(ui.visuals());
    let field = TextField {
        salt: "name",
        caption: Caption::new("Name"),
        text: &workflow.name,
        hint: "What the workflow is called",
        rows: 1,
        editable: true,
        ..TextField::default()
    };
    let typed = field.show_beside(ui, form, |ui| {
        let colour = if length > NAME_LIMIT {
            colours.error
        } else {
            colours.soft_text
        };
        let text = format!("{length} of {NAME_LIMIT}");
        ui.label(RichText::new(text).size(SMALL).color(colour));
    });
    if let Some(name) = typed.text {
        form.type_in(Edit::SetName(name));
    }
    if length > NAME_LIMIT {
        let over = length - NAME_LIMIT;
        let text = format!("{over} characters too long: a server takes {NAME_LIMIT}");
        note(ui, Tone::Error, &text);
    }
}

fn description(ui: &mut Ui, form: &mut Form<'_, '_>, workflow: &Workflow) {
    let field = TextField {
        salt: "description",
        caption: Caption::new("Description"),
        text: &workflow.description,
        hint: "What it is for, and who looks after it",
        rows: 3,
        editable: true,
        ..TextField::default()
    };
    if let Some(description) = field.show(ui, form).text {
        form.type_in(Edit::SetDescription(description));
    }
}

fn trigger(ui: &mut Ui, form: &mut Form<'_, '_>, workflow: &Workflow) {
    Caption::new("Trigger").show(ui, |_| {});
    let Some((id, node)) = workflow.graph.trigger() else {
        note(
            ui,
            Tone::Error,
            "None yet. Add one from the list of modules; a server refuses a workflow without a trigger",
        );
        return;
    };
    let module = form.input.catalogue.module_of(node);
    let can = if module.blocking {
        "Can prevent what starts it"
    } else {
        "Runs after the fact, prevents nothing"
    };
    if node_row(ui, node, &module, can).clicked() {
        form.ask(InspectorAction::JumpTo(id.clone()));
    }
}

fn debug(ui: &mut Ui, form: &mut Form<'_, '_>, workflow: &Workflow) {
    let mut on = workflow.debug_enabled;
    if tick(ui, &mut on, "Send debug posts", form.editable()).clicked() {
        form.choose(Edit::SetDebug(on));
    }
    note(
        ui,
        Tone::Plain,
        "The server posts the data after each step to its debug address",
    );
}

fn facts(ui: &mut Ui, form: &Form<'_, '_>, workflow: &Workflow) {
    let graph = &workflow.graph;
    let number = |count: usize, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    let kinds = kinds(graph.nodes.values().map(|node| node.kind));
    let mut nodes = number(graph.nodes.len(), "node", "nodes");
    if !kinds.is_empty() {
        nodes.push_str(&format!(": {kinds}"));
    }
    let mut lines = vec![
        (glyph::CUBE, nodes),
        (
            glyph::FLOW_ARROW,
            number(graph.edges().count(), "wire", "wires"),
        ),
    ];
    if !graph.frames.is_empty() {
        let frames = number(graph.frames.len(), "frame", "frames");
        lines.push((glyph::FRAME_CORNERS, frames));
    }
    let there = form.input.there;
    let stored = there.and_then(|row| row.stored.as_deref());
    let enabled = |on: bool| if on { "enabled" } else { "not enabled" };
    // What the server said last is true, whatever was in the document when it came from there.
    if let (Some(row), Some(stored)) = (there, stored) {
        let state = enabled(row.enabled);
        let text = format!("On the server: number {}, {state}", stored.id);
        lines.push((glyph::HASH, text));
    } else if let Some(id) = workflow.id.as_ref().filter(|_| !workflow.is_blueprint()) {
        // A blueprint's number is that of the library it came from, and nothing runs it.
        let state = enabled(workflow.enabled);
        lines.push((glyph::HASH, format!("In the file: number {id}, {state}")));
    }
    let uuid = stored.map(|stored| stored.uuid.as_str());
    let uuid = uuid.filter(|uuid| !uuid.is_empty());
    if let Some(uuid) = uuid.or(workflow.uuid.as_deref()) {
        lines.push((glyph::FINGERPRINT, uuid.to_owned()));
    }
    let colour = Colours::of(ui.visuals()).soft_text;
    for (sign, text) in lines {
        ui.horizontal_top(|ui| {
            super::label::silent(ui, RichText::new(sign).size(15.0).color(colour));
            ui.add(egui::Label::new(text).wrap());
        });
    }
}
