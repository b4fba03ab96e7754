//! A hash path, with what it finds in the event.

use egui::Ui;
use misp_flow_engine::catalogue::ParamType;

use super::ParamField;
use crate::window::inspector::{
    answer::Question,
    form::Form,
    found::{self, Counted, Told},
    label::{Tone, note},
    pick,
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
    let typed = pick::path_field(ui, form, &text_field, &selector);
    if let Some(text) = typed.text {
        form.type_in(field.edit(text));
    }
    if let Some(event) = form.input.event.filter(|_| !text.is_empty()) {
        let question = Question::of_path(&selector, &text);
        let asked = form.state.matches.ask(ui.ctx(), id, question, event);
        let told = Told::of(|codes| field.is_told(form, codes));
        found::show(ui, form, asked.as_ref(), Counted::Values, told);
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

/// The question for the values that a value of this module is compared with: what its innermost
/// hash path finds. None where the module has no path, or the path is empty.
pub(super) fn compared(field: ParamField<'_>) -> Option<Question> {
    let paths = field.module.params.iter();
    let mut paths: Vec<_> = paths
        .filter(|param| param.kind == ParamType::HashPath)
        .collect();
    paths.sort_by_key(|param| !param.sub_selector);
    let param = paths.into_iter().next()?;
    let path = field.values.get(param.id.as_str())?.as_str()?;
    let path_field = ParamField { param, ..field };
    let selector = selector(path_field).unwrap_or_default();
    (!path.is_empty()).then(|| Question::of_path(&selector, path))
}
