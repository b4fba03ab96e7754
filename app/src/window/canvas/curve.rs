//! The shape of a wire on the canvas, which the engine works out for pictures as well.

use egui::{Pos2, Rect, pos2, vec2};
use misp_flow_engine::course::{self, Bounds, Course};

/// How long the arrow head in front of an input is, in canvas units.
pub(super) const ARROW: f32 = course::ARROW;

/// A wire's course in canvas units. The arrow head follows `end` and is not part of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Curve {
    pub start: Pos2,
    pub end: Pos2,
    course: Course,
}

impl From<Course> for Curve {
    fn from(course: Course) -> Self {
        Self {
            start: course.start.into(),
            end: course.end.into(),
            course,
        }
    }
}

/// A box as the engine has it.
pub(super) fn edges(rect: Rect) -> Bounds {
    Bounds {
        left: rect.left(),
        top: rect.top(),
        right: rect.right(),
        bottom: rect.bottom(),
    }
}

/// A box of the engine.
pub(super) fn rect(bounds: Bounds) -> Rect {
    Rect::from_min_max(
        pos2(bounds.left, bounds.top),
        pos2(bounds.right, bounds.bottom),
    )
}

impl Curve {
    /// The course between two places with nothing in the way.
    pub fn between(from: Pos2, to: Pos2) -> Self {
        Course::between(from.into(), to.into()).into()
    }

    /// The point at `t` from 0 (start) to 1 (end).
    pub fn at(&self, t: f32) -> Pos2 {
        self.course.at(t).into()
    }

    /// A box that holds the curve and its arrow head.
    pub fn bounds(&self) -> Rect {
        rect(self.course.bounds())
    }

    /// How many straight pieces show the curve smoothly where a canvas unit has `zoom` points.
    pub fn pieces(&self, zoom: f32) -> u16 {
        let flat = (self.start.y - self.end.y).abs() < 0.5 && self.end.x >= self.start.x;
        if flat {
            return 1;
        }
        let length = self.course.length() * zoom;
        if self.course.level.is_some() {
            // Two turns and what is level in between.
            return 2 * (length / 10.0).clamp(4.0, 23.0) as u16 + 1;
        }
        (length / 9.0).clamp(1.0, 48.0) as u16
    }

    /// Where the piece of this number, from 0, begins, from 0 (start) to 1 (end), of so many.
    pub fn begin(&self, piece: u16, pieces: u16) -> f32 {
        if self.course.level.is_none() {
            return f32::from(piece) / f32::from(pieces);
        }
        let turn = pieces / 2;
        // A turn is bent where it begins and ends, and nearly straight in between, the longer the
        // more.
        let along = |step: u16| {
            let part = f32::from(step) / f32::from(turn.max(1));
            0.5 - 0.5 * (part * std::f32::consts::PI).cos()
        };
        if piece <= turn {
            course::FIRST * along(piece)
        } else {
            course::LAST + (1.0 - course::LAST) * along(piece - turn - 1)
        }
    }

    /// The distance from a point to the curve, in canvas units.
    pub fn distance(&self, to: Pos2) -> f32 {
        let mut nearest = f32::INFINITY;
        let mut last = self.start;
        for step in 1..=24_u16 {
            let next = self.at(f32::from(step) / 24.0);
            nearest = nearest.min(segment_distance(last, next, to));
            last = next;
        }
        nearest.min(segment_distance(last, last + vec2(ARROW, 0.0), to))
    }
}

fn segment_distance(a: Pos2, b: Pos2, p: Pos2) -> f32 {
    let along = b - a;
    let square = along.length_sq();
    let t = if square > 0.0 {
        ((p - a).dot(along) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (a + along * t - p).length()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sharpest bend between two pieces, in degrees.
    fn sharpest(curve: &Curve, zoom: f32) -> f32 {
        let pieces = curve.pieces(zoom);
        let points: Vec<Pos2> = (0..=pieces)
            .map(|piece| curve.at(curve.begin(piece, pieces)))
            .collect();
        let ways: Vec<_> = points.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let bends = ways.windows(2).map(|pair| {
            let cosine = pair[0].normalized().dot(pair[1].normalized());
            cosine.clamp(-1.0, 1.0).acos().to_degrees()
        });
        bends.fold(0.0, f32::max)
    }

    #[test]
    fn long_wires_that_go_back_are_bent_smoothly() {
        for drop in [60.0, 400.0, 1_500.0, 4_000.0] {
            let from = pos2(800.0, 0.0);
            let course = Course::around(from.into(), pos2(0.0, drop).into(), drop * 0.5);
            let curve = Curve::from(course);
            assert!(curve.begin(0, curve.pieces(1.0)).abs() < 1e-6);
            let last = curve.pieces(1.0);
            assert!((curve.begin(last, last) - 1.0).abs() < 1e-6);
            let bend = sharpest(&curve, 1.0);
            assert!(bend < 40.0, "{bend}° where it goes down by {drop}");
        }
    }

    #[test]
    fn starts_at_the_output_and_stops_an_arrow_before_the_input() {
        let curve = Curve::between(pos2(0.0, 0.0), pos2(200.0, 100.0));
        assert_eq!(curve.at(0.0), pos2(0.0, 0.0));
        assert_eq!(curve.at(1.0), pos2(200.0 - ARROW, 100.0));
        assert!(curve.bounds().contains(pos2(200.0, 100.0)));
    }

    #[test]
    fn distance_is_small_on_the_curve_and_large_off_it() {
        let curve = Curve::between(pos2(0.0, 0.0), pos2(200.0, 100.0));
        assert!(curve.distance(curve.at(0.37)) < 1.0);
        assert!(curve.distance(pos2(100.0, -80.0)) > 60.0);
    }

    #[test]
    fn a_wire_that_goes_back_stays_in_its_box() {
        let (from, to) = (pos2(300.0, 0.0), pos2(0.0, 40.0));
        let around = Curve::from(Course::around(from.into(), to.into(), 120.0));
        for curve in [Curve::between(from, to), around] {
            for step in 0..=20_u16 {
                assert!(curve.bounds().contains(curve.at(f32::from(step) / 20.0)));
            }
        }
        assert_eq!(around.at(0.5).y, 120.0);
        assert_eq!((around.at(0.0), around.at(1.0)), (from, around.end));
    }
}
