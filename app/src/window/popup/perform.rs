//! The question before requests are sent for real: to whom, and what that means.

use egui::{Button, Frame, RichText, TextEdit, Ui, WidgetInfo, WidgetType, vec2};
use egui_phosphor::regular as glyph;

use super::dialog::{buttons, heading};
use crate::{
    state::{Command, PerformQuestion, State, StepCommand},
    window::{
        controls::{Commands, count_words, tick},
        theme::Colours,
    },
};

pub(super) fn show(ui: &mut Ui, state: &State, question: &PerformQuestion, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    heading(ui, "Run and send for real?");
    let frame = Frame::new()
        .fill(colours.error_wash)
        .corner_radius(6)
        .inner_margin(10);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            ui.label(RichText::new(glyph::WARNING).color(colours.error_text));
            let text = format!(
                "The workflow runs here with {}, and what it sends to the hosts that you allow really leaves this machine. Whoever is there takes it for what MISP sends: tickets, messages and blocks are real, and the event's data go along",
                question.event
            );
            ui.add(egui::Label::new(RichText::new(text).color(colours.error_text)).wrap());
        });
    });
    ui.label("By a simulation, it would send to");
    for (place, asked) in question.hosts.iter().enumerate() {
        let mut allowed = asked.allowed;
        let what = if asked.is_modules {
            format!("misp-modules at {}", asked.host)
        } else {
            asked.host.clone()
        };
        let requests = count_words(asked.requests, "request");
        if tick(ui, &mut allowed, format!("{what}, {requests}"), true).changed() {
            out.push(Command::Step(StepCommand::AllowHost(place, allowed)));
        }
        if asked.is_modules {
            address(ui, state, out);
        }
    }
    let soft = "Only what is ticked is sent, in this run alone. Mail and ZMQ messages never are; changes of the database are made in the simulated one. Requests and answers are kept with the run";
    ui.add(egui::Label::new(RichText::new(soft).size(12.0).color(colours.soft_text)).wrap());
    let go = Command::Step(StepCommand::Perform);
    let refusal = state.why_not(&go);
    ui.horizontal(|ui| {
        let name = "Run and send";
        let text = RichText::new(name).color(colours.error_text).strong();
        let button = Button::new(text)
            .fill(colours.error_wash)
            .min_size(vec2(84.0, 30.0));
        let response = ui.add_enabled(refusal.is_none(), button);
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, refusal.is_none(), name));
        if response
            .on_disabled_hover_text(refusal.unwrap_or_default())
            .clicked()
        {
            out.push(go);
        }
        buttons(ui, &[("Cancel", Some(Command::CloseDialog))], out);
    });
}

/// Where misp-modules answers.
fn address(ui: &mut Ui, state: &State, out: &mut Commands) {
    ui.horizontal(|ui| {
        ui.add_space(24.0);
        let label = ui.label("Address of misp-modules");
        let mut text = state.settings.misp_modules.clone();
        let field = TextEdit::singleline(&mut text)
            .hint_text(crate::stepper::MISP_MODULES)
            .desired_width(ui.available_width())
            .margin(egui::Margin::symmetric(8, 4));
        let field = ui.add(field).labelled_by(label.id);
        if field.changed() {
            out.push(Command::Step(StepCommand::SetModules(text)));
        }
    });
}
