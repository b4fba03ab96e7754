//! Taking the view that was wanted, once the place on the window is known.

use egui::{Pos2, Rect, Vec2, pos2, vec2};

use super::{CanvasState, Fitted, Held, Wanted};
use crate::window::canvas::{scene::Scene, view::View};

/// Where not all nodes can be brought into view at this zoom, from which on they have titles, …
const TITLES: f32 = 0.26;
/// … the first ones are shown at this one.
const START: f32 = 0.5;
/// From this zoom on, nodes say what they do; what is looked for in a smaller view is shown at this
/// one.
const READABLE: f32 = 0.45;
const NEAR: f32 = 0.75;
/// So much higher than itself, in points, a frame is with its title.
const FRAME_TITLE: f32 = 22.0;
/// In so many frames after a change of scale the panels around the canvas have their sizes.
const SETTLING: u8 = 12;

impl CanvasState {
    /// Takes the place on the window, whose points are drawn at this scale, and the view that was
    /// wanted.
    pub(in crate::window::canvas) fn place(&mut self, viewport: Rect, scale: f32, scene: &Scene) {
        let middle = self.to_canvas(self.viewport.center());
        self.viewport = viewport;
        let size = viewport.size();
        self.hold(middle, scale);
        if self.wanted.is_none()
            && !self.is_busy()
            && let Some(fitted) = &self.fitted
            && fitted.view == self.view
            && fitted.size != size
        {
            self.wanted = Some(fitted.wanted.clone());
        }
        let Some(wanted) = self.wanted.take() else {
            return;
        };
        match wanted {
            Wanted::All | Wanted::Start => {
                if let Some(bounds) = scene.bounds() {
                    self.view.fit(bounds, size);
                    if wanted == Wanted::Start && self.view.zoom() < TITLES {
                        let first = scene.first().unwrap_or(bounds);
                        self.view.start_at(first, size, START);
                    }
                    let view = self.view;
                    self.fitted = Some(Fitted { view, size, wanted });
                } else {
                    // Nothing to show yet; what comes first is brought into view.
                    self.view = View::default();
                    self.wanted = Some(wanted);
                }
            }
            Wanted::Selection => {
                let nodes = self.selection.nodes();
                let rects = nodes.filter_map(|id| scene.node_rect(id));
                let part = rects.reduce(Rect::union).or(scene.bounds());
                if let Some(part) = part {
                    self.view.fit(part, size);
                }
            }
            Wanted::Chosen => {
                let nodes = self.selection.nodes();
                let rects = nodes.filter_map(|id| scene.node_rect(id));
                if let Some(part) = rects.reduce(Rect::union) {
                    let room = self.viewport.shrink(24.0).size();
                    let wanted = part.size() * self.view.zoom();
                    if wanted.x <= room.x && wanted.y <= room.y {
                        self.bring_in(part);
                    } else {
                        self.view.fit(part, size);
                    }
                }
            }
            Wanted::Node(id) => {
                if let Some(rect) = scene.node_rect(&id) {
                    self.bring_in(rect);
                }
            }
            Wanted::Near(id) => {
                if let Some(rect) = scene.node_rect(&id) {
                    if self.view.zoom() < READABLE {
                        self.view = View::new(NEAR, self.view.offset());
                        self.view.centre(rect.center(), size);
                    }
                    self.bring_in(rect);
                }
            }
            Wanted::Frame(id) => {
                let mut frames = scene.frames.iter();
                if let Some(frame) = frames.find(|frame| frame.spec.id == id) {
                    self.bring_in(frame.rect);
                }
            }
            Wanted::Centre(at) => self.view.centre(at, size),
            Wanted::Zoom(zoom) => {
                let factor = zoom / self.view.zoom();
                self.view.zoom_about(size * 0.5, factor);
            }
        }
    }

    /// Keeps in the middle what was there before the scale changed.
    fn hold(&mut self, middle: Pos2, scale: f32) {
        let before = self.scale.replace(scale);
        if before.is_some_and(|before| before != scale) {
            let (at, view) = (middle, self.view);
            self.held = Some(Held {
                at,
                view,
                frames: SETTLING,
            });
        }
        let Some(held) = self.held.filter(|held| held.view == self.view) else {
            self.held = None;
            return;
        };
        self.view.centre(held.at, self.viewport.size());
        self.held = held.frames.checked_sub(1).map(|frames| Held {
            view: self.view,
            frames,
            ..held
        });
        // All of it was in view, and will be.
        if let Some(fitted) = &mut self.fitted
            && fitted.view == held.view
        {
            fitted.view = self.view;
        }
    }

    fn bring_in(&mut self, rect: Rect) {
        let room = self.viewport.shrink(24.0);
        let seen = self.projection().screen_rect(rect);
        let shift = |low: f32, high: f32, from: f32, to: f32| {
            if low < from {
                from - low
            } else if high > to {
                (to - high).max(from - low)
            } else {
                0.0
            }
        };
        let by = pos2(
            shift(seen.left(), seen.right(), room.left(), room.right()),
            shift(seen.top(), seen.bottom(), room.top(), room.bottom()),
        );
        let by = by.to_vec2();
        let seen = seen.translate(by);
        let aside = self
            .covers()
            .find_map(|cover| aside(seen, cover.expand(12.0), room));
        self.view.pan(by + aside.unwrap_or(Vec2::ZERO));
    }

    /// Whether a node, or a frame with its title, is seen in this part of the window.
    pub fn shows_something_at(&self, scene: &Scene, part: Rect) -> bool {
        let projection = self.projection();
        let titled = |rect: Rect| {
            let seen = projection.screen_rect(rect);
            seen.with_min_y(seen.top() - FRAME_TITLE)
        };
        scene.any_node_in(projection.canvas_rect(part))
            || scene
                .frames
                .iter()
                .any(|frame| titled(frame.rect).intersects(part))
    }

    /// Whether the app shows something above this part of the window.
    pub(in crate::window::canvas) fn is_covered(&self, part: Rect) -> bool {
        self.cover.is_some_and(|cover| cover.intersects(part))
    }

    /// What lies over the canvas.
    fn covers(&self) -> impl Iterator<Item = Rect> {
        let minimap = self.minimap.shown.map(|map| map.rect);
        minimap.into_iter().chain(self.cover)
    }
}

/// The shortest way for what is seen at `rect` to come out from under `cover` within `room`.
/// Nothing where it does not lie under it, or there is no such way.
fn aside(rect: Rect, cover: Rect, room: Rect) -> Option<Vec2> {
    if !rect.intersects(cover) {
        return None;
    }
    let ways = [
        vec2(0.0, cover.top() - rect.bottom()),
        vec2(0.0, cover.bottom() - rect.top()),
        vec2(cover.right() - rect.left(), 0.0),
        vec2(cover.left() - rect.right(), 0.0),
    ];
    let inside = |way: &Vec2| room.expand(1.0).contains_rect(rect.translate(*way));
    ways.into_iter()
        .filter(inside)
        .min_by(|a, b| a.length().total_cmp(&b.length()))
}
