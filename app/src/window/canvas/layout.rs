//! The inside of a node in canvas units: where its title, summary, badges and ports stand, and how
//! large it is. All offsets are from the node's top left corner.

use std::hash::{DefaultHasher, Hash, Hasher};

use egui::{Pos2, Rect, Vec2, pos2, vec2};

use super::{measure, spec::NodeSpec};

/// Width of every node.
pub(super) const WIDTH: f32 = 250.0;
/// Height of the header, which holds the icon, the title and the badges.
pub(super) const HEADER: f32 = 46.0;
/// From a node's corner to the middle of its head, in canvas units; the first ports are as high.
pub const HEAD: Vec2 = vec2(WIDTH / 2.0, HEADER / 2.0);
/// Space between a node's edge and its text.
pub(super) const PAD: f32 = 14.0;
/// Side of the patch behind the icon.
pub(super) const TILE: f32 = 28.0;
/// Font size of titles.
pub(super) const TITLE: f32 = 14.5;
/// Font size of summaries and port labels.
pub(super) const TEXT: f32 = 12.5;
/// Height of a line of the summary.
pub(super) const LINE: f32 = 17.0;
/// Font size of badges.
pub(super) const BADGE: f32 = 16.0;
/// Radius of a port's dot.
pub(super) const PORT: f32 = 4.5;

const TITLE_LEFT: f32 = 53.0;
const BADGE_STEP: f32 = 21.0;
/// Distance of ports below each other.
pub(super) const PORT_ROW: f32 = 23.0;
const SUMMARY_ROWS: usize = 3;

/// What is worked out once per node.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    /// Size of the node.
    pub size: Vec2,
    /// The title, shortened to its place.
    pub title: String,
    /// Whether the title had to be shortened.
    pub title_elided: bool,
    /// The summary, broken into lines.
    pub summary: String,
    /// Whether the summary had to be shortened.
    pub summary_elided: bool,
    /// Tells the full title in the text cache.
    pub title_key: u64,
    /// Tells the summary's lines in the text cache.
    pub summary_key: u64,
    /// Where the port rows start.
    rows_top: f32,
}

/// A key for a text in the text cache.
pub(super) fn text_key(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Whether the only output stands in the header, for want of a label.
fn bare_output(spec: &NodeSpec) -> bool {
    matches!(spec.outputs.as_slice(), [only] if only.label.is_empty())
}

/// Works out a node's layout.
pub(super) fn lay_out(spec: &NodeSpec) -> Layout {
    let badges = spec.badges.len() as f32 * BADGE_STEP;
    let title = measure::wrap(&spec.title, TITLE, WIDTH - TITLE_LEFT - PAD - badges, 1);
    let summary = measure::wrap(&spec.summary, TEXT, WIDTH - 2.0 * PAD, SUMMARY_ROWS);
    let mut height = HEADER;
    if summary.rows > 0 {
        height += summary.rows as f32 * LINE + 12.0;
    }
    let rows_top = height;
    let right = if bare_output(spec) {
        0
    } else {
        spec.outputs.len()
    };
    let left = spec.inputs.len().saturating_sub(1);
    let rows = right.max(left);
    if rows > 0 {
        height += rows as f32 * PORT_ROW + 6.0;
    }
    Layout {
        size: vec2(WIDTH, height),
        title_elided: title.elided,
        title_key: text_key(&title.text),
        title: title.text,
        summary_elided: summary.elided,
        summary_key: text_key(&summary.text),
        summary: summary.text,
        rows_top,
    }
}

impl Layout {
    /// The centre of the input at this index; the first stands in the header.
    pub fn input(&self, index: usize) -> Vec2 {
        if index == 0 {
            vec2(0.0, HEADER * 0.5)
        } else {
            vec2(0.0, self.row(index - 1))
        }
    }

    /// The centre of the output at this index. A single one without a label stands in the header,
    /// across from the input, so that chains of plain nodes are straight; others have a row each.
    pub fn output(&self, spec: &NodeSpec, index: usize) -> Vec2 {
        if spec.outputs.is_empty() || bare_output(spec) {
            vec2(WIDTH, HEADER * 0.5)
        } else {
            vec2(WIDTH, self.row(index))
        }
    }

    fn row(&self, index: usize) -> f32 {
        self.rows_top + (index as f32 + 0.5) * PORT_ROW
    }

    /// Where the rows of ports begin, if there are any below the text.
    pub fn rows_top(&self) -> Option<f32> {
        (self.rows_top < self.size.y).then_some(self.rows_top)
    }

    /// The patch behind the icon.
    pub fn tile(&self) -> Rect {
        Rect::from_center_size(pos2(29.0, HEADER * 0.5), Vec2::splat(TILE))
    }

    /// Where the title starts, at half its height.
    pub fn title_at(&self) -> Pos2 {
        pos2(TITLE_LEFT, HEADER * 0.5)
    }

    /// Where the summary starts, at its top.
    pub fn summary_at(&self) -> Pos2 {
        pos2(PAD, HEADER + 3.0)
    }
}

/// The place of a badge in a header with `count` of them, the first one leftmost.
pub(super) fn badge(index: usize, count: usize) -> Rect {
    let from_right = count.saturating_sub(index) as f32 - 0.5;
    let centre = pos2(WIDTH - PAD + 4.0 - from_right * BADGE_STEP, HEADER * 0.5);
    Rect::from_center_size(centre, Vec2::splat(BADGE_STEP))
}
