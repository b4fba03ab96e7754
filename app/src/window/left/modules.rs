//! The list of modules: searched, narrowed, dragged onto the canvas or added with a key.

use egui::{Key, RichText, ScrollArea, Ui, WidgetInfo, WidgetType, vec2};
use misp_flow_engine::catalogue::{Catalogue, Module, ModuleKind};

use super::{
    blueprints::{Blueprints, insert},
    heading,
    module_row::{add, row},
    search,
};
use crate::{
    state::{Command, LeftTab, State},
    window::controls::{Commands, empty},
};

/// Which modules are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Chip {
    #[default]
    All,
    Triggers,
    Logic,
    Actions,
    Blocking,
    Enabled,
    MispModules,
    Custom,
}

const CHIPS: [(Chip, &str); 8] = [
    (Chip::All, "All"),
    (Chip::Triggers, "Triggers"),
    (Chip::Logic, "Logic"),
    (Chip::Actions, "Actions"),
    (Chip::Blocking, egui_phosphor::regular::HAND_PALM),
    (Chip::Enabled, "Enabled"),
    (Chip::MispModules, "misp-module"),
    (Chip::Custom, "Custom"),
];

/// What the list remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct ModuleList {
    text: String,
    chip: Chip,
    blueprints: Blueprints,
}

/// How well a module fits a search; `None` where it does not. Less is better: the whole name (of
/// `IF :: Tag` that is `Tag`), its beginning, then the rest of the name, the id, the description.
pub(crate) fn fit(module: &Module, text: &str) -> Option<usize> {
    let text = text.trim().to_lowercase();
    let name = module.name.to_lowercase();
    let words = || text.split_whitespace();
    let own = name.rsplit(":: ").next().unwrap_or(&name);
    if text.is_empty() || own == text {
        Some(0)
    } else if own.starts_with(&text) || name.starts_with(&text) {
        Some(1)
    } else if name
        .split(|letter: char| !letter.is_alphanumeric())
        .any(|part| part.starts_with(&text))
    {
        Some(2)
    } else if words().all(|word| name.contains(word)) {
        Some(3)
    } else if words().all(|word| name.contains(word) || module.id.to_lowercase().contains(word)) {
        Some(4)
    } else {
        let all = module.description.to_lowercase();
        words()
            .all(|word| name.contains(word) || all.contains(word))
            .then_some(5)
    }
}

impl Chip {
    fn lets(self, module: &Module) -> bool {
        match self {
            Self::All => true,
            Self::Triggers => module.kind == ModuleKind::Trigger,
            Self::Logic => module.kind == ModuleKind::Logic,
            Self::Actions => module.kind == ModuleKind::Action,
            Self::Blocking => module.blocking,
            Self::Enabled => !module.disabled,
            Self::MispModules => module.is_misp_module,
            Self::Custom => module.is_custom,
        }
    }

    /// Whether it would tell modules of this catalogue apart. Where no server has said what is
    /// enabled, all are, and the bundled modules are nobody's own.
    fn tells_apart(self, catalogue: &Catalogue) -> bool {
        match self {
            Self::Enabled | Self::MispModules | Self::Custom => {
                let mut let_through = catalogue.iter().map(|module| self.lets(module));
                let first = let_through.next();
                let_through.any(|lets| Some(lets) != first)
            }
            _ => true,
        }
    }
}

impl ModuleList {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let blueprints = state.left == LeftTab::Blueprints;
        let hint = if blueprints {
            "Search blueprints…"
        } else {
            "Search modules…"
        };
        let field = search(ui, &mut self.text, hint);
        ui.add_space(2.0);
        let chips = egui::Frame::new().inner_margin(egui::Margin::symmetric(8, 0));
        if !self.chip.tells_apart(&state.catalogue) {
            self.chip = Chip::All;
        }
        chips.show(ui, |ui| self.chips(ui, &state.catalogue, blueprints, out));
        ui.add_space(4.0);
        let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        if blueprints {
            let text = &self.text;
            self.blueprints.show(ui, state, text, entered, out);
            return;
        }
        let taken = state.document().workflow().graph.trigger().is_some();
        let groups = groups(&state.catalogue, &self.text, self.chip, taken);
        // Among all, a search finds blueprints as well.
        let searched = self.chip == Chip::All && !self.text.trim().is_empty();
        let mut blueprints = state.blueprints().iter().filter(|_| searched);
        let first = blueprints.find(|one| one.fits(&self.text));
        let found = first.is_some();
        if entered && !self.text.is_empty() {
            let modules = groups.iter().flat_map(|(_, modules)| modules);
            let best = modules.min_by_key(|module| fit(module, &self.text));
            out.extend(best.map(|best| add(best)).or_else(|| first.map(insert)));
        }
        if groups.is_empty() && !found {
            empty(
                ui,
                egui_phosphor::regular::MAGNIFYING_GLASS,
                "No such module",
                "Try another word, or All",
            );
            return;
        }
        ScrollArea::vertical()
            .id_salt("modules")
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                for (title, modules) in groups {
                    heading(ui, title);
                    for module in modules {
                        row(ui, state, module, out);
                    }
                }
                if found {
                    self.blueprints.found(ui, state, &self.text, out);
                }
                ui.add_space(8.0);
            });
    }

    /// What narrows the list down, and the way to the blueprints.
    fn chips(&mut self, ui: &mut Ui, catalogue: &Catalogue, blueprints: bool, out: &mut Commands) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(2.0, 3.0);
            ui.spacing_mut().button_padding.x = 6.0;
            let chips = CHIPS.iter().copied();
            for (chip, name) in chips.filter(|(chip, _)| chip.tells_apart(catalogue)) {
                let on = self.chip == chip && !blueprints;
                let button =
                    egui::Button::selectable(on, RichText::new(name).size(12.5)).corner_radius(11);
                let mut response = ui.add(button.min_size(vec2(0.0, 22.0)));
                if chip == Chip::Blocking {
                    response = response.on_hover_text("Only what can block");
                    response.widget_info(|| {
                        WidgetInfo::selected(WidgetType::Button, true, on, "Blocking")
                    });
                }
                if response.clicked() {
                    self.chip = if on { Chip::All } else { chip };
                    if blueprints {
                        out.push(Command::ShowLeft(LeftTab::Modules));
                    }
                }
            }
            let name = RichText::new("Blueprints").size(12.5);
            let button = egui::Button::selectable(blueprints, name).corner_radius(11);
            if ui.add(button.min_size(vec2(0.0, 22.0))).clicked() {
                out.push(Command::ShowLeft(if blueprints {
                    LeftTab::Modules
                } else {
                    LeftTab::Blueprints
                }));
            }
        });
    }
}

fn groups<'c>(
    catalogue: &'c Catalogue,
    text: &str,
    chip: Chip,
    taken: bool,
) -> Vec<(&'static str, Vec<&'c Module>)> {
    let mut kinds = [
        (ModuleKind::Trigger, "Triggers"),
        (ModuleKind::Logic, "Logic"),
        (ModuleKind::Action, "Actions"),
    ];
    if taken {
        // Triggers are of no use to a workflow that has its one, so they make room.
        kinds.rotate_left(1);
    }
    kinds
        .into_iter()
        .map(|(kind, title)| {
            let mut found: Vec<&Module> = catalogue
                .of_kind(kind)
                .filter(|module| chip.lets(module) && fit(module, text).is_some())
                .collect();
            if !text.trim().is_empty() {
                found.sort_by_key(|module| fit(module, text));
            }
            (title, found)
        })
        .filter(|(_, modules)| !modules.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_fit_comes_first() {
        let catalogue = Catalogue::bundled();
        let groups = groups(catalogue, "tag", Chip::Logic, false);
        let [(_, logic)] = groups.as_slice() else {
            panic!()
        };
        assert_eq!(logic[0].id, "tag-if");
    }

    #[test]
    fn blocking_shows_only_what_can_block() {
        for (_, modules) in groups(Catalogue::bundled(), "", Chip::Blocking, true) {
            assert!(modules.iter().all(|module| module.blocking));
        }
    }

    #[test]
    fn chips_that_would_tell_nothing_apart_are_not_offered() {
        let mut catalogue = Catalogue::bundled().clone();
        assert!(!Chip::Enabled.tells_apart(&catalogue));
        let mut off = catalogue.get("webhook").cloned().unwrap();
        off.disabled = true;
        catalogue.insert(off);
        assert!(Chip::Enabled.tells_apart(&catalogue));
        let enabled = groups(&catalogue, "", Chip::Enabled, true);
        let mut shown = enabled.iter().flat_map(|(_, modules)| modules);
        assert!(shown.all(|module| module.id != "webhook"));
    }
}
