//! All commands with a name.

use egui::{Key, Modifiers};
use misp_flow_engine::arrange::{Alignment, Axis};

use super::{CTRL, Entry, Menu, NONE, entry};
use crate::{
    export::Form,
    library::{Side, ThemeChoice},
    state::{
        AdHocCommand, BlueprintCommand, BottomTab, CanvasAid, Command, Comparing, Earlier,
        EventCommand, EventSet, ExpectCommand, Export, GoTo, LeftTab, ListenCommand, ManyCommand,
        ModuleCommand, Panel, PostForm, RunCommand, RunForm, RunsCommand, ServerBlueprintCommand,
        ServerCommand, StepCommand, TestCommand,
    },
};

const fn server(command: ServerCommand, name: &'static str) -> Entry {
    entry(Menu::Server, Command::Server(command), name)
}

const fn parts(command: ServerCommand, name: &'static str) -> Entry {
    entry(Menu::Parts, Command::Server(command), name)
}

const fn many(command: ManyCommand, name: &'static str) -> Entry {
    entry(Menu::Many, Command::Many(command), name)
}

const fn expect(command: ExpectCommand, name: &'static str) -> Entry {
    entry(Menu::Expectations, Command::Expect(command), name)
}

const fn listen(command: ListenCommand, name: &'static str) -> Entry {
    entry(Menu::Posts, Command::Listen(command), name)
}

const fn step(command: StepCommand, name: &'static str) -> Entry {
    entry(Menu::Run, Command::Step(command), name)
}

const fn runs(command: RunsCommand, name: &'static str) -> Entry {
    entry(Menu::Runs, Command::Runs(command), name)
}

const CTRL_SHIFT: Modifiers = Modifiers {
    alt: false,
    ctrl: false,
    shift: true,
    mac_cmd: false,
    command: true,
};
const ALT_SHIFT: Modifiers = Modifiers {
    alt: true,
    ctrl: false,
    shift: true,
    mac_cmd: false,
    command: false,
};

/// All commands with a name, in the order of the menus.
pub static COMMANDS: &[Entry] = &[
    entry(Menu::File, Command::New, "New workflow")
        .keys(CTRL, Key::N)
        .in_text(),
    entry(Menu::File, Command::Open, "Open…")
        .keys(CTRL, Key::O)
        .in_text(),
    entry(Menu::File, Command::OpenEvent, "Open event…")
        .keys(CTRL_SHIFT, Key::O)
        .in_text(),
    entry(Menu::File, Command::Save, "Save")
        .keys(CTRL, Key::S)
        .in_text()
        .apart(),
    entry(Menu::File, Command::SaveAs, "Save as…")
        .keys(CTRL_SHIFT, Key::S)
        .in_text(),
    entry(
        Menu::Export,
        Command::Export(Export::whole(Form::Png)),
        "Export a PNG picture…",
    ),
    entry(
        Menu::Export,
        Command::Export(Export::whole(Form::Svg)),
        "Export an SVG picture…",
    ),
    entry(
        Menu::Export,
        Command::Export(Export::whole(Form::Markdown)),
        "Export a Markdown description…",
    ),
    entry(
        Menu::Export,
        Command::Export(Export::whole(Form::Mermaid)),
        "Export a Mermaid flowchart…",
    ),
    entry(
        Menu::Export,
        Command::Export(Export::whole(Form::Dot)),
        "Export a Graphviz digraph…",
    ),
    entry(
        Menu::Export,
        Command::Export(Export::whole(Form::Workflow)),
        "Export a MISP workflow…",
    )
    .apart(),
    entry(
        Menu::Export,
        Command::Export(Export::whole(Form::Blueprint)),
        "Export a MISP blueprint…",
    ),
    entry(
        Menu::Export,
        Command::Export(Export::selected(Form::Blueprint)),
        "Export the selection as a blueprint…",
    ),
    entry(Menu::Export, Command::CopyAs(Form::Png), "Copy a picture").apart(),
    entry(
        Menu::Export,
        Command::CopyAs(Form::Markdown),
        "Copy a Markdown description",
    ),
    entry(
        Menu::Export,
        Command::CopyAs(Form::Mermaid),
        "Copy a Mermaid flowchart",
    ),
    entry(
        Menu::Compare,
        Command::Compare(Comparing::AskFile),
        "Compare with a file…",
    ),
    entry(
        Menu::Compare,
        Command::Compare(Comparing::Disk),
        "Compare with the file on disk",
    ),
    entry(
        Menu::Compare,
        Command::Compare(Comparing::LastSaved),
        "Compare with the last saved state",
    ),
    entry(
        Menu::Compare,
        Command::Compare(Comparing::Next),
        "Next difference",
    )
    .keys(NONE, Key::F8)
    .in_text()
    .apart(),
    entry(
        Menu::Compare,
        Command::Compare(Comparing::Previous),
        "Previous difference",
    )
    .keys(Modifiers::SHIFT, Key::F8)
    .in_text(),
    entry(
        Menu::Compare,
        Command::Compare(Comparing::HideMoved),
        "Hide what only moved",
    ),
    entry(
        Menu::Compare,
        Command::Compare(Comparing::Close),
        "Close the comparison",
    ),
    entry(Menu::File, Command::Reload, "Reload from disk"),
    entry(Menu::File, Command::EarlierVersions, "Earlier versions…").apart(),
    entry(Menu::File, Command::FindUnsaved, "Restore unsaved changes…"),
    entry(Menu::File, Command::CloseTab(None), "Close")
        .keys(CTRL, Key::W)
        .in_text()
        .apart(),
    entry(
        Menu::File,
        Command::Blueprint(BlueprintCommand::Import),
        "Import blueprints…",
    )
    .apart(),
    entry(
        Menu::File,
        Command::Event(EventCommand::PutBack),
        "Put removed events back",
    ),
    entry(Menu::File, Command::Quit, "Quit")
        .keys(CTRL, Key::Q)
        .in_text(),
    entry(Menu::Edit, Command::Undo, "Undo").keys(CTRL, Key::Z),
    entry(Menu::Edit, Command::Redo, "Redo").keys(CTRL_SHIFT, Key::Z),
    // Copy, cut and paste come from the desktop as events of their own, not as keys.
    entry(Menu::Edit, Command::Cut, "Cut").apart(),
    entry(Menu::Edit, Command::Copy, "Copy"),
    entry(Menu::Edit, Command::Paste, "Paste"),
    entry(Menu::Edit, Command::Duplicate, "Duplicate").keys(CTRL, Key::D),
    // The canvas takes these two keys itself, so that they do nothing in a list.
    entry(Menu::Edit, Command::Delete { reconnect: false }, "Delete").apart(),
    entry(
        Menu::Edit,
        Command::Delete { reconnect: true },
        "Delete and reconnect",
    ),
    entry(Menu::Edit, Command::SelectAll, "Select all")
        .keys(CTRL, Key::A)
        .apart(),
    entry(Menu::Edit, Command::SelectDownstream, "Select downstream").keys(CTRL_SHIFT, Key::A),
    entry(Menu::Edit, Command::Frame, "Frame the selection").keys(CTRL, Key::G),
    entry(Menu::Edit, Command::Note, "Add a note about the selection").keys(CTRL_SHIFT, Key::G),
    entry(Menu::Edit, Command::NameFrame(None), "Rename the frame").keys(NONE, Key::F2),
    entry(
        Menu::Edit,
        Command::Reframe,
        "Fit the frame to the selection",
    ),
    entry(Menu::Edit, Command::RemoveFrame, "Remove the frame"),
    entry(
        Menu::Edit,
        Command::Blueprint(BlueprintCommand::SaveSelection),
        "Save the selection as blueprint…",
    ),
    entry(
        Menu::Edit,
        Command::AcceptVersions,
        "Accept all module versions",
    ),
    entry(Menu::Edit, Command::QuickAdd, "Add a node…")
        .keys(CTRL, Key::Space)
        .apart(),
    entry(Menu::Arrange, Command::TidyUp, "Tidy up").keys(ALT_SHIFT, Key::T),
    entry(Menu::Arrange, Command::Align(Alignment::Left), "Align left")
        .keys(Modifiers::ALT, Key::A)
        .apart(),
    entry(
        Menu::Arrange,
        Command::Align(Alignment::Centre),
        "Align centres",
    )
    .keys(Modifiers::ALT, Key::H),
    entry(
        Menu::Arrange,
        Command::Align(Alignment::Right),
        "Align right",
    )
    .keys(Modifiers::ALT, Key::D),
    entry(Menu::Arrange, Command::Align(Alignment::Top), "Align top")
        .keys(Modifiers::ALT, Key::W)
        .apart(),
    entry(
        Menu::Arrange,
        Command::Align(Alignment::Middle),
        "Align middles",
    )
    .keys(Modifiers::ALT, Key::V),
    entry(
        Menu::Arrange,
        Command::Align(Alignment::Bottom),
        "Align bottom",
    )
    .keys(Modifiers::ALT, Key::S),
    entry(
        Menu::Arrange,
        Command::Distribute(Axis::Horizontal),
        "Distribute horizontally",
    )
    .keys(ALT_SHIFT, Key::H)
    .apart(),
    entry(
        Menu::Arrange,
        Command::Distribute(Axis::Vertical),
        "Distribute vertically",
    )
    .keys(ALT_SHIFT, Key::V),
    entry(
        Menu::Arrange,
        Command::Switch(CanvasAid::Neighbours),
        "Snap to neighbours",
    )
    .apart(),
    entry(
        Menu::Arrange,
        Command::Switch(CanvasAid::Grid),
        "Snap to the grid",
    ),
    entry(Menu::View, Command::Palette, "Find a command…")
        .keys(CTRL_SHIFT, Key::P)
        .in_text(),
    entry(Menu::View, Command::Find, "Find…")
        .keys(CTRL, Key::F)
        .in_text(),
    entry(Menu::View, Command::FindNext, "Find the next")
        .keys(NONE, Key::F3)
        .in_text(),
    entry(Menu::View, Command::FindPrevious, "Find the previous")
        .keys(Modifiers::SHIFT, Key::F3)
        .in_text(),
    entry(Menu::View, Command::FitAll, "Show everything")
        .keys(CTRL, Key::Num1)
        .in_text()
        .apart(),
    entry(Menu::View, Command::FitSelection, "Show the selection")
        .keys(CTRL, Key::Num2)
        .in_text(),
    entry(Menu::View, Command::ZoomActual, "Zoom to 100 %")
        .keys(CTRL, Key::Num0)
        .in_text(),
    entry(Menu::View, Command::ZoomIn, "Zoom in")
        .keys(CTRL, Key::Plus)
        .in_text(),
    entry(Menu::View, Command::ZoomOut, "Zoom out")
        .keys(CTRL, Key::Minus)
        .in_text(),
    entry(Menu::View, Command::Switch(CanvasAid::Minimap), "Minimap")
        .keys(CTRL, Key::M)
        .in_text(),
    entry(Menu::Panels, Command::ShowLeft(LeftTab::Modules), "Modules")
        .keys(Modifiers::ALT, Key::Num1)
        .in_text(),
    entry(
        Menu::Panels,
        Command::ShowLeft(LeftTab::Blueprints),
        "Blueprints",
    )
    .keys(Modifiers::ALT, Key::B)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowLeft(LeftTab::Workflows),
        "Workflows on the server",
    ),
    entry(Menu::Panels, Command::ShowLeft(LeftTab::Events), "Events")
        .keys(Modifiers::ALT, Key::Num2)
        .in_text(),
    entry(Menu::Panels, Command::ShowLeft(LeftTab::Outline), "Outline")
        .keys(Modifiers::ALT, Key::Num3)
        .in_text(),
    entry(
        Menu::Panels,
        Command::ShowLeft(LeftTab::Learn),
        "Learn with short lessons…",
    )
    .keys(Modifiers::ALT, Key::Num0)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Problems),
        "Problems",
    )
    .keys(Modifiers::ALT, Key::Num4)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Simulation),
        "Simulation",
    )
    .keys(Modifiers::ALT, Key::Num5)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::History),
        "History",
    )
    .keys(Modifiers::ALT, Key::Num6)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Data),
        "Data of the event",
    )
    .keys(Modifiers::ALT, Key::Num7)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Posts),
        "Debug posts",
    )
    .keys(Modifiers::ALT, Key::Num8)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Activity),
        "Activity",
    )
    .keys(Modifiers::ALT, Key::Num9)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Many),
        "Many events",
    )
    .keys(ALT_SHIFT, Key::M)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Expectations),
        "Expectations",
    )
    .keys(ALT_SHIFT, Key::E)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Runs),
        "Kept runs",
    )
    .keys(Modifiers::ALT, Key::R)
    .in_text(),
    entry(Menu::Panels, Command::Toggle(Panel::Left), "Lists")
        .keys(CTRL, Key::B)
        .in_text()
        .apart(),
    entry(Menu::Panels, Command::Toggle(Panel::Right), "Inspector")
        .keys(CTRL, Key::I)
        .in_text(),
    entry(Menu::Panels, Command::Toggle(Panel::Bottom), "Results")
        .keys(CTRL, Key::J)
        .in_text(),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Left, Side::Left),
        "Lists on the left",
    ),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Left, Side::Right),
        "Lists on the right",
    ),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Left, Side::Bottom),
        "Lists at the bottom",
    ),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Right, Side::Left),
        "Inspector on the left",
    )
    .apart(),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Right, Side::Right),
        "Inspector on the right",
    ),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Right, Side::Bottom),
        "Inspector at the bottom",
    ),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Bottom, Side::Left),
        "Results on the left",
    )
    .apart(),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Bottom, Side::Right),
        "Results on the right",
    ),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Bottom, Side::Bottom),
        "Results at the bottom",
    ),
    entry(
        Menu::Docks,
        Command::DockAll,
        "All where they were at first",
    )
    .apart(),
    entry(
        Menu::Panels,
        Command::GoTo(GoTo::Next),
        "Go to the next panel",
    )
    .keys(NONE, Key::F6)
    .in_text()
    .apart(),
    entry(
        Menu::Panels,
        Command::GoTo(GoTo::Previous),
        "Go to the previous panel",
    )
    .keys(Modifiers::SHIFT, Key::F6)
    .in_text(),
    entry(
        Menu::Panels,
        Command::GoTo(GoTo::Canvas),
        "Go to the canvas",
    ),
    entry(Menu::View, Command::DismissAll, "Close all messages").apart(),
    entry(Menu::View, Command::NextTab, "Next workflow")
        .keys(CTRL, Key::PageDown)
        .in_text()
        .apart(),
    entry(Menu::View, Command::PreviousTab, "Previous workflow")
        .keys(CTRL, Key::PageUp)
        .in_text(),
    entry(
        Menu::Appearance,
        Command::ScaleUp,
        "Larger text and controls",
    )
    .keys(CTRL_SHIFT, Key::Plus)
    .in_text(),
    entry(
        Menu::Appearance,
        Command::ScaleDown,
        "Smaller text and controls",
    )
    .keys(CTRL_SHIFT, Key::Minus)
    .in_text(),
    entry(
        Menu::Appearance,
        Command::Scale(100),
        "Text and controls at 100 %",
    )
    .keys(CTRL_SHIFT, Key::Num0)
    .in_text(),
    entry(
        Menu::Appearance,
        Command::Theme(ThemeChoice::System),
        "Theme of the desktop",
    )
    .apart(),
    entry(
        Menu::Appearance,
        Command::Theme(ThemeChoice::Light),
        "Light theme",
    ),
    entry(
        Menu::Appearance,
        Command::Theme(ThemeChoice::Dark),
        "Dark theme",
    ),
    // Of two with one shortcut, the first that can be carried out has it.
    step(StepCommand::Continue, "Continue")
        .keys(NONE, Key::F5)
        .in_text(),
    entry(Menu::Run, Command::Simulate, "Simulate")
        .keys(NONE, Key::F5)
        .in_text(),
    entry(Menu::Run, Command::NextStep, "Next step")
        .keys(NONE, Key::F10)
        .in_text(),
    entry(Menu::Run, Command::PreviousStep, "Previous step")
        .keys(Modifiers::SHIFT, Key::F11)
        .in_text(),
    step(StepCommand::RunTo(None), "Run to the selected node")
        .keys(CTRL, Key::F10)
        .in_text(),
    step(StepCommand::Rerun(None), "Run again from the step")
        .keys(CTRL, Key::F5)
        .in_text(),
    step(StepCommand::Pause, "Pause")
        .keys(Modifiers::ALT, Key::F5)
        .in_text(),
    step(StepCommand::Stop, "Stop the simulation")
        .keys(Modifiers::SHIFT, Key::F5)
        .in_text(),
    entry(Menu::Run, Command::ClearRun, "Clear the simulation")
        .keys(Modifiers::SHIFT, Key::F5)
        .in_text(),
    step(
        StepCommand::ToggleBreak(None),
        "Break point before the selected node",
    )
    .keys(NONE, Key::F9)
    .in_text()
    .apart(),
    step(StepCommand::BreakOnFailure, "Pause when a step fails")
        .keys(Modifiers::ALT, Key::F9)
        .in_text(),
    step(StepCommand::ClearBreaks, "Remove all break points")
        .keys(CTRL_SHIFT, Key::F9)
        .in_text(),
    step(StepCommand::AskPerform, "Run and send for real…").apart(),
    entry(
        Menu::Run,
        Command::ChooseEvent(0),
        "Use the phishing campaign",
    )
    .apart(),
    entry(
        Menu::Run,
        Command::ChooseEvent(1),
        "Use the leaked customer data",
    ),
    entry(Menu::Run, Command::ChooseEvent(2), "Use the public report"),
    many(
        ManyCommand::Run(EventSet::Stored),
        "Simulate with all events of the list",
    )
    .keys(CTRL_SHIFT, Key::F5)
    .in_text(),
    many(
        ManyCommand::Run(EventSet::Found),
        "Simulate with the events that are found",
    ),
    many(ManyCommand::AskFolder, "Simulate with a folder of events…"),
    many(ManyCommand::AskFile, "Simulate with a file of events…"),
    many(ManyCommand::Again, "Simulate with the same events again").apart(),
    many(
        ManyCommand::Against(Earlier::LastSaved),
        "Compare outcomes with the last saved state",
    ),
    many(
        ManyCommand::Against(Earlier::Disk),
        "Compare outcomes with the file on the disk",
    ),
    many(
        ManyCommand::OpenChosen,
        "Simulate with the chosen one of many events",
    )
    .apart(),
    many(ManyCommand::Stop, "Stop the run on many events"),
    many(ManyCommand::Clear, "Clear the run on many events"),
    expect(ExpectCommand::Keep, "Expect this outcome"),
    expect(ExpectCommand::Run, "Run expectations")
        .keys(NONE, Key::F7)
        .in_text(),
    expect(ExpectCommand::AcceptAll, "Expect all new outcomes"),
    entry(
        Menu::Run,
        Command::Test(TestCommand::Show),
        "Test the selected module…",
    )
    .keys(Modifiers::ALT, Key::T)
    .in_text(),
    entry(
        Menu::Run,
        Command::Test(TestCommand::Go),
        "Try the module here",
    ),
    entry(
        Menu::Run,
        Command::Test(TestCommand::OnServer),
        "Run the module on the server…",
    ),
    runs(RunsCommand::Open, "Open the kept run"),
    runs(RunsCommand::Again, "Simulate with the kept run's event"),
    runs(RunsCommand::Compare, "Compare kept runs"),
    runs(RunsCommand::AskName, "Name the kept run…").apart(),
    runs(RunsCommand::Pin, "Pin or unpin the kept run"),
    runs(RunsCommand::Remove, "Remove the kept run"),
    runs(RunsCommand::BringAllBack, "Bring removed runs back"),
    runs(
        RunsCommand::Export(RunForm::Report),
        "Export a report of the kept run…",
    )
    .apart(),
    runs(
        RunsCommand::Export(RunForm::Json),
        "Export the kept run as JSON…",
    ),
    runs(RunsCommand::SwitchKeeping, "Keep every simulated run").apart(),
    server(ServerCommand::Instances, "Instances…"),
    server(ServerCommand::Connect, "Connect"),
    server(ServerCommand::Disconnect, "Disconnect"),
    server(ServerCommand::Sync, "Fetch the catalogue").apart(),
    server(ServerCommand::Notes, "What changed…"),
    server(ServerCommand::Leave, "Use the built-in catalogue"),
    server(ServerCommand::Refresh, "Read the workflows again").apart(),
    server(ServerCommand::Push, "Push…")
        .keys(CTRL_SHIFT, Key::U)
        .in_text(),
    server(ServerCommand::Past, "Replaced states…"),
    server(
        ServerCommand::AdHoc(AdHocCommand::AskNew { push: false }),
        "New ad-hoc workflow…",
    ),
    server(ServerCommand::Run(RunCommand::Ask), "Run on the server…").apart(),
    server(
        ServerCommand::Run(RunCommand::AskNode),
        "Run the node on the server…",
    ),
    parts(
        ServerCommand::Modules(ModuleCommand::Show),
        "Modules of the server…",
    ),
    parts(
        ServerCommand::Modules(ModuleCommand::AskNeeded),
        "Switch on what the workflow uses…",
    ),
    parts(
        ServerCommand::Blueprints(ServerBlueprintCommand::List),
        "List the server's blueprints",
    )
    .apart(),
    parts(
        ServerCommand::Blueprints(ServerBlueprintCommand::AskSelection),
        "Push the selection as blueprint…",
    ),
    server(ServerCommand::Fetch, "Fetch events…").apart(),
    listen(ListenCommand::Start, "Listen for debug posts"),
    listen(ListenCommand::Stop, "Stop listening"),
    listen(ListenCommand::AskSubscribe, "Subscribe to ZeroMQ…"),
    listen(ListenCommand::Unsubscribe, "End the subscription"),
    listen(ListenCommand::CopyUrl, "Copy the debug address for MISP"),
    listen(ListenCommand::CopyCurl, "Copy the post as curl"),
    listen(ListenCommand::SaveAsEvent, "Save the post as event"),
    listen(ListenCommand::Import, "Import debug posts…").apart(),
    listen(
        ListenCommand::Export(PostForm::JsonLines),
        "Export debug posts as JSON Lines…",
    ),
    listen(
        ListenCommand::Export(PostForm::Har),
        "Export debug posts as HAR…",
    ),
    listen(ListenCommand::AskClear, "Clear the debug posts…"),
    entry(Menu::Help, Command::CheckLesson, "Check the lesson")
        .keys(NONE, Key::F4)
        .in_text(),
    entry(Menu::Help, Command::Hint, "Show the next hint"),
    entry(Menu::Help, Command::Keys, "Keyboard shortcuts and pointer…")
        .keys(NONE, Key::F1)
        .in_text()
        .apart(),
    entry(Menu::Help, Command::About, "About MISP Workflow Designer"),
];
