//! Comparing the open workflow with another one or with an earlier state of itself.

use std::{path::PathBuf, sync::Arc};

use misp_flow_engine::{
    catalogue::Catalogue,
    compare::{Comparison, Kind, Place, compare},
    workflow::Workflow,
};

use super::{
    Command, Revision, State, TabId, ThreeLine, Tone,
    files::{Outcome, Purpose, file_name},
};
use crate::library::{self, Opened, Version};

/// What a user asks for about comparisons.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparing {
    /// With a file that is to be chosen.
    AskFile,
    /// With this file.
    File(PathBuf),
    /// With the workflow in another tab.
    Tab(TabId),
    /// With the document's own file as it is on the disk now.
    Disk,
    /// With the state that was opened or saved last.
    LastSaved,
    /// With this one, which is called so.
    Known(String, Arc<Workflow>),
    /// With an earlier version of the file, of this date.
    Version(Version, String),
    /// The next difference.
    Next,
    /// The one before.
    Previous,
    /// The difference at this place in the list.
    Show(usize),
    /// Shows what only moved, or leaves it out.
    HideMoved,
    /// Back to the canvas.
    Close,
}

impl Comparing {
    /// Whether what is shown on the canvas becomes something else.
    fn takes_the_canvas(&self) -> bool {
        match self {
            Self::File(_)
            | Self::Tab(_)
            | Self::Disk
            | Self::LastSaved
            | Self::Known(..)
            | Self::Version(..)
            | Self::Close => true,
            Self::AskFile | Self::Next | Self::Previous | Self::Show(_) | Self::HideMoved => false,
        }
    }
}

/// A line of the list of differences.
#[derive(Clone, Debug, PartialEq)]
pub struct DifferenceLine {
    /// How it is to be taken.
    pub kind: Kind,
    /// What differs, in words.
    pub words: String,
    /// Where.
    pub place: Place,
}

/// A comparison that is shown.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What the earlier one is called.
    pub title: String,
    /// The earlier one.
    pub before: Arc<Workflow>,
    /// The open workflow as it was when it was compared.
    pub after: Arc<Workflow>,
    /// What differs.
    pub found: Comparison,
    /// The differences in words.
    pub lines: Vec<DifferenceLine>,
    /// The chosen line.
    pub chosen: Option<usize>,
    /// Tells it from other comparisons.
    pub number: u64,
    /// Counts how often a difference was asked for, so that it is brought into view each time.
    pub asked: u64,
}

impl Compared {
    fn of(
        title: String,
        before: Arc<Workflow>,
        after: Arc<Workflow>,
        catalogue: &Catalogue,
    ) -> Self {
        let found = compare(&before, &after);
        let lines = found.differences.iter().map(|difference| DifferenceLine {
            kind: difference.kind(),
            words: difference.words(&before, &after, catalogue),
            place: difference.place.clone(),
        });
        Self {
            lines: lines.collect(),
            title,
            before,
            after,
            found,
            chosen: None,
            number: 0,
            asked: 0,
        }
    }

    /// How many differences of a kind there are.
    pub fn count(&self, kind: Kind) -> usize {
        self.lines.iter().filter(|line| line.kind == kind).count()
    }
}

/// The comparison that is shown, and what is worked out for it.
#[derive(Debug, Default)]
pub(super) struct Comparisons {
    shown: Option<Compared>,
    /// The state of the document that was compared or is being compared.
    of: Option<Revision>,
    hide_moved: bool,
    last: u64,
}

/// Where the earlier workflow comes from.
enum Earlier {
    File(PathBuf),
    Version(Version, String),
    Known(String, Arc<Workflow>),
}

impl Earlier {
    fn get(self) -> Result<(String, Arc<Workflow>), String> {
        match self {
            Self::Known(title, workflow) => Ok((title, workflow)),
            Self::Version(version, date) => {
                let workflow = library::open_version(&version)?;
                Ok((date, Arc::new(workflow)))
            }
            Self::File(path) => {
                let name = file_name(&path);
                match library::open_file(&path, false).map_err(|error| error.to_string())? {
                    Opened::Workflow(workflow, _) => Ok((name, Arc::from(workflow))),
                    Opened::Events(..) => Err(format!(
                        "{name} holds an event; choose a file with a workflow"
                    )),
                }
            }
        }
    }
}

impl State {
    /// The comparison that is shown.
    pub fn compared(&self) -> Option<&Compared> {
        self.tab.comparisons.shown.as_ref()
    }

    /// Whether what only moved is left out.
    pub fn hides_moved(&self) -> bool {
        self.tab.comparisons.hide_moved
    }

    /// The places of the lines that are shown, of two states or of three.
    pub fn compared_lines(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let hide = self.tab.comparisons.hide_moved;
        let moved: Vec<bool> = match (self.three_states(), self.compared()) {
            (Some((_, three)), _) => three.lines.iter().map(ThreeLine::is_moved).collect(),
            (None, Some(shown)) => {
                let lines = shown.lines.iter();
                lines.map(|line| line.kind == Kind::Moved).collect()
            }
            (None, None) => Vec::new(),
        };
        let lines = moved.into_iter().enumerate();
        lines
            .filter(move |(_, is_moved)| !(hide && *is_moved))
            .map(|(place, _)| place)
    }

    /// The line that is chosen, of two states or of three.
    fn chosen_difference(&self) -> Option<usize> {
        match self.push_on_canvas().filter(|push| push.three().is_some()) {
            Some(push) => push.on_canvas.and_then(|shown| shown.chosen),
            None => self.compared().and_then(|shown| shown.chosen),
        }
    }

    pub(super) fn why_not_compare(&self, command: &Comparing) -> Option<&'static str> {
        match command {
            Comparing::AskFile
            | Comparing::File(_)
            | Comparing::Tab(_)
            | Comparing::Known(..)
            | Comparing::Version(..) => None,
            Comparing::Disk => self
                .document()
                .path()
                .is_none()
                .then_some("Save the workflow first: it is in no file yet"),
            Comparing::LastSaved => (!self.document().history().is_unsaved())
                .then_some("Nothing has changed since it was opened or saved"),
            _ if !self.compares() => Some("Compare with another workflow first"),
            Comparing::Next | Comparing::Previous => self
                .compared_lines()
                .next()
                .is_none()
                .then_some("There are no differences"),
            Comparing::Show(_) | Comparing::HideMoved | Comparing::Close => None,
        }
    }

    pub(super) fn apply_comparing(&mut self, command: Comparing) {
        if command.takes_the_canvas() {
            self.leave_push_canvas();
        }
        match command {
            Comparing::AskFile => self.pick(Purpose::Compare),
            Comparing::File(path) => self.compare_with(Earlier::File(path)),
            Comparing::Version(version, date) => {
                self.dialog = None;
                self.compare_with(Earlier::Version(version, date));
            }
            Comparing::Known(title, workflow) => {
                self.compare_with(Earlier::Known(title, workflow));
            }
            Comparing::Tab(id) => {
                if let Some(other) = self.tab_of(id) {
                    let workflow = Arc::new(other.document.workflow().clone());
                    self.compare_with(Earlier::Known(self.title_of(other), workflow));
                }
            }
            Comparing::Disk => {
                // The question what becomes of the other's changes.
                if self.dialog.is_some() {
                    self.apply(Command::CloseDialog);
                }
                if let Some(path) = self.document().path().map(PathBuf::from) {
                    self.compare_with(Earlier::File(path));
                }
            }
            Comparing::LastSaved => {
                let title = "Last saved".to_owned();
                let saved = Arc::new(self.last_saved());
                self.compare_with(Earlier::Known(title, saved));
            }
            Comparing::Next => self.step_difference(true),
            Comparing::Previous => self.step_difference(false),
            Comparing::Show(place) => self.show_difference(place),
            Comparing::HideMoved => {
                self.tab.comparisons.hide_moved = !self.tab.comparisons.hide_moved;
                let chosen = self.compared().and_then(|shown| shown.chosen);
                let gone = chosen.is_some_and(|place| self.compared_lines().all(|at| at != place));
                if let Some(shown) = self.tab.comparisons.shown.as_mut().filter(|_| gone) {
                    shown.chosen = None;
                }
            }
            Comparing::Close => {
                self.tab.comparisons.shown = None;
                self.tab.comparisons.of = None;
            }
        }
    }

    fn step_difference(&mut self, forward: bool) {
        let chosen = self.chosen_difference();
        let lines: Vec<usize> = self.compared_lines().collect();
        let (mut onward, mut back) = (lines.iter(), lines.iter().rev());
        // Behind the last comes the first.
        let next = match (chosen, forward) {
            (None, true) => lines.first(),
            (None, false) => lines.last(),
            (Some(here), true) => onward.find(|place| **place > here).or(lines.first()),
            (Some(here), false) => back.find(|place| **place < here).or(lines.last()),
        };
        let next = next.copied();
        if let Some(next) = next {
            self.show_difference(next);
        }
    }

    fn show_difference(&mut self, place: usize) {
        if self.three_states().is_some() {
            self.show_three(place);
        } else if let Some(shown) = &mut self.tab.comparisons.shown {
            shown.chosen = (place < shown.lines.len()).then_some(place);
            shown.asked += 1;
        }
    }

    fn compare_with(&mut self, earlier: Earlier) {
        let after = Arc::new(self.document().workflow().clone());
        let catalogue = self.catalogue.clone();
        self.tab.comparisons.of = Some(self.document().revision());
        let tab = self.tab.id;
        self.start("Comparing…".to_owned(), move || {
            let compared = earlier
                .get()
                .map(|(title, before)| Compared::of(title, before, after, &catalogue));
            Outcome::Compared(tab, compared.map(Box::new))
        });
    }

    pub(super) fn after_comparison(&mut self, id: TabId, compared: Result<Box<Compared>, String>) {
        let Some(tab) = self.tab_mut(id) else {
            return;
        };
        let comparisons = &mut tab.comparisons;
        match compared {
            Ok(compared) => {
                comparisons.last += 1;
                // After an edit the same differences are looked at again.
                let old = comparisons.shown.take();
                let same = old.filter(|old| Arc::ptr_eq(&old.before, &compared.before));
                let chosen = same.and_then(|old| {
                    let line = old.lines.get(old.chosen?)?.clone();
                    compared.lines.iter().position(|other| *other == line)
                });
                comparisons.shown = Some(Compared {
                    chosen,
                    number: comparisons.last,
                    ..*compared
                });
            }
            Err(error) => {
                comparisons.of = None;
                let text = format!("Nothing was compared. {error}");
                self.messages.say(Tone::Failed, text);
            }
        }
    }

    /// Compares anew where the document is another than the one compared.
    pub(super) fn refresh_comparison(&mut self) {
        let revision = self.document().revision();
        if let Some(shown) = &self.tab.comparisons.shown
            && self.tab.comparisons.of != Some(revision)
        {
            let earlier = Earlier::Known(shown.title.clone(), shown.before.clone());
            self.compare_with(earlier);
        }
    }
}

impl From<Comparing> for Command {
    fn from(comparing: Comparing) -> Self {
        Self::Compare(comparing)
    }
}
