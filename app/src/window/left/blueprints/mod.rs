//! The list of blueprints: searched, looked into, dragged onto the canvas, tried.

mod details;
mod row;
mod server;

use std::{collections::HashMap, sync::Arc};

use egui::{Key, RichText, ScrollArea, Ui};
use egui_phosphor::regular as glyph;
use misp_flow_engine::{
    catalogue::Catalogue,
    workflow::{NodeKind, Workflow},
};

use super::{heading, heading_words};
use crate::{
    state::{Blueprint, BlueprintCommand, BlueprintId, Command, State},
    window::{
        canvas::Scene,
        controls::{Commands, empty, icon_button},
        picture::Picture,
        scene::scene_of,
        theme::Colours,
    },
};

/// What is shown of a blueprint, worked out once.
#[derive(Clone, Debug)]
struct Drawn {
    /// What it was worked out from.
    workflow: Arc<Workflow>,
    /// Its nodes as they would stand on the canvas.
    scene: Arc<Scene>,
    picture: Arc<Picture>,
}

impl Drawn {
    fn of(workflow: &Arc<Workflow>, catalogue: &Catalogue) -> Self {
        let mut part = (**workflow).clone();
        // A trigger is never inserted.
        part.graph
            .nodes
            .retain(|_, node| node.kind != NodeKind::Trigger);
        let scene = scene_of(&part, catalogue, &HashMap::new());
        Self {
            workflow: Arc::clone(workflow),
            picture: Arc::new(Picture::of(&scene)),
            scene: Arc::new(scene),
        }
    }
}

/// What the list remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct Blueprints {
    /// The one whose details are shown.
    open: Option<BlueprintId>,
    /// They have just been opened, and are to be scrolled to.
    fresh: bool,
    drawn: HashMap<BlueprintId, Drawn>,
    server: server::OfServer,
}

impl Blueprints {
    /// Shows the list on its own; `entered` says that Enter was pressed in the search.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        text: &str,
        entered: bool,
        out: &mut Commands,
    ) {
        let list = state.blueprints();
        let own: Vec<&Blueprint> = list.own().iter().filter(|one| one.fits(text)).collect();
        let bundled = list.bundled().iter().filter(|one| one.fits(text));
        let bundled: Vec<&Blueprint> = bundled.collect();
        if entered
            && !text.trim().is_empty()
            && let Some(first) = own.first().or(bundled.first())
        {
            out.push(insert(first));
        }
        ScrollArea::vertical()
            .id_salt("blueprints")
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                own_heading(ui, state, out);
                for blueprint in &own {
                    self.blueprint(ui, state, blueprint, out);
                }
                damaged(ui, state, out);
                if list.own().is_empty() && list.damaged().is_empty() {
                    note(
                        ui,
                        "None yet. Select nodes on the canvas and save them, or import a file",
                    );
                }
                self.server.show(ui, state, text, out);
                heading(ui, "Come with the program");
                for blueprint in &bundled {
                    self.blueprint(ui, state, blueprint, out);
                }
                if own.is_empty() && bundled.is_empty() {
                    empty(
                        ui,
                        glyph::MAGNIFYING_GLASS,
                        "No such blueprint",
                        "Try another word",
                    );
                }
                ui.add_space(8.0);
            });
    }

    /// Shows those that fit a search, below the modules.
    pub(super) fn found(&mut self, ui: &mut Ui, state: &State, text: &str, out: &mut Commands) {
        heading(ui, "Blueprints");
        for blueprint in state.blueprints().iter().filter(|one| one.fits(text)) {
            self.blueprint(ui, state, blueprint, out);
        }
    }

    fn blueprint(&mut self, ui: &mut Ui, state: &State, one: &Blueprint, out: &mut Commands) {
        let known = self.drawn.get(&one.id);
        let known = known.filter(|drawn| Arc::ptr_eq(&drawn.workflow, &one.workflow));
        let drawn = match known {
            Some(drawn) => drawn.clone(),
            None => {
                let drawn = Drawn::of(&one.workflow, &state.catalogue);
                self.drawn.insert(one.id.clone(), drawn.clone());
                drawn
            }
        };
        let open = self.open.as_ref() == Some(&one.id);
        let top = ui.cursor().top();
        if row::show(ui, state, one, &drawn, open, out) {
            self.open = (!open).then(|| one.id.clone());
            self.fresh = !open;
        }
        if open {
            let mut shown = details::show(ui, state, one, &drawn, out);
            if std::mem::take(&mut self.fresh) {
                // What can be done with it is seen together with its name.
                shown.min.y = top;
                ui.scroll_to_rect(shown, None);
            }
        }
    }
}

/// The command that inserts one in the middle of the canvas.
pub(super) fn insert(blueprint: &Blueprint) -> Command {
    Command::Blueprint(BlueprintCommand::Insert(blueprint.id.clone(), None, None))
}

/// The heading of the user's own, with what adds to them.
fn own_heading(ui: &mut Ui, state: &State, out: &mut Commands) {
    ui.horizontal(|ui| {
        heading_words(ui, "Your own");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(6.0);
            let import = Command::Blueprint(BlueprintCommand::Import);
            if icon_button(ui, glyph::DOWNLOAD_SIMPLE, "Import blueprints", true)
                .on_hover_text("Import blueprints from a file")
                .clicked()
            {
                out.push(import);
            }
            let keep = Command::Blueprint(BlueprintCommand::SaveSelection);
            let refusal = state.why_not(&keep);
            let name = "Save the selection as blueprint";
            let button = icon_button(ui, glyph::BOOKMARK_SIMPLE, name, refusal.is_none());
            let button = button.on_hover_text(name);
            if button
                .on_disabled_hover_text(format!("{name}. {}", refusal.unwrap_or_default()))
                .clicked()
            {
                out.push(keep);
            }
        });
    });
}

pub(super) fn note(ui: &mut Ui, text: &str) {
    let colours = Colours::of(ui.visuals());
    let frame = egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 4));
    frame.show(ui, |ui| {
        ui.label(RichText::new(text).size(12.0).color(colours.soft_text));
    });
}

/// Files of the user's folder that hold no blueprint, and a folder that cannot be listed.
fn damaged(ui: &mut Ui, state: &State, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    if let Some(trouble) = state.blueprints().trouble() {
        note(ui, &format!("Your blueprints cannot be listed. {trouble}"));
    }
    for (path, reason) in state.blueprints().damaged() {
        let name = path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let frame = egui::Frame::new()
            .fill(colours.error_wash)
            .corner_radius(6)
            .inner_margin(egui::Margin::symmetric(8, 5))
            .outer_margin(egui::Margin::symmetric(6, 2));
        frame.show(ui, |ui| {
            ui.horizontal_top(|ui| {
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
                    let label = format!("Delete {name}");
                    let bin = icon_button(ui, glyph::TRASH, &label, true).on_hover_text(&label);
                    if bin.clicked()
                        || (bin.has_focus() && ui.input(|i| i.key_pressed(Key::Delete)))
                    {
                        let ask = BlueprintCommand::AskDelete(path.clone());
                        out.push(Command::Blueprint(ask));
                    }
                    ui.vertical(|ui| {
                        ui.set_width(ui.available_width());
                        let title = format!("{}  {name}", glyph::WARNING);
                        ui.label(RichText::new(title).color(colours.error_text));
                        ui.label(RichText::new(reason).size(12.0).color(colours.error_text));
                    });
                });
            });
        });
    }
}
