//! Simulating, with one event or many; what is expected; kept runs.

use egui::{Key, Modifiers};

use super::CTRL_SHIFT;
use crate::state::{
    Command, Earlier, EventSet, ExpectCommand, ManyCommand, RunForm, RunsCommand, StepCommand,
    TestCommand,
    table::{CTRL, Entry, Menu, NONE, entry},
};

const fn many(command: ManyCommand, name: &'static str) -> Entry {
    entry(Menu::Many, Command::Many(command), name)
}

const fn expect(command: ExpectCommand, name: &'static str) -> Entry {
    entry(Menu::Expectations, Command::Expect(command), name)
}

const fn step(command: StepCommand, name: &'static str) -> Entry {
    entry(Menu::Run, Command::Step(command), name)
}

const fn runs(command: RunsCommand, name: &'static str) -> Entry {
    entry(Menu::Runs, Command::Runs(command), name)
}

pub(super) static COMMANDS: &[Entry] = &[
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
];
