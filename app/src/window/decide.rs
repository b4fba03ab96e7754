//! What can be decided where a push meets a changed server; in its dialog and on the canvas.

use egui::{Button, RichText, Ui, vec2};
use misp_flow_engine::merge::Side;

use super::{controls::Commands, theme::Colours};
use crate::state::{Command, Pushing, ServerCommand};

const HEIGHT: f32 = 28.0;

/// Decides all that both changed for one side.
pub fn all(ui: &mut Ui, out: &mut Commands) {
    for (text, side) in [("All theirs", Side::Theirs), ("All mine", Side::Mine)] {
        let tip = match side {
            Side::Theirs => "Takes all that both changed as the server has it",
            Side::Mine => "Takes all that both changed as it is here",
        };
        press(
            ui,
            Button::new(text),
            tip,
            ServerCommand::ChooseAll(side),
            out,
        );
    }
}

/// Takes what the server has, as it is; `strong` where nothing speaks against it.
pub fn take_theirs(ui: &mut Ui, strong: bool, out: &mut Commands) {
    let tip = "Yours stays in the history and can be brought back with Undo";
    let text = "Replace mine with theirs";
    let button = if strong {
        strong_button(ui, text)
    } else {
        Button::new(text)
    };
    press(ui, button, tip, ServerCommand::TakeTheirs, out);
}

/// Pushes what is here over what the server has.
pub fn take_mine(ui: &mut Ui, out: &mut Commands) {
    let tip = "Replaces what the server has with yours as it is; the server's is kept under Replaced states";
    press(
        ui,
        Button::new("Replace theirs with mine"),
        tip,
        ServerCommand::TakeMine,
        out,
    );
}

/// Keeps both.
pub fn keep_copy(ui: &mut Ui, out: &mut Commands) {
    let tip = "Opens yours as a new workflow and takes what the server has here";
    let button = Button::new("Save mine as a copy");
    press(ui, button, tip, ServerCommand::KeepCopy, out);
}

/// Makes the workflow what was decided, once all is.
pub fn bring_together(ui: &mut Ui, pushing: &Pushing, out: &mut Commands) {
    let is_ready = pushing.is_all_chosen();
    let text = "Bring together";
    ui.add_enabled_ui(is_ready, |ui| {
        let button = if is_ready {
            strong_button(ui, text)
        } else {
            Button::new(text)
        };
        let tip = if is_ready {
            "Changes the workflow here, as one step of its history, then looks again"
        } else {
            "Choose mine or theirs for each part first"
        };
        press(ui, button, tip, ServerCommand::Merge, out);
    });
}

fn strong_button(ui: &Ui, text: &'static str) -> Button<'static> {
    let colours = Colours::of(ui.visuals());
    Button::new(RichText::new(text).color(colours.on_fill).strong()).fill(colours.accent)
}

fn press(ui: &mut Ui, button: Button<'_>, tip: &str, command: ServerCommand, out: &mut Commands) {
    let response = ui.add(button.min_size(vec2(0.0, HEIGHT)));
    let response = response.on_hover_text(tip).on_disabled_hover_text(tip);
    if response.clicked() {
        out.push(Command::Server(command));
    }
}
