//! One of a few options, on or off.

use egui::{ComboBox, RichText, Ui};
use serde_json::Value as Json;

use super::ParamField;
use crate::window::{
    controls::{take_arrows, tick},
    inspector::{
        form::Form,
        label::{Tone, note},
    },
    theme::Colours,
};

/// The text of the chosen option, and whether it is one of the options.
fn chosen<'a>(field: ParamField<'a>, value: &'a str) -> (&'a str, bool) {
    match field.param.option(value) {
        Some(option) => (option.label.as_str(), true),
        None => (value, false),
    }
}

fn tell_foreign(field: ParamField<'_>, ui: &mut Ui, form: &Form<'_, '_>, value: &str, known: bool) {
    let told = form
        .problems_of_param(field.node, &field.param.id)
        .next()
        .is_some();
    if !told && !known && !value.is_empty() && !field.param.free_entry() {
        let text = format!("{value} is not offered by this instance; it is kept until you choose");
        note(ui, Tone::Warning, &text);
    }
}

/// A list that drops down.
pub(super) fn select(field: ParamField<'_>, ui: &mut Ui, form: &mut Form<'_, '_>) {
    let value = field.text();
    let (text, known) = chosen(field, &value);
    let label = field.caption().show(ui, |_| {});
    let weak = Colours::of(ui.visuals()).soft_text;
    let shown = match (text, field.param.placeholder.as_str()) {
        ("", "") => RichText::new("Nothing chosen").color(weak),
        ("", hint) => RichText::new(hint).color(weak),
        (text, _) => RichText::new(text),
    };
    let mut picked = None;
    ui.add_enabled_ui(field.editable && form.editable(), |ui| {
        let combo = ComboBox::from_id_salt("field")
            .selected_text(shown)
            .width(ui.available_width())
            .truncate()
            .show_ui(ui, |ui| {
                for option in field.param.options.iter() {
                    let is_chosen = known && option.value == *value;
                    if ui
                        .selectable_label(is_chosen, option.label.as_str())
                        .clicked()
                    {
                        picked = Some(option.value.to_string());
                    }
                }
                if field.param.options.is_empty() {
                    ui.label("No options known");
                }
            });
        form.shown(&take_arrows(combo.response.labelled_by(label)));
    });
    tell_foreign(field, ui, form, &value, known);
    if let Some(picked) = picked.filter(|picked| !known || **picked != *value) {
        form.choose(field.edit(picked));
    }
}

/// All options in sight.
pub(super) fn radio(field: ParamField<'_>, ui: &mut Ui, form: &mut Form<'_, '_>) {
    let value = field.text();
    let (_, known) = chosen(field, &value);
    let label = field.caption().show(ui, |_| {});
    let mut picked = None;
    let group = ui.add_enabled_ui(field.editable && form.editable(), |ui| {
        for option in field.param.options.iter() {
            let is_chosen = known && option.value == *value;
            let response = ui.radio(is_chosen, option.label.as_str());
            form.shown(&response);
            if response.clicked() && !is_chosen {
                picked = Some(option.value.to_string());
            }
        }
    });
    group.response.labelled_by(label);
    tell_foreign(field, ui, form, &value, known);
    if let Some(picked) = picked {
        form.choose(field.edit(picked));
    }
}

/// A box to tick.
pub(super) fn checkbox(field: ParamField<'_>, ui: &mut Ui, form: &mut Form<'_, '_>) {
    let mut on = is_on(field.value());
    let enabled = field.editable && form.editable();
    let response = tick(ui, &mut on, field.param.label.as_str(), enabled);
    form.shown(&response);
    if response.clicked() {
        form.choose(field.edit(stored(on, &field.param.default_value())));
    }
}

/// Whether a form would show the value as ticked.
fn is_on(value: &Json) -> bool {
    match value {
        Json::Bool(on) => *on,
        Json::Number(number) => number.as_f64() != Some(0.0),
        Json::String(text) => !matches!(text.as_str(), "" | "0" | "false"),
        _ => false,
    }
}

/// What is stored for a tick. Where the default is ticked, `false` would fall back to it
/// (spec 01), so that a text stands for it which does not.
fn stored(on: bool, default: &Json) -> Json {
    if on || !is_on(default) {
        Json::Bool(on)
    } else {
        Json::String("0".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ticks_are_read_in_all_forms_that_servers_send() {
        for on in [json!(true), json!("1"), json!(1), json!("true")] {
            assert!(is_on(&on), "{on}");
        }
        for off in [json!(false), json!("0"), json!(0), json!(""), json!(null)] {
            assert!(!is_on(&off), "{off}");
        }
    }

    #[test]
    fn switching_off_does_not_fall_back_to_a_ticked_default() {
        assert_eq!(stored(false, &json!(true)), json!("0"));
        assert_eq!(stored(false, &json!(false)), json!(false));
        assert_eq!(stored(true, &json!(true)), json!(true));
    }
}
