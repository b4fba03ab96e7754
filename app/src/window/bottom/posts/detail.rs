//! The post that is looked at: data, changes, headers, raw.

use egui::{RichText, ScrollArea, Ui};
use egui_phosphor::regular as glyph;
use misp_flow_engine::run::FirstDifference;

use super::raw;
use crate::{
    state::{Command, ListenCommand, OpenPost, Same, State},
    window::{
        bottom::received::list_words,
        controls::{Commands, icon_button, named_button, tab},
        theme::Colours,
        tree::DataTree,
    },
};

/// What of the post is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Side {
    #[default]
    Data,
    Changes,
    Headers,
    Raw,
}

/// What the view remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct Detail {
    side: Side,
    tree: DataTree,
}

impl Detail {
    /// Shows the open post; `alone` where it stands in place of the list.
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, alone: bool, out: &mut Commands) {
        let Some(open) = state.posts().open_post() else {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label("Opening the post…");
            });
            return;
        };
        actions(ui, state, open, alone, out);
        if let Some(same) = state.posts().same().filter(|same| same.run == open.row.run) {
            let margin = egui::Margin {
                left: 6,
                right: 10,
                ..egui::Margin::ZERO
            };
            let frame = egui::Frame::new().inner_margin(margin);
            frame.show(ui, |ui| compared(ui, same, out));
        }
        ui.horizontal_wrapped(|ui| {
            let changes = open.changes.as_ref().map(|(_, lines)| lines.len());
            let count = changes.map(|count| (count, Colours::of(ui.visuals()).accent));
            for (side, name, count) in [
                (Side::Data, "Body", None),
                (Side::Changes, "Changes", count),
                (Side::Headers, "Headers", None),
                (Side::Raw, "Raw", None),
            ] {
                if tab(ui, self.side == side, name, count) {
                    self.side = side;
                }
            }
        });
        match (self.side, &open.body) {
            (Side::Data, Ok(body)) if !body.is_array() => {
                ui.label("The body is a single value, so there is no tree of it");
                raw::show(ui, &open.post.body);
            }
            (Side::Data, Ok(body)) => {
                self.tree.set(body);
                self.tree.show(ui);
            }
            (Side::Data, Err(reason)) => {
                ui.label(reason);
                raw::show(ui, &open.post.body);
            }
            (Side::Changes, _) => changes(ui, open),
            (Side::Headers, _) => headers(ui, open),
            (Side::Raw, _) => raw::show(ui, &open.post.body),
        }
    }
}

fn actions(ui: &mut Ui, state: &State, open: &OpenPost, alone: bool, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let run = open.row.run;
    let pinned = (state.posts().store()).is_some_and(|store| store.index().is_pinned(open.place));
    let pin = match pinned {
        true => "Unpin the post",
        false => "Pin the post",
    };
    ui.horizontal(|ui| {
        if alone {
            let back = named_button(ui, glyph::ARROW_LEFT, "Back to the list", false, true);
            if back.clicked() {
                out.push(Command::Listen(ListenCommand::Choose(None)));
            }
        }
        let mut actions = vec![
            (
                glyph::PUSH_PIN,
                pin,
                "Pinned posts stay when the others are cleared",
                ListenCommand::Pin(open.place, !pinned),
            ),
            (
                glyph::TERMINAL,
                "Copy as curl",
                "Copy a command that sends the post again",
                ListenCommand::CopyCurl,
            ),
            (
                glyph::ENVELOPE_SIMPLE,
                "Save as event",
                "Put the data among the events, to simulate with",
                ListenCommand::SaveAsEvent,
            ),
        ];
        if run != 0 {
            actions.push((
                glyph::PLAY_CIRCLE,
                "Play the run",
                "Play the run on the canvas of its workflow",
                ListenCommand::Play(run),
            ));
            actions.push((
                glyph::EQUALS,
                "Simulate the same",
                "Simulate on what the run began with, and find the first difference",
                ListenCommand::SimulateSame(run),
            ));
        }
        for (icon, name, tip, command) in actions {
            if icon_button(ui, icon, name, true)
                .on_hover_text(format!("{name}. {tip}"))
                .clicked()
            {
                out.push(Command::Listen(command));
            }
        }
        if !alone {
            let close = icon_button(ui, glyph::X, "Close the post", true);
            if close.on_hover_text("Close the post").clicked() {
                out.push(Command::Listen(ListenCommand::Choose(None)));
            }
        }
        let line = format!("{} {}", open.post.head.method, open.post.head.path);
        let line = RichText::new(line)
            .monospace()
            .size(12.5)
            .color(colours.text);
        ui.add(egui::Label::new(line).truncate().selectable(true));
    });
}

fn compared(ui: &mut Ui, same: &Same, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    if let Some(words) = list_words(&same.foreign) {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(glyph::WARNING).color(colours.warning));
            ui.label(format!("The run is one of another workflow: {words}"));
        });
    }
    match &same.difference {
        None if !same.foreign.is_empty() => {
            ui.label("Apart from the modules, all posts agree");
        }
        None => {
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(glyph::CHECK_CIRCLE).color(colours.ok));
                ui.label(format!(
                    "Run {} is as simulated: all {} posts agree",
                    same.run, same.posts
                ));
            });
        }
        Some(found) => {
            let name = found.node.as_ref().map(|id| {
                let other = same.foreign.iter().any(|one| one.node == *id);
                let known = same.node_name.clone().filter(|_| !other);
                known.unwrap_or_else(|| format!("node {id}"))
            });
            let place = match name {
                Some(name) => format!("at step {}, {name}", found.post),
                None => format!("at post {}", found.post + 1),
            };
            let other = (same.foreign.iter()).any(|one| Some(&one.node) == found.node.as_ref());
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(glyph::NOT_EQUALS).color(colours.warning));
                let text = format!("First difference {place}");
                ui.label(RichText::new(text).strong().color(colours.text));
                if ui.button("Show the simulation").clicked() {
                    out.push(Command::Listen(ListenCommand::ShowSame));
                }
            });
            let [server, simulated] = sentences(found, other, same.answered);
            for sentence in [server, simulated] {
                let text = RichText::new(sentence).color(colours.text);
                ui.add(egui::Label::new(text).wrap().selectable(true));
            }
        }
    }
}

/// A difference between a run and its simulation in two sentences; `other`: the server ran another
/// module at that node; `answered`: the node was set to give an answer here.
fn sentences(found: &FirstDifference, other: bool, answered: bool) -> [String; 2] {
    let module = match other {
        true => "another module than here ran at this node; ",
        false => "",
    };
    let simulated = match answered {
        true => "In the simulation, with the answer set for this node",
        false => "In the simulation",
    };
    let sentence = |place: &str, words: &str| match words.ends_with('…') {
        true => format!("{place}: {words}"),
        false => format!("{place}: {}.", words.trim_end_matches('.')),
    };
    [
        sentence("On the server", &format!("{module}{}", found.first)),
        sentence(simulated, &found.second),
    ]
}

fn changes(ui: &mut Ui, open: &OpenPost) {
    let colours = Colours::of(ui.visuals());
    let lines = match &open.changes {
        None => {
            ui.label("There is no post of the same run before it to compare with");
            return;
        }
        Some((_, lines)) if lines.is_empty() => {
            ui.label("The data are those of the post before");
            return;
        }
        Some((_, lines)) => lines,
    };
    let area = ScrollArea::vertical().id_salt("changes").auto_shrink(false);
    area.show_rows(ui, 18.0, lines.len(), |ui, rows| {
        for line in lines.get(rows).unwrap_or_default() {
            let colour = match line.as_bytes().first() {
                Some(b'+') => colours.ok,
                Some(b'-') => colours.error,
                _ => colours.warning,
            };
            let text = RichText::new(line).monospace().size(12.5).color(colour);
            ui.add(egui::Label::new(text).truncate().selectable(true))
                .on_hover_text(line);
        }
    });
}

fn headers(ui: &mut Ui, open: &OpenPost) {
    let colours = Colours::of(ui.visuals());
    let area = ScrollArea::vertical().id_salt("headers").auto_shrink(false);
    area.show(ui, |ui| {
        let from = ("from".to_owned(), open.post.head.from.clone());
        let when = (
            "received".to_owned(),
            crate::listen::date(open.post.head.time),
        );
        for (name, value) in [when, from].iter().chain(&open.post.head.headers) {
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(name).size(12.5).color(colours.soft_text));
                let value = RichText::new(value)
                    .monospace()
                    .size(12.5)
                    .color(colours.text);
                ui.add(egui::Label::new(value).selectable(true));
            });
        }
    });
}
