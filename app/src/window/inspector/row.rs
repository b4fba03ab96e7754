//! A line that can be clicked: a node in a list, a problem to jump to.

use egui::{
    Color32, CornerRadius, FontId, Response, Sense, Stroke, StrokeKind, TextFormat, Ui, WidgetInfo,
    WidgetType, text::LayoutJob, vec2,
};

use super::label::SMALL;
use crate::window::theme::Colours;

const SIGN: f32 = 24.0;

/// A line with a sign, a text that wraps, and a second text behind it.
pub(super) struct Row<'a> {
    pub sign: &'a str,
    pub sign_colour: Color32,
    pub text: &'a str,
    /// What is read second, on a line of its own.
    pub detail: &'a str,
    /// Whether it can be clicked.
    pub clickable: bool,
}

impl Row<'_> {
    pub fn show(&self, ui: &mut Ui) -> Response {
        let colours = Colours::of(ui.visuals());
        let width = ui.available_width();
        let mut job = LayoutJob::default();
        job.wrap.max_width = (width - SIGN - 14.0).max(40.0);
        let format = |size, colour| TextFormat::simple(FontId::proportional(size), colour);
        job.append(self.text, 0.0, format(13.0, colours.text));
        if !self.detail.is_empty() {
            job.append("\n", 0.0, format(SMALL, colours.soft_text));
            job.append(self.detail, 0.0, format(SMALL, colours.soft_text));
        }
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        let height = (galley.size().y + 10.0).max(28.0);
        let sense = if self.clickable {
            Sense::click()
        } else {
            Sense::hover()
        };
        let (rect, response) = ui.allocate_exact_size(vec2(width, height), sense);
        let kind = if self.clickable {
            WidgetType::Button
        } else {
            WidgetType::Label
        };
        response.widget_info(|| WidgetInfo::labeled(kind, ui.is_enabled(), self.text));
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let painter = ui.painter();
        if self.clickable && (response.hovered() || response.has_focus()) {
            let fill = colours.ground.lerp_to_gamma(colours.text, 0.07);
            painter.rect_filled(rect, CornerRadius::same(6), fill);
        }
        if response.has_focus() {
            focus_ring(ui, rect);
        }
        let text_at = rect.left_center() + vec2(SIGN + 6.0, -galley.size().y / 2.0);
        let first_line = galley.rows.first().map_or(SMALL, |row| row.height());
        painter.text(
            egui::pos2(
                rect.left() + 6.0 + SIGN / 2.0 - 3.0,
                text_at.y + first_line / 2.0,
            ),
            egui::Align2::CENTER_CENTER,
            self.sign,
            FontId::proportional(16.0),
            self.sign_colour,
        );
        painter.galley(text_at, galley, colours.text);
        response
    }
}

/// The line around what has the keyboard.
pub(super) fn focus_ring(ui: &Ui, rect: egui::Rect) {
    let accent = Colours::of(ui.visuals()).accent;
    ui.painter().rect_stroke(
        rect,
        CornerRadius::same(6),
        Stroke::new(1.5, accent),
        StrokeKind::Inside,
    );
}
