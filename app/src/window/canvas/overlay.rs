//! A run of the workflow laid over the canvas: what became of each node and wire.

use std::collections::HashMap;

use misp_flow_engine::workflow::NodeId;

use super::{layout, measure, spec::WireId, stamp::Stamp};
use crate::window::controls::grouped;

/// What became of a node in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NodeState {
    /// The run did not come here.
    #[default]
    NotRun,
    /// It did its job.
    Ok,
    /// It did its job for some of the data.
    Partial,
    /// It failed.
    Failed,
    /// It stopped what was going on in MISP.
    Blocked,
    /// The run stands before or in it.
    Current,
    /// In a comparison: both workflows have it alike.
    Same,
    /// In a comparison: only the later workflow has it.
    Added,
    /// In a comparison: only the earlier workflow has it.
    Removed,
    /// In a comparison: it does something else.
    Changed,
    /// In a comparison: it does the same elsewhere.
    Moved,
    /// In a comparison of three: both sides changed it, and which is taken is not decided.
    Conflict,
    /// In a comparison of three: both sides changed it, and this side's is taken.
    Chosen,
    /// Of many events none came here.
    Never,
    /// It was put in after the run.
    New,
}

impl NodeState {
    /// The words for it, as a screen reader says them.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotRun => "did not run",
            Self::Ok => "ran",
            Self::Partial => "failed in part",
            Self::Failed => "failed",
            Self::Blocked => "blocked",
            Self::Current => "current step",
            Self::Same => "the same in both",
            Self::New => "put in after the run",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Moved => "moved",
            Self::Conflict => "changed by both",
            Self::Chosen => "taken",
            Self::Never => "never reached",
        }
    }

    /// Whether the node gets a sign and an edge of the state's colour.
    pub(super) fn has_sign(self) -> bool {
        !matches!(self, Self::NotRun | Self::Same | Self::New)
    }
}

/// A node's part in a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeRun {
    /// What became of it.
    pub state: NodeState,
    /// The steps at which it ran, from 1; several where the run came here more than once.
    pub steps: Vec<u32>,
    /// Why it failed or blocked, shown on the node; empty for nothing to say.
    pub reason: String,
    /// How many events came here, in place of the steps; nothing where a single run is shown.
    pub count: Option<u64>,
}

/// A node's part in a run, ready to be painted.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub run: NodeRun,
    pub steps: String,
    pub steps_key: u64,
    pub reason: measure::Wrapped,
    pub reason_key: u64,
}

/// Most lines of a reason on the face of a node; the tooltip has all of it.
const REASON_ROWS: usize = 3;

/// What is laid over a wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WireState {
    /// Nothing.
    #[default]
    Plain,
    /// The run went along it.
    Taken,
    /// The run did not.
    NotTaken,
    /// In a comparison: only the later workflow has it.
    Added,
    /// In a comparison: only the earlier workflow has it.
    Removed,
    /// This share of many events took it, in 255ths.
    Heat(u8),
}

/// How many events took a wire, ready to be painted.
#[derive(Clone, Debug)]
pub(super) struct WireCount {
    pub text: String,
    pub key: u64,
}

/// A run laid over the canvas. An empty overlay means that no run is shown; with a run, all nodes
/// and wires that it does not name are those it did not reach, and are dimmed. A comparison is laid
/// over in the same way; what it does not name is the same in both.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    pub(super) stamp: Stamp,
    active: bool,
    /// What the nodes and wires are that are not named.
    rest: (NodeState, WireState),
    nodes: HashMap<NodeId, Shown>,
    wires: HashMap<WireId, WireState>,
    counts: HashMap<WireId, WireCount>,
}

impl Overlay {
    /// No run.
    pub fn none() -> Self {
        Self::default()
    }

    /// A run that has reached nothing yet.
    pub fn run() -> Self {
        Self {
            stamp: Stamp::next(),
            active: true,
            rest: (NodeState::NotRun, WireState::NotTaken),
            ..Self::default()
        }
    }

    /// A comparison that has found nothing yet.
    pub fn comparison() -> Self {
        Self {
            rest: (NodeState::Same, WireState::Plain),
            ..Self::run()
        }
    }

    /// Whether a run is shown.
    pub fn is_active(&self) -> bool {
        self.active
    }

    /// Says what became of a node.
    pub fn set_node(&mut self, id: NodeId, run: NodeRun) {
        self.stamp = Stamp::next();
        self.active = true;
        let mut steps = String::new();
        for step in run.steps.iter().take(3) {
            if !steps.is_empty() {
                steps.push_str(", ");
            }
            steps.push_str(&step.to_string());
        }
        if run.steps.len() > 3 {
            steps.push('…');
        }
        if let Some(count) = run.count {
            steps = grouped(usize::try_from(count).unwrap_or(usize::MAX));
        }
        let width = layout::WIDTH - 2.0 * layout::PAD - 20.0;
        let reason = measure::wrap(&run.reason, layout::TEXT, width, REASON_ROWS);
        self.nodes.insert(
            id,
            Shown {
                steps_key: layout::text_key(&steps),
                steps,
                reason_key: layout::text_key(&reason.text),
                reason,
                run,
            },
        );
    }

    /// Says whether the run went along a wire.
    pub fn set_wire(&mut self, id: WireId, taken: bool) {
        let state = if taken {
            WireState::Taken
        } else {
            WireState::NotTaken
        };
        self.mark_wire(id, state);
    }

    /// Says what is laid over a wire.
    pub fn mark_wire(&mut self, id: WireId, state: WireState) {
        self.stamp = Stamp::next();
        self.active = true;
        self.wires.insert(id, state);
    }

    /// Says how many of so many events took a wire.
    pub fn heat_wire(&mut self, id: WireId, count: u64, all: u64) {
        let share = (count as f64 / all.max(1) as f64 * 255.0).ceil();
        let text = grouped(usize::try_from(count).unwrap_or(usize::MAX));
        let key = layout::text_key(&text);
        self.counts.insert(id.clone(), WireCount { text, key });
        self.mark_wire(id, WireState::Heat(share.min(255.0) as u8));
    }

    /// How many events took a wire, in words; nothing where a single run is shown.
    pub fn wire_count(&self, id: &WireId) -> Option<&str> {
        self.counts.get(id).map(|count| count.text.as_str())
    }

    pub(super) fn shown_count(&self, id: &WireId) -> Option<&WireCount> {
        self.counts.get(id)
    }

    /// A node's part in the run.
    pub fn node(&self, id: &NodeId) -> Option<&NodeRun> {
        self.nodes.get(id).map(|shown| &shown.run)
    }

    /// Whether the run went along this wire; nothing where it never came to choose.
    pub fn wire(&self, id: &WireId) -> Option<bool> {
        let state = self.wires.get(id)?;
        Some(*state == WireState::Taken)
    }

    /// What a node is, where it is not named.
    pub(super) fn rest(&self) -> NodeState {
        self.rest.0
    }

    pub(super) fn wire_state(&self, id: &WireId) -> WireState {
        self.wires.get(id).copied().unwrap_or(self.rest.1)
    }

    pub(super) fn shown(&self, id: &NodeId) -> Option<&Shown> {
        self.nodes.get(id)
    }
}
