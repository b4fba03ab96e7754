//! Frames: their boxes around their members, and where those stand that have none.

use std::collections::HashSet;

use egui::{Pos2, Rect, Vec2, epaint::MarginF32, vec2};

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
/// Between the edges of a frame and of one inside of it.
const NEST_GAP: f32 = 10.0;
/// With more frames than this nobody looks at each, and comparing all would take its time.
const MOST_NESTED: usize = 300;

/// A frame with the members that exist.
#[derive(Clone, Debug)]
pub(in crate::window::canvas) struct Frame {
    pub spec: FrameSpec,
    pub members: Vec<u32>,
    pub rect: Rect,
    /// The title in rows as wide as the frame.
    pub title: measure::Wrapped,
    pub title_key: u64,
    /// Whether it is inside of another, whose edge is where a title above it would be.
    pub nested: bool,
    /// How much further than its own members it reaches at each side, for the frames inside of it.
    extra: MarginF32,
}

impl Frame {
    /// A frame around these nodes, whose box is yet to be worked out.
    pub(super) fn new(spec: FrameSpec, members: Vec<u32>) -> Self {
        Self {
            rect: Rect::NOTHING,
            title: measure::Wrapped::default(),
            title_key: 0,
            nested: false,
            extra: MarginF32::ZERO,
            members,
            spec,
        }
    }

    /// Whether it surrounds nothing that is there.
    pub fn is_loose(&self) -> bool {
        self.members.is_empty()
    }

    /// How far its nodes are below its upper edge at least, in canvas units: the room of its title.
    pub fn room_above_nodes(&self) -> f32 {
        FRAME_PAD + self.title_height() - 6.0
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
            frame.extra = MarginF32::ZERO;
            frame.nested = false;
            frame.rect = self.frame_rect(frame, &|_| Vec2::ZERO);
        }
        nest(&mut frames);
        for frame in frames.iter().filter(|frame| !frame.is_loose()) {
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
        rect + frame.extra
    }
}

/// Lets frames reach around those that surround a part of their nodes, or the same nodes: else
/// their titles and edges would lie on each other.
fn nest(frames: &mut [Frame]) {
    let with_nodes = frames.iter().filter(|frame| !frame.is_loose());
    if !(2..=MOST_NESTED).contains(&with_nodes.count()) {
        return;
    }
    let members: Vec<HashSet<u32>> = frames
        .iter()
        .map(|frame| frame.members.iter().copied().collect())
        .collect();
    // The smallest first, so that what they hold is known; of equal ones the later is inside.
    let mut order: Vec<usize> = (0..frames.len()).collect();
    order.sort_by_key(|place| {
        let count = members.get(*place).map_or(0, HashSet::len);
        (count, std::cmp::Reverse(*place))
    });
    for (rank, place) in order.iter().enumerate() {
        let Some(outer) = members.get(*place).filter(|outer| !outer.is_empty()) else {
            continue;
        };
        let inside = order.iter().take(rank).filter(|inner| {
            let inner = members.get(**inner);
            inner.is_some_and(|inner| !inner.is_empty() && inner.is_subset(outer))
        });
        let inside: Vec<usize> = inside.copied().collect();
        let inside: Vec<Rect> = inside
            .into_iter()
            .filter_map(|inner| {
                let inner = frames.get_mut(inner)?;
                inner.nested = true;
                Some(inner.rect)
            })
            .collect();
        let Some(frame) = frames.get_mut(*place) else {
            continue;
        };
        let own = frame.rect;
        for inner in inside {
            let mut around = inner.expand(NEST_GAP);
            around.min.y = inner.min.y - frame.title_height() - NEST_GAP;
            frame.rect = frame.rect.union(around);
        }
        frame.extra = MarginF32 {
            left: own.min.x - frame.rect.min.x,
            right: frame.rect.max.x - own.max.x,
            top: own.min.y - frame.rect.min.y,
            bottom: frame.rect.max.y - own.max.y,
        };
    }
}
