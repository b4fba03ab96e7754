//! Lines and patches straight into a mesh, with soft edges.

use egui::{Color32, Mesh, Pos2, Rect, Vec2, vec2};

/// A patch without soft edges.
pub(super) fn quad(mesh: &mut Mesh, rect: Rect, colour: Color32) {
    mesh.add_colored_rect(rect, colour);
}

/// A convex polygon without soft edges.
pub(super) fn polygon<const N: usize>(mesh: &mut Mesh, points: [Pos2; N], colour: Color32) {
    let first = mesh.vertices.len() as u32;
    for point in points {
        mesh.colored_vertex(point, colour);
    }
    for corner in 2..N as u32 {
        mesh.add_triangle(first, first + corner - 1, first + corner);
    }
}

/// A line through these points, `width` points wide, that fades out over one pixel on both sides.
/// A line thinner than a pixel is a pixel wide and fainter.
pub(super) fn line(mesh: &mut Mesh, points: &[Pos2], width: f32, colour: Color32, pixel: f32) {
    let (solid, colour) = if width > pixel {
        ((width - pixel) * 0.5, colour)
    } else {
        (0.0, colour.gamma_multiply((width / pixel).max(0.15)))
    };
    let soft = solid + pixel;
    let mut before: Option<Pos2> = None;
    let mut joined = false;
    for (index, point) in points.iter().enumerate() {
        let next = points.get(index + 1).copied();
        let along = next.unwrap_or(*point) - before.unwrap_or(*point);
        let normal = normal(along);
        let first = mesh.vertices.len() as u32;
        mesh.colored_vertex(*point - normal * soft, Color32::TRANSPARENT);
        mesh.colored_vertex(*point - normal * solid, colour);
        mesh.colored_vertex(*point + normal * solid, colour);
        mesh.colored_vertex(*point + normal * soft, Color32::TRANSPARENT);
        if joined {
            for side in 0..3 {
                let (a, b) = (first - 4 + side, first + side);
                mesh.add_triangle(a, a + 1, b);
                mesh.add_triangle(a + 1, b + 1, b);
            }
        }
        joined = true;
        before = Some(*point);
    }
}

fn normal(along: Vec2) -> Vec2 {
    let length = along.length();
    if length > 0.0 {
        vec2(-along.y, along.x) / length
    } else {
        Vec2::ZERO
    }
}

/// An arrow head that points to the right, with soft edges.
pub(super) fn arrow(mesh: &mut Mesh, tip: Pos2, size: Vec2, colour: Color32, pixel: f32) {
    let back = tip - vec2(size.x, 0.0);
    let half = vec2(0.0, size.y * 0.5);
    let corners = [back - half, tip, back + half];
    polygon(mesh, corners, colour);
    let [upper, tip, lower] = corners;
    for (a, b) in [(upper, tip), (tip, lower), (lower, upper)] {
        // Clockwise on a y-down canvas: outside is to the left of the way.
        let out = -normal(b - a) * pixel;
        let first = mesh.vertices.len() as u32;
        mesh.colored_vertex(a, colour);
        mesh.colored_vertex(b, colour);
        mesh.colored_vertex(b + out, Color32::TRANSPARENT);
        mesh.colored_vertex(a + out, Color32::TRANSPARENT);
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first, first + 2, first + 3);
    }
}
