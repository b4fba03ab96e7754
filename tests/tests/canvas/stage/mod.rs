//! A window with nothing but the canvas, for tests: keeps what the canvas told.

pub mod pointer;

use egui::{Rect, Theme, UiBuilder, Vec2, vec2};
use egui_kittest::Harness;
use misp_flow::window::{
    canvas::{Canvas, CanvasEvent, CanvasState, Overlay, Proposal, Scene, View, WireId},
    theme,
};
use misp_flow_engine::workflow::NodeId;
use misp_flow_tests::canvas_scenes::publish_scene;

/// A canvas and what it told.
pub struct Window {
    pub state: CanvasState,
    pub scene: Scene,
    pub overlay: Overlay,
    pub events: Vec<CanvasEvent>,
    pub refusal: Option<String>,
    /// The wires that were asked about: from, to.
    pub asked: std::cell::RefCell<Vec<(NodeId, NodeId, Option<WireId>)>>,
}

/// A window with this scene, at its natural size.
pub fn open(scene: Scene) -> Harness<'static, Window> {
    let mut window = window(scene);
    window.state.set_view(View::new(1.0, vec2(40.0, 40.0)));
    window.open(Theme::Dark, vec2(1400.0, 700.0))
}

/// A window with the workflow that stops red data.
pub fn published() -> Harness<'static, Window> {
    open(publish_scene())
}

/// The id of a node.
pub fn id(number: u64) -> NodeId {
    NodeId::from(number)
}

/// A canvas with this scene and no run.
pub fn window(scene: Scene) -> Window {
    Window {
        state: CanvasState::new(),
        scene,
        overlay: Overlay::none(),
        events: Vec::new(),
        refusal: None,
        asked: std::cell::RefCell::default(),
    }
}

impl Window {
    pub fn with_overlay(mut self, overlay: Overlay) -> Self {
        self.overlay = overlay;
        self
    }

    pub fn refusing(mut self, reason: &str) -> Self {
        self.refusal = Some(reason.to_owned());
        self
    }

    /// Opens it at this size.
    pub fn open(self, theme: Theme, size: Vec2) -> Harness<'static, Self> {
        let mut themed = false;
        let mut harness = Harness::builder()
            .with_size(size)
            .with_theme(theme)
            .build_ui_state(
                move |ui, window: &mut Self| {
                    if !std::mem::replace(&mut themed, true) {
                        theme::install(ui.ctx());
                    }
                    // All of the window, without the margin that the harness leaves.
                    let all = ui.ctx().content_rect();
                    let mut ui = ui.new_child(UiBuilder::new().max_rect(all));
                    ui.set_clip_rect(all);
                    window.show(&mut ui);
                },
                self,
            );
        harness.run();
        harness
    }

    fn show(&mut self, ui: &mut egui::Ui) {
        let (refusal, asked) = (&self.refusal, &self.asked);
        let can_connect = |wanted: &Proposal<'_>| {
            asked.borrow_mut().push((
                wanted.from.node.clone(),
                wanted.to.node.clone(),
                wanted.replaces.cloned(),
            ));
            refusal.clone().map_or(Ok(()), Err)
        };
        let (state, scene) = (&mut self.state, &self.scene);
        // The ground that the program clears its window with.
        let ground = ui.visuals().panel_fill;
        ui.painter().rect_filled(ui.max_rect(), 0.0, ground);
        let events = Canvas::show(ui, state, scene, &self.overlay, &can_connect);
        self.events.extend(events);
    }

    /// The box of a node on the window.
    pub fn rect(&self, id: u64) -> Rect {
        let rect = self.scene.node_rect(&NodeId::from(id)).expect("the node");
        Rect::from_min_max(
            self.state.to_screen(rect.min),
            self.state.to_screen(rect.max),
        )
    }

    pub fn selected(&self) -> Vec<String> {
        let nodes = self.state.selection().nodes();
        nodes.map(|id| id.as_str().to_owned()).collect()
    }
}
