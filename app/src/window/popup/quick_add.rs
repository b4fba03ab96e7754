//! Quick add: the list of modules and blueprints at the pointer. A wire that was dropped is
//! connected.

use egui::{Pos2, Ui};
use egui_phosphor::regular as glyph;
use misp_flow_engine::{
    catalogue::{Module, ModuleKind},
    workflow::{Edge, PortRef, Position},
};

use super::list::{Answer, List, Look, Row};
use crate::{
    state::{Blueprint, BlueprintCommand, Command, OpenEnd, State},
    window::{icons, left::fit, scene::kind_of_module, theme::Colours},
};

/// The open list.
#[derive(Clone, Debug)]
pub struct QuickAdd {
    list: List,
    screen: Pos2,
    at: Position,
    end: Option<OpenEnd>,
    /// The node that the new one is put beside, unconnected.
    beside: Option<String>,
}

impl QuickAdd {
    /// Opens the list at a point of the window, for a node at a place of the canvas.
    pub fn new(screen: Pos2, at: Position, end: Option<OpenEnd>) -> Self {
        Self {
            list: List::default(),
            screen,
            at,
            end,
            beside: None,
        }
    }

    /// Opens the list for a node that continues the selected one: behind its first output that
    /// leads nowhere. Without such an output it goes to a free place beside the selected node, and
    /// with nothing selected to a free one near the given place.
    pub fn next(state: &State, screen: Pos2, at: Position) -> Self {
        if let Some((from, at)) = state.next_of_selected() {
            return Self::new(screen, at, Some(OpenEnd::From(from)));
        }
        let graph = &state.document().workflow().graph;
        let selected = state.selected().nodes.first();
        let name = selected.and_then(|id| graph.node(id));
        match (state.beside_selected(), name) {
            (Some(at), Some(node)) => Self {
                beside: Some(node.name.clone()),
                ..Self::new(screen, at, None)
            },
            _ => Self::new(screen, state.free_near(at), None),
        }
    }

    /// Takes Escape before the canvas does.
    pub fn take_keys(&mut self, ctx: &egui::Context) {
        self.list.take_keys(ctx);
    }

    /// Shows the list. Gives whether it stays open, and the command where a module was chosen.
    pub fn show(&mut self, ui: &Ui, state: &State) -> (bool, Option<Command>) {
        let colours = Colours::of(ui.visuals());
        let end = self.end.clone();
        let rows = |text: &str| {
            let offers = fitting(state, end.as_ref(), text);
            let row = |offer: &Offer<'_>| offer.row(colours);
            offers.iter().map(row).collect::<Vec<_>>()
        };
        let hint = match &self.end {
            Some(OpenEnd::From(from)) => &after(state, from),
            Some(OpenEnd::To(_)) => "Add before…",
            Some(OpenEnd::Into(edge)) => &between(state, edge),
            None => match &self.beside {
                Some(name) => &format!("Add beside {name}, not connected…"),
                None => "Add a node…",
            },
        };
        let look = Look {
            id: "quick add",
            at: self.screen,
            width: 360.0,
            hint,
            nothing: "No module or blueprint fits",
        };
        let answer = self.list.show(ui, &look, &rows);
        match answer {
            Answer::Open => (true, None),
            Answer::Closed => (false, None),
            Answer::Chosen(place) => {
                let offers = fitting(state, self.end.as_ref(), &self.list.text);
                let command = offers.get(place).map(|offer| match offer {
                    Offer::Module(module) | Offer::Unfit(module) => Command::AddModule {
                        module: module.id.to_string(),
                        at: Some(self.at),
                        end: self.end.clone(),
                    },
                    Offer::Blueprint(blueprint) => Command::Blueprint(BlueprintCommand::Insert(
                        blueprint.id.clone(),
                        Some(self.at),
                        self.end.clone(),
                    )),
                });
                (false, command)
            }
        }
    }
}

/// What can be added.
enum Offer<'s> {
    Module(&'s Module),
    /// A module that was typed, but cannot go into the wire.
    Unfit(&'s Module),
    Blueprint(&'s Blueprint),
}

impl Offer<'_> {
    fn row(&self, colours: &Colours) -> Row {
        match self {
            Self::Unfit(module) => Row {
                enabled: false,
                why_not: Some("It has no output, so nothing could come behind it"),
                ..Offer::Module(module).row(colours)
            },
            Self::Module(module) => Row {
                icon: icons::module_icon(&module.icon, kind_of_module(module.kind)).to_owned(),
                colour: colours.kind(kind_of_module(module.kind)),
                title: module.name.clone(),
                detail: module.description.clone(),
                right: module.kind.name().to_owned(),
                enabled: true,
                why_not: None,
            },
            Self::Blueprint(blueprint) => Row {
                icon: glyph::TREE_STRUCTURE.to_owned(),
                colour: colours.accent,
                title: blueprint.name().to_owned(),
                detail: blueprint.purpose().to_owned(),
                right: "blueprint".to_owned(),
                enabled: true,
                why_not: None,
            },
        }
    }
}

/// What the new node is connected with, such as `Add after IF :: Tag, then…`.
fn after(state: &State, from: &PortRef) -> String {
    let Some(node) = state.document().workflow().graph.node(&from.node) else {
        return "Add and connect…".to_owned();
    };
    let module = state.catalogue.get(&node.module);
    let place = node.outputs.get_index_of(&from.port);
    let label = module.zip(place).and_then(|(module, place)| {
        let labels = module.output_labels();
        labels.get(place).copied().filter(|label| !label.is_empty())
    });
    match label {
        Some(label) => format!("Add after {}, {label}…", node.name),
        None => format!("Add after {}…", node.name),
    }
}

/// What the new node goes between, such as `Insert after IF :: Tag, before Stop execution…`.
fn between(state: &State, wire: &Edge) -> String {
    let graph = &state.document().workflow().graph;
    match (graph.node(&wire.from.node), graph.node(&wire.to.node)) {
        (Some(from), Some(to)) => format!("Insert after {}, before {}…", from.name, to.name),
        _ => "Insert…".to_owned(),
    }
}

/// The modules that make sense here, the best fit first; then the blueprints.
fn fitting<'s>(state: &'s State, end: Option<&OpenEnd>, text: &str) -> Vec<Offer<'s>> {
    let has_trigger = state.document().workflow().graph.trigger().is_some();
    let sensible = |module: &&Module| match end {
        Some(OpenEnd::From(_)) => module.inputs > 0,
        Some(OpenEnd::Into(_)) => module.inputs > 0 && module.outputs > 0,
        Some(OpenEnd::To(_)) => {
            module.outputs > 0 && (module.kind != ModuleKind::Trigger || !has_trigger)
        }
        // Without a trigger nothing else is of use, with one no other can be added.
        None => {
            (module.kind == ModuleKind::Trigger) != has_trigger
                || (!has_trigger && !text.is_empty())
        }
    };
    let mut found: Vec<(usize, &Module)> = state
        .catalogue
        .iter()
        .filter(sensible)
        .filter_map(|module| Some((fit(module, text)?, module)))
        .collect();
    // "publish" means the trigger while there is none, however well an action's name fits.
    let later = |module: &Module| !has_trigger && module.kind != ModuleKind::Trigger;
    // Where nothing is typed yet, what steers comes before what acts, as in the list at the left.
    let acts = |module: &Module| text.is_empty() && module.kind == ModuleKind::Action;
    found.sort_by_key(|(fit, module)| (later(module), acts(module), *fit));
    let modules = found.into_iter().map(|(_, module)| Offer::Module(module));
    // No end of a blueprint could lead to an input.
    let blueprints = (!matches!(end, Some(OpenEnd::To(_))))
        .then(|| state.blueprints().iter().filter(|one| one.fits(text)));
    let blueprints = blueprints.into_iter().flatten().map(Offer::Blueprint);
    // Somebody who types the name of one is told why it is not there.
    let into = matches!(end, Some(OpenEnd::Into(_))) && !text.is_empty();
    let ends = |module: &&Module| into && module.inputs > 0 && module.outputs == 0;
    let mut unfit: Vec<(usize, &Module)> = state
        .catalogue
        .iter()
        .filter(ends)
        .filter_map(|module| Some((fit(module, text)?, module)))
        .collect();
    unfit.sort_by_key(|(fit, _)| *fit);
    let unfit = unfit.into_iter().map(|(_, module)| Offer::Unfit(module));
    modules.chain(blueprints).chain(unfit).collect()
}
