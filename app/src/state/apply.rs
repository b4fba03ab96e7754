//! The one place where commands are carried out.

use misp_flow_engine::{check::changed_versions, edit::EditError};

use super::files::Purpose;
use super::{
    BottomTab, CanvasAid, Command, Dialog, LeftTab, Panel, ServerDialog, State, Tone, Wish,
};

impl State {
    /// Carries a command out. One that cannot be carried out now says why and changes nothing.
    pub fn apply(&mut self, command: Command) {
        let home = home_of(&command).or(self.messages.home());
        let before = self.messages.at_home_in(home);
        self.carry_out(command);
        self.messages.at_home_in(before);
    }

    fn carry_out(&mut self, command: Command) {
        if let Some(reason) = self.why_not(&command) {
            self.messages.say(Tone::Refused, reason);
            return;
        }
        match command {
            Command::New
            | Command::Open
            | Command::OpenPath(_)
            | Command::OpenPaths(_)
            | Command::OpenSample(_)
            | Command::Save
            | Command::SaveAs
            | Command::SaveTo(_)
            | Command::OpenEvent
            | Command::OpenEventPath(_)
            | Command::Reload
            | Command::KeepMine
            | Command::EarlierVersions
            | Command::OpenVersion(..)
            | Command::FindUnsaved
            | Command::Restore(_)
            | Command::RestoreCopy(_)
            | Command::RestoreAll
            | Command::DiscardFound(_)
            | Command::CloseTab(_)
            | Command::ShowTab(_)
            | Command::MoveTab(..)
            | Command::NextTab
            | Command::PreviousTab
            | Command::Quit => self.apply_to_files(command),
            Command::Export(export) => self.export(export),
            Command::ExportTo(export, path) => self.export_to(export, path, true),
            Command::CopyAs(form) => self.copy_as(form),
            Command::Compare(comparing) => self.apply_comparing(comparing),
            Command::FitAll => self.wishes.push(Wish::FitAll),
            Command::FitSelection => self.wishes.push(Wish::FitSelection),
            Command::ZoomActual => self.wishes.push(Wish::Zoom(1.0)),
            Command::ZoomIn => self.wishes.push(Wish::ZoomBy(1.25)),
            Command::ZoomOut => self.wishes.push(Wish::ZoomBy(0.8)),
            Command::Jump(node) => self.approach(node),
            Command::ShowProblem(place) => self.show_problem(place),
            Command::GoTo(to) => self.wishes.push(Wish::GoTo(to)),
            Command::QuickAdd => self.wishes.push(Wish::QuickAdd),
            Command::Wires => self.wishes.push(Wish::Wires),
            Command::Palette => self.wishes.push(Wish::Palette),
            Command::Theme(theme) => {
                self.settings.theme = theme;
                self.wishes.push(Wish::Theme);
            }
            Command::Switch(aid) => {
                let on = self.aid_mut(aid);
                *on = !*on;
            }
            Command::TidyUp | Command::Align(_) | Command::Distribute(_) => self.arrange(&command),
            Command::Toggle(panel) => self.toggle(panel),
            Command::Dock(panel, side) => self.dock(panel, side),
            Command::DockAll => self.dock_all(),
            Command::ShowLeft(tab) => {
                self.bring_up(Panel::Left);
                self.left = tab;
                if tab == LeftTab::Blueprints {
                    self.read_blueprints();
                }
            }
            Command::ScaleUp | Command::ScaleDown | Command::Scale(_) => self.scale(&command),
            Command::Find => self.wishes.push(Wish::Find),
            Command::FindNext => self.wishes.push(Wish::FindNext),
            Command::FindPrevious => self.wishes.push(Wish::FindPrevious),
            Command::TravelTo(done) => self.travel_to(done),
            Command::Blueprint(command) => self.apply_to_blueprints(command),
            Command::Event(command) => self.apply_to_events(command),
            Command::Server(command) => self.apply_to_servers(command),
            Command::Listen(command) => self.apply_to_posts(command),
            Command::Many(command) => self.apply_to_many(command),
            Command::Expect(command) => self.apply_to_expectations(command),
            Command::Runs(command) => self.apply_to_kept_runs(command),
            Command::Test(command) => self.apply_to_test(command),
            Command::ShowBottom(tab) => {
                self.apply_comparing(super::Comparing::Close);
                self.bring_up(Panel::Bottom);
                self.bottom = tab;
                if tab == BottomTab::Posts {
                    self.open_posts();
                }
                if tab == BottomTab::Runs {
                    self.open_runs();
                }
            }
            Command::ChooseEvent(place) => {
                self.events.choose(place);
            }
            Command::Simulate => self.simulate(),
            Command::SetAnswer(node, answer) => self.set_answer(node, answer),
            Command::TryBehind(trigger) => {
                self.tab.trial = Some(trigger);
                self.simulate();
            }
            Command::Step(command) => self.apply_to_stepping(command),
            Command::NextStep => self.step_by(1),
            Command::PreviousStep => self.step_by(-1),
            Command::ShowStep(step) => self.show_step(step),
            Command::ClearRun => self.clear_run(),
            Command::OpenLesson(_)
            | Command::CloseLesson
            | Command::StartLesson
            | Command::TypePath(_)
            | Command::CheckLesson
            | Command::Hint
            | Command::OpenSolution
            | Command::TryLessonEvent(_) => self.apply_to_lessons(command),
            Command::Keys => self.dialog = Some(Dialog::Keys),
            Command::About => self.dialog = Some(Dialog::About),
            Command::AnswerUnsaved(answer) => self.answer_unsaved(answer),
            Command::Overwrite => self.overwrite(),
            Command::CloseDialog if self.shows_push_under_way() => {}
            Command::CloseDialog if self.goes_back_to_push() => {
                self.dialog = Some(Dialog::Server(ServerDialog::Push));
            }
            Command::CloseDialog => {
                if let Some(Dialog::Restore) = self.dialog.take() {
                    // Their journals stay for the next start.
                    self.found.clear();
                }
                self.after_save = None;
            }
            Command::CancelJob(number) => {
                self.cancel_server_job(number);
                self.cancel_stepping(number);
                self.cancel_many_job(number);
                self.jobs.cancel(number);
            }
            Command::Dismiss(id) => self.messages.dismiss(id),
            Command::DismissAll => self.messages.dismiss_all(),
            editing => self.apply_edit(editing),
        }
    }

    /// Why a command cannot be carried out now, in words for the user; nothing where it can.
    pub fn why_not(&self, command: &Command) -> Option<&'static str> {
        let unless = |holds: bool, reason| (!holds).then_some(reason);
        let graph = &self.tab.document.workflow().graph;
        match command {
            Command::Undo => unless(
                self.tab.document.history().undo_label().is_some(),
                "There is nothing to undo",
            ),
            Command::Redo => unless(
                self.tab.document.history().redo_label().is_some(),
                "There is nothing to redo",
            ),
            Command::ScaleUp | Command::ScaleDown | Command::Scale(_) => {
                self.why_not_scale(command)
            }
            Command::SelectAll | Command::FitAll | Command::Find | Command::TidyUp => {
                unless(!graph.nodes.is_empty(), "The workflow has no nodes yet")
            }
            Command::Copy
            | Command::Cut
            | Command::Duplicate
            | Command::SelectDownstream
            | Command::FitSelection => {
                unless(!self.tab.selected.nodes.is_empty(), "Select a node first")
            }
            Command::Frame => unless(
                !self.tab.selected.nodes.is_empty(),
                "Select the nodes first that the frame is to surround",
            ),
            Command::Note => unless(
                !self.tab.selected.nodes.is_empty(),
                "Select the nodes first that the note is about",
            ),
            Command::Align(_) => unless(
                self.tab.selected.nodes.len() > 1,
                "Select two or more nodes first",
            ),
            Command::Distribute(_) => unless(
                self.tab.selected.nodes.len() > 2,
                "Select three or more nodes first",
            ),
            Command::AcceptVersions => unless(
                !changed_versions(self.tab.document.workflow(), &self.catalogue).is_empty(),
                "Every node has the version of its module that the catalogue has",
            ),
            Command::Reframe => unless(
                self.frame_near_selection().is_some(),
                "Select some nodes of a frame and those that it is to surround with them",
            ),
            Command::Wires => unless(
                self.tab.selected.single().is_some(),
                "Select one node first",
            ),
            Command::Rename => unless(
                self.tab.selected.single().is_some() || self.frame_of_selection().is_some(),
                "Select a node or a frame first",
            ),
            Command::NameFrame(None) | Command::RemoveFrame => unless(
                self.frame_of_selection().is_some(),
                "Select nodes of a frame first",
            ),
            Command::Delete { .. } => {
                unless(!self.tab.selected.is_empty(), "Select a node or wire first")
            }
            Command::Export(export) | Command::ExportTo(export, _) => {
                self.why_not_export(export.selection)
            }
            Command::CopyAs(_) => self.why_not_export(false),
            Command::Compare(comparing) => self.why_not_compare(comparing),
            Command::Simulate => {
                if graph.nodes.is_empty() {
                    Some("Add a trigger first: a simulation starts there")
                } else {
                    unless(
                        self.events.chosen().is_some(),
                        "Choose an event first: a simulation runs on one",
                    )
                }
            }
            Command::Reload => unless(
                self.tab.document.path().is_some(),
                "The workflow is not a file yet",
            ),
            Command::DismissAll => {
                unless(self.messages.iter().next().is_some(), "No message is shown")
            }
            Command::EarlierVersions | Command::FindUnsaved => unless(
                self.safety.is_some(),
                "There is no folder for the program's data",
            ),
            Command::NextTab | Command::PreviousTab => {
                unless(self.tabs().nth(1).is_some(), "Only one workflow is open")
            }
            Command::Blueprint(command) => self.why_not_blueprint(command),
            Command::Event(command) => self.why_not_event(command),
            Command::Server(command) => self.why_not_server(command),
            Command::Listen(command) => self.why_not_posts(command),
            Command::Many(command) => self.why_not_many(command),
            Command::Expect(command) => self.why_not_expect(command),
            Command::Runs(command) => self.why_not_runs(command),
            Command::Test(command) => self.why_not_test(command),
            Command::Step(command) => self.why_not_step(command),
            Command::NextStep if self.is_stepping() => Some("The simulation is under way"),
            Command::NextStep if self.tab.run.is_none() => self.why_not(&Command::Simulate),
            Command::PreviousStep | Command::ClearRun => {
                unless(self.tab.run.is_some(), "Simulate first")
            }
            Command::CheckLesson | Command::Hint => unless(
                self.learning.lesson().is_some(),
                "Open a lesson first: they are under Learn",
            ),
            _ => None,
        }
    }

    fn aid_mut(&mut self, aid: CanvasAid) -> &mut bool {
        match aid {
            CanvasAid::Minimap => &mut self.settings.minimap,
            CanvasAid::Neighbours => &mut self.settings.snap_to_neighbours,
            CanvasAid::Grid => &mut self.settings.snap_to_grid,
        }
    }

    /// What a command's menu entry or tooltip says beyond its name: what undo would take back.
    pub fn detail(&self, command: &Command) -> Option<&str> {
        match command {
            Command::Undo => self.tab.document.history().undo_label(),
            Command::Redo => self.tab.document.history().redo_label(),
            _ => None,
        }
    }

    /// Whether a command's menu entry has a mark: a panel or tab that is shown, the theme, an
    /// aid that is on.
    pub fn is_on(&self, command: &Command) -> bool {
        match command {
            Command::Theme(theme) => self.settings.theme == *theme,
            Command::Toggle(panel) => self.shows(*panel),
            Command::Dock(panel, side) => self.side(*panel) == *side,
            Command::Switch(CanvasAid::Minimap) => self.settings.minimap,
            Command::Switch(CanvasAid::Neighbours) => self.settings.snap_to_neighbours,
            Command::Switch(CanvasAid::Grid) => self.settings.snap_to_grid,
            Command::ShowLeft(tab) => self.shows(Panel::Left) && self.left == *tab,
            Command::Scale(percent) => self.settings.scale == *percent,
            Command::ShowBottom(tab) => self.shows(Panel::Bottom) && self.bottom == *tab,
            Command::Step(super::StepCommand::BreakOnFailure) => self.breaks().failure,
            Command::ChooseEvent(place) => self.events.chosen_place() == Some(*place),
            Command::Compare(super::Comparing::HideMoved) => self.hides_moved(),
            Command::Runs(super::RunsCommand::SwitchKeeping) => self.settings.keep_runs,
            _ => false,
        }
    }

    /// Tells why an edit was refused.
    pub(super) fn refused(&mut self, error: &EditError) {
        self.messages.say(Tone::Refused, error.to_string());
    }

    /// Opens the tab in which the outcome shows.
    pub(super) fn show_simulation(&mut self) {
        self.apply_comparing(super::Comparing::Close);
        self.bring_up(Panel::Bottom);
        self.bottom = BottomTab::Simulation;
    }

    /// Takes a path that was typed into our own dialog.
    pub fn take_path(&mut self, text: &str) {
        let Some(Dialog::Path { purpose, .. }) = self.dialog.take() else {
            return;
        };
        let before = self.messages.at_home_in(home_of_file(purpose));
        self.take_typed(purpose, text);
        self.messages.at_home_in(before);
    }

    fn take_typed(&mut self, purpose: Purpose, text: &str) {
        match super::pick::typed_path(text) {
            Some(path) => match purpose {
                Purpose::Save(tab) => self.save(tab, path, false),
                Purpose::ExportBlueprint | Purpose::ExportEvents if path.exists() => {
                    let text = text.to_owned();
                    self.dialog = Some(Dialog::Path { purpose, text });
                    self.messages.say(
                        Tone::Refused,
                        format!("{} is there already; type another name", path.display()),
                    );
                }
                Purpose::Export(export) => self.export_to(export, path, false),
                Purpose::ExportRun(form) => self.export_run(form, path, false),
                _ => self.picked(purpose, path),
            },
            None => {
                self.dialog = Some(Dialog::Path {
                    purpose,
                    text: text.to_owned(),
                })
            }
        }
    }

    /// What the path dialog is for, where it is open.
    pub fn path_purpose(&self) -> Option<Purpose> {
        match &self.dialog {
            Some(Dialog::Path { purpose, .. }) => Some(*purpose),
            _ => None,
        }
    }
}

/// The tab of the bottom panel that a command belongs to, where it is one's own.
fn home_of(command: &Command) -> Option<BottomTab> {
    Some(match command {
        Command::Listen(_) => BottomTab::Posts,
        Command::Many(_) => BottomTab::Many,
        Command::Expect(_) => BottomTab::Expectations,
        Command::Runs(_) => BottomTab::Runs,
        Command::Test(_) => BottomTab::Test,
        _ => return None,
    })
}

/// The same of what a path is wanted for.
fn home_of_file(purpose: Purpose) -> Option<BottomTab> {
    Some(match purpose {
        Purpose::ExportPosts(_) | Purpose::ImportPosts => BottomTab::Posts,
        Purpose::ManyFolder | Purpose::ManyFile => BottomTab::Many,
        Purpose::ExportRun(_) => BottomTab::Runs,
        _ => return None,
    })
}
