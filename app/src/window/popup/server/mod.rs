//! Questions about servers.

mod adhoc;
mod clash;
mod fetch;
mod form;
mod instances;
mod merge;
mod modules;
mod past;
mod push;
mod run;

use egui::{Frame, Margin, Response, RichText, ScrollArea, TextEdit, Ui, WidgetInfo, WidgetType};

use super::dialog::{buttons, heading, room_for_list};
use crate::{
    state::{AdHocCommand, Command, ServerCommand, ServerDialog, State},
    window::{controls::Commands, theme::Colours},
};

/// The width of these dialogs, in points.
pub const WIDTH: f32 = 640.0;

/// What is typed into the questions, kept between frames.
#[derive(Debug, Default)]
pub struct ServerQuestion {
    form: form::InstanceForm,
    fetch: fetch::FetchForm,
    adhoc: adhoc::NewAdHoc,
    typed: String,
}

impl ServerQuestion {
    /// Shows the question.
    pub fn show(&mut self, ui: &mut Ui, state: &State, which: &ServerDialog, out: &mut Commands) {
        if !matches!(which, ServerDialog::Form(_)) {
            self.form.forget(ui);
        }
        match which {
            ServerDialog::Instances => instances::show(ui, state, out),
            ServerDialog::Form(known) => self.form.show(ui, state, known.as_deref(), out),
            ServerDialog::Remove { id, name } => remove(ui, id, name, out),
            ServerDialog::Notes => notes(ui, state, out),
            ServerDialog::Delete { id, name } => {
                let server = state.servers().name_of_used();
                delete(ui, &mut self.typed, (id, name), &server, out);
            }
            ServerDialog::Target => target(ui, state, out),
            ServerDialog::Push => push::show(ui, state, out),
            ServerDialog::QuitPushing(name) => quit(ui, name, out),
            ServerDialog::Past => past::show(ui, state, out),
            ServerDialog::Fetch => self.fetch.show(ui, state, out),
            ServerDialog::Run => run::show(ui, state, out),
            ServerDialog::Modules => modules::show(ui, state, &mut self.typed, out),
            ServerDialog::Needed => modules::needed(ui, state, out),
            ServerDialog::NewAdHoc { push } => self.adhoc.show(ui, *push, out),
            ServerDialog::Clash => clash::show(ui, state, out),
        }
    }

    /// Forgets what was typed.
    pub fn forget(&mut self, ui: &Ui) {
        self.form.forget(ui);
        self.typed.clear();
        self.adhoc.forget();
        self.fetch.forget();
    }
}

/// A text under a heading.
fn soft(ui: &mut Ui, words: impl Into<String>) {
    let colours = Colours::of(ui.visuals());
    ui.label(RichText::new(words).color(colours.soft_text));
}

/// Fields on a dialog need an edge of their own in the light theme.
fn outlined(ui: &mut Ui) {
    let edge = ui.visuals().widgets.noninteractive.bg_stroke;
    ui.visuals_mut().widgets.inactive.bg_stroke = edge;
}

/// What stands together.
fn well(ui: &Ui) -> Frame {
    Frame::new()
        .fill(Colours::of(ui.visuals()).well)
        .stroke(ui.visuals().widgets.noninteractive.bg_stroke)
        .corner_radius(6)
        .inner_margin(10)
}

/// A field with its label above it.
fn field(ui: &mut Ui, label: &str, text: &mut String, hint: &str) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        outlined(ui);
        let label = ui.label(label);
        let field = TextEdit::singleline(text)
            .hint_text(hint)
            .desired_width(f32::INFINITY)
            .margin(Margin::symmetric(8, 6));
        ui.add(field).labelled_by(label.id)
    })
    .inner
}

/// What may be longer than the window, between a heading with some words and a few buttons.
fn scrolled(ui: &mut Ui, id: &str, content: impl FnOnce(&mut Ui)) {
    scrolled_beside(ui, id, 150.0, content);
}

/// The same where so many points stand around it.
fn scrolled_beside(ui: &mut Ui, id: &str, around: f32, content: impl FnOnce(&mut Ui)) {
    let height = room_for_list(ui, around).clamp(120.0, 520.0);
    ScrollArea::vertical()
        .id_salt(id)
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            content(ui);
        });
}

/// Lines with a dot in front.
fn lines<'a>(ui: &mut Ui, lines: impl IntoIterator<Item = &'a str>) {
    for line in lines {
        ui.horizontal_wrapped(|ui| {
            let label = ui.label(format!("•  {}", drawn(line)));
            label.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, line));
        });
    }
}

/// The font of the window has no arrow of its own; that of the icons has.
fn drawn(line: &str) -> String {
    line.replace('→', egui_phosphor::regular::ARROW_RIGHT)
}

fn remove(ui: &mut Ui, id: &str, name: &str, out: &mut Commands) {
    heading(ui, &format!("Remove “{name}”?"));
    ui.label("Its key is taken out of the keyring. What pushes replaced on it stays on this machine, and is there again when its address is added once more. Nothing changes on the server");
    let names = [
        (
            "Remove",
            Some(Command::Server(ServerCommand::Remove(id.to_owned()))),
        ),
        ("Cancel", Some(Command::Server(ServerCommand::Instances))),
    ];
    buttons(ui, &names, out);
}

fn quit(ui: &mut Ui, name: &str, out: &mut Commands) {
    heading(ui, &format!("“{name}” is being pushed"));
    ui.label("Whether the server saves it is not known yet. When you quit now, that is found out as soon as you connect again. What the push replaces is kept");
    let names = [
        ("Stay", Some(Command::CloseDialog)),
        (
            "Quit all the same",
            Some(Command::Server(ServerCommand::QuitPushing)),
        ),
    ];
    buttons(ui, &names, out);
}

fn notes(ui: &mut Ui, state: &State, out: &mut Commands) {
    let servers = state.servers();
    let name = servers.name_of_used();
    heading(ui, &format!("What changed on {name}"));
    let Some(known) = servers.catalogued() else {
        buttons(ui, &[("Close", Some(Command::CloseDialog))], out);
        return;
    };
    scrolled(ui, "notes", |ui| {
        if known.changes.is_empty() {
            soft(
                ui,
                "Nothing that is known: changes are listed when the catalogue is fetched again",
            );
        }
        lines(ui, known.changes.iter().map(String::as_str));
        if !known.notes.is_empty() {
            ui.add_space(6.0);
            ui.strong("What could not be had or was bent");
            lines(ui, known.notes.iter().map(String::as_str));
        }
    });
    buttons(ui, &[("Close", Some(Command::CloseDialog))], out);
}

fn delete(
    ui: &mut Ui,
    typed: &mut String,
    (id, name): (&str, &str),
    server: &str,
    out: &mut Commands,
) {
    heading(ui, &format!("Delete “{name}” on {server}?"));
    ui.label("The server does not run it any more, and has no way back. Its last state is kept on this machine, in the menu of its row, under Replaced states");
    let asked = format!("Type the name of the workflow to confirm: {name}");
    let field = field(ui, &asked, typed, name);
    if ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
    }
    // Signs that nobody can type stand there as they are shown.
    let plain = |text: &str| -> String {
        let signs = text.trim().chars();
        signs
            .filter(|sign| sign.is_alphanumeric() || sign.is_ascii_punctuation())
            .collect()
    };
    let same = !typed.trim().is_empty() && plain(typed) == plain(name);
    let names: &[(&str, Option<Command>)] = &[("Cancel", Some(Command::CloseDialog))];
    ui.horizontal(|ui| {
        let button = egui::Button::new("Delete").min_size(egui::vec2(84.0, 30.0));
        let response = ui.add_enabled(same, button);
        let response = response.on_disabled_hover_text("Type the name first");
        if response.clicked() {
            out.push(Command::Server(ServerCommand::Delete(id.to_owned())));
        }
        buttons(ui, names, out);
    });
}

/// Which trigger the open workflow is for.
fn target(ui: &mut Ui, state: &State, out: &mut Commands) {
    heading(ui, "Push to which trigger?");
    soft(
        ui,
        "The server keeps one workflow for each trigger. What is there is looked at first; nothing is changed yet",
    );
    let new = Command::Server(ServerCommand::AdHoc(AdHocCommand::AskNew { push: true }));
    let can_be_new = state.why_not(&new).is_none();
    let graph = &state.document().workflow().graph;
    let own = graph.trigger().map(|(_, node)| node.module.clone());
    let rows = state.servers().rows();
    let triggers = || rows.iter().filter(|row| row.trigger.is_some());
    let is_own = |id: &str| own.as_deref() == Some(id);
    let first = triggers().filter(|row| row.trigger.as_deref().is_some_and(is_own));
    let rest = triggers().filter(|row| !row.trigger.as_deref().is_some_and(is_own));
    scrolled(ui, "targets", |ui| {
        for row in first.chain(rest) {
            let Some(trigger) = &row.trigger else {
                continue;
            };
            let there = match &row.stored {
                Some(stored) => format!("has “{}”", stored.name),
                None => "has no workflow yet".to_owned(),
            };
            let mine = if is_own(trigger) {
                ", the trigger of this workflow"
            } else {
                ""
            };
            let text = format!("{}  ·  {there}{mine}", row.title);
            let button = egui::Button::new(text).min_size(egui::vec2(ui.available_width(), 28.0));
            if ui.add(button).clicked() {
                out.push(Command::Server(ServerCommand::PushTo(trigger.clone())));
            }
        }
        for stored in rows
            .iter()
            .filter(|row| row.trigger.is_none())
            .filter_map(|row| row.stored.as_ref())
        {
            let text = format!("{}  ·  ad-hoc workflow", stored.name);
            let button = egui::Button::new(text).min_size(egui::vec2(ui.available_width(), 28.0));
            if ui.add(button).clicked() {
                let push = AdHocCommand::PushTo(stored.id.clone());
                out.push(Command::Server(ServerCommand::AdHoc(push)));
            }
        }
        if rows.is_empty() {
            ui.label("The triggers of the server are not known yet. Fetch its catalogue first");
        }
    });
    let mut names = vec![("Cancel", Some(Command::CloseDialog))];
    if can_be_new {
        names.push(("New ad-hoc workflow…", Some(new)));
    }
    buttons(ui, &names, out);
}
