//! What the user did on the canvas, for the app to apply to the document.

use egui::{Pos2, Vec2};
use misp_flow_engine::workflow::NodeId;

use super::spec::{PortEnd, PortRef, WireId};

/// A module dragged from a list: set it as egui's drag-and-drop payload
/// ([`egui::Response::dnd_set_drag_payload`]), and the canvas takes it. The text is the module's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModulePayload(pub String);

/// What is to be put onto a wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Insert {
    /// A new node of the module with this id, dragged from a list.
    Module(String),
    /// Nodes from a list, as [`super::StencilPayload`] calls them.
    Stencil(String),
    /// A node of the graph, unconnected so far, that was dropped onto the wire.
    Node(NodeId),
}

/// What was asked a context menu for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MenuTarget {
    /// The empty canvas.
    Canvas,
    /// A node; it is part of the selection.
    Node(NodeId),
    /// A wire; it is part of the selection.
    Wire(WireId),
    /// A frame, by its id.
    Frame(String),
}

/// Something the user did. The canvas itself never changes the document: it tells, the app acts,
/// and the next scene shows the outcome. Places named `at` are in canvas units, those named
/// `screen` in points of the window.
#[derive(Clone, Debug, PartialEq)]
pub enum CanvasEvent {
    /// The selection in [`super::CanvasState`] is another than before.
    SelectionChanged,
    /// Nodes were dragged, or nudged with the keyboard.
    MoveNodes {
        /// The new top left corners of all that moved.
        moves: Vec<(NodeId, Pos2)>,
        /// By how much each of them moved.
        delta: Vec2,
    },
    /// A new wire, allowed by `can_connect`.
    Connect {
        /// The output it leaves.
        from: PortRef,
        /// The input it enters.
        to: PortRef,
    },
    /// An existing wire got another end, allowed by `can_connect`.
    Rewire {
        /// The wire as it was.
        old: WireId,
        /// The output it now leaves.
        from: PortRef,
        /// The input it now enters.
        to: PortRef,
    },
    /// A wire was pulled off its port and dropped on empty canvas.
    Disconnect {
        /// The wire that is to go.
        wire: WireId,
    },
    /// A wire was dropped where it may not go.
    ConnectRefused {
        /// Why, in words for the user, as `can_connect` gave them.
        reason: String,
    },
    /// The selection is to be deleted.
    Delete {
        /// Selected nodes.
        nodes: Vec<NodeId>,
        /// Selected wires.
        wires: Vec<WireId>,
        /// Whether the neighbours of deleted nodes are to be connected with each other.
        reconnect: bool,
    },
    /// The list of modules is to be opened for a new node.
    OpenQuickAdd {
        /// Where the node is to be.
        at: Pos2,
        /// Where the list is to be.
        screen: Pos2,
        /// The port that the new node is to be connected with.
        from: Option<PortEnd>,
    },
    /// The list of modules is to be opened by a key, for a node behind the selected one where
    /// that has an output to spare.
    AddNext {
        /// Where the node is to be otherwise.
        at: Pos2,
        /// Where the list is to be.
        screen: Pos2,
    },
    /// A module from a list was dropped on the canvas.
    DropModule {
        /// The module's id, from [`ModulePayload`].
        payload: String,
        /// Where.
        at: Pos2,
    },
    /// Nodes from a list were dropped on the canvas.
    DropStencil {
        /// What they are called, from [`super::StencilPayload`].
        what: String,
        /// Where the leftmost of them goes.
        at: Pos2,
    },
    /// Something was dropped onto a wire, to go in between.
    InsertOnWire {
        /// The wire that is to be split.
        wire: WireId,
        /// What goes in between.
        insert: Insert,
        /// Where it was dropped: the place for the node's top left corner.
        at: Pos2,
    },
    /// A node is to be opened for a quick edit.
    OpenNode {
        /// The node.
        node: NodeId,
        /// The pointer.
        screen: Pos2,
    },
    /// A frame's title is to be edited.
    OpenFrame {
        /// The frame's id.
        frame: String,
        /// The pointer.
        screen: Pos2,
    },
    /// A frame was pulled around other nodes.
    ResizeFrame {
        /// The frame's id.
        frame: String,
        /// The nodes that it now surrounds, at least one.
        nodes: Vec<NodeId>,
    },
    /// A context menu is to be opened.
    ContextMenu {
        /// For what.
        target: MenuTarget,
        /// Where a new node or a paste would go.
        at: Pos2,
        /// Where the menu is to be.
        screen: Pos2,
    },
}
