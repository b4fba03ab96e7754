//! Drags: what one is about, from the first point to the drop.

use egui::{Pos2, Rect, Vec2};
use misp_flow_engine::workflow::NodeId;

use super::{
    event::{CanvasEvent, Insert},
    hit::{Hit, Side},
    pull::{CanConnect, Pull, last_wire_into, nearer_end, pull},
    scene::Scene,
    selection::Selection,
    snap::Guide,
    spec::{PortEnd, WireId},
    state::CanvasState,
};

/// The grid: nodes snap to multiples of this many canvas units while they are dragged.
pub const SNAP: f32 = 10.0;

/// The drag in progress.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Gesture {
    #[default]
    None,
    /// The canvas itself; `grabbed` stays under the pointer.
    Pan {
        grabbed: Pos2,
    },
    /// A box that selects; it adds to `base`.
    Box {
        from: Pos2,
        to: Pos2,
        base: Selection,
    },
    /// The selected nodes, with `block` around them; `anchor` is the one that was grabbed, and
    /// `guides` show what they are lined up with.
    Move {
        grabbed: Pos2,
        anchor: NodeId,
        block: Rect,
        guides: [Option<Guide>; 2],
        offset: Vec2,
        onto: Option<WireId>,
    },
    Wire(Pull),
    /// An edge or corner of a frame; `members` are the nodes that it would surround.
    Resize {
        frame: u32,
        side: Side,
        rect: Rect,
        members: Vec<u32>,
    },
    /// Given up before the button was let go.
    Cancelled,
}

impl Gesture {
    /// The box of a box selection.
    pub fn area(&self) -> Option<Rect> {
        match self {
            Self::Box { from, to, .. } => Some(Rect::from_two_pos(*from, *to)),
            _ => None,
        }
    }
}

impl CanvasState {
    /// What a drag that starts on this is about.
    pub(super) fn begin_drag(&mut self, scene: &Scene, hit: Hit, from: Pos2, keep: bool) {
        self.gesture = match hit {
            Hit::Output { node, port } => scene
                .node_at(node)
                .and_then(|node| node.output_ref(port))
                .map_or(Gesture::None, |port| {
                    pull(PortEnd::Output(port), None, from)
                }),
            Hit::Input { node, port } => match last_wire_into(scene, node, port) {
                Some(wire) => pull(PortEnd::Output(wire.from.clone()), Some(wire), from),
                None => scene
                    .node_at(node)
                    .and_then(|node| node.input_ref(port))
                    .map_or(Gesture::None, |port| pull(PortEnd::Input(port), None, from)),
            },
            Hit::Wire(place) => nearer_end(scene, place, from),
            Hit::Node(node) | Hit::Badge { node, .. } => self.begin_move(scene, node, from),
            Hit::Frame(place) => {
                let members = scene.frames.get(place as usize).map(|frame| &frame.members);
                match members.and_then(|members| members.first()) {
                    Some(first) => self.begin_move(scene, *first, from),
                    None => Gesture::None,
                }
            }
            Hit::FrameEdge(frame, side) => match scene.frames.get(frame as usize) {
                Some(shown) => Gesture::Resize {
                    frame,
                    side,
                    rect: shown.rect,
                    members: shown.members.clone(),
                },
                None => Gesture::None,
            },
            Hit::Nothing => Gesture::Box {
                from,
                to: from,
                base: if keep {
                    self.selection().clone()
                } else {
                    Selection::default()
                },
            },
        };
    }

    fn begin_move(&self, scene: &Scene, node: u32, grabbed: Pos2) -> Gesture {
        match scene.node_at(node) {
            Some(node) => Gesture::Move {
                grabbed,
                anchor: node.spec.id.clone(),
                block: (self.selection().nodes())
                    .filter_map(|id| scene.node_rect(id))
                    .fold(node.rect(), Rect::union),
                guides: [None, None],
                offset: Vec2::ZERO,
                onto: None,
            },
            None => Gesture::None,
        }
    }

    /// Follows the pointer. `free` switches snapping off. Gives whether the selection changed.
    pub(super) fn follow_drag(
        &mut self,
        scene: &Scene,
        at: Pos2,
        free: bool,
        can_connect: CanConnect<'_>,
    ) -> bool {
        let mut gesture = std::mem::take(&mut self.gesture);
        let mut changed = false;
        match &mut gesture {
            Gesture::Box { to, from, base } => {
                *to = at;
                let area = Rect::from_two_pos(*from, at);
                let selection = self.touched(scene, area, base);
                if selection != *self.selection() {
                    self.select(selection);
                    changed = true;
                }
            }
            Gesture::Move {
                grabbed,
                anchor,
                block,
                guides,
                offset,
                onto,
            } => {
                (*offset, *guides) = (at - *grabbed, [None, None]);
                let node = scene.place(anchor).and_then(|place| scene.node_at(place));
                if let Some(node) = node.filter(|_| !free) {
                    (*offset, *guides) = self.drawn(scene, node, *block, *offset);
                }
                *onto = self.wire_below(scene, anchor, *offset);
            }
            Gesture::Wire(pull) => {
                pull.at = at;
                pull.target = self.target(scene, pull, can_connect);
            }
            Gesture::Resize {
                frame,
                side,
                rect,
                members,
            } => {
                if let Some(shown) = scene.frames.get(*frame as usize) {
                    *rect = side.pulled(shown.rect, at);
                    *members = self.inside(scene, *rect);
                }
            }
            Gesture::None | Gesture::Pan { .. } | Gesture::Cancelled => {}
        }
        self.gesture = gesture;
        changed
    }

    /// The nodes whose middle is in an area.
    fn inside(&mut self, scene: &Scene, area: Rect) -> Vec<u32> {
        let mut found = std::mem::take(&mut self.scratch.hits);
        scene.node_grid.query(area, &mut found);
        let middle_in = |place: &u32| {
            let node = scene.node_at(*place);
            node.is_some_and(|node| area.contains(node.rect().center()))
        };
        let inside = found.iter().copied().filter(middle_in).collect();
        self.scratch.hits = found;
        inside
    }

    fn touched(&mut self, scene: &Scene, area: Rect, base: &Selection) -> Selection {
        let mut found = std::mem::take(&mut self.scratch.hits);
        scene.node_grid.query(area, &mut found);
        let mut selection = base.clone();
        for place in found.iter().copied() {
            if let Some(node) = scene.node_at(place)
                && node.rect().intersects(area)
                && !selection.has_node(&node.spec.id)
            {
                selection.add_node(node.spec.id.clone());
            }
        }
        self.scratch.hits = found;
        selection
    }

    /// The wire that a lone unconnected node, dragged by this much, would be put onto.
    fn wire_below(&mut self, scene: &Scene, id: &NodeId, offset: Vec2) -> Option<WireId> {
        if self.selection().single() != Some(id) {
            return None;
        }
        let node = scene.node_at(scene.place(id)?)?;
        let free = node.incoming.is_empty() && node.outgoing.is_empty();
        if !free || node.spec.inputs.is_empty() || node.spec.outputs.is_empty() {
            return None;
        }
        let at = node.rect().translate(offset).center();
        let wire = self.wire_hit(scene, at, node.layout.size.y * 0.5)?;
        Some(scene.wire_at(wire)?.spec.id.clone())
    }

    /// Lets go: tells what came of the drag. `inside` says whether the pointer is on the canvas.
    pub(super) fn end_drag(&mut self, scene: &Scene, inside: bool, events: &mut Vec<CanvasEvent>) {
        match std::mem::take(&mut self.gesture) {
            Gesture::Move {
                offset,
                onto,
                anchor,
                ..
            } if offset != Vec2::ZERO => {
                // Shown where they were dropped until the app has had its turn.
                self.settling = offset;
                let ids = self.selection().nodes();
                let moves: Vec<_> = ids
                    .filter_map(|id| Some((id.clone(), scene.node_rect(id)?.min + offset)))
                    .collect();
                let at = moves.first().map(|(_, at)| *at);
                if let (Some(wire), Some(at)) = (onto, at) {
                    let insert = Insert::Node(anchor);
                    events.push(CanvasEvent::InsertOnWire { wire, insert, at });
                } else {
                    let delta = offset;
                    events.push(CanvasEvent::MoveNodes { moves, delta });
                }
            }
            Gesture::Resize { frame, members, .. } => {
                let Some(shown) = scene.frames.get(frame as usize) else {
                    return;
                };
                let same = members.len() == shown.members.len()
                    && members.iter().all(|place| shown.members.contains(place));
                let nodes = members.iter().filter_map(|place| scene.node_at(*place));
                let nodes: Vec<NodeId> = nodes.map(|node| node.spec.id.clone()).collect();
                // Around nothing there is no frame.
                if !same && !nodes.is_empty() {
                    let frame = shown.spec.id.clone();
                    events.push(CanvasEvent::ResizeFrame { frame, nodes });
                }
            }
            Gesture::Wire(pull) if inside => events.extend(self.dropped(pull)),
            _ => {}
        }
    }
}
