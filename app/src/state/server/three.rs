//! The three states of a workflow that a push has met: what both began with, what the server has,
//! and what is here. They are shown side by side in the place of the canvas, and decided there.

use std::sync::Arc;

use misp_flow_engine::{
    catalogue::Catalogue,
    compare::{Kind, Place},
    merge::{Conflict, Merge, Side},
};

use crate::{
    push::{Plan, is_pushed},
    state::{Comparing, Dialog, State},
};

use super::{Pushing, ServerDialog, push::server_state};

/// What both sides changed, and what one of them did, as lines.
#[derive(Clone, Debug)]
pub struct ThreeStates {
    plan: Arc<Plan>,
    /// The conflicts first, then what only the server's side changed, then what only this one did.
    pub lines: Vec<ThreeLine>,
}

/// A line of what differs between the three.
#[derive(Clone, Debug, PartialEq)]
pub enum ThreeLine {
    /// Both changed the same part; its place among the conflicts.
    Conflict(usize),
    /// Only one changed it.
    Changed {
        /// Who.
        by: Side,
        /// How it is to be taken.
        kind: Kind,
        /// Where, seen from what both began with.
        place: Box<Place>,
        /// In words.
        words: String,
    },
}

impl ThreeLine {
    /// Whether a node only stands elsewhere.
    pub fn is_moved(&self) -> bool {
        matches!(
            self,
            Self::Changed {
                kind: Kind::Moved,
                ..
            }
        )
    }
}

impl ThreeStates {
    /// The lines of a plan where both sides were changed; nothing of another.
    pub(super) fn of(plan: &Arc<Plan>, catalogue: &Catalogue) -> Option<Self> {
        let merge = plan.merge.as_deref()?;
        let conflicts = 0..merge.conflicts().len();
        let mut lines: Vec<ThreeLine> = conflicts.map(ThreeLine::Conflict).collect();
        for by in [Side::Theirs, Side::Mine] {
            // What a push does not send is not among what it brings.
            let own = merge.only_by(by);
            let own = own.filter(|one| by == Side::Theirs || is_pushed(one));
            lines.extend(own.map(|one| ThreeLine::Changed {
                by,
                kind: one.kind(),
                place: Box::new(one.place.clone()),
                words: one.words(merge.base(), merge.state(by), catalogue),
            }));
        }
        let plan = Arc::clone(plan);
        Some(Self { plan, lines })
    }

    /// The three states.
    pub fn merge(&self) -> Option<&Merge> {
        self.plan.merge.as_deref()
    }

    /// The conflict at this place.
    pub fn conflict(&self, place: usize) -> Option<&Conflict> {
        self.merge()?.conflicts().get(place)
    }

    /// The line of the first node that both changed.
    fn first_node(&self) -> Option<usize> {
        let mut conflicts = self.merge()?.conflicts().iter();
        conflicts.position(|conflict| conflict.part.node().is_some())
    }

    /// In words what only this side changed.
    pub fn changed_by(&self, side: Side) -> impl Iterator<Item = &str> {
        self.lines.iter().filter_map(move |line| match line {
            ThreeLine::Changed { by, words, .. } if *by == side => Some(words.as_str()),
            _ => None,
        })
    }
}

/// What is looked at on the canvas while a push waits.
#[derive(Clone, Copy, Debug, Default)]
pub struct OnCanvas {
    /// The chosen line.
    pub chosen: Option<usize>,
    /// Counts how often a line was asked for, so that it is brought into view each time.
    pub asked: u64,
}

impl State {
    /// The push of the shown workflow, where what it would do is shown on the canvas.
    pub fn push_on_canvas(&self) -> Option<&Pushing> {
        let pushing = self.servers.pushing.as_ref()?;
        let shown = pushing.on_canvas.is_some() && pushing.tab == self.tab.id;
        shown.then_some(pushing)
    }

    /// The three states that are shown on the canvas.
    pub fn three_states(&self) -> Option<(&Pushing, &Arc<ThreeStates>)> {
        let pushing = self.push_on_canvas()?;
        Some((pushing, pushing.three()?))
    }

    /// Whether a comparison takes the place of the canvas.
    pub fn compares(&self) -> bool {
        self.compared().is_some() || self.three_states().is_some()
    }

    /// Whether the workflow is another than the one that the push was planned for.
    pub fn is_push_outdated(&self) -> bool {
        let pushing = self.servers.pushing.as_ref();
        pushing.is_some_and(|pushing| {
            let tab = self.tab_of(pushing.tab);
            tab.is_none_or(|tab| tab.document().revision() != pushing.of)
        })
    }

    /// Shows on the canvas what the push would change: two states, or three where both changed.
    pub(super) fn show_push_on_canvas(&mut self) {
        let Some(pushing) = &self.servers.pushing else {
            return;
        };
        let tab = pushing.tab;
        let Some(theirs) = pushing.plan().and_then(|plan| server_state(plan)) else {
            return;
        };
        let is_two = pushing.three().is_none();
        // The first node that both changed is looked at from near.
        let chosen = pushing.three().and_then(|three| three.first_node());
        self.dialog = None;
        self.show_tab(tab);
        self.apply_comparing(Comparing::Close);
        if is_two {
            let comparing = Comparing::Known("On the server".to_owned(), Arc::new(theirs));
            self.apply_comparing(comparing);
        }
        if let Some(pushing) = &mut self.servers.pushing {
            pushing.on_canvas = Some(OnCanvas {
                chosen,
                asked: u64::from(chosen.is_some()),
            });
        }
    }

    /// Goes back from the canvas to the push; looks anew where the workflow was changed meanwhile.
    pub(super) fn back_to_push(&mut self) {
        let Some(pushing) = self.push_on_canvas() else {
            return;
        };
        let (target, decided) = (pushing.target.clone(), pushing.decided.clone());
        let only_mine = pushing.only_mine;
        let outdated = self.is_push_outdated();
        self.apply_comparing(Comparing::Close);
        if outdated {
            self.look_at(target, decided);
            if let Some(pushing) = &mut self.servers.pushing {
                pushing.only_mine = only_mine;
            }
        } else {
            self.dialog = Some(Dialog::Server(ServerDialog::Push));
        }
    }

    /// The canvas is the workflow's again.
    pub(in crate::state) fn leave_push_canvas(&mut self) {
        if let Some(pushing) = &mut self.servers.pushing {
            pushing.on_canvas = None;
        }
    }

    /// Chooses a line of the three states.
    pub(in crate::state) fn show_three(&mut self, place: usize) {
        let pushing = self.servers.pushing.as_mut();
        let Some(pushing) = pushing else { return };
        let lines = pushing.three().map_or(0, |three| three.lines.len());
        if let Some(on_canvas) = &mut pushing.on_canvas {
            on_canvas.chosen = (place < lines).then_some(place);
            on_canvas.asked += 1;
        }
    }
}
