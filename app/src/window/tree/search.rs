//! Searching data for a text, in the background.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use egui::Context;
use misp_flow_engine::value::{Array, KeyRef, Value};

use super::rows::Place;
use crate::task::Background;

/// A search that takes longer can be stopped.
pub(super) const LONG: Duration = Duration::from_millis(500);
/// The most places that are kept; all are counted.
const KEPT: usize = 100_000;
/// After so many elements it is looked whether the search was given up.
const OFTEN: usize = 1024;

/// A search that is under way or done. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Search {
    found: Arc<Found>,
    /// Which of the places is shown.
    pub at: Option<usize>,
    begun: Instant,
}

#[derive(Debug, Default)]
struct Found {
    given_up: AtomicBool,
    done: AtomicBool,
    count: AtomicUsize,
    places: Mutex<Vec<Place>>,
}

impl Search {
    /// Starts to search the keys and values of `data` for a text, in any case.
    pub fn start(
        query: &str,
        data: &Value,
        background: &mut Background<()>,
        wake: &Context,
    ) -> Self {
        let found = Arc::new(Found::default());
        let (job, data, wake) = (Arc::clone(&found), data.clone(), wake.clone());
        let text = query.to_lowercase();
        let failed = Arc::clone(&found);
        background.start(
            move || {
                let mut walk = Walk {
                    text: &text,
                    found: &job,
                    wake: &wake,
                    place: Place::new(),
                    fresh: Vec::new(),
                    looked_at: 0,
                    line: String::new(),
                };
                if let Value::Array(array) = &data {
                    walk.array(array);
                }
                walk.hand_over();
                job.done.store(true, Ordering::Release);
            },
            move || failed.done.store(true, Ordering::Release),
        );
        Self {
            found,
            at: None,
            begun: Instant::now(),
        }
    }

    /// Whether it takes so long that somebody may want to stop it.
    pub fn is_long(&self) -> bool {
        !self.is_done() && self.begun.elapsed() >= LONG
    }

    /// Gives the search up; what it found stays.
    pub fn give_up(&self) {
        self.found.given_up.store(true, Ordering::Relaxed);
    }

    /// Whether it came to its end or was given up.
    pub fn is_done(&self) -> bool {
        self.found.done.load(Ordering::Acquire) || self.was_given_up()
    }

    /// Whether it was given up.
    pub fn was_given_up(&self) -> bool {
        self.found.given_up.load(Ordering::Relaxed)
    }

    /// How many elements were found so far.
    pub fn count(&self) -> usize {
        self.found.count.load(Ordering::Relaxed)
    }

    /// How many of them one can go to.
    pub fn kept(&self) -> usize {
        self.count().min(KEPT)
    }

    /// The place that was found as number `at`.
    pub fn place(&self, at: usize) -> Option<Place> {
        let places = self.found.places.lock();
        let places = places.unwrap_or_else(PoisonError::into_inner);
        places.get(at).cloned()
    }
}

impl Drop for Search {
    fn drop(&mut self) {
        self.give_up();
    }
}

struct Walk<'a> {
    text: &'a str,
    found: &'a Found,
    wake: &'a Context,
    place: Place,
    /// Places that are not handed over yet.
    fresh: Vec<Place>,
    looked_at: usize,
    /// A text in lower case; kept so that not each needs memory of its own.
    line: String,
}

impl Walk<'_> {
    /// Gives whether to go on.
    fn array(&mut self, array: &Array) -> bool {
        for (at, (key, value)) in array.iter().enumerate() {
            self.place.push(at);
            self.looked_at += 1;
            if self.looked_at.is_multiple_of(OFTEN) {
                self.hand_over();
                if self.found.given_up.load(Ordering::Relaxed) {
                    return false;
                }
            }
            let key_holds = matches!(key, KeyRef::Str(key) if self.holds(key));
            if key_holds || self.value_holds(value) {
                self.fresh.push(self.place.clone());
            }
            if let Value::Array(inner) = value
                && !self.array(inner)
            {
                return false;
            }
            self.place.pop();
        }
        true
    }

    fn value_holds(&mut self, value: &Value) -> bool {
        match value {
            Value::Array(_) | Value::Null => false,
            Value::Str(text) => self.holds(text),
            Value::Bool(flag) => self.holds(if *flag { "true" } else { "false" }),
            number => {
                let text = number.to_text();
                self.holds(&text)
            }
        }
    }

    fn holds(&mut self, text: &str) -> bool {
        if text.len() < self.text.len() && text.is_ascii() {
            return false;
        }
        self.line.clear();
        if text.is_ascii() {
            self.line.push_str(text);
            self.line.make_ascii_lowercase();
        } else {
            self.line.extend(text.chars().flat_map(char::to_lowercase));
        }
        self.line.contains(self.text)
    }

    fn hand_over(&mut self) {
        if self.fresh.is_empty() {
            return;
        }
        let places = self.found.places.lock();
        let mut places = places.unwrap_or_else(PoisonError::into_inner);
        let room = KEPT.saturating_sub(places.len());
        let new = self.fresh.len();
        places.extend(self.fresh.drain(..).take(room));
        drop(places);
        let before = self.found.count.fetch_add(new, Ordering::Relaxed);
        if before == 0 {
            self.wake.request_repaint();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<Place> {
        let data = Value::from_json(
            r#"{"Event": {"info": "Élan", "Tag": [{"name": "tlp:RED"}], "n": 42, "on": true}}"#
                .as_bytes(),
        )
        .unwrap();
        let mut background = Background::new(None);
        let search = Search::start(text, &data, &mut background, &Context::default());
        while !search.is_done() {
            std::thread::yield_now();
        }
        let found: Vec<Place> = (0..search.kept())
            .filter_map(|at| search.place(at))
            .collect();
        assert_eq!(search.count(), found.len());
        found
    }

    #[test]
    fn keys_and_values_are_found_in_any_case() {
        assert_eq!(places("red"), [vec![0, 1, 0, 0]]);
        assert_eq!(places("éL"), [vec![0, 0]]);
        assert_eq!(places("TAG"), [vec![0, 1]]);
        assert_eq!(places("42"), [vec![0, 2]]);
        assert_eq!(places("true"), [vec![0, 3]]);
        assert!(places("nothing").is_empty());
    }
}
