//! Running the open workflow on many events: which ones, how far it is, what became of them, how
//! many came by where, and how another version of the workflow differs.

mod apply;
mod command;
mod filter;
mod heat;
mod job;
mod open;

use std::{
    sync::{Arc, MutexGuard, atomic::Ordering},
    time::{Duration, Instant},
};

use misp_flow_engine::{
    run::{Places, Route},
    workflow::Workflow,
};

use super::{BottomTab, EventId, Panel, Revision, State, TabId, stepping::answers_of};
use crate::{
    batch::{Change, End, Judged, Row, RowId},
    library::Version,
};

pub use command::{Earlier, EventSet, ManyCommand};
pub use filter::{Changes, ComesBy, Filter};
pub use heat::{Heat, NodeHeat};
use job::{Progress, Shared};

/// What the canvas shows follows the events no more often than this while they come.
const HEAT: Duration = Duration::from_millis(100);

/// A run of a workflow on many events.
#[derive(Debug)]
pub struct Many {
    set: EventSet,
    /// What the events are, in words.
    title: String,
    /// What the earlier workflow is called, where two are compared.
    against: Option<(Earlier, String)>,
    /// What ran: the document, behind the trigger that it was tried with.
    workflow: Arc<Workflow>,
    revision: Revision,
    /// The names of the nodes that were set to give an answer.
    answered: Vec<String>,
    /// The events of the list, in the order of the inputs.
    ids: Vec<EventId>,
    shared: Shared,
    job: u64,
    number: u64,
    list: filter::Listed,
    chosen: Option<RowId>,
    heat: Heat,
    /// The same of what any other choice of where events came by would list, where one is made.
    elsewhere: Option<Heat>,
    /// Of which state of the list the heat is, and since when.
    heat_of: Option<(u64, Instant)>,
    /// The tab that the earlier workflow was opened in.
    before_tab: Option<TabId>,
}

impl Drop for Many {
    fn drop(&mut self) {
        self.shared.cancel.store(true, Ordering::Relaxed);
    }
}

/// How far a run on many events is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// How many events are done.
    pub events: usize,
    /// How much of all is done, from 0 to 1; nothing where that cannot be known.
    pub share: Option<f32>,
    /// Since when, or for how long, it runs.
    pub took: Duration,
    /// Whether it has ended.
    pub ended: bool,
    /// Whether it was ended before its end.
    pub stopped: bool,
    /// Whether it ended only now: a click may have been meant for what stood there before.
    pub just_ended: bool,
}

/// What is clicked so soon after the end of a run was meant to stop it.
const MEANT_TO_STOP: Duration = Duration::from_millis(700);

impl Standing {
    /// Events a second.
    pub fn rate(&self) -> f64 {
        self.events as f64 / self.took.as_secs_f64().max(1e-3)
    }

    /// How long it will go on, where that can be told.
    pub fn left(&self) -> Option<Duration> {
        let share = self.share.filter(|share| *share > 0.0 && !self.ended)?;
        // The first moments tell little.
        let known = self.took > Duration::from_millis(500);
        let seconds = self.took.as_secs_f64() * f64::from((1.0 - share) / share);
        (known && seconds.is_finite()).then(|| Duration::from_secs_f64(seconds.min(1e9)))
    }
}

/// What was found so far; nothing is added while it is looked at.
pub struct Found<'a>(MutexGuard<'a, Progress>);

impl Found<'_> {
    /// How many events ended so.
    pub fn count(&self, end: End) -> u64 {
        self.0.records.count(end)
    }

    /// In how many events this is the most that differs.
    pub fn changed(&self, change: Change) -> u64 {
        self.0.records.changed(change)
    }

    /// An event.
    pub fn row(&self, row: RowId) -> Option<Row<'_>> {
        self.0.records.row(row)
    }

    /// Where an event stands, in words.
    pub fn place(&self, row: &Row<'_>) -> String {
        let input = self.0.inputs.get(row.at.input);
        input.map_or_else(String::new, |input| input.place(&row.at))
    }

    /// A way, by its number.
    pub fn route(&self, number: u32) -> Option<&Route> {
        self.0.records.route(number)
    }

    /// The nodes and wires that ways are told by.
    pub fn places(&self) -> &Places {
        &self.0.places
    }

    /// The same of the earlier of two workflows, and that workflow.
    pub fn before(&self) -> Option<(&Workflow, &Places)> {
        let before = self.0.before.as_ref();
        before.map(|(workflow, places)| (workflow.as_ref(), places.as_ref()))
    }
}

impl Many {
    /// What the events are, in words.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The answers that were set for nodes and counted, in words; nothing where there were none.
    pub fn answers_words(&self) -> Option<String> {
        (!self.answered.is_empty()).then(|| answers_of(&self.answered))
    }

    /// What the earlier workflow is called, where two are compared.
    pub fn against(&self) -> Option<&str> {
        self.against.as_ref().map(|(_, title)| title.as_str())
    }

    /// What ran; of two workflows the later one.
    pub fn workflow(&self) -> &Workflow {
        &self.workflow
    }

    /// Tells it from other runs.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// How far it is.
    pub fn standing(&self) -> Standing {
        let progress = self.shared.lock();
        let total = progress.inputs.total();
        let share = (total > 0).then(|| (progress.upto as f64 / total as f64) as f32);
        let running = progress.began.map_or(Duration::ZERO, |it| it.elapsed());
        Standing {
            events: progress.records.len(),
            share,
            took: progress.ended.unwrap_or(running),
            ended: progress.ended.is_some(),
            stopped: progress.stopped,
            just_ended: (progress.ended.zip(progress.began)).is_some_and(|(took, began)| {
                !progress.stopped && began.elapsed().saturating_sub(took) < MEANT_TO_STOP
            }),
        }
    }

    /// Why it did not begin.
    pub fn trouble(&self) -> Option<String> {
        self.shared.lock().trouble.clone()
    }

    /// What was found so far.
    pub fn found(&self) -> Found<'_> {
        Found(self.shared.lock())
    }

    /// Which events are listed.
    pub fn filter(&self) -> &Filter {
        self.list.filter()
    }

    /// The listed events by their rows, and whether more are being looked for.
    pub fn listed(&self) -> (&[RowId], bool) {
        (self.list.found(), self.list.is_behind())
    }

    /// The chosen event.
    pub fn chosen(&self) -> Option<RowId> {
        self.chosen
    }

    /// How many events went which way, the most frequent first, by the way's number: of those that
    /// fit but for where they came by.
    pub fn ways(&self, found: &Found<'_>, most: usize) -> Vec<(u32, u64)> {
        let counts = heat::by_route(&found.0.records, self.list.by_any_way());
        let mut ways: Vec<(u32, u64)> = (0..).zip(counts).filter(|(_, it)| *it > 0).collect();
        ways.sort_by_key(|(number, count)| (std::cmp::Reverse(*count), *number));
        ways.truncate(most);
        ways
    }

    /// How many of the listed events came by where.
    pub fn heat(&self) -> &Heat {
        &self.heat
    }

    /// How many events came by where, of those that fit but for where they came by.
    pub fn offered(&self) -> &Heat {
        self.elsewhere.as_ref().unwrap_or(&self.heat)
    }

    /// What an event came to says of itself.
    pub fn message(&self, judged: &Judged, found: &Found<'_>) -> String {
        let route = judged.route.and_then(|number| found.route(number));
        filter::message(judged, route, found.places(), &self.workflow)
    }

    /// The same of the earlier of two workflows.
    pub fn earlier_message(&self, judged: &Judged, found: &Found<'_>) -> String {
        let route = judged.route.and_then(|number| found.route(number));
        match found.before() {
            Some((workflow, places)) => filter::message(judged, route, places, workflow),
            None => self.message(judged, found),
        }
    }

    /// Looks at what has come since.
    fn follow(&mut self) {
        let progress = self.shared.lock();
        let places = &progress.places;
        self.list.look(&progress.records, places, &self.workflow);
        let stamp = self.list.stamp();
        let due = match self.heat_of {
            None => true,
            Some((of, _)) if of == stamp => false,
            Some((_, when)) => {
                let settled = progress.ended.is_some() && !self.list.is_behind();
                settled || when.elapsed() > HEAT
            }
        };
        if due {
            let number = self.heat.number + 1;
            let heat = Heat::of(&progress.records, self.list.counts(), &progress.places);
            self.heat = Heat { number, ..heat };
            self.elsewhere = (self.list.filter().way.is_some())
                .then(|| Heat::of(&progress.records, self.list.by_any_way(), &progress.places));
            self.heat_of = Some((stamp, Instant::now()));
        }
    }
}

/// The earlier versions of the file, to compare with; nothing until they were looked up.
pub(super) type KnownVersions = Option<(TabId, Vec<Version>)>;

impl State {
    /// The last run on many events of the workflow that is shown.
    pub fn many(&self) -> Option<&Many> {
        self.tab.many.as_deref()
    }

    /// Whether the document was changed since that run.
    pub fn is_many_stale(&self) -> bool {
        let many = self.tab.many.as_ref();
        many.is_some_and(|many| many.revision != self.tab.document.revision())
    }

    /// What the canvas shows of many events: nothing while their list is not open.
    pub fn heat(&self) -> Option<(&Many, &Heat)> {
        let open = self.bottom == BottomTab::Many && self.shows(Panel::Bottom);
        let many = self.many().filter(|_| open)?;
        (many.heat.events > 0).then_some((many, &many.heat))
    }

    /// The earlier versions of the shown document's file, once they were looked up.
    pub fn known_versions(&self) -> Option<&[Version]> {
        let (tab, list) = self.versions.as_ref()?;
        (*tab == self.tab.id).then_some(list)
    }

    /// Looks at what the runs on many events found since; to be called once a frame.
    pub(super) fn follow_many(&mut self) {
        if let Some(many) = &mut self.tab.many {
            many.follow();
        }
    }

    /// Ends the run on many events whose job this is.
    pub(super) fn cancel_many_job(&mut self, number: u64) {
        let many = self.tabs_mut().filter_map(|tab| tab.many.as_ref());
        for many in many.filter(|many| many.job == number) {
            many.shared.cancel.store(true, Ordering::Relaxed);
        }
    }
}
