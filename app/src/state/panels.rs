//! Which panels are shown, and at which side of the window they are.

use super::{Panel, State};
use crate::library::{Side, Sides};

/// Where the canvas needs all the room there is: panels are shown there only when they are asked
/// for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cramped {
    /// Beside the canvas.
    pub beside: bool,
    /// Below it.
    pub below: bool,
}

impl Panel {
    /// All there are, in the order in which those at one side come.
    pub const ALL: [Self; 3] = [Self::Left, Self::Right, Self::Bottom];
}

impl State {
    /// Where a panel is.
    pub fn side(&self, panel: Panel) -> Side {
        let sides = &self.settings.sides;
        match panel {
            Panel::Left => sides.lists,
            Panel::Right => sides.inspector,
            Panel::Bottom => sides.results,
        }
    }

    /// Whether a panel is shown.
    pub fn shows(&self, panel: Panel) -> bool {
        self.is_wanted(panel) && !self.gives_way(panel)
    }

    /// Whether a panel is not shown while workflows are compared: the list of differences takes the
    /// place of the results, and where there is little room the canvases have all of it.
    pub fn gives_way_to_comparison(&self, panel: Panel) -> bool {
        self.compares() && (self.narrow || panel == Panel::Bottom)
    }

    /// Whether there is no room for a panel beside one at the other side.
    fn gives_way(&self, panel: Panel) -> bool {
        let opposite = match self.side(panel) {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
            Side::Bottom => return false,
        };
        self.narrow && self.side(self.front) == opposite && self.is_wanted(self.front)
    }

    /// Whether a panel is open and, where it leaves the canvas too little, was asked for.
    fn is_wanted(&self, panel: Panel) -> bool {
        self.is_open(panel) && (!self.has_no_room(panel) || self.raised.contains(&panel))
    }

    fn has_no_room(&self, panel: Panel) -> bool {
        match self.side(panel) {
            Side::Bottom => self.cramped.below,
            Side::Left | Side::Right => self.cramped.beside,
        }
    }

    /// Shows a panel, in front of another that there is no room for.
    pub fn bring_up(&mut self, panel: Panel) {
        *self.open_mut(panel) = true;
        self.raised.insert(panel);
        if self.side(panel) != Side::Bottom {
            self.front = panel;
        }
    }

    /// Closes a panel that is seen, and shows one that is not. One that was shown for a while in
    /// little room is open again where there is more.
    pub(super) fn toggle(&mut self, panel: Panel) {
        if self.shows(panel) {
            self.raised.remove(&panel);
            *self.open_mut(panel) = self.has_no_room(panel);
        } else {
            self.bring_up(panel);
        }
    }

    /// Puts a panel at a side and shows it.
    pub(super) fn dock(&mut self, panel: Panel, side: Side) {
        let sides = &mut self.settings.sides;
        match panel {
            Panel::Left => sides.lists = side,
            Panel::Right => sides.inspector = side,
            Panel::Bottom => sides.results = side,
        }
        self.front_at_a_side();
        self.bring_up(panel);
    }

    /// Puts all panels where they are at the first start, and shows them.
    pub(super) fn dock_all(&mut self) {
        self.settings.sides = Sides::default();
        for panel in Panel::ALL {
            *self.open_mut(panel) = true;
        }
        self.front_at_a_side();
    }

    /// What gives way does so for a panel beside the canvas, not for one below it.
    fn front_at_a_side(&mut self) {
        let beside = |panel: &Panel| self.is_open(*panel) && self.side(*panel) != Side::Bottom;
        if !beside(&self.front)
            && let Some(other) = Panel::ALL.into_iter().rfind(beside)
        {
            self.front = other;
        }
    }

    fn is_open(&self, panel: Panel) -> bool {
        match panel {
            Panel::Left => self.settings.left,
            Panel::Right => self.settings.right,
            Panel::Bottom => self.settings.bottom,
        }
    }

    fn open_mut(&mut self, panel: Panel) -> &mut bool {
        match panel {
            Panel::Left => &mut self.settings.left,
            Panel::Right => &mut self.settings.right,
            Panel::Bottom => &mut self.settings.bottom,
        }
    }
}
