//! Where nodes and wires stand. Nodes have the size that they have in the program.

use indexmap::IndexMap;

use super::{
    frame::Frame,
    signs::{BadgeSign, Signs},
    text,
};
use crate::{
    catalogue::{Catalogue, Module},
    course::{self, Bounds, Course, Place},
    describe,
    workflow::{self, Edge, Graph, NodeId, PortRef},
};

pub(super) const WIDTH: f64 = 250.0;
pub(super) const HEADER: f64 = 46.0;
pub(super) const PAD: f64 = 14.0;
pub(super) const TITLE_LEFT: f64 = 53.0;
pub(super) const TITLE: f64 = 14.0;
pub(super) const TEXT: f64 = 12.0;
pub(super) const LINE: f64 = 16.0;
pub(super) const PORT: f64 = 4.5;
pub(super) const ARROW: f64 = course::ARROW as f64;
pub(super) const BADGE_STEP: f64 = 21.0;
const PORT_ROW: f64 = 23.0;
const SUMMARY_LINES: usize = 4;
/// As far from the origin as a node is drawn: a file may hold any number.
const FARTHEST: f64 = 1.0e6;

/// A rectangle by its edges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    pub fn grown(self, by: f64) -> Self {
        Self {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }

    pub fn width(self) -> f64 {
        self.right - self.left
    }

    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// What it covers.
    pub fn size(self) -> f64 {
        self.width() * self.height()
    }

    pub fn around(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// A node with its words in lines.
pub(super) struct Node<'a> {
    pub node: &'a workflow::Node,
    pub area: Area,
    pub title: Vec<String>,
    pub summary: Vec<String>,
    /// The sign of its module, where it is not the picture's own.
    pub icon: Option<String>,
    /// The badges with their colours, from left to right.
    pub badges: Vec<(String, &'static str)>,
    /// What keeps it from working, where something does.
    pub note: Option<&'static str>,
    /// The label of each output.
    pub outputs: Vec<&'static str>,
    /// Where the rows of ports start, from the top of the node.
    rows_top: f64,
}

/// Whether the only output stands in the header, for want of a label.
fn is_bare(outputs: &[&str]) -> bool {
    matches!(outputs, [only] if only.is_empty())
}

impl Node<'_> {
    pub fn input(&self, index: usize) -> (f64, f64) {
        let down = match index {
            0 => HEADER / 2.0,
            below => self.row(below - 1),
        };
        (self.area.left, self.area.top + down)
    }

    pub fn output(&self, index: usize) -> (f64, f64) {
        let down = if self.outputs.is_empty() || is_bare(&self.outputs) {
            HEADER / 2.0
        } else {
            self.row(index)
        };
        (self.area.right, self.area.top + down)
    }

    #[allow(clippy::cast_precision_loss, reason = "a node has a handful of ports")]
    fn row(&self, index: usize) -> f64 {
        self.rows_top + (index as f64 + 0.5) * PORT_ROW
    }
}

pub(super) fn nodes<'a>(
    graph: &'a Graph,
    catalogue: &Catalogue,
    signs: &dyn Signs,
) -> IndexMap<&'a NodeId, Node<'a>> {
    let placed = graph.nodes.iter();
    placed
        .map(|(id, node)| (id, lay_out(node, catalogue, signs)))
        .collect()
}

#[allow(clippy::cast_precision_loss, reason = "a node has a handful of lines")]
fn lay_out<'a>(node: &'a workflow::Node, catalogue: &Catalogue, signs: &dyn Signs) -> Node<'a> {
    let module = catalogue.module_of(node);
    let name = if node.name.is_empty() {
        &node.module
    } else {
        &node.name
    };
    let summary = describe::summary(node, catalogue);
    let badges: Vec<(String, &str)> = BadgeSign::of(node, &module)
        .into_iter()
        .filter_map(|badge| Some((signs.badge(badge)?, badge.colour())))
        .collect();
    let taken = badges.len() as f64 * BADGE_STEP;
    let title = text::wrap(name, TITLE, WIDTH - TITLE_LEFT - PAD - taken, 2);
    let summary = text::wrap(
        &describe::capitalised(&summary),
        TEXT,
        WIDTH - 2.0 * PAD,
        SUMMARY_LINES,
    );
    let note = note(&module);
    let labels = module.output_labels();
    let outputs: Vec<&str> = (0..node.outputs.len())
        .map(|place| labels.get(place).copied().unwrap_or_default())
        .collect();
    let lines = summary.len() + usize::from(note.is_some());
    let mut height = HEADER;
    if lines > 0 {
        height += lines as f64 * LINE + 12.0;
    }
    let rows_top = height;
    let right = if is_bare(&outputs) { 0 } else { outputs.len() };
    let rows = right.max(node.inputs.len().saturating_sub(1));
    if rows > 0 {
        height += rows as f64 * PORT_ROW + 6.0;
    }
    let (left, top) = (sane(node.position.x), sane(node.position.y));
    Node {
        node,
        area: Area {
            left,
            top,
            right: left + WIDTH,
            bottom: top + height,
        },
        title,
        summary,
        icon: signs.icon(&module.icon, node.kind),
        badges,
        note,
        outputs,
        rows_top,
    }
}

fn note(module: &Module) -> Option<&'static str> {
    if module.is_stub {
        Some("Unknown module")
    } else if module.disabled {
        Some("Switched off on the server")
    } else {
        None
    }
}

fn sane(units: f64) -> f64 {
    if units.is_finite() {
        units.clamp(-FARTHEST, FARTHEST)
    } else {
        0.0
    }
}

/// A wire from an output to an input.
pub(super) struct Wire {
    pub edge: Edge,
    /// The same as in the window.
    pub course: Course,
    /// The tip of its arrow.
    pub to: (f64, f64),
    /// The names of the filters that are on along it.
    pub labels: String,
}

impl Wire {
    /// The middle of the curve.
    pub fn middle(&self) -> (f64, f64) {
        let [x, y] = self.course.at(0.5);
        (x.into(), y.into())
    }

    fn area(&self) -> Area {
        let bounds = self.course.bounds();
        Area {
            left: bounds.left.into(),
            top: bounds.top.into(),
            right: bounds.right.into(),
            bottom: bounds.bottom.into(),
        }
    }
}

pub(super) fn wires(graph: &Graph, nodes: &IndexMap<&NodeId, Node<'_>>) -> Vec<Wire> {
    let mut wires = Vec::new();
    let lowest = |band: Bounds| {
        let areas = nodes.values().map(|node| edges(node.area));
        let inside = areas.filter(|area| area.touches(band));
        inside.map(|area| area.bottom).reduce(f32::max)
    };
    for (id, node) in &graph.nodes {
        let Some(source) = nodes.get(id) else {
            continue;
        };
        for (output, (port, links)) in node.outputs.iter().enumerate() {
            for link in links {
                let Some(target) = nodes.get(&link.node) else {
                    continue;
                };
                let input = target.node.inputs.get_index_of(&link.port).unwrap_or(0);
                let (from, to) = (source.output(output), target.input(input));
                let labels: Vec<&str> = link.labels().collect();
                let edge = Edge {
                    from: PortRef::new(id.clone(), port.clone()),
                    to: PortRef::new(link.node.clone(), link.port.clone()),
                };
                let (from, to) = ((from.0 + PORT, from.1), (to.0 - PORT, to.1));
                let (first, last) = (edges(source.area), edges(target.area));
                let course = Course::new(place(from), place(to), first, last, &lowest);
                wires.push(Wire {
                    edge,
                    course,
                    to,
                    labels: labels.join(" "),
                });
            }
        }
    }
    wires
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "places are near enough to the origin to be told apart in single precision"
)]
fn place((x, y): (f64, f64)) -> Place {
    [x as f32, y as f32]
}

fn edges(area: Area) -> Bounds {
    let ([left, top], [right, bottom]) = (
        place((area.left, area.top)),
        place((area.right, area.bottom)),
    );
    Bounds {
        left,
        top,
        right,
        bottom,
    }
}

/// What holds everything; a small area where there is nothing.
pub(super) fn bounds(
    nodes: &IndexMap<&NodeId, Node<'_>>,
    frames: &[Frame],
    wires: &[Wire],
) -> Area {
    let areas = nodes.values().map(|node| node.area);
    let areas = areas.chain(frames.iter().map(|frame| frame.area));
    let areas = areas.chain(wires.iter().map(Wire::area));
    areas.reduce(Area::around).unwrap_or(Area {
        left: 0.0,
        top: 0.0,
        right: WIDTH,
        bottom: HEADER,
    })
}
