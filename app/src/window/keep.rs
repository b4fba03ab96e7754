//! Keeping the settings while the program runs, so that a crash does not forget them.

use std::{thread, time::Duration};

use crate::library::Settings;

/// How long settings may differ from those that are kept, in seconds.
const REST: f64 = 1.0;

/// What is kept of the settings.
#[derive(Debug)]
pub(super) struct Kept {
    settings: Settings,
    /// Since when they differ, in seconds of the window's clock.
    since: Option<f64>,
}

impl Kept {
    /// These were read from the disk.
    pub fn new(settings: Settings) -> Self {
        let since = None;
        Self { settings, since }
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
        self.settings = settings.clone();
        self.since = None;
        let settings = settings.clone();
        thread::spawn(move || settings.save());
    }
}
