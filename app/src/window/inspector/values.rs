//! A field for a value to compare with: it offers the values that are found at the path.

use egui::Ui;

use super::{
    answer::Question,
    completion::{self, Offer},
    form::Form,
    text::{TextField, Typed},
};
use crate::window::controls::grouped;

/// Shows a field that offers what `question` finds in the event; a click opens the list.
pub(super) fn show(
    ui: &mut Ui,
    form: &mut Form<'_, '_>,
    field: &TextField<'_>,
    question: Option<Question>,
) -> Typed {
    let (Some(question), Some(event)) = (question, form.input.event) else {
        return field.show(ui, form);
    };
    let id = field.id(ui).with("values");
    let about = format!("{question:?}");
    let asked = form.state.matches.ask(ui.ctx(), id, question, event);
    let current = asked.as_ref().is_some_and(|asked| asked.current);
    let answer = asked.map(|asked| asked.answer);
    let about = format!("{about} {current}");
    completion::drop_down(ui, form, field, &about, true, |typed, _, _| {
        let found = answer
            .as_ref()
            .and_then(|answer| answer.found.as_ref().ok());
        let values = found
            .map(|found| found.values.as_slice())
            .unwrap_or_default();
        let is_known = values.iter().any(|(value, _)| value == typed);
        // Once one is taken, the others are of interest, not those that begin like it.
        let wanted = if is_known { "" } else { typed }.to_lowercase();
        values
            .iter()
            .filter(|(value, _)| value.to_lowercase().contains(&wanted))
            .map(|(value, count)| Offer {
                shown: value.clone(),
                detail: format!("× {}", grouped(*count)),
                text: value.clone(),
                cursor: None,
            })
            .collect()
    })
}
