//! Keeping the settings while the program runs, so that a crash does not forget them.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use crate::library::Settings;

/// How long settings may differ from those that are kept, in seconds.
const REST: f64 = 1.0;

/// What is kept of the settings.
#[derive(Debug)]
pub(super) struct Kept {
    settings: Settings,
    /// Since when they differ, in seconds of the window's clock.
    since: Option<f64>,
    /// How often they were given to be written.
    turn: u64,
    written: Arc<Mutex<Written>>,
}

/// What this window wrote last.
#[derive(Debug)]
struct Written {
    settings: Settings,
    turn: u64,
}

impl Written {
    /// Writes these, unless later ones are written already.
    fn write(&mut self, settings: Settings, turn: u64) {
        if turn > self.turn {
            settings.save_since(&self.settings);
            *self = Self { settings, turn };
        }
    }
}

impl Kept {
    /// These were read from the disk.
    pub fn new(settings: Settings) -> Self {
        let written = Written {
            settings: settings.clone(),
            turn: 0,
        };
        Self {
            settings,
            since: None,
            turn: 0,
            written: Arc::new(Mutex::new(written)),
        }
    }

    /// Writes the settings, beside the window, once they have differed for a while.
    pub fn follow(&mut self, ctx: &egui::Context, settings: &Settings) {
        if *settings == self.settings {
            self.since = None;
            return;
        }
        let now = ctx.input(|input| input.time);
        let since = *self.since.get_or_insert(now);
        if now - since < REST {
            ctx.request_repaint_after(Duration::from_secs_f64(REST));
            return;
        }
        let write = self.turn_of(settings);
        thread::spawn(write);
    }

    /// Writes the settings at once, at the end of the program.
    pub fn end(&mut self, settings: &Settings) {
        if *settings != self.settings || self.turn > 0 {
            self.turn_of(settings)();
        }
    }

    fn turn_of(&mut self, settings: &Settings) -> impl FnOnce() + Send + use<> {
        self.settings = settings.clone();
        self.since = None;
        self.turn += 1;
        let (turn, written) = (self.turn, Arc::clone(&self.written));
        let settings = settings.clone();
        move || {
            let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
            written.write(settings, turn);
        }
    }
}
