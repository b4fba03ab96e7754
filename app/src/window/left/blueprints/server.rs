//! The blueprints of the server, and how the user's own stand to them.

use std::{collections::HashMap, sync::Arc};

use egui::{Button, Frame, Label, Margin, RichText, Ui, WidgetInfo, WidgetType, vec2};
use egui_phosphor::regular as glyph;
use misp_flow_engine::{blueprints::purpose, workflow::Workflow};

use super::{super::heading_words, note};
use crate::{
    exchange::is_same,
    state::{Command, ServerBlueprint, ServerBlueprintCommand, ServerCommand, State},
    window::{
        controls::{Commands, command_icon},
        theme::Colours,
    },
};

/// How one of the server's stands to the user's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// There is none of its uuid here.
    New,
    /// It is here, and the same.
    Same,
    /// It is here, and otherwise.
    Differs,
}

/// What the list remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct OfServer {
    /// What was compared: mine, theirs, whether they are the same.
    compared: HashMap<String, (Arc<Workflow>, Arc<Workflow>, bool)>,
}

impl OfServer {
    /// Shows the part, where a server is in use.
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, text: &str, out: &mut Commands) {
        let servers = state.servers();
        let Some(server) = servers.used() else {
            return;
        };
        let list = Command::Server(ServerCommand::Blueprints(ServerBlueprintCommand::List));
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            heading_words(ui, &format!("On {}", server.shown_name()));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.add_space(6.0);
                command_icon(ui, state, glyph::ARROWS_CLOCKWISE, list.clone(), out);
                let push = ServerBlueprintCommand::AskSelection;
                let push = Command::Server(ServerCommand::Blueprints(push));
                command_icon(ui, state, glyph::CLOUD_ARROW_UP, push, out);
            });
        });
        let Some(listed) = servers.blueprints() else {
            match state.why_not(&list) {
                Some(reason) => note(ui, reason),
                None => {
                    ui.horizontal(|ui| {
                        ui.add_space(12.0);
                        let name = "List them";
                        if ui
                            .add(Button::new(name).min_size(vec2(0.0, 26.0)))
                            .clicked()
                        {
                            out.push(list);
                        }
                    });
                }
            }
            return;
        };
        let wanted = text.trim().to_lowercase();
        let fits = |one: &&ServerBlueprint| one.name.to_lowercase().contains(&wanted);
        let mut shown = 0;
        for one in listed.iter().filter(fits) {
            let standing = self.standing(state, one);
            row(ui, state, one, standing, out);
            shown += 1;
        }
        if listed.is_empty() {
            note(ui, "It has none yet. Push one of yours, or the selection");
        } else if shown == 0 {
            note(ui, "None of them has that name");
        }
    }

    fn standing(&mut self, state: &State, one: &ServerBlueprint) -> Standing {
        let mut own = state.blueprints().own().iter();
        let mine = own.find(|mine| mine.workflow.uuid.as_deref() == Some(one.uuid.as_str()));
        let Some(mine) = mine.filter(|_| !one.uuid.is_empty()) else {
            return Standing::New;
        };
        let Ok(theirs) = &one.workflow else {
            return Standing::Differs;
        };
        let known = self.compared.get(&one.id).filter(|(here, there, _)| {
            Arc::ptr_eq(here, &mine.workflow) && Arc::ptr_eq(there, theirs)
        });
        let same = known.map_or_else(|| is_same(&mine.workflow, theirs), |(.., same)| *same);
        if known.is_none() {
            let entry = (Arc::clone(&mine.workflow), Arc::clone(theirs), same);
            self.compared.insert(one.id.clone(), entry);
        }
        if same {
            Standing::Same
        } else {
            Standing::Differs
        }
    }
}

fn row(ui: &mut Ui, state: &State, one: &ServerBlueprint, standing: Standing, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let (words, icon, colour) = match (&one.workflow, standing) {
        (Err(_), _) => ("cannot be opened", glyph::WARNING, colours.error),
        (_, Standing::New) => ("not pulled yet", glyph::CLOUD, colours.soft_text),
        (_, Standing::Same) => ("the same as yours", glyph::CHECK_CIRCLE, colours.ok),
        (_, Standing::Differs) => ("differs from yours", glyph::GIT_DIFF, colours.warning),
    };
    let frame = Frame::new()
        .inner_margin(Margin::symmetric(8, 4))
        .outer_margin(Margin::symmetric(6, 0));
    let response = frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.horizontal(|ui| {
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let pull = ServerBlueprintCommand::Pull(one.id.clone());
                    let pull = Command::Server(ServerCommand::Blueprints(pull));
                    let broken = one.workflow.as_ref().err().map(|_| "It cannot be opened");
                    let refusal = state.why_not(&pull).or(broken);
                    let button = Button::new(RichText::new("Pull").size(13.0));
                    let button = button.min_size(vec2(0.0, 24.0));
                    let response = ui.add_enabled(refusal.is_none(), button);
                    response.widget_info(|| {
                        let name = format!("Pull the blueprint {}", one.name);
                        WidgetInfo::labeled(WidgetType::Button, refusal.is_none(), name)
                    });
                    let response = response.on_disabled_hover_text(refusal.unwrap_or_default());
                    if response.clicked() {
                        out.push(pull);
                    }
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        let name = RichText::new(&one.name).color(colours.text);
                        ui.add(Label::new(name).truncate());
                    });
                });
            });
            let from = if one.is_default {
                " · came with MISP"
            } else {
                ""
            };
            let words = format!("{icon} {words}{from}");
            let words = RichText::new(words).size(12.5).color(colour);
            ui.add(Label::new(words).truncate());
        })
        .response;
    match &one.workflow {
        Ok(workflow) => match purpose(&workflow.description) {
            "" => {}
            purpose => {
                response.on_hover_text(purpose);
            }
        },
        Err(reason) => {
            response.on_hover_text(reason);
        }
    }
}
