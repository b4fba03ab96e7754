//! Messages to the user: each is shown once, and those about failures stay until closed.

use std::{collections::VecDeque, time::SystemTime};

use super::Command;

/// How a message is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something was not done, for a reason that the user can mend.
    Refused,
    /// Something failed.
    Failed,
}

/// What a message is about, where it is to go once that is no longer so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The connection to a server: it goes when the next one is made or tried.
    Connection,
    /// The list of instances: it goes with the next change of it.
    Instances,
    /// The push of the workflow of this name: it goes when that is pushed again.
    Push(String),
    /// Fetching events: it goes when events are fetched again.
    Fetch,
}

/// One message.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Tells it from the others.
    pub id: u64,
    /// How it is to be taken.
    pub tone: Tone,
    /// What happened, to what, and what to do next.
    pub text: String,
    /// What takes it back, or mends it, with its name.
    pub way_back: Option<(&'static str, Command)>,
    /// What it is about, where it goes with that.
    pub about: Option<About>,
}

/// A message as the log keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Logged {
    /// When it was shown.
    pub when: SystemTime,
    /// How it was to be taken.
    pub tone: Tone,
    /// What happened.
    pub text: String,
}

/// The messages that are shown, oldest first, and those that were since the program started.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    list: Vec<Message>,
    last: u64,
    log: VecDeque<Logged>,
}

/// How many messages are shown at once; older ones make room.
const MOST: usize = 4;
/// How many the log keeps.
const LOGGED: usize = 1_000;

impl Messages {
    /// Shows a message. One that is shown already is not shown again.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.add(tone, text.into(), None, None);
    }

    /// The same of what may be over soon; see [`Messages::withdraw`].
    pub fn say_of(&mut self, about: About, tone: Tone, text: impl Into<String>) {
        self.add(tone, text.into(), None, Some(about));
    }

    /// Takes away what is said about this, as it is tried anew or no longer so.
    pub fn withdraw(&mut self, about: &About) {
        self.list
            .retain(|message| message.about.as_ref() != Some(about));
    }

    /// Says that something was done, with what takes it back.
    pub fn done(&mut self, text: impl Into<String>, name: &'static str, way_back: Command) {
        self.add(Tone::Done, text.into(), Some((name, way_back)), None);
    }

    /// Says why something was not done, with the name of what mends that.
    pub fn refuse(&mut self, text: impl Into<String>, name: &'static str, mend: Command) {
        self.add(Tone::Refused, text.into(), Some((name, mend)), None);
    }

    fn add(
        &mut self,
        tone: Tone,
        text: String,
        way_back: Option<(&'static str, Command)>,
        about: Option<About>,
    ) {
        self.list.retain(|message| message.text != text);
        self.last += 1;
        self.note(tone, text.clone());
        self.list.push(Message {
            id: self.last,
            tone,
            text,
            way_back,
            about,
        });
        if self.list.len() > MOST {
            self.list.remove(0);
        }
    }

    /// Puts something into the log that needs no message.
    pub fn note(&mut self, tone: Tone, text: String) {
        if self.log.len() >= LOGGED {
            self.log.pop_front();
        }
        self.log.push_back(Logged {
            when: SystemTime::now(),
            tone,
            text,
        });
    }

    /// What was said since the program started, oldest first.
    pub fn log(&self) -> &VecDeque<Logged> {
        &self.log
    }

    /// The messages.
    pub fn iter(&self) -> impl Iterator<Item = &Message> {
        self.list.iter()
    }

    /// The newest message that is shown.
    pub fn last(&self) -> Option<u64> {
        self.list.last().map(|message| message.id)
    }

    /// Takes all messages away.
    pub fn dismiss_all(&mut self) {
        self.list.clear();
    }

    /// Takes a message away.
    pub fn dismiss(&mut self, id: u64) {
        self.list.retain(|message| message.id != id);
    }
}
