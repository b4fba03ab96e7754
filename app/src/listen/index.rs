//! What lists and searches need of every post, in memory: a million posts take about 100 MB, and
//! looking through them takes milliseconds.

use std::collections::BTreeSet;

use indexmap::IndexSet;

use super::{
    Address, Kind, Post, Verdict,
    peek::{Peek, is_broken, peek},
    record::Lengths,
    runs::{Grouper, Seen},
};

/// A text that many posts share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Symbol(pub(super) u32);

/// Where a post lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub segment: u32,
    pub offset: u64,
}

/// What is known of a post without opening it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostRow {
    /// When it came, in milliseconds since 1970.
    pub time: u64,
    /// How long its body was, in bytes.
    pub size: u64,
    /// The run that it belongs to; 0 for none.
    pub run: u32,
    /// Whether it may as well belong to another run.
    pub uncertain: bool,
    /// What it is.
    pub kind: Kind,
    /// How it went.
    pub verdict: Verdict,
    /// Whether its body should be JSON and is none.
    pub broken: bool,
    /// Whether it begins a run that stops the operation.
    pub blocking: bool,
    /// The machine that sent it.
    pub from: Symbol,
    /// The trigger.
    pub trigger: Symbol,
    /// The module; of what is no debug post, the method.
    pub module: Symbol,
    /// The node's number.
    pub node: Symbol,
    /// Path and query as they came.
    pub path: Symbol,
    /// The post of the same run before it, by its place.
    pub before: Option<u32>,
    pub(super) place: Place,
    pub(super) event: u64,
    pub(super) head: u32,
    pub(super) body: u32,
}

impl PostRow {
    /// Whether the body was longer than what is kept of it.
    pub fn is_cut(&self) -> bool {
        self.size > u64::from(self.body)
    }

    pub(super) fn lengths(&self) -> Lengths {
        Lengths {
            head: self.head,
            body: self.body,
        }
    }
}

/// A run as its posts tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// Its first post, by its place.
    pub first: u32,
    /// Its last post so far.
    pub last: u32,
    /// How many posts it has.
    pub posts: u32,
    /// How many of its nodes did not do what they were to do.
    pub bad: u32,
    /// The trigger.
    pub trigger: Symbol,
    /// How it ended; none where its end has not come.
    pub outcome: Option<Verdict>,
    /// Whether its beginning came.
    pub begun: bool,
    /// Whether posts of it may belong to another run.
    pub uncertain: bool,
}

/// The texts of all rows.
#[derive(Clone, Debug, Default)]
pub struct Names(IndexSet<Box<str>>);

impl Names {
    /// A text.
    pub fn get(&self, symbol: Symbol) -> &str {
        self.0.get_index(symbol.0 as usize).map_or("", |text| text)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn put(&mut self, text: &str) -> Symbol {
        let at = match self.0.get_index_of(text) {
            Some(at) => at,
            None => self.0.insert_full(text.into()).0,
        };
        Symbol(u32::try_from(at).unwrap_or(0))
    }

    pub(super) fn from(&self, at: usize) -> impl Iterator<Item = &str> {
        self.0.iter().skip(at).map(|text| &**text)
    }
}

/// What path and body of a post tell. To look may take a while, so that it is not done while others
/// wait for the index.
#[derive(Debug)]
pub(super) struct About {
    address: Address,
    peek: Peek,
    broken: bool,
}

impl About {
    pub fn of(post: &Post) -> Self {
        let address = Address::of(&post.head.path);
        let peek = peek(address.kind, &post.body);
        let broken = is_broken(address.kind, post);
        Self {
            address,
            peek,
            broken,
        }
    }
}

/// All posts.
#[derive(Debug, Default)]
pub struct Index {
    rows: Vec<PostRow>,
    runs: Vec<RunRow>,
    names: Names,
    pins: BTreeSet<u32>,
    grouper: Grouper,
    /// How much room the posts take on the disk, in bytes.
    bytes: u64,
    /// Another number after each clearing.
    generation: u64,
}

/// The last posts of an earlier session tell which runs are still under way.
const LOOKED_BACK: usize = 4096;

impl Index {
    /// All posts, oldest first.
    pub fn rows(&self) -> &[PostRow] {
        &self.rows
    }

    /// All runs by their numbers, the first of which is 1.
    pub fn runs(&self) -> &[RunRow] {
        &self.runs
    }

    /// A run by its number.
    pub fn run(&self, number: u32) -> Option<&RunRow> {
        self.runs.get(number.checked_sub(1)? as usize)
    }

    /// The posts of a run by their places, oldest first.
    pub fn posts_of(&self, run: u32) -> Vec<u32> {
        let mut posts = Vec::new();
        let mut at = self.run(run).map(|run| run.last);
        while let Some(place) = at {
            posts.push(place);
            at = self.rows.get(place as usize).and_then(|row| row.before);
        }
        posts.reverse();
        posts
    }

    /// The texts of the rows.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Whether a post is kept when the others are cleared.
    pub fn is_pinned(&self, post: u32) -> bool {
        self.pins.contains(&post)
    }

    /// The posts that are kept when the others are cleared.
    pub fn pins(&self) -> &BTreeSet<u32> {
        &self.pins
    }

    /// How much room the posts take on the disk, in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Changes whenever places of posts become others.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    pub(super) fn set_pins(&mut self, pins: BTreeSet<u32>) {
        self.pins = pins;
    }

    pub(super) fn set_generation(&mut self, generation: u64) {
        self.generation = generation;
    }

    pub(super) fn pin(&mut self, post: u32, on: bool) {
        if on {
            self.pins.insert(post);
        } else {
            self.pins.remove(&post);
        }
    }

    /// An index of an earlier session; nothing where rows and names do not fit.
    pub(super) fn of(names: Vec<Box<str>>, mut rows: Vec<PostRow>) -> Option<Self> {
        let count = u32::try_from(names.len()).ok()?;
        let known = |symbol: Symbol| symbol.0 < count;
        let mut index = Self {
            names: Names(names.into_iter().collect()),
            ..Self::default()
        };
        let all_known = |row: &PostRow| {
            [row.from, row.trigger, row.module, row.node, row.path]
                .into_iter()
                .all(known)
        };
        if index.names.len() != count as usize || !rows.iter().all(all_known) {
            return None;
        }
        let (mut last_run, recent) = (0, rows.len().saturating_sub(LOOKED_BACK));
        for (at, row) in rows.iter_mut().enumerate() {
            // Runs are numbered one after the other.
            if row.run as usize > index.runs.len() + 1 {
                return None;
            }
            last_run = last_run.max(row.run);
            if at >= recent && row.run != 0 {
                let seen = Seen {
                    time: row.time,
                    kind: row.kind,
                    from: row.from,
                    trigger: row.trigger,
                    event: row.event,
                    node: row.node,
                    executed: Vec::new(),
                };
                index.grouper.remember(&seen, row.run);
            }
            index.enter(at, row);
        }
        // A million rows are not copied once more.
        index.rows = rows;
        index.grouper.begin_behind(last_run);
        Some(index)
    }

    /// Adds a post that lies nowhere, to tell its run.
    pub fn note(&mut self, post: &Post) -> PostRow {
        let lengths = Lengths {
            head: 0,
            body: u32::try_from(post.body.len()).unwrap_or(u32::MAX),
        };
        self.add(post, &About::of(post), Place::default(), lengths)
    }

    /// Adds a post that lies at this place.
    pub(super) fn add(
        &mut self,
        post: &Post,
        about: &About,
        place: Place,
        lengths: Lengths,
    ) -> PostRow {
        let About { address, peek, .. } = about;
        let names = &mut self.names;
        let module = match address.kind {
            Kind::Other => &post.head.method,
            _ => &address.module,
        };
        let mut row = PostRow {
            time: post.head.time,
            size: post.head.size,
            run: 0,
            uncertain: false,
            kind: address.kind,
            verdict: address.verdict,
            blocking: address.blocking,
            broken: about.broken,
            from: names.put(&post.head.from),
            trigger: names.put(&address.trigger),
            module: names.put(module),
            node: names.put(&peek.node),
            path: names.put(&post.head.path),
            before: None,
            place,
            event: peek.event,
            head: lengths.head,
            body: lengths.body,
        };
        let seen = Seen {
            time: row.time,
            kind: row.kind,
            from: row.from,
            trigger: row.trigger,
            event: row.event,
            node: row.node,
            executed: peek.executed.iter().map(|id| names.put(id)).collect(),
        };
        if let Some(found) = self.grouper.next(&seen) {
            (row.run, row.uncertain) = (found.run, found.uncertain);
        }
        self.push(row);
        row
    }

    fn push(&mut self, mut row: PostRow) {
        self.enter(self.rows.len(), &mut row);
        self.rows.push(row);
    }

    /// Counts a row that comes to this place to its run, and tells it the one before.
    fn enter(&mut self, place: usize, row: &mut PostRow) {
        let at = u32::try_from(place).unwrap_or(u32::MAX);
        if let Some(number) = row.run.checked_sub(1) {
            let number = number as usize;
            if number == self.runs.len() {
                self.runs.push(RunRow {
                    first: at,
                    last: at,
                    posts: 0,
                    bad: 0,
                    trigger: row.trigger,
                    outcome: None,
                    begun: false,
                    uncertain: false,
                });
            }
            if let Some(run) = self.runs.get_mut(number) {
                row.before = (run.posts > 0).then_some(run.last);
                run.last = at;
                run.posts += 1;
                run.begun |= row.kind == Kind::Init;
                run.uncertain |= row.uncertain;
                match row.kind {
                    Kind::End => run.outcome = Some(row.verdict),
                    Kind::Exec if row.verdict.is_bad() => run.bad += 1,
                    _ => {}
                }
            }
        }
        self.bytes += row.lengths().whole();
    }
}
