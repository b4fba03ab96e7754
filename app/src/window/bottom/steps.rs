//! The steps of a run as a list: which node, how it ended, where it led.

use egui::{Key, ScrollArea, Sense, Ui, WidgetInfo, WidgetType, vec2};
use egui_phosphor::regular as glyph;
use misp_flow_engine::run::{Run, Step};

use crate::{
    state::{Command, ShownRun, State},
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
            ui.label("No node was executed");
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let width = ui.available_width() - ui.spacing().scroll.allocated_width();
        let blocked = usize::from(!run.blocked_paths.is_empty());
        let count = run.steps.len() + blocked + run.background.len();
        let height = |place: usize| {
            let below = run.steps.get(place).and_then(|step| {
                let words = words(state, shown, step);
                lines_below(&name(state, shown, step), &words, width)
            });
            below.map_or(ROW, |below| ROW + below.rows as f32 * LINE + 2.0)
        };
        let of = (shown.number, shown.stepping.stamp);
        self.rows.measure(of, width, count, height);
        let mut area = ScrollArea::vertical().id_salt("steps").auto_shrink(false);
        // Going on by key must keep the step in sight.
        if self.scrolled_to != Some((shown.number, shown.step)) {
            self.scrolled_to = Some((shown.number, shown.step));
            if let Some(step) = shown.step {
                let room = ui.available_height();
                let to = self.rows.middle(step) - room * 0.5;
                area = area.vertical_scroll_offset(to.max(0.0));
            }
        }
        self.rows.show(ui, area, |ui, place| {
            ui.set_width(width);
            match run.steps.get(place) {
                Some(step) => step_row(ui, state, shown, place, step, out),
                None => extra_row(ui, state, run, place - run.steps.len()),
            }
        });
    }
}

/// What the node of a step is called, with the node's number where others are called the same.
pub(super) fn name(state: &State, shown: &ShownRun, step: &Step) -> String {
    let node = state.document().workflow().graph.node(&step.node);
    // A received run may be one of another workflow, in which the node is another.
    let node = node.filter(|node| shown.received.is_none() || node.module == step.module);
    let Some(node) = node else {
        return step.module.to_string();
    };
    if state.has_namesake(&node.name) {
        return format!("{} ({})", node.name, step.node);
    }
    node.name.clone()
}

/// How a step ended and where it led.
fn words(state: &State, shown: &ShownRun, step: &Step) -> String {
    let branch = branch_words(state, step);
    result_words(step, state_of(step, &shown.run), &branch)
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
    place: usize,
    step: &Step,
    out: &mut Commands,
) {
    let colours = Colours::of(ui.visuals());
    let name = name(state, shown, step);
    let became = state_of(step, &shown.run);
    let chosen = shown.step == Some(place);
    let size = vec2(ui.available_width(), ui.available_height());
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let words = words(state, shown, step);
    let below = lines_below(&name, &words, rect.width());
    response.widget_info(|| {
        let label = format!("Step {}, {name}, {words}", place + 1);
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
    let number = (place + 1).to_string();
    let width = 10.0 + 8.0 * number.len() as f32;
    painter.rect_filled(
        egui::Rect::from_center_size(badge, vec2(width, 18.0)),
        9.0,
        colours.state(became),
    );
    let small = egui::FontId::proportional(12.0);
    painter.text(
        badge,
        egui::Align2::CENTER_CENTER,
        number,
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
        out.push(Command::ShowStep(if chosen { None } else { Some(place) }));
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

pub(super) fn result_words(step: &Step, became: NodeState, branch: &str) -> String {
    let errors = step.errors.join(", ");
    match became {
        NodeState::Blocked if errors.is_empty() => "stopped the run".to_owned(),
        NodeState::Blocked => format!("stopped the run: {errors}"),
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
        _ => "done".to_owned(),
    }
}

/// A row behind the steps: paths that were not taken because of a failure, background runs.
fn extra_row(ui: &mut Ui, state: &State, run: &Run, place: usize) {
    let colours = Colours::of(ui.visuals());
    let blocked = usize::from(!run.blocked_paths.is_empty());
    let text = if place < blocked {
        let count = run.blocked_paths.len();
        format!(
            "{}  {} not taken behind a failed node",
            glyph::PROHIBIT,
            count_words(count, "path")
        )
    } else {
        let Some(background) = run.background.get(place - blocked) else {
            return;
        };
        let node = state.document().workflow().graph.node(&background.job.node);
        let name = node.map_or("a node", |node| node.name.as_str());
        let steps = count_words(background.run.steps.len(), "step");
        let end = match &background.run.crash {
            Some(crash) => crash.message.clone(),
            None => background.run.outcome.name().to_owned(),
        };
        format!(
            "{}  Background run from {name}, {steps}, {end}",
            glyph::STACK
        )
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, &text));
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let at = egui::pos2(rect.left() + 16.0, rect.center().y);
    painter.text(
        at,
        egui::Align2::LEFT_CENTER,
        text,
        egui::FontId::proportional(13.0),
        colours.soft_text,
    );
}
