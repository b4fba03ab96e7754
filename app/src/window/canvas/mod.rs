//! The node canvas: shows a [`Scene`] and tells what the user does with it.
//!
//! The canvas knows nothing of the document. The app builds a [`Scene`] when the document changes
//! (and an [`Overlay`] when a run is to be seen), keeps a [`CanvasState`] per open workflow, calls
//! [`Canvas::show`] in every frame and applies the [`CanvasEvent`]s to the document.
//!
//! `spec` (what is to be shown) → `scene` (with `layout`, `curve`, `grid`: geometry, worked out
//! once) → `hit`, `pointer`, `gesture`, `keyboard` (what the user does) → `paint`, `access` (what
//! is seen and read aloud).

mod curve;
mod event;
mod flags;
mod gesture;
mod grid;
mod hit;
mod layout;
mod measure;
mod overlay;
mod paint;
mod scene;
mod selection;
mod spec;
mod stamp;
mod state;
mod text_cache;
mod view;

pub use event::{CanvasEvent, Insert, MenuTarget, ModulePayload};
pub use gesture::SNAP;
pub use overlay::{NodeRun, NodeState, Overlay};
pub use scene::Scene;
pub use selection::Selection;
pub use spec::{
    Badge, BadgeKind, FrameSpec, NodeKind, NodeSpec, OutputSpec, PortEnd, PortRef, Proposal,
    Severity, WireId, WireSpec,
};
pub use state::CanvasState;
pub use view::{View, ZOOM_LIMITS};

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
        ui.allocate_rect(rect, egui::Sense::click_and_drag());
        state.place(rect, scene);
        let mut events = Vec::new();
        if state.prune(scene) {
            events.push(CanvasEvent::SelectionChanged);
        }
        state
            .flags
            .refresh(scene, &state.selection().clone(), overlay);
        state.text.begin_frame(ui.ctx());
        let at = state.to_canvas(rect.center());
        state.follow_drag(scene, at, false, can_connect);
        events
    }
}
