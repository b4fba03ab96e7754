//! Carrying out what is done with blueprints.

use std::{path::PathBuf, sync::Arc};

use misp_flow_engine::{
    blueprints::purpose,
    workflow::{Graph, Join, Node, NodeKind, Position, Workflow},
};

use super::{
    Blueprint, BlueprintCommand, BlueprintDialog, BlueprintId, BlueprintList, Origin, words,
};
use crate::state::{
    Dialog, OpenDocument, OpenEnd, State, Tone, Wish,
    files::{Purpose, file_name},
    trial::{USUAL, trigger},
};

impl State {
    /// The blueprints there are.
    pub fn blueprints(&self) -> &BlueprintList {
        &self.blueprints
    }

    /// Says where the user's own blueprints lie, and reads them.
    pub fn use_blueprint_folder(&mut self, folder: PathBuf) {
        self.blueprints.folder = Some(folder);
        self.read_blueprints();
    }

    pub(in crate::state) fn why_not_blueprint(
        &self,
        command: &BlueprintCommand,
    ) -> Option<&'static str> {
        match command {
            BlueprintCommand::SaveSelection | BlueprintCommand::Keep { .. } => {
                let graph = &self.tab.document.workflow().graph;
                let mut nodes = self
                    .tab
                    .selected
                    .nodes
                    .iter()
                    .filter_map(|id| graph.node(id));
                let any = nodes.any(|node| node.kind != NodeKind::Trigger);
                (!any).then_some("Select the nodes first; a trigger is not part of a blueprint")
            }
            _ => None,
        }
    }

    pub(in crate::state) fn apply_to_blueprints(&mut self, command: BlueprintCommand) {
        match command {
            BlueprintCommand::Insert(id, at, end) => self.insert_blueprint(&id, at, end),
            BlueprintCommand::Try(id) => self.try_blueprint(&id),
            BlueprintCommand::Sample(id, second) => self.choose_sample_of(&id, second),
            BlueprintCommand::SaveSelection => {
                self.dialog = Some(Dialog::Blueprint(BlueprintDialog::Name {
                    of: None,
                    name: String::new(),
                    purpose: String::new(),
                }));
            }
            BlueprintCommand::Keep { name, purpose } => self.keep_selection(&name, &purpose),
            BlueprintCommand::AskName(id) => {
                if let Some(blueprint) = self.blueprints.get(&id) {
                    self.dialog = Some(Dialog::Blueprint(BlueprintDialog::Name {
                        name: blueprint.name().to_owned(),
                        purpose: blueprint.purpose().to_owned(),
                        of: Some(id),
                    }));
                }
            }
            BlueprintCommand::Rename { id, name, purpose } => {
                self.rename_blueprint(&id, &name, &purpose);
            }
            BlueprintCommand::AskDelete(path) => {
                let of = |one: &&Blueprint| one.path() == Some(path.as_path());
                let name = self.blueprints.own().iter().find(of);
                let name = name.map_or_else(|| file_name(&path), |one| one.name().to_owned());
                self.dialog = Some(Dialog::Blueprint(BlueprintDialog::Delete { path, name }));
            }
            BlueprintCommand::Delete(path) => self.delete_blueprint(path),
            BlueprintCommand::Import => self.pick(Purpose::ImportBlueprints),
            BlueprintCommand::ImportFrom(path) => self.import_blueprints(path),
            BlueprintCommand::Export(id) => {
                self.blueprints.exporting = Some(id);
                self.pick(Purpose::ExportBlueprint);
            }
            BlueprintCommand::Read => self.read_blueprints(),
        }
    }

    fn insert_blueprint(&mut self, id: &BlueprintId, at: Option<Position>, end: Option<OpenEnd>) {
        let Some(blueprint) = self.blueprints.get(id).cloned() else {
            self.gone();
            return;
        };
        // A workflow without a trigger gets the blueprint's, so that it runs at once.
        let has_trigger = self.tab.document.workflow().graph.trigger().is_some();
        let join = end.and_then(join);
        let joined = join.is_some();
        let alone = !has_trigger && !joined;
        let start = blueprint.trigger().filter(|_| alone);
        let start = start.and_then(|id| trigger(&self.catalogue, id));
        let started = start.map(|start| blueprint.workflow.behind(start).graph);
        let graph = started.as_ref().unwrap_or(&blueprint.workflow.graph);
        let place = match at {
            Some(at) => Position::new(at.x - lead(graph), at.y),
            None => self.room_for(graph),
        };
        let verb = format!("Insert {},", blueprint.name());
        if self.insert(graph, place, join, &verb) {
            if at.is_none() || started.is_some() {
                self.wishes.push(Wish::FitSelection);
            }
            let words = words::inserted(&blueprint, started.as_ref(), joined);
            self.messages.say(Tone::Done, words);
        }
    }

    /// Where the leftmost node goes for the whole to be in the middle of what is seen, or below the
    /// nodes that are there already where it would cover them.
    fn room_for(&self, part: &Graph) -> Position {
        let alone = self.tab.document.workflow().graph.trigger().is_none();
        let kept = |node: &&Arc<Node>| alone || node.kind != NodeKind::Trigger;
        let Some(new) = Bounds::of(part.nodes.values().filter(kept)) else {
            return self.centre;
        };
        let shift = Position::new(
            self.centre.x - f64::midpoint(new.low.x, new.high.x),
            self.centre.y - f64::midpoint(new.low.y, new.high.y),
        );
        let mut at = Position::new(new.first.x + shift.x, new.first.y + shift.y);
        let there = Bounds::of(self.tab.document.workflow().graph.nodes.values());
        if let Some(there) = there.filter(|there| there.touches(&new, shift)) {
            at.x = there.low.x + new.first.x - new.low.x;
            at.y = there.high.y + APART + new.first.y - new.low.y;
        }
        Position::new(at.x.round(), at.y.round())
    }

    /// Opens a blueprint behind its trigger in a tab of its own, chooses the event that shows it working, and
    /// simulates.
    fn try_blueprint(&mut self, id: &BlueprintId) {
        let Some(blueprint) = self.blueprints.get(id).cloned() else {
            self.gone();
            return;
        };
        let named = blueprint
            .trigger()
            .and_then(|id| trigger(&self.catalogue, id));
        let Some(start) = named.or_else(|| trigger(&self.catalogue, USUAL)) else {
            self.messages.say(
                Tone::Refused,
                "The catalogue has no trigger to try the blueprint behind",
            );
            return;
        };
        let behind = blueprint.workflow.behind(start);
        let mut workflow = Workflow::new(blueprint.name());
        workflow.description = blueprint.purpose().to_owned();
        workflow.trigger_id = behind.trigger_id;
        workflow.graph = behind.graph;
        self.add_tab(OpenDocument::new(workflow));
        if let Origin::Bundled(bundled) = &blueprint.origin {
            self.tab.answers = bundled.about.answers();
            self.tab.server = bundled.about.instance();
            let (event, other) = (&bundled.about.event, &bundled.about.other_event);
            let shown = self
                .events
                .add_sample(&event.name, &event.shows, bundled.event);
            self.events
                .add_sample(&other.name, &other.shows, bundled.other_event);
            if let Some(place) = shown {
                self.events.choose(place);
            }
        } else if self.events.chosen().is_none() {
            self.events.choose(0);
        }
        self.simulate();
    }

    fn choose_sample_of(&mut self, id: &BlueprintId, second: bool) {
        let origin = self.blueprints.get(id).map(|one| one.origin.clone());
        let Some(Origin::Bundled(bundled)) = origin else {
            self.gone();
            return;
        };
        let (event, json) = match second {
            false => (&bundled.about.event, bundled.event),
            true => (&bundled.about.other_event, bundled.other_event),
        };
        let place = self.events.add_sample(&event.name, &event.shows, json);
        if let Some(place) = place {
            self.events.choose(place);
        }
    }

    /// Asked for what somebody else has deleted.
    pub(in crate::state) fn gone(&mut self) {
        self.messages.say(
            Tone::Refused,
            "This blueprint is not there any more; the list has been read again",
        );
        self.read_blueprints();
    }

    /// A file name for the blueprint that is to be exported.
    pub(in crate::state) fn suggested_export(&self) -> String {
        let exporting = self.blueprints.exporting.as_ref();
        let name = exporting.and_then(|id| Some(self.blueprints.get(id)?.name()));
        format!(
            "{}.json",
            crate::library::file_stem(name.unwrap_or_default())
        )
    }

    /// The selection as a blueprint of this name.
    pub(in crate::state) fn selection_as_blueprint(&self, name: &str, what_for: &str) -> Workflow {
        let mut part = self.selected_part();
        part.graph
            .nodes
            .retain(|_, node| node.kind != NodeKind::Trigger);
        part.drop_outside_wires();
        part.name = name.trim().to_owned();
        let trigger = self.tab.document.workflow().graph.trigger();
        let trigger = trigger.map(|(_, node)| node.module.as_str());
        part.description = described(trigger, what_for, name);
        part
    }
}

/// The room that a node takes at most on our canvas, in canvas units.
const NODE: (f64, f64) = (240.0, 110.0);
/// How far below the others a blueprint is inserted where it would cover them.
const APART: f64 = 80.0;

/// How far left of the other nodes the trigger stands.
fn lead(graph: &Graph) -> f64 {
    let others = graph.nodes.values();
    let others = others.filter(|node| node.kind != NodeKind::Trigger);
    let leftmost = others
        .map(|node| node.position.x)
        .fold(f64::INFINITY, f64::min);
    let trigger = graph.trigger().map(|(_, node)| node.position.x);
    trigger.map_or(0.0, |trigger| (leftmost - trigger).max(0.0))
}

/// What surrounds nodes.
struct Bounds {
    low: Position,
    high: Position,
    /// The leftmost node's corner, by which blueprints are placed.
    first: Position,
}

impl Bounds {
    fn of<'n>(nodes: impl Iterator<Item = &'n Arc<Node>>) -> Option<Self> {
        nodes.map(|node| node.position).fold(None, |all, at| {
            let high = Position::new(at.x + NODE.0, at.y + NODE.1);
            let Some(all) = all else {
                return Some(Self {
                    low: at,
                    high,
                    first: at,
                });
            };
            let is_first = (at.x, at.y) < (all.first.x, all.first.y);
            Some(Self {
                low: Position::new(all.low.x.min(at.x), all.low.y.min(at.y)),
                high: Position::new(all.high.x.max(high.x), all.high.y.max(high.y)),
                first: if is_first { at } else { all.first },
            })
        })
    }

    /// Whether the two overlap once the other is moved.
    fn touches(&self, other: &Self, by: Position) -> bool {
        other.low.x + by.x < self.high.x
            && self.low.x < other.high.x + by.x
            && other.low.y + by.y < self.high.y
            && self.low.y < other.high.y + by.y
    }
}

/// The description with the trigger that the blueprint is meant for at its begin, as MISP's own
/// have it. A server refuses one without any (spec 02), so the name stands in.
pub(super) fn described(trigger: Option<&str>, what_for: &str, name: &str) -> String {
    let text = match purpose(what_for) {
        "" => name.trim(),
        text => text,
    };
    match trigger {
        Some(trigger) if !trigger.is_empty() => format!("[{trigger}]\n{text}"),
        _ => text.to_owned(),
    }
}

/// How a blueprint is connected with what waits for a node. It has no single end that could lead
/// to an input.
fn join(end: OpenEnd) -> Option<Join> {
    match end {
        OpenEnd::From(from) => Some(Join::Behind(from)),
        OpenEnd::Into(wire) => Some(Join::Into(wire)),
        OpenEnd::To(_) => None,
    }
}
