//! The scale of the window.

use super::{Command, State, Wish};

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
}
