//! Commands about files, and what the background gives.

use std::{path::PathBuf, sync::Arc, time::Instant};

use misp_flow_engine::{
    catalogue::{Catalogue, samples},
    value::Value,
    workflow::Workflow,
};

use super::{
    BottomTab, Command, Dialog, EventSet, LeftTab, ManyCommand, Next, OpenDocument, Revision,
    State, Tab, TabId, Tone,
    arrange::Tidied,
    blueprints::BlueprintsDone,
    checks::Checked,
    kept_events::EventsDone,
    later::Later,
    learn::LessonChecked,
    listen::PostForm,
    outside::Look,
    pick::Picked,
    save::Saved,
    server::{ServerDialog, ServerDone},
    simulate::PreparedFor,
};
use crate::library::{
    self, EventOrigin, Opened, Version,
    journal::{Found, Search},
};

/// What a path is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Opening a workflow (or an event, where the file holds one).
    Open,
    /// Opening an event.
    OpenEvent,
    /// Saving a tab's workflow.
    Save(TabId),
    /// Adding blueprints to the user's own.
    ImportBlueprints,
    /// Writing one blueprint to a file.
    ExportBlueprint,
    /// Writing events to a file.
    ExportEvents,
    /// Giving the workflow away.
    Export(super::Export),
    /// Comparing with another workflow.
    Compare,
    /// Writing debug posts to a file.
    ExportPosts(PostForm),
    /// Adding debug posts of a file.
    ImportPosts,
    /// Running the workflow on the events of a folder.
    ManyFolder,
    /// Running the workflow on the events of a file.
    ManyFile,
    /// Writing a kept run to a file.
    ExportRun(super::RunForm),
}

/// A job that has ended.
#[derive(Debug)]
pub(super) struct Finished {
    pub job: u64,
    /// The tab of the bottom panel that it belongs to.
    pub home: Option<BottomTab>,
    pub outcome: Outcome,
}

/// A file that was read.
#[derive(Debug)]
pub(super) struct ReadFile {
    path: PathBuf,
    /// The file whatever links lead there.
    real: PathBuf,
    result: Result<Opened, String>,
}

/// What a job gave.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Files in the order in which they were asked for, and the one to show of them.
    Opened(Vec<ReadFile>, Option<PathBuf>),
    Saved(Saved),
    ChangedOnDisk(TabId, PathBuf),
    Looked(Vec<Look>),
    Reloaded(TabId, Revision, Result<Box<OpenDocument>, String>),
    Searched(Search, bool),
    Discarded(Box<Found>, Result<(), String>),
    Versions(Result<Vec<Version>, String>),
    Version(Result<Box<Workflow>, String>, String),
    Picked(Purpose, Picked),
    Checked(Checked),
    Tidied(Tidied),
    Prepared(PreparedFor, Option<Value>),
    /// The catalogue with the tags of the event that this choice was of.
    Offered(u64, Arc<Catalogue>),
    LessonChecked(LessonChecked),
    Blueprints(BlueprintsDone),
    Events(EventsDone),
    Server(ServerDone),
    Later(Later),
    Exported(super::export_as::Exported),
    Compared(TabId, Result<Box<super::Compared>, String>),
    Crashed(String),
}

/// The jobs under way.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    list: Vec<(u64, String, Instant)>,
    last: u64,
}

impl Jobs {
    fn begin(&mut self, what: String) -> u64 {
        self.last += 1;
        self.list.push((self.last, what, Instant::now()));
        self.last
    }

    /// Takes a job off the list; gives whether it was still wanted.
    fn end(&mut self, number: u64) -> bool {
        let before = self.list.len();
        self.list.retain(|(job, ..)| *job != number);
        before != self.list.len()
    }

    /// Says further on what a job does.
    pub(super) fn rename(&mut self, number: u64, what: String) {
        if let Some(job) = self.list.iter_mut().find(|(job, ..)| *job == number) {
            job.1 = what;
        }
    }

    /// Whether a job has neither ended nor been given up.
    pub(super) fn is_under_way(&self, number: u64) -> bool {
        self.list.iter().any(|(job, ..)| *job == number)
    }

    pub(super) fn cancel(&mut self, number: u64) {
        self.end(number);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &str, f32)> {
        self.list
            .iter()
            .map(|(job, what, since)| (*job, what.as_str(), since.elapsed().as_secs_f32()))
    }
}

impl State {
    /// Takes over what the background has finished; to be called once a frame. Gives whether
    /// anything came.
    pub fn poll(&mut self) -> bool {
        let finished = self.background.poll();
        let any = !finished.is_empty();
        self.follow_server_jobs();
        for Finished { job, home, outcome } in finished {
            let before = self.messages.at_home_in(home);
            // A save that nobody waits for any more has still happened, events are kept, what is
            // expected is written, and a check has ended.
            let counts = matches!(
                outcome,
                Outcome::Saved(_) | Outcome::Checked(_) | Outcome::Events(_) | Outcome::Later(_)
            );
            let wanted = self.jobs.end(job);
            match outcome {
                // What it changed on a server stays changed, whoever waits for it.
                Outcome::Server(done) => self.server_done(job, done),
                outcome if wanted || counts => self.finish(outcome),
                _ => {}
            }
            self.after_save_job(job);
            self.messages.at_home_in(before);
        }
        any
    }

    /// Whether nothing runs in the background.
    pub fn is_idle(&self) -> bool {
        self.background.running() == 0
    }

    /// Starts a job; gives its number.
    pub(super) fn start(
        &mut self,
        what: String,
        job: impl FnOnce() -> Outcome + Send + 'static,
    ) -> u64 {
        let number = self.jobs.begin(what.clone());
        let home = self.messages.home();
        self.background.start(
            move || Finished {
                job: number,
                home,
                outcome: job(),
            },
            move || Finished {
                job: number,
                home,
                outcome: Outcome::Crashed(what),
            },
        );
        number
    }

    pub(super) fn apply_to_files(&mut self, command: Command) {
        match command {
            Command::New => self.add_tab(OpenDocument::empty()),
            Command::Open => self.pick(Purpose::Open),
            Command::OpenEvent => self.pick(Purpose::OpenEvent),
            Command::OpenPath(path) => self.open(vec![path], false, None),
            Command::OpenPaths(paths) => self.open(paths, false, None),
            Command::OpenEventPath(path) => self.open(vec![path], true, None),
            Command::OpenSample(place) => {
                match samples::WORKFLOWS.get(place).map(OpenDocument::sample) {
                    Some(Ok(document)) => self.add_tab(document),
                    Some(Err(error)) => self.messages.say(Tone::Failed, error.to_string()),
                    None => {}
                }
            }
            Command::Save => match self.tab.document.path().map(PathBuf::from) {
                Some(path) => self.save(self.tab.id, path, false),
                None => self.pick(Purpose::Save(self.tab.id)),
            },
            Command::SaveAs => self.pick(Purpose::Save(self.tab.id)),
            Command::SaveTo(path) => self.save(self.tab.id, path, true),
            Command::CloseTab(id) => self.close_tab(id.unwrap_or(self.tab.id)),
            Command::ShowTab(id) => self.show_tab(id),
            Command::MoveTab(id, place) => self.move_tab(id, place),
            Command::NextTab => self.show_neighbour(1),
            Command::PreviousTab => self.show_neighbour(-1),
            Command::Reload => self.reload(),
            Command::KeepMine => self.keep_mine(),
            Command::EarlierVersions => self.list_versions(),
            Command::OpenVersion(version, name) => self.open_version(version, name),
            Command::FindUnsaved => self.find_unsaved(true),
            Command::Restore(place) => self.restore(place, false),
            Command::RestoreCopy(place) => self.restore(place, true),
            Command::RestoreAll => self.restore_all(),
            Command::DiscardFound(place) => self.discard_found(place),
            Command::Quit => match self.pushing_name() {
                Some(name) => {
                    self.dialog = Some(Dialog::Server(ServerDialog::QuitPushing(name)));
                }
                None => self.guard(Next::Close),
            },
            _ => {}
        }
    }

    fn finish(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Opened(files, show) => {
                for file in files {
                    self.opened(file);
                }
                let wanted = |tab: &&Tab| show.is_some() && tab.document.path() == show.as_deref();
                let wanted = self.tabs().find(wanted).map(Tab::id);
                if let Some(id) = wanted {
                    self.show_tab(id);
                }
            }
            Outcome::Saved(saved) => self.saved(saved),
            Outcome::ChangedOnDisk(tab, path) => self.changed_on_disk(tab, path),
            Outcome::Looked(looks) => self.looked(looks),
            Outcome::Reloaded(tab, revision, read) => self.reloaded(tab, revision, read),
            Outcome::Searched(search, asked) => self.searched(search, asked),
            Outcome::Discarded(found, kept) => self.discarded(*found, kept),
            Outcome::Versions(list) => self.versions_listed(list),
            Outcome::Version(read, name) => self.version_read(read, &name),
            Outcome::Picked(purpose, picked) => self.after_pick(purpose, picked),
            Outcome::Exported(exported) => self.after_export(exported),
            Outcome::Compared(tab, compared) => self.after_comparison(tab, compared),
            Outcome::Checked(done) => self.checked(done),
            Outcome::Tidied(done) => self.tidied(done),
            Outcome::Offered(stamp, catalogue) => self.tags_offered(stamp, catalogue),
            Outcome::LessonChecked(done) => self.lesson_checked(done),
            Outcome::Blueprints(done) => self.blueprints_done(done),
            Outcome::Events(done) => self.events_done(done),
            Outcome::Prepared(key, data) => {
                if self
                    .prepared
                    .as_ref()
                    .is_some_and(|(wanted, _)| *wanted == key)
                {
                    self.prepared = Some((key, data));
                }
            }
            Outcome::Server(_) => {}
            Outcome::Later(later) => later.carry_out(self),
            Outcome::Crashed(what) => {
                self.server_job_crashed();
                self.after_save = None;
                let what = what.trim_end_matches('…');
                self.messages.say(Tone::Failed, format!("{what} failed because of a mistake in this program; nothing was changed. Please report it"));
            }
        }
    }

    /// Goes on where the user has chosen a path.
    pub(super) fn picked(&mut self, purpose: Purpose, path: PathBuf) {
        match purpose {
            Purpose::Open => self.open(vec![path], false, None),
            Purpose::OpenEvent => self.open(vec![path], true, None),
            // The desktop's dialog has asked already whether to replace a file.
            Purpose::Save(tab) => self.save(tab, path, true),
            Purpose::ImportBlueprints => self.import_blueprints(path),
            Purpose::ExportBlueprint => self.export_blueprint(path),
            Purpose::ExportEvents => {
                self.apply(Command::Event(super::EventCommand::ExportTo(path)))
            }
            Purpose::ExportPosts(form) => self.export_posts(form, path),
            Purpose::ImportPosts => self.import_posts(path),
            Purpose::ManyFolder | Purpose::ManyFile => {
                let run = ManyCommand::Run(EventSet::Path(path));
                self.apply(Command::Many(run));
            }
            Purpose::ExportRun(form) => self.export_run(form, path, true),
            Purpose::Export(export) => self.export_to(export, path, true),
            Purpose::Compare => self.apply(Command::Compare(super::Comparing::File(path))),
        }
    }

    fn open(&mut self, paths: Vec<PathBuf>, as_event: bool, show: Option<PathBuf>) {
        let what = match paths.as_slice() {
            [] => return,
            [path] => format!("Opening {}…", file_name(path)),
            paths => format!("Opening {} files…", paths.len()),
        };
        self.start(what, move || {
            let read = |path: PathBuf| {
                let path = std::path::absolute(&path).unwrap_or(path);
                ReadFile {
                    result: library::open_file(&path, as_event).map_err(|error| error.to_string()),
                    real: library::real_path(&path),
                    path,
                }
            };
            Outcome::Opened(paths.into_iter().map(read).collect(), show)
        });
    }

    fn opened(&mut self, file: ReadFile) {
        let ReadFile { path, real, result } = file;
        match result {
            Ok(Opened::Workflow(workflow, stamp)) => {
                let same = |tab: &&Tab| tab.document.real_path() == Some(&real);
                let there = self.tabs().find(same).map(Tab::id);
                match there {
                    Some(there) => self.show_tab(there),
                    None => self.add_tab(OpenDocument::from_file(*workflow, path, real, stamp)),
                }
            }
            Ok(Opened::Events(events, size)) => {
                let (count, name) = (events.len(), file_name(&path));
                // A name that is no text is shown as one, and told from others by it.
                let origin = PathBuf::from(path.to_string_lossy().into_owned());
                self.take_events(EventOrigin::File(origin), events, size);
                if count > 1 {
                    self.apply(Command::ShowLeft(LeftTab::Events));
                    self.messages.say(
                        Tone::Done,
                        format!("{name} holds {count} events; the first is chosen"),
                    );
                }
            }
            Err(error) => {
                let text = format!("{} was not opened. {error}", file_name(&path));
                self.messages.say(Tone::Failed, text);
            }
        }
    }

    /// Opens the files that were open when the program ended last.
    pub fn reopen(&mut self) {
        let (files, shown) = (&self.settings.files, &self.settings.shown_file);
        self.open(files.clone(), false, shown.clone());
    }
}

/// The last part of a path, for messages.
pub(super) fn file_name(path: &std::path::Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}
