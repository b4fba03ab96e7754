//! The node canvas: shows a [`Scene`] and tells what the user does with it.
//!
//! The canvas knows nothing of the document. The app builds a [`Scene`] when the document changes
//! (and an [`Overlay`] when a run is to be seen), keeps a [`CanvasState`] per open workflow, calls
//! [`Canvas::show`] in every frame and applies the [`CanvasEvent`]s to the document.
//!
//! `spec` (what is to be shown) → `scene` (with `layout`, `curve`, `grid`: geometry, worked out
//! once) → `hit`, `pointer`, `gesture`, `pull`, `snap`, `minimap`, `keyboard` (what the user
//! does) → `paint`, `access` (what is seen and read aloud).

mod access;
mod aids;
mod breaks;
mod curve;
mod event;
mod flags;
mod found;
mod gesture;
mod grid;
mod hit;
mod keyboard;
mod layout;
mod measure;
mod minimap;
mod overlay;
mod paint;
mod pointer;
mod pull;
mod scene;
mod selection;
mod shapes;
mod snap;
mod spec;
mod stamp;
mod state;
mod stencil;
mod text_cache;
mod view;

pub use aids::Aids;
pub use event::{CanvasEvent, Insert, MenuTarget, ModulePayload};
pub use found::{Found, Match};
pub use gesture::SNAP;
pub use keyboard::SHORTCUTS;
pub use layout::HEAD;
pub(super) use measure::{Wrapped, width_of, wrap};
pub use overlay::{NodeRun, NodeState, Overlay, WireState};
pub use scene::Scene;
pub use selection::Selection;
pub use spec::{
    Badge, BadgeKind, FrameSpec, NodeKind, NodeSpec, OutputSpec, PortEnd, PortRef, Proposal,
    Severity, WireId, WireSpec,
};
pub use state::CanvasState;
pub use stencil::StencilPayload;
pub use view::{View, ZOOM_LIMITS};

use egui::Sense;

/// The canvas, as a widget that takes all the room it is given.
#[derive(Clone, Copy, Debug)]
pub struct Canvas;

impl Canvas {
    /// Shows the scene and gives what the user did in this frame, in order.
    ///
    /// `can_connect` says whether a wire may be, or why not in words for the user; it is asked
    /// about each port that a wire is dragged over.
    pub fn show(
        ui: &mut egui::Ui,
        state: &mut CanvasState,
        scene: &Scene,
        overlay: &Overlay,
        can_connect: &dyn Fn(&Proposal<'_>) -> Result<(), String>,
    ) -> Vec<CanvasEvent> {
        let rect = ui.available_rect_before_wrap();
        let response = ui.allocate_rect(rect, Sense::click_and_drag());
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        let mut events = Vec::new();
        state.place(rect, ui.ctx().pixels_per_point(), scene);
        if state.prune(scene) {
            events.push(CanvasEvent::SelectionChanged);
        }
        state.refresh_flags(scene, overlay);
        minimap::follow(ui, response.id, state, scene);
        if std::mem::take(&mut state.wants_focus) {
            response.request_focus();
        }
        pointer::follow(&response, state, scene, can_connect, &mut events);
        keyboard::follow(&response, state, scene, &mut events);
        state.refresh_flags(scene, overlay);
        paint::paint(ui, &painter, state, scene, overlay);
        paint::tooltip(&response, state, scene, overlay);
        access::describe(ui, &response, state, scene, overlay, &mut events);
        state.note_focus(response.has_focus());
        events
    }
}
