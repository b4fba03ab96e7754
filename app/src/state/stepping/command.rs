//! What a user does with a run that is gone through step by step.

use misp_flow_engine::{run::Watch, workflow::NodeId};

use crate::stepper::{BreakId, DataChange};

/// Something that a user does with a run that is gone through step by step.
#[derive(Clone, Debug, PartialEq)]
pub enum StepCommand {
    /// Goes on up to the next break point or the end.
    Continue,
    /// Lets the run that is under way pause.
    Pause,
    /// Ends the run where it stands.
    Stop,
    /// Runs up to this node, or to the selected one.
    RunTo(Option<NodeId>),
    /// Goes on from a step with the workflow as it is now: from this one, or from the first that a
    /// change since then touches, else from the chosen one.
    Rerun(Option<usize>),
    /// Puts another value into the data, and stands there.
    Change(DataChange),
    /// Sets or takes away a break point before this node, or before the selected one.
    ToggleBreak(Option<NodeId>),
    /// Lets runs pause after a step that fails, or not.
    BreakOnFailure,
    /// Adds a condition over the data to pause at.
    AddWatch(Watch),
    /// Switches a break point on or off.
    SwitchBreak(BreakId, bool),
    /// Takes a break point away.
    RemoveBreak(BreakId),
    /// Takes all break points away.
    ClearBreaks,
    /// Asks which hosts requests may really be sent to.
    AskPerform,
    /// Allows, or not, the host at this place of the question.
    AllowHost(usize, bool),
    /// Says where misp-modules answers.
    SetModules(String),
    /// Runs, and sends what goes to the allowed hosts.
    Perform,
}
