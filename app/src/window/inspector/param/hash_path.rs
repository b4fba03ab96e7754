//! A hash path, with what it finds in the event.

use egui::Ui;
use misp_flow_engine::catalogue::ParamType;

use super::ParamField;
use crate::window::inspector::{
    completion,
    form::Form,
    label::{SMALL, Tone, note},
    matches::{Answer, Found, Question},
    picker::grouped,
    text::TextField,
};

/// Shows the field and, below it, what the path finds.
pub(super) fn show(field: ParamField<'_>, ui: &mut Ui, form: &mut Form<'_, '_>) {
    let text = field.text();
    let selector = selector(field).unwrap_or_default();
    let text_field = TextField {
        mono: true,
        wraps: true,
        ..field.as_text(&text, 1)
    };
    let id = text_field.id(ui);
    let typed = completion::show(ui, form, &text_field, &selector);
    if let Some(text) = typed.text {
        form.type_in(field.edit(text));
    }
    if let Some(event) = form.input.event.filter(|_| !text.is_empty()) {
        let question = question(&selector, &text);
        let answer = form.state.matches.ask(id, question, event);
        tell(ui, &answer);
    } else if !text.is_empty() {
        note(ui, Tone::Plain, "Choose an event to see what this finds");
    }
}

/// For a path that starts at a selected element: the path that selects, which another param of
/// the module holds.
fn selector(field: ParamField<'_>) -> Option<String> {
    let others = field.module.params.iter().filter(|other| {
        field.param.sub_selector && other.kind == ParamType::HashPath && !other.sub_selector
    });
    others
        .filter_map(|other| field.values.get(other.id.as_str())?.as_str())
        .find(|path| !path.is_empty())
        .map(str::to_owned)
}

fn question(selector: &str, path: &str) -> Question {
    if selector.is_empty() {
        Question::Path(path.to_owned())
    } else {
        Question::Inside {
            selector: selector.to_owned(),
            path: path.to_owned(),
        }
    }
}

/// Says in words what a path finds.
fn tell(ui: &mut Ui, answer: &Answer) {
    for fault in &answer.faults {
        let text = format!("A condition in the path cannot work: {fault}");
        note(ui, Tone::Error, &text);
    }
    match &answer.found {
        Err(error) => {
            note(ui, Tone::Error, &format!("The server fails here: {error}"));
        }
        Ok(found) => {
            note(ui, tone(found), &count(found));
            samples(ui, found);
        }
    }
}

fn tone(found: &Found) -> Tone {
    if found.hits == 0 {
        Tone::Warning
    } else {
        Tone::Good
    }
}

fn count(found: &Found) -> String {
    match (found.hits, found.of) {
        (0, None) => "Matches nothing in this event".to_owned(),
        (1, None) => "Matches 1 value".to_owned(),
        (hits, None) => format!("Matches {} values", grouped(hits)),
        (_, Some(0)) => "The selector picks no element of this event".to_owned(),
        (hits, Some(of)) => format!("Found in {} of {} elements", grouped(hits), grouped(of)),
    }
}

fn samples(ui: &mut Ui, found: &Found) {
    if found.samples.is_empty() {
        return;
    }
    egui::Frame::new()
        .fill(ui.visuals().faint_bg_color)
        .corner_radius(4)
        .inner_margin(egui::Margin::symmetric(8, 4))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 2.0;
            for sample in &found.samples {
                let text = egui::RichText::new(sample).monospace().size(SMALL);
                ui.add(egui::Label::new(text).truncate());
            }
            let more = found.hits.saturating_sub(found.samples.len());
            if more > 0 && found.of.is_none() {
                note(ui, Tone::Plain, &format!("and {} more", grouped(more)));
            }
        });
}
