//! The list of kept runs. Only what is in sight is laid out.

use egui::{Id, Key, Modifiers, Response, ScrollArea, Sense, Ui, WidgetInfo, WidgetType, vec2};
use egui_phosphor::regular as glyph;

use super::ending_look;
use crate::{
    clock::spoken,
    runs::RunRow,
    state::{Command, RunsCommand, State},
    window::{
        bottom::rows::{background, cells_of, header, keep_arrows},
        controls::{Commands, count_words},
        theme::Colours,
    },
};

const ROW: f32 = 24.0;
/// In less room than this, the list does without the year and the steps.
const TIGHT: f32 = 620.0;

/// As wide as the longest outcome.
const OUTCOME: f32 = 128.0;

/// What the list remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct RunListView {
    /// The chosen run that the list has been scrolled to.
    scrolled_to: Option<i64>,
    /// How much was in sight.
    height: f32,
}

impl RunListView {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let runs = state.runs();
        let count = runs.found_count();
        if count == 0 {
            ui.add_space(8.0);
            ui.label(match (runs.only_this(), runs.search().is_empty()) {
                (true, true) => "No run of this workflow is kept",
                _ => "No run fits the search",
            });
            return;
        }
        let id = ui.make_persistent_id("kept runs");
        let room = ui.available_rect_before_wrap();
        let whole = ui.interact(room, id, Sense::focusable_noninteractive());
        whole.widget_info(|| WidgetInfo::labeled(WidgetType::Other, true, "Kept runs in a list"));
        self.keys(ui, id, state, out);
        ui.spacing_mut().item_spacing.y = 0.0;
        let width = ui.available_width() - 12.0;
        let names = ["Time, UTC", "Run", "Event", "Outcome", "Steps"];
        header(ui, &columns(width), &names);
        let mut area = ScrollArea::vertical()
            .id_salt("kept runs")
            .auto_shrink(false);
        let cursor = runs.chosen().last().copied();
        if cursor.is_some() && self.scrolled_to != cursor {
            // Going on by key must keep the run in sight, and a click must not move the list.
            let at = cursor.and_then(|id| place_of(state, id));
            if let Some(at) = at.filter(|_| ui.input(|input| !input.pointer.any_click())) {
                let middle = (at as f32 + 0.5) * ROW - self.height * 0.5;
                area = area.vertical_scroll_offset(middle.max(0.0));
            }
        }
        self.scrolled_to = cursor;
        let shown = state.shown_kept_run();
        let output = area.show_rows(ui, ROW, count, |ui, places| {
            ui.set_width(width);
            for place in places {
                if let Some(run) = runs.found_at(place) {
                    let chosen = runs.chosen().contains(&run.id);
                    let response = row(ui, run, chosen, shown == Some(run.id));
                    if response.double_clicked() {
                        // The first click may have taken the choice back.
                        out.push(Command::Runs(RunsCommand::Choose(vec![run.id])));
                        out.push(Command::Runs(RunsCommand::Open));
                    } else if response.clicked() {
                        ui.memory_mut(|memory| memory.request_focus(id));
                        choose(ui, state, place, out);
                    }
                }
            }
        });
        self.height = output.inner_rect.height();
    }

    /// Keys of the list while it has the keyboard.
    fn keys(&self, ui: &Ui, id: Id, state: &State, out: &mut Commands) {
        if !ui.memory(|memory| memory.has_focus(id)) {
            return;
        }
        keep_arrows(ui, id);
        let runs = state.runs();
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        let chosen = runs.chosen();
        if !chosen.is_empty() {
            for (key, command) in [
                (Key::Enter, RunsCommand::Open),
                (Key::Delete, RunsCommand::Remove),
                (Key::F2, RunsCommand::AskName),
            ] {
                if pressed(Modifiers::NONE, key) {
                    out.push(Command::Runs(command));
                }
            }
        }
        let at = chosen.last().and_then(|id| place_of(state, *id));
        let last = runs.found_count().saturating_sub(1);
        let page = (self.height / ROW) as usize;
        let next = at.map_or(0, |at| (at + 1).min(last));
        let before = at.map_or(0, |at| at.saturating_sub(1));
        let moves = [
            (Key::ArrowDown, next),
            (Key::ArrowUp, before),
            (Key::PageDown, at.map_or(0, |at| (at + page).min(last))),
            (Key::PageUp, at.map_or(0, |at| at.saturating_sub(page))),
            (Key::Home, 0),
            (Key::End, last),
        ];
        for modifiers in [Modifiers::SHIFT, Modifiers::NONE] {
            let to = moves
                .into_iter()
                .find_map(|(key, to)| pressed(modifiers, key).then_some(to));
            let Some(run) = to.and_then(|to| runs.found_at(to)) else {
                continue;
            };
            let mut ids = match modifiers {
                Modifiers::SHIFT => chosen.to_vec(),
                _ => Vec::new(),
            };
            ids.retain(|id| *id != run.id);
            ids.push(run.id);
            out.push(Command::Runs(RunsCommand::Choose(ids)));
        }
    }
}

fn place_of(state: &State, id: i64) -> Option<usize> {
    let runs = state.runs();
    (0..runs.found_count()).find(|place| runs.found_at(*place).is_some_and(|row| row.id == id))
}

/// A click chooses a run alone; with Ctrl it adds it or takes it away, with Shift it adds all up
/// to it.
fn choose(ui: &Ui, state: &State, place: usize, out: &mut Commands) {
    let runs = state.runs();
    let Some(run) = runs.found_at(place) else {
        return;
    };
    let modifiers = ui.input(|input| input.modifiers);
    let mut ids = runs.chosen().to_vec();
    let from = ids.last().and_then(|id| place_of(state, *id));
    match from {
        _ if modifiers.command && ids.contains(&run.id) => ids.retain(|id| *id != run.id),
        _ if modifiers.command => ids.push(run.id),
        Some(from) if modifiers.shift => {
            let between = from.min(place)..=from.max(place);
            let between: Vec<i64> = between
                .filter_map(|it| Some(runs.found_at(it)?.id))
                .collect();
            ids.retain(|id| !between.contains(id));
            ids.extend(between.iter().filter(|id| **id != run.id));
            ids.push(run.id);
        }
        _ if ids == [run.id] => ids.clear(),
        _ => ids = vec![run.id],
    }
    out.push(Command::Runs(RunsCommand::Choose(ids)));
}

fn columns(width: f32) -> [f32; 5] {
    let tight = width < TIGHT;
    let (time, steps) = if tight { (92.0, 0.0) } else { (150.0, 56.0) };
    let rest = (width - 10.0 - time - steps - OUTCOME).max(100.0);
    [time, rest * 0.5, rest * 0.5, OUTCOME, steps]
}

fn row(ui: &mut Ui, run: &RunRow, chosen: bool, shown: bool) -> Response {
    let colours = Colours::of(ui.visuals());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let when = spoken(run.at);
    response.widget_info(|| {
        let mut label = format!(
            "{}, {}, {}, {}, {when}",
            run.title(),
            run.event,
            run.ending.words(),
            count_words(run.steps, "step"),
        );
        for (holds, word) in [
            (run.pinned, "pinned"),
            (!run.has_data, "without its event"),
            (run.sent > 0, "sent or tried for real"),
            (run.changed, "changed by hand"),
            (run.answered, "with answers that were set"),
            (shown, "shown"),
        ] {
            if holds {
                label.push_str(", ");
                label.push_str(word);
            }
        }
        WidgetInfo::selected(WidgetType::SelectableLabel, true, chosen, label)
    });
    background(ui, rect, &response, chosen);
    let widths = columns(rect.width());
    let time = match widths.last() {
        Some(0.0) => when.get(5..16),
        _ => when.get(..19),
    };
    let mut title = run.title().to_owned();
    for (holds, icon) in [
        (run.changed, glyph::PENCIL_SIMPLE),
        (run.answered, glyph::HAND_POINTING),
        (run.sent > 0, glyph::BROADCAST),
        (run.pinned, glyph::PUSH_PIN),
        (shown, glyph::PLAY_CIRCLE),
    ] {
        if holds {
            title = format!("{icon} {title}");
        }
    }
    let event = match run.has_data {
        true => run.event.clone(),
        false => format!("{} {}", glyph::WARNING, run.event),
    };
    let (icon, colour) = ending_look(run.ending, colours);
    let ending = format!("{icon} {}", run.ending.words());
    let steps = run.steps.to_string();
    let cells = [
        (time.unwrap_or_default(), colours.soft_text),
        (&title, colours.text),
        (&event, colours.text),
        (&ending, colour),
        (&steps, colours.soft_text),
    ];
    cells_of(ui, rect, &widths, &cells, 13.0);
    response.on_hover_text(&run.sentence)
}
