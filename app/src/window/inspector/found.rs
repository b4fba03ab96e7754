//! What a path or a filter finds in the event, in words and as a list.

use egui::{FontId, Margin, RichText, ScrollArea, Ui, text::LayoutJob};

use super::{
    answer::Found,
    form::Form,
    label::{SMALL, Tone, note, well},
    matches::Asked,
};
use crate::state::THIS_EVENT;
use crate::window::{
    controls::{count_words, grouped},
    theme::Colours,
};

/// How many values are listed until somebody wants to see more.
const FIRST: usize = 4;
const ROW: f32 = 18.0;
/// How high the list of all values may be.
const TALLEST: f32 = 220.0;

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// The values at a path.
    Values,
    /// The elements that pass a filter.
    Elements,
}

/// What the list of problems says already about a path.
#[derive(Clone, Copy, Default)]
pub(super) struct Told {
    /// What cannot work in it.
    pub faults: bool,
    /// Why it finds nothing.
    pub lost: bool,
}

impl Told {
    /// By the codes of the problems that are told.
    pub fn of(told: impl Fn(&[&str]) -> bool) -> Self {
        Self {
            faults: told(&["invalid-regex", "cut-regex"]),
            lost: told(&["unknown-key", "broken-path", "path-from-top"]),
        }
    }
}

/// Shows what was found, but for what is `told` above.
pub(super) fn show(
    ui: &mut Ui,
    form: &mut Form<'_, '_>,
    asked: Option<&Asked>,
    counted: Counted,
    told: Told,
) {
    let Some(asked) = asked else {
        note(ui, Tone::Plain, "Looking through the event…");
        return;
    };
    if !told.faults {
        for fault in &asked.answer.faults {
            let text = format!("A condition in the path cannot work: {fault}");
            note(ui, Tone::Error, &text);
        }
    }
    ui.scope(|ui| {
        if !asked.current {
            ui.multiply_opacity(0.6);
        }
        match &asked.answer.found {
            Err(error) => {
                note(ui, Tone::Error, &format!("The server fails here: {error}"));
            }
            Ok(found) => {
                let tone = if found.hits == 0 {
                    Tone::Warning
                } else {
                    Tone::Good
                };
                note(ui, tone, &words(found, counted, &form.input.event_words));
                if let Some(lost) = found.lost.as_ref().filter(|_| !told.lost) {
                    note(ui, Tone::Plain, lost);
                }
                list(ui, form, found, counted);
            }
        }
    });
}

/// What was found; `data` says where, which goes without saying for the chosen event.
fn words(found: &Found, counted: Counted, data: &str) -> String {
    let hits = grouped(found.hits);
    let of_data = match data {
        THIS_EVENT => String::new(),
        other => format!(" in {other}"),
    };
    match (counted, found.hits, found.of) {
        (_, _, Some(0)) => format!("There are no such elements to filter in {data}"),
        (Counted::Elements, _, of) => {
            format!(
                "{hits} of {} elements pass{of_data}",
                grouped(of.unwrap_or_default())
            )
        }
        (Counted::Values, _, Some(of)) => {
            format!("Found in {hits} of {} elements{of_data}", grouped(of))
        }
        (Counted::Values, 0, None) => format!("Matches nothing in {data}"),
        (Counted::Values, hits, None) => {
            format!("Matches {}{of_data}", count_words(hits, "value"))
        }
    }
}

fn list(ui: &mut Ui, form: &mut Form<'_, '_>, found: &Found, counted: Counted) {
    let all = found.values.len();
    if all == 0 {
        return;
    }
    let id = ui.make_persistent_id("all values");
    let whole = form.state.unfolded.contains(&id);
    let shown = if whole { all } else { all.min(FIRST) };
    well(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical()
            .id_salt("values")
            .max_height(TALLEST)
            .content_margin(Margin::ZERO)
            .show_rows(ui, ROW, shown, |ui, rows| {
                for (text, count) in found.values.get(rows).into_iter().flatten() {
                    value(ui, text, *count);
                }
            });
    });
    if counted == Counted::Elements {
        let more = found.hits.saturating_sub(shown);
        if more > 0 {
            note(ui, Tone::Plain, &format!("and {} more", grouped(more)));
        }
        return;
    }
    if all <= FIRST {
        return;
    }
    let text = match (whole, found.more) {
        (true, _) => "Show fewer".to_owned(),
        (false, true) => format!("Show the first {all} different values"),
        (false, false) => format!("Show all {all} different values"),
    };
    if ui.link(RichText::new(text).size(SMALL)).clicked() && !form.state.unfolded.remove(&id) {
        form.state.unfolded.insert(id);
    }
}

fn value(ui: &mut Ui, text: &str, count: usize) {
    let colours = Colours::of(ui.visuals());
    ui.horizontal(|ui| {
        ui.set_height(ROW);
        let times = if count > 1 {
            format!("× {}", grouped(count))
        } else {
            String::new()
        };
        let job =
            LayoutJob::simple_singleline(times, FontId::proportional(SMALL), colours.soft_text);
        let times = ui.fonts_mut(|fonts| fonts.layout_job(job));
        let room = (ui.available_width() - times.size().x - 8.0).max(40.0);
        ui.scope(|ui| {
            ui.set_max_width(room);
            let text = RichText::new(text).monospace().size(SMALL);
            ui.add(egui::Label::new(text).truncate());
        });
        if count > 1 {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(times);
            });
        }
    });
}
