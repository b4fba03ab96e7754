//! What the window shows, and the one place that changes it.
//!
//! A key, a click or a test makes a [`Command`]; [`State::apply`] carries it out. What takes time
//! runs in the background and comes back through [`State::poll`]. What only the window can do
//! (scroll the canvas, put text on the clipboard, close) is left for it as [`Wish`]es.

mod apply;
mod arrange;
mod blueprints;
mod checks;
mod clipboard;
mod command;
mod compare;
mod dialog;
mod document;
mod edits;
mod event_list;
mod event_tags;
mod expect;
mod export;
mod export_as;
mod files;
mod frames;
mod go_to;
mod history;
mod kept_events;
mod later;
mod learn;
mod listen;
mod many;
mod message;
mod module_test;
mod next;
mod outside;
mod panels;
mod pick;
mod runs;
mod safety;
mod save;
mod scale;
mod server;
mod shown;
mod simulate;
mod stepping;
mod table;
mod tabs;
mod trial;
mod wish;

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use misp_flow_engine::{
    catalogue::{Catalogue, samples},
    run::Answer,
    value::Value,
    workflow::{Edge, FrameId, NodeId, Position},
};

pub use arrange::Shapes;
pub use blueprints::{
    Blueprint, BlueprintCommand, BlueprintDialog, BlueprintId, BlueprintList, Origin,
};
pub use checks::CheckedFor;
pub use command::{CanvasAid, Command, OpenEnd, Panel, Unsaved};
pub use compare::{Compared, Comparing, DifferenceLine};
pub use dialog::{Dialog, ListenDialog};
pub use document::{OpenDocument, Revision};
pub use event_list::{EventId, EventList, EventSource, ListedEvent};
pub use expect::{ExpectCommand, ExpectLine, Expecting};
pub use export_as::Export;
pub use files::Purpose;
pub use frames::{FRAME_COLOURS, colour_of};
pub use go_to::GoTo;
pub use kept_events::EventCommand;
pub use learn::{Learning, LessonWork};
pub use listen::{
    Foreign, ListenCommand, ListenSettings, OpenPost, PostForm, PostList, Posts, Same,
    foreign_steps,
};
pub use many::{
    Changes, ComesBy, Earlier, EventSet, Filter, Found as FoundEvents, Heat, Many, ManyCommand,
    NodeHeat, Standing,
};
pub use message::{About, Logged, Message, Messages, Tone};
pub use module_test::{ModuleTest, TestCommand, TestInput, TestResult};
pub use outside::Outside;
pub use panels::Cramped;
pub use pick::{FileDialogs, typed_path};
pub use runs::{ComparedRuns, RunForm, Runs, RunsCommand};
pub use scale::SCALES;
pub use server::{
    AdHocCommand, Catalogued, Connection, EventSearch, Findings, Mend, ModuleCommand, ModuleSwitch,
    OnCanvas, Past, Pushing, RunCommand, RunStage, Running, SINCE, ServerBlueprint,
    ServerBlueprintCommand, ServerCommand, ServerDialog, ServerPlaces, Servers, Session, Stage,
    TabTarget, ThreeLine, ThreeStates, Untested, Waiting, Way, WorkflowRow, is_of_switch,
};
pub use shown::{ShownRun, ShownStep};
pub use simulate::THIS_EVENT;
pub use stepping::{AskedHost, ChangedSince, PerformQuestion, StepCommand, Stepping};
pub use table::{COMMANDS, Entry, Menu, entry_of, other_words, shortcut_words};
pub use tabs::{Tab, TabId};
pub use wish::Wish;

use crate::{
    library::{Settings, journal::Found},
    task::Background,
};
use files::Finished;

/// The tabs of the left panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LeftTab {
    /// The modules that can be added.
    #[default]
    Modules,
    /// The workflows of the server.
    Workflows,
    /// The blueprints that can be inserted, shown beside the modules.
    Blueprints,
    /// The events to simulate with.
    Events,
    /// The nodes of the workflow as a list.
    Outline,
    /// The lessons.
    Learn,
}

/// The tabs of the bottom panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BottomTab {
    /// What the checks found.
    Problems,
    /// The last run.
    #[default]
    Simulation,
    /// The steps that led to the present state of the document.
    History,
    /// The chosen event.
    Data,
    /// What servers told of their runs.
    Posts,
    /// The jobs under way, and what happened since the program started.
    Activity,
    /// What became of many events.
    Many,
    /// What is expected of the workflow.
    Expectations,
    /// The simulated runs that are kept.
    Runs,
    /// One module on its own.
    Test,
}

/// What happens once unsaved changes are dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// A tab closes.
    CloseTab(TabId),
    /// The window closes.
    Close,
}

/// What is selected on the canvas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selected {
    /// Nodes.
    pub nodes: BTreeSet<NodeId>,
    /// Wires.
    pub edges: Vec<Edge>,
    /// The frame by which the nodes were selected: its title was clicked, and the nodes are all
    /// that it holds.
    pub frame: Option<FrameId>,
}

impl Selected {
    /// The selected node, where it is one and no wire.
    pub fn single(&self) -> Option<&NodeId> {
        self.nodes
            .first()
            .filter(|_| self.nodes.len() == 1 && self.edges.is_empty())
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.edges.is_empty()
    }
}

/// Everything that the window shows.
#[derive(Debug)]
pub struct State {
    /// The modules there are; their pickers of tags offer those of the chosen event, too.
    pub catalogue: Arc<Catalogue>,
    /// What the window remembers between two starts.
    pub settings: Settings,
    /// The tab of the left panel.
    pub left: LeftTab,
    /// The tab of the bottom panel.
    pub bottom: BottomTab,
    /// Which of the panels beside the canvas is shown where there is room for one only.
    pub front: Panel,
    /// Whether there is room for one of them only; the window keeps it true.
    pub narrow: bool,
    /// Where there is no room for a panel; the window keeps it true.
    pub cramped: Cramped,
    /// The panels that were asked for, and are shown where there is no room as well.
    raised: BTreeSet<Panel>,
    /// The middle of the visible canvas, where new nodes go; the window keeps it true.
    pub centre: Position,
    /// What the nodes look like on the canvas; the window keeps it true.
    pub shapes: Shapes,
    /// The question that waits for an answer.
    pub dialog: Option<Dialog>,
    /// Which file dialogs to use.
    pub file_dialogs: FileDialogs,
    /// Where to write what happened, for the smoke test.
    pub export: Option<PathBuf>,
    tab: Tab,
    tabs: tabs::Tabs,
    events: EventList,
    blueprints: BlueprintList,
    /// The catalogue without the chosen event's tags.
    plain_catalogue: Arc<Catalogue>,
    /// The choice of an event whose tags the catalogue offers.
    tags_offered: Option<u64>,
    runs: u64,
    messages: Messages,
    wishes: Vec<Wish>,
    background: Background<Finished>,
    /// Whether a check is under way.
    checking: bool,
    jobs: files::Jobs,
    /// What to do when the save that is under way has ended well.
    after_save: Option<Next>,
    /// Where work is kept aside; nowhere in tests that do not want it.
    safety: Option<safety::Safety>,
    /// Unsaved changes of an earlier session.
    found: Vec<Found>,
    /// The user has decided what is to become of all changes.
    leaving: bool,
    /// The chosen event as the trigger would hand it over; `None` inside while it is worked out.
    prepared: Option<(simulate::PreparedFor, Option<Value>)>,
    learning: Learning,
    servers: Servers,
    posts: Posts,
    versions: many::KnownVersions,
    kept_runs: Runs,
    test: ModuleTest,
}

impl State {
    /// An empty workflow and the sample events; `wake` is the window to tell when a job is done.
    pub fn new(settings: Settings, wake: Option<egui::Context>) -> Self {
        Self {
            catalogue: Arc::new(Catalogue::bundled().clone()),
            plain_catalogue: Arc::new(Catalogue::bundled().clone()),
            tags_offered: None,
            settings,
            left: LeftTab::default(),
            bottom: BottomTab::default(),
            front: Panel::Right,
            narrow: false,
            cramped: Cramped::default(),
            raised: BTreeSet::new(),
            centre: Position::default(),
            shapes: Shapes::default(),
            dialog: None,
            file_dialogs: FileDialogs::Desktop,
            export: None,
            tab: Tab::first(OpenDocument::empty()),
            tabs: tabs::Tabs::default(),
            events: EventList::samples(),
            blueprints: BlueprintList::default(),
            runs: 0,
            messages: Messages::default(),
            wishes: Vec::new(),
            background: Background::new(wake),
            checking: false,
            jobs: files::Jobs::default(),
            after_save: None,
            safety: None,
            found: Vec::new(),
            leaving: false,
            prepared: None,
            learning: Learning::default(),
            servers: Servers::default(),
            posts: Posts::default(),
            versions: None,
            kept_runs: Runs::default(),
            test: ModuleTest::default(),
        }
    }

    /// What a person sees who starts the program for the first time: a sample workflow, and an
    /// event that it stops.
    pub fn first_start(settings: Settings, wake: Option<egui::Context>) -> Self {
        let mut state = Self::new(settings, wake);
        if let Some(Ok(document)) = samples::WORKFLOWS.first().map(OpenDocument::sample) {
            state.tab = Tab::first(document);
        }
        state.choose_first_event();
        state
    }

    /// Chooses the sample event that the sample workflow stops, so that there is something to
    /// simulate with.
    pub fn choose_first_event(&mut self) {
        self.events.choose(1);
    }

    /// The open document.
    pub fn document(&self) -> &OpenDocument {
        &self.tab.document
    }

    /// The events there are.
    pub fn events(&self) -> &EventList {
        &self.events
    }

    /// What is selected.
    pub fn selected(&self) -> &Selected {
        &self.tab.selected
    }

    /// The run that is shown.
    pub fn run(&self) -> Option<&ShownRun> {
        self.tab.run.as_ref()
    }

    /// Whether the document, or what its nodes are set to give, was changed since the run that is
    /// shown.
    pub fn is_run_stale(&self) -> bool {
        self.tab
            .run
            .as_ref()
            .is_some_and(|run| run.answers != self.tab.answers || self.does_other(run))
    }

    /// What the user set the one selected node to give in simulations.
    pub fn answer_of_selected(&self) -> Option<&Answer> {
        self.tab.answers.0.get(self.tab.selected.single()?)
    }

    /// The messages to the user.
    pub fn messages(&self) -> &Messages {
        &self.messages
    }

    /// Brings what follows from the document up to date; to be called once a frame.
    pub fn refresh(&mut self) {
        self.read_chosen_event();
        self.refresh_comparison();
        self.prepare();
        self.check();
        self.keep_changes();
        self.follow_standings();
        self.follow_posts();
        self.follow_changes();
        self.follow_step();
        self.follow_many();
        self.follow_expectations();
        self.follow_runs();
        self.messages.tab_is(self.bottom);
    }

    /// What the window is to do; each wish is given once.
    pub fn take_wishes(&mut self) -> Vec<Wish> {
        std::mem::take(&mut self.wishes)
    }

    /// The jobs under way, oldest first: number, what they do, how many seconds they have run.
    pub fn jobs(&self) -> impl Iterator<Item = (u64, &str, f32)> {
        self.jobs.iter()
    }

    /// Takes over what the canvas has selected.
    pub fn selection_is(
        &mut self,
        nodes: BTreeSet<NodeId>,
        edges: Vec<Edge>,
        frame: Option<FrameId>,
    ) {
        self.tab.selected = Selected {
            nodes,
            edges,
            frame,
        };
    }
}
