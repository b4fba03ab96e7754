//! One step of a run: what it did, and the data before and after it.

mod changes;
mod requests;
pub(super) mod told;

use egui::{RichText, ScrollArea, Ui};
use misp_flow_engine::{account::data_after, value::Value};

use crate::{
    state::{Command, Revision, ShownRun, State, StepCommand},
    stepper::DataChange,
    window::{
        bottom::effects,
        controls::{Commands, tab},
        theme::Colours,
        tree::DataTree,
    },
};

/// What is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Told,
    Before,
    After,
}

/// What the view remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct StepView {
    page: Page,
    tree: DataTree,
    effects: KnownEffects,
}

/// What the effects of a run are, of which state of it and of the document.
type KnownEffects = Option<((u64, u64, Revision), (Vec<effects::Told>, usize))>;

impl StepView {
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        shown: &ShownRun,
        out: &mut Commands,
    ) {
        let step = shown.chosen_step();
        let made = shown.run.steps.len();
        let after = match step {
            Some(step) => format!("Data after {}", step.words()),
            None if made == 0 => "Data at the start".to_owned(),
            None if shown.stepping.stop.is_some() => "Data now".to_owned(),
            None => "Data at the end".to_owned(),
        };
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let what = match step {
                Some(step) => format!("What {} did", step.words()),
                None => "What was done".to_owned(),
            };
            for (page, name) in [
                (Page::Told, what),
                (Page::Before, "Data before".to_owned()),
                (Page::After, after),
            ] {
                if page == Page::Before && step.is_none() {
                    continue;
                }
                if tab(ui, self.page == page, &name, None) {
                    self.page = page;
                }
            }
        });
        match (self.page, step) {
            (Page::Told, Some(step)) => scrolled(ui, |ui| told::step(ui, state, shown, step, out)),
            (Page::Told, None) => {
                let known = &mut self.effects;
                scrolled(ui, |ui| told::run(ui, state, shown, known));
            }
            (Page::Before, Some(step)) => {
                let data = state.data_before().unwrap_or_default();
                let place = step.background.is_none().then_some(step.place);
                self.data(ui, state, &data, place, out);
            }
            (_, Some(step)) if step.background.is_some() => {
                self.data(ui, state, &step.step.data, None, out);
            }
            (_, step) => {
                let steps = step.map_or(made, |step| step.place + 1);
                let data = data_after(&shown.run, steps).clone();
                let data = by_hand(shown, steps, data);
                self.data(ui, state, &data, Some(steps), out);
            }
        }
    }

    /// The data after so many steps, whose values can be changed; those of a background run are
    /// looked at only.
    fn data(
        &mut self,
        ui: &mut Ui,
        state: &State,
        data: &Value,
        steps: Option<usize>,
        out: &mut Commands,
    ) {
        self.tree.set(data);
        self.tree.let_edit(steps.is_some() && may_change(state));
        self.tree.show(ui);
        if let (Some(steps), Some((keys, value))) = (steps, self.tree.take_edit()) {
            let change = DataChange {
                after: steps,
                keys,
                value,
            };
            out.push(Command::Step(StepCommand::Change(change)));
        }
    }
}

/// Whether the run can go on from other data.
fn may_change(state: &State) -> bool {
    let rerun = Command::Step(StepCommand::Rerun(None));
    state.why_not(&rerun).is_none()
}

/// What was put into the data by hand behind the last step, which no step has yet.
fn by_hand(shown: &ShownRun, steps: usize, mut data: Value) -> Value {
    let changes = shown.stepping.changes.iter();
    for change in changes.filter(|change| change.after == steps) {
        if let Some(changed) = change.put_into(&data) {
            data = changed;
        }
    }
    data
}

pub(super) fn scrolled(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical()
        .id_salt("told")
        .auto_shrink(false)
        .show(ui, |ui| {
            let margin = egui::Margin {
                left: 6,
                right: 10,
                top: 0,
                bottom: 4,
            };
            egui::Frame::new().inner_margin(margin).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                content(ui);
            });
        });
}

/// A line with a sign before it, that goes on below itself.
fn line(ui: &mut Ui, sign: &str, colour: egui::Color32, text: &str) {
    let colours = Colours::of(ui.visuals());
    ui.horizontal_top(|ui| {
        ui.label(RichText::new(sign).color(colour));
        ui.add(egui::Label::new(RichText::new(text).color(colours.text)).wrap());
    });
}

/// What stands above lines of one kind.
fn caption(ui: &mut Ui, text: &str) {
    let colours = Colours::of(ui.visuals());
    ui.add_space(2.0);
    ui.label(RichText::new(text).size(12.0).color(colours.soft_text));
}
