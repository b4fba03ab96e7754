//! What the list says of ways, times and rates.

use std::time::Duration;

use egui::Color32;
use egui_phosphor::regular as glyph;
use misp_flow_engine::{
    catalogue::Catalogue,
    run::{Places, Route},
    workflow::Workflow,
};

use crate::{
    batch::{Change, End},
    window::{
        names::{label, node_name},
        theme::Colours,
    },
};

/// So many nodes of a way are named at most.
const MOST: usize = 24;

/// The nodes of a way in their order.
pub(super) fn route(
    route: &Route,
    workflow: &Workflow,
    catalogue: &Catalogue,
    places: &Places,
) -> String {
    let stops = route.all_stops();
    if stops.is_empty() {
        return "no node".to_owned();
    }
    let mut text = String::new();
    for stop in stops.iter().take(MOST) {
        let Some(node) = places.node(stop.node) else {
            continue;
        };
        if !text.is_empty() {
            text.push_str(&format!(" {} ", glyph::ARROW_RIGHT));
        }
        let name = node_name(workflow, node);
        let label = label(workflow, catalogue, node, stop.port);
        text.push_str(&match (workflow.graph.is_shared(&name), label) {
            (false, "") => name,
            (true, "") => format!("{name} ({node})"),
            (false, label) => format!("{name} ({label})"),
            (true, label) => format!("{name} ({node}, {label})"),
        });
        if stop.failed {
            text.push_str(&format!(" {}", glyph::X));
        }
    }
    match stops.len().checked_sub(MOST).filter(|more| *more > 0) {
        Some(more) => format!("{text} and {more} more"),
        None => text,
    }
}

/// The word for an end, its sign and its colour.
pub(super) fn end_look(end: End, colours: &Colours) -> (&'static str, &'static str, Color32) {
    match end {
        End::Success => ("Succeeded", glyph::CHECK_CIRCLE, colours.ok),
        End::Partial => ("With failures", glyph::WARNING, colours.warning),
        End::Blocked => ("Blocked", glyph::HAND_PALM, colours.blocked),
        End::Failure => ("Failed", glyph::X_CIRCLE, colours.error),
        End::Unreadable => ("Unreadable", glyph::FILE_X, colours.warning),
    }
}

/// The word for a change.
pub(super) fn change_word(change: Change) -> &'static str {
    match change {
        Change::None => "The same",
        Change::Message => "Message",
        Change::Path => "Path",
        Change::Outcome => "Outcome",
    }
}

/// A span of time: `3 s`, `2 min 5 s`, `1 h 4 min`.
pub(super) fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0 if time.as_millis() < 100 => "less than 0.1 s".to_owned(),
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_easy_to_read() {
        let of = |seconds| span(Duration::from_secs_f64(seconds));
        assert_eq!(of(0.02), "less than 0.1 s");
        assert_eq!(of(0.34), "0.3 s");
        assert_eq!(of(42.6), "42 s");
        assert_eq!(of(125.0), "2 min 5 s");
        assert_eq!(of(3840.0), "1 h 4 min");
    }
}
