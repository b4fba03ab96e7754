//! Frames: their boxes around their members, and where those stand that have none.

use egui::{Pos2, Rect, Vec2, vec2};

use super::Scene;
use crate::window::canvas::{layout, measure, spec::FrameSpec};

/// Space between a frame's edge and its nodes.
const FRAME_PAD: f32 = 26.0;
/// Height of the first row of a frame's title above its nodes, and of each further row.
const FRAME_TITLE: f32 = 30.0;
const FRAME_ROW: f32 = 18.0;
/// Font size of a frame's title, and the room beside it.
pub(in crate::window::canvas) const FRAME_TEXT: f32 = 14.0;
const FRAME_INDENT: f32 = 14.0;
/// Most rows of a title on the canvas; the tooltip has all of it.
const FRAME_ROWS: usize = 8;
/// Size and distance of frames without nodes, which stand above the graph.
const LOOSE: Vec2 = vec2(240.0, 44.0);
const LOOSE_GAP: f32 = 24.0;

/// A frame with the members that exist.
#[derive(Clone, Debug)]
pub(in crate::window::canvas) struct Frame {
    pub spec: FrameSpec,
    pub members: Vec<u32>,
    pub rect: Rect,
    /// The title in rows as wide as the frame.
    pub title: measure::Wrapped,
    pub title_key: u64,
}

impl Frame {
    /// A frame around these nodes, whose box is yet to be worked out.
    pub(super) fn new(spec: FrameSpec, members: Vec<u32>) -> Self {
        Self {
            rect: Rect::NOTHING,
            title: measure::Wrapped::default(),
            title_key: 0,
            members,
            spec,
        }
    }

    /// Whether it surrounds nothing that is there.
    pub fn is_loose(&self) -> bool {
        self.members.is_empty()
    }

    /// How high its title is, in canvas units.
    pub fn title_height(&self) -> f32 {
        FRAME_TITLE + self.title.rows.saturating_sub(1) as f32 * FRAME_ROW
    }

    /// Breaks the title into rows for a frame of this width.
    fn wrap_title(&mut self, width: f32) {
        let room = (width - 2.0 * FRAME_INDENT).max(40.0);
        self.title = measure::wrap_lines(&self.spec.title, FRAME_TEXT, room, FRAME_ROWS);
        self.title_key = layout::text_key(&self.title.text);
    }
}

impl Scene {
    /// Works out the boxes of all frames, and what surrounds all that there is.
    pub(super) fn refresh_frames(&mut self) {
        let mut bounds: Option<Rect> = None;
        let mut add = |rect: Rect| {
            bounds = Some(bounds.map_or(rect, |all| all.union(rect)));
        };
        for node in &self.nodes {
            add(node.rect());
        }
        let mut frames = std::mem::take(&mut self.frames);
        for frame in frames.iter_mut().filter(|frame| !frame.is_loose()) {
            let members = self.around(frame, &|_| Vec2::ZERO);
            frame.wrap_title(members.width() + 2.0 * FRAME_PAD);
            frame.rect = self.frame_rect(frame, &|_| Vec2::ZERO);
            add(frame.rect);
        }
        // The format keeps no place for a frame without nodes.
        let corner = bounds.map_or(Pos2::ZERO, |all| all.left_top());
        let mut at = corner - vec2(0.0, LOOSE_GAP);
        for frame in frames.iter_mut().filter(|frame| frame.is_loose()) {
            frame.wrap_title(LOOSE.x);
            let size = vec2(LOOSE.x, LOOSE.y + frame.title_height() - FRAME_TITLE);
            frame.rect = Rect::from_min_size(at - vec2(0.0, size.y), size);
            at.x += LOOSE.x + LOOSE_GAP;
            bounds = Some(bounds.map_or(frame.rect, |all| all.union(frame.rect)));
        }
        self.frames = frames;
        self.bounds = bounds;
    }

    /// What surrounds the members of a frame, each moved by its offset.
    fn around(&self, frame: &Frame, offset: &dyn Fn(u32) -> Vec2) -> Rect {
        let mut rect = Rect::NOTHING;
        for at in &frame.members {
            if let Some(node) = self.node_at(*at) {
                rect = rect.union(node.rect().translate(offset(*at)));
            }
        }
        rect
    }

    /// The frame's box with its members moved by their offsets; one without members stays.
    pub(in crate::window::canvas) fn frame_rect(
        &self,
        frame: &Frame,
        offset: &dyn Fn(u32) -> Vec2,
    ) -> Rect {
        if frame.is_loose() {
            return frame.rect;
        }
        let mut rect = self.around(frame, offset).expand(FRAME_PAD);
        rect.min.y -= frame.title_height() - 6.0;
        rect
    }
}
