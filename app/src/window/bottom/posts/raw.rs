//! Bytes as they came, in lines of one width. Only what is in sight is looked at, however long it
//! is.

use egui::{Align, FontId, Layout, RichText, ScrollArea, Ui, vec2};

use crate::window::theme::Colours;

const ROW: f32 = 17.0;
const SIZE: f32 = 12.5;

/// Shows bytes.
pub(super) fn show(ui: &mut Ui, bytes: &[u8]) {
    let colours = Colours::of(ui.visuals());
    if bytes.is_empty() {
        ui.label("There is no body");
        return;
    }
    let font = FontId::monospace(SIZE);
    let letter = ui.fonts_mut(|fonts| fonts.glyph_width(&font, '0')).max(1.0);
    let width = ((ui.available_width() - 16.0) / letter).max(20.0) as usize;
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("raw").auto_shrink(false);
    area.show_rows(ui, ROW, bytes.len().div_ceil(width), |ui, rows| {
        for row in rows {
            let text = line(bytes, row * width, width);
            let text = RichText::new(text).font(font.clone()).color(colours.text);
            let label = egui::Label::new(text).selectable(true).extend();
            let size = vec2(ui.available_width(), ROW);
            let layout = Layout::left_to_right(Align::Center);
            ui.allocate_ui_with_layout(size, layout, |ui| ui.add(label));
        }
    });
}

/// The text of a line; letters of several bytes stay whole in the line that they begin in.
fn line(bytes: &[u8], start: usize, width: usize) -> String {
    let is_inside = |at: usize| {
        bytes
            .get(at)
            .is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000)
    };
    let forward = |mut at: usize| {
        let last = at + 3;
        while at < last && is_inside(at) {
            at += 1;
        }
        at.min(bytes.len())
    };
    let (start, end) = (forward(start), forward((start + width).min(bytes.len())));
    let text = String::from_utf8_lossy(bytes.get(start..end).unwrap_or_default());
    text.chars()
        .map(|letter| if letter.is_control() { '·' } else { letter })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn letters_stay_whole_and_none_is_lost() {
        let text = "aé日本\n{x}".repeat(40);
        let lines = (0..text.len().div_ceil(7)).map(|row| line(text.as_bytes(), row * 7, 7));
        let all: String = lines.collect();
        assert_eq!(all, text.replace('\n', "·"));
    }
}
