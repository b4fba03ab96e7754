//! Runs that play on the canvas as they come, and the simulation that is not to be lost to them.

use std::time::Duration;

use crate::{
    listen::PostStore,
    state::{Command, ListenCommand, State, message::About, tabs::drop_elsewhere},
};

/// Posts of runs that play are read no more often than this.
const PAUSE: Duration = Duration::from_millis(250);

impl State {
    /// Lets the newest run play where it is one of the shown workflow.
    pub(super) fn follow_run(&mut self, store: &PostStore, last: usize) {
        // While a run is being read, the next one waits: it may not be the newest then.
        let reading = self.posts.played.as_ref().is_some_and(|it| it.reading);
        if last <= self.posts.last_run || reading || self.is_too_soon() {
            return;
        }
        self.posts.last_run = last;
        if !self.posts.follow || self.posts.is_paused() {
            return;
        }
        let newest = u32::try_from(last).unwrap_or(u32::MAX);
        let trigger = {
            let index = store.index();
            let row = index.run(newest).copied();
            row.map(|row| index.names().get(row.trigger).to_owned())
        };
        let tab = trigger.and_then(|trigger| self.tab_for(&trigger));
        let Some(tab) = tab.filter(|tab| *tab == self.tab.id) else {
            return;
        };
        if self.tab.is_simulating(self) {
            // What the user is at is not taken away: it may be paused, or changed by hand.
            let text = format!("Run {newest} came from the server. The simulation stays here");
            let play = Command::Listen(ListenCommand::Play(newest));
            return (self.messages).offer(About::Received, text, "Show the run", play);
        }
        self.begin_playing(newest, tab);
    }

    /// Whether posts of a run were read a moment ago: a burst of them must leave time for all else.
    pub(super) fn is_too_soon(&self) -> bool {
        let left = (self.posts.read).and_then(|it| PAUSE.checked_sub(it.elapsed()));
        if let (Some(left), Some(window)) = (left, self.background.window()) {
            window.request_repaint_after(left);
        }
        left.is_some()
    }

    /// Shows the simulation again, as it stood, that a received run took the place of.
    pub(super) fn back_to_simulation(&mut self) {
        let Some(aside) = self.tab.aside.take() else {
            return;
        };
        let shown = self.tab.id;
        if (self.posts.played.as_ref()).is_some_and(|played| played.tab == shown) {
            self.posts.played = None;
        }
        self.tab.wanted_run = aside.number;
        if let Some(old) = self.tab.run.replace(aside) {
            drop_elsewhere(old);
        }
        self.show_simulation();
    }
}
