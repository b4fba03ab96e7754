//! Lining boxes up, and giving them even gaps.

use super::Area;
use crate::workflow::Position;

/// What boxes have in common once they are lined up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alignment {
    /// Their left edges.
    Left,
    /// Their centres, from left to right.
    Centre,
    /// Their right edges.
    Right,
    /// Their top edges.
    Top,
    /// Their middles, from top to bottom.
    Middle,
    /// Their bottom edges.
    Bottom,
}

/// A direction of the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// From left to right.
    Horizontal,
    /// From top to bottom.
    Vertical,
}

impl Axis {
    fn start(self, area: &Area) -> f64 {
        match self {
            Self::Horizontal => area.at.x,
            Self::Vertical => area.at.y,
        }
    }

    fn length(self, area: &Area) -> f64 {
        match self {
            Self::Horizontal => area.width,
            Self::Vertical => area.height,
        }
    }

    fn end(self, area: &Area) -> f64 {
        self.start(area) + self.length(area)
    }

    fn moved(self, area: &Area, to: f64) -> Position {
        match self {
            Self::Horizontal => Position::new(to.round(), area.at.y),
            Self::Vertical => Position::new(area.at.x, to.round()),
        }
    }
}

/// Where boxes stand once they are lined up with what surrounds them all: its left edge, its
/// centre, and so on. Places are rounded to whole units. In the other direction only boxes move that
/// would lie on another.
pub fn align(areas: &[Area], to: Alignment) -> Vec<Position> {
    let axis = match to {
        Alignment::Left | Alignment::Centre | Alignment::Right => Axis::Horizontal,
        Alignment::Top | Alignment::Middle | Alignment::Bottom => Axis::Vertical,
    };
    let low = areas.iter().map(|area| axis.start(area));
    let low = low.fold(f64::INFINITY, f64::min);
    let high = areas.iter().map(|area| axis.end(area));
    let high = high.fold(f64::NEG_INFINITY, f64::max);
    let place = |area: &Area| match to {
        Alignment::Left | Alignment::Top => low,
        Alignment::Centre | Alignment::Middle => (low + high - axis.length(area)) / 2.0,
        Alignment::Right | Alignment::Bottom => high - axis.length(area),
    };
    let places = areas.iter().map(|area| axis.moved(area, place(area)));
    let areas: Vec<Area> = areas
        .iter()
        .zip(places)
        .map(|(area, at)| Area { at, ..*area })
        .collect();
    let across = match axis {
        Axis::Horizontal => Axis::Vertical,
        Axis::Vertical => Axis::Horizontal,
    };
    apart(&areas, across)
}

/// Between boxes that would lie on each other once they are lined up.
const GAP: f64 = 40.0;

/// Where lined-up boxes stand so that none covers another: each that begins before the one before
/// it ends moves behind it. What has room stays.
fn apart(areas: &[Area], along: Axis) -> Vec<Position> {
    let mut order: Vec<(usize, &Area)> = areas.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| along.start(a).total_cmp(&along.start(b)));
    let mut places: Vec<Position> = areas.iter().map(|area| area.at).collect();
    let mut free = f64::NEG_INFINITY;
    for (place, area) in order {
        let start = along.start(area);
        let to = if start < free { free + GAP } else { start };
        if let Some(slot) = places.get_mut(place).filter(|_| to != start) {
            *slot = along.moved(area, to);
        }
        free = to + along.length(area);
    }
    places
}

/// Where boxes stand once the gaps between them are equal: the first and the last stay, and the
/// order by their centres does. Where there is too little room the boxes overlap evenly.
pub fn distribute(areas: &[Area], along: Axis) -> Vec<Position> {
    let mut order: Vec<(usize, &Area)> = areas.iter().enumerate().collect();
    let centre = |area: &Area| along.start(area) + along.length(area) / 2.0;
    order.sort_by(|(_, a), (_, b)| centre(a).total_cmp(&centre(b)));
    let mut places: Vec<Position> = areas.iter().map(|area| area.at).collect();
    let (Some((_, first)), Some((_, last))) = (order.first(), order.last()) else {
        return places;
    };
    let gaps = order.len().saturating_sub(1).max(1) as f64;
    let filled: f64 = areas.iter().map(|area| along.length(area)).sum();
    let gap = (along.end(last) - along.start(first) - filled) / gaps;
    let mut at = along.start(first);
    let inner = order.len().saturating_sub(1);
    for (place, area) in order.iter().take(inner) {
        if let Some(slot) = places.get_mut(*place) {
            *slot = along.moved(area, at);
        }
        at += along.length(area) + gap;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas() -> Vec<Area> {
        let area = |x, y, width, height| Area {
            at: Position::new(x, y),
            width,
            height,
        };
        vec![
            area(100.0, 0.0, 250.0, 100.0),
            area(0.0, 500.0, 250.0, 60.0),
            area(500.0, 130.0, 100.0, 80.0),
        ]
    }

    fn xs(places: &[Position]) -> Vec<f64> {
        places.iter().map(|at| at.x).collect()
    }

    fn ys(places: &[Position]) -> Vec<f64> {
        places.iter().map(|at| at.y).collect()
    }

    #[test]
    fn edges_and_centres_are_lined_up_with_what_surrounds_them_all() {
        let areas = areas();
        assert_eq!(xs(&align(&areas, Alignment::Left)), [0.0; 3]);
        assert_eq!(xs(&align(&areas, Alignment::Right)), [350.0, 350.0, 500.0]);
        assert_eq!(xs(&align(&areas, Alignment::Centre)), [175.0, 175.0, 250.0]);
        assert_eq!(ys(&align(&areas, Alignment::Top)), [0.0; 3]);
        assert_eq!(ys(&align(&areas, Alignment::Bottom)), [460.0, 500.0, 480.0]);
        assert_eq!(ys(&align(&areas, Alignment::Middle)), [230.0, 250.0, 240.0]);
        assert_eq!(ys(&align(&areas, Alignment::Left)), [0.0, 500.0, 130.0]);
    }

    #[test]
    fn lined_up_boxes_do_not_cover_each_other() {
        let at = |x: f64, y: f64| Area {
            at: Position::new(x, y),
            width: 100.0,
            height: 50.0,
        };
        // The second stands right above the first, the third has room.
        let areas = [at(0.0, 200.0), at(0.0, 0.0), at(300.0, 80.0)];
        let placed = align(&areas, Alignment::Top);
        assert_eq!(ys(&placed), [0.0; 3]);
        assert_eq!(xs(&placed), [0.0, 140.0, 300.0]);
        let placed = align(&[at(0.0, 0.0), at(30.0, 20.0)], Alignment::Left);
        assert_eq!((xs(&placed), ys(&placed)), (vec![0.0; 2], vec![0.0, 90.0]));
    }

    #[test]
    fn gaps_are_equal_and_the_outermost_stay() {
        let down = distribute(&areas(), Axis::Vertical);
        // 560 units hold 240 of boxes, so that two gaps of 160 are left.
        assert_eq!(ys(&down), [0.0, 500.0, 260.0]);
        let across = distribute(&areas(), Axis::Horizontal);
        assert_eq!(xs(&across), [250.0, 0.0, 500.0]);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert_eq!(align(&[], Alignment::Left), []);
        assert_eq!(distribute(&[], Axis::Vertical), []);
    }
}
