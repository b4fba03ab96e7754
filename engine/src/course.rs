//! The course of a wire, on the canvas as in pictures: a cubic Bézier curve that leaves an output
//! to the right and enters an input from the left. One that goes back turns around at both ends
//! and runs level in between, where no box hides it.

/// A place in canvas units, to the right and down.
pub type Place = [f32; 2];

/// How long the arrow head in front of an input is, in canvas units.
pub const ARROW: f32 = 9.0;

/// A wire that goes less far to the right than this is led around the boxes.
const BACK: f32 = -60.0;
/// How far below boxes such a wire runs.
const CLEAR: f32 = 34.0;
/// The least gap between two boxes that it goes through.
const LEAST_GAP: f32 = 24.0;
/// Over more than this, what stands in between is not looked at.
const LONG: f32 = 6_000.0;
/// How far a wire that goes back reaches beyond its ends.
const TURN: f32 = 34.0;
/// Its turns reach further than their corners by this, so that they are round.
const WIDE: f32 = TURN * 0.34;
/// The shares of such a wire that its turns take.
pub const FIRST: f32 = 0.3;
/// Where its last turn begins.
pub const LAST: f32 = 0.7;

/// A rectangle by its edges, in canvas units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The left edge.
    pub left: f32,
    /// The upper edge.
    pub top: f32,
    /// The right edge.
    pub right: f32,
    /// The lower edge.
    pub bottom: f32,
}

impl Bounds {
    /// Whether the two share a point.
    pub fn touches(self, other: Self) -> bool {
        self.left <= other.right
            && other.left <= self.right
            && self.top <= other.bottom
            && other.top <= self.bottom
    }

    fn around(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    fn grown(self, by: f32) -> Self {
        Self {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }

    fn with(self, [x, y]: Place) -> Self {
        self.around(Self {
            left: x,
            top: y,
            right: x,
            bottom: y,
        })
    }
}

/// A wire's course. The arrow head follows `end` and is not part of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Course {
    /// Where it leaves the output.
    pub start: Place,
    /// The handle of the start.
    pub out: Place,
    /// The handle of the end.
    pub back: Place,
    /// Where the arrow head begins.
    pub end: Place,
    /// The height at which a wire that goes back runs.
    pub level: Option<f32>,
}

/// A part of a course, from where the last one ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Piece {
    /// A cubic Bézier curve by its handles and its end.
    Cubic([Place; 3]),
    /// A straight line to this place.
    Line(Place),
}

impl Course {
    /// The course from the place of an output of the node with the box `first` to that of an input
    /// of the one with the box `last`. `lowest` gives the lowest edge of all boxes that touch an
    /// area; it is asked only for a wire that goes back.
    pub fn new(
        from: Place,
        to: Place,
        first: Bounds,
        last: Bounds,
        lowest: impl FnMut(Bounds) -> Option<f32>,
    ) -> Self {
        if to[0] - from[0] > BACK {
            return Self::between(from, to);
        }
        Self::around(from, to, level(first, last, lowest))
    }

    /// The course between two places with nothing in the way.
    pub fn between(from: Place, to: Place) -> Self {
        let ([x, y], [tip, end_y]) = (from, to);
        let end = tip - ARROW;
        let ahead = end - x;
        let reach = if ahead >= 0.0 {
            (ahead * 0.5).clamp(12.0, 180.0)
        } else {
            (40.0 - ahead * 0.3).min(150.0)
        };
        Self {
            start: from,
            out: [x + reach, y],
            back: [end - reach, end_y],
            end: [end, end_y],
            level: None,
        }
    }

    /// The course of a wire that goes back to the left, level at this height in between.
    pub fn around(from: Place, to: Place, level: f32) -> Self {
        let ([x, y], [tip, end_y]) = (from, to);
        let end = tip - ARROW;
        Self {
            start: from,
            out: [x + TURN, y],
            back: [end - TURN, end_y],
            end: [end, end_y],
            level: Some(level),
        }
    }

    /// The point at `t` from 0 (start) to 1 (end).
    pub fn at(&self, t: f32) -> Place {
        let Some(level) = self.level else {
            return cubic([self.start, self.out, self.back, self.end], t);
        };
        let (under_start, under_end) = ([self.start[0], level], [self.end[0], level]);
        if t < FIRST {
            let [one, other, to] = self.first_turn(level);
            cubic([self.start, one, other, to], t / FIRST)
        } else if t <= LAST {
            let along = (t - FIRST) / (LAST - FIRST);
            [
                under_start[0] + (under_end[0] - under_start[0]) * along,
                level,
            ]
        } else {
            let [one, other, to] = self.last_turn(level);
            cubic([under_end, one, other, to], (t - LAST) / (1.0 - LAST))
        }
    }

    /// The same course in pieces that drawing programs know, from its start on.
    pub fn pieces(&self) -> Vec<Piece> {
        match self.level {
            None => vec![Piece::Cubic([self.out, self.back, self.end])],
            Some(level) => vec![
                Piece::Cubic(self.first_turn(level)),
                Piece::Line([self.end[0], level]),
                Piece::Cubic(self.last_turn(level)),
            ],
        }
    }

    fn first_turn(&self, level: f32) -> [Place; 3] {
        let x = self.out[0] + WIDE;
        [[x, self.out[1]], [x, level], [self.start[0], level]]
    }

    fn last_turn(&self, level: f32) -> [Place; 3] {
        let x = self.back[0] - WIDE;
        [[x, level], [x, self.back[1]], self.end]
    }

    /// A box that holds the course and its arrow head.
    pub fn bounds(&self) -> Bounds {
        let [x, y] = self.start;
        let start = Bounds {
            left: x,
            top: y,
            right: x,
            bottom: y,
        };
        let tip = [self.end[0] + ARROW, self.end[1]];
        let bounds = start.with(self.out).with(self.back).with(tip);
        match self.level {
            None => bounds,
            Some(level) => {
                let bounds = bounds.with([x, level]);
                Bounds {
                    left: bounds.left - WIDE,
                    right: bounds.right + WIDE,
                    ..bounds
                }
            }
        }
    }

    /// About as long as the course is: what its turns come to, or its handles.
    pub fn length(&self) -> f32 {
        if let Some(level) = self.level {
            return (level - self.start[1]).abs() + (level - self.end[1]).abs() + 4.0 * TURN;
        }
        let apart = |[a, b]: Place, [c, d]: Place| (a - c).hypot(b - d);
        apart(self.start, self.out) + apart(self.out, self.back) + apart(self.back, self.end)
    }
}

/// The height at which a wire from one node back to another is hidden by neither: between them
/// where one stands below the other, and else below all that stands between them.
fn level(from: Bounds, to: Bounds, mut lowest: impl FnMut(Bounds) -> Option<f32>) -> f32 {
    let (upper, lower) = if from.top + from.bottom < to.top + to.bottom {
        (from, to)
    } else {
        (to, from)
    };
    let gap = lower.top - upper.bottom;
    if gap >= LEAST_GAP {
        return upper.bottom + gap * 0.5;
    }
    let mut band = from.around(to);
    if band.right - band.left > LONG {
        return band.bottom + CLEAR;
    }
    // What stands further down may be reached only by what was found before.
    for _ in 0..4 {
        let found = lowest(band.grown(CLEAR * 0.5)).unwrap_or(band.bottom);
        if found <= band.bottom {
            break;
        }
        band.bottom = found;
    }
    band.bottom + CLEAR
}

/// A point of a cubic Bézier curve.
fn cubic([p, q, r, s]: [Place; 4], t: f32) -> Place {
    let u = 1.0 - t;
    let (a, b, c, d) = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
    [
        a * p[0] + b * q[0] + c * r[0] + d * s[0],
        a * p[1] + b * q[1] + c * r[1] + d * s[1],
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(left: f32, top: f32) -> Bounds {
        Bounds {
            left,
            top,
            right: left + 250.0,
            bottom: top + 90.0,
        }
    }

    #[test]
    fn the_pieces_are_the_course() {
        let around = Course::around([300.0, 0.0], [0.0, 40.0], 120.0);
        let pieces = around.pieces();
        assert_eq!(pieces[1], Piece::Line([around.end[0], 120.0]));
        let Piece::Cubic([.., end]) = pieces[2] else {
            panic!("{pieces:?}")
        };
        assert_eq!(end, around.end);
        assert_eq!(around.at(1.0), end);
        assert_eq!(around.at(0.5)[1], 120.0);
    }

    #[test]
    fn a_wire_that_goes_back_passes_below_what_is_in_its_way() {
        let (first, last, between) = (area(800.0, 0.0), area(0.0, 0.0), area(400.0, 60.0));
        let course = Course::new([1054.0, 20.0], [-4.0, 20.0], first, last, |band| {
            band.touches(between).then_some(between.bottom)
        });
        assert_eq!(course.level, Some(between.bottom + CLEAR));
        let ahead = Course::new([254.0, 20.0], [396.0, 20.0], last, between, |_| None);
        assert_eq!(ahead.level, None);
    }
}
