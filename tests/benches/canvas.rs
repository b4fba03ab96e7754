//! What a frame of the canvas costs: the widget and the tessellation, without a GPU, at 1400×900.
//! The last line is for machines. `egui-snarl` with four parameter widgets a node, as its users
//! build their editors, is the yardstick.

#[path = "../tests/inspector/stage/mod.rs"]
mod inspector_stage;
#[path = "engine/measure.rs"]
#[allow(dead_code, reason = "the other benchmark uses the rest")]
mod measure;
#[path = "canvas_parts/picker.rs"]
mod picker;
#[path = "canvas_parts/tidy.rs"]
mod tidy;
#[path = "canvas_parts/window.rs"]
mod window;
#[path = "../tests/window_stage/mod.rs"]
mod window_stage;

use std::time::Instant;

use egui::{CentralPanel, Context, Event, Frame, Pos2, RawInput, Rect, Ui, Vec2, pos2, vec2};
use egui_snarl::{
    InPin, InPinId, OutPin, OutPinId, Snarl,
    ui::{PinInfo, SnarlPin, SnarlViewer, SnarlWidget},
};
use misp_flow::window::{
    canvas::{Aids, Canvas, CanvasState, Overlay, Scene, Selection, View},
    theme,
};
use misp_flow_tests::canvas_scenes::{STEP, scene_grid};

const SIZE: Vec2 = vec2(1400.0, 900.0);
const WARM_UP: usize = 30;
const FRAMES: usize = 201;

/// The median milliseconds of a frame.
fn median(mut frame: impl FnMut(usize)) -> f64 {
    for index in 0..WARM_UP {
        frame(index);
    }
    let mut times: Vec<f64> = (0..FRAMES)
        .map(|index| {
            let start = Instant::now();
            frame(index);
            start.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn one_frame(ctx: &Context, events: Vec<Event>, show: impl FnMut(&mut Ui)) -> usize {
    let input = RawInput {
        screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
        events,
        ..RawInput::default()
    };
    let output = ctx.run_ui(input, show);
    let drawn = ctx.tessellate(output.shapes, output.pixels_per_point);
    drawn.iter().map(|part| vertices(&part.primitive)).sum()
}

fn vertices(part: &egui::epaint::Primitive) -> usize {
    match part {
        egui::epaint::Primitive::Mesh(mesh) => mesh.vertices.len(),
        egui::epaint::Primitive::Callback(_) => 0,
    }
}

/// What happens from frame to frame.
#[derive(Clone, Copy, PartialEq)]
enum Doing {
    /// The pointer moves over the canvas.
    Hovering,
    /// The view pans by a few points.
    Panning,
    /// The view zooms, so that text is laid out anew.
    Zooming,
    /// As hovering, with somebody listening to AccessKit.
    Listening,
}

fn canvas(scene: &Scene, view: Option<View>, overlay: &Overlay, doing: Doing) -> f64 {
    let ctx = Context::default();
    theme::install(&ctx);
    if doing == Doing::Listening {
        ctx.enable_accesskit();
    }
    let mut state = CanvasState::new();
    // Everything on; the minimap is shown where not all of the graph is in view.
    state.set_aids(Aids {
        minimap: true,
        ..Aids::default()
    });
    if let Some(view) = view {
        state.set_view(view);
    }
    state.select(Selection::of_nodes(
        scene.nodes().take(3).map(|n| n.id.clone()),
    ));
    median(|index| {
        let at = pos2(
            200.0 + (index % 100) as f32 * 9.0,
            300.0 + (index % 7) as f32 * 31.0,
        );
        // The first frame brings the graph into view where no view is given.
        let doing = if index == 0 { Doing::Hovering } else { doing };
        match doing {
            Doing::Hovering | Doing::Listening => {}
            Doing::Panning => {
                let view = state.view();
                let sign = if index % 50 < 25 { 1.0 } else { -1.0 };
                state.set_view(View::new(
                    view.zoom(),
                    view.offset() + vec2(7.3, 4.1) * sign,
                ));
            }
            Doing::Zooming => {
                let factor = if index % 40 < 20 { 1.013 } else { 1.0 / 1.013 };
                let mut view = state.view();
                view.zoom_about(SIZE * 0.5, factor);
                state.set_view(view);
            }
        }
        let painted = one_frame(&ctx, vec![Event::PointerMoved(at)], |ui| {
            CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
                Canvas::show(ui, &mut state, scene, overlay, &|_| Ok(()));
            });
        });
        assert!(
            painted > 1_000,
            "only {painted} vertices: is the graph in view?"
        );
    })
}

/// A node as an editor built on egui-snarl holds it: four parameters, all on its face.
struct Form {
    title: String,
    message: String,
    path: String,
    choice: usize,
    on: bool,
    inputs: usize,
    outputs: usize,
}

struct Forms;

impl SnarlViewer<Form> for Forms {
    fn title(&mut self, node: &Form) -> String {
        node.title.clone()
    }

    fn inputs(&mut self, node: &Form) -> usize {
        node.inputs
    }

    fn outputs(&mut self, node: &Form) -> usize {
        node.outputs
    }

    fn show_input(
        &mut self,
        _: &InPin,
        _: &mut Ui,
        _: &mut Snarl<Form>,
    ) -> impl SnarlPin + 'static {
        PinInfo::circle()
    }

    fn show_output(
        &mut self,
        _: &OutPin,
        _: &mut Ui,
        _: &mut Snarl<Form>,
    ) -> impl SnarlPin + 'static {
        PinInfo::circle()
    }

    fn has_body(&mut self, _: &Form) -> bool {
        true
    }

    fn show_body(
        &mut self,
        node: egui_snarl::NodeId,
        _: &[InPin],
        _: &[OutPin],
        ui: &mut Ui,
        snarl: &mut Snarl<Form>,
    ) {
        let form = &mut snarl[node];
        ui.vertical(|ui| {
            ui.text_edit_singleline(&mut form.message);
            ui.text_edit_singleline(&mut form.path);
            egui::ComboBox::from_id_salt("operator")
                .selected_text(["in", "not in", "equals"][form.choice])
                .show_ui(ui, |ui| {
                    for (index, word) in ["in", "not in", "equals"].into_iter().enumerate() {
                        ui.selectable_value(&mut form.choice, index, word);
                    }
                });
            ui.checkbox(&mut form.on, "Negate");
        });
    }
}

fn snarl(scene: &Scene) -> f64 {
    let mut snarl = Snarl::new();
    let mut places = std::collections::HashMap::new();
    for node in scene.nodes() {
        let form = Form {
            title: node.title.clone(),
            message: node.summary.clone(),
            path: "Event.Tag.{n}.name".to_owned(),
            choice: 0,
            on: false,
            inputs: node.inputs.len(),
            outputs: node.outputs.len(),
        };
        places.insert(node.id.clone(), snarl.insert_node(node.pos, form));
    }
    for wire in scene.wires() {
        let output = usize::from(wire.id.from.port != "output_1");
        let from = OutPinId {
            node: places[&wire.id.from.node],
            output,
        };
        snarl.connect(
            from,
            InPinId {
                node: places[&wire.id.to.node],
                input: 0,
            },
        );
    }
    let ctx = Context::default();
    theme::install(&ctx);
    let widget = SnarlWidget::new().id_salt("yardstick");
    let mut viewer = Forms;
    median(|index| {
        let at = pos2(200.0 + (index % 100) as f32 * 9.0, 300.0);
        let painted = one_frame(&ctx, vec![Event::PointerMoved(at)], |ui| {
            CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
                widget.show(&mut snarl, &mut viewer, ui);
            });
        });
        assert!(
            painted > 1_000,
            "only {painted} vertices: is the graph in view?"
        );
    })
}

/// A frame in which five hundred selected nodes of a thousand are dragged, all of them in view.
fn dragging(scene: &Scene) -> f64 {
    let ctx = Context::default();
    theme::install(&ctx);
    let mut state = CanvasState::new();
    let selected = scene.nodes().take(500);
    state.select(Selection::of_nodes(selected.map(|node| node.id.clone())));
    let mut start = Pos2::ZERO;
    median(|index| {
        let at = start + vec2(20.0 + (index % 90) as f32, (index % 40) as f32);
        let events = match index {
            // The first frames bring the graph into view.
            0..3 => Vec::new(),
            3 => {
                let first = scene.node_rects().next().expect("a node");
                start = state.to_screen(first.center());
                vec![Event::PointerMoved(start), pressed(start)]
            }
            _ => vec![Event::PointerMoved(at)],
        };
        one_frame(&ctx, events, |ui| {
            CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
                Canvas::show(ui, &mut state, scene, &Overlay::none(), &|_| Ok(()));
            });
        });
        assert!(index < 10 || state.is_busy(), "the nodes are not held");
    })
}

fn pressed(pos: Pos2) -> Event {
    Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed: true,
        modifiers: egui::Modifiers::NONE,
    }
}

fn main() {
    if window::open_if_asked() {
        return;
    }
    let start = Instant::now();
    let thousand = scene_grid(1_000);
    let first = start.elapsed();
    let start = Instant::now();
    let five = scene_grid(5_000);
    let built = start.elapsed();
    println!("building a scene: 1,000 nodes {first:.1?} (with the fonts), 5,000 nodes {built:.1?}");
    // The middle of the graph, at its natural size.
    let close = |side: f32| {
        let middle = pos2(STEP.0, STEP.1) * (side * 0.5);
        Some(View::new(1.0, -middle.to_vec2()))
    };
    let (none, run) = (Overlay::none(), Overlay::run());
    let n1000 = canvas(&thousand, close(32.0), &none, Doing::Hovering);
    let n5000 = canvas(&five, close(71.0), &none, Doing::Hovering);
    let fit1000 = canvas(&thousand, None, &none, Doing::Hovering);
    let fit5000 = canvas(&five, None, &none, Doing::Hovering);
    for (name, ms) in [
        (
            "panning 5,000",
            canvas(&five, close(71.0), &none, Doing::Panning),
        ),
        (
            "zooming 5,000",
            canvas(&five, close(71.0), &none, Doing::Zooming),
        ),
        (
            "listening 5,000",
            canvas(&five, close(71.0), &none, Doing::Listening),
        ),
        ("titles (zoom 0.3) 5,000", {
            let view = close(71.0).map(|view| View::new(0.3, view.offset() * 0.3));
            canvas(&five, view, &none, Doing::Hovering)
        }),
        ("sentences (zoom 0.5) 5,000", {
            let view = close(71.0).map(|view| View::new(0.5, view.offset() * 0.5));
            canvas(&five, view, &none, Doing::Hovering)
        }),
        ("sentences, zooming 5,000", {
            let view = close(71.0).map(|view| View::new(0.5, view.offset() * 0.5));
            canvas(&five, view, &none, Doing::Zooming)
        }),
        ("titles, zooming 5,000", {
            let view = close(71.0).map(|view| View::new(0.3, view.offset() * 0.3));
            canvas(&five, view, &none, Doing::Zooming)
        }),
        (
            "fit with a run 5,000",
            canvas(&five, None, &run, Doing::Hovering),
        ),
        (
            "fit, zooming 5,000",
            canvas(&five, None, &none, Doing::Zooming),
        ),
    ] {
        println!("{name}: {ms:.2} ms");
    }
    let drag500 = dragging(&thousand);
    let (open5000, open5000_mb) = window::open_large();
    let typing = window::typing(1_000);
    let (picker_open, picker_key) = picker::picker();
    let (picker_open, picker_key) = (
        picker_open.as_secs_f64() * 1e3,
        picker_key.as_secs_f64() * 1e3,
    );
    let tidy1000 = tidy::tidying(&thousand);
    println!("tidying up 5,000: {:.0} ms", tidy::tidying(&five));
    let snarl1000 = snarl(&thousand);
    println!(
        "egui-snarl at 1,000 nodes costs {:.0} times ours",
        snarl1000 / n1000
    );
    println!(
        "BENCH canvas n1000_ms={n1000:.2} n5000_ms={n5000:.2} fit1000_ms={fit1000:.2} \
         fit5000_ms={fit5000:.2} snarl1000_ms={snarl1000:.2} drag500_ms={drag500:.2} \
         typing_ms={typing:.2} open5000_ms={open5000:.0} open5000_mb={open5000_mb:.0} \
         tidy1000_ms={tidy1000:.2} picker60k_open_ms={picker_open:.2} \
         picker60k_key_ms={picker_key:.2}"
    );
}
