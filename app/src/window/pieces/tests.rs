//! The pieces look as what egui draws, pixel by pixel.

use egui::{
    Color32, CornerRadius, Mesh, Rect, Stroke, StrokeKind, TextureId,
    epaint::{RectShape, TessellationOptions, Tessellator},
    pos2, vec2,
};

use super::{line, pieces};

const GROUND: Color32 = Color32::from_rgb(30, 40, 50);
const SIDE: usize = 96;

/// What a renderer makes of triangles: each pixel whose centre lies in one is drawn once.
fn drawn(mesh: &Mesh, per_point: f32) -> Vec<[f32; 3]> {
    let ground = GROUND.to_array();
    let mut all = vec![[ground[0], ground[1], ground[2]].map(f32::from); SIDE * SIDE];
    for corners in mesh.indices.chunks_exact(3) {
        let mut at = [0, 1, 2].map(|k| &mesh.vertices[corners[k] as usize]);
        let pos = |k: usize, at: &[&egui::epaint::Vertex; 3]| {
            (
                f64::from(at[k].pos.x * per_point),
                f64::from(at[k].pos.y * per_point),
            )
        };
        let turn = |a: (f64, f64), b: (f64, f64), p: (f64, f64)| {
            (b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0)
        };
        if turn(pos(0, &at), pos(1, &at), pos(2, &at)) < 0.0 {
            at.swap(1, 2);
        }
        let (a, b, c) = (pos(0, &at), pos(1, &at), pos(2, &at));
        let area = turn(a, b, c);
        if area < 1e-9 {
            continue;
        }
        for y in 0..SIDE {
            for x in 0..SIDE {
                let p = (x as f64 + 0.5, y as f64 + 0.5);
                let mut weights = [0.0; 3];
                let inside =
                    [(b, c), (c, a), (a, b)]
                        .into_iter()
                        .enumerate()
                        .all(|(k, (from, to))| {
                            let side = turn(from, to, p);
                            weights[k] = side / area;
                            // A pixel on an edge belongs to what lies right of it or below.
                            let owns = to.1 < from.1 || (to.1 == from.1 && to.0 > from.0);
                            side > 1e-7 || (side.abs() <= 1e-7 && owns)
                        });
                if inside {
                    let part = |channel: usize| -> f64 {
                        (0..3)
                            .map(|k| weights[k] * f64::from(at[k].color.to_array()[channel]))
                            .sum()
                    };
                    let rest = 1.0 - part(3) / 255.0;
                    let pixel = &mut all[y * SIDE + x];
                    for (channel, value) in pixel.iter_mut().enumerate() {
                        *value = part(channel) as f32 + *value * rest as f32;
                    }
                }
            }
        }
    }
    all
}

fn by_egui(shape: &RectShape, per_point: f32) -> Mesh {
    let options = TessellationOptions::default();
    let mut tessellator = Tessellator::new(per_point, options, [1, 1], Vec::new());
    tessellator.set_clip_rect(Rect::EVERYTHING);
    let mut mesh = Mesh::with_texture(TextureId::default());
    tessellator.tessellate_rect(shape, &mut mesh);
    mesh
}

/// How much the pixels of the two differ: the most, and the mean over those that are drawn, in
/// steps of 255.
fn differ(shape: &RectShape, per_point: f32) -> (f32, f32) {
    let ours = pieces(shape, per_point).expect("it can be divided");
    let (ours, egui) = (
        drawn(&ours, per_point),
        drawn(&by_egui(shape, per_point), per_point),
    );
    let ground = GROUND.to_array();
    let (mut most, mut sum, mut count) = (0.0_f32, 0.0, 0.0);
    for (one, other) in ours.iter().zip(&egui) {
        let apart = (0..3).fold(0.0_f32, |most, k| most.max((one[k] - other[k]).abs()));
        most = most.max(apart);
        if (0..3).any(|k| (other[k] - f32::from(ground[k])).abs() > 1.0) {
            sum += apart;
            count += 1.0;
        }
    }
    assert!(count > 50.0, "something is drawn");
    (most, sum / count)
}

#[test]
fn pieces_look_as_what_egui_draws() {
    let rect = Rect::from_min_size(pos2(7.3, 9.6), vec2(52.4, 41.0));
    let fills = [
        Color32::from_rgb(200, 180, 90),
        Color32::from_rgba_unmultiplied(220, 240, 255, 40),
        Color32::TRANSPARENT,
    ];
    let line = Color32::from_rgb(90, 160, 250);
    let strokes = [
        Stroke::NONE,
        Stroke::new(1.0, line),
        Stroke::new(1.7, line),
        // Wider ones cross themselves in small corners where egui draws them.
        Stroke::new(2.0, line),
    ];
    let corners = [
        CornerRadius::ZERO,
        CornerRadius::same(3),
        CornerRadius::same(5),
        CornerRadius {
            nw: 12,
            sw: 12,
            ne: 3,
            se: 0,
        },
    ];
    let mut tried = 0;
    for per_point in [1.0, 1.5] {
        for fill in fills {
            for stroke in strokes {
                if fill == Color32::TRANSPARENT && stroke.is_empty() {
                    continue;
                }
                for corner in corners {
                    let shape = RectShape::new(rect, corner, fill, stroke, StrokeKind::Inside);
                    let (most, mean) = differ(&shape, per_point);
                    // Corners are bent a little otherwise; nothing else may differ.
                    assert!(
                        most < 64.0 && mean < 3.0,
                        "{most} {mean}: {shape:?} at {per_point}"
                    );
                    tried += 1;
                }
            }
        }
    }
    assert_eq!(tried, 2 * (4 * 2 + 3) * 4);
}

#[test]
fn outlines_around_an_edge_look_the_same_too() {
    let rect = Rect::from_min_size(pos2(10.0, 12.0), vec2(40.0, 30.0));
    let fill = Color32::from_rgb(200, 180, 90);
    for width in [1.0, 2.0] {
        let stroke = Stroke::new(width, Color32::WHITE);
        let shape = RectShape::new(rect, 4, fill, stroke, StrokeKind::Outside);
        let (most, mean) = differ(&shape, 1.0);
        assert!(most < 64.0 && mean < 3.0, "{most} {mean}: {shape:?}");
    }
}

#[test]
fn lines_look_the_same_too() {
    for per_point in [1.0, 1.5, 2.0] {
        let stroke = Stroke::new(1.0 / per_point, Color32::from_rgb(220, 230, 240));
        for [a, b] in [
            [pos2(4.0, 10.5), pos2(38.0, 10.5)],
            [pos2(38.3, 11.0), pos2(4.2, 11.0)],
            [pos2(12.0, 3.0), pos2(12.0, 40.0)],
        ] {
            let ours = drawn(
                &line([a, b], stroke, per_point).expect("it is plain"),
                per_point,
            );
            let options = TessellationOptions::default();
            let mut tessellator = Tessellator::new(per_point, options, [1, 1], Vec::new());
            tessellator.set_clip_rect(Rect::EVERYTHING);
            let mut mesh = Mesh::default();
            tessellator.tessellate_line_segment([a, b], stroke, &mut mesh);
            let egui = drawn(&mesh, per_point);
            for (place, (one, other)) in ours.iter().zip(&egui).enumerate() {
                let apart = (0..3).fold(0.0_f32, |most, k| most.max((one[k] - other[k]).abs()));
                assert!(
                    apart < 3.0,
                    "{a:?} {b:?} at {per_point}, pixel {place}: {one:?} {other:?}"
                );
            }
        }
    }
    let slanted = [pos2(1.0, 1.0), pos2(20.0, 2.0)];
    assert!(line(slanted, Stroke::new(1.0, Color32::WHITE), 1.0).is_none());
}

#[test]
fn what_cannot_be_divided_is_left_to_egui() {
    let rect = Rect::from_min_size(pos2(10.0, 12.0), vec2(40.0, 30.0));
    let plain = RectShape::filled(rect, 4, Color32::WHITE);
    assert!(pieces(&plain, 1.0).is_some());
    let thin = RectShape::filled(Rect::from_min_size(rect.min, vec2(40.0, 1.5)), 0, GROUND);
    let endless = RectShape::filled(Rect::EVERYTHING, 0, GROUND);
    let turned = plain.clone().with_angle(0.3);
    let between = plain.clone().with_round_to_pixels(false);
    let middle = RectShape::new(rect, 4, GROUND, (1.0, Color32::WHITE), StrokeKind::Middle);
    assert!(pieces(&middle, 1.0).is_none());
    let faint = RectShape::new(rect, 4, GROUND, (0.6, Color32::WHITE), StrokeKind::Inside);
    assert!(pieces(&faint, 1.0).is_none());
    for shape in [plain.with_blur_width(4.0), thin, endless, turned, between] {
        assert!(pieces(&shape, 1.0).is_none(), "{shape:?}");
    }
}

#[test]
fn a_large_rectangle_is_few_triangles() {
    let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(800.0, 600.0));
    let mesh = pieces(&RectShape::filled(rect, 0, GROUND), 1.0).expect("it can be divided");
    assert_eq!(mesh.indices.len(), 6);
    // No triangle that is both long and thin but along an edge: the corners stay small.
    let round = RectShape::new(rect, 6, GROUND, (1.0, Color32::WHITE), StrokeKind::Inside);
    let mesh = pieces(&round, 1.0).expect("it can be divided");
    let long = mesh.indices.chunks_exact(3).filter(|corners| {
        let mut bounds = Rect::NOTHING;
        for corner in *corners {
            bounds.extend_with(mesh.vertices[*corner as usize].pos);
        }
        bounds.width().max(bounds.height()) > 8.0
    });
    // Three squares inside, four lines of pixels.
    assert_eq!(long.count(), 2 * (3 + 4));
}
