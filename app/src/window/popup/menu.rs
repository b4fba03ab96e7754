//! Context menus of the canvas.

use egui::{Pos2, RichText, Ui};
use misp_flow_engine::{
    edit::Edit,
    workflow::{NodeId, Position},
};

use crate::{
    state::{
        BlueprintCommand, COMMANDS, Command, FRAME_COLOURS, RunCommand, ServerCommand, State,
        StepCommand, TestCommand, colour_of, entry_of, shortcut_words,
    },
    window::{
        canvas::MenuTarget,
        controls::{Commands, count_words},
        theme::Colours,
    },
};

/// An open context menu.
#[derive(Clone, Debug)]
pub struct ContextMenu {
    /// What it is for.
    pub target: MenuTarget,
    /// Where a paste or a new node would go.
    pub at: Position,
    /// Where the menu is.
    pub screen: Pos2,
    /// Whether it was shown before: the click that opened it must not close it.
    pub opened: bool,
}

/// What a context menu asks for beside commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MenuWish {
    /// Quick add at the menu's place.
    Add,
}

impl ContextMenu {
    /// Shows the menu; gives whether it stays open.
    pub fn show(&mut self, ui: &Ui, state: &State, out: &mut Commands) -> (bool, Option<MenuWish>) {
        let mut wish = None;
        let mut open = true;
        let popup = egui::Popup::new(
            egui::Id::new("context menu"),
            ui.ctx().clone(),
            self.screen,
            ui.layer_id(),
        )
        .kind(egui::PopupKind::Menu)
        .layout(egui::Layout::top_down_justified(egui::Align::Min))
        .style(egui::containers::menu::menu_style)
        .gap(0.0)
        .open_bool(&mut open);
        popup.show(|ui| {
            ui.set_min_width(220.0);
            match &self.target {
                MenuTarget::Canvas => {
                    if ui.button("Add a node…").clicked() {
                        wish = Some(MenuWish::Add);
                    }
                    item(ui, state, Command::Paste, out);
                    ui.separator();
                    item(ui, state, Command::SelectAll, out);
                    item(ui, state, Command::TidyUp, out);
                    item(ui, state, Command::FitAll, out);
                    item(ui, state, Command::ZoomActual, out);
                }
                MenuTarget::Node(id) => {
                    title(ui, state, id);
                    for command in [Command::Cut, Command::Copy, Command::Duplicate] {
                        item(ui, state, command, out);
                    }
                    ui.separator();
                    item(ui, state, Command::Step(StepCommand::RunTo(None)), out);
                    item(
                        ui,
                        state,
                        Command::Step(StepCommand::ToggleBreak(None)),
                        out,
                    );
                    ui.separator();
                    item(ui, state, Command::SelectDownstream, out);
                    item(ui, state, Command::Frame, out);
                    item(ui, state, Command::Note, out);
                    item(ui, state, Command::FitSelection, out);
                    let keep = Command::Blueprint(BlueprintCommand::SaveSelection);
                    item(ui, state, keep, out);
                    item(ui, state, Command::Test(TestCommand::Show), out);
                    if state.servers().session().is_some() {
                        let run = Command::Server(ServerCommand::Run(RunCommand::AskNode));
                        item(ui, state, run, out);
                    }
                    ui.separator();
                    item(ui, state, Command::TidyUp, out);
                    arrange(ui, state, out);
                    ui.separator();
                    item(ui, state, Command::Delete { reconnect: false }, out);
                    item(ui, state, Command::Delete { reconnect: true }, out);
                }
                MenuTarget::Wire(_) => {
                    if ui.button("Insert a node…").clicked() {
                        wish = Some(MenuWish::Add);
                    }
                    item(ui, state, Command::Delete { reconnect: false }, out);
                }
                MenuTarget::Frame(id) => frame_items(ui, state, id, out),
            }
            if wish.is_some() {
                ui.close();
            }
        });
        self.opened = true;
        (open, wish)
    }
}

/// Lining up and even gaps, one level deeper, since they want several nodes.
fn arrange(ui: &mut Ui, state: &State, out: &mut Commands) {
    let several = state.selected().nodes.len() > 1;
    ui.add_enabled_ui(several, |ui| {
        ui.menu_button("Align and distribute", |ui| {
            ui.set_min_width(220.0);
            let entries = COMMANDS.iter();
            for entry in entries
                .filter(|entry| matches!(entry.command, Command::Align(_) | Command::Distribute(_)))
            {
                item(ui, state, entry.command.clone(), out);
            }
        });
    });
}

/// What can be done with a frame.
fn frame_items(ui: &mut Ui, state: &State, id: &str, out: &mut Commands) {
    let Some(frame) = state.document().workflow().graph.frames.get(id) else {
        return;
    };
    let mut ask = |ui: &mut Ui, name: &str, command: Command| {
        if ui.button(name).clicked() {
            out.push(command);
            ui.close();
        }
    };
    ask(
        ui,
        "Rename the frame",
        Command::NameFrame(Some(id.to_owned())),
    );
    let now = colour_of(&frame.class);
    ui.menu_button("Colour", |ui| {
        let colours = Colours::of(ui.visuals());
        for (place, (name, _)) in FRAME_COLOURS.iter().enumerate() {
            let dot = RichText::new(egui_phosphor::regular::SQUARE)
                .size(16.0)
                .color(colours.frame(u8::try_from(place).unwrap_or(0)));
            let button = egui::Button::selectable(place == now, (dot, *name));
            if ui.add(button).clicked() {
                out.push(Command::ColourFrame(id.to_owned(), place));
                ui.close();
            }
        }
    });
    ui.separator();
    let mut ask = |ui: &mut Ui, name: &str, edit: Edit| {
        if ui.button(name).clicked() {
            out.push(Command::Edit(edit));
            ui.close();
        }
    };
    let remove = Edit::SetFrame {
        id: id.to_owned(),
        frame: None,
    };
    ask(ui, "Remove the frame, keep its nodes", remove);
    let graph = &state.document().workflow().graph;
    let there = frame.nodes.iter().filter(|id| graph.node(id).is_some());
    let nodes: Vec<NodeId> = there.cloned().collect();
    if !nodes.is_empty() {
        let name = format!("Delete the frame and {}", count_words(nodes.len(), "node"));
        let delete = Edit::Delete {
            nodes,
            edges: Vec::new(),
            reconnect: false,
        };
        ask(ui, &name, delete);
    }
}

fn title(ui: &mut Ui, state: &State, id: &NodeId) {
    let many = state.selected().nodes.len();
    let text = if many > 1 {
        format!("{many} nodes")
    } else {
        state
            .document()
            .workflow()
            .graph
            .node(id)
            .map(|node| node.name.clone())
            .unwrap_or_default()
    };
    ui.label(RichText::new(text).size(12.0));
}

fn item(ui: &mut Ui, state: &State, command: Command, out: &mut Commands) {
    let name = entry_of(&command).map_or("", |entry| entry.name);
    let keys = shortcut_words(&command, ui.ctx());
    let enabled = state.why_not(&command).is_none();
    if ui
        .add_enabled(enabled, egui::Button::new(name).shortcut_text(keys))
        .clicked()
    {
        out.push(command);
        ui.close();
    }
}
