//! The path of a run, laid over the picture: numbers on what ran, the rest faint.

use std::{collections::HashSet, fmt::Write as _};

use indexmap::IndexMap;

use super::{
    Signs,
    paint::{Picture, line},
    place::{Node, Wire},
    text::{self, number},
};
use crate::{
    catalogue::Catalogue,
    run::{Outcome, Run, Step, StepResult},
    workflow::{Edge, NodeId, Workflow},
};

/// How strongly what did not run is drawn.
const FAINT: &str = "0.32";
const OK: &str = "#1d7a33";
const TROUBLE: &str = "#8a5a00";
const FAILED: &str = "#c02b21";

/// How many numbers stand on a node; a node in a loop of joining paths can run a thousand times.
const MOST_NUMBERS: usize = 4;

/// What a run did with a workflow.
pub(super) struct Path {
    /// The numbers of the steps at each node that ran, and the colour of what came of it.
    nodes: IndexMap<NodeId, (Vec<usize>, &'static str)>,
    wires: HashSet<Edge>,
}

impl Path {
    pub fn of(run: &Run, workflow: &Workflow) -> Self {
        let mut path = Self {
            nodes: IndexMap::new(),
            wires: run.wires.iter().cloned().collect(),
        };
        if let Some((trigger, _)) = workflow.graph.trigger().filter(|_| run.began) {
            path.nodes.insert(trigger.clone(), (Vec::new(), OK));
        }
        for (place, step) in run.steps.iter().enumerate() {
            let colour = colour(step, run.outcome);
            let known = path.nodes.entry(step.node.clone());
            let (numbers, last) = known.or_insert((Vec::new(), colour));
            numbers.push(place + 1);
            *last = colour;
        }
        for background in &run.background {
            path.wires.extend(background.run.wires.iter().cloned());
            for step in &background.run.steps {
                let colour = colour(step, background.run.outcome);
                let fresh = || (Vec::new(), colour);
                path.nodes.entry(step.node.clone()).or_insert_with(fresh);
            }
        }
        if let Some(node) = run.crash.as_ref().and_then(|crash| crash.node.clone()) {
            path.nodes.entry(node).or_default().1 = FAILED;
        }
        path
    }

    /// Whether the run took this wire.
    pub fn took(&self, wire: &Wire) -> bool {
        self.wires.contains(&wire.edge)
    }

    /// Whether the run came to this node.
    pub fn came_to(&self, node: &NodeId) -> bool {
        self.nodes.contains_key(node)
    }

    /// Writes a broad line where the run took a wire, for the wire to lie upon.
    pub fn line(&self, picture: &mut Picture, wire: &Wire) {
        if !self.took(wire) {
            return;
        }
        let _ = writeln!(
            picture.svg,
            r#"<path d="{}" fill="none" stroke="{OK}" stroke-width="6"/>"#,
            line(&wire.course)
        );
    }

    /// Writes the numbers of a node's steps on its corner.
    pub fn mark(&self, picture: &mut Picture, id: &NodeId, node: &Node<'_>) {
        let Some((numbers, colour)) = self.nodes.get(id) else {
            return;
        };
        let shown = numbers.iter().take(MOST_NUMBERS).map(usize::to_string);
        let mut words = shown.collect::<Vec<_>>().join(", ");
        if numbers.len() > MOST_NUMBERS {
            words.push('…');
        }
        if words.is_empty() {
            return;
        }
        let width = (text::width(&words, 13.0) + 14.0).max(24.0);
        // The header's right corner is free of words; the sign stands on the left.
        let (x, y) = (node.area.right - width - 8.0, node.area.top - 12.0);
        let (middle, base) = (number(x + width / 2.0), number(y + 16.6));
        let (x, y, width) = (number(x), number(y), number(width));
        let _ = writeln!(
            picture.svg,
            r##"<rect x="{x}" y="{y}" width="{width}" height="24" rx="12" fill="{colour}" stroke="#ffffff" stroke-width="2"/><text x="{middle}" y="{base}" font-size="13" font-weight="600" fill="#ffffff" text-anchor="middle">{words}</text>"##
        );
    }
}

fn colour(step: &Step, outcome: Outcome) -> &'static str {
    if step.failed() || (outcome == Outcome::Blocked && step.module == "stop-execution") {
        FAILED
    } else if step.result != StepResult::Success || !step.errors.is_empty() {
        TROUBLE
    } else {
        OK
    }
}

/// Lets `draw` write into the picture, faintly unless it `ran`.
pub(super) fn shaded(picture: &mut Picture, ran: bool, draw: impl FnOnce(&mut Picture)) {
    if !ran {
        let _ = writeln!(picture.svg, r#"<g opacity="{FAINT}">"#);
    }
    draw(picture);
    if !ran {
        picture.svg.push_str("</g>\n");
    }
}

/// The workflow that ran as an SVG picture, as [`to_svg_with`](super::to_svg_with) draws it with these signs, with the path
/// that the run took: its wires are broad and green, and the numbers of its steps stand on the
/// nodes, green, or red where a node failed or stopped the run; what did not run is faint.
pub fn to_svg_of_run(
    workflow: &Workflow,
    catalogue: &Catalogue,
    signs: &dyn Signs,
    run: &Run,
) -> String {
    super::drawn(workflow, catalogue, signs, Some(&Path::of(run, workflow)))
}
