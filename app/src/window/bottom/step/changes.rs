//! What a step changed, a line each.

use egui::Ui;
use misp_flow_engine::account::{ChangedKind, Changes};

use super::{caption, line};
use crate::window::{controls::count_words, theme::Colours};

/// How many lines are shown.
const MOST: usize = 100;

/// The changes under their title; nothing where there are none.
pub(super) fn show(ui: &mut Ui, title: &str, changes: &Changes) {
    if changes.list.is_empty() {
        return;
    }
    let colours = Colours::of(ui.visuals());
    caption(ui, title);
    for change in changes.list.iter().take(MOST) {
        let (sign, colour) = match change.kind {
            ChangedKind::Added => ("+", colours.ok),
            ChangedKind::Removed => ("−", colours.error),
            ChangedKind::Altered => ("~", colours.warning),
        };
        line(ui, sign, colour, &change.words());
    }
    let more = changes.list.len().saturating_sub(MOST);
    if changes.more {
        caption(ui, &format!("and more than {}", count_words(more, "other")));
    } else if more > 0 {
        caption(ui, &format!("and {more} more"));
    }
}
