//! A number with its limits. It is stored as text, as MISP's form does.

use egui::{Key, Modifiers, Ui};
use egui_phosphor::regular as glyph;
use misp_flow_engine::catalogue::Param;

use super::ParamField;
use crate::window::inspector::{
    form::Form,
    label::{Tone, note, sign_button},
};

/// Shows a field with buttons for one less and one more; the arrows up and down do the same.
pub(super) fn show(field: ParamField<'_>, ui: &mut Ui, form: &mut Form<'_, '_>) {
    let text = field.text();
    let number: Option<f64> = text.trim().parse().ok();
    let text_field = field.as_text(&text, 1);
    let enabled = field.editable && form.editable();
    let mut by = 0.0;
    if enabled && ui.memory(|memory| memory.has_focus(text_field.id(ui))) {
        ui.input_mut(|input| {
            by += f64::from(input.consume_key(Modifiers::NONE, Key::ArrowUp));
            by -= f64::from(input.consume_key(Modifiers::NONE, Key::ArrowDown));
        });
    }
    let typed = text_field.show_beside(ui, form, |ui| {
        if enabled {
            let name = field.param.label.to_lowercase();
            ui.spacing_mut().item_spacing.x = 2.0;
            by += f64::from(sign_button(ui, glyph::PLUS, &format!("More {name}")).clicked());
            by -= f64::from(sign_button(ui, glyph::MINUS, &format!("Less {name}")).clicked());
        }
    });
    if let Some(text) = typed.text {
        form.type_in(field.edit(text));
    } else if by != 0.0 {
        let next = step(field.param, number, by);
        form.type_in(field.edit(next.to_string()));
    }
    if let Some(complaint) = complaint(field.param, &text) {
        note(ui, Tone::Error, &complaint);
    }
}

/// The number one step on, inside of the limits.
fn step(param: &Param, number: Option<f64>, by: f64) -> f64 {
    let least = param.min.unwrap_or(f64::NEG_INFINITY);
    let most = param.max.unwrap_or(f64::INFINITY).max(least);
    let start = number.unwrap_or_else(|| if least.is_finite() { least - by } else { 0.0 });
    (start + by).clamp(least, most)
}

/// What is wrong with the text, in words; nothing with an empty one.
fn complaint(param: &Param, text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.contains("{{") || text.contains("{%") {
        return None;
    }
    let Ok(number) = text.parse::<f64>() else {
        return Some("Not a number".to_owned());
    };
    let low = param.min.is_some_and(|min| number < min);
    let high = param.max.is_some_and(|max| number > max);
    (low || high).then(|| match (param.min, param.max) {
        (Some(min), Some(max)) => format!("Must be from {min} to {max}"),
        (Some(min), None) => format!("Must be {min} or more"),
        (_, max) => format!("Must be {} or less", max.unwrap_or_default()),
    })
}

#[cfg(test)]
mod tests {
    use misp_flow_engine::catalogue::Catalogue;

    use super::*;

    fn from_one_to_ten() -> Param {
        let module = Catalogue::bundled().get("count-if").unwrap();
        Param {
            min: Some(1.0),
            max: Some(10.0),
            ..module.param("value").unwrap().clone()
        }
    }

    #[test]
    fn what_is_no_number_or_out_of_limits_is_told() {
        let param = from_one_to_ten();
        assert_eq!(complaint(&param, "5"), None);
        assert_eq!(complaint(&param, ""), None);
        assert_eq!(complaint(&param, "{{ Event.id }}"), None);
        assert_eq!(complaint(&param, "x").as_deref(), Some("Not a number"));
        assert_eq!(
            complaint(&param, "11").as_deref(),
            Some("Must be from 1 to 10")
        );
    }

    #[test]
    fn steps_stay_inside_of_the_limits() {
        let param = from_one_to_ten();
        assert_eq!(step(&param, Some(9.0), 1.0), 10.0);
        assert_eq!(step(&param, Some(10.0), 1.0), 10.0);
        assert_eq!(step(&param, None, 1.0), 1.0);
        assert_eq!(step(&param, Some(1.5), -1.0), 1.0);
    }
}
