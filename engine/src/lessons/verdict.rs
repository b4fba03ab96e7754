//! What a check says.

use crate::catalogue::samples::Sample;

/// What a check says of all events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Why nothing was tried; what to do first.
    pub refused: Option<String>,
    /// What was found with each event, in order; empty where nothing was tried.
    pub cases: Vec<CaseVerdict>,
}

/// What a check says of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseVerdict {
    /// The event's name.
    pub event: &'static str,
    /// Whether the learner has not seen the event.
    pub hidden: bool,
    /// Whether all was as it should be.
    pub passed: bool,
    /// What was so or was not, without a full stop.
    pub words: String,
}

impl CaseVerdict {
    pub(super) fn of(event: &Sample, hidden: bool, passed: bool, words: String) -> Self {
        Self {
            event: event.name,
            hidden,
            passed,
            words,
        }
    }
}

impl Verdict {
    pub(super) fn of(cases: impl Iterator<Item = CaseVerdict>) -> Self {
        Self {
            refused: None,
            cases: cases.collect(),
        }
    }

    pub(super) fn refused(reason: impl Into<String>) -> Self {
        Self {
            refused: Some(reason.into()),
            cases: Vec::new(),
        }
    }

    /// Whether the task is solved.
    pub fn passed(&self) -> bool {
        self.refused.is_none() && self.cases.iter().all(|case| case.passed)
    }
}
