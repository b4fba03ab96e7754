//! The differences in words, one a line; pressing one brings it into view on both sides.

use egui::{Align, Button, RichText, ScrollArea, Ui, WidgetInfo, WidgetType};

use super::look;
use crate::{
    state::{Command, Compared, Comparing, State},
    window::{controls::Commands, theme::Colours},
};

const ROW: f32 = 26.0;

/// Remembers which difference was scrolled to.
#[derive(Debug, Default)]
pub(super) struct List {
    scrolled: (u64, u64),
}

impl List {
    pub fn show(&mut self, ui: &mut Ui, state: &State, shown: &Compared, out: &mut Commands) {
        let colours = Colours::of(ui.visuals());
        let places: Vec<usize> = state.compared_lines().collect();
        if places.is_empty() {
            let text = if shown.lines.is_empty() {
                "Both workflows are the same"
            } else {
                "Both workflows do the same; nodes only stand elsewhere"
            };
            ui.centered_and_justified(|ui| {
                ui.label(RichText::new(text).color(colours.soft_text));
            });
            return;
        }
        let asked = (shown.number, shown.asked);
        let fresh = self.scrolled != asked && shown.chosen.is_some();
        self.scrolled = asked;
        let mut area = ScrollArea::vertical().auto_shrink(false);
        if fresh && let Some(row) = places.iter().position(|place| Some(*place) == shown.chosen) {
            // Rows out of view are not laid out, so the place is reckoned.
            #[allow(clippy::cast_precision_loss, reason = "rows of a list")]
            let top = row as f32 * (ROW + ui.spacing().item_spacing.y);
            area = area.vertical_scroll_offset((top - ui.available_height() * 0.4).max(0.0));
        }
        area.show_rows(ui, ROW, places.len(), |ui, rows| {
            for place in places.get(rows).unwrap_or_default() {
                row(ui, shown, *place, out);
            }
        });
    }
}

fn row(ui: &mut Ui, shown: &Compared, place: usize, out: &mut Commands) {
    let Some(line) = shown.lines.get(place) else {
        return;
    };
    let colours = Colours::of(ui.visuals());
    let (sign, state, word) = look(line.kind);
    let chosen = shown.chosen == Some(place);
    let sign = RichText::new(sign).color(colours.state(state));
    // The font of the window has no arrow of its own; that of the icons has.
    let shown_words = line.words.replace('→', egui_phosphor::regular::ARROW_RIGHT);
    let words = RichText::new(&shown_words).color(colours.text);
    ui.with_layout(egui::Layout::top_down_justified(Align::LEFT), |ui| {
        let button = Button::selectable(chosen, (sign, words))
            .truncate()
            .min_size(egui::vec2(0.0, ROW));
        let response = ui.add(button);
        response.widget_info(|| {
            let name = format!("{}, {word}", line.words);
            WidgetInfo::selected(WidgetType::Button, true, chosen, name)
        });
        if response.clicked() {
            out.push(Command::Compare(Comparing::Show(place)));
        }
        response.on_hover_text(shown_words);
    });
}
