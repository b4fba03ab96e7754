//! A titled part of the inspector that folds.

use egui::{
    Align2, CornerRadius, FontId, Sense, Ui, WidgetInfo, WidgetType,
    collapsing_header::CollapsingState, pos2, vec2,
};
use egui_phosphor::regular as glyph;

use super::{
    label::{SMALL, Tone},
    row::focus_ring,
};
use crate::window::{controls::one_line, theme::Colours};

/// A titled part of the inspector that folds.
pub(super) struct Section<'a> {
    pub title: &'a str,
    /// A few words at the far end of the title, e.g. a count.
    pub badge: String,
    pub tone: Tone,
    /// Whether it is open until the user says otherwise.
    pub open: bool,
}

impl<'a> Section<'a> {
    pub fn new(title: &'a str) -> Self {
        Self {
            title,
            badge: String::new(),
            tone: Tone::Plain,
            open: true,
        }
    }

    pub fn folded(mut self) -> Self {
        self.open = false;
        self
    }

    pub fn badge(mut self, tone: Tone, badge: impl Into<String>) -> Self {
        self.badge = badge.into();
        self.tone = tone;
        self
    }

    pub fn show(self, ui: &mut Ui, body: impl FnOnce(&mut Ui)) {
        ui.add_space(10.0);
        let id = ui.make_persistent_id(self.title);
        let mut state = CollapsingState::load_with_default_open(ui.ctx(), id, self.open);
        if self.header(ui, state.is_open()) {
            state.toggle(ui);
        }
        state.show_body_unindented(ui, |ui| {
            ui.add_space(2.0);
            body(ui);
        });
    }

    /// Shows the title and says whether it was clicked.
    fn header(&self, ui: &mut Ui, open: bool) -> bool {
        let colours = Colours::of(ui.visuals());
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::click());
        response.widget_info(|| {
            WidgetInfo::selected(
                WidgetType::CollapsingHeader,
                ui.is_enabled(),
                open,
                self.title,
            )
        });
        let painter = ui.painter();
        let line = ui.visuals().widgets.noninteractive.bg_stroke;
        painter.hline(rect.x_range(), rect.top() - 4.0, line);
        if response.hovered() {
            let fill = colours.ground.lerp_to_gamma(colours.text, 0.05);
            painter.rect_filled(rect, CornerRadius::same(6), fill);
        }
        if response.has_focus() {
            focus_ring(ui, rect);
        }
        let caret = if open {
            glyph::CARET_DOWN
        } else {
            glyph::CARET_RIGHT
        };
        let middle = rect.center().y;
        let put = |x, align, text: &str, size, colour| {
            let font = FontId::proportional(size);
            painter.text(pos2(x, middle), align, text, font, colour)
        };
        let left = rect.left();
        put(
            left + 8.0,
            Align2::CENTER_CENTER,
            caret,
            SMALL,
            colours.soft_text,
        );
        let title = put(
            left + 20.0,
            Align2::LEFT_CENTER,
            self.title,
            13.5,
            colours.text,
        );
        let right = rect.right() - 6.0;
        let tone = self.tone.colour(colours);
        // Where not all of it has room beside the title, what is most important stays.
        let room = right - title.right() - 8.0;
        let mut badge = self.badge.as_str();
        while let Some((shorter, _)) = badge.rsplit_once(", ") {
            let font = FontId::proportional(SMALL);
            let whole = painter.layout_no_wrap(badge.to_owned(), font, tone);
            if whole.size().x <= room {
                break;
            }
            badge = shorter;
        }
        // What is still too long is cut, so that it never stands on the title.
        let font = FontId::proportional(SMALL);
        let galley = painter.layout_job(one_line(badge, font, tone, room.max(0.0)));
        let at = pos2(right - galley.size().x, middle - galley.size().y / 2.0);
        painter.galley(at, galley, tone);
        response.clicked()
    }
}
