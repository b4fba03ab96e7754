//! What a push would do, the push, and what came of it.

use egui::{Button, RichText, Ui, vec2};
use misp_flow_engine::check::{Problem, Severity};

use super::{
    super::dialog::{buttons, heading},
    lines, merge, scrolled, soft,
};
use crate::{
    push::{Misplaced, Plan, Standing},
    state::{
        Command, OpenDocument, Pushing, SINCE, ServerCommand, Stage, State, Tab, is_of_switch,
    },
    window::{
        controls::{Commands, count_words},
        theme::Colours,
    },
};

pub(super) fn show(ui: &mut Ui, state: &State, out: &mut Commands) {
    let Some(pushing) = state.servers().pushing() else {
        return;
    };
    let tab = state.tab_of(pushing.tab());
    let document = tab.map_or(state.document(), Tab::document);
    let server = state.servers().name_of_used();
    // What is sent, which the title of a tab says with more beside it.
    let title = match document.workflow().name.trim() {
        "" => document.title(),
        name => name.to_owned(),
    };
    heading(ui, &format!("Push “{title}” to {server}"));
    if let Some(which) = which(document, pushing) {
        soft(ui, which);
    }
    let close = Some(Command::CloseDialog);
    match &pushing.stage {
        Stage::Looking => {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label("Looking at what the server has…");
            });
            buttons(ui, &[("Cancel", close)], out);
        }
        Stage::Planned(plan) => planned(ui, state, pushing, plan, out),
        Stage::Sending(_) => {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label("Pushing, then reading back what the server stored…");
            });
            let cancel = pushing.job.map(Command::CancelJob);
            buttons(ui, &[("Cancel the push", cancel)], out);
        }
        Stage::Done {
            differs,
            is_of_another,
            warning,
        } => {
            ui.label(if *is_of_another {
                SINCE
            } else {
                "It was pushed. The server stored some of it in another way than it was sent"
            });
            scrolled(ui, "differs", |ui| {
                lines(ui, differs.iter().map(String::as_str));
                lines(ui, warning.as_deref());
            });
            buttons(ui, &[("Close", close)], out);
        }
        Stage::Failed(error) => {
            let colours = Colours::of(ui.visuals());
            ui.label(RichText::new(error).color(colours.error_text));
            let again = Some(Command::Server(ServerCommand::Push));
            buttons(ui, &[("Look again", again), ("Close", close)], out);
        }
    }
}

/// Which of several of the same name it is, and where it goes, as far as there is more to say than
/// its title does.
fn which(document: &OpenDocument, pushing: &Pushing) -> Option<String> {
    let from = document
        .path()
        .map(|path| format!("From {}", path.display()));
    let now = pushing.plan().and_then(|plan| plan.now.as_ref());
    let to = now.map(|now| format!("to workflow {} on the server", now.id));
    match (from, to) {
        (Some(from), Some(to)) => Some(format!("{from}, {to}")),
        (None, Some(to)) => Some(to.replacen("to", "To", 1)),
        (from, None) => from,
    }
}

fn planned(ui: &mut Ui, state: &State, pushing: &Pushing, plan: &Plan, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let (words, colour) = says(pushing, plan, colours);
    ui.label(RichText::new(words).color(colour));
    if let Some(misplaced) = &plan.misplaced {
        let words = misplaced_words(state, misplaced);
        ui.label(RichText::new(words).color(colours.warning));
    }
    let refusals = plan.refusals();
    scrolled(ui, "plan", |ui| {
        if !refusals.is_empty() {
            ui.label(RichText::new("The server would refuse it").color(colours.error_text));
            lines(ui, refusals.iter().map(String::as_str));
        }
        match pushing.merge() {
            Some(found) => merge::show(ui, pushing, found, out),
            None => {
                if !plan.words.is_empty() {
                    ui.strong("What changes on the server");
                    lines(ui, plan.words.iter().map(String::as_str));
                }
                problems(ui, plan);
            }
        }
    });
    let close = Some(Command::CloseDialog);
    let compare = Command::Server(ServerCommand::ShowOnCanvas);
    match pushing.merge() {
        Some(_) => merge::actions(ui, pushing, plan, out),
        None if plan.standing == Standing::InSync => {
            buttons(ui, &[("Close", close)], out);
        }
        None if pushing.is_clear() => {
            let send = Some(Command::Server(ServerCommand::Send));
            let push = match plan.misplaced {
                Some(_) => "Push all the same",
                None => "Push",
            };
            let mut names = vec![(push, send), ("Cancel", close)];
            if plan.now.is_some() {
                names.push(("Show on the canvas", Some(compare)));
            }
            buttons(ui, &names, out);
        }
        None => {
            ui.horizontal(|ui| {
                let push = Button::new("Push").min_size(vec2(84.0, 30.0));
                ui.add_enabled(false, push)
                    .on_disabled_hover_text("Mend what the server would refuse first");
                buttons(ui, &[("Close", close)], out);
            });
        }
    }
}

/// That it begins with another trigger than the one that it goes to.
fn misplaced_words(state: &State, misplaced: &Misplaced) -> String {
    let name = |id: &str| {
        let module = state.catalogue.get(id);
        module.map_or_else(|| id.to_owned(), |module| module.name.clone())
    };
    format!(
        "It begins with the trigger {}, and goes to the workflow that the server keeps for {}. Choose another place for it, or change its trigger",
        name(&misplaced.here),
        name(&misplaced.there)
    )
}

/// The first sentence: what a push would be.
fn says(pushing: &Pushing, plan: &Plan, colours: &Colours) -> (String, egui::Color32) {
    let name = plan.now.as_ref().map_or("", |now| now.name.as_str());
    let unreadable = plan.now.as_ref().is_some_and(|now| now.document.is_err());
    match plan.standing {
        Standing::New if plan.is_gone => (
            "Somebody has deleted the workflow that was there. Pushed, it is made anew".to_owned(),
            colours.warning,
        ),
        Standing::New => (
            "The server has no workflow for this trigger yet; it is made".to_owned(),
            colours.text,
        ),
        Standing::InSync => (
            format!("“{name}” is the same on the server. There is nothing to push"),
            colours.ok,
        ),
        Standing::Ahead if plan.is_gone => (
            format!(
                "Somebody has deleted the workflow that was there. “{name}” in its place is new and holds nothing yet; it is replaced"
            ),
            colours.warning,
        ),
        Standing::Ahead => (
            format!(
                "Replaces “{name}” on the server, which nobody has changed since. What it replaces is kept"
            ),
            colours.text,
        ),
        _ if pushing.merge().is_none() && !unreadable && pushing.only_mine => (
            format!(
                "Yours replaces the server's “{name}”, with what was changed there. What it replaces is kept"
            ),
            colours.text,
        ),
        _ if pushing.merge().is_none() && !unreadable => (
            format!(
                "What the server's “{name}” holds was brought together with yours. What the push replaces is kept"
            ),
            colours.text,
        ),
        _ if unreadable => (
            format!(
                "What the server has as “{name}” cannot be opened, so nobody can say what would be lost. Delete it there, or restore it from its replaced states"
            ),
            colours.error_text,
        ),
        Standing::Behind => (
            format!(
                "Only the server's “{name}” was changed since you pulled it. Take what it has, or push yours over it"
            ),
            colours.warning,
        ),
        Standing::Diverged if plan.is_gone => (
            format!(
                "Somebody has deleted the workflow that was there, and “{name}” in its place is another one. Nothing is overwritten before you have decided"
            ),
            colours.warning,
        ),
        Standing::Diverged => (
            format!(
                "“{name}” was changed on the server and here. Nothing is overwritten before you have decided"
            ),
            colours.warning,
        ),
    }
}

/// How many modules that are switched off are told one by one.
const OFF: usize = 3;

/// What our own checks found; it does not stop a push.
fn problems(ui: &mut Ui, plan: &Plan) {
    // What the server has switched off is known since the look; it may be nowhere else yet.
    let (off, others): (Vec<&Problem>, Vec<&Problem>) =
        plan.problems.iter().partition(|one| is_of_switch(one));
    let colours = Colours::of(ui.visuals());
    for problem in off.iter().take(OFF) {
        ui.label(RichText::new(&problem.text).color(colours.warning));
    }
    if let Some(more) = off.len().checked_sub(OFF).filter(|more| *more > 0) {
        let text = format!("and {more} more that are switched off");
        ui.label(RichText::new(text).color(colours.warning));
    }
    if others.is_empty() {
        return;
    }
    let errors = others.iter().filter(|one| one.severity == Severity::Error);
    let count = errors.count();
    let words = match count {
        0 => count_words(others.len(), "problem"),
        count => format!(
            "{}, {}",
            count_words(others.len(), "problem"),
            match (others.len(), count) {
                (1, _) => "which will not work".to_owned(),
                (_, count) => format!("{count} of them will not work"),
            }
        ),
    };
    let they = match others.len() {
        1 => "It is",
        _ => "They are",
    };
    soft(
        ui,
        format!("The checks found {words}. {they} under Problems"),
    );
}
