//! A small picture of a part of a workflow: its nodes on a grid, by what they are, and its wires.
//! The distances of the canvas would leave nothing to be seen at this size.

use egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, Vec2, epaint::CubicBezierShape,
    pos2, vec2,
};

use super::{
    canvas::{NodeKind, Scene},
    theme::Colours,
};

/// Nodes farther apart than this, in canvas units, stand in different columns or rows.
const STEP: Vec2 = vec2(160.0, 110.0);

/// A node of a picture.
#[derive(Clone, Debug)]
struct Mark {
    column: f32,
    row: f32,
    kind: NodeKind,
    icon: &'static str,
}

/// A picture, worked out once and painted at any size.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    marks: Vec<Mark>,
    wires: Vec<(usize, usize)>,
    /// How many columns and rows there are.
    grid: Vec2,
}

impl Picture {
    /// The picture of a scene.
    pub fn of(scene: &Scene) -> Self {
        let places: Vec<Pos2> = scene.nodes().map(|node| node.pos).collect();
        let columns = ranks(places.iter().map(|at| at.x), STEP.x);
        let rows = ranks(places.iter().map(|at| at.y), STEP.y);
        let marks = scene.nodes().zip(columns.iter().zip(&rows));
        let marks: Vec<Mark> = marks
            .map(|(node, (column, row))| Mark {
                column: *column,
                row: *row,
                kind: node.kind,
                icon: node.icon,
            })
            .collect();
        let place = |id| scene.nodes().position(|node| node.id == id);
        let wires = scene.wires().filter_map(|wire| {
            let wire = &wire.id;
            Some((place(wire.from.node.clone())?, place(wire.to.node.clone())?))
        });
        let count = |ranks: &[f32]| ranks.iter().copied().fold(0.0, f32::max) + 1.0;
        Self {
            wires: wires.collect(),
            grid: vec2(count(&columns), count(&rows)),
            marks,
        }
    }

    /// How high the picture is at this width.
    pub fn height(&self, width: f32) -> f32 {
        let cell = self.cell(vec2(width, f32::INFINITY));
        cell.y * self.grid.y
    }

    /// The room of one node, with the space around it.
    fn cell(&self, room: Vec2) -> Vec2 {
        let width = (room.x / self.grid.x.max(1.0)).clamp(4.0, 46.0);
        let height = (room.y / self.grid.y.max(1.0)).clamp(4.0, 34.0);
        vec2(width, height.min(width * 0.85))
    }

    /// Paints the picture in the middle of a rectangle.
    pub fn paint(&self, painter: &Painter, rect: Rect, colours: &Colours) {
        let cell = self.cell(rect.size());
        let all = Rect::from_center_size(rect.center(), cell * self.grid);
        let box_size = vec2((cell.x * 0.62).max(3.0), (cell.y * 0.66).max(3.0));
        let middle =
            |mark: &Mark| all.min + vec2((mark.column + 0.5) * cell.x, (mark.row + 0.5) * cell.y);
        let stroke = Stroke::new((cell.x * 0.06).clamp(1.0, 1.6), colours.wire);
        for (from, to) in &self.wires {
            let (Some(from), Some(to)) = (self.marks.get(*from), self.marks.get(*to)) else {
                continue;
            };
            let start = middle(from) + vec2(box_size.x * 0.5, 0.0);
            let end = middle(to) - vec2(box_size.x * 0.5, 0.0);
            let reach = vec2(((end.x - start.x) * 0.5).clamp(2.0, 24.0), 0.0);
            let points = [start, start + reach, end - reach, end];
            let curve =
                CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke);
            painter.add(curve);
        }
        for mark in &self.marks {
            let place = Rect::from_center_size(middle(mark), box_size);
            let fill = colours.kind(mark.kind);
            painter.add(shape(mark.kind, place, fill));
            let size = box_size.min_elem() * 0.68;
            if size >= 12.0 {
                let font = FontId::proportional(size);
                painter.text(
                    place.center(),
                    Align2::CENTER_CENTER,
                    mark.icon,
                    font,
                    colours.on_fill,
                );
            }
        }
    }
}

/// A pill for triggers, corners cut off for logic, a box for actions, as told apart without colours.
fn shape(kind: NodeKind, rect: Rect, fill: Color32) -> Shape {
    let corner = match kind {
        NodeKind::Trigger => rect.height() * 0.5,
        NodeKind::Action => (rect.height() * 0.2).min(4.0),
        NodeKind::Logic => {
            let cut = (rect.height() * 0.5).min(rect.width() * 0.3);
            let (left, right, y) = (rect.left(), rect.right(), rect.center().y);
            let points = vec![
                pos2(left, y),
                pos2(left + cut, rect.top()),
                pos2(right - cut, rect.top()),
                pos2(right, y),
                pos2(right - cut, rect.bottom()),
                pos2(left + cut, rect.bottom()),
            ];
            return Shape::convex_polygon(points, fill, Stroke::NONE);
        }
    };
    Shape::rect_filled(rect, corner, fill)
}

/// The place of each value among those that are at least a step apart, from 0.
fn ranks(values: impl Iterator<Item = f32>, step: f32) -> Vec<f32> {
    let values: Vec<f32> = values.collect();
    let mut sorted = values.clone();
    sorted.sort_by(f32::total_cmp);
    let mut begins: Vec<f32> = Vec::new();
    for value in sorted {
        if begins.last().is_none_or(|begin| value - begin >= step) {
            begins.push(value);
        }
    }
    values
        .iter()
        .map(|value| {
            begins
                .partition_point(|begin| begin <= value)
                .saturating_sub(1) as f32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::ranks;

    #[test]
    fn what_is_close_together_stands_in_one_column() {
        let values = [900.0, 0.0, 40.0, 1_340.0, 880.0];
        assert_eq!(ranks(values.into_iter(), 160.0), [1.0, 0.0, 0.0, 2.0, 1.0]);
        assert_eq!(ranks(std::iter::empty(), 160.0), [0.0; 0]);
    }
}
