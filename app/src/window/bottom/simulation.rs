//! The last run: what it means in one sentence, its steps, and the data after each.

use egui::{RichText, ScrollArea, Ui, WidgetInfo, WidgetType, text::LayoutJob, vec2};
use egui_phosphor::regular as glyph;
use misp_flow_engine::run::{Outcome, Run};

use super::{
    breaks::{self, Draft},
    paused, received,
    step::StepView,
    steps::{self, StepsView},
    trial,
};
use crate::{
    state::{Command, ExpectCommand, ShownRun, State, StepCommand},
    stepper::{Why, sent_words},
    window::{
        controls::{Commands, command_button, command_icon, count_words, empty},
        theme::Colours,
    },
};

/// The width from which on the break points have room beside what the run came to.
const ONE_ROW: f32 = 420.0;
/// The width from which on the steps and the details have room beside each other.
const BOTH: f32 = 620.0;
/// With less height than this all of the view scrolls, so that the steps have the room …
const LOW: f32 = 220.0;
/// … of this.
const LEAST_LIST: f32 = 150.0;

/// What the view remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct SimulationView {
    step: StepView,
    /// The condition that is being typed.
    draft: Draft,
    /// The sentence of a run, by its number and state.
    sentence: Option<((u64, u64), String)>,
    steps: StepsView,
    /// Whether the details are shown where there is no room for them beside the list.
    detailed: bool,
}

impl SimulationView {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        under_way(ui, state, out);
        let Some(shown) = state.run() else {
            if state.is_stepping() {
                return;
            }
            nothing(ui, state, out);
            ui.vertical_centered(|ui| breaks::button(ui, state, &mut self.draft, out));
            return;
        };
        let low = ui.available_height() < LOW;
        if ui.available_width() < BOTH && low {
            let area = ScrollArea::vertical().id_salt("low").auto_shrink(false);
            area.show(ui, |ui| {
                self.headline(ui, state, shown, low, out);
                ui.separator();
                let room = vec2(ui.available_width(), LEAST_LIST);
                ui.allocate_ui(room, |ui| {
                    ui.set_min_size(room);
                    ui.set_max_size(room);
                    self.one_of_both(ui, state, shown, out);
                });
            });
            return;
        }
        self.headline(ui, state, shown, low, out);
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
            ui.vertical(|ui| self.step.show(ui, state, shown, out));
        });
    }

    /// The list of steps, or what one of them did, where there is no room for both.
    fn one_of_both(&mut self, ui: &mut Ui, state: &State, shown: &ShownRun, out: &mut Commands) {
        let asked = out.len();
        let narrow = ui.available_width() < ONE_ROW;
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            if narrow {
                breaks::small_button(ui, state, &mut self.draft, out);
            }
            if self.detailed {
                if ui.button(format!("{}  Steps", glyph::CARET_LEFT)).clicked() {
                    self.detailed = false;
                }
                let title = match shown.chosen_step() {
                    Some(step) => steps::name(state, shown, step.step),
                    None => "The run as a whole".to_owned(),
                };
                ui.add(egui::Label::new(title).truncate());
            } else {
                let count = count_words(shown.steps_in_all(), "step");
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
            self.step.show(ui, state, shown, out);
            return;
        }
        self.steps.show(ui, state, shown, out);
        let chosen = |command: &Command| matches!(command, Command::ShowStep(Some(_)));
        if out.iter().skip(asked).any(chosen) {
            self.detailed = true;
        }
    }

    /// What the run came to; in two lines at most where there is `low` room, so that the steps are
    /// seen as well.
    fn headline(
        &mut self,
        ui: &mut Ui,
        state: &State,
        shown: &ShownRun,
        low: bool,
        out: &mut Commands,
    ) {
        let of = (shown.number, shown.stepping.stamp);
        if self.sentence.as_ref().is_none_or(|(known, _)| *known != of) {
            let (workflow, answers) = (&shown.workflow, &shown.answers);
            let text = (shown.run).sentence_with(workflow, &state.catalogue, answers);
            self.sentence = Some((of, text));
        }
        let told = shown
            .received
            .map(|run| received::sentence(state, shown, run));
        let simulated = self.sentence.as_ref().map(|(_, text)| text.as_str());
        let stop = shown.stepping.stop.as_ref();
        let stopped = stop.map(|stop| paused::sentence(state, shown, stop));
        let told = stopped.or(told);
        let text = told.as_deref().or(simulated).unwrap_or_default();
        let colours = Colours::of(ui.visuals());
        let goes_on = (shown.received).is_some_and(|run| received::is_under_way(state, run));
        let (icon, colour) = match stop {
            Some(_) => (glyph::PAUSE_CIRCLE, colours.accent),
            None if goes_on => (glyph::CIRCLE_DASHED, colours.accent),
            None => outcome_look(&shown.run, colours),
        };
        let says = |ui: &mut Ui, out: &mut Commands| {
            ui.add_space(8.0);
            ui.label(RichText::new(icon).size(22.0).color(colour));
            let keep = Command::Expect(ExpectCommand::Keep);
            command_icon(ui, state, glyph::SEAL_CHECK, keep, out);
            let mut job = headline_text(text, &shown.event, low, colours);
            if low {
                job.wrap.max_rows = 2;
            }
            let label = ui.add(egui::Label::new(job).wrap());
            match low {
                true => label.on_hover_text(format!("{text}\n{}", shown.run.outcome_text())),
                false => label.on_hover_text(shown.run.outcome_text()),
            };
        };
        if ui.available_width() < ONE_ROW {
            // The break points stand above the list then.
            ui.horizontal(|ui| says(ui, out));
        } else {
            let room = vec2(ui.available_width(), 28.0);
            let from_right = egui::Layout::right_to_left(egui::Align::Center);
            ui.allocate_ui_with_layout(room, from_right, |ui| {
                ui.add_space(6.0);
                breaks::button(ui, state, &mut self.draft, out);
                let from_left = egui::Layout::left_to_right(egui::Align::Center);
                ui.with_layout(from_left, |ui| says(ui, out));
            });
        }
        let sends = sending_words(shown);
        // The sentence says it right after the change.
        let said = stop.is_some_and(|stop| matches!(stop.why, Why::Changed));
        let by_hand = !shown.stepping.changes.is_empty() && !said;
        let other = state.other_event();
        let quiet = !state.is_run_stale() && sends.is_none() && other.is_none();
        if quiet && !by_hand && state.trial_trigger().is_none() {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            ui.add_space(8.0);
            trial::choice(ui, state, out);
            if let Some((words, tip)) = sends {
                let text = format!("{}  {words}", glyph::BROADCAST);
                ui.label(RichText::new(text).color(colours.warning))
                    .on_hover_text(tip);
            }
            if by_hand {
                let text = format!(
                    "{}  With data that were changed by hand",
                    glyph::HAND_POINTING
                );
                ui.label(RichText::new(text).color(colours.warning))
                    .on_hover_text(by_hand_words(shown));
            }
            let changed = state.changed_since().map(|changed| changed.words());
            let other = other.map(|name| format!("{name} was chosen since"));
            if changed.is_some() || other.is_some() {
                let words = [changed, other].into_iter().flatten();
                let words = words.collect::<Vec<_>>().join("; ");
                ui.label(RichText::new(words).color(colours.warning));
                if state.why_not(&Command::Simulate).is_some() {
                    return;
                }
                let again = ui.button(format!("{}  Simulate again", glyph::ARROW_CLOCKWISE));
                again.widget_info(|| {
                    WidgetInfo::labeled(WidgetType::Button, true, "Simulate again")
                });
                if again.clicked() {
                    out.push(Command::Simulate);
                }
                rerun(ui, state, out);
            }
        });
    }
}

/// The sentence of a run, and which event it is about.
fn headline_text(sentence: &str, event: &str, low: bool, colours: &Colours) -> LayoutJob {
    let mut text = LayoutJob::default();
    let format = |size: f32, color| egui::TextFormat {
        font_id: egui::FontId::proportional(size),
        color,
        valign: egui::Align::Center,
        ..egui::TextFormat::default()
    };
    let size = if low { 14.0 } else { 17.0 };
    text.append(sentence, 0.0, format(size, colours.text));
    if !event.is_empty() {
        // The two words are not parted at the end of a line.
        let about = format!(" on\u{a0}{event}");
        text.append(&about, 6.0, format(13.0, colours.soft_text));
    }
    text
}

/// Whether a run sends, or has sent, for real; with what that means.
fn sending_words(shown: &ShownRun) -> Option<(String, &'static str)> {
    let stepping = &shown.stepping;
    if stepping.performs && stepping.stop.is_some() {
        let tip = "Requests to the hosts that you allowed for this run are really sent";
        return Some(("Sends for real".to_owned(), tip));
    }
    let words = sent_words(&stepping.real)?;
    let tip = "That was during this run. Simulating again sends nothing";
    Some((words, tip))
}

/// Where the data of a run were changed by hand.
fn by_hand_words(shown: &ShownRun) -> String {
    let changes = shown.stepping.changes.iter().map(|change| {
        let place = misp_flow_engine::path::Place::from(change.keys.clone());
        format!("{place}, before step {}", change.after + 1)
    });
    changes.collect::<Vec<_>>().join("\n")
}

/// What is under way, where it takes a while; that it sends for real, in any case.
fn under_way(ui: &mut Ui, state: &State, out: &mut Commands) {
    let hosts = state.sending_to();
    if !state.is_stepping() || (hosts.is_empty() && state.run().is_some()) {
        return;
    }
    let colours = Colours::of(ui.visuals());
    ui.horizontal_wrapped(|ui| {
        ui.add_space(8.0);
        ui.spinner();
        let (words, colour) = match hosts.is_empty() {
            true => ("Simulating…".to_owned(), colours.text),
            false => (
                format!(
                    "{}  Sending for real to {}…",
                    glyph::BROADCAST,
                    hosts.join(", ")
                ),
                colours.warning,
            ),
        };
        ui.label(RichText::new(words).color(colour));
        let stop = Command::Step(StepCommand::Stop);
        command_button(ui, state, glyph::STOP, stop, false, out);
    });
}

/// Offers to run again from the first step that a change touches.
fn rerun(ui: &mut Ui, state: &State, out: &mut Commands) {
    let Some(step) = state.first_affected() else {
        return;
    };
    let again = Command::Step(StepCommand::Rerun(Some(step)));
    if state.why_not(&again).is_some() {
        return;
    }
    let name = format!("Run again from step {}", step + 1);
    let button = ui.button(format!("{}  {name}", glyph::SKIP_FORWARD));
    button.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, &name));
    if button
        .on_hover_text("Keeps the steps before the change, and what was really answered to them")
        .clicked()
    {
        out.push(again);
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
        Outcome::Success if run.has_failures() => (glyph::WARNING, colours.warning),
        Outcome::Success => (glyph::CHECK_CIRCLE, colours.ok),
        Outcome::Blocked => (glyph::HAND_PALM, colours.blocked),
        Outcome::Failure => (glyph::X_CIRCLE, colours.error),
    }
}
