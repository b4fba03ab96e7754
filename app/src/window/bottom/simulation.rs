//! The last run: what it means in one sentence, its steps, and the data after each.

use egui::{RichText, ScrollArea, Ui, WidgetInfo, WidgetType, vec2};
use egui_phosphor::regular as glyph;
use misp_flow_engine::run::{Outcome, Run, Step};

use super::{
    effects, received,
    steps::{self, StepsView},
    trial,
};
use crate::{
    state::{Command, ShownRun, State},
    window::{
        controls::{Commands, command_button, count_words, empty},
        theme::Colours,
        tree::DataTree,
    },
};

/// The width from which on the steps and the details have room beside each other.
const BOTH: f32 = 620.0;

/// What the view remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct SimulationView {
    tree: DataTree,
    /// The sentence of a run, by the run's number.
    sentence: Option<(u64, String)>,
    steps: StepsView,
    /// Whether the details are shown where there is no room for them beside the list.
    detailed: bool,
}

impl SimulationView {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let Some(shown) = state.run() else {
            nothing(ui, state, out);
            return;
        };
        self.headline(ui, state, shown, out);
        ui.separator();
        if ui.available_width() < BOTH {
            self.one_of_both(ui, state, shown, out);
            return;
        }
        self.detailed = false;
        let width = (ui.available_width() * 0.42).clamp(260.0, 560.0);
        ui.horizontal_top(|ui| {
            let height = ui.available_height();
            ui.allocate_ui(vec2(width, height), |ui| {
                ui.set_min_size(vec2(width, height));
                ui.vertical(|ui| self.steps.show(ui, state, shown, out));
            });
            ui.separator();
            ui.vertical(|ui| self.details(ui, state, shown));
        });
    }

    /// The list of steps, or what one of them did, where there is no room for both.
    fn one_of_both(&mut self, ui: &mut Ui, state: &State, shown: &ShownRun, out: &mut Commands) {
        let asked = out.len();
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            if self.detailed {
                if ui.button(format!("{}  Steps", glyph::CARET_LEFT)).clicked() {
                    self.detailed = false;
                }
                let title = match shown.step.and_then(|place| shown.run.steps.get(place)) {
                    Some(step) => steps::name(state, shown, step),
                    None => "The run as a whole".to_owned(),
                };
                ui.add(egui::Label::new(title).truncate());
            } else {
                let count = count_words(shown.run.steps.len(), "step");
                ui.label(count);
                if ui
                    .button(format!("Details  {}", glyph::CARET_RIGHT))
                    .clicked()
                {
                    self.detailed = true;
                }
            }
        });
        if self.detailed {
            self.details(ui, state, shown);
            return;
        }
        self.steps.show(ui, state, shown, out);
        let chosen = |command: &Command| matches!(command, Command::ShowStep(Some(_)));
        if out.iter().skip(asked).any(chosen) {
            self.detailed = true;
        }
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

    fn details(&mut self, ui: &mut Ui, state: &State, shown: &ShownRun) {
        let colours = Colours::of(ui.visuals());
        let run = &shown.run;
        let step = shown.step.and_then(|place| run.steps.get(place));
        // However much was done, the data keep some of the room.
        let quiet = |step: &Step| step.errors.is_empty() && step.notes.is_empty();
        let effects = effects::first(run, shown.step, state.document().workflow(), 0).1;
        if effects > 0 || !step.is_none_or(quiet) {
            let told = ScrollArea::vertical()
                .id_salt("told")
                .max_height(ui.available_height() * 0.45);
            told.show(ui, |ui| told_of(ui, state, shown));
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
        ui.label(RichText::new(title).size(12.0).color(colours.soft_text));
        self.tree.show(ui);
    }
}

/// What a step, or the run as a whole, has to say: errors, notes, and what MISP would do.
fn told_of(ui: &mut Ui, state: &State, shown: &ShownRun) {
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
