//! How the canvas looks, as pictures of the real widget.

use crate::stage::{Window, window};
use egui::{Pos2, Theme, Vec2, pos2, vec2};
use egui_kittest::Harness;
use misp_flow::window::canvas::{Overlay, Scene, Selection, View};
use misp_flow_engine::workflow::NodeId;
use misp_flow_tests::canvas_scenes::{
    publish_nodes, publish_run, publish_scene, publish_wires, scene_grid,
};

/// A picture of this scene in this view.
fn picture(
    name: &str,
    theme: Theme,
    size: Vec2,
    window: Window,
    change: impl FnOnce(&mut Harness<'_, Window>),
) {
    let mut harness = window.open(theme, size);
    harness.run();
    change(&mut harness);
    harness.run();
    harness.snapshot(name);
}

fn at(zoom: f32, left_top: Pos2) -> View {
    View::new(zoom, -left_top.to_vec2() * zoom)
}

fn natural(overlay: Overlay) -> Window {
    let mut window = window(publish_scene()).with_overlay(overlay);
    window.state.set_view(at(1.0, pos2(-40.0, -20.0)));
    window
}

const WIDE: Vec2 = vec2(1400.0, 560.0);

#[test]
fn canvas_dark() {
    let mut window = natural(Overlay::none());
    window.state.select(Selection::of_nodes([NodeId::from(4)]));
    picture("canvas_dark", Theme::Dark, WIDE, window, |_| {});
}

#[test]
fn canvas_light() {
    let mut window = natural(Overlay::none());
    window.state.set_view(at(1.0, pos2(880.0, -20.0)));
    picture("canvas_light", Theme::Light, WIDE, window, |harness| {
        harness.hover_at(pos2(500.0, 240.0));
    });
}

#[test]
fn canvas_run_dark() {
    let mut window = natural(publish_run());
    window.state.set_view(at(1.0, pos2(920.0, -20.0)));
    picture("canvas_run_dark", Theme::Dark, WIDE, window, |_| {});
}

#[test]
fn canvas_run_light() {
    let window = natural(publish_run());
    picture("canvas_run_light", Theme::Light, WIDE, window, |_| {});
}

#[test]
fn canvas_fit_titles() {
    let window = window(publish_scene());
    picture(
        "canvas_fit_titles",
        Theme::Dark,
        vec2(1000.0, 320.0),
        window,
        |_| {},
    );
}

#[test]
fn canvas_fit_titles_run() {
    let window = window(publish_scene()).with_overlay(publish_run());
    picture(
        "canvas_fit_titles_run",
        Theme::Light,
        vec2(1000.0, 320.0),
        window,
        |_| {},
    );
}

#[test]
fn canvas_far() {
    let window = window(scene_grid(400));
    picture(
        "canvas_far",
        Theme::Dark,
        vec2(1000.0, 640.0),
        window,
        |_| {},
    );
}

#[test]
fn canvas_crowded() {
    let mut window = window(scene_grid(400));
    window.state.set_view(at(0.4, pos2(1200.0, 900.0)));
    picture(
        "canvas_crowded",
        Theme::Light,
        vec2(1200.0, 720.0),
        window,
        |_| {},
    );
}

#[test]
fn canvas_zoomed_in() {
    let mut window = window(publish_scene());
    window.state.set_view(at(2.0, pos2(300.0, 160.0)));
    picture(
        "canvas_zoomed_in",
        Theme::Dark,
        vec2(1200.0, 600.0),
        window,
        |_| {},
    );
}

/// Columns as near to each other as MISP's own editor lets people put them.
#[test]
fn canvas_tight() {
    let mut nodes = publish_nodes();
    for node in &mut nodes {
        node.pos.x *= 300.0 / 330.0;
    }
    let scene = Scene::new(nodes, publish_wires(), Vec::new());
    let mut window = window(scene);
    window.state.set_view(at(1.0, pos2(540.0, -20.0)));
    picture("canvas_tight", Theme::Dark, WIDE, window, |_| {});
}

#[test]
fn canvas_scaled() {
    let mut window = natural(Overlay::none());
    window.state.set_view(at(1.0, pos2(300.0, 10.0)));
    picture(
        "canvas_scaled",
        Theme::Light,
        vec2(1400.0, 800.0),
        window,
        |harness| {
            harness.set_pixels_per_point(2.0);
        },
    );
}

#[test]
fn canvas_refused_wire() {
    let mut window = natural(Overlay::none()).refusing("A workflow may not run in circles");
    window.state.set_view(at(1.0, pos2(280.0, 20.0)));
    let size = vec2(760.0, 480.0);
    picture(
        "canvas_refused_wire",
        Theme::Dark,
        size,
        window,
        |harness| {
            let scene: &Scene = &harness.state().scene;
            let from = scene.node_rect(&NodeId::from(4)).expect("node 4");
            let to = scene.node_rect(&NodeId::from(2)).expect("node 2");
            let from = harness
                .state()
                .state
                .to_screen(from.right_top() + vec2(0.0, 23.0));
            let to = harness
                .state()
                .state
                .to_screen(to.left_top() + vec2(4.0, 26.0));
            harness.hover_at(from);
            harness.drag_at(from);
            harness.hover_at(from + vec2(20.0, 20.0));
            harness.hover_at(to);
        },
    );
}
