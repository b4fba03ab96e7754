//! The list of all commands.

use egui::Ui;

use super::list::{Answer, List, Look, Row};
use crate::{
    state::{COMMANDS, Command, Entry, Menu, State, shortcut_words},
    window::theme::Colours,
};

/// The open list.
#[derive(Clone, Debug, Default)]
pub struct Palette(List);

impl Palette {
    /// Shows the list. Gives whether it stays open, and the command that was chosen.
    pub fn show(&mut self, ui: &Ui, state: &State) -> (bool, Option<Command>) {
        let colours = Colours::of(ui.visuals());
        let rows = |text: &str| {
            let row = |entry: &&Entry| Row {
                icon: icon(entry.menu).to_owned(),
                colour: colours.soft_text,
                title: entry.name.to_owned(),
                detail: String::new(),
                right: shortcut_words(&entry.command, ui.ctx()),
                enabled: state.why_not(&entry.command).is_none(),
            };
            fitting(text).iter().map(row).collect::<Vec<_>>()
        };
        let screen = ui.ctx().content_rect();
        let at = egui::pos2(screen.center().x - 240.0, screen.top() + 64.0);
        let look = Look {
            id: "palette",
            at,
            width: 480.0,
            hint: "Find a command…",
            nothing: "No command has that name",
        };
        let answer = self.0.show(ui, &look, &rows);
        match answer {
            Answer::Open => (true, None),
            Answer::Closed => (false, None),
            Answer::Chosen(place) => (
                false,
                fitting(&self.0.text)
                    .get(place)
                    .map(|entry| entry.command.clone()),
            ),
        }
    }
}

fn fitting(text: &str) -> Vec<&'static Entry> {
    let text = text.trim().to_lowercase();
    let mut found: Vec<(usize, &Entry)> = COMMANDS
        .iter()
        .filter(|entry| entry.command != Command::Palette)
        .filter_map(|entry| {
            let name = entry.name.to_lowercase();
            let fits = text.split_whitespace().all(|word| name.contains(word));
            fits.then(|| (usize::from(!name.starts_with(&text)), entry))
        })
        .collect();
    found.sort_by_key(|(order, _)| *order);
    found.into_iter().map(|(_, entry)| entry).collect()
}

fn icon(menu: Menu) -> &'static str {
    use egui_phosphor::regular as glyph;
    match menu {
        Menu::File => glyph::FILE,
        Menu::Export => glyph::EXPORT,
        Menu::Compare => glyph::GIT_DIFF,
        Menu::Edit => glyph::PENCIL_SIMPLE,
        Menu::Arrange => glyph::TREE_STRUCTURE,
        Menu::View => glyph::EYE,
        Menu::Run => glyph::PLAY,
        Menu::Help => glyph::INFO,
    }
}
