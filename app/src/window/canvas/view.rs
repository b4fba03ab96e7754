//! The view: which part of the canvas is seen, and how large.

use std::ops::RangeInclusive;

use egui::{Pos2, Rect, Vec2};

/// The zoom factors a view can have.
///
/// The least is enough to see a chain of 1,000 nodes at once.
pub const ZOOM_LIMITS: RangeInclusive<f32> = 0.002..=4.0;

/// Space around the graph when all of it is brought into view, in points.
const FIT_MARGIN: f32 = 24.0;

/// Which part of the canvas is seen. Points on the window are
/// `viewport's corner + offset + canvas units × zoom`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    zoom: f32,
    offset: Vec2,
}

impl Default for View {
    fn default() -> Self {
        Self {
            zoom: 1.0,
            offset: Vec2::ZERO,
        }
    }
}

fn limit(zoom: f32) -> f32 {
    if zoom.is_finite() {
        zoom.clamp(*ZOOM_LIMITS.start(), *ZOOM_LIMITS.end())
    } else {
        1.0
    }
}

impl View {
    /// A view with this zoom (brought within [`ZOOM_LIMITS`]) whose canvas origin is this far from
    /// the viewport's corner, in points.
    pub fn new(zoom: f32, offset: Vec2) -> Self {
        let offset = if offset.is_finite() {
            offset
        } else {
            Vec2::ZERO
        };
        Self {
            zoom: limit(zoom),
            offset,
        }
    }

    /// Points per canvas unit.
    pub fn zoom(&self) -> f32 {
        self.zoom
    }

    /// Where the canvas' origin is, in points from the viewport's corner.
    pub fn offset(&self) -> Vec2 {
        self.offset
    }

    /// Moves what is seen by this many points.
    pub fn pan(&mut self, by: Vec2) {
        self.offset += by;
    }

    /// Zooms by a factor; the canvas point at `fixed`, in points from the viewport's corner, stays
    /// where it is.
    pub fn zoom_about(&mut self, fixed: Vec2, factor: f32) {
        let zoom = limit(self.zoom * factor);
        self.offset = fixed - (fixed - self.offset) * (zoom / self.zoom);
        self.zoom = zoom;
    }

    /// Brings a part of the canvas to the middle of a viewport of this size, as large as it fits
    /// but no larger than its natural size.
    pub fn fit(&mut self, part: Rect, viewport: Vec2) {
        // For each way on its own, so that more room never makes less of the graph.
        let margin = |length: f32| FIT_MARGIN.min(length * 0.08);
        let room = Vec2::new(
            viewport.x - 2.0 * margin(viewport.x),
            viewport.y - 2.0 * margin(viewport.y),
        );
        let room = room.max(Vec2::splat(16.0));
        let ratio = room / part.size().max(Vec2::splat(1.0));
        self.zoom = limit(ratio.min_elem().min(1.0));
        self.centre(part.center(), viewport);
    }

    /// Shows a part of the canvas at the left edge of a viewport of this size, half way down.
    pub fn start_at(&mut self, part: Rect, viewport: Vec2, zoom: f32) {
        self.zoom = limit(zoom);
        let corner = Vec2::new(2.0 * FIT_MARGIN, viewport.y * 0.5);
        self.offset = corner - part.left_center().to_vec2() * self.zoom;
    }

    /// Brings a canvas point to the middle of a viewport of this size.
    pub fn centre(&mut self, point: Pos2, viewport: Vec2) {
        self.offset = viewport * 0.5 - point.to_vec2() * self.zoom;
    }
}

/// The view as it stands on the window in this frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Projection {
    pub origin: Pos2,
    pub zoom: f32,
}

impl Projection {
    pub fn new(view: View, viewport: Rect) -> Self {
        Self {
            origin: viewport.min + view.offset,
            zoom: view.zoom,
        }
    }

    /// The same, moved to whole pixels, so that everything moves together.
    pub fn snapped(self, pixels_per_point: f32) -> Self {
        let snap = |x: f32| (x * pixels_per_point).round() / pixels_per_point;
        Self {
            origin: Pos2::new(snap(self.origin.x), snap(self.origin.y)),
            ..self
        }
    }

    pub fn screen(&self, at: Pos2) -> Pos2 {
        self.origin + at.to_vec2() * self.zoom
    }

    pub fn screen_rect(&self, rect: Rect) -> Rect {
        Rect::from_min_max(self.screen(rect.min), self.screen(rect.max))
    }

    pub fn canvas(&self, at: Pos2) -> Pos2 {
        ((at - self.origin) / self.zoom).to_pos2()
    }

    pub fn canvas_rect(&self, rect: Rect) -> Rect {
        Rect::from_min_max(self.canvas(rect.min), self.canvas(rect.max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    const VIEWPORT: Rect = Rect {
        min: pos2(100.0, 50.0),
        max: pos2(900.0, 650.0),
    };

    #[test]
    fn a_chain_of_a_thousand_nodes_fits() {
        let chain = Rect::from_min_size(Pos2::ZERO, Vec2::new(400_000.0, 120.0));
        let viewport = Vec2::new(1280.0, 700.0);
        let mut view = View::default();
        view.fit(chain, viewport);
        let seen = Projection::new(view, Rect::from_min_size(Pos2::ZERO, viewport));
        let shown = seen.screen_rect(chain);
        assert!(
            shown.left() >= 0.0 && shown.right() <= viewport.x,
            "{shown}"
        );
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let mut view = View::new(1.0, vec2(30.0, -20.0));
        let pointer = pos2(333.0, 222.0);
        let before = Projection::new(view, VIEWPORT).canvas(pointer);
        view.zoom_about(pointer - VIEWPORT.min, 1.7);
        let after = Projection::new(view, VIEWPORT).canvas(pointer);
        assert!((before - after).length() < 0.001);
    }

    #[test]
    fn zoom_stays_within_its_limits() {
        let mut view = View::default();
        view.zoom_about(Vec2::ZERO, 1_000.0);
        assert_eq!(view.zoom(), 4.0);
        view.zoom_about(Vec2::ZERO, 0.000_1);
        assert_eq!(view.zoom(), *ZOOM_LIMITS.start());
    }

    #[test]
    fn more_room_never_makes_the_graph_smaller() {
        let part = Rect::from_min_size(Pos2::ZERO, vec2(1_500.0, 300.0));
        let mut last = 0.0;
        for height in (100..900_u16).step_by(20) {
            let mut view = View::default();
            view.fit(part, vec2(700.0, f32::from(height)));
            assert!(view.zoom() >= last, "{height}");
            last = view.zoom();
        }
    }

    #[test]
    fn fitting_shows_all_and_does_not_blow_up_a_small_graph() {
        let mut view = View::default();
        let part = Rect::from_min_size(pos2(-500.0, 90.0), vec2(4_000.0, 300.0));
        view.fit(part, VIEWPORT.size());
        let seen = Projection::new(view, VIEWPORT).screen_rect(part);
        assert!(VIEWPORT.contains_rect(seen));
        view.fit(
            Rect::from_min_size(Pos2::ZERO, vec2(50.0, 50.0)),
            VIEWPORT.size(),
        );
        assert_eq!(view.zoom(), 1.0);
    }
}
