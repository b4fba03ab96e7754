//! Messages to the user: each is shown once, and those about failures stay until closed.

use std::{collections::VecDeque, time::SystemTime};

use super::{BottomTab, Command};

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
    /// The push to the workflow of this number, of this name where it has none yet: it goes when
    /// that is pushed again.
    Push(String),
    /// Fetching events: it goes when events are fetched again.
    Fetch,
    /// A received run that is not shown: it goes when one is.
    Received,
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
    /// The tab of the bottom panel that it came from, where it is one's own.
    pub home: Option<BottomTab>,
    /// Whether that tab was open while it was shown.
    seen_at_home: bool,
}

impl Message {
    /// Whether it stays until it is closed or what it is about is over.
    pub fn stays(&self) -> bool {
        // A push whose outcome nobody knows is no news that may pass unseen.
        let is_open = self.tone == Tone::Refused && matches!(self.about, Some(About::Push(_)));
        self.tone == Tone::Failed || self.about == Some(About::Received) || is_open
    }

    /// Whether it is shown while this tab is open: one that was seen in its own tab does not follow
    /// into others, and one that comes while another is open is not held back.
    fn is_shown_in(&self, tab: BottomTab) -> bool {
        !self.seen_at_home || self.home == Some(tab)
    }
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
    /// The tab of the bottom panel that is open.
    open: BottomTab,
    /// The tab that what is being done belongs to.
    home: Option<BottomTab>,
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

    /// Offers what a command does. A later offer about the same takes the place of one that is
    /// still shown, without a word in the log.
    pub fn offer(&mut self, about: About, text: String, name: &'static str, command: Command) {
        let way_back = Some((name, command));
        let mut shown = self.list.iter_mut();
        match shown.find(|message| message.about.as_ref() == Some(&about)) {
            Some(message) => (message.text, message.way_back) = (text, way_back),
            None => self.add(Tone::Done, text, way_back, Some(about)),
        }
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
            home: self.home,
            seen_at_home: false,
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

    /// The messages that are shown.
    pub fn iter(&self) -> impl Iterator<Item = &Message> {
        (self.list.iter()).filter(|message| message.is_shown_in(self.open))
    }

    /// The newest message that is shown.
    pub fn last(&self) -> Option<u64> {
        self.iter().last().map(|message| message.id)
    }

    /// Takes all messages away that are shown.
    pub fn dismiss_all(&mut self) {
        let open = self.open;
        self.list.retain(|message| !message.is_shown_in(open));
    }

    /// Says which tab of the bottom panel is open. What another one said and was seen there goes
    /// with it: for good, or, of a failure, until that tab is open again.
    pub(super) fn tab_is(&mut self, open: BottomTab) {
        self.open = open;
        self.list
            .retain(|message| message.tone == Tone::Failed || message.is_shown_in(open));
        for message in &mut self.list {
            message.seen_at_home |= message.home == Some(open);
        }
    }

    /// Says which tab of the bottom panel what is done from now on belongs to; gives which it was
    /// before.
    pub(super) fn at_home_in(&mut self, home: Option<BottomTab>) -> Option<BottomTab> {
        std::mem::replace(&mut self.home, home)
    }

    /// The tab of the bottom panel that what is being done belongs to.
    pub(super) fn home(&self) -> Option<BottomTab> {
        self.home
    }

    /// Takes a message away.
    pub fn dismiss(&mut self, id: u64) {
        self.list.retain(|message| message.id != id);
    }
}
