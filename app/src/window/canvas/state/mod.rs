//! What the canvas remembers from frame to frame.

mod placing;

use std::collections::BTreeMap;

use egui::{Pos2, Rect, Vec2};
use misp_flow_engine::workflow::NodeId;

use super::{
    aids::Aids,
    breaks::Breaks,
    flags::Flags,
    found::Found,
    gesture::Gesture,
    hit::Hit,
    minimap::Minimap,
    overlay::Overlay,
    paint::Scratch,
    scene::Scene,
    selection::Selection,
    text_cache::TextCache,
    view::{Projection, View},
};

/// A view that is to be taken as soon as the size of the viewport is known.
#[derive(Clone, Debug, PartialEq)]
enum Wanted {
    All,
    Start,
    Selection,
    Chosen,
    Node(NodeId),
    Near(NodeId),
    Frame(String),
    Centre(Pos2),
    Zoom(f32),
}

/// A view that was worked out for a viewport, and is again for another one until the user changes
/// it.
#[derive(Clone, Debug)]
struct Fitted {
    view: View,
    /// The viewport's size.
    size: Vec2,
    wanted: Wanted,
}

/// A point that stays in the middle of the viewport while the window finds its new shape.
#[derive(Clone, Copy, Debug)]
struct Held {
    at: Pos2,
    /// The view that has it there; with another one the user has gone elsewhere.
    view: View,
    /// For so many frames more.
    frames: u8,
}

/// The view, the selection and the gesture in progress of one canvas. One per open workflow; the
/// caller keeps it.
#[derive(Debug)]
pub struct CanvasState {
    view: View,
    viewport: Rect,
    wanted: Option<Wanted>,
    /// The view that shows everything, and the size of the viewport that it was made for: as long
    /// as the view is this one, it follows the viewport.
    fitted: Option<Fitted>,
    /// How large a point of the window was drawn last.
    scale: Option<f32>,
    /// What stays in the middle after a change of that.
    held: Option<Held>,
    selection: Selection,
    pub(super) gesture: Gesture,
    /// Offset of the selection that is still shown in the frame in which it was dropped.
    pub(super) settling: Vec2,
    pub(super) hover: Hit,
    /// The wire that a module from the list would be put onto if it were let go now.
    pub(super) dropping_onto: Option<u32>,
    /// Whether Space, still held, has been used to pan.
    pub(super) space_panned: bool,
    /// Whether Space was pressed while the keyboard was the canvas'.
    pub(super) space_begun: bool,
    /// The keyboard is to be the canvas' in the next frame.
    pub(super) wants_focus: bool,
    /// What is open above the canvas has the keyboard.
    pub(super) gives_way: bool,
    /// Whether the keyboard was the canvas' in this frame.
    has_focus: bool,
    pub(super) found: Found,
    pub(super) breaks: Breaks,
    /// Whether nodes and wires are only looked at: a drag moves the view.
    pub(super) read_only: bool,
    pub(super) flags: Flags,
    pub(super) text: TextCache,
    pub(super) scratch: Scratch,
    pub(super) aids: Aids,
    pub(super) minimap: Minimap,
    /// What the app shows above the canvas.
    cover: Option<Rect>,
}

impl Default for CanvasState {
    fn default() -> Self {
        Self::new()
    }
}

impl CanvasState {
    /// A canvas that shows all of its first scene, with nothing selected.
    pub fn new() -> Self {
        Self {
            view: View::default(),
            viewport: Rect::from_min_size(Pos2::ZERO, Vec2::splat(1.0)),
            wanted: Some(Wanted::All),
            fitted: None,
            scale: None,
            held: None,
            selection: Selection::default(),
            gesture: Gesture::None,
            settling: Vec2::ZERO,
            hover: Hit::Nothing,
            dropping_onto: None,
            space_panned: false,
            space_begun: false,
            wants_focus: false,
            gives_way: false,
            has_focus: false,
            found: Found::default(),
            breaks: Breaks::default(),
            read_only: false,
            flags: Flags::default(),
            text: TextCache::default(),
            scratch: Scratch::default(),
            aids: Aids::default(),
            minimap: Minimap::default(),
            cover: None,
        }
    }

    /// A canvas on which nothing can be changed: a drag moves the view. What the keys would change
    /// still comes as events, for the caller to leave alone.
    pub fn read_only() -> Self {
        Self {
            read_only: true,
            ..Self::new()
        }
    }

    /// The view, to be kept with the workflow.
    pub fn view(&self) -> View {
        self.view
    }

    /// Takes a view that was kept.
    pub fn set_view(&mut self, view: View) {
        self.view = view;
        self.wanted = None;
    }

    pub(super) fn view_mut(&mut self) -> &mut View {
        &mut self.view
    }

    /// Switches aids on and off.
    pub fn set_aids(&mut self, aids: Aids) {
        self.aids = aids;
    }

    /// What is selected.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Selects something else. Gives no [`super::CanvasEvent`], since the caller knows.
    pub fn select(&mut self, selection: Selection) {
        self.selection = selection;
    }

    /// Selects all nodes of a scene.
    pub fn select_all(&mut self, scene: &Scene) {
        self.selection = Selection::of_nodes(scene.nodes().map(|node| node.id.clone()));
    }

    /// Forgets selected nodes and wires that the scene has not; gives whether there were any.
    pub(super) fn prune(&mut self, scene: &Scene) -> bool {
        self.selection.retain(
            |id| scene.place(id).is_some(),
            |id| scene.wire_place(id).is_some(),
        )
    }

    /// Lays selection and run out along the scene's lists.
    pub(super) fn refresh_flags(&mut self, scene: &Scene, overlay: &Overlay) {
        self.flags.refresh(scene, &self.selection, overlay);
        self.found.refresh(scene);
        self.breaks.refresh(scene);
    }

    /// Brings all nodes into view.
    pub fn fit_all(&mut self) {
        self.wanted = Some(Wanted::All);
    }

    /// Brings all nodes into view where their titles can be read then, and otherwise the first ones
    /// as far as there is room.
    pub fn fit_start(&mut self) {
        self.wanted = Some(Wanted::Start);
    }

    /// Brings the selection into view; all nodes where nothing is selected.
    pub fn fit_selection(&mut self) {
        self.wanted = Some(Wanted::Selection);
    }

    /// Brings the selection into view, no smaller than needed; nothing moves where all of it is
    /// seen.
    pub fn reveal_selection(&mut self) {
        self.wanted = Some(Wanted::Chosen);
    }

    /// Brings a node into view, moving no more than needed.
    pub fn reveal(&mut self, node: NodeId) {
        self.wanted = Some(Wanted::Node(node));
    }

    /// As [`Self::reveal`], and in a size in which its text can be read.
    pub fn approach(&mut self, node: NodeId) {
        self.wanted = Some(Wanted::Near(node));
    }

    /// Brings a frame into view, moving no more than needed.
    pub fn reveal_frame(&mut self, frame: String) {
        self.wanted = Some(Wanted::Frame(frame));
    }

    /// Marks the nodes that runs pause before; `false` for a break point that is off.
    pub fn set_breaks(&mut self, nodes: &BTreeMap<NodeId, bool>) {
        self.breaks.set(nodes);
    }

    /// Marks what a search found.
    pub fn mark(&mut self, found: Found) {
        self.found = found;
    }

    /// Tells what the app shows above the canvas, so that nothing is revealed beneath it.
    pub fn cover(&mut self, cover: Option<Rect>) {
        self.cover = cover;
    }

    /// Gives the keyboard to the canvas.
    pub fn take_focus(&mut self) {
        self.wants_focus = true;
    }

    /// Tells whether something open above the canvas has the keyboard, such as a menu. Without it
    /// the canvas takes what keys nobody else waits for.
    pub fn give_way(&mut self, gives_way: bool) {
        self.gives_way = gives_way;
    }

    /// Whether the keyboard was the canvas' when it was shown last.
    pub fn has_focus(&self) -> bool {
        self.has_focus
    }

    pub(super) fn note_focus(&mut self, has_focus: bool) {
        self.has_focus = has_focus;
    }

    /// Brings a point of the canvas (in canvas units) to the middle.
    pub fn centre_on(&mut self, at: Pos2) {
        self.wanted = Some(Wanted::Centre(at));
    }

    /// Zooms to this many points per canvas unit about the middle of the viewport.
    pub fn zoom_to(&mut self, zoom: f32) {
        self.wanted = Some(Wanted::Zoom(zoom));
    }

    /// Zooms by a factor about the middle of the viewport.
    pub fn zoom_by(&mut self, factor: f32) {
        self.zoom_to(self.view.zoom() * factor);
    }

    /// The part of the canvas that was seen in the last frame, in canvas units.
    pub fn visible(&self) -> Rect {
        self.projection().canvas_rect(self.viewport)
    }

    /// A point of the window in canvas units.
    pub fn to_canvas(&self, screen: Pos2) -> Pos2 {
        self.projection().canvas(screen)
    }

    /// A point of the canvas on the window.
    pub fn to_screen(&self, at: Pos2) -> Pos2 {
        self.projection().screen(at)
    }

    /// A box of the canvas on the window.
    pub fn to_screen_rect(&self, rect: Rect) -> Rect {
        self.projection().screen_rect(rect)
    }

    /// A box of the window on the canvas.
    pub(super) fn to_canvas_rect(&self, rect: Rect) -> Rect {
        Rect::from_min_max(self.to_canvas(rect.min), self.to_canvas(rect.max))
    }

    /// The canvas on the window.
    pub fn room(&self) -> Rect {
        self.viewport
    }

    /// Whether a drag is going on, during which the app had better not scroll or re-layout.
    pub fn is_busy(&self) -> bool {
        !matches!(self.gesture, Gesture::None)
    }

    /// Gives up the drag that is going on, as Escape does.
    pub fn cancel(&mut self) {
        if self.is_busy() {
            self.gesture = Gesture::Cancelled;
        }
    }

    pub(super) fn projection(&self) -> Projection {
        Projection::new(self.view, self.viewport)
    }

    pub(super) fn viewport(&self) -> Rect {
        self.viewport
    }

    /// By how much selected nodes are shown off their place.
    pub(super) fn drag_offset(&self) -> Vec2 {
        match &self.gesture {
            Gesture::Move { offset, .. } => *offset,
            _ => self.settling,
        }
    }
}
