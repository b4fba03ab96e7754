//! Travelling through the history of the document.

use super::State;

impl State {
    /// Goes to the state after this many steps, and selects what the last step on the way touched.
    pub(super) fn travel_to(&mut self, steps: usize) {
        let mut touched = None;
        loop {
            let done = self.tab.document.history().done();
            let moved = match done.cmp(&steps) {
                std::cmp::Ordering::Greater => self.tab.document.undo(),
                std::cmp::Ordering::Less => self.tab.document.redo(),
                std::cmp::Ordering::Equal => break,
            };
            if moved.is_none() {
                break;
            }
            touched = moved;
        }
        self.after_travel(touched);
    }
}
