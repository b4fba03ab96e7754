//! The list of all commands.

use egui::Ui;

use super::list::{Answer, List, Look, Row};
use crate::{
    state::{COMMANDS, Command, Comparing, Entry, Menu, State, other_words, shortcut_words},
    window::theme::Colours,
};

/// The open list.
#[derive(Clone, Debug, Default)]
pub struct Palette(List);

impl Palette {
    /// Takes Escape before the canvas does.
    pub fn take_keys(&mut self, ctx: &egui::Context) {
        self.0.take_keys(ctx);
    }

    /// Shows the list. Gives whether it stays open, and the command that was chosen.
    pub fn show(&mut self, ui: &Ui, state: &State) -> (bool, Option<Command>) {
        let colours = Colours::of(ui.visuals());
        let rows = |text: &str| {
            let row = |offer: Offer| Row {
                icon: icon(offer.menu).to_owned(),
                colour: colours.soft_text,
                right: shortcut_words(&offer.command, ui.ctx()),
                enabled: state.why_not(&offer.command).is_none(),
                why_not: state.why_not(&offer.command),
                title: offer.name,
                detail: String::new(),
            };
            fitting(state, text).into_iter().map(row).collect()
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
            Answer::Chosen(place) => {
                let chosen = fitting(state, &self.0.text).into_iter().nth(place);
                (false, chosen.map(|offer| offer.command))
            }
        }
    }
}

/// A line of the list.
struct Offer {
    name: String,
    menu: Menu,
    command: Command,
}

/// All commands, and comparing with each of the other tabs.
fn offers(state: &State) -> impl Iterator<Item = Offer> + '_ {
    let commands = COMMANDS.iter().map(|entry: &Entry| Offer {
        name: entry.name.to_owned(),
        menu: entry.menu,
        command: entry.command.clone(),
    });
    let shown = state.tab().id();
    let others = state.tabs().filter(move |tab| tab.id() != shown);
    commands.chain(others.map(|tab| Offer {
        name: format!("Compare with {}", state.title_of(tab)),
        menu: Menu::Compare,
        command: Command::Compare(Comparing::Tab(tab.id())),
    }))
}

fn fitting(state: &State, text: &str) -> Vec<Offer> {
    let text = text.trim().to_lowercase();
    let mut found: Vec<(usize, Offer)> = offers(state)
        .filter(|offer| offer.command != Command::Palette)
        .filter_map(|offer| {
            let name = offer.name.to_lowercase();
            // Commands whose names have the words come before those that are called so elsewhere.
            let known = format!("{name} {}", other_words(&offer.command));
            let has = |place: &str| text.split_whitespace().all(|word| place.contains(word));
            let order = match (name.starts_with(&text), has(&name), has(&known)) {
                (true, ..) => 0,
                (_, true, _) => 1,
                (.., true) => 2,
                _ => return None,
            };
            Some((order, offer))
        })
        .collect();
    found.sort_by_key(|(order, _)| *order);
    found.into_iter().map(|(_, offer)| offer).collect()
}

fn icon(menu: Menu) -> &'static str {
    use egui_phosphor::regular as glyph;
    match menu {
        Menu::File => glyph::FILE,
        Menu::Export => glyph::EXPORT,
        Menu::Compare => glyph::GIT_DIFF,
        Menu::Edit => glyph::PENCIL_SIMPLE,
        Menu::Arrange => glyph::TREE_STRUCTURE,
        Menu::View | Menu::Panels | Menu::Docks | Menu::Appearance => glyph::EYE,
        Menu::Run | Menu::Runs => glyph::PLAY,
        Menu::Many => glyph::STACK,
        Menu::Expectations => glyph::CHECKS,
        Menu::Server | Menu::Parts | Menu::Posts => glyph::CLOUD,
        Menu::Help => glyph::INFO,
    }
}
