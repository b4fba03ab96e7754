//! The last run: what it means in one sentence, its steps, and the data after each.

use egui::{Key, RichText, ScrollArea, Sense, Ui, WidgetInfo, WidgetType, vec2};
use egui_phosphor::regular as glyph;
use misp_flow_engine::run::{Outcome, Run, Step};

use super::{effects, received, trial};
use crate::{
    state::{Command, ShownRun, State},
    window::{
        canvas::NodeState,
        controls::{Commands, command_button, count_words, empty, one_line},
        icons,
        run_overlay::state_of,
        scene::kind_of_node,
        theme::Colours,
        tree::DataTree,
    },
};

const ROW: f32 = 28.0;

/// What the view remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct SimulationView {
    tree: DataTree,
    /// The sentence of a run, by the run's number.
    sentence: Option<(u64, String)>,
    /// The step that the list has been scrolled to.
    scrolled_to: Option<(u64, Option<usize>)>,
}

impl SimulationView {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let Some(shown) = state.run() else {
            nothing(ui, state, out);
            return;
        };
        self.headline(ui, state, shown, out);
        ui.separator();
        let width = (ui.available_width() * 0.42).clamp(260.0, 560.0);
        ui.horizontal_top(|ui| {
            let height = ui.available_height();
            ui.allocate_ui(vec2(width, height), |ui| {
                ui.set_min_size(vec2(width, height));
                ui.vertical(|ui| self.steps(ui, state, shown, out));
            });
            ui.separator();
            ui.vertical(|ui| self.details(ui, state, shown));
        });
    }

    fn headline(&mut self, ui: &mut Ui, state: &State, shown: &ShownRun, out: &mut Commands) {
        if self
            .sentence
            .as_ref()
            .is_none_or(|(number, _)| *number != shown.number)
        {
            let text = shown.run.sentence(&shown.workflow, &state.catalogue);
            self.sentence = Some((shown.number, text));
        }
        let told = shown
            .received
            .map(|run| received::sentence(state, shown, run));
        let simulated = self.sentence.as_ref().map(|(_, text)| text.as_str());
        let text = told.as_deref().or(simulated).unwrap_or_default();
        let colours = Colours::of(ui.visuals());
        let (icon, colour) = outcome_look(&shown.run, colours);
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            ui.label(RichText::new(icon).size(22.0).color(colour));
            let text = RichText::new(text).size(17.0).color(colours.text).strong();
            ui.add(egui::Label::new(text).wrap())
                .on_hover_text(shown.run.outcome_text());
        });
        if !state.is_run_stale() && state.trial_trigger().is_none() {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            ui.add_space(8.0);
            trial::choice(ui, state, out);
            if state.is_run_stale() {
                ui.label(RichText::new("The workflow was changed since").color(colours.warning));
                let again = ui.button(format!("{}  Simulate again", glyph::ARROW_CLOCKWISE));
                again.widget_info(|| {
                    WidgetInfo::labeled(WidgetType::Button, true, "Simulate again")
                });
                if again.clicked() {
                    out.push(Command::Simulate);
                }
            }
        });
    }

    fn steps(&mut self, ui: &mut Ui, state: &State, shown: &ShownRun, out: &mut Commands) {
        let run = &shown.run;
        let width = ui.available_width();
        if run.steps.is_empty() {
            ui.add_space(8.0);
            ui.label("No node was executed");
            return;
        }
        let mut area = ScrollArea::vertical().id_salt("steps").auto_shrink(false);
        // Going on by key must keep the step in sight.
        if self.scrolled_to != Some((shown.number, shown.step)) {
            self.scrolled_to = Some((shown.number, shown.step));
            if let Some(step) = shown.step {
                let room = ui.available_height();
                area =
                    area.vertical_scroll_offset(((step as f32 + 0.5) * ROW - room * 0.5).max(0.0));
            }
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let blocked = run.blocked_paths.len();
        let extra = usize::from(blocked > 0) + run.background.len();
        area.show_rows(ui, ROW, run.steps.len() + extra, |ui, rows| {
            ui.set_width(width - 10.0);
            for place in rows {
                match run.steps.get(place) {
                    Some(step) => step_row(ui, state, shown, place, step, out),
                    None => extra_row(ui, state, run, place - run.steps.len()),
                }
            }
        });
    }

    fn details(&mut self, ui: &mut Ui, state: &State, shown: &ShownRun) {
        let colours = Colours::of(ui.visuals());
        let run = &shown.run;
        let step = shown.step.and_then(|place| run.steps.get(place));
        let workflow = state.document().workflow();
        let soft = |text: &str| RichText::new(text).size(12.0).color(colours.soft_text);
        if let Some(step) = step {
            for error in &step.errors {
                ui.horizontal_wrapped(|ui| {
                    ui.label(RichText::new(glyph::WARNING_CIRCLE).color(colours.error));
                    ui.label(RichText::new(error).color(colours.text));
                });
            }
        }
        for note in step.iter().flat_map(|step| &step.notes) {
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(glyph::INFO).color(colours.soft_text));
                ui.label(RichText::new(note).color(colours.text));
            });
        }
        let (effects, all) = effects::first(run, shown.step, workflow, 3);
        if !effects.is_empty() {
            ui.label(soft("What MISP would do; nothing was sent from here"));
        }
        for effect in &effects {
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(glyph::PAPER_PLANE_TILT).color(colours.action));
                ui.label(RichText::new(effect).color(colours.text));
            });
        }
        if all > effects.len() {
            ui.label(soft(&format!("and {} more", all - effects.len())));
        }
        let (data, title) = match step {
            Some(step) => (
                &step.data,
                format!("Data after step {}", shown.step.unwrap_or(0) + 1),
            ),
            None => match run.steps.last() {
                Some(last) => (&last.data, "Data at the end".to_owned()),
                None => (
                    run.normalised.as_ref().unwrap_or(&run.original),
                    "Data at the start".to_owned(),
                ),
            },
        };
        self.tree.set(data);
        ui.label(soft(&title));
        self.tree.show(ui);
    }
}

fn nothing(ui: &mut Ui, state: &State, out: &mut Commands) {
    match state.why_not(&Command::Simulate) {
        Some(reason) => empty(ui, glyph::PLAY_CIRCLE, "Nothing simulated yet", reason),
        None => {
            let event = state
                .events()
                .chosen()
                .map_or("", |entry| entry.name.as_str());
            let behind = state.trial_trigger().map(|trigger| {
                format!(
                    "It has no trigger of its own, so it is tried behind {}. ",
                    trigger.name
                )
            });
            let text = format!(
                "{}See what it would do with {event}. Nothing leaves this machine",
                behind.unwrap_or_default()
            );
            empty(ui, glyph::PLAY_CIRCLE, "Nothing simulated yet", &text);
            ui.add_space(6.0);
            ui.vertical_centered(|ui| {
                command_button(ui, state, glyph::PLAY, Command::Simulate, false, out);
            });
        }
    }
}

/// The sign and colour of how a run ended.
fn outcome_look(run: &Run, colours: &Colours) -> (&'static str, egui::Color32) {
    if run.crash.is_some() {
        return (glyph::WARNING_OCTAGON, colours.error);
    }
    match run.outcome {
        Outcome::Success if run.steps.iter().any(Step::failed) => (glyph::WARNING, colours.warning),
        Outcome::Success => (glyph::CHECK_CIRCLE, colours.ok),
        Outcome::Blocked => (glyph::HAND_PALM, colours.blocked),
        Outcome::Failure => (glyph::X_CIRCLE, colours.error),
    }
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
    let node = state.document().workflow().graph.node(&step.node);
    // A received run may be one of another workflow, in which the node is another.
    let node = node.filter(|node| shown.received.is_none() || node.module == step.module);
    let name = node.map_or_else(|| step.module.to_string(), |node| node.name.clone());
    let became = state_of(step, &shown.run);
    let chosen = shown.step == Some(place);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let branch = branch_words(state, step);
    let words = result_words(step, became, &branch);
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
    let y = rect.center().y;
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
    let font = egui::FontId::proportional(14.0);
    let at = egui::pos2(inside.left() + 60.0, y);
    let end = painter
        .text(
            at,
            egui::Align2::LEFT_CENTER,
            &name,
            font.clone(),
            colours.text,
        )
        .right();
    let colour = if became == NodeState::Ok {
        colours.soft_text
    } else {
        colours.state(became)
    };
    let rest = painter
        .clip_rect()
        .with_min_x(end + 10.0)
        .with_max_x(inside.right() - 8.0);
    let font = egui::FontId::proportional(13.0);
    let galley = painter.layout_job(one_line(words, font, colour, rest.width().max(0.0)));
    painter.galley(
        egui::pos2(rest.left(), y - galley.size().y / 2.0),
        galley,
        colour,
    );
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
        NodeState::Failed if errors.is_empty() => "failed".to_owned(),
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
