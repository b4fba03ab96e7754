//! What is expected of the workflow: green and red, what differs in words, and what can be done.

use egui::{Button, Frame, Label, RichText, ScrollArea, Ui, WidgetInfo, WidgetType};
use egui_phosphor::regular as glyph;
use misp_flow_engine::run::Outcome;

use crate::{
    expectations::{Verdict, expectations_of},
    state::{Command, ExpectCommand, ExpectLine, State},
    window::{
        controls::{Commands, command_button, count_words, empty, icon_button},
        theme::Colours,
    },
};

/// Shows the expectations.
pub(super) fn show(ui: &mut Ui, state: &State, out: &mut Commands) {
    let expecting = state.expecting();
    if state.document().path().is_none() {
        let text = "What is expected of a workflow is kept in a file beside it. Save it first";
        empty(ui, glyph::CHECKS, "No expectations", text);
        ui.add_space(6.0);
        ui.vertical_centered(|ui| {
            command_button(ui, state, glyph::FLOPPY_DISK, Command::Save, true, out);
        });
        return;
    }
    if let Some(trouble) = expecting.trouble() {
        let colours = Colours::of(ui.visuals());
        ui.horizontal_wrapped(|ui| {
            ui.add_space(8.0);
            ui.label(RichText::new(glyph::WARNING_CIRCLE).color(colours.error));
            ui.label(RichText::new(trouble).color(colours.text));
        });
    }
    if expecting.lines().is_empty() {
        if expecting.is_busy() {
            ui.horizontal(|ui| {
                ui.add_space(8.0);
                ui.spinner();
                ui.label("Reading the expectations…");
            });
            return;
        }
        if expecting.trouble().is_some() {
            return;
        }
        let text = "Simulate with an event and expect what it comes to; from then on, one key tells whether it is still so";
        empty(ui, glyph::CHECKS, "Nothing is expected yet", text);
        ui.add_space(6.0);
        ui.vertical_centered(|ui| {
            let keep = Command::Expect(ExpectCommand::Keep);
            let reason = state.why_not(&keep);
            command_button(ui, state, glyph::SEAL_CHECK, keep, true, out);
            if let Some(reason) = reason {
                let colours = Colours::of(ui.visuals());
                ui.label(RichText::new(reason).size(12.0).color(colours.soft_text));
            }
        });
        return;
    }
    bar(ui, state, out);
    ScrollArea::vertical()
        .id_salt("expectations")
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let stale = state.are_expectations_stale();
            for line in expecting.lines() {
                one(ui, line, stale, out);
            }
        });
}

fn bar(ui: &mut Ui, state: &State, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let expecting = state.expecting();
    let (met, differ, unusable) = expecting.counts();
    let margin = egui::Margin {
        left: 8,
        ..egui::Margin::ZERO
    };
    Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            let run = Command::Expect(ExpectCommand::Run);
            let fresh = met + differ + unusable == 0 || state.are_expectations_stale();
            command_button(ui, state, glyph::CHECKS, run, fresh, out);
            let keep = Command::Expect(ExpectCommand::Keep);
            command_button(ui, state, glyph::SEAL_CHECK, keep, false, out);
            if differ > 1 {
                let all = Command::Expect(ExpectCommand::AcceptAll);
                command_button(ui, state, glyph::CHECK_SQUARE, all, false, out);
            }
            if expecting.is_busy() {
                ui.spinner();
            }
            let mut told = vec![(
                count_words(expecting.lines().len(), "expectation"),
                colours.text,
            )];
            for (count, words, colour) in [
                (met, "met", colours.ok),
                (differ, "not met", colours.error),
                (unusable, "cannot be tested", colours.warning),
            ] {
                if count > 0 {
                    told.push((format!("{count} {words}"), colour));
                }
            }
            for (text, colour) in told {
                ui.label(RichText::new(text).strong().color(colour));
            }
            if state.are_expectations_stale() {
                let text = "The workflow was changed since";
                ui.label(RichText::new(text).color(colours.warning));
            }
            if let Some(path) = state.document().path() {
                let file = expectations_of(path);
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                ui.label(RichText::new(name).size(12.0).color(colours.soft_text))
                    .on_hover_text(file.display().to_string());
            }
        });
    });
}

/// The sign, the words and the colour of what the last test said.
fn look(line: &ExpectLine, colours: &Colours) -> (&'static str, &'static str, egui::Color32) {
    match &line.verdict {
        None => (glyph::CIRCLE_DASHED, "not tested yet", colours.soft_text),
        Some(Verdict::AsExpected) => (glyph::CHECK_CIRCLE, "met", colours.ok),
        Some(Verdict::Differs(_)) => (glyph::X_CIRCLE, "not met", colours.error),
        Some(Verdict::Unusable(_)) => (glyph::WARNING, "cannot be tested", colours.warning),
    }
}

fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Success => "succeeds",
        Outcome::Blocked => "is blocked",
        Outcome::Failure => "fails",
    }
}

fn one(ui: &mut Ui, line: &ExpectLine, stale: bool, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let name = &line.expectation.name;
    let (icon, words, colour) = look(line, colours);
    let colour = if stale {
        colour.lerp_to_gamma(colours.soft_text, 0.5)
    } else {
        colour
    };
    let differences: &[String] = match &line.verdict {
        Some(Verdict::Differs(list)) => list,
        Some(Verdict::Unusable(reason)) => std::slice::from_ref(reason),
        _ => &[],
    };
    let differs = matches!(line.verdict, Some(Verdict::Differs(_)));
    let expected = &line.expectation.expected;
    let steps = count_words(expected.path.len(), "step");
    let promise = format!("{} after {steps}", outcome_words(expected.outcome));
    let row = ui.horizontal(|ui| {
        ui.add_space(10.0);
        ui.label(RichText::new(icon).size(17.0).color(colour));
        let open = ExpectCommand::Open(name.clone());
        let remove = ExpectCommand::Remove(name.clone());
        for (glyph, words, command) in [
            (glyph::PLAY, "Simulate", open),
            (glyph::TRASH, "Expect no longer", remove),
        ] {
            let full = format!("{words} “{name}”");
            let button = icon_button(ui, glyph, &full, true);
            if button.on_hover_text(full.as_str()).clicked() {
                out.push(Command::Expect(command));
            }
        }
        let promise = RichText::new(promise.as_str()).color(colours.soft_text);
        ui.label(RichText::new(name).color(colours.text));
        ui.add(Label::new(promise).truncate());
    });
    let id = ui.id().with(("expectation", name));
    let area = ui.interact(row.response.rect, id, egui::Sense::hover());
    area.widget_info(|| {
        let label = format!("{name}, {words}, {promise}");
        WidgetInfo::labeled(WidgetType::Label, true, label)
    });
    for difference in differences {
        ui.horizontal_wrapped(|ui| {
            ui.add_space(36.0);
            ui.label(RichText::new(difference).color(colours.text));
        });
    }
    if differs && line.found.is_some() {
        ui.horizontal(|ui| {
            ui.add_space(36.0);
            let full = format!("Expect the new outcome of “{name}”");
            let text = format!("{}  Expect the new outcome", glyph::CHECK);
            let button = ui.add(Button::new(text));
            button.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, &full));
            if button.clicked() {
                let accept = ExpectCommand::Accept(name.clone());
                out.push(Command::Expect(accept));
            }
        });
    }
}
