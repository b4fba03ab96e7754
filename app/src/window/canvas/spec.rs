//! What the app says about a graph so that the canvas can show it: plain descriptions, no geometry.

use egui::Pos2;
use misp_flow_engine::workflow::NodeId;

/// The three kinds of node; colour and shape follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// Starts the workflow; has no input.
    Trigger,
    /// Decides, filters, merges.
    Logic,
    /// Does something.
    Action,
}

impl NodeKind {
    /// The word for it, as a screen reader says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Trigger => "trigger",
            Self::Logic => "logic",
            Self::Action => "action",
        }
    }
}

/// How bad a finding about a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Could be better.
    Hint,
    /// Probably not what is meant.
    Warning,
    /// Will not work, or the server will refuse it.
    Error,
}

/// What a badge stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BadgeKind {
    /// The module can stop what is going on in MISP.
    Blocking,
    /// The module is switched off on the server.
    Disabled,
    /// The node has a filter of its own.
    FilterSet,
    /// The module has another version on the server than in the workflow.
    ModuleChanged,
    /// The catalogue has no such module.
    UnknownModule,
    /// A check has found something.
    Problem(Severity),
}

/// A small sign in a node's header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// What it stands for.
    pub kind: BadgeKind,
    /// The sentence in its tooltip, also read aloud.
    pub text: String,
}

/// A port a node gives its data out by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputSpec {
    /// The port's name in the workflow (`output_1`).
    pub name: String,
    /// What stands next to it: `then`, `else`, `concurrent`, or nothing.
    pub label: String,
    /// Whether it may have several wires.
    pub several: bool,
}

/// A node as it is to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeSpec {
    /// Its key in the graph.
    pub id: NodeId,
    /// Its top left corner, in canvas units (the workflow's own), y down.
    pub pos: Pos2,
    /// Its kind.
    pub kind: NodeKind,
    /// A glyph of the window's fonts; see [`crate::window::icons::module_icon`].
    pub icon: &'static str,
    /// The module's name.
    pub title: String,
    /// One sentence that says what the node does with its parameters; may be empty.
    pub summary: String,
    /// Signs in the header, most important first.
    pub badges: Vec<Badge>,
    /// Names of the input ports (`input_1`), from top to bottom.
    pub inputs: Vec<String>,
    /// The output ports, from top to bottom.
    pub outputs: Vec<OutputSpec>,
}

/// A port of a node. Whether it is an input or an output follows from where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PortRef {
    /// The node.
    pub node: NodeId,
    /// The port's name (`output_1`, `input_1`).
    pub port: String,
}

impl PortRef {
    /// The port of this name at this node.
    pub fn new(node: NodeId, port: impl Into<String>) -> Self {
        Self {
            node,
            port: port.into(),
        }
    }
}

/// A wire, told by its two ends; a graph has at most one between the same two ports.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WireId {
    /// The output it leaves.
    pub from: PortRef,
    /// The input it enters.
    pub to: PortRef,
}

/// A wire as it is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireSpec {
    /// Its two ends.
    pub id: WireId,
    /// The filter labels in force on it (`A` to `F`), joined for show (`A`, `A B`); may be empty.
    pub labels: String,
}

/// A frame around nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameSpec {
    /// Its key in the workflow.
    pub id: String,
    /// Its title; may be empty.
    pub title: String,
    /// The nodes it surrounds; those that the graph has not are passed over.
    pub members: Vec<NodeId>,
    /// Which of the theme's frame colours it has.
    pub class: u8,
}

/// One end of a wire that is being drawn.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PortEnd {
    /// An output: the wire goes on to the right of it.
    Output(PortRef),
    /// An input: the wire comes from the left of it.
    Input(PortRef),
}

/// A wire that the user wants, to be allowed or refused with a reason.
#[derive(Clone, Copy, Debug)]
pub struct Proposal<'a> {
    /// The output it would leave.
    pub from: &'a PortRef,
    /// The input it would enter.
    pub to: &'a PortRef,
    /// The wire that would go away at the same time, where one is being re-wired.
    pub replaces: Option<&'a WireId>,
}
