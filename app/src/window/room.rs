//! How much room the panels may take, so that the canvas keeps some whatever the window's size and
//! scale.

use std::ops::RangeInclusive;

use egui::Vec2;

use crate::{library::Side, state::Panel};

/// What the canvas keeps at least.
const CANVAS: Vec2 = Vec2::new(200.0, 110.0);

/// In less height than this, in points, what is at the bottom has no more than this share of it.
const LOW: f32 = 420.0;
const SHARE: f32 = 0.4;

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
        range(
            widest(least),
            widest(most),
            self.size.x - opposite - CANVAS.x,
        )
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
        assert!(narrow.sizes(Side::Right, &[Panel::Right]).end() + CANVAS.x <= 512.0);
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
