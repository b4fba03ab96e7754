//! Carries out what a user does with many events.

use std::{
    path::PathBuf,
    sync::{Arc, atomic::Ordering},
};

use misp_flow_engine::{run::Answers, workflow::Workflow};

use super::{
    Changes, Earlier, EventSet, Filter, Many, ManyCommand,
    filter::Listed,
    job::{EarlierSource, Ground, Order, Shared, Source},
};
use crate::{
    batch::Input,
    state::{
        BottomTab, Command, EventId, Purpose, State, Tone, event_list::Body, files::file_name,
        kept_events::counted, later::Later, stepping::other_answers, tabs::drop_elsewhere,
        trial::USUAL,
    },
};

impl State {
    pub(in crate::state) fn apply_to_many(&mut self, command: ManyCommand) {
        match command {
            ManyCommand::Run(set) => self.run_many(set, None),
            ManyCommand::AskFolder => self.pick(Purpose::ManyFolder),
            ManyCommand::AskFile => self.pick(Purpose::ManyFile),
            ManyCommand::Again => {
                let last = self.tab.many.as_ref();
                let last = last.map(|many| (many.set.clone(), many.against.clone()));
                if let Some((set, against)) = last {
                    self.run_many(set, against.map(|(earlier, _)| earlier));
                }
            }
            ManyCommand::Against(earlier) => {
                let set = self.tab.many.as_ref().map(|many| many.set.clone());
                self.run_many(set.unwrap_or(EventSet::Stored), Some(earlier));
            }
            ManyCommand::Alone => {
                if let Some(set) = self.tab.many.as_ref().map(|many| many.set.clone()) {
                    self.run_many(set, None);
                }
            }
            ManyCommand::ReadVersions => self.read_versions(),
            ManyCommand::Stop => {
                if let Some(many) = &self.tab.many {
                    many.shared.cancel.store(true, Ordering::Relaxed);
                }
            }
            ManyCommand::Clear => {
                if let Some(many) = self.tab.many.take() {
                    drop_elsewhere(many);
                }
            }
            ManyCommand::Filter(filter) => {
                if let Some(many) = &mut self.tab.many {
                    many.list.set(*filter);
                }
            }
            ManyCommand::Choose(row) => {
                if let Some(many) = &mut self.tab.many {
                    many.chosen = row;
                }
            }
            ManyCommand::Open { row, before } => self.open_row(row, before),
            ManyCommand::OpenChosen => {
                if let Some(row) = self.tab.many.as_ref().and_then(|many| many.chosen) {
                    self.open_row(row, false);
                }
            }
        }
    }

    pub(in crate::state) fn why_not_many(&self, command: &ManyCommand) -> Option<&'static str> {
        let unless = |holds: bool, reason| (!holds).then_some(reason);
        let nodes = || {
            let any = !self.tab.document.workflow().graph.nodes.is_empty();
            unless(any, "Add a trigger first: a simulation starts there")
        };
        let ran = || {
            unless(
                self.tab.many.is_some(),
                "Run the workflow on many events first",
            )
        };
        match command {
            ManyCommand::AskFolder | ManyCommand::AskFile => nodes(),
            ManyCommand::Run(set) => nodes().or_else(|| match set {
                EventSet::Stored => unless(
                    self.events.iter().len() > 0,
                    "There are no events yet; open or fetch some",
                ),
                EventSet::Found => {
                    let search = !self.events.search().is_empty();
                    let any = search && self.events.found().next().is_some();
                    unless(any, "Search in the list of events first")
                }
                EventSet::Listed(ids) => unless(!ids.is_empty(), "Mark events first"),
                EventSet::Path(_) => None,
            }),
            ManyCommand::Again | ManyCommand::Alone | ManyCommand::Clear => ran(),
            ManyCommand::Against(earlier) => nodes().or_else(|| match earlier {
                Earlier::Disk => unless(
                    self.tab.document.path().is_some(),
                    "Save the workflow first: it is in no file yet",
                ),
                Earlier::LastSaved => unless(
                    self.tab.document.history().is_unsaved(),
                    "Nothing has changed since it was opened or saved",
                ),
                Earlier::Tab(_) | Earlier::Version(..) => None,
            }),
            ManyCommand::Stop => {
                let many = self.tab.many.as_ref();
                let runs = many.is_some_and(|many| !many.standing().ended);
                unless(runs, "No run on many events is under way")
            }
            ManyCommand::OpenChosen => {
                let chosen = self.tab.many.as_ref().and_then(|many| many.chosen);
                unless(chosen.is_some(), "Choose an event of the list first")
            }
            ManyCommand::ReadVersions
            | ManyCommand::Filter(_)
            | ManyCommand::Choose(_)
            | ManyCommand::Open { .. } => None,
        }
    }

    fn run_many(&mut self, set: EventSet, against: Option<Earlier>) {
        let (source, ids, title) = match self.source_of(&set) {
            Ok(found) => found,
            Err(reason) => return self.messages.say(Tone::Refused, reason),
        };
        let against = match against.map(|earlier| self.earlier(earlier)).transpose() {
            Ok(against) => against,
            Err(reason) => return self.messages.say(Tone::Refused, reason),
        };
        self.tab.document.seal();
        let ground = Ground {
            catalogue: Arc::clone(&self.catalogue),
            lesson: self.learning.lesson().map(|lesson| lesson.id.to_owned()),
            server: self.tab.server.clone(),
            answers: self.tab.answers.clone(),
            trial: self
                .trial_trigger()
                .map_or_else(|| USUAL.to_owned(), |trigger| trigger.id.to_string()),
        };
        let document = Arc::new(self.tab.document.workflow().clone());
        let workflow = ground.startable(&document);
        let (before, against) = match against {
            Some((source, earlier, name)) => (Some(source), Some((earlier, name))),
            None => (None, None),
        };
        let order = Order {
            source,
            workflow: Arc::clone(&workflow),
            before,
            ground,
        };
        let shared = Shared::default();
        let window = self.background.window();
        let theirs = shared.clone();
        let job = self.start(format!("Running on {title}…"), move || {
            order.carry_out(&theirs, &|| {
                if let Some(window) = &window {
                    window.request_repaint();
                }
            });
            Later::then(|_| {})
        });
        self.runs += 1;
        let mut list = Listed::default();
        if against.is_some() {
            list.set(Filter {
                changes: Some(Changes::Any),
                ..Filter::default()
            });
        }
        let new = Many {
            set,
            title,
            against,
            workflow,
            revision: self.tab.document.revision(),
            answered: other_answers(
                &self.tab.answers,
                &Answers::default(),
                [self.tab.document.workflow(); 2],
            ),
            ids,
            shared,
            job,
            number: self.runs,
            list,
            chosen: None,
            heat: super::Heat::default(),
            elsewhere: None,
            heat_of: None,
            before_tab: None,
        };
        if let Some(old) = self.tab.many.replace(Box::new(new)) {
            self.jobs.cancel(old.job);
            drop_elsewhere(old);
        }
        self.apply(Command::ShowBottom(BottomTab::Many));
    }

    /// Where the events of a set are, which of the list they are, and what they are in words.
    fn source_of(&self, set: &EventSet) -> Result<(Source, Vec<EventId>, String), &'static str> {
        let (ids, title): (Vec<EventId>, String) = match set {
            EventSet::Path(path) => {
                return Ok((Source::Path(path.clone()), Vec::new(), file_name(path)));
            }
            EventSet::Stored => {
                let ids: Vec<EventId> = self.events.iter().map(|event| event.id).collect();
                let title = format!("{} of the list", counted(ids.len()));
                (ids, title)
            }
            EventSet::Found => {
                let ids: Vec<EventId> = self.events.found().map(|event| event.id).collect();
                let count = counted(ids.len());
                let title = format!("{count} found by “{}”", self.events.search());
                (ids, title)
            }
            EventSet::Listed(ids) => {
                let there = ids.iter().filter(|id| self.events.get(**id).is_some());
                let ids: Vec<EventId> = there.copied().collect();
                let title = format!("{} marked in the list", counted(ids.len()));
                (ids, title)
            }
        };
        if ids.is_empty() {
            return Err("These events are not in the list any more");
        }
        let inputs = ids.iter().filter_map(|id| {
            let event = self.events.get(*id)?;
            let (name, size) = (event.name.clone(), event.size as u64);
            Some(match &event.body {
                Body::Here(value) => {
                    let value = value.clone();
                    Input::Here { name, value, size }
                }
                Body::Kept(path) => {
                    let path = path.clone();
                    Input::Kept { name, path, size }
                }
            })
        });
        Ok((Source::Inputs(inputs.collect()), ids, title))
    }

    /// Where the earlier workflow comes from, and what it is called.
    fn earlier(
        &mut self,
        earlier: Earlier,
    ) -> Result<(EarlierSource, Earlier, String), &'static str> {
        let (source, name) = match &earlier {
            Earlier::Disk => {
                let path = self.tab.document.path().map(PathBuf::from);
                let path = path.ok_or("The workflow is in no file yet")?;
                let name = format!("{} on the disk", file_name(&path));
                (EarlierSource::File(path), name)
            }
            Earlier::LastSaved => {
                let saved = Arc::new(self.last_saved());
                (
                    EarlierSource::Known(saved),
                    "the last saved state".to_owned(),
                )
            }
            Earlier::Tab(id) => {
                let tab = self.tab_of(*id);
                let tab = tab.ok_or("That workflow is not open any more")?;
                let workflow = Arc::new(tab.document.workflow().clone());
                (EarlierSource::Known(workflow), self.title_of(tab))
            }
            Earlier::Version(version, date) => {
                let source = EarlierSource::Version(version.clone());
                (source, format!("the version of {date}"))
            }
        };
        Ok((source, earlier, name))
    }

    /// The document as it was opened or saved last.
    pub(in crate::state) fn last_saved(&self) -> Workflow {
        let mut workflow = self.document().workflow().clone();
        let mut history = self.document().history().clone();
        while history.is_unsaved() && history.undo(&mut workflow).is_some() {}
        // What was undone past the saved state is made again.
        while history.is_unsaved() && history.redo(&mut workflow).is_some() {}
        workflow
    }

    fn read_versions(&mut self) {
        let (Some(safety), Some(file)) = (&self.safety, self.tab.document.real_path()) else {
            self.versions = Some((self.tab.id, Vec::new()));
            return;
        };
        let (versions, file, tab) = (safety.versions.clone(), file.to_owned(), self.tab.id);
        self.start("Looking for earlier versions…".to_owned(), move || {
            let list = versions.list(&file);
            Later::then(move |state| match list {
                Ok(list) => state.versions = Some((tab, list)),
                Err(error) => {
                    let text = format!("The earlier versions cannot be looked up: {error}");
                    state.messages.say(Tone::Failed, text);
                }
            })
        });
    }
}
