//! The states of a workflow that pushes have replaced.

use std::time::SystemTime;

use egui::{Label, RichText, Ui, WidgetInfo, WidgetType};

use super::{
    super::dialog::{buttons, heading},
    scrolled, soft,
};
use crate::{
    state::{Command, ServerCommand, State},
    window::{
        controls::{Commands, count_words},
        theme::Colours,
        when::{ago, date, millis},
    },
};

pub(super) fn show(ui: &mut Ui, state: &State, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let server = state.servers().name_of_used();
    let of = state.servers().past().map(|past| past.of.as_str());
    heading(
        ui,
        &match of {
            Some(of) => format!("Replaced states of “{of}” on {server}"),
            None => format!("Replaced states on {server}"),
        },
    );
    let states = state.servers().past().map_or(&[][..], |past| &past.states);
    if states.is_empty() {
        soft(
            ui,
            "None yet. What a push replaces on the server is kept here, and can be looked at, compared and pushed back",
        );
    } else {
        soft(
            ui,
            "What was on the server before each push. Open one to push it back",
        );
    }
    let now = SystemTime::now();
    scrolled(ui, "past", |ui| {
        for (place, past) in states.iter().enumerate() {
            let kept = &past.kept;
            let when = date(millis(kept.when));
            let nodes = match past.nodes {
                Some(count) => count_words(count, "node"),
                None => "cannot be opened".to_owned(),
            };
            let name = format!("“{}”  ·  {nodes}", past.name);
            let name = RichText::new(name).size(12.5).color(colours.soft_text);
            if place > 0 {
                ui.separator();
            }
            ui.horizontal(|ui| {
                ui.set_width(ui.available_width());
                ui.label(RichText::new(&when).color(colours.text));
                let more = format!("{}  ·  {}", ago(millis(kept.when), now), kept.who);
                ui.label(RichText::new(more).color(colours.soft_text));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let mut button = |text: &str, name: String, command: ServerCommand| {
                        let response = ui.button(text);
                        response
                            .widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, &name));
                        if response.clicked() {
                            out.push(Command::Server(command));
                        }
                    };
                    let open = ServerCommand::OpenPast(place, when.clone());
                    button("Open", format!("Open the state of {when}"), open);
                    let compare = ServerCommand::ComparePast(place, when.clone());
                    button(
                        "Compare",
                        format!("Compare with the state of {when}"),
                        compare,
                    );
                });
            });
            ui.add(Label::new(name).truncate());
        }
    });
    buttons(ui, &[("Close", Some(Command::CloseDialog))], out);
}
