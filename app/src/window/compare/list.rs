//! The differences in words, one a line; pressing one brings it into view on all sides.

use egui::{
    Align, AtomExt as _, Button, Color32, Layout, Response, RichText, ScrollArea, Ui, WidgetInfo,
    WidgetType,
};
use egui_phosphor::regular as glyph;
use misp_flow_engine::merge::Side;

use super::look;
use crate::{
    state::{Command, Compared, Comparing, Pushing, ServerCommand, State, ThreeLine, ThreeStates},
    window::{canvas::NodeState, controls::Commands, theme::Colours},
};

const ROW: f32 = 26.0;

/// Remembers which difference was scrolled to.
#[derive(Debug, Default)]
pub(super) struct List {
    scrolled: (u64, u64),
}

impl List {
    /// The differences of two states.
    pub fn of_two(&mut self, ui: &mut Ui, state: &State, shown: &Compared, out: &mut Commands) {
        let places: Vec<usize> = state.compared_lines().collect();
        if places.is_empty() {
            nothing(
                ui,
                if shown.lines.is_empty() {
                    "Both workflows are the same"
                } else {
                    "Both workflows do the same; nodes only stand elsewhere"
                },
            );
            return;
        }
        let asked = (shown.number, shown.asked);
        self.rows(ui, &places, shown.chosen, asked, |ui, place| {
            let Some(line) = shown.lines.get(place) else {
                return;
            };
            let (sign, node, word) = look(line.kind);
            let name = format!("{}, {word}", line.words);
            let chosen = shown.chosen == Some(place);
            row(ui, sign, node, &line.words, &name, (place, chosen), out);
        });
    }

    /// The differences of three states; conflicts can be decided here.
    pub fn of_three(
        &mut self,
        ui: &mut Ui,
        state: &State,
        pushing: &Pushing,
        three: &ThreeStates,
        out: &mut Commands,
    ) {
        let places: Vec<usize> = state.compared_lines().collect();
        if places.is_empty() {
            nothing(ui, "All that differs is where nodes stand");
            return;
        }
        let shown = pushing.on_canvas.unwrap_or_default();
        let asked = (0, shown.asked);
        self.rows(ui, &places, shown.chosen, asked, |ui, place| {
            let chosen = (place, shown.chosen == Some(place));
            match three.lines.get(place) {
                Some(ThreeLine::Conflict(conflict)) => {
                    let size = egui::vec2(ui.available_width(), ROW);
                    let layout = Layout::right_to_left(Align::Center);
                    ui.allocate_ui_with_layout(size, layout, |ui| {
                        conflict_row(ui, pushing, three, *conflict, chosen, out);
                    });
                }
                Some(ThreeLine::Changed {
                    by, kind, words, ..
                }) => {
                    let (sign, node, word) = look(*kind);
                    let who = match by {
                        Side::Theirs => "Theirs",
                        Side::Mine => "Mine",
                    };
                    let words = format!("{who}: {words}");
                    let name = format!("{words}, {word}");
                    row(ui, sign, node, &words, &name, chosen, out);
                }
                None => {}
            }
        });
    }

    /// The rows in view, scrolled to the one that was just chosen.
    fn rows(
        &mut self,
        ui: &mut Ui,
        places: &[usize],
        chosen: Option<usize>,
        asked: (u64, u64),
        mut row: impl FnMut(&mut Ui, usize),
    ) {
        let fresh = self.scrolled != asked && chosen.is_some();
        self.scrolled = asked;
        let mut area = ScrollArea::vertical().auto_shrink(false);
        if fresh && let Some(at) = places.iter().position(|place| Some(*place) == chosen) {
            // Rows out of view are not laid out, so the place is reckoned.
            #[allow(clippy::cast_precision_loss, reason = "rows of a list")]
            let top = at as f32 * (ROW + ui.spacing().item_spacing.y);
            area = area.vertical_scroll_offset((top - ui.available_height() * 0.4).max(0.0));
        }
        area.show_rows(ui, ROW, places.len(), |ui, rows| {
            for place in places.get(rows).unwrap_or_default() {
                row(ui, *place);
            }
        });
    }
}

fn nothing(ui: &mut Ui, text: &str) {
    let colours = Colours::of(ui.visuals());
    ui.centered_and_justified(|ui| {
        ui.label(RichText::new(text).color(colours.soft_text));
    });
}

/// A line; pressed, it is the one that is looked at.
fn row(
    ui: &mut Ui,
    sign: &str,
    node: NodeState,
    words: &str,
    name: &str,
    (place, chosen): (usize, bool),
    out: &mut Commands,
) -> Response {
    let colours = Colours::of(ui.visuals());
    let sign = RichText::new(sign).color(colours.state(node));
    // The font of the window has no arrow of its own; that of the icons has.
    let shown_words = words.replace('→', glyph::ARROW_RIGHT);
    let words = RichText::new(&shown_words).color(colours.text);
    let size = egui::vec2(ui.available_width(), ROW);
    let layout = Layout::top_down_justified(Align::LEFT);
    let response = ui.allocate_ui_with_layout(size, layout, |ui| {
        let button = Button::selectable(chosen, (sign, words.atom_shrink(true)))
            .truncate()
            .min_size(egui::vec2(0.0, ROW));
        ui.add(button)
    });
    let response = response.inner;
    response.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, chosen, name));
    if response.clicked() {
        out.push(Command::Compare(Comparing::Show(place)));
    }
    response.on_hover_text(shown_words)
}

/// A part that both changed, with what each made of it, and from whom it is taken.
fn conflict_row(
    ui: &mut Ui,
    pushing: &Pushing,
    three: &ThreeStates,
    conflict: usize,
    chosen: (usize, bool),
    out: &mut Commands,
) {
    let Some(conflict) = three.conflict(conflict) else {
        return;
    };
    let colours = Colours::of(ui.visuals());
    let choice = pushing.choice(&conflict.part);
    // From right to left, beside the bar that scrolls.
    ui.add_space(8.0);
    for (side, text) in [(Side::Mine, "Mine"), (Side::Theirs, "Theirs")] {
        let is_taken = choice == Some(side);
        let (fill, ink): (Color32, Color32) = if is_taken {
            (colours.accent, colours.on_fill)
        } else {
            (colours.well, colours.text)
        };
        let button = Button::new(RichText::new(text).color(ink)).fill(fill);
        let response = ui.add(button.min_size(egui::vec2(64.0, ROW - 2.0)));
        response.widget_info(|| {
            let name = format!("{text}, {}", conflict.title);
            WidgetInfo::selected(WidgetType::RadioButton, true, is_taken, name)
        });
        if response.clicked() {
            let part = conflict.part.clone();
            out.push(Command::Server(ServerCommand::Choose(part, side)));
        }
    }
    let told = |words: &[String]| match words {
        [] => "as it was".to_owned(),
        words => words.join(", "),
    };
    let words = format!(
        "{}  ·  Theirs: {}  ·  Mine: {}",
        conflict.title,
        told(&conflict.theirs),
        told(&conflict.mine)
    );
    let (node, word) = match choice {
        None => (NodeState::Conflict, "to be decided"),
        Some(Side::Theirs) => (NodeState::Chosen, "theirs is taken"),
        Some(Side::Mine) => (NodeState::Chosen, "mine is taken"),
    };
    let name = format!("{words}, {word}");
    row(ui, glyph::GIT_MERGE, node, &words, &name, chosen, out);
}
