//! The list of instances.

use egui::{Button, Label, RichText, Sense, Ui, WidgetInfo, WidgetType, vec2};

use super::{
    super::dialog::{buttons, heading},
    scrolled, soft, well,
};
use crate::{
    misp::Instance,
    state::{Command, ServerCommand, State},
    window::{chip::colour, controls::Commands, theme::Colours},
};

pub(super) fn show(ui: &mut Ui, state: &State, out: &mut Commands) {
    heading(ui, "Instances");
    let list = state.servers().list();
    if list.is_empty() {
        soft(
            ui,
            "No MISP server is known yet. Add one with its address and the API key of a site admin; nothing is sent before you test it or connect",
        );
    }
    scrolled(ui, "instances", |ui| {
        for instance in list.iter() {
            one(ui, state, instance, out);
        }
    });
    let add = Command::Server(ServerCommand::Form(None));
    let names = [("Add…", Some(add)), ("Close", Some(Command::CloseDialog))];
    buttons(ui, &names, out);
}

fn one(ui: &mut Ui, state: &State, instance: &Instance, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let servers = state.servers();
    let used = servers.used().is_some_and(|used| used.id == instance.id);
    well(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
            ui.painter()
                .circle_filled(rect.center(), 6.0, colour(instance.colour));
            let name = RichText::new(instance.shown_name())
                .strong()
                .color(colours.text);
            ui.add(Label::new(name).truncate());
            if used {
                let words = servers.connection().words();
                ui.label(RichText::new(words).color(colours.soft_text));
            }
        });
        let url = RichText::new(instance.url.to_string()).color(colours.soft_text);
        ui.add(Label::new(url).truncate());
        if !instance.url.is_https() {
            let colour = if instance.url.is_loopback() {
                colours.soft_text
            } else {
                colours.warning
            };
            ui.label(RichText::new("Not encrypted").size(12.5).color(colour));
        }
        if servers.is_key_of_session(&instance.id) {
            let words = "The key is kept until the program ends only";
            ui.label(RichText::new(words).size(12.5).color(colours.warning));
        }
        ui.horizontal_wrapped(|ui| {
            let mut button = |text: &str, command: ServerCommand| {
                let response = ui.add(Button::new(text).min_size(vec2(0.0, 26.0)));
                response.widget_info(|| {
                    let name = format!("{text} {}", instance.shown_name());
                    WidgetInfo::labeled(WidgetType::Button, true, name)
                });
                if response.clicked() {
                    out.push(Command::Server(command));
                }
            };
            let id = || instance.id.clone();
            button("Connect", ServerCommand::ConnectTo(id()));
            button("Edit…", ServerCommand::Form(Some(id())));
            button("Remove…", ServerCommand::AskRemove(id()));
        });
    });
}
