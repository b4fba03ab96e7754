//! Snapping: what is dragged is drawn to the lines of the nodes around it, to where its wires are
//! straight, and to the grid.

use egui::{Pos2, Rect, Vec2, pos2, vec2};

use super::{gesture::SNAP, scene::Node, state::CanvasState};
use crate::window::canvas::scene::Scene;

/// Within this many points something is drawn to a line.
const REACH: f32 = 6.0;
/// Nodes farther than this, in canvas units, draw nothing.
const AROUND: f32 = 900.0;
/// How far a guide stands out from the boxes it joins, in canvas units.
const OVERHANG: f32 = 14.0;

/// A line that shows what the dragged nodes are lined up with, in canvas units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Guide {
    pub from: Pos2,
    pub to: Pos2,
}

/// A line that draws: by how much it would move what is dragged, and how far along it is.
#[derive(Clone, Copy)]
struct Pull {
    by: f32,
    far: f32,
    line: f32,
    /// What the guide spans beside the dragged box.
    span: (f32, f32),
}

impl Pull {
    fn nearer(self, other: Option<Self>) -> Self {
        // What comes to the same thing within half a unit is told apart by how near it is.
        let order = |pull: &Self| ((pull.by.abs() * 2.0).round(), pull.far);
        match other {
            Some(other) if order(&other) <= order(&self) => other,
            _ => self,
        }
    }
}

/// The outcome: the offset, and the guides across and down.
pub(super) type Snapped = (Vec2, [Option<Guide>; 2]);

impl CanvasState {
    /// Draws `block`, the box around what is dragged by `offset`, to what is near. `anchor` is the
    /// node that was grabbed: its corner goes to the grid, and its wires are straightened.
    pub(super) fn drawn(
        &mut self,
        scene: &Scene,
        anchor: &Node,
        block: Rect,
        offset: Vec2,
    ) -> Snapped {
        let (mut across, mut down) = (None, None);
        if self.aids.neighbours {
            let reach = REACH / self.view().zoom();
            let moved = block.translate(offset);
            (across, down) = self.neighbours(scene, moved, reach);
            for pull in self.straight(scene, anchor, offset) {
                if pull.by.abs() <= reach {
                    down = Some(pull.nearer(down));
                }
            }
        }
        let mut snapped = offset;
        let corner = anchor.spec.pos + offset;
        let to_grid = |at: f32| (at / SNAP).round() * SNAP - at;
        snapped.x += match across {
            Some(pull) => pull.by,
            None if self.aids.grid => to_grid(corner.x),
            None => 0.0,
        };
        snapped.y += match down {
            Some(pull) => pull.by,
            None if self.aids.grid => to_grid(corner.y),
            None => 0.0,
        };
        let moved = block.translate(snapped);
        let across = across.map(|Pull { line, span, .. }| Guide {
            from: pos2(line, span.0.min(moved.top()) - OVERHANG),
            to: pos2(line, span.1.max(moved.bottom()) + OVERHANG),
        });
        let down = down.map(|Pull { line, span, .. }| Guide {
            from: pos2(span.0.min(moved.left()) - OVERHANG, line),
            to: pos2(span.1.max(moved.right()) + OVERHANG, line),
        });
        (snapped, [across, down])
    }

    /// The nearest lines of the nodes in view around the box.
    fn neighbours(
        &mut self,
        scene: &Scene,
        moved: Rect,
        reach: f32,
    ) -> (Option<Pull>, Option<Pull>) {
        let (mut across, mut down) = (None, None);
        let mut found = std::mem::take(&mut self.scratch.hits);
        let near = moved.expand(AROUND).intersect(self.visible());
        scene.node_grid.query(near, &mut found);
        for place in found.iter().copied() {
            let Some(node) = scene.node_at(place) else {
                continue;
            };
            let rect = node.rect();
            if self.flags.node_selected(place) || !rect.intersects(near) {
                continue;
            }
            let gap =
                |low: f32, high: f32, from: f32, to: f32| (low - to).max(from - high).max(0.0);
            let far = vec2(
                gap(moved.left(), moved.right(), rect.left(), rect.right()),
                gap(moved.top(), moved.bottom(), rect.top(), rect.bottom()),
            );
            for (own, line) in lines(moved.x_range())
                .into_iter()
                .zip(lines(rect.x_range()))
            {
                let pull = Pull {
                    by: line - own,
                    far: far.y,
                    line,
                    span: (rect.top(), rect.bottom()),
                };
                if pull.by.abs() <= reach {
                    across = Some(pull.nearer(across));
                }
            }
            for (own, line) in lines(moved.y_range())
                .into_iter()
                .zip(lines(rect.y_range()))
            {
                let pull = Pull {
                    by: line - own,
                    far: far.x,
                    line,
                    span: (rect.left(), rect.right()),
                };
                if pull.by.abs() <= reach {
                    down = Some(pull.nearer(down));
                }
            }
        }
        self.scratch.hits = found;
        (across, down)
    }

    /// What would make the wires straight that join the grabbed node with nodes that stay.
    fn straight(&self, scene: &Scene, anchor: &Node, offset: Vec2) -> Vec<Pull> {
        let ends = |place: &u32, into: bool| {
            let wire = scene.wire_at(*place)?;
            let far = if into { wire.from } else { wire.to };
            if self.flags.node_selected(far) {
                return None;
            }
            let from = scene.node_at(wire.from)?.output_at(wire.from_port);
            let to = scene.node_at(wire.to)?.input_at(wire.to_port);
            let (own, other) = if into { (to, from) } else { (from, to) };
            let own = own + offset;
            Some(Pull {
                by: other.y - own.y,
                far: 0.0,
                line: other.y,
                span: (own.x.min(other.x) + OVERHANG, own.x.max(other.x) - OVERHANG),
            })
        };
        let incoming = anchor.incoming.iter().filter_map(|wire| ends(wire, true));
        let outgoing = anchor.outgoing.iter().filter_map(|wire| ends(wire, false));
        incoming.chain(outgoing).collect()
    }
}

/// The lines of a box in one direction: its two edges and its centre.
fn lines(range: egui::Rangef) -> [f32; 3] {
    [range.min, range.center(), range.max]
}
