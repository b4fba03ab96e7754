//! What a step did, in words: why it chose, what it saw, what it changed, what it sent.

use egui::{RichText, Ui, WidgetInfo, WidgetType};
use egui_phosphor::regular as glyph;
use misp_flow_engine::{
    account::{Account, at_path},
    run::SetBy,
};

use super::{KnownEffects, caption, changes, line, requests};
use crate::{
    state::{Command, ShownRun, ShownStep, State, StepCommand},
    stepper::sent_words,
    window::{
        bottom::{effects, steps::set_by},
        controls::{Commands, count_words},
        theme::Colours,
    },
};

/// What is said of a step that a server told of and that left the data as they were.
const NOT_TOLD: &str = "It changed nothing in the data. What it sent, and what it changed in the database, debug posts do not tell";
/// What is said of a run that a server told of.
const RECEIVED: &str = "This run was real. What it sent, and what it changed in the database, debug posts do not tell; simulate the same to see what such a run does. Choose a step to see what it did to the data";

/// How many effects of a whole run are told.
const EFFECTS: usize = 30;

/// What the chosen step did.
pub(super) fn step(
    ui: &mut Ui,
    state: &State,
    shown: &ShownRun,
    step: ShownStep<'_>,
    out: &mut Commands,
) {
    one(ui, shown, step, state.account().map(|account| &**account));
    let again = Command::Step(StepCommand::Rerun(Some(step.place)));
    if step.background.is_none() && state.why_not(&again).is_none() {
        ui.add_space(4.0);
        let name = "Run again from here";
        let button = ui.button(format!("{}  {name}", glyph::ARROW_CLOCKWISE));
        button.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, name));
        let tip = "Makes this step and those behind it again, with the workflow as it is now; nothing is sent";
        if button.on_hover_text(tip).clicked() {
            out.push(again);
        }
    }
}

/// What a step said, saw, changed and sent; without an account, that it is being worked out.
pub(in crate::window::bottom) fn one(
    ui: &mut Ui,
    shown: &ShownRun,
    of: ShownStep<'_>,
    account: Option<&Account>,
) {
    let step = of.step;
    let colours = Colours::of(ui.visuals());
    if let Some(set) = set_by(shown, of) {
        let text = match set {
            SetBy::Failure => "The node was set to fail in simulations; in MISP it need not fail",
            SetBy::Success => {
                "The node was set to succeed in simulations; in MISP it need not succeed"
            }
            SetBy::Reply => {
                "The answer was set for the node in simulations; in MISP another one may come"
            }
        };
        line(ui, glyph::HAND_POINTING, colours.warning, text);
    }
    for error in step.errors.iter().filter(|error| !error.is_empty()) {
        line(ui, glyph::WARNING_CIRCLE, colours.error, error);
    }
    for note in &step.notes {
        line(ui, glyph::INFO, colours.soft_text, note);
    }
    match account {
        Some(account) => told(ui, account, shown, of),
        None => {
            ui.label("Looking at the step…");
        }
    }
    requests::show(ui, shown, of);
}

fn told(ui: &mut Ui, account: &Account, shown: &ShownRun, of: ShownStep<'_>) {
    let colours = Colours::of(ui.visuals());
    if let Some(decision) = &account.decision {
        let sign = if decision.held {
            glyph::CHECK
        } else {
            glyph::X
        };
        line(ui, sign, colours.logic, &decision.sentence);
        if shown.received.is_some() {
            caption(
                ui,
                "By the params that the node has here; those on the server are not told",
            );
        }
    }
    if let Some(seen) = &account.seen {
        if !seen.filters.is_empty() {
            let labels = seen.filters.join(", ");
            let plural = if seen.filters.len() == 1 { "" } else { "s" };
            let text = format!("Saw the data through the filter{plural} {labels}");
            line(ui, glyph::FUNNEL, colours.soft_text, &text);
        }
        if let Some(chosen) = &seen.chosen {
            let count = count_words(chosen.count(), "element");
            let of = format!("of {} {}", chosen.of, at_path(&chosen.selector));
            let text = match chosen.names.is_empty() {
                true => format!("Its own filter let nothing through, {of}"),
                false => format!("Its own filter let {count} through, {of}: {}", chosen.names),
            };
            line(ui, glyph::FUNNEL, colours.soft_text, &text);
        }
    }
    for change in shown.stepping.changes.iter() {
        if of.background.is_none() && change.after == of.place {
            let path = misp_flow_engine::path::Place::from(change.keys.clone());
            let text = format!("{path} was changed by hand before this step");
            line(ui, glyph::HAND_POINTING, colours.warning, &text);
        }
    }
    changes::show(ui, "Changed in the data", &account.changes);
    changes::show(ui, "Changed in the database", &account.database);
    if !account.changes.list.is_empty() || !account.database.list.is_empty() {
        return;
    }
    match shown.received {
        None => caption(ui, "It changed nothing in the data or the database"),
        Some(_) => caption(ui, NOT_TOLD),
    }
}

/// What a run did as a whole.
pub(super) fn run(ui: &mut Ui, state: &State, shown: &ShownRun, known: &mut KnownEffects) {
    let colours = Colours::of(ui.visuals());
    let workflow = state.document().workflow();
    let real = &shown.stepping.real;
    let revision = state.document().revision();
    let of = (shown.number, shown.stepping.stamp, revision);
    if known.as_ref().is_none_or(|(known, _)| *known != of) {
        *known = Some((of, effects::first(shown, workflow, EFFECTS)));
    }
    let Some((_, (told, all))) = known else {
        return;
    };
    if shown.received.is_some() {
        caption(ui, RECEIVED);
        return;
    }
    if told.is_empty() {
        caption(
            ui,
            "Nothing was sent or changed outside of the data. Choose a step to see what it did",
        );
        return;
    }
    let sent = sent_words(real).unwrap_or_else(|| "nothing was sent from here".to_owned());
    caption(ui, &format!("What MISP would do; {sent}"));
    for one in told.iter() {
        let (sign, colour) = match &one.sent {
            Some(_) => (glyph::BROADCAST, colours.warning),
            None => (glyph::PAPER_PLANE_TILT, colours.action),
        };
        line(ui, sign, colour, &one.words());
    }
    let told: usize = told.iter().map(|one| one.times).sum();
    if *all > told {
        ui.label(
            RichText::new(format!("and {} more", *all - told))
                .size(12.0)
                .color(colours.soft_text),
        );
    }
}
