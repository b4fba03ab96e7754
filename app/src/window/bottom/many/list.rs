//! The list of many events. Only what is in sight is laid out.

use egui::{Color32, Id, Response, ScrollArea, Sense, Ui, WidgetInfo, WidgetType, vec2};
use egui_phosphor::regular as glyph;

use super::words;
use crate::{
    batch::{Change, End, Judged, Row, RowId},
    state::{Command, FoundEvents, Many, ManyCommand, State},
    window::{
        bottom::rows::{background, cells_of, going_on, header, keep_arrows},
        controls::Commands,
        theme::Colours,
    },
};

const ROW: f32 = 24.0;

/// What the list remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct ManyList {
    /// The chosen row that the list has been scrolled to.
    scrolled_to: Option<RowId>,
    /// How much was in sight.
    height: f32,
}

/// What a row says.
struct Line {
    row: RowId,
    end: End,
    before: Option<End>,
    name: String,
    path: String,
    why: String,
    place: String,
}

impl Line {
    fn of(row: RowId, state: &State, many: &Many, found: &FoundEvents<'_>) -> Option<Self> {
        let Row {
            name,
            judged,
            before,
            change,
            ..
        } = found.row(row)?;
        let way = |judged: &Judged| {
            let route = judged.route.and_then(|number| found.route(number))?;
            let places = found.places();
            Some(words::route(
                route,
                many.workflow(),
                &state.catalogue,
                places,
            ))
        };
        let earlier_way = |judged: &Judged| {
            let route = judged.route.and_then(|number| found.route(number))?;
            let (workflow, places) = found.before()?;
            Some(words::route(route, workflow, &state.catalogue, places))
        };
        let mut path = way(judged).unwrap_or_default();
        let mut why = many.message(judged, found);
        if let Some(before) = before.filter(|_| change != Change::None) {
            let earlier = earlier_way(before).unwrap_or_default();
            if earlier != path {
                path = format!("{earlier}  {}  {path}", glyph::ARROW_FAT_RIGHT);
            }
            let earlier = many.earlier_message(before, found);
            if earlier != why {
                let shown = |text: &str| match text {
                    "" => "no message".to_owned(),
                    text => text.to_owned(),
                };
                let arrow = glyph::ARROW_FAT_RIGHT;
                why = format!("{}  {arrow}  {}", shown(&earlier), shown(&why));
            }
        }
        let place = found.row(row).map(|row| found.place(&row));
        Some(Self {
            row,
            end: judged.end,
            before: before.map(|before| before.end),
            name: match name {
                "" => "no event".to_owned(),
                name => name.to_owned(),
            },
            path,
            why,
            place: place.unwrap_or_default(),
        })
    }

    fn words(&self) -> String {
        let mut words = match self.before.filter(|before| *before != self.end) {
            Some(before) => format!("{} becomes {}", before.name(), self.end.name()),
            None => self.end.name().to_owned(),
        };
        for part in [&self.name, &self.path, &self.why, &self.place] {
            if !part.is_empty() {
                words.push_str(", ");
                let signs = [
                    (glyph::ARROW_FAT_RIGHT, "becomes"),
                    (glyph::ARROW_RIGHT, "then"),
                    (glyph::X, "failed"),
                ];
                let part = signs
                    .iter()
                    .fold(part.clone(), |text, (sign, word)| text.replace(sign, word));
                words.push_str(&part.replace("  ", " "));
            }
        }
        words
    }
}

impl ManyList {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, many: &Many, out: &mut Commands) {
        let (listed, behind) = many.listed();
        if listed.is_empty() {
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                ui.add_space(8.0);
                ui.label(match (behind || !many.standing().ended, many.against()) {
                    (true, _) => "Searching…",
                    (false, Some(_)) if many.filter().text.is_empty() => {
                        "No event comes to something else"
                    }
                    _ => "No event fits",
                });
            });
            return;
        }
        let chosen = many.chosen();
        let id = ui.make_persistent_id("many");
        let room = ui.available_rect_before_wrap();
        let whole = ui.interact(room, id, Sense::focusable_noninteractive());
        whole.widget_info(|| WidgetInfo::labeled(WidgetType::Other, true, "Events in a list"));
        self.keys(ui, id, listed, chosen, out);
        ui.spacing_mut().item_spacing.y = 0.0;
        let width = ui.available_width() - 12.0;
        let compared = many.against().is_some();
        let widths = columns(width, compared);
        header(
            ui,
            &widths,
            &[
                "Before",
                if compared { "After" } else { "Outcome" },
                "Event",
                "Path",
                "Message",
                "Where",
            ],
        );
        let mut area = ScrollArea::vertical().id_salt("events").auto_shrink(false);
        if chosen.is_some() && self.scrolled_to != chosen {
            // Going on by key must keep the row in sight, and a click must not move the list.
            if let Some(at) = chosen.and_then(|row| listed.binary_search(&row).ok())
                && self.scrolled_to.is_some()
                && ui.input(|input| !input.pointer.any_click())
            {
                let middle = (at as f32 + 0.5) * ROW - self.height * 0.5;
                area = area.vertical_scroll_offset(middle.max(0.0));
            }
        }
        self.scrolled_to = chosen;
        let output = area.show_rows(ui, ROW, listed.len(), |ui, rows| {
            ui.set_width(width);
            let rows = listed.get(rows).unwrap_or_default();
            let lines: Vec<Line> = {
                let found = many.found();
                let lines = rows.iter();
                lines
                    .filter_map(|row| Line::of(*row, state, many, &found))
                    .collect()
            };
            for line in lines {
                let is_chosen = chosen == Some(line.row);
                let response = row(ui, &line, &widths, is_chosen);
                act(ui, id, &line, &response, (is_chosen, compared), out);
            }
        });
        self.height = output.inner_rect.height();
    }

    /// Arrow keys go on from the chosen event while the list has the keyboard, Enter opens it.
    fn keys(&self, ui: &Ui, id: Id, listed: &[RowId], chosen: Option<RowId>, out: &mut Commands) {
        let focused = ui.memory(|memory| memory.has_focus(id));
        let Some(chosen) = chosen.filter(|_| focused) else {
            return;
        };
        keep_arrows(ui, id);
        if ui.input(|input| input.key_pressed(egui::Key::Enter)) {
            out.push(Command::Many(ManyCommand::OpenChosen));
        }
        let Ok(at) = listed.binary_search(&chosen) else {
            return;
        };
        let page = (self.height / ROW) as usize;
        let to = going_on(ui, at, page, listed.len());
        if let Some(row) = to.and_then(|to| listed.get(to)) {
            out.push(Command::Many(ManyCommand::Choose(Some(*row))));
        }
    }
}

/// What a click, a double click, a key or the menu does with a row.
fn act(
    ui: &Ui,
    list: Id,
    line: &Line,
    response: &Response,
    (chosen, compared): (bool, bool),
    out: &mut Commands,
) {
    let open = |before| {
        let row = line.row;
        Command::Many(ManyCommand::Open { row, before })
    };
    let by_key = response.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if response.double_clicked() || by_key {
        out.push(open(false));
    } else if response.clicked() {
        ui.memory_mut(|memory| memory.request_focus(list));
        if !chosen {
            out.push(Command::Many(ManyCommand::Choose(Some(line.row))));
        }
    }
    response.context_menu(|ui| {
        if line.end != End::Unreadable && ui.button("Simulate with it").clicked() {
            out.push(open(false));
            ui.close();
        }
        if compared
            && ui
                .button("Simulate with it in the earlier workflow")
                .clicked()
        {
            out.push(open(true));
            ui.close();
        }
        if ui.button("Copy the message").clicked() {
            ui.ctx().copy_text(line.why.clone());
            ui.close();
        }
    });
}

/// In less room than this, the list does without where events are.
const TIGHT: f32 = 700.0;
const OUTCOME: f32 = 104.0;
const PLACE: f32 = 130.0;

/// How wide the columns are.
fn columns(width: f32, compared: bool) -> [f32; 6] {
    let before = if compared { OUTCOME } else { 0.0 };
    let place = if width < TIGHT { 0.0 } else { PLACE };
    let rest = (width - 10.0 - OUTCOME - before - place).max(150.0);
    let [name, path, why] = match compared {
        true => [0.24, 0.46, 0.30].map(|part| rest * part),
        false => [0.30, 0.38, 0.32].map(|part| rest * part),
    };
    [before, OUTCOME, name, path, why, place]
}

fn row(ui: &mut Ui, line: &Line, widths: &[f32; 6], chosen: bool) -> Response {
    let colours = Colours::of(ui.visuals());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(WidgetType::SelectableLabel, true, chosen, line.words())
    });
    background(ui, rect, &response, chosen);
    let told = |end: End| {
        let (name, icon, colour) = words::end_look(end, colours);
        (format!("{icon} {name}"), colour)
    };
    let (end, end_colour) = told(line.end);
    let (before, before_colour) = match line.before {
        Some(before) => told(before),
        None => (String::new(), colours.soft_text),
    };
    let bad = match line.end {
        End::Success => colours.soft_text,
        _ => colours.text,
    };
    let cells: [(&str, Color32); 6] = [
        (&before, before_colour),
        (&end, end_colour),
        (&line.name, colours.text),
        (&line.path, colours.soft_text),
        (&line.why, bad),
        (&line.place, colours.soft_text),
    ];
    cells_of(ui, rect, widths, &cells, 13.0);
    response.on_hover_ui(|ui| {
        ui.set_max_width(560.0);
        for text in [&line.name, &line.path, &line.why, &line.place] {
            if !text.is_empty() {
                ui.label(text);
            }
        }
        ui.label("Double click simulates with it");
    })
}
