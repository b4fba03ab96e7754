//! A field for a template: completed while somebody types, with what it becomes below.

use egui::{Margin, RichText, ScrollArea, Ui};

use super::{preview::Preview, variables};
use crate::window::{
    controls::count_words,
    inspector::{
        completion,
        form::Form,
        label::{SMALL, Tone, note, well},
        text::{TextField, Typed},
    },
    theme::Colours,
};

/// How high what is rendered may be before it scrolls.
const TALLEST: f32 = 150.0;

/// Shows the field and what the template becomes. `told` where the list of problems says already
/// that the text is no template.
pub(in crate::window::inspector) fn show(
    ui: &mut Ui,
    form: &mut Form<'_, '_>,
    field: &TextField<'_>,
    told: bool,
) -> Typed {
    let id = field.id(ui);
    let is_template = ["{{", "{%", "{#"]
        .iter()
        .any(|mark| field.text.contains(mark));
    // What becomes of a secret is one, too.
    let hidden = field.secret && !form.state.revealed.contains(&id);
    let asked = if is_template && !hidden {
        let event = form.input.event;
        form.state.previews.ask(ui.ctx(), id, field.text, event)
    } else {
        None
    };
    let mark = asked
        .as_ref()
        .filter(|(preview, _)| preview.template == field.text)
        .and_then(|(preview, _)| preview.mark.clone());
    let marked = TextField {
        mark: mark.as_ref(),
        ..*field
    };
    let typed = completion::drop_down(ui, form, &marked, "", false, |text, at, event| {
        variables::offers(text, at, event)
    });
    if let Some((preview, current)) = asked {
        ui.scope(|ui| {
            if !current {
                ui.multiply_opacity(0.6);
            }
            let event = form.input.event.is_some();
            let with = event.then_some(form.input.event_words.as_str());
            tell(ui, &preview, with, told);
        });
    } else if is_template && !hidden {
        note(ui, Tone::Plain, "Rendering…");
    }
    typed
}

fn tell(ui: &mut Ui, preview: &Preview, with: Option<&str>, told: bool) {
    if let Some(fault) = &preview.fault {
        // What cannot be read has a column.
        if fault.column.is_none() || !told {
            let what = if with.is_some() {
                "Renders as nothing here"
            } else {
                "No template"
            };
            note(ui, Tone::Error, &format!("{what}: {fault}"));
        }
        return;
    }
    let Some(with) = with else {
        note(ui, Tone::Plain, "Choose an event to see what this becomes");
        return;
    };
    let colours = Colours::of(ui.visuals());
    if preview.text.is_empty() {
        let text = format!("Becomes an empty text with {with}");
        note(ui, Tone::Warning, &text);
        return;
    }
    let caption = format!(
        "Becomes, with {with} ({})",
        count_words(preview.length, "character")
    );
    ui.label(RichText::new(caption).size(SMALL).color(colours.soft_text));
    well(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ScrollArea::vertical()
            .id_salt("preview")
            .max_height(TALLEST)
            .content_margin(Margin::ZERO)
            .show(ui, |ui| {
                let text = RichText::new(&preview.text).monospace().size(SMALL);
                ui.add(egui::Label::new(text).wrap());
                if preview.is_cut() {
                    note(ui, Tone::Plain, "and so on");
                }
            });
    });
}
