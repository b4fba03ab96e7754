//! The icons of the canvas as outlines, for pictures that need no fonts.

use std::{
    collections::HashMap,
    fmt::Write as _,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use egui_phosphor::regular as glyph;
use misp_flow_engine::{
    convert::{BadgeSign, Signs},
    workflow::NodeKind,
};
use resvg::{
    tiny_skia::{PathSegment, Point},
    usvg::{self, fontdb},
};

use crate::window::{canvas, icons::module_icon};

/// The size of an icon, and of a badge, as on the canvas.
const ICON: f32 = 18.0;
const BADGE: f32 = 16.0;

/// The icon font alone.
static FONT: LazyLock<usvg::Options<'static>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(egui_phosphor::Variant::Regular.font_bytes().to_vec());
    let first = fonts.faces().next();
    let family = first.and_then(|face| face.families.first());
    let family = family.map_or_else(String::new, |(name, _)| name.clone());
    usvg::Options {
        fontdb: Arc::new(fonts),
        font_family: family,
        ..usvg::Options::default()
    }
});

/// Outlines by the sign and the bits of its size; none where the font lacks it.
type Outlines = HashMap<(&'static str, u32), Option<String>>;

/// What was worked out already: a workflow has the same few icons many times.
static KNOWN: LazyLock<Mutex<Outlines>> = LazyLock::new(Mutex::default);

/// The signs of the canvas.
#[derive(Clone, Copy, Debug)]
pub struct CanvasSigns;

impl Signs for CanvasSigns {
    fn icon(&self, name: &str, kind: NodeKind) -> Option<String> {
        let kind = match kind {
            NodeKind::Trigger => canvas::NodeKind::Trigger,
            NodeKind::Logic => canvas::NodeKind::Logic,
            NodeKind::Action => canvas::NodeKind::Action,
            NodeKind::Unknown => return outline(glyph::QUESTION, ICON),
        };
        outline(module_icon(name, kind), ICON)
    }

    fn badge(&self, badge: BadgeSign) -> Option<String> {
        let sign = match badge {
            BadgeSign::Unknown => glyph::SEAL_QUESTION,
            BadgeSign::Blocking => glyph::HAND_PALM,
            BadgeSign::SwitchedOff => glyph::POWER,
            BadgeSign::Filter => glyph::FUNNEL,
            BadgeSign::Changed => glyph::ARROWS_CLOCKWISE,
        };
        outline(sign, BADGE)
    }
}

/// The outline of a glyph at a size, around the origin.
fn outline(sign: &'static str, size: f32) -> Option<String> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let outline = known
        .entry((sign, size.to_bits()))
        .or_insert_with(|| trace(sign, size));
    outline.clone()
}

fn trace(sign: &str, size: f32) -> Option<String> {
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><text x="40" y="60" font-size="{size}">{sign}</text></svg>"#
    );
    let tree = usvg::Tree::from_str(&svg, &FONT).ok()?;
    let mut data = String::new();
    write_group(tree.root(), &mut data);
    (!data.is_empty()).then_some(data)
}

fn write_group(group: &usvg::Group, data: &mut String) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => write_group(group, data),
            usvg::Node::Text(text) => write_group(text.flattened(), data),
            usvg::Node::Path(path) => write_path(path, data),
            usvg::Node::Image(_) => {}
        }
    }
}

fn write_path(path: &usvg::Path, data: &mut String) {
    let Some(path) = path.data().clone().transform(path.abs_transform()) else {
        return;
    };
    let bounds = path.bounds();
    let (x, y) = (
        (bounds.left() + bounds.right()) / 2.0,
        (bounds.top() + bounds.bottom()) / 2.0,
    );
    let mut put = |letter: char, points: &[Point]| {
        data.push(letter);
        for (place, point) in points.iter().enumerate() {
            let gap = if place > 0 { " " } else { "" };
            // Writing to a String cannot fail.
            let _ = write!(data, "{gap}{:.2} {:.2}", point.x - x, point.y - y);
        }
    };
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(to) => put('M', &[to]),
            PathSegment::LineTo(to) => put('L', &[to]),
            PathSegment::QuadTo(by, to) => put('Q', &[by, to]),
            PathSegment::CubicTo(one, other, to) => put('C', &[one, other, to]),
            PathSegment::Close => put('Z', &[]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_badge_and_icon_has_an_outline_of_its_own() {
        let badges = [
            BadgeSign::Unknown,
            BadgeSign::Blocking,
            BadgeSign::SwitchedOff,
            BadgeSign::Filter,
            BadgeSign::Changed,
        ];
        let mut all: Vec<String> = badges
            .into_iter()
            .map(|badge| CanvasSigns.badge(badge).unwrap())
            .collect();
        for name in ["envelope", "tags", "no-such-icon"] {
            all.push(CanvasSigns.icon(name, NodeKind::Action).unwrap());
        }
        for outline in &all {
            assert!(
                outline.starts_with('M') && outline.ends_with('Z'),
                "{outline}"
            );
        }
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
