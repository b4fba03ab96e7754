//! What a check said, event by event.

use egui::{Frame, Margin, RichText, Ui};
use egui_phosphor::regular as glyph;
use misp_flow_engine::lessons::{CaseVerdict, Exercise, LESSONS, Verdict};

use super::{
    SMALL,
    lesson::{button, onwards},
};
use crate::{
    state::Command,
    window::{controls::Commands, theme::Colours},
};

/// Shows a verdict of the lesson at this place in the list; `changed` where the workflow is another
/// one by now.
pub(super) fn show(
    ui: &mut Ui,
    place: usize,
    verdict: &Verdict,
    changed: bool,
    out: &mut Commands,
) {
    let colours = Colours::of(ui.visuals());
    let right = verdict.cases.iter().filter(|case| case.passed).count();
    let (sign, colour, words) = match (&verdict.refused, verdict.passed()) {
        (Some(reason), _) => (glyph::WARNING, colours.warning, reason.clone()),
        (None, true) => (glyph::CHECK_CIRCLE, colours.ok, "Solved".to_owned()),
        (None, false) => {
            let words = format!("Right with {right} of {} events", verdict.cases.len());
            (glyph::X_CIRCLE, colours.error, words)
        }
    };
    let text = RichText::new(format!("{sign}  {words}")).color(colour);
    let text = if verdict.refused.is_none() {
        text.strong().size(15.0)
    } else {
        text
    };
    ui.label(text);
    if changed {
        let text = "The workflow was changed since; check it again";
        ui.label(RichText::new(text).size(SMALL).color(colours.soft_text));
    }
    if verdict.passed() {
        onwards(ui, place, out);
    }
    let simulates = LESSONS
        .get(place)
        .is_some_and(|lesson| matches!(lesson.exercise, Exercise::Build(_)));
    for (place, case) in verdict.cases.iter().enumerate() {
        row(ui, case, simulates.then_some(place), out);
    }
}

fn row(ui: &mut Ui, case: &CaseVerdict, simulates: Option<usize>, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let (sign, colour) = if case.passed {
        (glyph::CHECK, colours.ok)
    } else {
        (glyph::X, colours.error)
    };
    let frame = Frame::new()
        .fill(colours.well)
        .corner_radius(6)
        .inner_margin(Margin {
            left: 12,
            right: 10,
            top: 6,
            bottom: 6,
        });
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 3.0;
        let event = RichText::new(format!("{sign}  {}", case.event)).color(colour);
        ui.label(event);
        if case.hidden {
            let text = "Not shown before";
            ui.label(RichText::new(text).size(SMALL).color(colours.soft_text));
        }
        ui.label(RichText::new(&case.words).color(colours.text));
        if let Some(place) = simulates.filter(|_| !case.passed)
            && button(ui, glyph::PLAY, "Simulate with this event", false).clicked()
        {
            out.push(Command::TryLessonEvent(place));
        }
    });
    let rect = shown.response.rect;
    let bar = egui::Rect::from_min_max(rect.min, egui::pos2(rect.left() + 4.0, rect.bottom()));
    ui.painter().rect_filled(bar, 2.0, colour);
}
