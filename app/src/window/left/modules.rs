//! The list of modules: searched, narrowed, dragged onto the canvas or added with a key.

use egui::{
    Color32, CornerRadius, Key, Rect, RichText, ScrollArea, Sense, Ui, Vec2, WidgetInfo,
    WidgetType, vec2,
};
use misp_flow_engine::catalogue::{Catalogue, Module, ModuleKind};

use super::{
    blueprints::{Blueprints, insert},
    heading, search,
};
use crate::{
    state::{Command, LeftTab, ModuleCommand, ServerCommand, State, TestCommand},
    window::{
        canvas::ModulePayload,
        controls::{Commands, empty, one_line},
        icons,
        scene::kind_of_module,
        theme::Colours,
    },
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

fn add(module: &Module) -> Command {
    Command::AddModule {
        module: module.id.to_string(),
        at: None,
        end: None,
    }
}

const ROW: f32 = 44.0;

fn row(ui: &mut Ui, state: &State, module: &Module, out: &mut Commands) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click_and_drag());
    response.widget_info(|| {
        WidgetInfo::labeled(
            WidgetType::Button,
            true,
            format!("Module {}, {}", module.name, module.kind.name()),
        )
    });
    let taken =
        module.kind == ModuleKind::Trigger && state.document().workflow().graph.trigger().is_some();
    if response.drag_started() || response.dragged() {
        response.dnd_set_drag_payload(ModulePayload(module.id.to_string()));
        ghost(ui, module);
    }
    let by_key = response.has_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if response.double_clicked() || by_key {
        out.push(add(module));
    }
    if ui.is_rect_visible(rect) {
        paint(
            ui,
            rect,
            module,
            taken,
            response.hovered() || response.has_focus(),
        );
    }
    response.context_menu(|ui| switch(ui, state, module, out));
    response.on_hover_ui(|ui| {
        ui.set_max_width(320.0);
        ui.label(RichText::new(&module.name).strong());
        ui.label(&module.description);
        let colours = Colours::of(ui.visuals());
        if module.disabled {
            let off = "Switched off on the server";
            ui.label(RichText::new(off).color(colours.warning));
        }
        let how = if taken {
            "The workflow has its trigger already"
        } else {
            "Drag onto the canvas, or double click"
        };
        ui.label(RichText::new(how).color(colours.soft_text));
    });
}

/// Adding it by a menu, and switching it on and off on the server.
fn switch(ui: &mut Ui, state: &State, module: &Module, out: &mut Commands) {
    ui.set_min_width(200.0);
    if ui.button("Add to the workflow").clicked() {
        out.push(add(module));
        ui.close();
    }
    if module.kind != ModuleKind::Trigger && ui.button("Test this module alone").clicked() {
        let alone = TestCommand::Module(module.id.to_string());
        out.push(Command::Test(alone));
        ui.close();
    }
    let servers = state.servers();
    let Some(server) = servers.used().filter(|_| servers.catalogued().is_some()) else {
        return;
    };
    let word = if module.disabled { "on" } else { "off" };
    let command = ModuleCommand::Switch(vec![module.id.to_string()], module.disabled);
    let command = Command::Server(ServerCommand::Modules(command));
    let refusal = state.why_not(&command);
    let button = egui::Button::new(format!("Switch {word} on {}", server.shown_name()));
    let response = ui.add_enabled(refusal.is_none(), button);
    if response
        .on_disabled_hover_text(refusal.unwrap_or_default())
        .clicked()
    {
        out.push(command);
        ui.close();
    }
}

fn paint(ui: &Ui, rect: Rect, module: &Module, taken: bool, lit: bool) {
    let colours = Colours::of(ui.visuals());
    let painter = ui.painter();
    if lit {
        painter.rect_filled(
            rect.shrink2(vec2(4.0, 0.0)),
            6.0,
            ui.visuals().widgets.hovered.weak_bg_fill,
        );
    }
    let kind = kind_of_module(module.kind);
    let faded = |colour: Color32| {
        if taken || module.disabled {
            colour.gamma_multiply(0.55)
        } else {
            colour
        }
    };
    let patch = Rect::from_center_size(rect.left_center() + vec2(24.0, 0.0), Vec2::splat(26.0));
    let corner = if module.kind == ModuleKind::Trigger {
        CornerRadius::same(13)
    } else {
        CornerRadius::same(6)
    };
    painter.rect_filled(patch, corner, faded(colours.kind(kind)));
    let icon = icons::module_icon(&module.icon, kind);
    let centre = egui::Align2::CENTER_CENTER;
    painter.text(
        patch.center(),
        centre,
        icon,
        egui::FontId::proportional(16.0),
        colours.on_fill,
    );
    let left = rect.left() + 46.0;
    let mut width = rect.right() - left - 10.0;
    if module.blocking {
        let at = egui::pos2(rect.right() - 20.0, rect.center().y);
        let sign = egui_phosphor::regular::HAND_PALM;
        painter.text(
            at,
            centre,
            sign,
            egui::FontId::proportional(15.0),
            faded(colours.blocked),
        );
        width -= 20.0;
    }
    let line = |text: &str, size: f32, colour: Color32, y: f32| {
        let font = egui::FontId::proportional(size);
        let galley = painter.layout_job(one_line(text, font, colour, width));
        painter.galley(egui::pos2(left, rect.top() + y), galley, colour);
    };
    line(&module.name, 14.0, faded(colours.text), 4.0);
    line(&module.description, 12.0, faded(colours.soft_text), 23.0);
}

/// What hangs on the pointer while a module is dragged.
fn ghost(ui: &Ui, module: &Module) {
    let Some(at) = ui.ctx().pointer_interact_pos() else {
        return;
    };
    let colours = Colours::of(ui.visuals());
    let layer = egui::LayerId::new(egui::Order::Tooltip, egui::Id::new("dragged module"));
    let painter = ui.ctx().layer_painter(layer);
    let kind = kind_of_module(module.kind);
    let text = format!(
        "{}  {}",
        icons::module_icon(&module.icon, kind),
        module.name
    );
    let galley = painter.layout_no_wrap(text, egui::FontId::proportional(14.0), colours.text);
    let rect = Rect::from_min_size(at + vec2(10.0, 6.0), galley.size() + vec2(20.0, 14.0));
    painter.rect(
        rect,
        8.0,
        colours.node,
        egui::Stroke::new(1.5, colours.kind(kind)),
        egui::StrokeKind::Inside,
    );
    painter.galley(rect.min + vec2(10.0, 7.0), galley, colours.text);
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
