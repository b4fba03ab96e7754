//! The canvas in the middle: its scene and overlay are kept from frame to frame, and what the user
//! does on it becomes commands.

use egui::Ui;
use misp_flow_engine::{
    edit::Edit,
    workflow::{NodeId, Position},
};

use super::{
    canvas::{
        Aids, Canvas, CanvasEvent, CanvasState, HEAD, Insert, MenuTarget, Overlay, PortEnd,
        Proposal, Scene, Selection,
    },
    compare::CompareView,
    controls::Commands,
    empty,
    heat_overlay::heat_overlay,
    playback::Playback,
    popup::{menu::ContextMenu, quick_add::QuickAdd},
    run_overlay::overlay_of,
    scene::{Shown, edge_of, port_of, wire_of},
};
use crate::state::{BlueprintCommand, BlueprintId, CheckedFor, Command, OpenEnd, Revision, State};

/// What the overlay shows: the run's number and its state, its step, how many steps are lit, the
/// document's revision, and of many events the state of their counts.
type OverlayKey = (u64, u64, Option<usize>, Option<usize>, Revision, u64);

/// The canvas with what belongs to it.
#[derive(Debug, Default)]
pub struct Centre {
    /// View and selection.
    pub canvas: CanvasState,
    /// What the canvas shows.
    pub scene: Scene,
    /// What the scene was made of.
    shown: Shown,
    scene_of: Option<(Revision, CheckedFor)>,
    overlay: Overlay,
    overlay_of: Option<OverlayKey>,
    /// What takes the canvas' place while two workflows are compared.
    compare: CompareView,
    /// How a fresh run lights up.
    pub playback: Playback,
    /// Where the pointer was last on the canvas, for pasting.
    pointer: Option<Position>,
}

/// What the canvas asks the window to open.
#[derive(Debug)]
pub enum Opening {
    /// Quick add.
    QuickAdd(QuickAdd),
    /// A context menu.
    Menu(ContextMenu),
    /// A node's fields, at a point of the window.
    Node(NodeId, egui::Pos2),
    /// A frame's title.
    Frame(String),
}

/// A canvas point as the document has it.
pub fn position(at: egui::Pos2) -> Position {
    Position::new(f64::from(at.x.round()), f64::from(at.y.round()))
}

/// Adds a blueprint from the list with its leftmost node here.
fn insert_blueprint(what: String, at: egui::Pos2, end: Option<OpenEnd>) -> Command {
    let insert = BlueprintCommand::Insert(BlueprintId(what), Some(position(at)), end);
    Command::Blueprint(insert)
}

impl Centre {
    /// A canvas for the first document: all of it where its nodes have titles then, and otherwise
    /// where it begins.
    pub fn first() -> Self {
        let mut centre = Self::default();
        centre.canvas.fit_start();
        centre
    }

    /// A canvas for another document.
    pub fn fresh(&self) -> Self {
        Self {
            playback: self.playback.fresh(),
            ..Self::first()
        }
    }

    /// Brings scene and overlay up to date with the state.
    pub fn refresh(&mut self, ctx: &egui::Context, state: &mut State) {
        state.refresh();
        let revision = state.document().revision();
        let scene_of = Some((revision, state.problems_of()));
        if self.scene_of != scene_of {
            self.scene_of = scene_of;
            let (document, problems) = (state.document(), state.known_problems());
            self.shown.follow(
                &mut self.scene,
                document.workflow(),
                &state.catalogue,
                problems,
            );
            state.shapes = std::sync::Arc::new(self.scene.shapes());
        }
        let lit = self.playback.lit(ctx, state.run());
        let heat = state.heat();
        let key = match (heat, state.run()) {
            (Some((many, heat)), _) => Some((many.number(), 0, None, None, revision, heat.number)),
            (None, Some(shown)) => {
                let stamp = shown.stepping.stamp;
                Some((shown.number, stamp, shown.step, lit, revision, 0))
            }
            (None, None) => None,
        };
        if self.overlay_of != key {
            self.overlay_of = key;
            let workflow = state.document().workflow();
            self.overlay = match (heat, state.run()) {
                (Some((_, heat)), _) => heat_overlay(heat, workflow),
                (None, Some(shown)) => overlay_of(shown, workflow, lit),
                (None, None) => Overlay::none(),
            };
        }
    }

    /// The canvas that is seen: the workflow's, or those of a comparison, which move together.
    pub fn seen(&mut self, state: &State) -> &mut CanvasState {
        if state.compares() {
            self.compare.canvas(state)
        } else {
            &mut self.canvas
        }
    }

    /// Selects on the canvas what the state has selected.
    pub fn take_selection(&mut self, state: &State) {
        let selected = state.selected();
        let nodes = || selected.nodes.iter().cloned();
        let selection = match (selected.nodes.is_empty(), selected.edges.first()) {
            (true, Some(edge)) => Selection::of_wire(wire_of(edge)),
            _ => match &selected.frame {
                Some(frame) => Selection::of_frame(frame.clone(), nodes()),
                None => Selection::of_nodes(nodes()),
            },
        };
        self.canvas.select(selection);
    }

    /// Where a paste goes: the pointer, where it is over the canvas.
    pub fn paste_place(&self) -> Option<Position> {
        self.pointer
    }

    /// Shows the canvas.
    pub fn show(&mut self, ui: &mut Ui, state: &mut State, out: &mut Commands) -> Vec<Opening> {
        if self.compare.show(ui, state, out) {
            return Vec::new();
        }
        let rect = ui.available_rect_before_wrap();
        let graph = &state.document().workflow().graph;
        let can_connect = |proposal: &Proposal<'_>| {
            let edge = misp_flow_engine::workflow::Edge {
                from: port_of(proposal.from),
                to: port_of(proposal.to),
            };
            let verdict = match proposal.replaces {
                None => graph.may_connect(&edge),
                Some(old) => {
                    let mut without = graph.clone();
                    without.remove_edge(&edge_of(old));
                    without.may_connect(&edge)
                }
            };
            verdict.map_err(|refusal| refusal.to_string())
        };
        self.canvas.set_aids(Aids {
            minimap: state.settings.minimap,
            neighbours: state.settings.snap_to_neighbours,
            grid: state.settings.snap_to_grid,
        });
        self.canvas.set_breaks(&state.breaks().nodes);
        let events = Canvas::show(
            ui,
            &mut self.canvas,
            &self.scene,
            &self.overlay,
            &can_connect,
        );
        state.centre = position(self.canvas.visible().center());
        let hover = ui.ctx().pointer_hover_pos().filter(|at| rect.contains(*at));
        self.pointer = hover.map(|at| position(self.canvas.to_canvas(at)));
        let mut openings = Vec::new();
        for event in events {
            self.take(event, state, out, &mut openings);
        }
        // What is dragged here is shown where it would land, and the rest would be in its way.
        if self.scene.nodes().len() == 0 && !egui::DragAndDrop::has_any_payload(ui.ctx()) {
            empty::show(ui, rect, state, out);
        }
        openings
    }

    fn take(
        &self,
        event: CanvasEvent,
        state: &mut State,
        out: &mut Commands,
        openings: &mut Vec<Opening>,
    ) {
        match event {
            CanvasEvent::SelectionChanged => {
                let selection = self.canvas.selection();
                state.selection_is(
                    selection.nodes().cloned().collect(),
                    selection.wires().map(edge_of).collect(),
                    selection.frame().map(str::to_owned),
                );
            }
            CanvasEvent::MoveNodes { moves, .. } => {
                let moves: Vec<(NodeId, Position)> = moves
                    .into_iter()
                    .map(|(id, at)| (id, position(at)))
                    .collect();
                out.push(Command::Edit(Edit::Move(moves)));
            }
            CanvasEvent::Connect { from, to } => {
                let edge = misp_flow_engine::workflow::Edge {
                    from: port_of(&from),
                    to: port_of(&to),
                };
                out.push(Command::Edit(Edit::Connect(edge)));
            }
            CanvasEvent::Rewire { old, from, to } => {
                let new = misp_flow_engine::workflow::Edge {
                    from: port_of(&from),
                    to: port_of(&to),
                };
                out.push(Command::Edit(Edit::Rewire {
                    old: edge_of(&old),
                    new,
                }));
            }
            CanvasEvent::Disconnect { wire } => {
                let edges = vec![edge_of(&wire)];
                out.push(Command::Edit(Edit::Delete {
                    nodes: Vec::new(),
                    edges,
                    reconnect: false,
                }));
            }
            // The canvas has shown the reason at the pointer.
            CanvasEvent::ConnectRefused { .. } => {}
            CanvasEvent::Delete {
                nodes,
                wires,
                reconnect,
            } => {
                let edges = wires.iter().map(edge_of).collect();
                out.push(Command::Edit(Edit::Delete {
                    nodes,
                    edges,
                    reconnect,
                }));
            }
            CanvasEvent::OpenQuickAdd { at, screen, from } => {
                let end = from.map(|end| match end {
                    PortEnd::Output(port) => state.end_behind(port_of(&port)),
                    PortEnd::Input(port) => OpenEnd::To(port_of(&port)),
                });
                openings.push(Opening::QuickAdd(QuickAdd::new(screen, position(at), end)));
            }
            CanvasEvent::AddNext { at, screen } => {
                let quick_add = QuickAdd::next(state, screen, position(at));
                openings.push(Opening::QuickAdd(quick_add));
            }
            CanvasEvent::DropModule { payload, at } => {
                out.push(Command::AddModule {
                    module: payload,
                    at: Some(position(at)),
                    end: None,
                });
            }
            CanvasEvent::DropStencil { what, at } => {
                out.push(insert_blueprint(what, at, None));
            }
            CanvasEvent::InsertOnWire { wire, insert, at } => {
                let edge = edge_of(&wire);
                out.push(match insert {
                    Insert::Module(module) => Command::AddModule {
                        module,
                        at: Some(position(at)),
                        end: Some(OpenEnd::Into(edge)),
                    },
                    Insert::Node(node) => {
                        let at = position(at);
                        Command::PutOnWire { node, edge, at }
                    }
                    Insert::Stencil(what) => insert_blueprint(what, at, Some(OpenEnd::Into(edge))),
                });
            }
            CanvasEvent::OpenNode { node, screen } => {
                openings.push(Opening::Node(node, screen));
            }
            CanvasEvent::ResizeFrame { frame, nodes } => {
                out.push(Command::Surround(frame, nodes));
            }
            CanvasEvent::OpenFrame { frame, .. } => openings.push(Opening::Frame(frame)),
            CanvasEvent::ContextMenu { target, at, screen } => {
                let menu = ContextMenu::new(target, position(at), screen);
                openings.push(Opening::Menu(menu));
            }
        }
    }

    /// Quick add as a context menu asks for it.
    pub fn quick_add_for(menu: &ContextMenu) -> QuickAdd {
        match &menu.target {
            MenuTarget::Wire(wire) => {
                // With its head where the wire was pointed at, so that the wire goes on straight.
                let (x, y) = (f64::from(HEAD.x), f64::from(HEAD.y));
                let at = Position::new(menu.at.x - x, menu.at.y - y);
                QuickAdd::new(menu.screen, at, Some(OpenEnd::Into(edge_of(wire))))
            }
            _ => QuickAdd::new(menu.screen, menu.at, None),
        }
    }
}
