//! Opening, saving and leaving, with everything that can come in between.

use std::{path::PathBuf, time::Instant};

use misp_flow_engine::{catalogue::samples, run::Answers, value::Value, workflow::Workflow};

use super::{
    Command, Dialog, LeftTab, Next, OpenDocument, State, Tone, Wish,
    pick::Picked,
    simulate::{PreparedFor, Simulated},
};
use crate::library::{self, Opened, Stamp};

/// What a path is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Opening a workflow (or an event, where the file holds one).
    Open,
    /// Opening an event.
    OpenEvent,
    /// Saving the workflow.
    Save,
}

/// A job that has ended.
#[derive(Debug)]
pub(super) struct Finished {
    pub job: u64,
    pub outcome: Outcome,
}

/// What a job gave.
#[derive(Debug)]
pub(super) enum Outcome {
    Opened {
        path: PathBuf,
        result: Result<Opened, String>,
    },
    Saved {
        path: PathBuf,
        result: Result<Stamp, String>,
    },
    ChangedOnDisk(PathBuf),
    Picked(Purpose, Picked),
    Simulated(Simulated),
    Prepared(PreparedFor, Option<Value>),
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
        for Finished { job, outcome } in finished {
            // A save that nobody waits for any more has still happened.
            if self.jobs.end(job) || matches!(outcome, Outcome::Saved { .. }) {
                self.finish(outcome);
            }
        }
        any
    }

    /// Whether nothing runs in the background.
    pub fn is_idle(&self) -> bool {
        self.background.running() == 0
    }

    pub(super) fn start(&mut self, what: String, job: impl FnOnce() -> Outcome + Send + 'static) {
        let number = self.jobs.begin(what.clone());
        self.background.start(
            move || Finished {
                job: number,
                outcome: job(),
            },
            move || Finished {
                job: number,
                outcome: Outcome::Crashed(what),
            },
        );
    }

    pub(super) fn apply_to_files(&mut self, command: Command) {
        match command {
            Command::New => self.take_document(OpenDocument::new(Workflow::new("New workflow"))),
            Command::Open => self.pick(Purpose::Open),
            Command::OpenEvent => self.pick(Purpose::OpenEvent),
            Command::OpenPath(path) => self.open(path, false),
            Command::OpenEventPath(path) => self.open(path, true),
            Command::OpenSample(place) => {
                match samples::WORKFLOWS.get(place).map(OpenDocument::sample) {
                    Some(Ok(document)) => self.take_document(document),
                    Some(Err(error)) => self.messages.say(Tone::Failed, error.to_string()),
                    None => {}
                }
            }
            Command::Save => match self.document.path().map(PathBuf::from) {
                Some(path) => self.save(path, false),
                None => self.pick(Purpose::Save),
            },
            Command::SaveAs => self.pick(Purpose::Save),
            Command::SaveTo(path) => self.save(path, true),
            Command::Quit => self.guard(Next::Close),
            _ => {}
        }
    }

    fn finish(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Opened { path, result } => match result {
                Ok(Opened::Workflow(workflow, stamp)) => {
                    self.take_document(OpenDocument::from_file(*workflow, path, stamp));
                }
                Ok(Opened::Events(events, size)) => {
                    let (count, name) = (events.len(), file_name(&path));
                    let old = self.events.add_file(path, events, size);
                    std::thread::spawn(move || drop(old));
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
            },
            Outcome::Saved { path, result } => match result {
                Ok(stamp) => {
                    self.messages
                        .say(Tone::Done, format!("Saved to {}", file_name(&path)));
                    self.document.save_done(path, stamp);
                    if let Some(next) = self.after_save.take() {
                        self.guard(next);
                    }
                }
                Err(error) => {
                    self.after_save = None;
                    self.messages.say(Tone::Failed, error);
                }
            },
            Outcome::ChangedOnDisk(path) => self.dialog = Some(Dialog::ChangedOnDisk(path)),
            Outcome::Picked(purpose, picked) => self.after_pick(purpose, picked),
            Outcome::Simulated(done) => self.simulated(done),
            Outcome::Prepared(key, data) => {
                if self
                    .prepared
                    .as_ref()
                    .is_some_and(|(wanted, _)| *wanted == key)
                {
                    self.prepared = Some((key, data));
                }
            }
            Outcome::Crashed(what) => {
                self.after_save = None;
                let what = what.trim_end_matches('…');
                self.messages.say(Tone::Failed, format!("{what} failed because of a mistake in this program; nothing was changed. Please report it"));
            }
        }
    }

    /// Goes on where the user has chosen a path.
    pub(super) fn picked(&mut self, purpose: Purpose, path: PathBuf) {
        match purpose {
            Purpose::Open => self.open(path, false),
            Purpose::OpenEvent => self.open(path, true),
            // The desktop's dialog has asked already whether to replace a file.
            Purpose::Save => self.save(path, true),
        }
    }

    fn open(&mut self, path: PathBuf, as_event: bool) {
        self.start(format!("Opening {}…", file_name(&path)), move || {
            let result = library::open_file(&path, as_event).map_err(|error| error.to_string());
            Outcome::Opened { path, result }
        });
    }

    /// Writes the document. Unless `overwrite`, a file that is not as it was read is left alone.
    pub(super) fn save(&mut self, path: PathBuf, overwrite: bool) {
        // Of another file nothing is known: one that is there already is somebody's.
        let known = self
            .document
            .stamp()
            .filter(|_| self.document.path() == Some(&path));
        let workflow = self.document.workflow().clone();
        self.document.save_begun();
        self.start(format!("Saving {}…", file_name(&path)), move || {
            let now = library::stamp(&path);
            // A file that is gone holds nobody's changes.
            if !overwrite && now.is_some() && now != known {
                return Outcome::ChangedOnDisk(path);
            }
            let result = library::replace(&path, workflow.to_text().as_bytes())
                .map_err(|error| error.to_string());
            Outcome::Saved { path, result }
        });
    }

    /// Goes on, or asks first where changes would be lost.
    fn guard(&mut self, next: Next) {
        if self.document.is_unsaved() {
            self.dialog = Some(Dialog::Unsaved(next));
        } else {
            self.go_on(next);
        }
    }

    fn take_document(&mut self, document: OpenDocument) {
        self.guard(Next::Replace(Box::new(document)));
    }

    pub(super) fn go_on(&mut self, next: Next) {
        match next {
            Next::Replace(document) => {
                self.document = *document;
                self.clear_run();
                self.answers = Answers::default();
                self.selected = super::Selected::default();
                self.wishes.push(Wish::Forget);
                self.wishes.push(Wish::FitAll);
            }
            Next::Close => {
                self.export_state();
                self.wishes.push(Wish::Close);
            }
        }
    }
}

/// The last part of a path, for messages.
pub(super) fn file_name(path: &std::path::Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}
