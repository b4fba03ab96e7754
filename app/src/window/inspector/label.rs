//! Labels above fields and the lines below them.

use egui::{
    Align, Align2, Color32, CornerRadius, FontId, Frame, Id, Label, Layout, Margin, Response,
    RichText, Sense, Stroke, StrokeKind, Ui, WidgetInfo, WidgetType, text::LayoutJob, vec2,
};

use crate::window::theme::Colours;

/// The size of everything that is read second; nothing in the window is smaller.
pub(super) const SMALL: f32 = 12.0;

/// The height of the line above a field.
const LINE: f32 = 18.0;

/// What stands above a field.
#[derive(Clone, Copy, Default)]
pub(super) struct Caption<'a> {
    pub text: &'a str,
    /// Whether the field holds a Jinja2 template.
    pub jinja: bool,
}

impl<'a> Caption<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, jinja: false }
    }

    /// Shows the label, with `right` at the far end of its line, and gives the label's id, which
    /// the field is to be labelled by.
    pub fn show(self, ui: &mut Ui, right: impl FnOnce(&mut Ui)) -> Id {
        let colours = Colours::of(ui.visuals());
        ui.allocate_ui_with_layout(
            vec2(ui.available_width(), LINE),
            Layout::right_to_left(Align::Center),
            |ui| {
                ui.set_min_height(LINE);
                ui.spacing_mut().interact_size.y = LINE;
                right(ui);
                if self.jinja {
                    tag(ui, "Jinja", colours.accent)
                        .on_hover_text("A Jinja2 template over the data, e.g. {{ Event.info }}");
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let text = RichText::new(self.text)
                        .size(SMALL)
                        .color(colours.soft_text);
                    ui.add(Label::new(text).truncate().selectable(false)).id
                })
                .inner
            },
        )
        .inner
    }
}

/// The box around what the data make of a field.
pub(super) fn well(ui: &Ui) -> Frame {
    Frame::new()
        .fill(ui.visuals().faint_bg_color)
        .corner_radius(4)
        .inner_margin(Margin::symmetric(8, 4))
}

/// A small word in a rounded box.
pub(super) fn tag(ui: &mut Ui, word: &str, colour: Color32) -> Response {
    let job = LayoutJob::simple_singleline(word.to_owned(), FontId::proportional(SMALL), colour);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(12.0, 3.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, ui.is_enabled(), word));
    let panel = ui.visuals().panel_fill;
    ui.painter().rect(
        rect,
        CornerRadius::same(4),
        panel.lerp_to_gamma(colour, 0.10),
        Stroke::new(1.0, panel.lerp_to_gamma(colour, 0.45)),
        StrokeKind::Inside,
    );
    let text_at = rect.center() - galley.size() / 2.0;
    ui.painter().galley(text_at, galley, colour);
    response
}

/// How a line below a field is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Good,
    Warning,
    Error,
}

impl Tone {
    pub fn colour(self, colours: &Colours) -> Color32 {
        match self {
            Self::Plain => colours.soft_text,
            Self::Good => colours.ok,
            Self::Warning => colours.warning,
            Self::Error => colours.error,
        }
    }

    fn sign(self) -> Option<&'static str> {
        use egui_phosphor::regular as glyph;
        match self {
            Self::Plain => None,
            Self::Good => Some(glyph::CHECK),
            Self::Warning => Some(glyph::WARNING),
            Self::Error => Some(glyph::X_CIRCLE),
        }
    }
}

/// A line below a field, wrapped. The tone is told by a sign too, not by colour alone.
pub(super) fn note(ui: &mut Ui, tone: Tone, text: &str) -> Response {
    let colour = tone.colour(Colours::of(ui.visuals()));
    let line = |text: &str| RichText::new(text).size(SMALL).color(colour);
    match tone.sign() {
        None => ui.add(Label::new(line(text)).wrap()),
        Some(sign) => {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 5.0;
                silent(ui, line(sign));
                ui.add(Label::new(line(text)).wrap())
            })
            .inner
        }
    }
}

/// A sign that is only decoration: not read aloud, not selectable.
pub(super) fn silent(ui: &mut Ui, sign: RichText) {
    let galley = egui::WidgetText::from(sign).into_galley(
        ui,
        Some(egui::TextWrapMode::Extend),
        f32::INFINITY,
        FontId::proportional(SMALL),
    );
    let (rect, _) = ui.allocate_exact_size(galley.size(), Sense::hover());
    ui.painter().galley(rect.min, galley, Color32::PLACEHOLDER);
}

/// A button without a box, for a sign whose meaning is said in `name`.
pub(super) fn sign_button(ui: &mut Ui, sign: &str, name: &str) -> Response {
    let colours = Colours::of(ui.visuals());
    let (rect, response) = ui.allocate_exact_size(vec2(24.0, LINE), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, ui.is_enabled(), name));
    if response.hovered() {
        let fill = colours.ground.lerp_to_gamma(colours.text, 0.10);
        ui.painter().rect_filled(rect, CornerRadius::same(4), fill);
    }
    if response.has_focus() {
        super::row::focus_ring(ui, rect);
    }
    let font = FontId::proportional(15.0);
    let middle = Align2::CENTER_CENTER;
    ui.painter()
        .text(rect.center(), middle, sign, font, colours.soft_text);
    response.on_hover_text(name)
}

/// The gap between one field and the next.
pub(super) fn gap(ui: &mut Ui) {
    ui.add_space(8.0);
}
