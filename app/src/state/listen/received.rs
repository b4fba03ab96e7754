//! Received runs on the canvas, beside a simulation, and as events.

use std::{sync::Arc, time::Instant};

use misp_flow_engine::{
    instance::Instance,
    run::{self, Plan, Settings, Told, first_told_difference, received},
    value::Value,
    workflow::Workflow,
};

use super::{Played, Same, foreign::foreign_told, sort_out::own_posts};
use crate::{
    clock::unix_now,
    library::{EventOrigin, stored_event},
    listen::{PostStore, told, told_by_simulation},
    state::{
        Command, LeftTab, ListenCommand, ServerCommand, ShownRun, State, Stepping, Tab, TabId,
        Tone, WorkflowRow, later::Later, message::About, tabs::drop_elsewhere,
    },
};

impl State {
    /// Shows a run on the canvas of its trigger's workflow.
    pub(super) fn play(&mut self, run: u32) {
        let trigger = self.trigger_of_run(run);
        let Some(tab) = self.tab_for(&trigger) else {
            return self.await_workflow(run, &trigger);
        };
        if self.tab.id != tab {
            self.show_tab(tab);
        }
        self.begin_playing(run, tab);
    }

    /// The workflow of a run is not open: offers to pull it from the server that is connected, else
    /// to open a file. As soon as it is there, the run plays.
    fn await_workflow(&mut self, run: u32, trigger: &str) {
        self.posts.awaited = Some(run);
        let mut rows = self.servers.rows().iter();
        let fits = |row: &WorkflowRow| row.trigger.as_deref() == Some(trigger);
        let place = rows.position(|row| fits(row) && row.stored.is_some());
        let pull = place.map(|place| Command::Server(ServerCommand::Pull(place)));
        let pull = pull.filter(|pull| self.why_not(pull).is_none());
        let text =
            format!("The workflow of {trigger} is not open. Once it is, the run plays on it");
        match pull {
            Some(pull) => self.messages.refuse(text, "Pull it", pull),
            None => self.messages.refuse(text, "Open a file…", Command::Open),
        }
    }

    /// Lets the run play that waited for its workflow, once that is shown.
    pub(super) fn follow_awaited(&mut self) {
        let Some(run) = self.posts.awaited else {
            return;
        };
        let trigger = self.trigger_of_run(run);
        if let Some(tab) = self.tab_for(&trigger).filter(|tab| *tab == self.tab.id) {
            self.begin_playing(run, tab);
        }
    }

    pub(super) fn begin_playing(&mut self, run: u32, tab: TabId) {
        self.posts.awaited = None;
        self.messages.withdraw(&About::Received);
        self.runs += 1;
        let number = self.runs;
        if let Some(tab) = self.tab_mut(tab) {
            // A simulation that is under way would take its place.
            tab.wanted_run = number;
        }
        self.posts.played = Some(Played {
            run,
            tab,
            told: Arc::default(),
            posts: 0,
            number,
            bytes: 0,
            reading: false,
        });
    }

    fn trigger_of_run(&self, run: u32) -> String {
        let store = self.posts.store.as_ref();
        let trigger = store.and_then(|store| {
            let index = store.index();
            let trigger = index.run(run)?.trigger;
            Some(index.names().get(trigger).to_owned())
        });
        trigger.unwrap_or_default()
    }

    /// The tab with the workflow of this trigger, the shown one if it is.
    pub(super) fn tab_for(&self, trigger: &str) -> Option<TabId> {
        let fits = |tab: &&Tab| {
            let found = tab.document.workflow().graph.trigger();
            found.is_some_and(|(_, node)| node.module == trigger)
        };
        let shown = Some(&self.tab).filter(|tab| fits(tab));
        shown.or_else(|| self.tabs().find(fits)).map(Tab::id)
    }

    /// Reads the posts of the played run that came since.
    pub(super) fn read_on_played(&mut self, store: &PostStore) {
        let Some(played) = &self.posts.played else {
            return;
        };
        let count = store
            .index()
            .run(played.run)
            .map_or(0, |run| run.posts as usize);
        if played.reading || count <= played.posts {
            return;
        }
        if self.is_too_soon() {
            return;
        }
        let (run, number, known) = (played.run, played.number, played.posts);
        let bytes = played.bytes;
        let before = Arc::clone(&played.told);
        let Some(tab) = self.tab_of(played.tab) else {
            self.posts.played = None;
            return;
        };
        let workflow = Arc::new(tab.document.workflow().clone());
        let revision = tab.document.revision();
        if let Some(played) = &mut self.posts.played {
            played.reading = true;
        }
        self.posts.read = Some(Instant::now());
        let store = store.clone();
        self.start("Reading the run…".to_owned(), move || {
            let read = read_told(&store, run, known, bytes, &workflow);
            let mut all = match read.whole {
                true => Vec::new(),
                false => before.as_ref().clone(),
            };
            let (posts, bytes) = (read.posts, read.bytes);
            all.extend(read.told);
            let told = Arc::new(all);
            let event = name_of(&told);
            let shown = Arc::new(received(&workflow, &told));
            Later::then(move |state| {
                let Some(played) = state.posts.played.as_mut().filter(|it| it.number == number)
                else {
                    return;
                };
                (played.told, played.posts, played.reading) = (told, posts, false);
                played.bytes = bytes;
                let tab = played.tab;
                let Some(tab) = state.tab_mut(tab).filter(|tab| tab.wanted_run == number) else {
                    // Another run was asked for since.
                    state.posts.played = None;
                    return;
                };
                let step = (tab.run.as_ref())
                    .filter(|run| run.number == number)
                    .and_then(|run| run.step);
                let answers = tab.answers.clone();
                // What is worked out from the run is worked out anew as it grows.
                let stepping = Stepping {
                    stamp: posts as u64,
                    ..Stepping::default()
                };
                let new = ShownRun {
                    run: shown,
                    revision,
                    event,
                    step,
                    number,
                    answers,
                    workflow,
                    received: Some(run),
                    stepping,
                };
                match tab.run.replace(new) {
                    Some(old) if old.received.is_none() => {
                        tab.aside = Some(old);
                        let text = format!("Run {run} is shown in place of the simulation");
                        let back = Command::Listen(ListenCommand::BackToSimulation);
                        state.messages.done(text, "Back to it", back);
                    }
                    Some(old) => drop_elsewhere(old),
                    None => {}
                }
            })
        });
    }

    /// Simulates on what a run began with.
    pub(super) fn simulate_same(&mut self, run: u32) {
        let trigger = self.trigger_of_run(run);
        let Some(tab) = self.tab_for(&trigger) else {
            let text = format!(
                "The workflow of {trigger} is not open; open it first, and it is simulated"
            );
            return self.messages.say(Tone::Refused, text);
        };
        let (Some(store), Some(shown)) = (self.posts.store.clone(), self.tab_of(tab)) else {
            return;
        };
        let workflow = shown.document.workflow().clone();
        let plan = Plan::of(&workflow);
        let mut answers = shown.answers.clone();
        let server = shown.server.clone();
        let catalogue = Arc::clone(&self.catalogue);
        self.start("Simulating the same…".to_owned(), move || {
            let told = read_told(&store, run, 0, 0, &workflow).told;
            let original = told.iter().find_map(|one| match one {
                Told::Begin { original, .. } => Some(original.clone()),
                _ => None,
            });
            let Some(original) = original.filter(Value::is_array) else {
                return Later::then(|state| {
                    let text =
                        "The beginning of the run did not come, so what it ran on is not known";
                    state.messages.say(Tone::Refused, text);
                });
            };
            let mut instance = Instance::of(&catalogue);
            // A description of our own always fits, which the engine's tests see to.
            if let Some(Ok(described)) = server.map(|it| instance.clone().described_by(&it)) {
                instance = described;
            }
            instance.store.put_event(&original);
            let settings = Settings {
                debug: true,
                now: unix_now(),
                ..Settings::default()
            };
            let simulated = run::simulate(&plan, &original, &instance, &mut answers, &settings);
            let foreign = foreign_told(&told, &workflow);
            let ours = told_by_simulation(&simulated.posts);
            let difference = first_told_difference(&told, &ours);
            let node = difference.as_ref().and_then(|found| found.node.as_ref());
            let known = node.filter(|node| workflow.graph.node(node).is_some());
            let name = known.map(|node| workflow.graph.numbered_name(node));
            let same = Same {
                node_name: name,
                run,
                posts: told.len(),
                answered: node.is_some_and(|node| answers.0.contains_key(node)),
                difference,
                foreign,
                tab,
                simulated: Arc::new(simulated),
                event: name_of(&told),
            };
            Later::then(move |state| state.posts.same = Some(same))
        });
    }

    /// Shows the simulation that a run was compared with.
    pub(super) fn show_same(&mut self) {
        let Some(same) = self.posts.same.clone() else {
            return;
        };
        if self.tab_of(same.tab).is_none() {
            return;
        }
        self.show_tab(same.tab);
        self.posts.played = None;
        self.runs += 1;
        let number = self.runs;
        let tab = &mut self.tab;
        tab.wanted_run = number;
        tab.run = Some(ShownRun {
            run: same.simulated,
            revision: tab.document.revision(),
            event: same.event,
            step: same.difference.map(|found| found.post.saturating_sub(1)),
            number,
            answers: tab.answers.clone(),
            workflow: Arc::new(tab.document.workflow().clone()),
            received: None,
            stepping: Stepping::default(),
        });
        self.show_simulation();
    }

    /// Puts the data of the open post among the events: what a run began with, else what the node
    /// left, else the body.
    pub(super) fn save_as_event(&mut self) {
        let Some(open) = self.posts.open_post() else {
            return;
        };
        let body = match &open.body {
            Ok(body) => body,
            Err(reason) => {
                let text = format!(
                    "No event was made. {reason}. Choose another post of the run, or save the body to a file, mend it and open it as an event"
                );
                return self.messages.say(Tone::Refused, text);
            }
        };
        let data = body.get("data").unwrap_or(body);
        let data = data.get("original").unwrap_or(data);
        if !data.is_array() {
            let text = "No event was made. The body is JSON, but holds no data such as an event: choose a post in which a run begins or a node ran";
            return self.messages.say(Tone::Refused, text);
        }
        let (event, size) = (stored_event(data), open.post.body.len());
        let text = format!("{} is among the events now", event.name);
        self.take_events(EventOrigin::Post, vec![event], size);
        self.apply(crate::state::Command::ShowLeft(LeftTab::Events));
        self.messages.say(Tone::Done, text);
    }
}

/// So much of a run's data is kept in memory, in bytes of its posts; of later steps only what they
/// did is.
const MOST_DATA: u64 = 256 * 1024 * 1024;
/// So many posts of a run are shown at most.
const MOST_POSTS: usize = 10_000;

/// What posts of a run tell.
struct Read {
    told: Vec<Told>,
    /// How many posts of the run were seen.
    posts: usize,
    /// How long the bodies are together, in bytes.
    bytes: u64,
    /// Whether this is all of the run, and not what came since.
    whole: bool,
}

/// Reads the posts of a run behind the first `known`, whose bodies have `bytes` bytes; all of them
/// where its end tells which of uncertain ones are its own.
fn read_told(store: &PostStore, run: u32, known: usize, bytes: u64, workflow: &Workflow) -> Read {
    let rows = own_posts(store, run, workflow);
    let row = store.index().run(run).copied();
    let whole = row.is_some_and(|row| row.uncertain && row.outcome.is_some());
    let (known, mut bytes) = match whole {
        true => (0, 0),
        false => (known, bytes),
    };
    let mut all = Vec::new();
    for row in rows.iter().take(MOST_POSTS).skip(known) {
        let Ok(post) = store.read(row) else { continue };
        let body = Value::from_json(&post.body).unwrap_or(Value::Null);
        bytes += post.body.len() as u64;
        let mut one = told(&post.head.path, &body);
        if let Some(Told::Node { data, .. }) = &mut one
            && bytes > MOST_DATA
        {
            *data = Value::Null;
        }
        all.extend(one);
    }
    Read {
        told: all,
        posts: row.map_or(rows.len(), |row| row.posts as usize),
        bytes,
        whole,
    }
}

/// What the run is about, for the user.
fn name_of(told: &[Told]) -> String {
    let data = told.iter().find_map(|one| match one {
        Told::Begin { original, .. } => Some(original),
        Told::Node { data, .. } => Some(data),
        Told::End { .. } => None,
    });
    data.map_or_else(|| "a run".to_owned(), |data| stored_event(data).name)
}
