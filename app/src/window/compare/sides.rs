//! The canvases side by side. What scrolls or zooms the one does the same to the others; a
//! difference that is looked at is brought to the middle of all, even where it stands in different
//! places.

use egui::{Rect, RichText, Ui, UiBuilder, Vec2, vec2};
use misp_flow_engine::workflow::{Edge, FrameId, Graph, NodeId};

use crate::window::{
    canvas::{Canvas, CanvasEvent, CanvasState, Overlay, Scene, Selection, View},
    scene::wire_of,
    theme::Colours,
};

const TITLE: f32 = 28.0;
/// A difference is looked at from at least so near that texts can be read.
const NEAR: f32 = 0.6;
/// The least height of a side that stands above another, in points, …
const LEAST: f32 = 130.0;
/// … and by how much larger a graph must be seen then.
const GAIN: f32 = 1.25;

/// A workflow on its canvas.
#[derive(Debug)]
pub(super) struct Side {
    pub canvas: CanvasState,
    pub scene: Scene,
    pub overlay: Overlay,
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

/// What is looked at on a side: what is selected there, and the nodes that are brought into view.
#[derive(Debug, Default)]
pub(super) struct Spot {
    selection: Selection,
    nodes: Vec<NodeId>,
}

impl Spot {
    pub fn nodes(nodes: Vec<NodeId>) -> Self {
        let selection = Selection::of_nodes(nodes.iter().cloned());
        Self { selection, nodes }
    }

    pub fn node(id: Option<&NodeId>) -> Self {
        Self::nodes(id.cloned().into_iter().collect())
    }

    pub fn wire(edge: Option<&Edge>) -> Self {
        edge.map_or_else(Self::default, |edge| Self {
            selection: Selection::of_wire(wire_of(edge)),
            nodes: vec![edge.from.node.clone(), edge.to.node.clone()],
        })
    }

    pub fn frame(id: Option<&FrameId>, graph: &Graph) -> Self {
        let frame = id.and_then(|id| graph.frames.get(id));
        Self::nodes(frame.map_or_else(Vec::new, |frame| frame.nodes.clone()))
    }
}

/// What is brought into view.
#[derive(Debug)]
enum Look {
    /// All of the workflows.
    All,
    /// A spot of each side, from left to right.
    Spots(Vec<Spot>),
}

/// The workflows from left to right.
#[derive(Debug, Default)]
pub(super) struct Sides {
    first: Side,
    others: Vec<Side>,
    looks: Vec<Look>,
}

impl Sides {
    /// The canvas that the others follow.
    pub fn leader(&mut self) -> &mut CanvasState {
        &mut self.first.canvas
    }

    /// The sides from left to right.
    pub fn iter(&self) -> impl Iterator<Item = &Side> {
        std::iter::once(&self.first).chain(&self.others)
    }

    fn iter_mut(&mut self) -> impl Iterator<Item = &mut Side> {
        std::iter::once(&mut self.first).chain(&mut self.others)
    }

    /// Shows these workflows with what is laid over them; the views stay.
    pub fn set(&mut self, of: Vec<(Scene, Overlay)>) {
        let others = of.len().saturating_sub(1);
        self.others.resize_with(others, Side::default);
        for (side, (scene, overlay)) in self.iter_mut().zip(of) {
            (side.scene, side.overlay) = (scene, overlay);
        }
    }

    /// Brings all into view.
    pub fn look_at_all(&mut self) {
        self.looks = vec![Look::All];
    }

    /// Brings these spots into view, one of each side.
    pub fn look_at(&mut self, spots: Vec<Spot>) {
        self.looks.push(Look::Spots(spots));
    }

    /// Shows the canvases under their titles. Gives the side and the node that was clicked.
    pub fn show(&mut self, ui: &mut Ui, titles: &[String]) -> Option<(usize, NodeId)> {
        let all = ui.available_rect_before_wrap();
        let colours = Colours::of(ui.visuals());
        let count = 1 + self.others.len();
        let bounds = self.iter().filter_map(|side| side.scene.bounds());
        let graph = bounds
            .reduce(Rect::union)
            .map_or(Vec2::ZERO, |all| all.size());
        let rooms = rooms(all, count, graph);
        for (room, title) in rooms.iter().zip(titles) {
            let rect = Rect::from_min_size(room.min, vec2(room.width(), TITLE));
            let raised = colours.ground.lerp_to_gamma(colours.text, 0.06);
            ui.painter().rect_filled(rect, 0.0, raised);
            if room.left() > all.left() {
                let edge = ui.visuals().widgets.noninteractive.bg_stroke;
                ui.painter().vline(room.left() - 0.5, room.y_range(), edge);
            }
            let rect = rect.shrink2(vec2(10.0, 2.0));
            ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
                ui.centered_and_justified(|ui| {
                    let title = RichText::new(title).color(colours.text).strong();
                    ui.add(egui::Label::new(title).truncate().selectable(false));
                });
            });
        }
        let below = |room: &Rect| Rect::from_min_max(room.min + vec2(0.0, TITLE), room.max);
        let rooms: Vec<Rect> = rooms.iter().map(below).collect();
        if let Some(room) = rooms.first() {
            for look in std::mem::take(&mut self.looks) {
                self.look(look, room.size());
            }
        }
        let mut clicked = None;
        let mut turned: Option<(usize, View, View)> = None;
        for (place, (side, room)) in self.iter_mut().zip(&rooms).enumerate() {
            let mut before = side.canvas.view();
            // Those to the right of what was moved follow in the same frame.
            if let Some((_, from, to)) = turned {
                before = along(before, from, to);
                side.canvas.set_view(before);
            }
            let events = side.show(ui, *room, place);
            if side.canvas.view() != before && turned.is_none() {
                turned = Some((place, before, side.canvas.view()));
            }
            if events.contains(&CanvasEvent::SelectionChanged) {
                let node = side.canvas.selection().single();
                clicked = node.map(|node| (place, node.clone())).or(clicked);
            }
        }
        if let Some((place, from, to)) = turned.filter(|(place, ..)| *place > 0) {
            for side in self.iter_mut().take(place) {
                side.canvas.set_view(along(side.canvas.view(), from, to));
            }
            ui.ctx().request_repaint();
        }
        clicked
    }

    fn look(&mut self, look: Look, size: Vec2) {
        match look {
            Look::All => {
                let bounds = self.iter().filter_map(|side| side.scene.bounds());
                let mut view = View::default();
                if let Some(all) = bounds.reduce(Rect::union) {
                    view.fit(all, size);
                }
                for side in self.iter_mut() {
                    side.canvas.set_view(view);
                }
            }
            Look::Spots(spots) => self.reveal(spots, size),
        }
    }

    fn reveal(&mut self, spots: Vec<Spot>, size: Vec2) {
        let mut found: Vec<Option<Rect>> = Vec::new();
        for (side, spot) in self.iter_mut().zip(spots) {
            side.canvas.select(spot.selection);
            let rects = spot.nodes.iter().filter_map(|id| side.scene.node_rect(id));
            found.push(rects.reduce(Rect::union));
        }
        // What a side has not got is looked for at the same place as on another.
        let anywhere = found.iter().copied().flatten().next();
        for (side, rect) in self.iter_mut().zip(found) {
            let Some(rect) = rect.or(anywhere) else {
                continue;
            };
            let mut view = View::default();
            view.fit(rect, size);
            let zoom = side.canvas.view().zoom().max(NEAR).min(view.zoom());
            let mut view = View::new(zoom, Vec2::ZERO);
            view.centre(rect.center(), size);
            side.canvas.set_view(view);
        }
        // All must have one zoom to go on together.
        let zooms = self.iter().map(|side| side.canvas.view().zoom());
        let zoom = zooms.fold(f32::INFINITY, f32::min);
        for side in self.iter_mut() {
            let mut view = side.canvas.view();
            view.zoom_about(size * 0.5, zoom / view.zoom());
            side.canvas.set_view(view);
        }
    }
}

/// Equal parts with a gap between them: beside each other, or one above the other where a graph of
/// this size is seen larger then.
fn rooms(all: Rect, count: usize, graph: Vec2) -> Vec<Rect> {
    #[allow(clippy::cast_precision_loss, reason = "two or three sides")]
    let parts = count.max(1) as f32;
    let seen = |room: Vec2| {
        let room = (room - vec2(0.0, TITLE)).max(Vec2::splat(1.0));
        (room / graph.max(Vec2::splat(1.0))).min_elem().min(1.0)
    };
    let beside = seen(vec2(all.width() / parts, all.height()));
    let above = seen(vec2(all.width(), all.height() / parts));
    let stacked = all.height() / parts >= LEAST && above > beside * GAIN;
    let (from, to) = match stacked {
        true => (all.top(), all.bottom()),
        false => (all.left(), all.right()),
    };
    #[allow(clippy::cast_precision_loss, reason = "two or three sides")]
    let edge = |place: usize| (from + (to - from) * place as f32 / parts).round();
    (0..count)
        .map(|place| {
            let begin = edge(place) + if place > 0 { 1.0 } else { 0.0 };
            let end = edge(place + 1) - if place + 1 < count { 1.0 } else { 0.0 };
            match stacked {
                true => Rect::from_x_y_ranges(all.x_range(), begin..=end),
                false => Rect::from_x_y_ranges(begin..=end, all.y_range()),
            }
        })
        .collect()
}

/// A view moved and zoomed as another one was.
fn along(view: View, from: View, to: View) -> View {
    let factor = to.zoom() / from.zoom();
    let moved = to.offset() - from.offset() * factor;
    View::new(view.zoom() * factor, view.offset() * factor + moved)
}

impl Side {
    /// Shows the canvas; nothing on it can be changed, so that only what is selected is told.
    fn show(&mut self, ui: &mut Ui, rect: Rect, place: usize) -> Vec<CanvasEvent> {
        let builder = UiBuilder::new().max_rect(rect).id_salt(("compare", place));
        let shown = ui.scope_builder(builder, |ui| {
            Canvas::show(ui, &mut self.canvas, &self.scene, &self.overlay, &|_| {
                Err("A comparison is only looked at".to_owned())
            })
        });
        shown.inner
    }
}
