//! Which of many events are listed. Looking goes on from frame to frame, so that a million events do
//! not hold the window up.

use std::time::{Duration, Instant};

use misp_flow_engine::{
    run::{Places, Route},
    workflow::{Edge, NodeId, Workflow},
};

use crate::batch::{Change, End, Judged, Records, RowId};

/// A frame looks for so long at most, and looks at the clock after so many rows.
const A_FRAME: Duration = Duration::from_millis(4);
const A_GLANCE: usize = 4_096;

/// Where a run came by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComesBy {
    /// This node was executed.
    Node(NodeId),
    /// This wire was taken.
    Wire(Edge),
    /// It went this way and no other, by its number.
    Path(u32),
}

/// Which differences between two workflows are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changes {
    /// Any.
    Any,
    /// Those of which this is the most that differs.
    Only(Change),
}

/// Which events are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those that ended so.
    pub end: Option<End>,
    /// Those that came by there.
    pub way: Option<ComesBy>,
    /// Those that differ so between two workflows.
    pub changes: Option<Changes>,
    /// Those that have this in name or message.
    pub text: String,
}

impl Filter {
    /// Whether everything is listed.
    pub fn is_empty(&self) -> bool {
        self.end.is_none()
            && self.way.is_none()
            && self.changes.is_none()
            && self.text.trim().is_empty()
    }
}

/// Whether what an event came to fits, and whether it holds the text that is looked for.
#[derive(Clone, Copy, Debug, Default)]
struct Fit {
    fits: bool,
    /// Whether it came by where it is to.
    comes_by: bool,
    has_text: bool,
}

/// The events that are listed.
#[derive(Debug, Default)]
pub(super) struct Listed {
    filter: Filter,
    needle: String,
    found: Vec<RowId>,
    /// How many of them came to what, by its number.
    counts: Vec<u64>,
    /// The same with those that came by elsewhere.
    by_any_way: Vec<u64>,
    fits: Vec<Option<Fit>>,
    looked: usize,
    behind: bool,
    stamp: u64,
}

impl Listed {
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    pub fn found(&self) -> &[RowId] {
        &self.found
    }

    /// How many of the listed events came to what, by its number.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// The same with those that fit but for where they came by: what another choice would list.
    pub fn by_any_way(&self) -> &[u64] {
        &self.by_any_way
    }

    /// Whether there are events that were not looked at yet.
    pub fn is_behind(&self) -> bool {
        self.behind
    }

    /// Another number for each state.
    pub fn stamp(&self) -> u64 {
        self.stamp
    }

    pub fn set(&mut self, filter: Filter) {
        self.needle = filter.text.trim().to_lowercase();
        self.filter = filter;
        self.found.clear();
        self.counts.clear();
        self.by_any_way.clear();
        self.fits.clear();
        self.looked = 0;
        self.stamp += 1;
    }

    /// Looks on.
    pub fn look(&mut self, records: &Records, places: &Places, workflow: &Workflow) {
        let (since, all) = (Instant::now(), records.len());
        while self.looked < all && since.elapsed() < A_FRAME {
            let until = all.min(self.looked + A_GLANCE);
            for row in self.looked..until {
                let row = u32::try_from(row).unwrap_or(u32::MAX);
                self.look_at(row, records, places, workflow);
            }
            self.looked = until;
            self.stamp += 1;
        }
        self.behind = self.looked < all;
    }

    fn look_at(&mut self, id: RowId, records: &Records, places: &Places, workflow: &Workflow) {
        let Some(row) = records.row(id) else { return };
        let fit = self.fit_of(row.number, records, places, workflow);
        let changed = match self.filter.changes {
            None => true,
            Some(Changes::Any) => row.change != Change::None,
            Some(Changes::Only(change)) => row.change == change,
        };
        if fit.fits && changed && (fit.has_text || holds(row.name, &self.needle)) {
            if let Some(count) = self.by_any_way.get_mut(row.number as usize) {
                *count += 1;
            }
            if !fit.comes_by {
                return;
            }
            self.found.push(id);
            if let Some(count) = self.counts.get_mut(row.number as usize) {
                *count += 1;
            }
        }
    }

    /// Whether what events came to fits, worked out once.
    fn fit_of(
        &mut self,
        number: u32,
        records: &Records,
        places: &Places,
        workflow: &Workflow,
    ) -> Fit {
        let place = number as usize;
        if self.fits.len() <= place {
            self.fits.resize(place + 1, None);
            self.counts.resize(place + 1, 0);
            self.by_any_way.resize(place + 1, 0);
        }
        if let Some(Some(known)) = self.fits.get(place) {
            return *known;
        }
        let fit = records
            .judged(number)
            .map(|judged| self.fit(judged, records, places, workflow));
        if let Some(slot) = self.fits.get_mut(place) {
            *slot = fit;
        }
        fit.unwrap_or_default()
    }

    fn fit(&self, judged: &Judged, records: &Records, places: &Places, workflow: &Workflow) -> Fit {
        let route = judged.route.and_then(|number| records.route(number));
        let comes_by = |way: &ComesBy| {
            route.is_some_and(|route| match way {
                ComesBy::Path(number) => judged.route == Some(*number),
                ComesBy::Node(node) => {
                    let number = places.number(node);
                    let starts = number.is_some() && number == places.start();
                    starts || number.is_some_and(|number| visits(route, number))
                }
                ComesBy::Wire(wire) => {
                    let number = places.wire_number(wire);
                    number.is_some_and(|number| takes(route, number))
                }
            })
        };
        let has_text = || {
            let why = message(judged, route, places, workflow);
            holds(&why, &self.needle)
        };
        Fit {
            fits: self.filter.end.is_none_or(|end| judged.end == end),
            comes_by: self.filter.way.as_ref().is_none_or(comes_by),
            has_text: self.needle.is_empty() || has_text(),
        }
    }
}

/// What an event came to says of itself, and which nodes failed on a way that went on all the same.
pub fn message(
    judged: &Judged,
    route: Option<&Route>,
    places: &Places,
    workflow: &Workflow,
) -> String {
    let why = judged.why.as_deref().unwrap_or_default();
    let Some(route) = route.filter(|_| judged.end == End::Partial) else {
        return why.to_owned();
    };
    let mut names: Vec<String> = Vec::new();
    for stop in route.stops.iter().filter(|stop| stop.failed) {
        let Some(id) = places.node(stop.node) else {
            continue;
        };
        let node = workflow.graph.node(id);
        let node = node.filter(|node| !node.name.is_empty());
        let name = node.map_or_else(|| format!("node {id}"), |node| node.name.clone());
        let namesake = |other: &&NodeId| {
            let other_node = workflow.graph.node(other);
            *other != id && other_node.is_some_and(|other| other.name == name)
        };
        let shared = places.nodes().map(|(_, id)| id).any(|id| namesake(&id));
        let name = if shared {
            format!("{name} ({id})")
        } else {
            name
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let failed = match names.as_slice() {
        [] => return why.to_owned(),
        [names @ .., last] if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        names => names.concat(),
    };
    match why {
        "" => format!("{failed} failed"),
        why => format!("{failed} failed: {why}"),
    }
}

fn visits(route: &Route, node: u32) -> bool {
    route.stops.iter().any(|stop| stop.node == node)
        || route.background.iter().any(|run| visits(run, node))
}

fn takes(route: &Route, wire: u32) -> bool {
    route.wires.contains(&wire) || route.background.iter().any(|run| takes(run, wire))
}

/// Whether a text holds another, which is in lower case, whatever the case of its letters.
fn holds(text: &str, needle: &str) -> bool {
    if !needle.is_ascii() {
        return text.to_lowercase().contains(needle);
    }
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    let Some(first) = needle.first() else {
        return true;
    };
    let first = [*first, first.to_ascii_uppercase()];
    let mut windows = text.windows(needle.len());
    windows.any(|window| {
        window.first().is_some_and(|letter| first.contains(letter))
            && window.eq_ignore_ascii_case(needle)
    })
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn texts_are_found_whatever_their_case() {
        assert!(holds("Leaked customer list", "customer"));
        assert!(holds("TLP:RED", "tlp:red"));
        assert!(holds("Événement", "événe"));
        assert!(holds("anything", ""));
        assert!(!holds("short", "much longer"));
    }
}
