//! Commands: everything a user can ask for, as values. Menu, palette, shortcuts and tests send the
//! same ones to [`State::apply`](super::State::apply).

use std::path::PathBuf;

use misp_flow_engine::{
    arrange::{Alignment, Axis},
    edit::Edit,
    run::Answer,
    workflow::{Edge, NodeId, PortRef, Position},
};

use super::{
    BlueprintCommand, BottomTab, Comparing, EventCommand, ExpectCommand, Export, GoTo, LeftTab,
    ListenCommand, ManyCommand, RunsCommand, ServerCommand, StepCommand, TabId, TestCommand,
};
use crate::{
    export::Form,
    library::{Side, ThemeChoice, Version},
};

/// One end of a wire that waits for a new node.
#[derive(Clone, Debug, PartialEq)]
pub enum OpenEnd {
    /// An output: the new node comes behind it.
    From(PortRef),
    /// An input: the new node comes before it.
    To(PortRef),
    /// A wire: the new node goes in between.
    Into(Edge),
}

/// Which of the panels, by the side where it is until it is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Panel {
    /// The lists: modules, workflows, events, outline, lessons.
    Left,
    /// The inspector.
    Right,
    /// The results: problems, simulation, history, data.
    Bottom,
}

/// What helps on the canvas and can be switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CanvasAid {
    /// The small picture of all of the graph.
    Minimap,
    /// Snapping to the nodes around.
    Neighbours,
    /// Snapping to the grid.
    Grid,
}

/// What to do with changes that are not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsaved {
    /// Save them, then go on.
    Save,
    /// Lose them and go on.
    Discard,
}

/// Something that a user asks for.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    missing_docs,
    reason = "the names say it; the table has a sentence for each"
)]
pub enum Command {
    // Files
    New,
    Open,
    OpenPath(PathBuf),
    /// Opens files in their order; the last workflow is shown.
    OpenPaths(Vec<PathBuf>),
    OpenSample(usize),
    Save,
    SaveAs,
    SaveTo(PathBuf),
    /// Reads the file again.
    Reload,
    /// Keeps the document although somebody else changed its file.
    KeepMine,
    EarlierVersions,
    /// Opens an earlier version as a copy that is told from the document by this name.
    OpenVersion(Version, String),
    /// Looks for unsaved changes of an earlier session.
    FindUnsaved,
    /// Restores the unsaved changes at this place of the list.
    Restore(usize),
    RestoreCopy(usize),
    RestoreAll,
    DiscardFound(usize),
    /// Closes a tab; none for the one that is shown.
    CloseTab(Option<TabId>),
    ShowTab(TabId),
    /// Puts a tab at this place among all.
    MoveTab(TabId, usize),
    NextTab,
    PreviousTab,
    /// Asks for a file, then writes the workflow to it.
    Export(Export),
    ExportTo(Export, PathBuf),
    /// Puts the workflow onto the clipboard in this form.
    CopyAs(Form),
    Compare(Comparing),
    Quit,
    // Editing
    Edit(Edit),
    /// Ends the present step of the history: a field lost the focus.
    Seal,
    Undo,
    Redo,
    /// Goes to the state after this many steps of the history.
    TravelTo(usize),
    SelectAll,
    SelectDownstream,
    /// Selects these nodes and wires and nothing else.
    Select(Vec<NodeId>, Vec<Edge>),
    Copy,
    Cut,
    /// Asks the desktop for the clipboard's text, which then comes as [`Command::PasteText`].
    Paste,
    /// Pastes a text, with its leftmost node at a position or in the middle of the canvas.
    PasteText(String, Option<Position>),
    Duplicate,
    Delete {
        reconnect: bool,
    },
    Frame,
    /// Frames the selection with a text about it.
    Note,
    /// Types the name of the selected node, or the title of the selected frame.
    Rename,
    /// Types the title of this frame, or of the one around the selection.
    NameFrame(Option<String>),
    /// Removes the frame around the selection; its nodes stay.
    RemoveFrame,
    /// Lets the frame that most of the selected nodes are in surround the selection.
    Reframe,
    /// Gives a frame one of the colours, by its place among [`FRAME_COLOURS`].
    ///
    /// [`FRAME_COLOURS`]: super::FRAME_COLOURS
    ColourFrame(String, usize),
    /// Lets a frame surround these nodes.
    Surround(String, Vec<NodeId>),
    AddModule {
        module: String,
        at: Option<Position>,
        end: Option<OpenEnd>,
    },
    /// Puts a node that is there already onto a wire.
    PutOnWire {
        node: NodeId,
        edge: Edge,
        at: Position,
    },
    /// Applies the fix of the problem at this place in the list.
    Fix(usize),
    /// Accepts the catalogue's version of all modules that changed.
    AcceptVersions,
    /// Goes where the problem at this place in the list is, down to the field of a parameter.
    ShowProblem(usize),
    // Arranging
    /// Lays out the selected nodes, or all where fewer than two are selected.
    TidyUp,
    Align(Alignment),
    Distribute(Axis),
    Switch(CanvasAid),
    // View
    FitAll,
    FitSelection,
    ZoomActual,
    ZoomIn,
    ZoomOut,
    /// The size of all text and controls, up, down, or to this many percent.
    ScaleUp,
    ScaleDown,
    Scale(u16),
    /// Opens the bar that finds nodes and frames.
    Find,
    FindNext,
    FindPrevious,
    /// Selects a node and brings it into view, near enough to be read.
    Jump(NodeId),
    /// Gives the keyboard to a part of the window.
    GoTo(GoTo),
    QuickAdd,
    /// Lists the wires that the selected node has and could have.
    Wires,
    Palette,
    Theme(ThemeChoice),
    Toggle(Panel),
    /// Puts a panel at a side of the window.
    Dock(Panel, Side),
    /// Puts all panels where they are at the first start.
    DockAll,
    ShowLeft(LeftTab),
    ShowBottom(BottomTab),
    // Simulation
    OpenEvent,
    OpenEventPath(PathBuf),
    ChooseEvent(usize),
    Simulate,
    /// Lets a node give this in simulations; none for what MISP's module does.
    SetAnswer(NodeId, Option<Box<Answer>>),
    /// Simulates behind this trigger what has none of its own.
    TryBehind(String),
    Step(StepCommand),
    NextStep,
    PreviousStep,
    ShowStep(Option<usize>),
    ClearRun,
    // Lessons
    /// Shows the lesson at this place in the list of lessons.
    OpenLesson(usize),
    /// Shows the list of lessons.
    CloseLesson,
    /// Opens what the open lesson begins with, and its event.
    StartLesson,
    /// Takes what was typed as the path of the open lesson.
    TypePath(String),
    CheckLesson,
    Hint,
    OpenSolution,
    /// Simulates with the event at this place of the open lesson's check.
    TryLessonEvent(usize),
    Blueprint(BlueprintCommand),
    Event(EventCommand),
    Server(ServerCommand),
    Listen(ListenCommand),
    Many(ManyCommand),
    Expect(ExpectCommand),
    Runs(RunsCommand),
    Test(TestCommand),
    // Answers and the rest
    /// Shows what keys and pointer do.
    Keys,
    About,
    AnswerUnsaved(Unsaved),
    Overwrite,
    CloseDialog,
    CancelJob(u64),
    Dismiss(u64),
    /// Takes all messages away; the log keeps them.
    DismissAll,
}
