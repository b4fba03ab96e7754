//! The tabs: every open document with all that belongs to it. One of them is shown; commands are
//! about that one.

use misp_flow_engine::{check::Problem, run::Answers, value::Value};

use super::{
    Expecting, Many, Next, OpenDocument, Outside, Revision, Selected, ShownRun, State, TabTarget,
    checks::CheckedFor, compare::Comparisons, save::Saving, stepping::Stepper,
};

/// Tells a tab from the others, those that were closed included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TabId(u64);

impl TabId {
    pub(super) fn number(self) -> u64 {
        self.0
    }
}

/// An open document with all that belongs to it.
#[derive(Debug)]
pub struct Tab {
    pub(super) id: TabId,
    pub(super) document: OpenDocument,
    pub(super) selected: Selected,
    /// The run that is shown.
    pub(super) run: Option<ShownRun>,
    /// The simulation that a received run took the place of.
    pub(super) aside: Option<ShownRun>,
    /// What goes on with its runs.
    pub(super) stepper: Stepper,
    /// The simulation that was asked for last; those before it are not shown any more.
    pub(super) wanted_run: u64,
    /// What nodes give in simulations, by what the user set.
    pub(super) answers: Answers,
    /// The description of the simulated server that the document is shown on; `None` for the
    /// usual one.
    pub(super) server: Option<Value>,
    /// The trigger that was chosen for trying what has none.
    pub(super) trial: Option<String>,
    /// Problems with what they are those of.
    pub(super) problems: (CheckedFor, Vec<Problem>),
    /// The comparison that takes the canvas' place.
    pub(super) comparisons: Comparisons,
    pub(super) saving: Saving,
    /// The state that the journal has, where there is one.
    pub(super) kept: Option<Revision>,
    /// What somebody else did with the file.
    pub(super) outside: Option<Outside>,
    /// Where the document came from or went to on a server.
    pub(super) target: Option<TabTarget>,
    /// The last run on many events.
    pub(super) many: Option<Box<Many>>,
    /// What is expected of the workflow.
    pub(super) expecting: Expecting,
}

impl Tab {
    fn new(id: TabId, document: OpenDocument) -> Self {
        Self {
            id,
            document,
            selected: Selected::default(),
            run: None,
            aside: None,
            stepper: Stepper::default(),
            wanted_run: 0,
            answers: Answers::default(),
            server: None,
            trial: None,
            problems: (CheckedFor::default(), Vec::new()),
            comparisons: Comparisons::default(),
            saving: Saving::default(),
            kept: None,
            outside: None,
            target: None,
            many: None,
            expecting: Expecting::default(),
        }
    }

    /// The first tab of a window.
    pub(super) fn first(document: OpenDocument) -> Self {
        Self::new(TabId(0), document)
    }

    /// What tells it from the others.
    pub fn id(&self) -> TabId {
        self.id
    }

    /// Its document.
    pub fn document(&self) -> &OpenDocument {
        &self.document
    }

    /// Where its document came from or went to on a server.
    pub fn target(&self) -> Option<&TabTarget> {
        self.target.as_ref()
    }

    /// What somebody else did with its file, until the user has answered.
    pub fn outside(&self) -> Option<Outside> {
        self.outside
    }
}

/// The tabs that are not shown, and the order of all.
#[derive(Debug)]
pub(super) struct Tabs {
    others: Vec<Tab>,
    order: Vec<TabId>,
    last: u64,
}

impl Default for Tabs {
    fn default() -> Self {
        Self {
            others: Vec::new(),
            order: vec![TabId(0)],
            last: 0,
        }
    }
}

impl Tabs {
    fn next_id(&mut self) -> TabId {
        self.last += 1;
        TabId(self.last)
    }

    pub(super) fn others_mut(&mut self) -> impl Iterator<Item = &mut Tab> {
        self.others.iter_mut()
    }

    fn place(&self, id: TabId) -> Option<usize> {
        self.order.iter().position(|other| *other == id)
    }
}

impl State {
    /// The tabs from left to right.
    pub fn tabs(&self) -> impl Iterator<Item = &Tab> {
        self.tabs.order.iter().filter_map(|id| self.tab_of(*id))
    }

    /// The tab that is shown.
    pub fn tab(&self) -> &Tab {
        &self.tab
    }

    /// A tab, unless it was closed.
    pub fn tab_of(&self, id: TabId) -> Option<&Tab> {
        if self.tab.id == id {
            return Some(&self.tab);
        }
        self.tabs.others.iter().find(|tab| tab.id == id)
    }

    /// What a tab is called: its document's title, with a number where tabs opened before it have
    /// the same.
    pub fn title_of(&self, tab: &Tab) -> String {
        let (name, rest) = self.title_parts_of(tab);
        format!("{name}{rest}")
    }

    /// The same in two parts: the name, and what tells it from others of the same name.
    pub fn title_parts_of(&self, tab: &Tab) -> (String, String) {
        let title = tab.document.title();
        let same = |other: &&Tab| other.id.0 < tab.id.0 && other.document.title() == title;
        let (name, rest) = tab.document.title_parts();
        let rest = match self.tabs().filter(same).count() {
            0 => rest.to_owned(),
            before => format!("{rest} {}", before + 1),
        };
        (name, rest)
    }

    pub(super) fn tab_mut(&mut self, id: TabId) -> Option<&mut Tab> {
        self.tabs_mut().find(|tab| tab.id == id)
    }

    /// All tabs in no order.
    pub(super) fn tabs_mut(&mut self) -> impl Iterator<Item = &mut Tab> {
        std::iter::once(&mut self.tab).chain(&mut self.tabs.others)
    }

    /// Opens a document in a new tab behind the others and shows it. A tab in which nothing was
    /// done gives its place away.
    pub(super) fn add_tab(&mut self, document: OpenDocument) {
        let id = self.tabs.next_id();
        let new = Tab::new(id, document);
        if self.tab.document.is_untouched() {
            if let Some(place) = self.tabs.order.iter_mut().find(|id| **id == self.tab.id) {
                *place = id;
            }
            drop_elsewhere(std::mem::replace(&mut self.tab, new));
        } else {
            self.tabs.order.push(id);
            self.tabs.others.push(new);
            self.show_tab(id);
        }
    }

    pub(super) fn show_tab(&mut self, id: TabId) {
        let others = &mut self.tabs.others;
        let Some(place) = others.iter().position(|tab| tab.id == id) else {
            return;
        };
        self.tab.document.seal();
        let next = others.swap_remove(place);
        others.push(std::mem::replace(&mut self.tab, next));
    }

    /// Shows the tab so many places further on; behind the last comes the first.
    pub(super) fn show_neighbour(&mut self, by: isize) {
        let order = &self.tabs.order;
        let next = self.tabs.place(self.tab.id).and_then(|place| {
            let count = isize::try_from(order.len()).ok()?;
            let place = (isize::try_from(place).ok()? + by).rem_euclid(count);
            order.get(usize::try_from(place).ok()?).copied()
        });
        if let Some(next) = next {
            self.show_tab(next);
        }
    }

    /// Moves a tab to this place among all.
    pub(super) fn move_tab(&mut self, id: TabId, to: usize) {
        if let Some(from) = self.tabs.place(id) {
            let order = &mut self.tabs.order;
            order.remove(from);
            order.insert(to.min(order.len()), id);
        }
    }

    /// Closes a tab; where changes would be lost, that is a question first.
    pub(super) fn close_tab(&mut self, id: TabId) {
        if self.tab_of(id).is_some_and(|tab| tab.document.is_unsaved()) {
            // What the question is about is to be seen behind it.
            self.show_tab(id);
        }
        self.guard(Next::CloseTab(id));
    }

    /// Takes a tab away. The window is never without one.
    pub(super) fn remove_tab(&mut self, id: TabId) {
        let Some(place) = self.tabs.place(id) else {
            return;
        };
        self.forget_changes(id);
        if self.tab.id == id {
            let order = &self.tabs.order;
            let neighbour = order
                .get(place + 1)
                .or_else(|| order.get(place.checked_sub(1)?));
            match neighbour.copied() {
                Some(neighbour) => self.show_tab(neighbour),
                None => {
                    let empty = Tab::new(self.tabs.next_id(), OpenDocument::empty());
                    self.tabs.order.push(empty.id);
                    drop_elsewhere(std::mem::replace(&mut self.tab, empty));
                }
            }
        }
        self.tabs.order.retain(|other| *other != id);
        if let Some(place) = self.tabs.others.iter().position(|tab| tab.id == id) {
            drop_elsewhere(self.tabs.others.swap_remove(place));
        }
    }
}

/// A run on a large event holds hundreds of megabytes, which take their time to give back.
pub(super) fn drop_elsewhere(old: impl Send + 'static) {
    std::thread::spawn(move || drop(old));
}
