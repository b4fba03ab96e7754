//! One selected node.

use std::sync::Arc;

use egui::{CornerRadius, FontId, Label, Response, RichText, Sense, Ui, vec2};
use egui_phosphor::regular as glyph;
use misp_flow_engine::{
    catalogue::{Module, Overhead},
    describe,
    edit::Edit,
    workflow::{Node, NodeId, NodeKind},
};
use serde_json::Value as Json;

use super::{
    changes,
    form::Form,
    label::{Caption, SMALL, Tone, gap, note, tag},
    param::ParamField,
    problems,
    row::Row,
    section::Section,
    state::NodeText,
    text::TextField,
};
use crate::window::{canvas, icons::module_icon, theme::Colours};

const HIDDEN: &str = "••••••";

/// The canvas' kind of a node; none for nodes that do not say what they are.
fn canvas_kind(kind: NodeKind) -> Option<canvas::NodeKind> {
    match kind {
        NodeKind::Trigger => Some(canvas::NodeKind::Trigger),
        NodeKind::Logic => Some(canvas::NodeKind::Logic),
        NodeKind::Action => Some(canvas::NodeKind::Action),
        NodeKind::Unknown => None,
    }
}

/// The glyph of a node.
fn icon_of(module: &Module, kind: NodeKind) -> &'static str {
    match canvas_kind(kind) {
        Some(kind) => module_icon(&module.icon, kind),
        None => glyph::QUESTION,
    }
}

/// A line that leads to a node.
pub(super) fn node_row(ui: &mut Ui, node: &Node, module: &Module, detail: &str) -> Response {
    let colours = Colours::of(ui.visuals());
    let kind = canvas_kind(node.kind);
    let row = Row {
        sign: icon_of(module, node.kind),
        sign_colour: kind.map_or(colours.soft_text, |kind| colours.kind(kind)),
        text: &node.name,
        detail,
        clickable: true,
    };
    row.show(ui)
}

/// Shows one node.
pub(super) fn show(ui: &mut Ui, form: &mut Form<'_, '_>, id: &NodeId, node: &Arc<Node>) {
    let module = form.input.catalogue.module_of(node);
    header(ui, form, &module, id, node);
    ui.add_space(2.0);
    let merged = module.merge(&node.params);
    let visible = module.params.iter();
    let visible: Vec<&str> = visible
        .filter(|param| param.is_visible(&merged.values))
        .map(|param| param.id.as_str())
        .collect();
    problems::of_node(ui, form, id, &visible);
    changes::show(ui, form, id, &module, node);
    name(ui, form, id, node);
    params(ui, form, id, &module, node);
    invalid(ui, form, id, &module, node);
    if module.support_filters || !node.filter.is_empty() {
        super::filter::show(
            ui,
            form,
            id,
            &node.filter,
            module.support_filters || module.is_stub,
        );
    }
    super::outcome::show(ui, form, id, &module);
    documentation(ui, &module);
    raw_json(ui, form, id, &module, node);
}

/// Shows what can be set of a node, and nothing else.
pub(super) fn fields(ui: &mut Ui, form: &mut Form<'_, '_>, id: &NodeId, node: &Arc<Node>) {
    let module = form.input.catalogue.module_of(node);
    name(ui, form, id, node);
    params(ui, form, id, &module, node);
    invalid(ui, form, id, &module, node);
}

fn header(ui: &mut Ui, form: &mut Form<'_, '_>, module: &Module, id: &NodeId, node: &Node) {
    let colours = Colours::of(ui.visuals());
    let kind = canvas_kind(node.kind);
    let (colour, word) = match kind {
        Some(kind) => (colours.kind(kind), kind.word()),
        None => (colours.soft_text, "no kind"),
    };
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(36.0, 36.0), Sense::hover());
        let painter = ui.painter();
        painter.rect_filled(rect, CornerRadius::same(8), colour);
        painter.text(
            rect.center(),
            egui::Align2::CENTER_CENTER,
            icon_of(module, node.kind),
            FontId::proportional(21.0),
            colours.on_fill,
        );
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            let title = RichText::new(&module.name)
                .size(16.0)
                .strong()
                .color(colours.text);
            ui.add(Label::new(title).wrap());
            let mut facts = format!("{} · {}", sentence_case(word), node.module);
            if !module.version.is_empty() {
                facts.push_str(&format!(" · {}", module.version));
            }
            let facts = RichText::new(facts).size(SMALL).color(colours.soft_text);
            ui.add(Label::new(facts).wrap());
        });
    });
    let summary = describe::capitalised(&describe::summary(node, form.input.catalogue));
    if !summary.is_empty() && !module.is_stub {
        sentence(ui, form, id, &summary);
    }
    marks(ui, module, node);
}

/// The sentence about a node, with room for two lines, and for more where it had more since the node
/// was selected: what is below stays where it is while somebody types.
fn sentence(ui: &mut Ui, form: &mut Form<'_, '_>, id: &NodeId, text: &str) {
    let colours = Colours::of(ui.visuals());
    let line = ui.text_style_height(&egui::TextStyle::Body);
    let held = form.state.sentence.take().filter(|(of, _)| of == id);
    let least = held.map_or(2.0 * line, |(_, height)| height);
    let top = ui.cursor().top();
    let shown = ui.add(Label::new(RichText::new(text).color(colours.soft_text)).wrap());
    let height = (shown.rect.bottom() - top).max(least);
    ui.advance_cursor_after_rect(egui::Rect::from_min_size(
        shown.rect.min,
        vec2(shown.rect.width(), height),
    ));
    form.state.sentence = Some((id.clone(), height));
}

/// The small words below a node's head.
fn marks(ui: &mut Ui, module: &Module, node: &Node) {
    let colours = Colours::of(ui.visuals());
    let trigger = module.trigger.as_ref();
    let marks = [
        (module.is_stub, "Not in this catalogue", colours.warning),
        (module.disabled, "Switched off", colours.warning),
        (module.blocking, "Blocking", colours.blocked),
        (
            module.has_changed_since(&node.module_version),
            "Module changed",
            colours.warning,
        ),
        (module.is_misp_module, "misp-module", colours.accent),
        (module.is_custom, "Custom", colours.accent),
        (
            trigger.is_some_and(|info| info.is_adhoc),
            "Started by hand",
            colours.accent,
        ),
        (
            trigger.is_some_and(|info| info.overhead == Overhead::High),
            "Runs very often",
            colours.warning,
        ),
    ];
    if marks.iter().all(|(holds, ..)| !holds) {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(5.0, 5.0);
        for (_, word, colour) in marks.into_iter().filter(|(holds, ..)| *holds) {
            tag(ui, word, colour);
        }
    });
}

fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

fn name(ui: &mut Ui, form: &mut Form<'_, '_>, id: &NodeId, node: &Node) {
    gap(ui);
    if std::mem::take(&mut form.state.focus_name) {
        form.focus_next();
    }
    let field = TextField {
        salt: "node-name",
        caption: Caption::new("Name"),
        text: &node.name,
        hint: &node.module_name,
        rows: 1,
        editable: true,
        ..TextField::default()
    };
    if let Some(name) = field.show(ui, form).text {
        form.type_in(Edit::Rename {
            node: id.clone(),
            name,
        });
    }
}

fn params(ui: &mut Ui, form: &mut Form<'_, '_>, id: &NodeId, module: &Module, node: &Node) {
    let merged = module.merge(&node.params);
    let shown = module
        .params
        .iter()
        .filter(|param| param.is_visible(&merged.values));
    let mut shown = shown.peekable();
    if shown.peek().is_none() {
        gap(ui);
        let text = if module.params.is_empty() {
            "This module has no parameters"
        } else {
            "No parameter applies with these settings"
        };
        note(ui, Tone::Plain, text);
        return;
    }
    form.lend_focus();
    let wanted = form.state.focus_param.take();
    for param in shown {
        gap(ui);
        if wanted.as_deref() == Some(param.id.as_str()) {
            form.focus_next();
        }
        let field = ParamField {
            node: id,
            module,
            param,
            values: &merged.values,
            stored: node.params.get(param.id.as_str()),
            // Whether a stub's values are texts or lists is a guess, so they are only shown.
            editable: !module.is_stub,
        };
        field.show(ui, form);
    }
}

/// Values for params that the module does not have: shown, kept, and dropped on request.
fn invalid(ui: &mut Ui, form: &mut Form<'_, '_>, id: &NodeId, module: &Module, node: &Node) {
    let invalid = module.merge(&node.params).invalid;
    if invalid.is_empty() {
        return;
    }
    let section =
        Section::new("Not in this module").badge(Tone::Warning, invalid.len().to_string());
    section.show(ui, |ui| {
        note(
            ui,
            Tone::Warning,
            "The module has no such parameters. They are kept here; MISP's own editor drops them when it saves",
        );
        for (param, value) in &invalid {
            ui.push_id(("invalid", param), |ui| {
                let text = match value {
                    Json::String(text) => text.clone(),
                    other => other.to_string(),
                };
                let field = TextField {
                    salt: "field",
                    caption: Caption::new(param),
                    text: &text,
                    rows: 1,
                    mono: true,
                    secret: describe::names_secret(param),
                    editable: false,
                    ..TextField::default()
                };
                gap(ui);
                field.show(ui, form);
                let drop = egui::Button::new(format!("Drop {param}")).truncate();
                if ui.add_enabled(form.editable(), drop).clicked() {
                    form.choose(Edit::SetParam {
                        node: id.clone(),
                        param: param.clone(),
                        value: None,
                    });
                }
            });
        }
    });
}

fn documentation(ui: &mut Ui, module: &Module) {
    Section::new("Documentation").folded().show(ui, |ui| {
        let mut lines: Vec<String> = Vec::new();
        if !module.description.is_empty() {
            lines.push(module.description.clone());
        }
        let is_trigger = module.trigger.is_some();
        lines.push(match (is_trigger, module.blocking) {
            (true, true) => "Blocking: the workflow can prevent what starts it.".to_owned(),
            (true, false) => "Not blocking: the workflow runs after the fact.".to_owned(),
            (false, true) => "Blocking: a failure ends the run.".to_owned(),
            (false, false) => "Not blocking: the run goes on after a failure.".to_owned(),
        });
        if module.support_filters {
            lines.push("Works on the elements that the node filter lets pass; without a filter, on all attributes.".to_owned());
        }
        if module.expect_misp_core_format {
            lines.push("Needs data in MISP core format.".to_owned());
        }
        if module.is_misp_module {
            lines.push("Runs in the misp-modules service.".to_owned());
        }
        if let Some(trigger) = &module.trigger {
            if !trigger.scope.is_empty() {
                lines.push(format!("Hands over data about: {}.", trigger.scope));
            }
            if !trigger.overhead_message.is_empty() {
                lines.push(trigger.overhead_message.clone());
            }
        }
        for line in lines {
            ui.add(Label::new(line).wrap());
        }
    });
}

/// The node as MISP stores it, with secrets hidden in what is shown.
fn raw_json(ui: &mut Ui, form: &mut Form<'_, '_>, id: &NodeId, module: &Module, node: &Arc<Node>) {
    Section::new("Raw JSON").folded().show(ui, |ui| {
        let kept = form.state.json.take();
        let kept = kept.filter(|kept| Arc::ptr_eq(&kept.node, node) && kept.id == *id);
        let text = kept.unwrap_or_else(|| node_text(id, module, node));
        let hides = text.shown != text.whole;
        ui.horizontal(|ui| {
            if ui
                .button(format!("{}  Copy the node's JSON", glyph::COPY))
                .clicked()
            {
                ui.ctx().copy_text(text.whole.clone());
            }
        });
        if hides {
            note(
                ui,
                Tone::Plain,
                "Secrets are hidden here; the copy has them",
            );
        }
        egui::ScrollArea::both()
            .id_salt("json")
            .max_height(320.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                let code = RichText::new(&text.shown).monospace().size(SMALL);
                ui.add(Label::new(code).extend());
            });
        form.state.json = Some(text);
    });
}

fn node_text(id: &NodeId, module: &Module, node: &Arc<Node>) -> NodeText {
    let mut json = node.to_json(id);
    let pretty = |json: &Json| serde_json::to_string_pretty(json).unwrap_or_default();
    let whole = pretty(&json);
    let params = json
        .get_mut("data")
        .and_then(|data| data.get_mut("indexed_params"))
        .and_then(Json::as_object_mut);
    for (key, value) in params.into_iter().flatten() {
        let text = value.as_str().unwrap_or_default();
        let hidden = match module.param(key) {
            Some(param) => describe::is_secret(module, param, text),
            None => describe::names_secret(key),
        };
        if hidden && !value.as_str().is_some_and(str::is_empty) {
            *value = Json::String(HIDDEN.to_owned());
        }
    }
    NodeText {
        shown: pretty(&json),
        whole,
        node: node.clone(),
        id: id.clone(),
    }
}
