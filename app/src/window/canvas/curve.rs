//! The shape of a wire: a cubic Bézier curve that leaves an output to the right and enters an
//! input from the left.

use egui::{Pos2, Rect, pos2, vec2};

/// How long the arrow head in front of an input is, in canvas units.
pub(super) const ARROW: f32 = 9.0;

/// A wire's course in canvas units. The arrow head follows `end` and is not part of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Curve {
    pub start: Pos2,
    pub out: Pos2,
    pub back: Pos2,
    pub end: Pos2,
}

impl Curve {
    /// The course from an output's place to an input's.
    pub fn between(from: Pos2, to: Pos2) -> Self {
        let end = to - vec2(ARROW, 0.0);
        let ahead = end.x - from.x;
        let reach = if ahead >= 0.0 {
            (ahead * 0.5).clamp(12.0, 180.0)
        } else {
            (40.0 - ahead * 0.3).min(150.0)
        };
        Self {
            start: from,
            out: from + vec2(reach, 0.0),
            back: end - vec2(reach, 0.0),
            end,
        }
    }

    /// The point at `t` from 0 (start) to 1 (end).
    pub fn at(&self, t: f32) -> Pos2 {
        let s = 1.0 - t;
        let (a, b, c, d) = (s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t);
        pos2(
            a * self.start.x + b * self.out.x + c * self.back.x + d * self.end.x,
            a * self.start.y + b * self.out.y + c * self.back.y + d * self.end.y,
        )
    }

    /// A box that holds the curve and its arrow head.
    pub fn bounds(&self) -> Rect {
        let tip = self.end + vec2(ARROW, 0.0);
        Rect::from_points(&[self.start, self.out, self.back, tip])
    }

    /// How many straight pieces show the curve smoothly where a canvas unit has `zoom` points.
    pub fn pieces(&self, zoom: f32) -> u16 {
        let flat = (self.start.y - self.end.y).abs() < 0.5 && self.end.x >= self.start.x;
        if flat {
            return 1;
        }
        let length = (self.start - self.out).length()
            + (self.out - self.back).length()
            + (self.back - self.end).length();
        (length * zoom / 9.0).clamp(1.0, 48.0) as u16
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
        let curve = Curve::between(pos2(300.0, 0.0), pos2(0.0, 40.0));
        for step in 0..=20_u16 {
            assert!(curve.bounds().contains(curve.at(f32::from(step) / 20.0)));
        }
    }
}
