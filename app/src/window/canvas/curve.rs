//! The shape of a wire: a cubic Bézier curve that leaves an output to the right and enters an
//! input from the left. One that goes back turns around at both ends and runs level in between,
//! where no box hides it.

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
    /// The height at which a wire that goes back runs.
    level: Option<f32>,
}

/// How far a wire that goes back reaches beyond its ends.
const TURN: f32 = 34.0;
/// The shares of such a wire that its turns take.
const FIRST: f32 = 0.3;
const LAST: f32 = 0.7;

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
            level: None,
        }
    }

    /// The course of a wire that goes back to the left, level at this height in between.
    pub fn around(from: Pos2, to: Pos2, level: f32) -> Self {
        let end = to - vec2(ARROW, 0.0);
        Self {
            start: from,
            out: from + vec2(TURN, 0.0),
            back: end - vec2(TURN, 0.0),
            end,
            level: Some(level),
        }
    }

    /// The point at `t` from 0 (start) to 1 (end).
    pub fn at(&self, t: f32) -> Pos2 {
        let Some(level) = self.level else {
            return cubic([self.start, self.out, self.back, self.end], t);
        };
        let below = |at: Pos2| pos2(at.x, level);
        // Turns reach further than their corners, so that they are round.
        let wide = vec2(TURN * 0.34, 0.0);
        let (out, back) = (self.out + wide, self.back - wide);
        if t < FIRST {
            let points = [self.start, out, below(out), below(self.start)];
            cubic(points, t / FIRST)
        } else if t <= LAST {
            let along = (t - FIRST) / (LAST - FIRST);
            below(self.start) + (below(self.end) - below(self.start)) * along
        } else {
            let points = [below(self.end), below(back), back, self.end];
            cubic(points, (t - LAST) / (1.0 - LAST))
        }
    }

    /// A box that holds the curve and its arrow head.
    pub fn bounds(&self) -> Rect {
        let tip = self.end + vec2(ARROW, 0.0);
        let mut bounds = Rect::from_points(&[self.start, self.out, self.back, tip]);
        if let Some(level) = self.level {
            bounds.extend_with_y(level);
            bounds = bounds.expand2(vec2(TURN * 0.34, 0.0));
        }
        bounds
    }

    /// How many straight pieces show the curve smoothly where a canvas unit has `zoom` points.
    pub fn pieces(&self, zoom: f32) -> u16 {
        let flat = (self.start.y - self.end.y).abs() < 0.5 && self.end.x >= self.start.x;
        if flat {
            return 1;
        }
        if let Some(level) = self.level {
            let around = (level - self.start.y).abs() + (level - self.end.y).abs();
            return ((around + 4.0 * TURN) * zoom / 5.0).clamp(8.0, 48.0) as u16;
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

/// A point of a cubic Bézier curve.
fn cubic([p, q, r, s]: [Pos2; 4], t: f32) -> Pos2 {
    let u = 1.0 - t;
    let (a, b, c, d) = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
    pos2(
        a * p.x + b * q.x + c * r.x + d * s.x,
        a * p.y + b * q.y + c * r.y + d * s.y,
    )
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
        let (from, to) = (pos2(300.0, 0.0), pos2(0.0, 40.0));
        for curve in [Curve::between(from, to), Curve::around(from, to, 120.0)] {
            for step in 0..=20_u16 {
                assert!(curve.bounds().contains(curve.at(f32::from(step) / 20.0)));
            }
        }
        let around = Curve::around(from, to, 120.0);
        assert_eq!(around.at(0.5).y, 120.0);
        assert_eq!((around.at(0.0), around.at(1.0)), (from, around.end));
    }
}
