//! The background: jobs that read, write, simulate or wait for a file dialog, so that the window
//! never does. Each job ends with one message to the window.

use std::{
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

/// Runs jobs, each on a thread of its own, and hands their results to the window.
#[derive(Debug)]
pub struct Background<M> {
    sender: Sender<M>,
    receiver: Receiver<M>,
    wake: Option<egui::Context>,
    running: usize,
}

impl<M: Send + 'static> Background<M> {
    /// A background that wakes the window of `wake` when a result is there.
    pub fn new(wake: Option<egui::Context>) -> Self {
        let (sender, receiver) = channel();
        Self {
            sender,
            receiver,
            wake,
            running: 0,
        }
    }

    /// Starts a job. Its result comes out of [`Background::poll`]; should the job panic, the
    /// result of `failed` does.
    pub fn start(
        &mut self,
        job: impl FnOnce() -> M + Send + 'static,
        failed: impl FnOnce() -> M + Send + 'static,
    ) {
        self.running += 1;
        let sender = self.sender.clone();
        let wake = self.wake.clone();
        thread::spawn(move || {
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
            let message = result.unwrap_or_else(|_| failed());
            // The window may be gone by now; then nobody waits for the result.
            let _ = sender.send(message);
            if let Some(context) = wake {
                context.request_repaint();
            }
        });
    }

    /// The results that have come in.
    pub fn poll(&mut self) -> Vec<M> {
        let results: Vec<M> = self.receiver.try_iter().collect();
        self.running = self.running.saturating_sub(results.len());
        results
    }

    /// The window that is told of results, where there is one.
    pub fn window(&self) -> Option<egui::Context> {
        self.wake.clone()
    }

    /// How many jobs are under way.
    pub fn running(&self) -> usize {
        self.running
    }
}
