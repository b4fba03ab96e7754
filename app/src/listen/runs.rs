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
    /// The places of its first and its last post among all that came.
    began: u64,
    spoke: u64,
    /// It said nothing while a later run of its trigger came and went, so its end is likely lost.
    silent: bool,
    /// Another run may as well have had one of its posts.
    shared: bool,
}

/// Tells runs apart, post after post. The runs under way are in the order of their beginnings.
#[derive(Debug, Default)]
pub(super) struct Grouper {
    open: Vec<Open>,
    last_run: u32,
    posts: u64,
}

impl Grouper {
    /// The run of the next post. Run numbers start at 1.
    pub fn next(&mut self, seen: &Seen) -> Option<Found> {
        self.posts += 1;
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
        self.posts += 1;
        self.last_run = self.last_run.max(run);
        let place = self.open.iter().position(|open| open.run == run);
        match place.and_then(|at| self.open.get_mut(at)) {
            _ if seen.kind == Kind::End => {
                if let Some(at) = place {
                    self.close(at);
                }
            }
            Some(open) => open.note(seen, self.posts),
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
            began: self.posts,
            spoke: self.posts,
            silent: false,
            shared: false,
        };
        open.note(seen, self.posts);
        self.open.push(open);
        self.last_run
    }

    /// Ends the run at this place. Those before it that said nothing since it began will hardly go
    /// on: a server posts the end of each run.
    fn close(&mut self, at: usize) -> u32 {
        let closed = self.open.remove(at);
        for open in self.open.iter_mut().take(at) {
            let alike = open.from == closed.from && open.trigger == closed.trigger;
            open.silent |= alike && open.spoke < closed.began;
        }
        closed.run
    }

    /// The open runs of the sender and trigger for which this holds, by their places: those that
    /// are not silent, or else those that are.
    fn candidates(&self, seen: &Seen, fits: impl Fn(&Open) -> bool) -> Vec<usize> {
        let of = |silent: bool| -> Vec<usize> {
            let all = self.open.iter().enumerate();
            let fitting = all.filter(|(_, open)| {
                let alike = open.from == seen.from && open.trigger == seen.trigger;
                alike && open.silent == silent && fits(open)
            });
            fitting.map(|(at, _)| at).collect()
        };
        Some(of(false))
            .filter(|awake| !awake.is_empty())
            .unwrap_or_else(|| of(true))
    }

    fn inside(&mut self, seen: &Seen) -> Found {
        // Runs that are known to be on the same event go before those of which nothing is known.
        let same = |open: &Open| open.event == seen.event && seen.event != 0;
        let mut fitting = self.candidates(seen, same);
        let guessed = fitting.is_empty();
        if guessed {
            fitting = self.candidates(seen, |open| open.event == 0 || seen.event == 0);
        }
        // A node runs once on most paths, so the newest run that has not had it is the likeliest.
        let fresh = |at: &&usize| {
            let open = self.open.get(**at);
            open.is_some_and(|open| !open.nodes.contains(&seen.node))
        };
        let chosen = fitting.iter().rev().find(fresh).or(fitting.last()).copied();
        let (several, posts) = (fitting.len() > 1, self.posts);
        match chosen.and_then(|at| self.open.get_mut(at)) {
            Some(open) => {
                let shared = several || (guessed && open.silent);
                open.shared |= shared;
                // Nothing in the post tells that it is of this event: it cannot be read, say.
                let unlike = guessed && open.event != seen.event;
                open.note(seen, posts);
                Found {
                    run: open.run,
                    uncertain: shared || unlike,
                }
            }
            None => Found {
                run: self.begin(seen),
                uncertain: true,
            },
        }
    }

    fn end(&mut self, seen: &Seen) -> Found {
        let mut fitting = self.candidates(seen, |open| is_part(&seen.executed, &open.nodes));
        let none_fits = fitting.is_empty();
        if none_fits {
            fitting = self.candidates(seen, |_| true);
        }
        let several = fitting.len() > 1;
        // The end comes right after the last node, so the run that spoke last is the likeliest.
        let spoke = |at: &usize| self.open.get(*at).map_or(0, |open| open.spoke);
        let chosen = fitting.into_iter().max_by_key(spoke);
        match chosen.and_then(|at| Some((at, self.open.get(at)?))) {
            Some((at, open)) => Found {
                uncertain: none_fits || several || open.shared || open.silent,
                run: self.close(at),
            },
            None => {
                let run = self.begin(seen);
                self.open.pop();
                Found {
                    run,
                    uncertain: true,
                }
            }
        }
    }
}

impl Open {
    fn note(&mut self, seen: &Seen, place: u64) {
        (self.last, self.spoke, self.silent) = (seen.time, place, false);
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
            (2, true),
            (1, true),
            (2, true),
            (2, true),
            (1, true),
        ];
        assert_eq!(runs(&posts), expected);
    }

    #[test]
    fn a_run_whose_end_is_lost_shifts_no_later_one() {
        let whole = |event| {
            [
                post(Kind::Init, event, 0),
                post(Kind::Exec, event, 2),
                post(Kind::Exec, event, 3),
                end(&[3]),
            ]
        };
        // A beginning without data, one on the same event, and one on another.
        for (lone, marked) in [(0, false), (7, true), (8, false)] {
            let mut posts = vec![post(Kind::Init, lone, 0)];
            posts.extend(whole(7).into_iter().chain(whole(7)).chain(whole(8)));
            let numbers: Vec<u32> = runs(&posts).into_iter().map(|(run, _)| run).collect();
            assert_eq!(numbers, [1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4], "{lone}");
            let uncertain: Vec<bool> = runs(&posts).into_iter().map(|(_, it)| it).collect();
            assert_eq!(uncertain[1..5], [false, marked, marked, marked], "{lone}");
            assert!(!uncertain[5..].contains(&true), "{lone}: {uncertain:?}");
        }
    }

    #[test]
    fn an_end_that_lists_nothing_is_that_of_the_run_that_spoke_last() {
        let posts = [
            post(Kind::Init, 7, 0),
            post(Kind::Init, 8, 0),
            post(Kind::Exec, 8, 2),
            end(&[]),
        ];
        let expected = [(1, false), (2, false), (2, false), (2, true)];
        assert_eq!(runs(&posts), expected);
    }

    #[test]
    fn a_slow_run_goes_on_after_a_quick_one() {
        let posts = [
            post(Kind::Init, 7, 0),
            post(Kind::Init, 8, 0),
            post(Kind::Exec, 8, 2),
            end(&[2]),
            post(Kind::Exec, 7, 2),
            end(&[2]),
        ];
        let expected = [1, 2, 2, 2, 1, 1].map(|run| (run, false));
        assert_eq!(runs(&posts), expected);
    }

    #[test]
    fn a_post_without_a_beginning_starts_a_run_of_its_own() {
        let posts = [post(Kind::Exec, 7, 2), post(Kind::Exec, 7, 3), end(&[3])];
        assert_eq!(runs(&posts), [(1, true), (1, false), (1, false)]);
        assert_eq!(runs(&[end(&[3])]), [(1, true)]);
    }

    #[test]
    fn a_post_that_tells_no_event_is_marked_where_the_run_is_on_one() {
        let posts = [
            post(Kind::Init, 7, 0),
            post(Kind::Exec, 0, 2),
            post(Kind::Exec, 7, 3),
            end(&[2, 3]),
        ];
        assert_eq!(
            runs(&posts),
            [(1, false), (1, true), (1, false), (1, false)]
        );
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
