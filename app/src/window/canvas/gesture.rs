//! Drags: what one is about, from the first point to the drop.

use egui::{Pos2, Rect, Vec2};
use misp_flow_engine::workflow::NodeId;

use super::{
    event::{CanvasEvent, Insert},
    hit::{Hit, Ports, Side},
    scene::{Node, Scene},
    selection::Selection,
    snap::Guide,
    spec::{PortEnd, PortRef, Proposal, WireId},
    state::CanvasState,
};

/// The grid: nodes snap to multiples of this many canvas units while they are dragged.
pub const SNAP: f32 = 10.0;

/// Says whether a wire may be, and if not, why.
pub(super) type CanConnect<'a> = &'a dyn Fn(&Proposal<'_>) -> Result<(), String>;

/// Where a wire that is being drawn would end.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Target {
    pub port: PortRef,
    /// Where that port is, in canvas units.
    pub at: Pos2,
    /// Allowed, or why not.
    pub verdict: Result<(), String>,
}

/// A wire that is being drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pull {
    /// The end that stays.
    pub fixed: PortEnd,
    /// The wire whose other end is being moved.
    pub replaces: Option<WireId>,
    /// Where it would end if dropped now; nothing over empty canvas.
    pub target: Option<Target>,
    /// The pointer, in canvas units.
    pub at: Pos2,
}

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

    fn target(&mut self, scene: &Scene, pull: &Pull, can: CanConnect<'_>) -> Option<Target> {
        let (ports, own) = match &pull.fixed {
            PortEnd::Output(port) => (Ports::Inputs, &port.node),
            PortEnd::Input(port) => (Ports::Outputs, &port.node),
        };
        let hit = match self.snap(scene, pull.at, ports) {
            Some(hit) => hit,
            None => Hit::Node(self.node_hit(scene, pull.at)?),
        };
        let node = scene.node_at(hit.node()?)?;
        // Over the body of the node it comes from, the wire is not meant to go anywhere yet.
        if matches!(hit, Hit::Node(_)) && node.spec.id == *own {
            return None;
        }
        let (port, at) = landing(node, hit, ports);
        if let Some(old) = pull.target.as_ref().filter(|old| old.port == port) {
            return Some(old.clone());
        }
        let verdict = match &pull.fixed {
            _ if pull
                .replaces
                .as_ref()
                .is_some_and(|w| w.from == port || w.to == port) =>
            {
                Ok(())
            }
            PortEnd::Output(from) => can(&Proposal {
                from,
                to: &port,
                replaces: pull.replaces.as_ref(),
            }),
            PortEnd::Input(to) => can(&Proposal {
                from: &port,
                to,
                replaces: pull.replaces.as_ref(),
            }),
        };
        Some(Target { port, at, verdict })
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

    fn dropped(&self, pull: Pull) -> Option<CanvasEvent> {
        let Some(target) = pull.target else {
            return Some(match pull.replaces {
                Some(wire) => CanvasEvent::Disconnect { wire },
                None => CanvasEvent::OpenQuickAdd {
                    at: pull.at,
                    screen: self.to_screen(pull.at),
                    from: Some(pull.fixed),
                },
            });
        };
        if let Err(reason) = target.verdict {
            return Some(CanvasEvent::ConnectRefused { reason });
        }
        let (from, to) = match pull.fixed {
            PortEnd::Output(from) => (from, target.port),
            PortEnd::Input(to) => (target.port, to),
        };
        match pull.replaces {
            Some(old) if old.from == from && old.to == to => None,
            Some(old) => Some(CanvasEvent::Rewire { old, from, to }),
            None => Some(CanvasEvent::Connect { from, to }),
        }
    }
}

fn pull(fixed: PortEnd, replaces: Option<WireId>, at: Pos2) -> Gesture {
    Gesture::Wire(Pull {
        fixed,
        replaces,
        target: None,
        at,
    })
}

/// The port that a wire dropped on this would land at. A node without such ports still gives one:
/// whether a wire may end there, and why not, is for the app to say.
fn landing(node: &Node, hit: Hit, ports: Ports) -> (PortRef, Pos2) {
    let id = &node.spec.id;
    match (hit, ports) {
        (Hit::Output { port, .. }, _) => (
            node.output_ref(port)
                .unwrap_or_else(|| PortRef::new(id.clone(), "output_1")),
            node.output_at(port),
        ),
        (Hit::Input { port, .. }, _) => (
            node.input_ref(port)
                .unwrap_or_else(|| PortRef::new(id.clone(), "input_1")),
            node.input_at(port),
        ),
        (_, Ports::Outputs) => (
            node.output_ref(0)
                .unwrap_or_else(|| PortRef::new(id.clone(), "output_1")),
            node.output_at(0),
        ),
        (_, Ports::Inputs | Ports::Both) => (
            node.input_ref(0)
                .unwrap_or_else(|| PortRef::new(id.clone(), "input_1")),
            node.input_at(0),
        ),
    }
}

fn last_wire_into(scene: &Scene, node: u32, port: usize) -> Option<WireId> {
    let node = scene.node_at(node)?;
    let wires = node.incoming.iter().rev();
    let mut wires = wires.filter_map(|place| scene.wire_at(*place));
    let wire = wires.find(|wire| wire.to_port == port)?;
    Some(wire.spec.id.clone())
}

/// Picks the wire up at the end that is nearer to the point.
fn nearer_end(scene: &Scene, place: u32, at: Pos2) -> Gesture {
    let Some(wire) = scene.wire_at(place) else {
        return Gesture::None;
    };
    let Some(curve) = scene.curve(wire, &|_| Vec2::ZERO) else {
        return Gesture::None;
    };
    let id = wire.spec.id.clone();
    let fixed = if curve.start.distance(at) < curve.end.distance(at) {
        PortEnd::Input(id.to.clone())
    } else {
        PortEnd::Output(id.from.clone())
    };
    pull(fixed, Some(id), at)
}
