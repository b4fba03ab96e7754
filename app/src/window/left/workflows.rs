//! The workflows of the server: a row for each trigger and each ad-hoc workflow.

use egui::{
    Align, Button, Color32, Frame, Label, Layout, Margin, Popup, RichText, ScrollArea, Ui,
    WidgetInfo, WidgetType, vec2,
};
use egui_phosphor::regular as glyph;

use super::search;
use crate::{
    push::Standing,
    state::{AdHocCommand, Command, ModuleCommand, RunCommand, ServerCommand, State, WorkflowRow},
    window::{
        controls::{Commands, button_for, command_button, command_icon, empty, icon_button},
        theme::Colours,
        when::{ago, seconds},
    },
};

/// What the tab remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct WorkflowList {
    text: String,
}

impl WorkflowList {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let servers = state.servers();
        if servers.rows().is_empty() {
            nothing(ui, state, out);
            return;
        }
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            let push = Command::Server(ServerCommand::Push);
            command_button(ui, state, glyph::CLOUD_ARROW_UP, push, false, out);
            let refresh = Command::Server(ServerCommand::Refresh);
            command_icon(ui, state, glyph::ARROWS_CLOCKWISE, refresh, out);
            let past = Command::Server(ServerCommand::Past);
            command_icon(ui, state, glyph::CLOCK_COUNTER_CLOCKWISE, past, out);
            let modules = Command::Server(ServerCommand::Modules(ModuleCommand::Show));
            command_icon(ui, state, glyph::TOGGLE_RIGHT, modules, out);
            let new = AdHocCommand::AskNew { push: false };
            let new = Command::Server(ServerCommand::AdHoc(new));
            command_icon(ui, state, glyph::PLUS, new, out);
        });
        ui.add_space(4.0);
        search(ui, &mut self.text, "Search workflows…");
        ui.add_space(4.0);
        let text = self.text.trim().to_lowercase();
        let colours = Colours::of(ui.visuals());
        age(ui, state, colours);
        switched_off(ui, state, out);
        ScrollArea::vertical()
            .id_salt("workflows")
            .auto_shrink(false)
            .show(ui, |ui| {
                let mut shown = 0;
                for (place, one) in servers.rows().iter().enumerate() {
                    if fits(one, &text) {
                        row(ui, state, place, one, out);
                        shown += 1;
                    }
                }
                if shown == 0 {
                    note(ui, "No workflow has that name", colours.soft_text);
                }
            });
    }
}

fn fits(row: &WorkflowRow, text: &str) -> bool {
    let name = row.stored.as_ref().map_or("", |stored| &stored.name);
    let has = |words: &str| words.to_lowercase().contains(text);
    has(&row.title) || has(name) || row.trigger.as_deref().is_some_and(has)
}

/// How old the list is, where it is not what the server has now, and what of it is lacking.
fn age(ui: &mut Ui, state: &State, colours: &Colours) {
    let servers = state.servers();
    let Some(listed) = servers.listed() else {
        return;
    };
    let when = ago(seconds(listed.when), std::time::SystemTime::now());
    match servers.session() {
        None => note(ui, &format!("Offline, as of {when}"), colours.soft_text),
        Some(_) if !listed.is_now => {
            let words = format!("As of {when}. It could not be read again since");
            note(ui, &words, colours.warning);
        }
        Some(_) => {}
    }
    if let Some(unread) = &listed.unread {
        note(ui, unread, colours.warning);
    }
}

fn note(ui: &mut Ui, words: &str, colour: Color32) {
    let frame = Frame::new().inner_margin(Margin::symmetric(14, 2));
    frame.show(ui, |ui| {
        ui.label(RichText::new(words).size(12.0).color(colour));
    });
}

/// What the open workflow uses and the server has switched off.
fn switched_off(ui: &mut Ui, state: &State, out: &mut Commands) {
    let off = state.switched_off_modules();
    if off.is_empty() {
        return;
    }
    let names: Vec<&str> = off.iter().map(|module| module.name.as_str()).collect();
    let words = format!(
        "The open workflow uses what the server has switched off: {}",
        names.join(", ")
    );
    let colours = Colours::of(ui.visuals());
    note(ui, &words, colours.warning);
    ui.horizontal(|ui| {
        ui.add_space(8.0);
        let needed = Command::Server(ServerCommand::Modules(ModuleCommand::AskNeeded));
        let button = Button::new("Switch on…").min_size(vec2(0.0, 26.0));
        button_for(ui, state, button, needed, out);
    });
    ui.add_space(4.0);
}

/// What there is to do before there are rows.
fn nothing(ui: &mut Ui, state: &State, out: &mut Commands) {
    let servers = state.servers();
    let (title, words, command) = if servers.list().is_empty() {
        (
            "No server yet",
            "Add an instance to see its workflows",
            ServerCommand::Form(None),
        )
    } else if servers.session().is_none() {
        (
            "Not connected",
            "Connect to see the workflows of the server",
            ServerCommand::Connect,
        )
    } else {
        (
            "No workflows",
            servers.why().unwrap_or("The server lists no triggers"),
            ServerCommand::Refresh,
        )
    };
    empty(ui, glyph::CLOUD, title, words);
    ui.vertical_centered(|ui| {
        ui.add_space(8.0);
        let name = match &command {
            ServerCommand::Form(_) => "Add an instance…",
            ServerCommand::Connect => "Connect",
            _ => "Read the workflows again",
        };
        let command = Command::Server(command);
        let button = Button::new(name).min_size(vec2(0.0, 28.0));
        button_for(ui, state, button, command, out);
    });
}

/// The colour and icon of a standing.
fn looks(row: &WorkflowRow, colours: &Colours) -> (&'static str, Color32) {
    match (&row.stored, row.standing) {
        (None, _) if row.unread.is_some() => (glyph::WARNING_CIRCLE, colours.error),
        _ if row.is_open => (glyph::QUESTION, colours.warning),
        (None, _) | (_, Some(Standing::New)) => (glyph::CIRCLE_DASHED, colours.soft_text),
        (_, None) => (glyph::CLOUD, colours.soft_text),
        (_, Some(Standing::InSync)) => (glyph::CHECK_CIRCLE, colours.ok),
        (_, Some(Standing::Ahead)) => (glyph::ARROW_CIRCLE_UP, colours.accent),
        (_, Some(Standing::Behind)) => (glyph::ARROW_CIRCLE_DOWN, colours.warning),
        (_, Some(Standing::Diverged)) => (glyph::GIT_DIFF, colours.error),
    }
}

fn row(ui: &mut Ui, state: &State, place: usize, row: &WorkflowRow, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let is_shown = row.tab == Some(state.tab().id());
    let fill = if is_shown {
        ui.visuals().selection.bg_fill
    } else {
        Color32::TRANSPARENT
    };
    let frame = Frame::new()
        .fill(fill)
        .corner_radius(6)
        .inner_margin(Margin::symmetric(8, 6))
        .outer_margin(Margin::symmetric(6, 1));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 3.0;
        let title = RichText::new(&row.title).color(colours.text);
        line(ui, title, |ui| more(ui, state, place, row, out));
        if let Some(stored) = row
            .stored
            .as_ref()
            .filter(|stored| stored.name != row.title)
        {
            let name = RichText::new(&stored.name)
                .size(12.5)
                .color(colours.soft_text);
            ui.add(Label::new(name).truncate());
        }
        let (icon, colour) = looks(row, colours);
        let words = RichText::new(format!("{icon} {}", row.words()))
            .size(12.5)
            .color(colour);
        if let Some(why) = &row.unread {
            ui.add(Label::new(words)).on_hover_text(why);
            return;
        }
        line(ui, words, |ui| usual(ui, state, place, row, out));
        if row.stored.is_none() && !row.enabled {
            return;
        }
        let enabled = if row.enabled {
            "enabled"
        } else {
            "switched off"
        };
        let enabled = match row.trigger {
            Some(_) => enabled,
            None => "ad-hoc, run by hand",
        };
        let facts = if row.debug() {
            format!("{enabled} · debug posts on")
        } else {
            enabled.to_owned()
        };
        let facts = RichText::new(facts).size(12.0).color(colours.soft_text);
        ui.add(Label::new(facts).truncate());
    });
}

/// Words, and a control at the right of them.
fn line(ui: &mut Ui, words: RichText, control: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            control(ui);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(words).truncate());
            });
        });
    });
}

/// The menu with all that can be done with a row.
fn more(ui: &mut Ui, state: &State, place: usize, row: &WorkflowRow, out: &mut Commands) {
    let title = &row.title;
    let name = format!("Actions of {title}");
    let more = icon_button(ui, glyph::DOTS_THREE, &name, true).on_hover_text("More");
    Popup::menu(&more).show(|ui| {
        ui.set_min_width(200.0);
        let mut entry = |text: &str, command: ServerCommand| {
            let command = Command::Server(command);
            if button_for(ui, state, Button::new(text), command, out).clicked() {
                ui.close();
            }
        };
        if row.trigger.is_some() {
            let (text, on) = match row.enabled {
                true => ("Switch the trigger off", false),
                false => ("Switch the trigger on", true),
            };
            entry(text, ServerCommand::Enable(place, on));
        }
        if row.stored.is_some() {
            let (text, on) = match row.debug() {
                true => ("Switch debug posts off", false),
                false => ("Switch debug posts on", true),
            };
            entry(text, ServerCommand::Debug(place, on));
            let run = RunCommand::AskRow(place);
            entry("Run on the server…", ServerCommand::Run(run));
            if row.trigger.is_none()
                && let Some(stored) = &row.stored
            {
                let push = AdHocCommand::PushTo(stored.id.clone());
                entry("Push the open workflow to it…", ServerCommand::AdHoc(push));
            }
            entry("Delete on the server…", ServerCommand::AskDelete(place));
        }
        entry("Replaced states…", ServerCommand::PastOf(place));
        if let (Some(trigger), None) = (&row.trigger, &row.stored) {
            entry("Create an empty workflow", ServerCommand::Create(place));
            entry(
                "Push the open workflow to it…",
                ServerCommand::PushTo(trigger.clone()),
            );
        }
    });
}

/// What one does with a row as a rule.
fn usual(ui: &mut Ui, state: &State, place: usize, row: &WorkflowRow, out: &mut Commands) {
    let title = &row.title;
    let (text, command) = match (&row.stored, row.tab, row.standing) {
        (None, ..) => ("Create", ServerCommand::Create(place)),
        (_, Some(_), Some(Standing::Behind)) => ("Update", ServerCommand::Pull(place)),
        (_, Some(_), _) => ("Show", ServerCommand::Pull(place)),
        _ => ("Pull", ServerCommand::Pull(place)),
    };
    let command = Command::Server(command);
    let button = Button::new(RichText::new(text).size(13.0)).min_size(vec2(0.0, 24.0));
    let response = button_for(ui, state, button, command, out);
    let enabled = response.enabled();
    response.widget_info(|| {
        WidgetInfo::labeled(WidgetType::Button, enabled, format!("{text} {title}"))
    });
}
