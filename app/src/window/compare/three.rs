//! Three states: what both began with, what the server has, and what is here. What both changed is
//! marked on both, and taken from one of them with the buttons at its node.

use std::{collections::HashMap, sync::Arc};

use egui::{Button, Rect, RichText, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo, WidgetType};
use misp_flow_engine::{
    compare::Place,
    merge::{Merge, Part, Side},
    workflow::NodeId,
};

use super::{
    marks,
    sides::{Sides, Spot},
    two::spot,
};
use crate::{
    state::{Command, Comparing, Pushing, ServerCommand, State, ThreeLine, ThreeStates},
    window::{controls::Commands, scene::scene_of, theme::Colours},
};

/// Nodes that are narrower than this on the screen have no room for buttons.
const NARROWEST: f32 = 64.0;

/// The three canvases and what they show.
#[derive(Debug, Default)]
pub(super) struct Three {
    pub sides: Sides,
    /// What the scenes are of.
    of: Option<Arc<ThreeStates>>,
    /// The choices that the marks tell, and whether they have what only moved.
    marked: Option<(u64, bool)>,
    /// How often a line was asked for, of what is in view.
    seen: u64,
}

impl Three {
    pub fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        pushing: &Pushing,
        three: &Arc<ThreeStates>,
        out: &mut Commands,
    ) {
        let Some(merge) = three.merge() else { return };
        self.refresh(state, pushing, three, merge);
        self.look_at(pushing, three, merge);
        let columns = columns(merge);
        let server = state.servers().name_of_used();
        let titles: Vec<String> = columns
            .iter()
            .map(|column| match column {
                None => "Base: what both began with".to_owned(),
                Some(Side::Theirs) => format!("Theirs: on {server}"),
                Some(Side::Mine) => format!("Mine: {}", state.title_of(state.tab())),
            })
            .collect();
        let clicked = self.sides.show(ui, &titles);
        if let Some(line) = clicked.and_then(|(_, id)| line_of(three, &id)) {
            out.push(Command::Compare(Comparing::Show(line)));
        }
        for (side, column) in self.sides.iter().zip(&columns) {
            let Some(column) = *column else { continue };
            for (id, parts) in conflicts_of_nodes(merge) {
                let own = side.scene.node_rect(&id);
                let elsewhere = || self.sides.iter().find_map(|side| side.scene.node_rect(&id));
                let Some(rect) = own.or_else(elsewhere) else {
                    continue;
                };
                let rect = side.canvas.to_screen_rect(rect);
                let room = side.canvas.room();
                if rect.width() < NARROWEST || !room.intersects(rect) {
                    continue;
                }
                let builder = UiBuilder::new()
                    .max_rect(room)
                    .id_salt((column == Side::Mine, &id));
                ui.scope_builder(builder, |ui| {
                    ui.set_clip_rect(room.intersect(ui.clip_rect()));
                    if own.is_none() {
                        gone(ui, rect);
                    }
                    take(
                        ui,
                        pushing,
                        column,
                        &title_of(merge, &id),
                        &parts,
                        rect,
                        out,
                    );
                });
            }
        }
    }

    fn refresh(
        &mut self,
        state: &State,
        pushing: &Pushing,
        three: &Arc<ThreeStates>,
        merge: &Merge,
    ) {
        let marked = Some((pushing.decisions, state.hides_moved()));
        let is_same = self.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, three));
        if is_same && self.marked == marked {
            return;
        }
        self.marked = marked;
        let columns = columns(merge).into_iter().map(|column| {
            let workflow = column.map_or(merge.base(), |side| merge.state(side));
            let scene = scene_of(workflow, &state.catalogue, &HashMap::new());
            let overlay = marks::of_three(merge, pushing, column, state);
            (scene, overlay)
        });
        self.sides.set(columns.collect());
        if !is_same {
            self.of = Some(Arc::clone(three));
            self.sides.look_at_all();
            self.seen = 0;
        }
    }

    fn look_at(&mut self, pushing: &Pushing, three: &ThreeStates, merge: &Merge) {
        let Some(shown) = pushing.on_canvas.filter(|shown| shown.asked != self.seen) else {
            return;
        };
        self.seen = shown.asked;
        let Some(line) = shown.chosen.and_then(|place| three.lines.get(place)) else {
            return;
        };
        let spots = columns(merge).into_iter().map(|column| {
            let graph = &column.map_or(merge.base(), |side| merge.state(side)).graph;
            match line {
                ThreeLine::Conflict(place) => match three.conflict(*place).map(|one| &one.part) {
                    Some(Part::Frame(id)) => Spot::frame(Some(id), graph),
                    Some(part) => Spot::node(part.node()),
                    None => Spot::default(),
                },
                // Nodes have the same ids in all three.
                ThreeLine::Changed { by, place, .. } => match column {
                    Some(side) => spot(place, usize::from(side == *by), graph),
                    None => spot(place, 0, graph),
                },
            }
        });
        self.sides.look_at(spots.collect());
    }
}

/// What the canvases show from left to right: the base, where it is known, and the two sides.
fn columns(merge: &Merge) -> Vec<Option<Side>> {
    let base = merge.has_base().then_some(None);
    let sides = [Side::Theirs, Side::Mine].map(Some);
    base.into_iter().chain(sides).collect()
}

/// The nodes with the parts of theirs that both changed.
fn conflicts_of_nodes(merge: &Merge) -> Vec<(NodeId, Vec<&Part>)> {
    let mut found: Vec<(NodeId, Vec<&Part>)> = Vec::new();
    for conflict in merge.conflicts() {
        let part = &conflict.part;
        let Some(id) = part.node() else { continue };
        match found.iter_mut().find(|(known, _)| known == id) {
            Some((_, parts)) => parts.push(part),
            None => found.push((id.clone(), vec![part])),
        }
    }
    found
}

fn title_of(merge: &Merge, id: &NodeId) -> String {
    let nodes = [Side::Mine, Side::Theirs];
    let mut nodes = nodes
        .iter()
        .filter_map(|side| merge.state(*side).graph.node(id));
    nodes
        .next()
        .map_or_else(|| id.to_string(), |node| format!("{} ({id})", node.name))
}

/// The line of a node: of its conflict, or of what one side did to it.
fn line_of(three: &ThreeStates, id: &NodeId) -> Option<usize> {
    three.lines.iter().position(|line| match line {
        ThreeLine::Conflict(place) => {
            let part = three.conflict(*place).map(|one| &one.part);
            part.and_then(Part::node) == Some(id)
        }
        ThreeLine::Changed { place, .. } => match place.as_ref() {
            Place::Node(old, new) => old.as_ref() == Some(id) || new.as_ref() == Some(id),
            _ => false,
        },
    })
}

/// A node that this side has removed, where the others have it.
fn gone(ui: &Ui, rect: Rect) {
    let colours = Colours::of(ui.visuals());
    let edge = Stroke::new(1.5, colours.error);
    let painter = ui.painter();
    painter.rect_stroke(rect, 6.0, edge, StrokeKind::Inside);
    let font = egui::FontId::proportional(13.0);
    let words = "removed";
    painter.text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        words,
        font,
        colours.error_text,
    );
}

/// The button over a node that takes it from this side, with all of it that both changed.
fn take(
    ui: &mut Ui,
    pushing: &Pushing,
    side: Side,
    title: &str,
    parts: &[&Part],
    rect: Rect,
    out: &mut Commands,
) {
    let mut choices = parts.iter().map(|part| pushing.choice(part));
    let is_taken = choices.all(|choice| choice == Some(side));
    let text = match side {
        Side::Theirs if is_taken => "Theirs taken",
        Side::Theirs => "Take theirs",
        Side::Mine if is_taken => "Mine taken",
        Side::Mine => "Take mine",
    };
    let colours = Colours::of(ui.visuals());
    let ink = if is_taken {
        colours.on_fill
    } else {
        colours.text
    };
    let fill = if is_taken {
        colours.accent
    } else {
        colours.ground
    };
    let size = egui::vec2(92.0, 22.0);
    let corner = egui::pos2(rect.right() - size.x, rect.top() - size.y - 3.0);
    let button = Button::new(RichText::new(text).size(12.5).color(ink))
        .fill(fill)
        .stroke(Stroke::new(1.0, colours.blocked))
        .min_size(size);
    let response = ui.put(Rect::from_min_size(corner, size), button);
    response.widget_info(|| {
        WidgetInfo::selected(
            WidgetType::Button,
            true,
            is_taken,
            format!("{text}, {title}"),
        )
    });
    if response.clicked() {
        out.extend(parts.iter().map(|part| {
            let part = (*part).clone();
            Command::Server(ServerCommand::Choose(part, side))
        }));
    }
}
