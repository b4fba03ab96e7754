//! Two states: the earlier on the left, the later on the right.

use std::collections::HashMap;

use egui::Ui;
use misp_flow_engine::{compare::Place, workflow::Graph};

use super::{
    marks,
    sides::{Sides, Spot},
};
use crate::{
    state::{Command, Compared, Comparing, State},
    window::{controls::Commands, scene::scene_of},
};

/// The two canvases and what they show.
#[derive(Debug, Default)]
pub(super) struct Two {
    pub sides: Sides,
    /// The comparison that the scenes are of, and whether the marks have what only moved.
    of: Option<(u64, bool)>,
    /// The earlier title and how often a difference was asked for, of what is in view.
    seen: Option<(String, u64)>,
}

impl Two {
    pub fn show(&mut self, ui: &mut Ui, state: &State, shown: &Compared, out: &mut Commands) {
        self.refresh(state, shown);
        self.look_at(shown);
        let titles = [
            format!("Before: {}", shown.title),
            format!("Now: {}", state.title_of(state.tab())),
        ];
        let clicked = self.sides.show(ui, &titles);
        // A node that was clicked: its difference becomes the chosen one.
        let line = clicked.and_then(|(side, id)| {
            shown.lines.iter().position(|line| match &line.place {
                Place::Node(old, new) => one_of(side, old, new).as_ref() == Some(&id),
                _ => false,
            })
        });
        if let Some(line) = line {
            out.push(Command::Compare(Comparing::Show(line)));
        }
    }

    /// Says that the comparison is closed: the next one comes into view as a whole.
    pub fn forget(&mut self) {
        self.seen = None;
    }

    fn refresh(&mut self, state: &State, shown: &Compared) {
        let of = Some((shown.number, state.hides_moved()));
        if self.of == of {
            return;
        }
        self.of = of;
        let workflows = [&shown.before, &shown.after];
        let overlays = marks::overlays(shown, state.hides_moved());
        let scenes = workflows.map(|one| scene_of(one, &state.catalogue, &HashMap::new()));
        self.sides.set(scenes.into_iter().zip(overlays).collect());
    }

    /// Brings all of a new comparison into view, or the difference that was asked for last.
    fn look_at(&mut self, shown: &Compared) {
        let known = self.seen.as_ref();
        let fresh =
            known.is_none_or(|(title, asked)| *title != shown.title || *asked > shown.asked);
        if !fresh && known.is_some_and(|(_, asked)| *asked == shown.asked) {
            return;
        }
        self.seen = Some((shown.title.clone(), shown.asked));
        if fresh {
            self.sides.look_at_all();
        }
        if let Some(line) = shown.chosen.and_then(|place| shown.lines.get(place)) {
            let graphs = [&shown.before.graph, &shown.after.graph];
            let spots = graphs.into_iter().enumerate();
            let spots = spots.map(|(side, graph)| spot(&line.place, side, graph));
            self.sides.look_at(spots.collect());
        }
    }
}

/// What a place is on a side: 0 for the earlier, else the later.
pub(super) fn spot(place: &Place, side: usize, graph: &Graph) -> Spot {
    match place {
        Place::Workflow => Spot::default(),
        Place::Node(old, new) => Spot::node(one_of(side, old, new).as_ref()),
        Place::Wire(old, new) => Spot::wire(one_of(side, old, new).as_ref()),
        Place::Frame(old, new) => Spot::frame(one_of(side, old, new).as_ref(), graph),
    }
}

/// What is meant on a side: 0 for the earlier, else the later.
pub(super) fn one_of<'a, T>(side: usize, old: &'a T, new: &'a T) -> &'a T {
    if side == 0 { old } else { new }
}
