//! Questions that wait for an answer.

use std::mem::{Discriminant, discriminant};

use egui::{
    Align2, Button, Id, Label, LayerId, Modal, Order, Popup, Rect, RichText, ScrollArea, Ui, vec2,
};

use super::{
    blueprint::BlueprintQuestion,
    keys, listen, path, perform, restore,
    server::{self, ServerQuestion},
};
use crate::{
    state::{Command, Comparing, Dialog, ListenDialog, Next, ServerDialog, State, TabId, Unsaved},
    window::{controls::Commands, theme::Colours},
};

/// What is typed into the path dialog, kept between frames.
#[derive(Debug, Default)]
pub struct Dialogs {
    path: Option<String>,
    blueprint: BlueprintQuestion,
    server: ServerQuestion,
}

impl Dialogs {
    /// Shows the question that is open, if any. Gives a path where one was typed.
    pub fn show(&mut self, ui: &Ui, state: &State, out: &mut Commands) -> Option<String> {
        let mut typed = None;
        let Some(dialog) = &state.dialog else {
            self.path = None;
            self.blueprint = BlueprintQuestion::default();
            self.server.forget(ui);
            return None;
        };
        let mut close = false;
        let frame = egui::Frame::popup(ui.style())
            .inner_margin(20)
            .corner_radius(10);
        let id = Id::new(("dialog", kind(dialog)));
        let window = ui.ctx().content_rect();
        let top = top_of(window);
        // What grows does so at its lower edge: nothing moves away below the pointer.
        let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, top));
        let width: f32 = match dialog {
            Dialog::Server(_) => server::WIDTH,
            _ => 460.0,
        };
        let response = Modal::new(id).area(area).frame(frame).show(ui.ctx(), |ui| {
            ui.set_width(width.min(window.width() - AROUND));
            within(ui, window.height() - top - BELOW, |ui| match dialog {
                Dialog::Unsaved(next) => unsaved(ui, state, *next, out),
                Dialog::ChangedOnDisk(tab, path) => changed(ui, state, *tab, path, out),
                Dialog::Path { purpose, text } => {
                    let fresh = self.path.is_none();
                    let path = self.path.get_or_insert_with(|| text.clone());
                    typed = path::ask(ui, *purpose, (path, fresh), out);
                }
                Dialog::Restore => restore::restore(ui, state, out),
                Dialog::Versions(list) => close = restore::versions(ui, state, list, out),
                Dialog::Blueprint(question) => self.blueprint.show(ui, question, out),
                Dialog::Server(which) => self.server.show(ui, state, which, out),
                Dialog::Perform(question) => perform::show(ui, state, question, out),
                Dialog::Keys => close = keys::show(ui),
                Dialog::Listen(question) => listen::show(ui, state, *question, out),
                Dialog::About => close = about(ui),
            });
        });
        keep_lists_above(ui, LayerId::new(Order::Foreground, id));
        let beside = response.backdrop_response.clicked() && stays(dialog);
        if close || (response.should_close() && !beside) {
            out.push(Command::CloseDialog);
        }
        if typed.is_some() {
            self.path = None;
        }
        typed
    }
}

/// What drops down from a question is drawn and clicked above it. A click on the question brings it
/// to the front of its order, and egui remembers where a list was that had been open before.
fn keep_lists_above(ui: &Ui, question: LayerId) {
    let ctx = ui.ctx();
    let layers = ctx.memory(|memory| memory.areas().visible_layer_ids());
    let lists = layers.into_iter().filter(|layer| {
        *layer != question && layer.order == question.order && Popup::is_id_open(ctx, layer.id)
    });
    for list in lists {
        ctx.set_sublayer(question, list);
    }
}

/// What a question's frame takes of the window's width, with a little room beside it, in points.
const AROUND: f32 = 60.0;

/// How far below the window's upper edge a question begins, in parts of its height.
const TOP: f32 = 0.12;
/// The room that is left below a question, in points, with what its frame takes.
const BELOW: f32 = 54.0;

/// Where a question begins.
fn top_of(window: Rect) -> f32 {
    (window.height() * TOP).round()
}

/// What may be higher than the room that is left; then it can be scrolled.
fn within(ui: &mut Ui, room: f32, content: impl FnOnce(&mut Ui)) {
    // A dialog is offered 400 points only, however high the window is.
    ui.set_max_height(room);
    ScrollArea::vertical()
        .id_salt("question")
        .max_height(room)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            content(ui);
        });
}

/// How high a list in the middle of a question may be, where so much of the question stands around
/// it.
pub(super) fn room_for_list(ui: &Ui, around: f32) -> f32 {
    let window = ui.ctx().content_rect();
    window.height() - top_of(window) - BELOW - around
}

/// Whether it stays after a click beside it: what was typed is not thrown away so, and work that
/// was not saved is not passed over.
fn stays(dialog: &Dialog) -> bool {
    match dialog {
        Dialog::Path { .. }
        | Dialog::Blueprint(_)
        | Dialog::Restore
        | Dialog::Listen(ListenDialog::Subscribe) => true,
        Dialog::Server(which) => matches!(
            which,
            ServerDialog::Form(_)
                | ServerDialog::Delete { .. }
                | ServerDialog::Fetch
                | ServerDialog::Push
                | ServerDialog::NewAdHoc { .. }
        ),
        _ => false,
    }
}

/// Tells dialogs apart: each has a size of its own.
fn kind(dialog: &Dialog) -> (Discriminant<Dialog>, Option<Discriminant<ServerDialog>>) {
    let inner = match dialog {
        Dialog::Server(which) => Some(discriminant(which)),
        _ => None,
    };
    (discriminant(dialog), inner)
}

pub(super) fn heading(ui: &mut Ui, text: &str) {
    let colours = Colours::of(ui.visuals());
    ui.label(RichText::new(text).size(17.0).strong().color(colours.text));
}

/// The least size of a button below a question.
const SIZE: egui::Vec2 = vec2(84.0, 30.0);

/// The button that is meant most.
pub(super) fn primary<'a>(ui: &Ui, name: &str) -> Button<'a> {
    let colours = Colours::of(ui.visuals());
    Button::new(RichText::new(name).color(colours.on_fill).strong())
        .fill(colours.accent)
        .min_size(SIZE)
}

/// Any other button.
pub(super) fn secondary<'a>(name: &str) -> Button<'a> {
    Button::new(name.to_owned()).min_size(SIZE)
}

/// The row of buttons below a question, from the right.
pub(super) fn row(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.add_space(4.0);
    // All height that there is would let the dialog stay as high as it ever was.
    let size = vec2(ui.available_width(), SIZE.y);
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    ui.allocate_ui_with_layout(size, layout, content);
}

/// Buttons on the right, the one that is meant most first in the order given.
pub(super) fn buttons(
    ui: &mut Ui,
    names: &[(&str, Option<Command>)],
    out: &mut Commands,
) -> Option<usize> {
    let mut pressed = None;
    row(ui, |ui| {
        for (place, (name, command)) in names.iter().enumerate() {
            let button = if place == 0 {
                primary(ui, name)
            } else {
                secondary(name)
            };
            let response = ui.add(button);
            if place == 0 && ui.memory(|memory| memory.focused().is_none()) {
                response.request_focus();
            }
            if response.clicked() {
                out.extend(command.clone());
                pressed = Some(place);
            }
        }
    });
    pressed
}

/// How many documents the question before quitting lists by name.
const MOST_LISTED: usize = 8;

fn unsaved(ui: &mut Ui, state: &State, next: Next, out: &mut Commands) {
    let titles: Vec<String> = state
        .unsaved_before(&next)
        .map(|tab| state.title_of(tab))
        .collect();
    let (save, discard) = match titles.as_slice() {
        [title] => {
            heading(ui, &format!("Save changes to {title}?"));
            ui.label(match next {
                Next::Close => "The window is about to close. What is not saved is lost",
                Next::CloseTab(_) => "Its tab is about to close. What is not saved is lost",
            });
            ("Save", "Discard")
        }
        titles => {
            heading(ui, &format!("Save changes to {} workflows?", titles.len()));
            ui.label("The window is about to close. What is not saved is lost");
            for title in titles.iter().take(MOST_LISTED) {
                ui.add(Label::new(format!("•  {title}")).truncate());
            }
            if let Some(more) = titles
                .len()
                .checked_sub(MOST_LISTED)
                .filter(|more| *more > 0)
            {
                ui.label(format!("and {more} more"));
            }
            ("Save all", "Discard all")
        }
    };
    let names = [
        (save, Some(Command::AnswerUnsaved(Unsaved::Save))),
        ("Cancel", Some(Command::CloseDialog)),
        (discard, Some(Command::AnswerUnsaved(Unsaved::Discard))),
    ];
    buttons(ui, &names, out);
}

fn changed(ui: &mut Ui, state: &State, tab: TabId, path: &std::path::Path, out: &mut Commands) {
    let theirs = state.tab_of(tab).and_then(|tab| tab.document().path()) == Some(path);
    if theirs {
        heading(ui, "The file was changed by somebody else");
        ui.label(format!(
            "{} is not as it was when you opened it. Saving over it loses those changes",
            path.display()
        ));
    } else {
        heading(ui, "There is a file with this name already");
        ui.label(format!("Saving replaces {}", path.display()));
    }
    let mut names = vec![
        ("Save as…", Some(Command::SaveAs)),
        ("Cancel", Some(Command::CloseDialog)),
        ("Replace", Some(Command::Overwrite)),
    ];
    // What somebody else changed is looked at before it is decided on.
    if theirs && state.tab().id() == tab {
        let compare = Command::Compare(Comparing::Disk);
        names.insert(1, ("Compare", Some(compare)));
    }
    buttons(ui, &names, out);
}

fn about(ui: &mut Ui) -> bool {
    heading(ui, "MISP Workflow Designer");
    ui.label(format!("Version {}", env!("CARGO_PKG_VERSION")));
    ui.label("Design MISP workflows and see what they would do, before a server runs them. Nothing leaves this machine while you simulate");
    let mut none = Vec::new();
    buttons(ui, &[("Close", None)], &mut none).is_some()
}
