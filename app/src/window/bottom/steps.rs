//! The steps of a run as a list: which node, how it ended, where it led.

use egui::{Key, ScrollArea, Sense, Ui, WidgetInfo, WidgetType, vec2};
use egui_phosphor::regular as glyph;
use misp_flow_engine::{
    describe::capitalised,
    run::{Run, SetBy, Step},
};

use crate::{
    state::{Command, ShownRun, ShownStep, State},
    window::{
        canvas::{self, NodeState},
        controls::{Commands, count_words},
        icons,
        run_overlay::state_of,
        scene::kind_of_node,
        tall_rows::TallRows,
        theme::Colours,
    },
};

const ROW: f32 = 28.0;
/// The height of a line of what a step says, where that has no room beside the name.
const LINE: f32 = 17.0;
const MOST_LINES: usize = 4;
/// Sizes of the name and of what the step says.
const NAME: f32 = 14.0;
const WORDS: f32 = 13.0;
/// Where the name begins.
const LEFT: f32 = 60.0;
/// Space between the name and what follows.
const GAP: f32 = 10.0;

/// What the list remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct StepsView {
    rows: TallRows<(u64, u64)>,
    /// The step that the list has been scrolled to.
    scrolled_to: Option<(u64, Option<usize>)>,
}

impl StepsView {
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        shown: &ShownRun,
        out: &mut Commands,
    ) {
        let run = &shown.run;
        if run.steps.is_empty() {
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                ui.add_space(8.0);
                ui.label("No node was executed");
            });
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let width = ui.available_width() - ui.spacing().scroll.allocated_width();
        let rows = rows(shown);
        let height = |place: usize| {
            let step = match rows.get(place) {
                Some(Row::Step(number)) => shown.step_at(*number),
                _ => None,
            };
            let below = step.and_then(|of| {
                let words = words(state, shown, of);
                lines_below(&name(state, shown, of.step), &words, width - indent(of))
            });
            below.map_or(ROW, |below| ROW + below.rows as f32 * LINE + 2.0)
        };
        let of = (shown.number, shown.stepping.stamp);
        self.rows.measure(of, width, rows.len(), height);
        let mut area = ScrollArea::vertical().id_salt("steps").auto_shrink(false);
        // Going on by key must keep the step in sight.
        if self.scrolled_to != Some((shown.number, shown.step)) {
            self.scrolled_to = Some((shown.number, shown.step));
            if let Some(step) = shown.step {
                let room = ui.available_height();
                let row = rows.iter().position(|row| *row == Row::Step(step));
                let to = self.rows.middle(row.unwrap_or(step)) - room * 0.5;
                area = area.vertical_scroll_offset(to.max(0.0));
            }
        }
        self.rows.show(ui, area, |ui, place| {
            ui.set_width(width);
            match rows.get(place) {
                Some(Row::Step(number)) => {
                    if let Some(step) = shown.step_at(*number) {
                        step_row(ui, state, shown, *number, step, out);
                    }
                }
                Some(Row::NotTaken) => not_taken(ui, run),
                Some(Row::Background(index)) => background_row(ui, state, run, *index),
                None => {}
            }
        });
    }
}

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    /// A step, by its number in the shown run.
    Step(usize),
    /// Paths that were not taken because of a failure.
    NotTaken,
    /// The background run with this index begins.
    Background(usize),
}

/// The steps, and behind them each background run with its own.
fn rows(shown: &ShownRun) -> Vec<Row> {
    let run = &shown.run;
    let mut number = run.steps.len();
    let mut rows: Vec<Row> = (0..number).map(Row::Step).collect();
    if !run.blocked_paths.is_empty() {
        rows.push(Row::NotTaken);
    }
    for (index, background) in run.background.iter().enumerate() {
        rows.push(Row::Background(index));
        let end = number + background.run.steps.len();
        rows.extend((number..end).map(Row::Step));
        number = end;
    }
    rows
}

/// How far the row of a step stands in.
fn indent(step: ShownStep<'_>) -> f32 {
    match step.background {
        None => 0.0,
        Some(_) => 16.0,
    }
}

/// What the node of a step is called, with the node's number where others are called the same.
pub(super) fn name(state: &State, shown: &ShownRun, step: &Step) -> String {
    let node = state.document().workflow().graph.node(&step.node);
    // A received run may be one of another workflow, in which the node is another.
    match node.filter(|node| shown.received.is_none() || node.module == step.module) {
        Some(_) => state.numbered_name(&step.node),
        None => step.module.to_string(),
    }
}

/// How a step ended and where it led.
fn words(state: &State, shown: &ShownRun, of: ShownStep<'_>) -> String {
    let branch = branch_words(state, of.step);
    let set = set_by(shown, of);
    result_words(of.step, state_of(of.step, of.run), &branch, set)
}

/// What was set in simulations that a step ended by.
pub(super) fn set_by(shown: &ShownRun, of: ShownStep<'_>) -> Option<SetBy> {
    if shown.received.is_some() {
        return None;
    }
    shown.answers.set_for(of.step, of.effects())
}

/// What a step says, broken into lines, where it has no room beside the name.
fn lines_below(name: &str, words: &str, width: f32) -> Option<canvas::Wrapped> {
    let room = width - LEFT - 20.0;
    let beside = canvas::width_of(name, NAME) + GAP + canvas::width_of(words, WORDS);
    // What is shown may be a little wider than it was measured.
    if beside * 1.03 <= room {
        return None;
    }
    Some(canvas::wrap(
        words,
        WORDS,
        (room * 0.97).max(80.0),
        MOST_LINES,
    ))
}

fn step_row(
    ui: &mut Ui,
    state: &State,
    shown: &ShownRun,
    number: usize,
    of: ShownStep<'_>,
    out: &mut Commands,
) {
    let colours = Colours::of(ui.visuals());
    let step = of.step;
    let name = name(state, shown, step);
    let became = state_of(step, of.run);
    let chosen = shown.step == Some(number);
    let size = vec2(ui.available_width(), ui.available_height());
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let rect = rect.with_min_x(rect.left() + indent(of));
    let words = words(state, shown, of);
    let below = lines_below(&name, &words, rect.width());
    response.widget_info(|| {
        let label = format!("{}, {name}, {words}", capitalised(&of.words()));
        WidgetInfo::selected(WidgetType::SelectableLabel, true, chosen, label)
    });
    let inside = rect.shrink2(vec2(6.0, 1.0));
    if chosen {
        ui.painter()
            .rect_filled(inside, 5.0, ui.visuals().selection.bg_fill);
    } else if response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(inside, 5.0, ui.visuals().widgets.inactive.weak_bg_fill);
    }
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let y = rect.top() + ROW * 0.5;
    let badge = egui::pos2(inside.left() + 18.0, y);
    let badge_text = (number + 1).to_string();
    let width = 10.0 + 8.0 * badge_text.len() as f32;
    painter.rect_filled(
        egui::Rect::from_center_size(badge, vec2(width, 18.0)),
        9.0,
        colours.state(became),
    );
    let small = egui::FontId::proportional(12.0);
    painter.text(
        badge,
        egui::Align2::CENTER_CENTER,
        badge_text,
        small.clone(),
        colours.on_fill,
    );
    let module = state.catalogue.get(&step.module);
    let kind = kind_of_node(step.kind);
    let icon = icons::module_icon(module.map_or("", |module| module.icon.as_str()), kind);
    let at = egui::pos2(inside.left() + 46.0, y);
    let centre = egui::Align2::CENTER_CENTER;
    painter.text(
        at,
        centre,
        icon,
        egui::FontId::proportional(15.0),
        colours.kind(kind),
    );
    let font = egui::FontId::proportional(NAME);
    let at = egui::pos2(inside.left() + LEFT, y);
    let end = painter
        .text(at, egui::Align2::LEFT_CENTER, &name, font, colours.text)
        .right();
    let colour = if became == NodeState::Ok {
        colours.soft_text
    } else {
        colours.state(became)
    };
    if let Some(below) = below {
        painter.text(
            egui::pos2(inside.left() + LEFT, rect.top() + ROW - 3.0),
            egui::Align2::LEFT_TOP,
            below.text,
            egui::FontId::proportional(WORDS),
            colour,
        );
    } else {
        painter.text(
            egui::pos2(end + GAP, y),
            egui::Align2::LEFT_CENTER,
            words,
            egui::FontId::proportional(WORDS),
            colour,
        );
    }
    let by_key = response.has_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if response.clicked() || by_key {
        out.push(Command::ShowStep(if chosen { None } else { Some(number) }));
    }
    if !step.errors.is_empty() {
        response.on_hover_text(step.errors.join("\n"));
    }
}

/// Where a logic step led, as its output is labelled.
pub(super) fn branch_words(state: &State, step: &Step) -> String {
    let Some(branch) = &step.branch else {
        return String::new();
    };
    let labels = state
        .catalogue
        .get(&step.module)
        .map(misp_flow_engine::catalogue::Module::output_labels);
    let place = branch
        .strip_prefix("output_")
        .and_then(|number| number.parse::<usize>().ok());
    let label = labels.and_then(|labels| labels.get(place?.checked_sub(1)?).copied());
    label.unwrap_or_default().to_owned()
}

/// What a step came to; `set` is what was set that it ended by.
pub(super) fn result_words(
    step: &Step,
    became: NodeState,
    branch: &str,
    set: Option<SetBy>,
) -> String {
    let errors = (step.errors.iter()).filter(|error| !error.is_empty());
    let errors = errors.map(String::as_str).collect::<Vec<_>>().join(", ");
    let so = match set {
        None => "",
        Some(SetBy::Failure | SetBy::Success) => ", as it was set to",
        Some(SetBy::Reply) => ", with the answer that was set",
    };
    match became {
        NodeState::Failed if set.is_some() && errors.is_empty() => format!("failed{so}"),
        NodeState::Failed if set.is_some() => format!("failed{so}: {errors}"),
        NodeState::Blocked if errors.is_empty() => format!("stopped the run{so}"),
        NodeState::Blocked => format!("stopped the run{so}: {errors}"),
        NodeState::Failed if errors.is_empty() => match step.notes.first() {
            Some(note) => format!("failed, without a message from MISP: {note}"),
            None => "failed; MISP gives no reason here".to_owned(),
        },
        NodeState::Failed => format!("failed: {errors}"),
        _ if !branch.is_empty() && errors.is_empty() => format!("{} {branch}", glyph::ARROW_RIGHT),
        _ if !branch.is_empty() => {
            format!("{} {branch}, with errors: {errors}", glyph::ARROW_RIGHT)
        }
        NodeState::Partial => format!("with errors: {errors}"),
        _ => format!("done{so}"),
    }
}

/// Tells of the paths that were not taken because of a failure.
fn not_taken(ui: &mut Ui, run: &Run) {
    let count = run.blocked_paths.len();
    let text = format!(
        "{}  {} not taken behind a failed node",
        glyph::PROHIBIT,
        count_words(count, "path")
    );
    plain_row(ui, &text);
}

/// Tells of a background run, whose steps follow.
fn background_row(ui: &mut Ui, state: &State, run: &Run, index: usize) {
    let Some(background) = run.background.get(index) else {
        return;
    };
    let name = state.numbered_name(&background.job.node);
    let steps = count_words(background.run.steps.len(), "step");
    let end = match &background.run.crash {
        Some(crash) => crash.message.clone(),
        None => background.run.outcome.name().to_owned(),
    };
    let text = format!(
        "{}  Background run from {name}, {steps}, {end}",
        glyph::STACK
    );
    plain_row(ui, &text);
}

fn plain_row(ui: &mut Ui, text: &str) {
    let colours = Colours::of(ui.visuals());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, text));
    let font = egui::FontId::proportional(13.0);
    let mut line =
        egui::text::LayoutJob::simple_singleline(text.to_owned(), font, colours.soft_text);
    line.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 24.0);
    let line = ui.fonts_mut(|fonts| fonts.layout_job(line));
    let at = egui::pos2(rect.left() + 16.0, rect.center().y - line.size().y * 0.5);
    let is_cut = line.elided;
    ui.painter().galley(at, line, colours.soft_text);
    if is_cut {
        response.on_hover_text(text);
    }
}
