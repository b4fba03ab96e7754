//! The two canvases. What scrolls or zooms the one does the same to the other; a difference that
//! is looked at is brought to the middle of both, even where it stands in different places.

use std::collections::HashMap;

use egui::{Rect, RichText, Ui, UiBuilder, Vec2, vec2};
use misp_flow_engine::{
    compare::Place,
    workflow::{Edge, Graph, NodeId},
};

use super::marks;
use crate::{
    state::{Command, Compared, Comparing, State},
    window::{
        canvas::{Canvas, CanvasEvent, CanvasState, Overlay, Scene, Selection, View},
        controls::Commands,
        scene::{scene_of, wire_of},
        theme::Colours,
    },
};

const TITLE: f32 = 28.0;
/// A difference is looked at from at least so near that texts can be read.
const NEAR: f32 = 0.6;

#[derive(Debug)]
struct Side {
    canvas: CanvasState,
    scene: Scene,
    overlay: Overlay,
}

impl Default for Side {
    fn default() -> Self {
        Self {
            canvas: CanvasState::read_only(),
            scene: Scene::default(),
            overlay: Overlay::none(),
        }
    }
}

/// The earlier workflow on the left, the later on the right.
#[derive(Debug, Default)]
pub(super) struct Sides {
    left: Side,
    right: Side,
    /// The comparison that the scenes are of, and whether the marks have what only moved.
    of: Option<(u64, bool)>,
    /// The earlier title and how often a difference was asked for, of what is in view.
    seen: Option<(String, u64)>,
}

impl Sides {
    /// The canvas that the other one follows.
    pub fn leader(&mut self) -> &mut CanvasState {
        &mut self.left.canvas
    }

    pub fn show(&mut self, ui: &mut Ui, state: &State, shown: &Compared, out: &mut Commands) {
        self.refresh(state, shown);
        let all = ui.available_rect_before_wrap();
        let middle = all.center().x.round();
        let (mut left, mut right) = (all, all);
        left.set_right(middle - 1.0);
        right.set_left(middle + 1.0);
        let colours = Colours::of(ui.visuals());
        ui.painter().rect_filled(all, 0.0, colours.panel);
        let below = |rect: Rect| Rect::from_min_max(rect.min + vec2(0.0, TITLE), rect.max);
        let titles = [
            (left, format!("Before: {}", shown.title)),
            (right, format!("Now: {}", state.document().title())),
        ];
        for (rect, title) in titles {
            let rect = Rect::from_min_size(rect.min, vec2(rect.width(), TITLE));
            let rect = rect.shrink2(vec2(10.0, 2.0));
            ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
                ui.centered_and_justified(|ui| {
                    let title = RichText::new(title).color(colours.text).strong();
                    ui.add(egui::Label::new(title).truncate().selectable(false));
                });
            });
        }
        let (left, right) = (below(left), below(right));
        self.look_at(shown, left.size());
        let before = self.left.canvas.view();
        let events = self.left.show(ui, left, "compare-before");
        if self.left.canvas.view() != before {
            let view = along(self.right.canvas.view(), before, self.left.canvas.view());
            self.right.canvas.set_view(view);
        }
        follow_selection(&events, &self.left, shown, true, out);
        let before = self.right.canvas.view();
        let events = self.right.show(ui, right, "compare-now");
        if self.right.canvas.view() != before {
            let view = along(self.left.canvas.view(), before, self.right.canvas.view());
            self.left.canvas.set_view(view);
            ui.ctx().request_repaint();
        }
        follow_selection(&events, &self.right, shown, false, out);
    }

    fn refresh(&mut self, state: &State, shown: &Compared) {
        let of = Some((shown.number, state.hides_moved()));
        if self.of == of {
            return;
        }
        self.of = of;
        let [left, right] = marks::overlays(shown, state.hides_moved());
        self.left.scene = scene_of(&shown.before, &state.catalogue, &HashMap::new());
        self.right.scene = scene_of(&shown.after, &state.catalogue, &HashMap::new());
        (self.left.overlay, self.right.overlay) = (left, right);
    }

    /// Brings all of a new comparison into view, or the difference that was asked for last.
    fn look_at(&mut self, shown: &Compared, size: Vec2) {
        let known = self.seen.as_ref();
        let fresh =
            known.is_none_or(|(title, asked)| *title != shown.title || *asked > shown.asked);
        if !fresh && known.is_some_and(|(_, asked)| *asked == shown.asked) {
            return;
        }
        self.seen = Some((shown.title.clone(), shown.asked));
        if fresh {
            let bounds = [&self.left, &self.right].map(|side| side.scene.bounds());
            let mut view = View::default();
            if let Some(all) = bounds.into_iter().flatten().reduce(Rect::union) {
                view.fit(all, size);
            }
            self.left.canvas.set_view(view);
            self.right.canvas.set_view(view);
        }
        if let Some(line) = shown.chosen.and_then(|place| shown.lines.get(place)) {
            self.reveal(&line.place, shown, size);
        }
    }

    fn reveal(&mut self, place: &Place, shown: &Compared, size: Vec2) {
        let found = [
            (&mut self.left, &shown.before.graph, true),
            (&mut self.right, &shown.after.graph, false),
        ]
        .map(|(side, graph, before)| {
            let (selection, nodes) = parts(place, graph, before);
            side.canvas.select(selection);
            let rects = nodes.iter().filter_map(|id| side.scene.node_rect(id));
            rects.reduce(Rect::union)
        });
        let [left, right] = found;
        for (side, rect) in [
            // What only one side has is looked for at the same place on the other.
            (&mut self.left, left.or(right)),
            (&mut self.right, right.or(left)),
        ] {
            let Some(rect) = rect else { continue };
            let mut view = View::default();
            view.fit(rect, size);
            let zoom = side.canvas.view().zoom().max(NEAR).min(view.zoom());
            let mut view = View::new(zoom, Vec2::ZERO);
            view.centre(rect.center(), size);
            side.canvas.set_view(view);
        }
        // Both must have one zoom to go on together.
        let zoom = self
            .left
            .canvas
            .view()
            .zoom()
            .min(self.right.canvas.view().zoom());
        for side in [&mut self.left, &mut self.right] {
            let mut view = side.canvas.view();
            view.zoom_about(size * 0.5, zoom / view.zoom());
            side.canvas.set_view(view);
        }
    }
}

/// What is selected on a side for a difference, and the nodes that are brought into view.
fn parts(place: &Place, graph: &Graph, before: bool) -> (Selection, Vec<NodeId>) {
    let of_nodes = |ids: Vec<NodeId>| (Selection::of_nodes(ids.iter().cloned()), ids);
    match place {
        Place::Workflow => of_nodes(Vec::new()),
        Place::Node(old, new) => {
            let id = if before { old } else { new };
            of_nodes(id.iter().cloned().collect())
        }
        Place::Wire(old, new) => match if before { old } else { new } {
            Some(Edge { from, to }) => {
                let edge = Edge {
                    from: from.clone(),
                    to: to.clone(),
                };
                let nodes = vec![from.node.clone(), to.node.clone()];
                (Selection::of_wire(wire_of(&edge)), nodes)
            }
            None => of_nodes(Vec::new()),
        },
        Place::Frame(old, new) => {
            let id = if before { old } else { new };
            let frame = id.as_ref().and_then(|id| graph.frames.get(id));
            of_nodes(frame.map_or_else(Vec::new, |frame| frame.nodes.clone()))
        }
    }
}

/// A view moved and zoomed as another one was.
fn along(view: View, from: View, to: View) -> View {
    let factor = to.zoom() / from.zoom();
    let moved = to.offset() - from.offset() * factor;
    View::new(view.zoom() * factor, view.offset() * factor + moved)
}

/// A node that was clicked: its difference becomes the chosen one.
fn follow_selection(
    events: &[CanvasEvent],
    side: &Side,
    shown: &Compared,
    before: bool,
    out: &mut Commands,
) {
    if !events.contains(&CanvasEvent::SelectionChanged) {
        return;
    }
    let Some(id) = side.canvas.selection().single() else {
        return;
    };
    let line = shown.lines.iter().position(|line| match &line.place {
        Place::Node(old, new) => (if before { old } else { new }).as_ref() == Some(id),
        _ => false,
    });
    if let Some(line) = line {
        out.push(Command::Compare(Comparing::Show(line)));
    }
}

impl Side {
    /// Shows the canvas; nothing on it can be changed, so that only what is selected is told.
    fn show(&mut self, ui: &mut Ui, rect: Rect, name: &str) -> Vec<CanvasEvent> {
        let builder = UiBuilder::new().max_rect(rect).id_salt(name);
        let shown = ui.scope_builder(builder, |ui| {
            Canvas::show(ui, &mut self.canvas, &self.scene, &self.overlay, &|_| {
                Err("A comparison is only looked at".to_owned())
            })
        });
        shown.inner
    }
}
