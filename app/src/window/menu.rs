//! The menu bar, the run controls and the event chooser on top of the window.

use egui::{AtomExt as _, Button, ComboBox, IntoAtoms, MenuBar, RichText, Ui};
use egui_phosphor::regular as glyph;
use misp_flow_engine::catalogue::samples;

use super::{
    chip,
    controls::{Commands, command_button, command_icon, take_arrows},
    menu_keys::MenuKeys,
};
use crate::state::{
    COMMANDS, CanvasAid, Command, Comparing, Entry, LeftTab, Menu, Panel, ServerCommand, State,
    StepCommand, entry_of, shortcut_words,
};

const MENUS: &[(Menu, &str)] = &[
    (Menu::File, "File"),
    (Menu::Edit, "Edit"),
    (Menu::Arrange, "Arrange"),
    (Menu::View, "View"),
    (Menu::Run, "Run"),
    (Menu::Server, "Server"),
    (Menu::Help, "Help"),
];

/// The height of the row, in points.
const ROW: f32 = 30.0;

/// In less room than this, in points, the menus are one, and buttons have no words.
const NARROW: f32 = 880.0;
/// In less room than this, the chooser of events is small.
const TIGHT: f32 = 1000.0;

/// How many events the chooser offers.
const FEW: usize = 40;

/// In less room than this, pushing has no word.
const ROOMY: f32 = 1240.0;
/// What the button to push takes with its gap, without a word and with one.
const PUSH: f32 = 44.0;
const PUSH_WORD: f32 = 116.0;

/// A menu that scrolls where it is higher than the window.
fn scrolling(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let height = ui.ctx().content_rect().height() - 60.0;
    // A menu is offered 400 points only, however high the window is.
    ui.set_max_height(height);
    egui::ScrollArea::vertical()
        .max_height(height)
        .auto_shrink(true)
        .show(ui, content);
}

/// Shows menus and controls in one row.
pub fn show(ui: &mut Ui, state: &State, keys: &mut MenuKeys, out: &mut Commands) {
    keys.begin();
    let width = ui.available_width();
    let narrow = width < NARROW;
    MenuBar::new().ui(ui, |ui| {
        ui.set_min_height(ROW);
        if narrow {
            let top = ui.menu_button("Menu", |ui| {
                keys.inside(ui, |ui, keys| {
                    for &(menu, title) in MENUS {
                        opener(ui, title, keys, |ui, keys| {
                            scrolling(ui, |ui| entries(ui, state, menu, keys, out));
                        });
                    }
                });
            });
            keys.top(&top.response, "Menu");
        } else {
            for &(menu, title) in MENUS {
                let top = ui.menu_button(title, |ui| {
                    keys.inside(ui, |ui, keys| {
                        scrolling(ui, |ui| entries(ui, state, menu, keys, out));
                    });
                });
                keys.top(&top.response, title);
            }
        }
        // A menu bar's buttons have no frames; those of a tool bar do.
        ui.reset_style();
        ui.separator();
        command_icon(ui, state, glyph::ARROW_U_UP_LEFT, Command::Undo, out);
        command_icon(ui, state, glyph::ARROW_U_UP_RIGHT, Command::Redo, out);
        command_icon(ui, state, glyph::FLOPPY_DISK, Command::Save, out);
        ui.separator();
        chip::show(ui, state, width >= TIGHT, out);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let stop = Command::Step(StepCommand::Stop);
            if state.why_not(&stop).is_none() {
                command_icon(ui, state, glyph::STOP, stop, out);
            } else {
                command_icon(ui, state, glyph::X_CIRCLE, Command::ClearRun, out);
            }
            command_icon(ui, state, glyph::CARET_RIGHT, Command::NextStep, out);
            command_icon(ui, state, glyph::CARET_LEFT, Command::PreviousStep, out);
            ui.spacing_mut().button_padding.x = 12.0;
            let (icon, main) = main_command(state);
            if narrow {
                command_icon(ui, state, icon, main, out);
            } else {
                command_button(ui, state, icon, main, true, out);
            }
            // The name of an event gives way before anything else does.
            let beside = if width >= ROOMY { PUSH_WORD } else { PUSH };
            let size = egui::vec2((ui.available_width() - beside).max(0.0), ROW);
            let layout = egui::Layout::right_to_left(egui::Align::Center);
            ui.allocate_ui_with_layout(size, layout, |ui| event_chooser(ui, state, width, out));
            let push = Command::Server(ServerCommand::Push);
            if width >= ROOMY {
                command_button(ui, state, chip::PUSH, push, false, out);
            } else {
                command_icon(ui, state, chip::PUSH, push, out);
            }
        });
    });
    keys.end(ui.ctx());
}

/// An entry that opens a menu beside it.
fn opener<'a>(
    ui: &mut Ui,
    name: impl IntoAtoms<'a>,
    keys: &mut MenuKeys,
    content: impl FnOnce(&mut Ui, &mut MenuKeys),
) {
    let shown = ui.menu_button(name, |ui| keys.inside(ui, content));
    keys.opener(ui, &shown.response, shown.inner.is_some());
}

/// Panels that are looked for in another menu than that of the panels, too.
fn also(menu: Menu) -> impl Iterator<Item = &'static Entry> {
    let panel = match menu {
        Menu::Help => Some(LeftTab::Learn),
        Menu::Server => Some(LeftTab::Workflows),
        _ => None,
    };
    panel
        .and_then(|panel| entry_of(&Command::ShowLeft(panel)))
        .into_iter()
}

/// What the large button does: begin, go on, or pause.
fn main_command(state: &State) -> (&'static str, Command) {
    if state.is_stepping() {
        (glyph::PAUSE, Command::Step(StepCommand::Pause))
    } else if state.paused().is_some() {
        (glyph::SKIP_FORWARD, Command::Step(StepCommand::Continue))
    } else {
        (glyph::PLAY, Command::Simulate)
    }
}

fn entries(ui: &mut Ui, state: &State, menu: Menu, keys: &mut MenuKeys, out: &mut Commands) {
    ui.set_min_width(230.0);
    let own = COMMANDS.iter().filter(|entry| entry.menu == menu);
    for (place, entry) in also(menu).chain(own).enumerate() {
        if entry.apart && place > 0 {
            ui.separator();
        }
        let refusal = state.why_not(&entry.command);
        let name = match state.detail(&entry.command) {
            Some(detail) => format!("{} {}", entry.name, lower(detail)),
            None => entry.name.to_owned(),
        };
        let mark = if state.is_on(&entry.command) {
            glyph::CHECK
        } else {
            ""
        };
        let mark = RichText::new(mark).atom_size(egui::vec2(16.0, 16.0));
        let button =
            Button::new((mark, name)).shortcut_text(shortcut_words(&entry.command, ui.ctx()));
        let response = ui.add_enabled(refusal.is_none(), button);
        let response = match refusal {
            Some(reason) => response.on_disabled_hover_text(reason),
            None => response,
        };
        keys.entry(ui, &response);
        if response.clicked() {
            out.push(entry.command.clone());
            ui.close();
        }
        for (inner, title) in below(&entry.command) {
            let gap = RichText::new("").atom_size(egui::vec2(16.0, 16.0));
            opener(ui, (gap, *title), keys, |ui, keys| {
                entries(ui, state, *inner, keys, out);
                if *inner == Menu::Compare {
                    other_tabs(ui, state, keys, out);
                }
            });
        }
        if entry.command == Command::Open {
            let gap = RichText::new("").atom_size(egui::vec2(16.0, 16.0));
            opener(ui, (gap, "Open sample"), keys, |ui, keys| {
                for (place, sample) in samples::WORKFLOWS.iter().enumerate() {
                    let button = ui.button(sample.name);
                    keys.entry(ui, &button);
                    if button.on_hover_text(sample.description).clicked() {
                        out.push(Command::OpenSample(place));
                        ui.close();
                    }
                }
            });
        }
    }
}

/// The menus inside of a menu that follow a command.
fn below(command: &Command) -> &'static [(Menu, &'static str)] {
    match command {
        Command::SaveAs => &[(Menu::Export, "Export"), (Menu::Compare, "Compare")],
        Command::Switch(CanvasAid::Minimap) => {
            &[(Menu::Panels, "Panels"), (Menu::Appearance, "Appearance")]
        }
        Command::Server(ServerCommand::Fetch) => &[
            (Menu::Parts, "Modules and blueprints"),
            (Menu::Posts, "Debug posts"),
        ],
        Command::Toggle(Panel::Bottom) => &[(Menu::Docks, "Move")],
        Command::ClearRun => &[
            (Menu::Many, "Many events"),
            (Menu::Expectations, "Expectations"),
            (Menu::Runs, "Kept runs"),
        ],
        _ => &[],
    }
}

/// The workflows in other tabs, to compare with.
fn other_tabs(ui: &mut Ui, state: &State, keys: &mut MenuKeys, out: &mut Commands) {
    let shown = state.tab().id();
    let others = state.tabs().filter(|tab| tab.id() != shown);
    for (place, tab) in others.enumerate() {
        if place == 0 {
            ui.separator();
        }
        let gap = RichText::new("").atom_size(egui::vec2(16.0, 16.0));
        let name = format!("Compare with {}", state.title_of(tab));
        let button = ui.add(Button::new((gap, name)).truncate());
        keys.entry(ui, &button);
        if button.clicked() {
            out.push(Command::Compare(Comparing::Tab(tab.id())));
            ui.close();
        }
    }
}

/// The first letter in lower case, for the middle of a sentence.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}

fn event_chooser(ui: &mut Ui, state: &State, room: f32, out: &mut Commands) {
    let chosen = state
        .events()
        .chosen()
        .map_or("Choose an event", |entry| entry.name.as_str());
    let icon = glyph::ENVELOPE_SIMPLE_OPEN;
    let (width, words) = if room < NARROW {
        (24.0_f32, icon.to_owned())
    } else if room < TIGHT {
        (130.0, format!("{icon}  {chosen}"))
    } else {
        (210.0, format!("{icon}  {chosen}"))
    };
    ui.spacing_mut().interact_size.y = 28.0;
    let response = ComboBox::from_id_salt("event")
        .width(width.min(ui.available_width()))
        .truncate()
        .selected_text(words)
        .height(360.0)
        .show_ui(ui, |ui| {
            ui.set_min_width(280.0);
            let current = state.events().chosen_place();
            // The panel shows thousands; a list that drops down cannot.
            let few = state.events().iter().enumerate();
            let few = few.filter(|(place, _)| *place < FEW || current == Some(*place));
            for (place, entry) in few {
                if ui
                    .selectable_label(current == Some(place), &entry.name)
                    .clicked()
                {
                    out.push(Command::ChooseEvent(place));
                }
            }
            ui.separator();
            if ui.button("Open event…").clicked() {
                out.push(Command::OpenEvent);
            }
            if ui.button("Show all events").clicked() {
                out.push(Command::ShowLeft(LeftTab::Events));
            }
        })
        .response;
    response.widget_info(|| {
        let mut info =
            egui::WidgetInfo::labeled(egui::WidgetType::ComboBox, true, "Event to simulate with");
        info.current_text_value = Some(chosen.to_owned());
        info
    });
    take_arrows(response).on_hover_text("The event to simulate with");
}
