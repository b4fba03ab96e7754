//! The thread that writes the journals of all open documents.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use misp_flow_engine::workflow::Workflow;

use super::{About, found::Found, writer::Journal};
use crate::library::file::write_reason;

/// How long after a change it is written at the latest, where the disk keeps up. Changes that
/// follow each other faster are written together.
const AFTER: Duration = Duration::from_millis(200);

enum Message {
    Keep(u64, About, Box<Workflow>),
    Drop(u64),
    Settled(Box<Found>),
}

/// Writes the journals in a thread of its own, so that the window never waits for the disk.
#[derive(Debug)]
pub struct Keeper {
    sender: Option<Sender<Message>>,
    errors: Receiver<String>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    /// A keeper of journals in this folder, which need not be there yet.
    pub fn start(folder: PathBuf) -> Self {
        let (sender, receiver) = channel();
        let (failed, errors) = channel();
        let thread = thread::spawn(move || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH);
            let mut desk = Desk {
                folder,
                // Process numbers come again.
                start: since.map_or(0, |since| since.as_millis()),
                journals: HashMap::new(),
                waiting: HashMap::new(),
                settled: Vec::new(),
                failed,
                failing: false,
            };
            desk.work(&receiver);
        });
        Self {
            sender: Some(sender),
            errors,
            thread: Some(thread),
        }
    }

    /// Keeps this state of a document, which has this number.
    pub fn keep(&self, document: u64, about: About, workflow: Workflow) {
        self.send(Message::Keep(document, about, Box::new(workflow)));
    }

    /// Forgets a document: it is saved, or closed on purpose.
    pub fn drop_document(&self, document: u64) {
        self.send(Message::Drop(document));
    }

    /// Takes an earlier program's journal away, once all that was to be kept before is kept.
    pub fn settled(&self, found: Found) {
        self.send(Message::Settled(Box::new(found)));
    }

    /// What went wrong since the last call; the same trouble is told once.
    pub fn errors(&self) -> impl Iterator<Item = String> {
        self.errors.try_iter()
    }

    fn send(&self, message: Message) {
        if let Some(sender) = &self.sender {
            // The thread ends only when this is dropped, so somebody listens.
            let _ = sender.send(message);
        }
    }
}

impl Drop for Keeper {
    /// Waits until everything is written.
    fn drop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing to wait for.
            let _ = thread.join();
        }
    }
}

/// What the thread works with.
struct Desk {
    folder: PathBuf,
    start: u128,
    journals: HashMap<u64, Journal>,
    /// States that are to be written, and since when the oldest change in each waits.
    waiting: HashMap<u64, (About, Box<Workflow>, Instant)>,
    settled: Vec<Found>,
    failed: Sender<String>,
    failing: bool,
}

impl Desk {
    fn work(&mut self, receiver: &Receiver<Message>) {
        loop {
            let due = self
                .waiting
                .values()
                .map(|(_, _, since)| *since + AFTER)
                .min();
            let message = match due {
                None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(due) => receiver.recv_timeout(due.saturating_duration_since(Instant::now())),
            };
            match message {
                Ok(message) => self.take(message),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            // Messages may come faster than the deadline, which counts all the same.
            let now = Instant::now();
            let due = |since: Instant| since + AFTER <= now;
            let ready: Vec<u64> = self
                .waiting
                .iter()
                .filter(|(_, (_, _, since))| due(*since))
                .map(|(document, _)| *document)
                .collect();
            for document in ready {
                self.write(document);
            }
            self.settle();
        }
        let left: Vec<u64> = self.waiting.keys().copied().collect();
        for document in left {
            self.write(document);
        }
        self.settle();
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Keep(document, about, workflow) => {
                let since = self.waiting.get(&document).map(|(_, _, since)| *since);
                let since = since.unwrap_or_else(Instant::now);
                self.waiting.insert(document, (about, workflow, since));
            }
            Message::Drop(document) => {
                self.waiting.remove(&document);
                if let Some(journal) = self.journals.remove(&document)
                    && let Err(error) = journal.remove()
                {
                    self.tell(&error);
                }
            }
            Message::Settled(found) => self.settled.push(*found),
        }
    }

    fn write(&mut self, document: u64) {
        let Some((about, workflow, _)) = self.waiting.remove(&document) else {
            return;
        };
        let text = workflow.to_text();
        let written = match self.journals.get_mut(&document) {
            Some(journal) => journal.add(&about, text.as_bytes()),
            None => {
                let name = format!("{}-{}-{document}.journal", self.start, std::process::id());
                let begun = Journal::begin(&self.folder.join(name), about.clone(), text.as_bytes());
                begun.map(|journal| {
                    self.journals.insert(document, journal);
                })
            }
        };
        match written {
            Ok(()) => self.failing = false,
            Err(error) => {
                self.tell(&error);
                // Tried again with the next change, or when there is room.
                let later = Instant::now() + Duration::from_secs(2);
                self.waiting.insert(document, (about, workflow, later));
            }
        }
    }

    /// Takes away the journals whose content is safe elsewhere now.
    fn settle(&mut self) {
        if self.settled.is_empty() || !self.waiting.is_empty() {
            return;
        }
        for found in std::mem::take(&mut self.settled) {
            if let Err(error) = found.remove() {
                self.tell(&error);
            }
        }
    }

    fn tell(&mut self, error: &std::io::Error) {
        if !std::mem::replace(&mut self.failing, true) {
            // Where the window is gone, nobody is there to be told.
            let _ = self.failed.send(write_reason(error));
        }
    }
}
