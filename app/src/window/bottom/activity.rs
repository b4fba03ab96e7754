//! What the program is doing, and what happened since it started.

use egui::{Label, RichText, ScrollArea, Ui};
use egui_phosphor::regular as glyph;

use crate::{
    state::{Command, Logged, State, Tone},
    window::{
        canvas,
        controls::{Commands, count_words, empty, icon_button, named_button},
        tall_rows::TallRows,
        theme::Colours,
        when::{date, time},
    },
};

const LINE: f32 = 18.0;
const TEXT: f32 = 14.0;
/// The width of the sign and the time before a text.
const LEFT: f32 = 108.0;
const MOST_LINES: usize = 12;

/// What the list remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct ActivityView {
    rows: TallRows<(usize, Option<std::time::SystemTime>)>,
}

impl ActivityView {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        jobs(ui, state, out);
        let log = state.messages().log();
        if log.is_empty() {
            empty(
                ui,
                glyph::LIST_CHECKS,
                "Nothing happened yet",
                "What the program did, refused or could not do shows here with its time",
            );
            return;
        }
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            let words = count_words(log.len(), "message");
            let colours = Colours::of(ui.visuals());
            ui.label(RichText::new(words).size(12.0).color(colours.soft_text));
            if named_button(ui, glyph::COPY, "Copy the log", false, true).clicked() {
                ui.ctx().copy_text(text_of(log.iter()));
            }
        });
        let width = ui.available_width() - ui.spacing().scroll.allocated_width();
        let room = (width - LEFT - 30.0).max(80.0) * 0.97;
        // The latest stand first.
        let entry = |place: usize| log.len().checked_sub(place + 1).and_then(|at| log.get(at));
        let key = (log.len(), log.back().map(|last| last.when));
        self.rows.measure(key, width, log.len(), |place| {
            let rows = entry(place).map_or(1, |entry| lines(entry, room).rows);
            rows.max(1) as f32 * LINE + 10.0
        });
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = ScrollArea::vertical().id_salt("log").auto_shrink(false);
        self.rows.show(ui, area, |ui, place| {
            if let Some(entry) = entry(place) {
                row(ui, entry, room);
            }
        });
    }
}

/// The jobs under way, each with a button that gives it up.
fn jobs(ui: &mut Ui, state: &State, out: &mut Commands) {
    for (number, what, seconds) in state.jobs() {
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            ui.add(egui::Spinner::new().size(14.0));
            ui.label(format!("{what} {seconds:.0} s"));
            let cancel = ui.button("Cancel");
            cancel.widget_info(|| {
                let name = format!("Cancel in the list: {what}");
                egui::WidgetInfo::labeled(egui::WidgetType::Button, true, name)
            });
            if cancel.on_hover_text("Do not wait for it").clicked() {
                out.push(Command::CancelJob(number));
            }
        });
    }
}

fn lines(entry: &Logged, room: f32) -> canvas::Wrapped {
    canvas::wrap(&entry.text, TEXT, room, MOST_LINES)
}

fn row(ui: &mut Ui, entry: &Logged, room: f32) {
    let colours = Colours::of(ui.visuals());
    let (icon, colour) = match entry.tone {
        Tone::Done => (glyph::CHECK_CIRCLE, colours.ok),
        Tone::Refused => (glyph::INFO, colours.warning),
        Tone::Failed => (glyph::WARNING_CIRCLE, colours.error),
    };
    ui.horizontal_top(|ui| {
        ui.add_space(12.0);
        ui.label(RichText::new(icon).size(16.0).color(colour));
        let clock = RichText::new(time(entry.when)).size(12.0);
        ui.add_sized(
            [LEFT - 40.0, LINE],
            Label::new(clock.color(colours.soft_text)),
        )
        .on_hover_text(date(entry.when));
        let text = RichText::new(lines(entry, room).text).size(TEXT);
        let text = Label::new(text.color(colours.text)).extend();
        ui.add(text);
        if icon_button(ui, glyph::COPY, "Copy this message", true).clicked() {
            ui.ctx().copy_text(entry.text.clone());
        }
    });
}

/// The log as text, a line for each message.
fn text_of<'l>(log: impl Iterator<Item = &'l Logged>) -> String {
    let mut text = String::new();
    for entry in log {
        let word = match entry.tone {
            Tone::Done => "done",
            Tone::Refused => "refused",
            Tone::Failed => "failed",
        };
        text.push_str(&format!("{}  {word}  {}\n", date(entry.when), entry.text));
    }
    text
}
