//! The steps that led to the present state of the document, and those that were undone. A click
//! travels there.

use egui::{Align2, FontId, ScrollArea, Sense, Ui, WidgetInfo, WidgetType, pos2, vec2};
use egui_phosphor::regular as glyph;

use crate::{
    state::{Command, State},
    window::{
        controls::{Commands, empty, one_line},
        theme::Colours,
    },
};

const ROW: f32 = 26.0;

/// What the list remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct HistoryView {
    /// The present step when it was brought into view last.
    shown: Option<usize>,
}

impl HistoryView {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let history = state.document().history();
        if history.is_empty() {
            empty(
                ui,
                glyph::CLOCK_COUNTER_CLOCKWISE,
                "Nothing was changed yet",
                "Each change shows here, and a click goes back to it",
            );
            self.shown = None;
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let done = history.done();
        let mut area = ScrollArea::vertical().id_salt("history").auto_shrink(false);
        // The present state is kept in view, whichever way it was reached.
        if self.shown != Some(done) {
            self.shown = Some(done);
            let middle = (ui.available_height() - ROW) * 0.5;
            area = area.vertical_scroll_offset((done as f32 * ROW - middle).max(0.0));
        }
        area.show_rows(ui, ROW, history.len() + 1, |ui, rows| {
            for steps in rows {
                row(ui, state, steps, out);
            }
        });
    }
}

/// The state after this many steps.
fn row(ui: &mut Ui, state: &State, steps: usize, out: &mut Commands) {
    let history = state.document().history();
    let colours = Colours::of(ui.visuals());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let label = match steps.checked_sub(1) {
        None => "As it was opened",
        Some(step) => history.label(step).unwrap_or_default(),
    };
    let (present, undone) = (steps == history.done(), steps > history.done());
    let saved = history.saved() == Some(steps) && state.document().path().is_some();
    response.widget_info(|| {
        let mut name = format!("Step {steps}, {label}");
        for (holds, word) in [
            (present, "present state"),
            (undone, "undone"),
            (saved, "saved"),
        ] {
            if holds {
                name.push_str(", ");
                name.push_str(word);
            }
        }
        WidgetInfo::selected(WidgetType::SelectableLabel, true, present, name)
    });
    let back = rect.shrink2(vec2(6.0, 0.0));
    if present {
        ui.painter()
            .rect_filled(back, 5.0, ui.visuals().selection.bg_fill);
    } else if response.hovered() {
        ui.painter()
            .rect_filled(back, 5.0, ui.visuals().widgets.inactive.weak_bg_fill);
    }
    if response.has_focus() {
        let line = egui::Stroke::new(1.5, colours.accent);
        ui.painter()
            .rect_stroke(back, 5.0, line, egui::StrokeKind::Inside);
    }
    let colour = if undone {
        colours.soft_text
    } else {
        colours.text
    };
    let painter = ui.painter();
    let y = rect.center().y;
    let icon = match (present, undone) {
        (true, _) => glyph::CARET_RIGHT,
        (_, true) => glyph::ARROW_U_UP_RIGHT,
        _ => glyph::CHECK,
    };
    let icon_colour = if present { colours.accent } else { colour };
    let font = FontId::proportional(14.0);
    let at = pos2(rect.left() + 22.0, y);
    painter.text(at, Align2::CENTER_CENTER, icon, font.clone(), icon_colour);
    let small = FontId::proportional(12.0);
    let at = pos2(rect.right() - 20.0, y);
    let number = painter.text(
        at,
        Align2::RIGHT_CENTER,
        steps.to_string(),
        small.clone(),
        colours.soft_text,
    );
    let mut right = number.left() - 10.0;
    if saved {
        let at = pos2(right, y);
        let words = format!("{} Saved", glyph::FLOPPY_DISK);
        right = painter
            .text(at, Align2::RIGHT_CENTER, words, small, colours.ok)
            .left()
            - 10.0;
    }
    let left = rect.left() + 40.0;
    let galley = painter.layout_job(one_line(label, font, colour, (right - left).max(20.0)));
    painter.galley(pos2(left, y - galley.size().y / 2.0), galley, colour);
    if response.clicked() {
        out.push(Command::TravelTo(steps));
    }
}
