//! Running a workflow, or two, on many events in the background.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use misp_flow_engine::{
    catalogue::Catalogue,
    compare::compare,
    run::{Answers, Batch, Places, Plan, Settings},
    value::Value,
    workflow::Workflow,
};

use crate::{
    batch::{self, Events, Input, Inputs, Records, Seen, Side},
    clock::unix_now,
    library::{self, Opened, Version},
    other_data,
    runs::simulated_server,
    state::files::file_name,
};

/// The window is told of news no more often than this.
const NEWS: Duration = Duration::from_millis(100);

/// How far a run on many events is, and what it found.
#[derive(Debug, Default)]
pub(super) struct Progress {
    pub records: Records,
    /// Where the events are, once that is known.
    pub inputs: Arc<Inputs>,
    pub places: Arc<Places>,
    /// The earlier of two workflows, and its places.
    pub before: Option<(Arc<Workflow>, Arc<Places>)>,
    /// How much of the inputs is done, in bytes.
    pub upto: u64,
    /// When the first event was looked at.
    pub began: Option<Instant>,
    /// How long it took.
    pub ended: Option<Duration>,
    /// Whether it was ended before its end.
    pub stopped: bool,
    /// Why it did not begin.
    pub trouble: Option<String>,
}

/// What the window and the job share.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    progress: Arc<Mutex<Progress>>,
    pub cancel: Arc<AtomicBool>,
}

impl Shared {
    pub fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the events come from.
pub(super) enum Source {
    Inputs(Vec<Input>),
    Path(PathBuf),
}

/// Where the earlier of two workflows comes from.
pub(super) enum EarlierSource {
    Known(Arc<Workflow>),
    File(PathBuf),
    Version(Version),
}

impl EarlierSource {
    fn get(self) -> Result<Arc<Workflow>, String> {
        match self {
            Self::Known(workflow) => Ok(workflow),
            Self::Version(version) => library::open_version(&version).map(Arc::new),
            Self::File(path) => match library::open_file(&path, false) {
                Ok(Opened::Workflow(workflow, _)) => Ok(Arc::from(workflow)),
                Ok(Opened::Events(..)) => Err(format!("{} holds an event", file_name(&path))),
                Err(error) => Err(error.to_string()),
            },
        }
    }
}

/// What simulations are made with beside workflow and event.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    pub catalogue: Arc<Catalogue>,
    /// The lesson whose database the server has.
    pub lesson: Option<String>,
    /// The description of the simulated server, where it is not the usual one.
    pub server: Option<Value>,
    pub answers: Answers,
    /// The trigger that is put before what has none of its own.
    pub trial: String,
}

impl Ground {
    fn batch(&self, workflow: &Workflow, now: i64) -> Batch {
        let (server, lesson) = (self.server.as_ref(), self.lesson.as_deref());
        Batch {
            plan: Plan::of(workflow),
            instance: simulated_server(&self.catalogue, server, lesson),
            answers: self.answers.clone(),
            settings: Settings {
                now,
                ..Settings::default()
            },
        }
    }

    /// The workflow with a trigger to start with.
    pub fn startable(&self, workflow: &Arc<Workflow>) -> Arc<Workflow> {
        let trigger = self.catalogue.get(&self.trial);
        match (workflow.graph.trigger(), trigger) {
            (None, Some(trigger)) => Arc::new(workflow.behind(trigger)),
            _ => Arc::clone(workflow),
        }
    }
}

/// What is to be run on what.
pub(super) struct Order {
    pub source: Source,
    pub workflow: Arc<Workflow>,
    pub before: Option<EarlierSource>,
    pub ground: Ground,
}

impl Order {
    /// Carries it out; `wake` tells the window of news.
    pub fn carry_out(self, shared: &Shared, wake: &dyn Fn()) {
        if let Err(trouble) = self.run(shared, wake) {
            shared.lock().trouble = Some(trouble);
        }
        let mut progress = shared.lock();
        progress.stopped = shared.cancel.load(Ordering::Relaxed);
        progress.ended = Some(progress.began.map_or(Duration::ZERO, |it| it.elapsed()));
        drop(progress);
        wake();
    }

    fn run(self, shared: &Shared, wake: &dyn Fn()) -> Result<(), String> {
        let inputs = Arc::new(inputs_of(self.source)?);
        let now = unix_now();
        let after = Side::new(self.ground.batch(&self.workflow, now));
        let before = self.before.map(EarlierSource::get).transpose()?;
        let before = before.map(|earlier| {
            let earlier = self.ground.startable(&earlier);
            let batch = self.ground.batch(&earlier, now);
            let side = after.other(batch, &compare(&self.workflow, &earlier).pairs);
            (earlier, side)
        });
        let mut progress = shared.lock();
        progress.inputs = Arc::clone(&inputs);
        progress.places = Arc::clone(after.places());
        progress.before = before
            .as_ref()
            .map(|(workflow, side)| (Arc::clone(workflow), Arc::clone(side.places())));
        progress.began = Some(Instant::now());
        drop(progress);
        let events = Events {
            inputs: &inputs,
            jobs: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            expects: &|data| {
                other_data::check(&self.workflow, data).map_err(|error| error.to_string())
            },
            cancel: &shared.cancel,
        };
        let mut told_at = Instant::now();
        batch::each(
            &events,
            || (),
            |(), event| Seen {
                name: event.name.to_owned(),
                now: after.see(event.value),
                before: before.as_ref().map(|(_, side)| side.see(event.value)),
            },
            |told| {
                let mut progress = shared.lock();
                for found in told.found {
                    progress.records.push(found);
                }
                progress.upto = told.upto;
                drop(progress);
                if told_at.elapsed() > NEWS {
                    told_at = Instant::now();
                    wake();
                }
            },
        );
        Ok(())
    }
}

fn inputs_of(source: Source) -> Result<Inputs, String> {
    match source {
        Source::Inputs(list) => Ok(Inputs::new(list)),
        Source::Path(path) => {
            let files = batch::expand(std::slice::from_ref(&path));
            let files = files.map_err(|error| error.to_string())?;
            if files.is_empty() {
                return Err(nothing_in(&path));
            }
            Ok(Inputs::new(files.into_iter().map(Input::File).collect()))
        }
    }
}

fn nothing_in(folder: &Path) -> String {
    format!(
        "{} holds no events: no file in it ends in .json, .jsonl or .ndjson",
        folder.display()
    )
}
