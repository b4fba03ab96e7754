//! The scale of the window, and which panels it leaves room for.

use super::{Command, Panel, State, Wish};

/// The scales that there are, in percent of the display's own.
pub const SCALES: &[u16] = &[100, 110, 125, 150, 175, 200, 225, 250];

impl State {
    pub(super) fn scale(&mut self, command: &Command) {
        if let Some(scale) = self.next_scale(command) {
            self.settings.scale = scale;
            self.wishes.push(Wish::Scale);
        }
    }

    /// The scale that a command leads to, where it is another.
    fn next_scale(&self, command: &Command) -> Option<u16> {
        let now = self.settings.scale;
        let mut scales = SCALES.iter().copied();
        match command {
            Command::ScaleUp => scales.find(|scale| *scale > now),
            Command::ScaleDown => scales.rfind(|scale| *scale < now),
            Command::Scale(wanted) => scales.find(|scale| scale == wanted && *scale != now),
            _ => None,
        }
    }

    pub(super) fn why_not_scale(&self, command: &Command) -> Option<&'static str> {
        if self.next_scale(command).is_some() {
            return None;
        }
        match command {
            Command::ScaleUp => Some("This is the largest scale"),
            Command::ScaleDown => Some("This is the smallest scale"),
            _ => None,
        }
    }

    /// Whether a panel is shown.
    pub fn shows(&self, panel: Panel) -> bool {
        let gives_way =
            self.narrow && self.settings.left && self.settings.right && self.front != panel;
        match panel {
            Panel::Left => self.settings.left && !gives_way,
            Panel::Right => self.settings.right && !gives_way,
            Panel::Bottom => self.settings.bottom,
        }
    }

    /// Shows a panel, in front of another that there is no room for.
    pub fn bring_up(&mut self, panel: Panel) {
        *self.panel_mut(panel) = true;
        if panel != Panel::Bottom {
            self.front = panel;
        }
    }

    /// Closes a panel that is seen, and shows one that is not.
    pub(super) fn toggle(&mut self, panel: Panel) {
        if self.shows(panel) {
            *self.panel_mut(panel) = false;
        } else {
            self.bring_up(panel);
        }
    }

    fn panel_mut(&mut self, panel: Panel) -> &mut bool {
        match panel {
            Panel::Left => &mut self.settings.left,
            Panel::Right => &mut self.settings.right,
            Panel::Bottom => &mut self.settings.bottom,
        }
    }
}
