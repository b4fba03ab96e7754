//! The elements of the picture.

use std::fmt::Write as _;

use super::{
    frame::Frame,
    place::{
        ARROW, Area, BADGE_STEP, HEADER, LINE, Node, PAD, PORT, TEXT, TITLE, TITLE_LEFT, Wire,
    },
    shape,
    text::{self, number, xml},
};
use crate::{
    course::{Course, Piece, Place},
    workflow::{NodeKind, Workflow},
};

const INK: &str = "#14171c";
const SOFT: &str = "#414a58";
const WIRE: &str = "#6d7789";
const FRAME: &str = "#5d687b";
const ALARM: &str = "#c02b21";
/// Fonts that are cut alike, so that lines fit in whichever the reader has.
const FONTS: &str =
    "Ubuntu, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'Noto Sans', sans-serif";

fn colour(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Trigger => "#a63a91",
        NodeKind::Logic => "#1b66b8",
        NodeKind::Action => "#0b776a",
        NodeKind::Unknown => ALARM,
    }
}

/// The sign of a node's module on its patch.
fn sign(node: &Node<'_>) -> String {
    match &node.icon {
        Some(outline) => format!(r##"<path d="{outline}" fill="#ffffff"/>"##),
        None => format!(
            r##"<path d="{}" fill="none" stroke="#ffffff" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"/>"##,
            shape::sign(node.node)
        ),
    }
}

/// A wire's course as the data of a path.
pub(super) fn line(course: &Course) -> String {
    let at = |[x, y]: Place| format!("{} {}", number(x.into()), number(y.into()));
    let mut data = format!("M{}", at(course.start));
    for piece in course.pieces() {
        data += &match piece {
            Piece::Cubic(points) => format!("C{}", points.map(at).join(" ")),
            Piece::Line(to) => format!("L{}", at(to)),
        };
    }
    data
}

/// The picture as far as it is written.
pub(super) struct Picture {
    pub svg: String,
    area: Area,
}

/// Writes a line into the picture; writing to a String cannot fail.
macro_rules! put {
    ($picture:expr, $($words:tt)*) => {
        let _ = writeln!($picture.svg, $($words)*);
    };
}

impl Picture {
    pub fn begun(workflow: &Workflow, area: Area) -> Self {
        let mut picture = Self {
            svg: String::new(),
            area,
        };
        let (width, height) = (number(area.width()), number(area.height()));
        let view = format!(
            "{} {} {width} {height}",
            number(area.left),
            number(area.top)
        );
        put!(
            picture,
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="{view}" role="img">"#
        );
        let name = if workflow.name.is_empty() {
            "MISP workflow"
        } else {
            &workflow.name
        };
        put!(picture, "<title>{}</title>", xml(name));
        if !workflow.description.is_empty() {
            put!(picture, "<desc>{}</desc>", xml(&workflow.description));
        }
        put!(
            picture,
            r##"<rect x="{}" y="{}" width="{width}" height="{height}" fill="#ffffff"/>"##,
            number(area.left),
            number(area.top)
        );
        put!(picture, r#"<g font-family="{FONTS}">"#);
        picture
    }

    pub fn ended(mut self, is_empty: bool) -> String {
        if is_empty {
            let (x, y) = (
                (self.area.left + self.area.right) / 2.0,
                (self.area.top + self.area.bottom) / 2.0,
            );
            self.words(
                "This workflow has no nodes",
                (x, y),
                TEXT,
                SOFT,
                r#" text-anchor="middle""#,
            );
        }
        self.svg.push_str("</g>\n</svg>\n");
        self.svg
    }

    /// One line of text, whose middle is level with the point.
    fn words(&mut self, words: &str, (x, y): (f64, f64), size: f64, fill: &str, more: &str) {
        put!(
            self,
            r#"<text x="{}" y="{}" font-size="{}" fill="{fill}"{more}>{}</text>"#,
            number(x),
            number(y + size * 0.35),
            number(size),
            xml(words)
        );
    }

    pub fn frame(&mut self, frame: &Frame) {
        let area = frame.area;
        put!(
            self,
            r##"<rect x="{}" y="{}" width="{}" height="{}" rx="14" fill="#f4f6f9" stroke="{FRAME}" stroke-width="1.2" stroke-dasharray="7 4"/>"##,
            number(area.left),
            number(area.top),
            number(area.width()),
            number(area.height())
        );
        for line in &frame.title {
            let at = (area.left + PAD, area.top + 19.0);
            self.words(line, at, TITLE, FRAME, r#" font-weight="600""#);
        }
    }

    pub fn wire(&mut self, wire: &Wire) {
        put!(
            self,
            r#"<path d="{}" fill="none" stroke="{WIRE}" stroke-width="2"/>"#,
            line(&wire.course)
        );
        put!(
            self,
            r#"<path d="M{} {}l{} {}l{} {}Z" fill="{WIRE}"/>"#,
            number(wire.to.0),
            number(wire.to.1),
            number(-ARROW - 1.0),
            number(-ARROW / 2.0),
            number(0.0),
            number(ARROW)
        );
    }

    /// The names of the filters along a wire, in a little box on its middle.
    pub fn label(&mut self, wire: &Wire) {
        if wire.labels.is_empty() {
            return;
        }
        let (x, y) = wire.middle();
        let words: String = wire.labels.chars().take(24).collect();
        let width = (text::width(&words, TEXT) + 14.0).max(20.0);
        put!(
            self,
            r##"<rect x="{}" y="{}" width="{}" height="20" rx="10" fill="#ffffff" stroke="{WIRE}" stroke-width="1.2"/>"##,
            number(x - width / 2.0),
            number(y - 10.0),
            number(width)
        );
        self.words(&words, (x, y), TEXT, INK, r#" text-anchor="middle""#);
    }

    #[allow(clippy::cast_precision_loss, reason = "a node has a handful of badges")]
    pub fn node(&mut self, node: &Node<'_>) {
        let kind = node.node.kind;
        let colour = colour(kind);
        let (edge, dash) = match node.note {
            Some(_) => (ALARM, r#" stroke-dasharray="5 3""#),
            None => (colour, ""),
        };
        put!(
            self,
            r##"<path d="{}" fill="#ffffff" stroke="{edge}" stroke-width="1.5"{dash}/>"##,
            shape::outline(kind, node.area)
        );
        let Area { left, top, .. } = node.area;
        let middle = top + HEADER / 2.0;
        put!(
            self,
            r##"<g transform="translate({} {})"><path d="{}" fill="{colour}"/>{}</g>"##,
            number(left + 29.0),
            number(middle),
            shape::patch(kind),
            sign(node)
        );
        for (place, (outline, colour)) in node.badges.iter().rev().enumerate() {
            let x = node.area.right - PAD - 8.0 - place as f64 * BADGE_STEP;
            put!(
                self,
                r#"<path transform="translate({} {})" d="{outline}" fill="{colour}"/>"#,
                number(x),
                number(middle)
            );
        }
        let mut y = if node.title.len() > 1 {
            middle - LINE / 2.0
        } else {
            middle
        };
        for line in &node.title {
            self.words(
                line,
                (left + TITLE_LEFT, y),
                TITLE,
                INK,
                r#" font-weight="600""#,
            );
            y += LINE;
        }
        let mut y = top + HEADER + LINE / 2.0 + 2.0;
        for line in &node.summary {
            self.words(line, (left + PAD, y), TEXT, SOFT, "");
            y += LINE;
        }
        if let Some(note) = node.note {
            self.words(note, (left + PAD, y), TEXT, ALARM, r#" font-weight="600""#);
        }
        self.ports(node);
    }

    fn ports(&mut self, node: &Node<'_>) {
        for (index, links) in node.node.inputs.values().enumerate() {
            self.port(node.input(index), !links.is_empty());
        }
        let ports = node.outputs.iter().zip(node.node.outputs.values());
        for (index, (label, links)) in ports.enumerate() {
            let (x, y) = node.output(index);
            self.port((x, y), !links.is_empty());
            if !label.is_empty() {
                self.words(label, (x - PAD, y), TEXT, SOFT, r#" text-anchor="end""#);
            }
        }
    }

    /// Filled where a wire is, hollow where one could be.
    fn port(&mut self, (x, y): (f64, f64), wired: bool) {
        let fill = if wired { WIRE } else { "#ffffff" };
        put!(
            self,
            r#"<circle cx="{}" cy="{}" r="{PORT}" fill="{fill}" stroke="{WIRE}" stroke-width="1.6"/>"#,
            number(x),
            number(y)
        );
    }
}
