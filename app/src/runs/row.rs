//! A kept run as a list shows it.

use misp_flow_engine::run::{Outcome, Run};

/// How a run ended, as the list shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All went well.
    Success,
    /// It came to its end, and nodes failed on the way.
    Partial,
    /// A stop ended it.
    Blocked,
    /// A failure ended it.
    Failure,
    /// The server would fail with status 500.
    Crash,
    /// The user stopped it on the way.
    Stopped,
}

impl Ending {
    /// How a run ended.
    pub fn of(run: &Run) -> Self {
        match run.outcome {
            _ if run.crash.is_some() => Self::Crash,
            Outcome::Success if run.has_failures() => Self::Partial,
            Outcome::Success => Self::Success,
            Outcome::Blocked => Self::Blocked,
            Outcome::Failure => Self::Failure,
        }
    }

    /// The name by which it is kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Partial => "partial",
            Self::Blocked => "blocked",
            Self::Failure => "failure",
            Self::Crash => "crash",
            Self::Stopped => "stopped",
        }
    }

    /// What the list says.
    pub fn words(self) -> &'static str {
        match self {
            Self::Success => "Success",
            Self::Partial => "With failures",
            Self::Blocked => "Blocked",
            Self::Failure => "Failure",
            Self::Crash => "Server error",
            Self::Stopped => "Stopped",
        }
    }

    /// The ending of this name; a failure for a name that a newer program gave.
    pub fn named(name: &str) -> Self {
        let all = [
            Self::Success,
            Self::Partial,
            Self::Blocked,
            Self::Crash,
            Self::Stopped,
        ];
        let found = all.into_iter().find(|ending| ending.name() == name);
        found.unwrap_or(Self::Failure)
    }
}

/// A kept run as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// Tells it from the others, those that were removed included; later ones have higher numbers.
    pub id: i64,
    /// When it was made, in milliseconds since 1970.
    pub at: u64,
    /// What the user named it; empty for none.
    pub name: String,
    /// Whether it stays when others make room.
    pub pinned: bool,
    /// What the workflow was called.
    pub workflow: String,
    /// What tells the workflow from others: its uuid, else its name.
    pub key: String,
    /// The trigger that it began with.
    pub trigger: String,
    /// What the event was called.
    pub event: String,
    /// How it ended.
    pub ending: Ending,
    /// What it means, in one sentence.
    pub sentence: String,
    /// How many steps it had.
    pub steps: usize,
    /// How much room it takes, in bytes.
    pub size: u64,
    /// Whether the event is kept with it; the largest ones are not.
    pub has_data: bool,
    /// How many requests were really sent during it.
    pub sent: usize,
    /// Whether its data were changed by hand on the way.
    pub changed: bool,
    /// Whether nodes gave what was set for them.
    pub answered: bool,
}

impl RunRow {
    /// What it is called: the name that the user gave it, else the workflow's.
    pub fn title(&self) -> &str {
        if self.name.is_empty() {
            &self.workflow
        } else {
            &self.name
        }
    }

    /// Whether it fits what is searched for: all words stand somewhere in it, in any case.
    pub fn fits(&self, search: &str) -> bool {
        let fields = [
            &self.name,
            &self.workflow,
            &self.trigger,
            &self.event,
            &self.sentence,
        ];
        let mut text = fields.map(|field| field.to_lowercase()).join("\n");
        text.push('\n');
        text.push_str(&self.ending.words().to_lowercase());
        if self.pinned {
            text.push_str("\npinned");
        }
        let mut words = search.split_whitespace();
        words.all(|word| text.contains(&word.to_lowercase()))
    }
}
