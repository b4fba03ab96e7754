//! How much room the panels may take, so that the canvas keeps some whatever the window's size and
//! scale.

use std::ops::RangeInclusive;

use egui::Vec2;

/// The least width of the left panel and of the inspector, in points.
const LEFT: f32 = 210.0;
const RIGHT: f32 = 280.0;
/// What the canvas keeps at least.
const CANVAS: Vec2 = Vec2::new(200.0, 110.0);

/// The room there is between menu and status bar.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    size: Vec2,
    /// Whether there is room for one panel beside the canvas, but not for two.
    pub narrow: bool,
}

impl Room {
    /// The room in an area of this size.
    pub fn of(size: Vec2) -> Self {
        Self {
            size,
            narrow: size.x < LEFT + RIGHT + CANVAS.x,
        }
    }

    /// The widths that the left panel may have.
    pub fn left(&self) -> RangeInclusive<f32> {
        let other = if self.narrow { 0.0 } else { RIGHT };
        range(LEFT, 480.0, self.size.x - other - CANVAS.x)
    }

    /// The widths that the inspector may have.
    pub fn right(&self) -> RangeInclusive<f32> {
        let other = if self.narrow { 0.0 } else { LEFT };
        range(RIGHT, 640.0, self.size.x - other - CANVAS.x)
    }

    /// The heights that the bottom panel may have.
    pub fn bottom(&self) -> RangeInclusive<f32> {
        range(120.0, f32::INFINITY, self.size.y - CANVAS.y)
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

    #[test]
    fn panels_leave_room_for_the_canvas() {
        let wide = Room::of(Vec2::new(1280.0, 700.0));
        assert!(!wide.narrow);
        assert!(wide.left().end() + RIGHT + CANVAS.x <= 1280.0);
        let narrow = Room::of(Vec2::new(512.0, 240.0));
        assert!(narrow.narrow);
        assert!(narrow.right().end() + CANVAS.x <= 512.0);
        assert_eq!(*narrow.bottom().end(), 130.0);
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
