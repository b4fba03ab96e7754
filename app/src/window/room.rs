//! How much room the panels may take, so that the canvas keeps some whatever the window's size and
//! scale.

use std::ops::RangeInclusive;

use egui::Vec2;

use crate::{
    library::Side,
    state::{Cramped, Panel},
};

/// What the canvas keeps at least: its nodes can be read there, those of a small workflow all at
/// once.
const CANVAS: Vec2 = Vec2::new(400.0, 110.0);

/// In less height than this, in points, what is at the bottom has no more than this share of it.
const LOW: f32 = 500.0;
const SHARE: f32 = 0.4;

/// In less height than this nothing is at the bottom until it is asked for.
const FLAT: f32 = 480.0;

/// The least width of a panel, in points.
fn least(panel: Panel) -> f32 {
    match panel {
        Panel::Left => 210.0,
        Panel::Right | Panel::Bottom => 280.0,
    }
}

/// The greatest width of a panel, in points.
fn most(panel: Panel) -> f32 {
    match panel {
        Panel::Left => 480.0,
        Panel::Right | Panel::Bottom => 640.0,
    }
}

/// The room there is between menu and status bar.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    size: Vec2,
    /// The least widths of what is at the left and at the right, open or not.
    least: [f32; 2],
    /// Whether there is room for one panel beside the canvas, but not for two.
    pub narrow: bool,
    /// Whether there is no room for a panel beside the canvas, and for one below it.
    pub cramped: Cramped,
}

impl Room {
    /// The room in an area of this size, with the panels at these sides.
    pub fn of(size: Vec2, at: impl Fn(Panel) -> Side) -> Self {
        let widest = |side| {
            let there = Panel::ALL.into_iter().filter(|panel| at(*panel) == side);
            there.map(least).fold(0.0, f32::max)
        };
        let least = [widest(Side::Left), widest(Side::Right)];
        let both = least.iter().all(|width| *width > 0.0);
        Self {
            size,
            least,
            narrow: both && size.x < least.iter().sum::<f32>() + CANVAS.x,
            cramped: Cramped {
                beside: size.x < least.into_iter().fold(0.0, f32::max) + CANVAS.x,
                below: size.y < FLAT,
            },
        }
    }

    /// The widths, or at the bottom the heights, that these panels may have together.
    pub fn sizes(&self, side: Side, panels: &[Panel]) -> RangeInclusive<f32> {
        let [left, right] = self.least;
        let opposite = match side {
            Side::Bottom => {
                let most = if self.size.y < LOW {
                    self.size.y * SHARE
                } else {
                    self.size.y - CANVAS.y
                };
                return range(most.min(120.0), f32::INFINITY, most);
            }
            _ if self.narrow => 0.0,
            Side::Left => right,
            Side::Right => left,
        };
        let widest =
            |width: fn(Panel) -> f32| panels.iter().copied().map(width).fold(0.0, f32::max);
        // A panel that was asked for where there is no room for one leaves as much as there is.
        let canvas = CANVAS.x.min(self.size.x * 0.4);
        range(widest(least), widest(most), self.size.x - opposite - canvas)
    }
}

fn range(least: f32, most: f32, room: f32) -> RangeInclusive<f32> {
    least..=room.clamp(least, most)
}

/// Keeps a size for the next start, unless it is only as small as the room made it.
pub fn remember(kept: &mut f32, shown: f32, range: RangeInclusive<f32>) {
    let squeezed = shown >= *range.end() - 0.5 && *kept > shown;
    if !squeezed {
        *kept = shown;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_first(panel: Panel) -> Side {
        match panel {
            Panel::Left => Side::Left,
            Panel::Right => Side::Right,
            Panel::Bottom => Side::Bottom,
        }
    }

    #[test]
    fn panels_leave_room_for_the_canvas() {
        let wide = Room::of(Vec2::new(1280.0, 700.0), at_first);
        assert!(!wide.narrow);
        let left = wide.sizes(Side::Left, &[Panel::Left]);
        assert!(left.end() + least(Panel::Right) + CANVAS.x <= 1280.0);
        let narrow = Room::of(Vec2::new(512.0, 240.0), at_first);
        assert!(narrow.narrow);
        assert!(narrow.cramped.beside && narrow.cramped.below);
        assert!(*narrow.sizes(Side::Right, &[Panel::Right]).end() <= 512.0 * 0.6 + 0.5);
        assert!(!wide.cramped.beside && !wide.cramped.below);
        // 1280 by 800 at 150 %: one panel beside the canvas, and nodes that can be read.
        let large = Room::of(Vec2::new(853.0, 460.0), at_first);
        assert!(large.narrow && !large.cramped.beside && large.cramped.below);
        assert_eq!(*narrow.sizes(Side::Bottom, &[Panel::Bottom]).end(), 96.0);
        assert!(*wide.sizes(Side::Bottom, &[Panel::Bottom]).end() > 500.0);
        let one_side = Room::of(Vec2::new(512.0, 240.0), |_| Side::Right);
        assert!(!one_side.narrow, "nothing is opposite");
    }

    #[test]
    fn a_size_that_was_squeezed_comes_back() {
        let mut kept = 400.0;
        remember(&mut kept, 250.0, 210.0..=250.0);
        assert_eq!(kept, 400.0);
        remember(&mut kept, 230.0, 210.0..=250.0);
        assert_eq!(kept, 230.0);
    }
}
