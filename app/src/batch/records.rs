//! What became of many events, kept so that a million of them take little room: events that came to
//! the same share what they came to.

use indexmap::IndexSet;
use misp_flow_engine::run::{Outcome, Route, Verdict};

use super::{At, Found};

/// Longer names are cut, in bytes.
const LONGEST_NAME: usize = 400;

/// How one event ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum End {
    /// Its run succeeded.
    Success,
    /// Its run came to its end, and nodes on its way failed: MISP goes on all the same.
    Partial,
    /// Its run was blocked.
    Blocked,
    /// Its run failed.
    Failure,
    /// There is nothing to simulate with.
    Unreadable,
}

impl End {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 5] = [
        Self::Success,
        Self::Partial,
        Self::Blocked,
        Self::Failure,
        Self::Unreadable,
    ];

    /// `success`, `with failures`, `blocked`, `failure` or `unreadable`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Partial => "with failures",
            Self::Blocked => "blocked",
            Self::Failure => "failure",
            Self::Unreadable => "unreadable",
        }
    }
}

impl End {
    /// How a run ended that came to this on this way.
    pub fn of(outcome: Outcome, route: &Route) -> Self {
        match outcome {
            Outcome::Success if route.stops.iter().any(|stop| stop.failed) => Self::Partial,
            Outcome::Success => Self::Success,
            Outcome::Blocked => Self::Blocked,
            Outcome::Failure => Self::Failure,
        }
    }
}

/// What an event came to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Judged {
    /// How it ended.
    pub end: End,
    /// The number of its way; nothing for what did not run.
    pub route: Option<u32>,
    /// Why it did not end well.
    pub why: Option<Box<str>>,
}

/// What differs between two runs on one event; what counts more comes later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// Nothing.
    #[default]
    None,
    /// What it says of why it ended so.
    Message,
    /// The way.
    Path,
    /// How it ended.
    Outcome,
}

impl Change {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 4] = [Self::None, Self::Message, Self::Path, Self::Outcome];

    /// What differs between these two runs.
    pub fn between(before: &(Verdict, Route), after: &(Verdict, Route)) -> Self {
        let end = |(verdict, route): &(Verdict, Route)| End::of(verdict.outcome, route);
        if end(before) != end(after) {
            Self::Outcome
        } else if !before.1.goes_as(&after.1) {
            Self::Path
        } else if before.0.why != after.0.why {
            Self::Message
        } else {
            Self::None
        }
    }
}

/// What was seen of one event.
#[derive(Clone, Debug)]
pub struct Seen {
    /// What the event is called.
    pub name: String,
    /// What it came to, and on which way; of two workflows the later one's.
    pub now: (Verdict, Route),
    /// The same of the earlier one, where two are compared.
    pub before: Option<(Verdict, Route)>,
}

/// A row of the records.
pub type RowId = u32;

#[derive(Clone, Copy, Debug)]
struct Stored {
    judged: u32,
    before: u32,
    name: u32,
    name_length: u16,
    change: Change,
    nth: u32,
    input: u32,
    place: u32,
    line: u64,
}

const NOTHING: u32 = u32::MAX;
const NO_LINE: u64 = u64::MAX;

/// An event of the records.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// What the event is called; empty for what could not be read.
    pub name: &'a str,
    /// Where it stands.
    pub at: At,
    /// The number of what it came to.
    pub number: u32,
    /// What it came to.
    pub judged: &'a Judged,
    /// What it came to in the earlier of two workflows.
    pub before: Option<&'a Judged>,
    /// What differs between the two.
    pub change: Change,
}

/// What became of many events.
#[derive(Clone, Debug, Default)]
pub struct Records {
    rows: Vec<Stored>,
    names: String,
    judged: IndexSet<Judged>,
    routes: IndexSet<Route>,
    ends: [u64; 5],
    changes: [u64; 4],
}

impl Records {
    /// Adds what was found of an event.
    pub fn push(&mut self, found: Found<Seen>) {
        let at = found.at;
        let (name, judged, before, change) = match found.result {
            Ok(seen) => {
                let change = seen.before.as_ref();
                let change = change.map_or(Change::None, |old| Change::between(old, &seen.now));
                let before = seen.before.map(|before| self.judge(before));
                (seen.name, self.judge(seen.now), before, change)
            }
            Err(why) => {
                let judged = Judged {
                    end: End::Unreadable,
                    route: None,
                    why: Some(why.into_boxed_str()),
                };
                (String::new(), self.number_of(judged), None, Change::None)
            }
        };
        let end = self.judged(judged).map(|judged| judged.end);
        if let Some(count) = end.and_then(|end| self.ends.get_mut(end as usize)) {
            *count += 1;
        }
        if let Some(count) = self.changes.get_mut(change as usize) {
            *count += 1;
        }
        let (start, length) = self.keep_name(&name);
        self.rows.push(Stored {
            judged,
            before: before.unwrap_or(NOTHING),
            name: start,
            name_length: length,
            change,
            nth: at.nth,
            input: u32::try_from(at.input).unwrap_or(NOTHING),
            place: u32::try_from(at.place).unwrap_or(NOTHING),
            line: at.line.unwrap_or(NO_LINE),
        });
    }

    fn judge(&mut self, (verdict, route): (Verdict, Route)) -> u32 {
        let end = End::of(verdict.outcome, &route);
        let route = match self.routes.get_index_of(&route) {
            Some(known) => known,
            None => self.routes.insert_full(route).0,
        };
        self.number_of(Judged {
            end,
            route: u32::try_from(route).ok(),
            why: verdict.why.map(String::into_boxed_str),
        })
    }

    fn number_of(&mut self, judged: Judged) -> u32 {
        u32::try_from(self.judged.insert_full(judged).0).unwrap_or(NOTHING)
    }

    fn keep_name(&mut self, name: &str) -> (u32, u16) {
        let mut end = name.len().min(LONGEST_NAME);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        match (u32::try_from(self.names.len()), u16::try_from(end)) {
            (Ok(start), Ok(length)) if start < NOTHING - u32::from(length) => {
                self.names.push_str(name.get(..end).unwrap_or_default());
                (start, length)
            }
            _ => (0, 0),
        }
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none yet.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many events ended so.
    pub fn count(&self, end: End) -> u64 {
        self.ends.get(end as usize).copied().unwrap_or(0)
    }

    /// In how many events this is the most that differs.
    pub fn changed(&self, change: Change) -> u64 {
        self.changes.get(change as usize).copied().unwrap_or(0)
    }

    /// An event.
    pub fn row(&self, row: RowId) -> Option<Row<'_>> {
        let stored = self.rows.get(row as usize)?;
        let name = stored.name as usize..stored.name as usize + usize::from(stored.name_length);
        Some(Row {
            name: self.names.get(name)?,
            at: At {
                input: stored.input as usize,
                place: u64::from(stored.place),
                nth: stored.nth,
                line: (stored.line != NO_LINE).then_some(stored.line),
            },
            number: stored.judged,
            judged: self.judged(stored.judged)?,
            before: self.judged(stored.before),
            change: stored.change,
        })
    }

    /// What an event came to, by its number.
    pub fn judged(&self, number: u32) -> Option<&Judged> {
        self.judged.get_index(number as usize)
    }

    /// All that events came to, in the order of their numbers.
    pub fn all_judged(&self) -> impl ExactSizeIterator<Item = &Judged> {
        self.judged.iter()
    }

    /// A way, by its number.
    pub fn route(&self, number: u32) -> Option<&Route> {
        self.routes.get_index(number as usize)
    }

    /// How many ways there are.
    pub fn routes(&self) -> usize {
        self.routes.len()
    }
}

#[cfg(test)]
mod tests {
    use misp_flow_engine::run::Stop;

    use super::*;

    fn found(place: u64, outcome: Outcome, node: u32) -> Found<Seen> {
        let stop = Stop {
            node,
            port: 0,
            failed: false,
        };
        let route = Route {
            stops: [stop].into(),
            ..Route::default()
        };
        let verdict = Verdict {
            outcome,
            why: None,
            failed: Vec::new(),
        };
        let before = Verdict {
            outcome: Outcome::Success,
            why: None,
            failed: Vec::new(),
        };
        Found {
            at: At {
                input: 0,
                place,
                nth: 0,
                line: Some(place * 10),
            },
            result: Ok(Seen {
                name: format!("Événement {place}"),
                now: (verdict, route),
                before: Some((before, Route::default())),
            }),
        }
    }

    #[test]
    fn a_run_that_went_on_past_a_failed_node_did_not_simply_succeed() {
        let mut one = found(0, Outcome::Success, 1);
        if let Ok(seen) = &mut one.result {
            let stops = seen.now.1.stops.iter();
            seen.now.1.stops = stops
                .map(|stop| Stop {
                    failed: true,
                    ..*stop
                })
                .collect();
        }
        let mut records = Records::default();
        records.push(one);
        assert_eq!(records.count(End::Partial), 1);
        assert_eq!(records.count(End::Success), 0);
    }

    #[test]
    fn an_event_that_ends_otherwise_in_the_list_has_another_outcome() {
        let stop = |failed: bool| Stop {
            node: 1,
            port: 0,
            failed,
        };
        let came = |failed: bool| {
            let route = Route {
                stops: [stop(failed)].into(),
                ..Route::default()
            };
            let verdict = Verdict {
                outcome: Outcome::Success,
                why: None,
                failed: Vec::new(),
            };
            (verdict, route)
        };
        let change = Change::between(&came(false), &came(true));
        assert_eq!(change, Change::Outcome);
        assert_eq!(Change::between(&came(true), &came(true)), Change::None);
    }

    #[test]
    fn events_that_came_to_the_same_share_it() {
        let mut records = Records::default();
        for place in 0..100 {
            let outcome = match place % 2 {
                0 => Outcome::Success,
                _ => Outcome::Blocked,
            };
            records.push(found(place, outcome, 7));
        }
        let at = At {
            input: 1,
            place: 3,
            nth: 0,
            line: None,
        };
        let result = Err("no JSON".to_owned());
        records.push(Found { at, result });
        // Success here, blocked here, what it was before, and what cannot be read.
        assert_eq!((records.all_judged().len(), records.routes()), (4, 2));
        let counts = End::ALL.map(|end| records.count(end));
        assert_eq!(counts, [50, 0, 50, 0, 1]);
        let changed = Change::ALL.map(|change| records.changed(change));
        assert_eq!(changed, [1, 0, 50, 50]);
        let row = records.row(41).unwrap();
        assert_eq!((row.name, row.at.line), ("Événement 41", Some(410)));
        assert_eq!(row.judged.end, End::Blocked);
        assert_eq!(row.before.unwrap().end, End::Success);
        let last = records.row(100).unwrap();
        assert_eq!((last.name, last.at), ("", at));
        assert_eq!(last.judged.why.as_deref(), Some("no JSON"));
        assert!(records.row(101).is_none());
    }

    #[test]
    fn a_row_takes_little_room() {
        assert!(size_of::<Stored>() <= 40);
    }
}
