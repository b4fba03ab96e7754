//! What a thread does with a bundle of events.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::Ordering,
};

use super::{
    At, Event, Events, Found, Input,
    source::{self, Bundle, Items, Part},
};
use crate::library::{self, EventStore};

/// What a thread looks with, and what it found.
struct Looking<'a, T> {
    events: &'a Events<'a>,
    look: &'a mut dyn FnMut(Event<'_>) -> T,
    found: Vec<Found<T>>,
}

/// What `look` finds of each event of a bundle.
pub(super) fn look_at<T>(
    events: &Events<'_>,
    bundle: Bundle,
    look: &mut dyn FnMut(Event<'_>) -> T,
) -> Vec<Found<T>> {
    let mut looking = Looking {
        events,
        look,
        found: Vec::new(),
    };
    match bundle.items {
        Items::Part(input, part) => looking.part(input, part),
        Items::Inputs(inputs) => {
            for place in inputs {
                if !looking.is_cancelled() {
                    looking.input(place);
                }
            }
        }
    }
    looking.found
}

impl<T> Looking<'_, T> {
    fn is_cancelled(&self) -> bool {
        self.events.cancel.load(Ordering::Relaxed)
    }

    fn input(&mut self, place: usize) {
        let at = At {
            input: place,
            place: 1,
            nth: 0,
            line: None,
        };
        let events = self.events;
        match events.inputs.get(place) {
            Some(Input::Here { name, value, .. }) => self.add(at, Event { name, value }),
            Some(Input::Kept { name, path, .. }) => match EventStore::read(path) {
                Ok(value) => {
                    let value = &value;
                    self.add(at, Event { name, value });
                }
                Err(damaged) => self.unreadable(at, damaged.reason),
            },
            Some(Input::File(path)) => source::read_file(path, &mut |part| {
                self.part(place, part);
                !self.is_cancelled()
            }),
            None => {}
        }
    }

    fn part(&mut self, input: usize, part: Part) {
        let at = |place, nth, line| At {
            input,
            place,
            nth,
            line,
        };
        match part {
            Part::Lines(lines) => {
                for (place, begin, line) in lines.iter() {
                    if line.trim_ascii().is_empty() || self.is_cancelled() {
                        continue;
                    }
                    match library::read_events(line) {
                        Ok(events) => {
                            for (nth, event) in (0..).zip(&events) {
                                let at = at(place, nth, Some(begin));
                                self.add(at, Event::from(event));
                            }
                        }
                        Err(error) => {
                            self.unreadable(at(place, 0, Some(begin)), error.to_string());
                        }
                    }
                }
            }
            Part::Events(first, events) => {
                for (place, event) in (first..).zip(&events) {
                    if !self.is_cancelled() {
                        self.add(at(place, 0, None), Event::from(event));
                    }
                }
            }
            Part::Unreadable(reason) => self.unreadable(at(1, 0, None), reason),
        }
    }

    fn add(&mut self, at: At, event: Event<'_>) {
        if let Err(reason) = (self.events.expects)(event.value) {
            return self.unreadable(at, reason);
        }
        // One event that the simulator cannot bear must not cost the others.
        let look = AssertUnwindSafe(|| (self.look)(event));
        let result =
            catch_unwind(look).map_err(|_| "the simulator failed on this event".to_owned());
        self.found.push(Found { at, result });
    }

    fn unreadable(&mut self, at: At, why: String) {
        self.found.push(Found {
            at,
            result: Err(why),
        });
    }
}
