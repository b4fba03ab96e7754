//! Telling runs apart. Nothing in a debug post names its run, so this goes by sender, trigger,
//! event, order and the nodes that ran; where these leave a choice, the post is marked.

use super::{Kind, Symbol};

/// A run that got no post for so long is over, in milliseconds.
const LONGEST_PAUSE: u64 = 60 * 60 * 1000;
/// So many runs are open at once at most; the oldest give way.
const MOST_OPEN: usize = 256;

/// What tells which run a post belongs to.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub time: u64,
    pub kind: Kind,
    pub from: Symbol,
    pub trigger: Symbol,
    /// Which event the data are of; 0 where that is not known.
    pub event: u64,
    pub node: Symbol,
    /// The actions that ran, of the end of a run.
    pub executed: Vec<Symbol>,
}

/// The run of a post, and whether it may as well be another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub run: u32,
    pub uncertain: bool,
}

#[derive(Debug)]
struct Open {
    run: u32,
    from: Symbol,
    trigger: Symbol,
    event: u64,
    nodes: Vec<Symbol>,
    last: u64,
}

/// Tells runs apart, post after post.
#[derive(Debug, Default)]
pub(super) struct Grouper {
    open: Vec<Open>,
    last_run: u32,
}

impl Grouper {
    /// The run of the next post. Run numbers start at 1.
    pub fn next(&mut self, seen: &Seen) -> Option<Found> {
        self.open
            .retain(|open| seen.time.saturating_sub(open.last) < LONGEST_PAUSE);
        let found = match seen.kind {
            Kind::Other => return None,
            Kind::Init => Found {
                run: self.begin(seen),
                uncertain: false,
            },
            Kind::Exec | Kind::Debug => self.inside(seen),
            Kind::End => self.end(seen),
        };
        Some(found)
    }

    /// Takes over a post whose run was found earlier.
    pub fn remember(&mut self, seen: &Seen, run: u32) {
        self.last_run = self.last_run.max(run);
        match self.open.iter_mut().find(|open| open.run == run) {
            _ if seen.kind == Kind::End => self.open.retain(|open| open.run != run),
            Some(open) => open.note(seen),
            None => {
                let before = std::mem::replace(&mut self.last_run, run.saturating_sub(1));
                self.begin(seen);
                self.last_run = before;
            }
        }
    }

    /// Goes on with run numbers behind this one.
    pub fn begin_behind(&mut self, run: u32) {
        self.last_run = self.last_run.max(run);
    }

    fn begin(&mut self, seen: &Seen) -> u32 {
        if self.open.len() >= MOST_OPEN {
            self.open.remove(0);
        }
        self.last_run += 1;
        let mut open = Open {
            run: self.last_run,
            from: seen.from,
            trigger: seen.trigger,
            event: seen.event,
            nodes: Vec::new(),
            last: seen.time,
        };
        open.note(seen);
        self.open.push(open);
        self.last_run
    }

    /// The open runs of the sender and trigger, by their places.
    fn candidates(&self, seen: &Seen) -> Vec<usize> {
        let of = |open: &Open| open.from == seen.from && open.trigger == seen.trigger;
        let places = self.open.iter().enumerate();
        places
            .filter(|(_, open)| of(open))
            .map(|(at, _)| at)
            .collect()
    }

    fn inside(&mut self, seen: &Seen) -> Found {
        let mut fitting = self.candidates(seen);
        fitting.retain(|at| {
            let event = self.open.get(*at).map_or(0, |open| open.event);
            event == seen.event || event == 0 || seen.event == 0
        });
        let uncertain = fitting.len() != 1;
        // A node runs once on most paths, so the oldest run that has not had it is the likeliest.
        let fresh = |at: &&usize| {
            let open = self.open.get(**at);
            open.is_some_and(|open| !open.nodes.contains(&seen.node))
        };
        let chosen = fitting.iter().find(fresh).or(fitting.first()).copied();
        let run = match chosen.and_then(|at| self.open.get_mut(at)) {
            Some(open) => {
                open.note(seen);
                open.run
            }
            None => self.begin(seen),
        };
        Found { run, uncertain }
    }

    fn end(&mut self, seen: &Seen) -> Found {
        let mut fitting = self.candidates(seen);
        let ran_these = |at: &usize| {
            let nodes = self.open.get(*at).map_or(&[][..], |open| &open.nodes);
            is_part(&seen.executed, nodes)
        };
        let exact: Vec<usize> = fitting.iter().copied().filter(ran_these).collect();
        let none_fits = exact.is_empty();
        if !none_fits {
            fitting = exact;
        }
        let uncertain = fitting.len() != 1 || none_fits;
        // Of several, the one that fits with the fewest nodes besides has done no more than told.
        let chosen = fitting
            .into_iter()
            .min_by_key(|at| self.open.get(*at).map_or(0, |open| open.nodes.len()));
        let run = match chosen {
            Some(at) => self.open.remove(at).run,
            None => {
                let run = self.begin(seen);
                self.open.pop();
                run
            }
        };
        Found { run, uncertain }
    }
}

impl Open {
    fn note(&mut self, seen: &Seen) {
        self.last = seen.time;
        if self.event == 0 {
            self.event = seen.event;
        }
        if seen.kind == Kind::Exec {
            self.nodes.push(seen.node);
        }
    }
}

/// Whether all of these occur among those, in this order.
fn is_part(these: &[Symbol], those: &[Symbol]) -> bool {
    let mut those = those.iter();
    these.iter().all(|one| those.any(|other| other == one))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(kind: Kind, event: u64, node: u32) -> Seen {
        Seen {
            time: 1,
            kind,
            from: Symbol(0),
            trigger: Symbol(1),
            event,
            node: Symbol(node),
            executed: Vec::new(),
        }
    }

    fn end(executed: &[u32]) -> Seen {
        Seen {
            executed: executed.iter().copied().map(Symbol).collect(),
            ..post(Kind::End, 0, 0)
        }
    }

    fn runs(posts: &[Seen]) -> Vec<(u32, bool)> {
        let mut grouper = Grouper::default();
        let found = posts.iter().filter_map(|post| grouper.next(post));
        found.map(|found| (found.run, found.uncertain)).collect()
    }

    #[test]
    fn runs_on_different_events_are_told_apart_for_sure() {
        let (sure, posts) = (
            false,
            [
                post(Kind::Init, 7, 0),
                post(Kind::Init, 8, 0),
                post(Kind::Exec, 8, 2),
                post(Kind::Exec, 7, 2),
                post(Kind::Exec, 7, 3),
                end(&[2, 3]),
                end(&[2]),
            ],
        );
        let expected = [1, 2, 2, 1, 1, 1, 2].map(|run| (run, sure));
        assert_eq!(runs(&posts), expected);
    }

    #[test]
    fn runs_on_the_same_event_are_told_apart_by_their_nodes_and_marked() {
        let posts = [
            post(Kind::Init, 7, 0),
            post(Kind::Init, 7, 0),
            post(Kind::Exec, 7, 2),
            post(Kind::Exec, 7, 2),
            post(Kind::Exec, 7, 3),
            end(&[2, 3]),
            end(&[2]),
        ];
        let expected = [
            (1, false),
            (2, false),
            (1, true),
            (2, true),
            (1, true),
            (1, false),
            (2, false),
        ];
        assert_eq!(runs(&posts), expected);
    }

    #[test]
    fn a_post_without_a_beginning_starts_a_run_of_its_own() {
        let posts = [post(Kind::Exec, 7, 2), post(Kind::Exec, 7, 3), end(&[3])];
        assert_eq!(runs(&posts), [(1, true), (1, false), (1, false)]);
        assert_eq!(runs(&[end(&[3])]), [(1, true)]);
    }

    #[test]
    fn a_run_that_never_ended_is_not_gone_on_with_after_an_hour() {
        let mut late = post(Kind::Exec, 7, 2);
        late.time = LONGEST_PAUSE + 2;
        assert_eq!(
            runs(&[post(Kind::Init, 7, 0), late]),
            [(1, false), (2, true)]
        );
    }
}
