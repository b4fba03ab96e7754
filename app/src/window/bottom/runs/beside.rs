//! Two runs beside each other: their steps, and the difference of the data behind the chosen one.

use egui::{
    Color32, Id, Key, Modifiers, Response, RichText, ScrollArea, Sense, Ui, WidgetInfo, WidgetType,
    vec2,
};
use egui_phosphor::regular as glyph;
use misp_flow_engine::{
    account::effects_of,
    run::{Answers, Run},
};

use super::{halves, side};
use crate::{
    runs::{BesideRow, MOST_DIFFERENCES, Place},
    state::{Command, ComparedRuns, RunsCommand, State},
    window::{
        bottom::{
            rows::{background, cells_of, going_on, header, keep_arrows},
            steps::{branch_words, result_words},
        },
        canvas::NodeState,
        controls::{Commands, count_words, grouped, icon_button},
        run_overlay::state_of,
        theme::Colours,
    },
};

const ROW: f32 = 24.0;

/// What the view remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct BesideView {
    /// The row that the list has been scrolled to.
    scrolled_to: Option<usize>,
    height: f32,
}

impl BesideView {
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        compared: &ComparedRuns,
        out: &mut Commands,
    ) {
        headline(ui, compared, out);
        ui.separator();
        let width = ui.available_width() * 0.64;
        let (left, right) = halves(ui, width, true);
        side(ui, left, |ui| self.rows(ui, state, compared, out));
        side(ui, right, |ui| detail(ui, state, compared));
        ui.advance_cursor_after_rect(left.union(right));
    }

    fn rows(&mut self, ui: &mut Ui, state: &State, compared: &ComparedRuns, out: &mut Commands) {
        let id = ui.make_persistent_id("steps beside each other");
        let room = ui.available_rect_before_wrap();
        let whole = ui.interact(room, id, Sense::focusable_noninteractive());
        whole.widget_info(|| WidgetInfo::labeled(WidgetType::Other, true, "Steps of both runs"));
        self.keys(ui, id, compared, out);
        ui.spacing_mut().item_spacing.y = 0.0;
        let width = ui.available_width() - 12.0;
        header(
            ui,
            &columns(width),
            &["Node", "", "First run", "", "Second run", "Data"],
        );
        let mut area = ScrollArea::vertical().id_salt("beside").auto_shrink(false);
        if self.scrolled_to != Some(compared.chosen) {
            if ui.input(|input| !input.pointer.any_click()) {
                let middle = (compared.chosen as f32 + 0.5) * ROW - self.height * 0.5;
                area = area.vertical_scroll_offset(middle.max(0.0));
            }
            self.scrolled_to = Some(compared.chosen);
        }
        let rows = &compared.beside.rows;
        let output = area.show_rows(ui, ROW, rows.len(), |ui, places| {
            ui.set_width(width);
            for place in places {
                let Some(one) = rows.get(place) else { continue };
                if row(ui, state, compared, place, one).clicked() {
                    ui.memory_mut(|memory| memory.request_focus(id));
                    out.push(Command::Runs(RunsCommand::ShowPair(place)));
                }
            }
        });
        self.height = output.inner_rect.height();
    }

    fn keys(&self, ui: &Ui, id: Id, compared: &ComparedRuns, out: &mut Commands) {
        if !ui.memory(|memory| memory.has_focus(id)) {
            return;
        }
        keep_arrows(ui, id);
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            out.push(Command::Runs(RunsCommand::CloseComparison));
        }
        let page = (self.height / ROW) as usize;
        if let Some(to) = going_on(ui, compared.chosen, page, compared.beside.rows.len()) {
            out.push(Command::Runs(RunsCommand::ShowPair(to)));
        }
    }
}

fn headline(ui: &mut Ui, compared: &ComparedRuns, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    ui.horizontal_top(|ui| {
        ui.add_space(4.0);
        let back = icon_button(ui, glyph::ARROW_LEFT, "Back to the kept runs", true);
        if back.on_hover_text("Back to the list").clicked() {
            out.push(Command::Runs(RunsCommand::CloseComparison));
        }
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let differing = compared.beside.rows.iter().filter(|row| !row.same).count();
            let words = match (compared.beside.first, differing) {
                (Some(first), count) => {
                    let name = compared.beside.rows.get(first);
                    let name = name.map_or("", |row| row.name.as_str());
                    let verb = if count == 1 { "differs" } else { "differ" };
                    format!("{} {verb}, the first at {name}", count_words(count, "row"))
                }
                (None, _) => "Both runs came out the same".to_owned(),
            };
            let colour = if differing == 0 {
                colours.ok
            } else {
                colours.text
            };
            ui.label(RichText::new(words).size(16.0).strong().color(colour));
            let names = ["First run", "Second run"];
            let told = compared.titles.iter().zip(&compared.sentences).zip(names);
            for ((title, sentence), name) in told {
                let text = format!("{name}   {title}   {sentence}");
                let text = RichText::new(text).size(13.0).color(colours.soft_text);
                ui.add(egui::Label::new(text).wrap());
            }
            if !compared.made.is_empty() {
                let text = RichText::new(&compared.made).size(13.0);
                ui.add(egui::Label::new(text.color(colours.text)).wrap());
            }
        });
    });
}

fn columns(width: f32) -> [f32; 6] {
    let rest = (width - 10.0 - NUMBER * 2.0 - DATA).max(150.0);
    [rest * 0.4, NUMBER, rest * 0.3, NUMBER, rest * 0.3, DATA]
}

const NUMBER: f32 = 30.0;
const DATA: f32 = 84.0;

/// What a run did at a place, and the colour of that.
fn told(
    state: &State,
    (run, answers): (&Run, &Answers),
    place: Option<Place>,
    colours: &Colours,
) -> (String, Color32) {
    let Some(place) = place else {
        return ("did not run".to_owned(), colours.soft_text);
    };
    let Some(step) = place.step(run) else {
        return (String::new(), colours.text);
    };
    let of = match place {
        Place::Background(number, _) => run.background.get(number).map_or(run, |one| &one.run),
        _ => run,
    };
    let became = state_of(step, of);
    let colour = match became {
        NodeState::Ok => colours.text,
        became => colours.state(became),
    };
    let branch = branch_words(state, step);
    let effects = match place {
        Place::Step(place) | Place::Background(_, place) => effects_of(of, place),
        Place::Beginning => &[],
    };
    let set = answers.set_for(step, effects);
    (result_words(step, became, &branch, set), colour)
}

fn data_words(row: &BesideRow) -> String {
    match row.data {
        0 => String::new(),
        MOST_DIFFERENCES => format!("{}+ differ", grouped(MOST_DIFFERENCES)),
        1 => "1 differs".to_owned(),
        count => format!("{} differ", grouped(count)),
    }
}

fn row(
    ui: &mut Ui,
    state: &State,
    compared: &ComparedRuns,
    place: usize,
    row: &BesideRow,
) -> Response {
    let colours = Colours::of(ui.visuals());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let beside = &compared.beside;
    let [left_answers, right_answers] = &compared.answers;
    let left = (&*beside.left, left_answers);
    let (left, left_colour) = told(state, left, row.left, colours);
    let right = (&*beside.right, right_answers);
    let (right, right_colour) = told(state, right, row.right, colours);
    let data = data_words(row);
    let first = beside.first == Some(place);
    let chosen = compared.chosen == place;
    response.widget_info(|| {
        let mut label = match (left.is_empty(), row.same) {
            (true, _) => row.name.clone(),
            (false, true) => format!("{}, both {left}", row.name),
            (false, false) => format!("{}, first {left}, second {right}", row.name),
        };
        if !data.is_empty() {
            label.push_str(&format!(", data {data}"));
        }
        if first {
            label.push_str(", first difference");
        }
        WidgetInfo::selected(WidgetType::SelectableLabel, true, chosen, label)
    });
    background(ui, rect, &response, chosen);
    let mark = match (first, row.same) {
        (true, _) => glyph::CARET_DOUBLE_RIGHT,
        (false, false) => glyph::NOT_EQUALS,
        (false, true) => glyph::EQUALS,
    };
    let name = format!("{mark}  {}", row.name);
    let numbers = [row.left, row.right].map(|place| place.map_or_else(String::new, Place::words));
    let [left_number, right_number] = &numbers;
    let strong = match row.same {
        true => colours.soft_text,
        false => colours.warning,
    };
    let cells = [
        (name.as_str(), if row.same { colours.text } else { strong }),
        (left_number, colours.soft_text),
        (&left, left_colour),
        (right_number, colours.soft_text),
        (&right, right_colour),
        (&data, strong),
    ];
    cells_of(ui, rect, &columns(rect.width()), &cells, 13.0);
    response
}

/// What differs at the chosen row.
fn detail(ui: &mut Ui, state: &State, compared: &ComparedRuns) {
    let colours = Colours::of(ui.visuals());
    let beside = &compared.beside;
    let Some(row) = beside.rows.get(compared.chosen) else {
        return;
    };
    ui.add_space(4.0);
    ui.label(
        RichText::new(&row.name)
            .size(15.0)
            .strong()
            .color(colours.text),
    );
    let sides = [
        ("First run", &beside.left, row.left),
        ("Second run", &beside.right, row.right),
    ];
    for ((name, run, place), answers) in sides.into_iter().zip(&compared.answers) {
        let (words, colour) = told(state, (run, answers), place, colours);
        if words.is_empty() {
            continue;
        }
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(name).size(13.0).color(colours.soft_text));
            ui.label(RichText::new(words).size(13.0).color(colour));
        });
    }
    let (differences, more) = &compared.differences;
    let title = match (row.left, row.right, row.data) {
        (Some(_), Some(_), 0) => "The data are the same",
        (Some(_), Some(_), _) if differences.is_empty() => "Comparing the data…",
        (Some(Place::Beginning), ..) => "Differences of what the runs began with",
        (Some(_), Some(_), _) => "Differences of the data behind this node",
        _ => "Only one of the runs came here, so there are no data to compare",
    };
    ui.label(RichText::new(title).size(12.0).color(colours.soft_text));
    ScrollArea::vertical()
        .id_salt("differences")
        .auto_shrink(false)
        .show(ui, |ui| {
            let more = more.then_some("and more");
            for text in differences.iter().map(String::as_str).chain(more) {
                let text = RichText::new(text).size(13.0).color(colours.text);
                ui.add(egui::Label::new(text).wrap().selectable(true));
            }
        });
}
