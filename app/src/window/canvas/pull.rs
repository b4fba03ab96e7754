//! A wire in the hand: where it would end, whether it may, and what comes of letting it go.

use egui::{Pos2, Vec2};

use super::{
    event::CanvasEvent,
    gesture::Gesture,
    hit::{Hit, Ports},
    scene::{Node, Scene},
    spec::{PortEnd, PortRef, Proposal, WireId},
    state::CanvasState,
};

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

impl CanvasState {
    /// Where a wire that is held here would end.
    pub(super) fn target(
        &mut self,
        scene: &Scene,
        pull: &Pull,
        can: CanConnect<'_>,
    ) -> Option<Target> {
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

    /// What comes of letting a wire go.
    pub(super) fn dropped(&self, pull: Pull) -> Option<CanvasEvent> {
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

/// Begins to draw a wire that is fixed at one end.
pub(super) fn pull(fixed: PortEnd, replaces: Option<WireId>, at: Pos2) -> Gesture {
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

/// The wire into an input that is on top.
pub(super) fn last_wire_into(scene: &Scene, node: u32, port: usize) -> Option<WireId> {
    let node = scene.node_at(node)?;
    let wires = node.incoming.iter().rev();
    let mut wires = wires.filter_map(|place| scene.wire_at(*place));
    let wire = wires.find(|wire| wire.to_port == port)?;
    Some(wire.spec.id.clone())
}

/// Picks the wire up at the end that is nearer to the point.
pub(super) fn nearer_end(scene: &Scene, place: u32, at: Pos2) -> Gesture {
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
