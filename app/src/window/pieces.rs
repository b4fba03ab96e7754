//! Rectangles in pieces that cost little where no graphics card draws.
//!
//! egui fills a round rectangle with a fan of triangles from one of its points. On the screen that
//! is the same as any other division, but a software renderer works on small blocks of pixels and
//! draws each block once for every triangle that touches it: the slivers of the fan made up most
//! of the cost of a frame. Here a rectangle is a few large squares, lines of whole pixels and four
//! small corners, with the same colours at the same pixels.

use egui::{
    Color32, Context, FullOutput, Mesh, Plugin, Pos2, Rect, Shape, Stroke, StrokeKind, TextureId,
    TextureOptions, emath::GuiRounding as _, epaint::RectShape, pos2,
};

/// What divides all rectangles of a frame before they are drawn.
pub(super) struct Pieces;

impl Plugin for Pieces {
    fn debug_name(&self) -> &'static str {
        "rectangles in pieces"
    }

    fn setup(&mut self, ctx: &Context) {
        // Ready-made discs are stretched, which the nearest point of the font makes jagged.
        ctx.tessellation_options_mut(|options| options.prerasterized_discs = false);
    }

    fn output_hook(&mut self, _ctx: &Context, output: &mut FullOutput) {
        // Letters lie on whole pixels, where the nearest point of the font is the same as a mean
        // of four and takes a third of the work.
        for (texture, deltas) in &mut output.textures_delta.set {
            if *texture == TextureId::default() {
                for delta in deltas {
                    delta.options = TextureOptions::NEAREST;
                }
            }
        }
        for clipped in &mut output.shapes {
            divide(
                &mut clipped.shape,
                clipped.clip_rect,
                output.pixels_per_point,
            );
        }
    }
}

fn divide(shape: &mut Shape, seen: Rect, per_point: f32) {
    match shape {
        Shape::Vec(all) => {
            for one in all {
                divide(one, seen, per_point);
            }
        }
        Shape::Rect(rect) if rect.visual_bounding_rect().intersects(seen) => {
            if let Some(mesh) = pieces(rect, per_point) {
                *shape = Shape::mesh(mesh);
            }
        }
        Shape::LineSegment { points, stroke } => {
            let room = Rect::from_two_pos(points[0], points[1]).expand(stroke.width);
            let line = line(*points, *stroke, per_point).filter(|_| room.intersects(seen));
            if let Some(mesh) = line {
                *shape = Shape::mesh(mesh);
            }
        }
        _ => (),
    }
}

/// A level or upright line of one pixel as the pixels it is made of; nothing for any other.
fn line([a, b]: [Pos2; 2], stroke: Stroke, per_point: f32) -> Option<Mesh> {
    let width = stroke.width * per_point;
    let plain = a.is_finite() && b.is_finite() && !stroke.is_empty();
    if !plain || !(0.9..1.1).contains(&width) {
        return None;
    }
    let centre = |at: f32| (at * per_point - 0.5).round() + 0.5;
    // Where egui ends a line: half a pixel less, so that one that ends between two pixels does not
    // take the second.
    let along = |from: f32, to: f32| {
        let (low, high) = if from < to { (from, to) } else { (to, from) };
        let quarter = 0.25 / per_point;
        (centre(low + quarter) - 0.5, centre(high - quarter) + 0.5)
    };
    let mut pen = Pen {
        mesh: Mesh::default(),
        point: per_point.recip(),
    };
    if a.x == b.x {
        let (top, bottom) = along(a.y, b.y);
        let x = centre(a.x);
        pen.patch([x - 0.5, top, x + 0.5, bottom], stroke.color);
    } else if a.y == b.y {
        let (left, right) = along(a.x, b.x);
        let y = centre(a.y);
        pen.patch([left, y - 0.5, right, y + 0.5], stroke.color);
    } else {
        return None;
    }
    Some(pen.mesh)
}

/// A rectangle on whole pixels, in pixels.
struct Outline {
    rect: Rect,
    /// Of its corners, from the left top one clockwise.
    radii: [f32; 4],
}

/// The pieces of a rectangle; nothing where it has to be left to egui: turned, blurred, with a
/// picture in it, not on whole pixels, or too small to be divided.
fn pieces(shape: &RectShape, per_point: f32) -> Option<Mesh> {
    let stroked = !shape.stroke.is_empty();
    let plain = shape.brush.is_none() && shape.angle == 0.0 && shape.blur_width == 0.0;
    // A transparent stroke that has a width takes room from the fill.
    let unseen = !stroked && shape.stroke.width > 0.0;
    if !plain || unseen || shape.round_to_pixels == Some(false) {
        return None;
    }
    let width = if stroked {
        shape.stroke.width * per_point
    } else {
        0.0
    };
    let outline = outline(shape, width, per_point)?;
    let stops = Stops::new(width, shape.stroke.color, shape.fill);
    let mut pen = Pen {
        mesh: Mesh::default(),
        point: per_point.recip(),
    };
    let edges = stops.pixels();
    let rows = edges.len() as f32;
    // All that is not straight, and that is not filled alone, lies in the corners.
    let square = !stroked && outline.radii == [0.0; 4];
    let least = if square { 0.0 } else { stops.last().ceil() };
    let side = outline.radii.iter().copied().fold(least, f32::max);
    let Rect { min, max } = outline.rect;
    if max.x - min.x < 2.0 * side || max.y - min.y < 2.0 * side {
        return None;
    }
    let inner = outline.rect.shrink(side);
    for (row, colour) in edges.iter().enumerate() {
        let (near, far) = (row as f32, row as f32 + 1.0);
        let (l, t, r, b) = (inner.left(), inner.top(), inner.right(), inner.bottom());
        pen.patch([l, min.y + near, r, min.y + far], *colour);
        pen.patch([l, max.y - far, r, max.y - near], *colour);
        pen.patch([min.x + near, t, min.x + far, b], *colour);
        pen.patch([max.x - far, t, max.x - near, b], *colour);
    }
    let (l, r) = (inner.left(), inner.right());
    pen.patch([l, min.y + rows, r, max.y - rows], shape.fill);
    pen.patch([min.x + rows, inner.top(), l, inner.bottom()], shape.fill);
    pen.patch([r, inner.top(), max.x - rows, inner.bottom()], shape.fill);
    if side > 0.0 {
        let corners = [
            (min, 1.0, 1.0),
            (pos2(max.x, min.y), -1.0, 1.0),
            (max, -1.0, -1.0),
            (pos2(min.x, max.y), 1.0, -1.0),
        ];
        for ((at, x, y), radius) in corners.into_iter().zip(outline.radii) {
            let place = |u: f32, v: f32| pos2(at.x + x * u, at.y + y * v);
            pen.corner(radius, side, &stops, place);
        }
    }
    Some(pen.mesh)
}

/// The outer edge of what is drawn, as egui would place it.
fn outline(shape: &RectShape, width: f32, per_point: f32) -> Option<Outline> {
    if !shape.rect.is_finite() {
        return None;
    }
    let grown = match shape.stroke_kind {
        // Such an edge is not between pixels, so there are no lines of whole ones.
        StrokeKind::Middle if width > 0.0 => return None,
        StrokeKind::Inside | StrokeKind::Middle => 0.0,
        StrokeKind::Outside => width,
    };
    let rect = shape.rect.round_to_pixels(per_point);
    let exact = Rect::from_min_max(
        pos2(rect.min.x * per_point, rect.min.y * per_point),
        pos2(rect.max.x * per_point, rect.max.y * per_point),
    )
    .expand(grown);
    let rect = Rect::from_min_max(exact.min.round(), exact.max.round());
    let off = (rect.min - exact.min)
        .abs()
        .max((rect.max - exact.max).abs());
    let smallest = rect.width().min(rect.height());
    // What is thinner than this is a line for egui.
    let thin = smallest <= (2.0 * width + 0.5).max(2.0);
    // And a line that is thinner than a pixel fades into the pixels beside it.
    let faint = width > 0.0 && width <= 0.9;
    if off.max_elem() > 0.02 || thin || faint {
        return None;
    }
    let corners = shape.corner_radius;
    let radii = [corners.nw, corners.ne, corners.se, corners.sw].map(|radius| {
        if radius == 0 {
            return 0.0;
        }
        // egui rounds corners a little more than it was told, and the inside of a stroke as well.
        let round = (f32::from(radius) + 0.4) * per_point + grown;
        round.max(width + 0.1).min(0.5 * smallest)
    });
    Some(Outline { rect, radii })
}

/// The colours from the outer edge inwards: at each distance, in pixels, the colour; in between
/// they run into one another.
struct Stops(Vec<(f32, Color32)>);

impl Stops {
    fn new(width: f32, stroke: Color32, fill: Color32) -> Self {
        let clear = Color32::TRANSPARENT;
        Self(if width == 0.0 {
            vec![(-0.5, clear), (0.5, fill)]
        } else if width <= 1.1 {
            vec![(-0.5, clear), (0.5, stroke), (width + 0.5, fill)]
        } else {
            vec![
                (-0.5, clear),
                (0.5, stroke),
                (width - 0.5, stroke),
                (width + 0.5, fill),
            ]
        })
    }

    /// Where it is only filled.
    fn last(&self) -> f32 {
        self.0.last().map_or(0.0, |(at, _)| *at)
    }

    /// The colours of the pixels along a straight edge, up to the first that is only filled.
    fn pixels(&self) -> Vec<Color32> {
        let count = (self.last() - 0.5).max(0.0).ceil() as usize;
        (0..count).map(|row| self.at(row as f32 + 0.5)).collect()
    }

    fn at(&self, distance: f32) -> Color32 {
        let mut before: Option<(f32, Color32)> = None;
        for (at, colour) in &self.0 {
            if distance <= *at {
                return match before {
                    Some((from, first)) if *at > from => {
                        first.lerp_to_gamma(*colour, (distance - from) / (at - from))
                    }
                    _ => *colour,
                };
            }
            before = Some((*at, *colour));
        }
        before.map_or(Color32::TRANSPARENT, |(_, colour)| colour)
    }
}

/// In how many pieces a corner of this radius, in pixels, is bent: none of them is further from the
/// arc than a seventh of a pixel. Each costs a renderer more than the pixels in it.
fn steps(radius: f32) -> usize {
    if radius <= 0.0 {
        return 0;
    }
    let half = (1.0 - 0.15 / radius).max(0.0).acos();
    (std::f32::consts::FRAC_PI_4 / half).ceil().clamp(2.0, 32.0) as usize
}

struct Pen {
    mesh: Mesh,
    /// The size of a pixel, in points.
    point: f32,
}

impl Pen {
    fn vertex(&mut self, at: Pos2, colour: Color32) -> u32 {
        let index = self.mesh.vertices.len() as u32;
        let at = pos2(at.x * self.point, at.y * self.point);
        self.mesh.colored_vertex(at, colour);
        index
    }

    /// Left, top, right and bottom, in pixels.
    fn patch(&mut self, [l, t, r, b]: [f32; 4], colour: Color32) {
        if colour == Color32::TRANSPARENT || r <= l || b <= t {
            return;
        }
        let at = |x: f32, y: f32| pos2(x * self.point, y * self.point);
        let rect = Rect::from_min_max(at(l, t), at(r, b));
        self.mesh.add_colored_rect(rect, colour);
    }

    /// A corner in a square of this side; `place` gives a point from its distances from the two
    /// edges.
    fn corner(&mut self, radius: f32, side: f32, stops: &Stops, place: impl Fn(f32, f32) -> Pos2) {
        let steps = steps(radius);
        let short = radius < side - 0.01;
        let mut former: Vec<u32> = Vec::new();
        let mut inner = Color32::TRANSPARENT;
        for (distance, colour) in &stops.0 {
            let round = radius - distance;
            let mut line = Vec::with_capacity(steps + 3);
            if short {
                line.push(self.vertex(place(*distance, side), *colour));
            }
            for step in 0..=steps {
                let (u, v) = if round <= 0.0 || steps == 0 {
                    (*distance, *distance)
                } else {
                    let angle = std::f32::consts::FRAC_PI_2 * step as f32 / steps as f32;
                    let (sin, cos) = angle.sin_cos();
                    (radius - round * cos, radius - round * sin)
                };
                line.push(self.vertex(place(u, v), *colour));
            }
            if short {
                line.push(self.vertex(place(side, *distance), *colour));
            }
            for (one, other) in former.windows(2).zip(line.windows(2)) {
                if let ([a, b], [c, d]) = (one, other) {
                    self.mesh.add_triangle(*a, *b, *c);
                    self.mesh.add_triangle(*b, *c, *d);
                }
            }
            former = line;
            inner = *colour;
        }
        if inner == Color32::TRANSPARENT {
            return;
        }
        let middle = self.vertex(place(side, side), inner);
        for pair in former.windows(2) {
            if let [a, b] = pair {
                self.mesh.add_triangle(middle, *a, *b);
            }
        }
    }
}

#[cfg(test)]
mod tests;
