//! What a step changed, a line each.

use egui::Ui;
use misp_flow_engine::account::{ChangedKind, Changes};

use super::{caption, line};
use crate::window::{controls::count_words, theme::Colours};

/// How many lines are shown.
const MOST: usize = 100;
/// So many are laid out wherever they are; of the others those that are seen or nearly so, because
/// breaking long lines takes longer than all else that tells of a step.
const ALWAYS: usize = 20;
/// How near to what is seen, in points.
const NEAR: f32 = 200.0;

/// The changes under their title; nothing where there are none.
pub(super) fn show(ui: &mut Ui, title: &str, changes: &Changes) {
    if changes.list.is_empty() {
        return;
    }
    let colours = Colours::of(ui.visuals());
    caption(ui, title);
    let mut height = 0.0;
    let told = changes.list.len().min(MOST);
    for (place, change) in changes.list.iter().take(told).enumerate() {
        let top = ui.cursor().top();
        if place >= ALWAYS && top > ui.clip_rect().bottom() + NEAR {
            // The room of those that are left, were they all as the last one.
            #[allow(clippy::cast_precision_loss, reason = "a hundred lines")]
            ui.add_space((told - place) as f32 * height);
            break;
        }
        let (sign, colour) = match change.kind {
            ChangedKind::Added => ("+", colours.ok),
            ChangedKind::Removed => ("−", colours.error),
            ChangedKind::Altered => ("~", colours.warning),
        };
        line(ui, sign, colour, &change.words());
        height = ui.cursor().top() - top;
    }
    let more = changes.list.len().saturating_sub(MOST);
    if changes.more {
        caption(ui, &format!("and more than {}", count_words(more, "other")));
    } else if more > 0 {
        caption(ui, &format!("and {more} more"));
    }
}
