//! Text fields: one line or several, secrets, templates.

use std::{ops::Range, sync::Arc};

use egui::{
    FontId, FontSelection, Galley, Id, Response, ScrollArea, TextBuffer, TextEdit, TextStyle, Ui,
};
use egui_phosphor::regular as glyph;

use super::{
    form::Form,
    jinja,
    label::{Caption, Tone, note, sign_button},
    list,
};

/// The most that a field of several lines takes before it scrolls.
const TALLEST: f32 = 260.0;

/// Between the edge of a field and its text.
const MARGIN: egui::Margin = egui::Margin::symmetric(8, 5);

/// A text field with its label.
#[derive(Clone, Copy, Default)]
pub(super) struct TextField<'a> {
    /// What tells the field from others beside it.
    pub salt: &'a str,
    pub caption: Caption<'a>,
    /// The text that counts.
    pub text: &'a str,
    /// Whether an empty field means the default, which then shows again when the field is left.
    pub falls_back: bool,
    pub hint: &'a str,
    /// One for a single line.
    pub rows: usize,
    pub mono: bool,
    /// Whether a single line that is too long goes on below, so that all of it is in sight.
    pub wraps: bool,
    /// Whether a list is open below the field, which Escape is to close.
    pub lists: bool,
    /// Whether Tab takes what that list offers.
    pub takes_tab: bool,
    pub secret: bool,
    pub editable: bool,
    /// The bytes of a template that are wrong.
    pub mark: Option<&'a Range<usize>>,
}

/// What became of a text field in this frame.
pub(super) struct Typed {
    pub response: Response,
    /// The new text, where the user changed it.
    pub text: Option<String>,
}

impl TextField<'_> {
    /// The id of the field itself, which has the focus while somebody types.
    pub fn id(&self, ui: &Ui) -> Id {
        ui.make_persistent_id(self.salt)
    }

    pub fn show(&self, ui: &mut Ui, form: &mut Form<'_, '_>) -> Typed {
        self.show_beside(ui, form, |_| {})
    }

    /// Shows the field, with `right` at the far end of the label's line.
    pub fn show_beside(
        &self,
        ui: &mut Ui,
        form: &mut Form<'_, '_>,
        right: impl FnOnce(&mut Ui),
    ) -> Typed {
        let id = self.id(ui);
        let focused = ui.memory(|memory| memory.has_focus(id));
        let hidden = self.is_hidden(id, focused, form);
        let label = self.caption.show(ui, |ui| {
            if self.secret {
                self.eye(ui, id, form);
            }
            right(ui);
        });
        let emptied = focused && form.state.emptied == Some(id);
        let mut text = if emptied {
            String::new()
        } else {
            self.text.to_owned()
        };
        let editable = self.editable && form.editable();
        let response = if editable {
            self.edit(ui, id, hidden, &mut text)
        } else {
            self.edit(ui, id, hidden, &mut text.as_str())
        };
        let response = response.labelled_by(label);
        form.shown(&response);
        let changed = editable && response.changed();
        if self.wraps && text.contains('\n') {
            text = text.replace('\n', "");
        }
        if changed {
            form.state.emptied = text.is_empty().then_some(id);
        }
        if response.lost_focus() {
            form.seal();
            if form.state.emptied == Some(id) {
                form.state.emptied = None;
            }
        }
        if emptied && self.falls_back && !self.text.is_empty() && !self.secret {
            let text = format!("Left empty, the default counts: {}", self.text);
            note(ui, Tone::Plain, &text);
        }
        Typed {
            response,
            text: changed.then_some(text),
        }
    }

    /// Whether the text is shown as dots. Not while it is typed into a field that held no secret
    /// when the typing began.
    fn is_hidden(&self, id: Id, focused: bool, form: &mut Form<'_, '_>) -> bool {
        if focused && !self.secret {
            form.state.open_typing = Some(id);
        } else if !focused && form.state.open_typing == Some(id) {
            form.state.open_typing = None;
        }
        self.secret && !form.state.revealed.contains(&id) && form.state.open_typing != Some(id)
    }

    /// The button that shows or hides a secret.
    fn eye(&self, ui: &mut Ui, id: Id, form: &mut Form<'_, '_>) {
        let revealed = form.state.revealed.contains(&id);
        let (sign, verb) = if revealed {
            (glyph::EYE_SLASH, "Hide")
        } else {
            (glyph::EYE, "Show")
        };
        let name = format!("{verb} {}", self.caption.text.to_lowercase());
        if sign_button(ui, sign, &name).clicked() && !form.state.revealed.remove(&id) {
            form.state.revealed.insert(id);
        }
    }

    fn edit(&self, ui: &mut Ui, id: Id, hidden: bool, text: &mut dyn TextBuffer) -> Response {
        let style = if self.mono {
            TextStyle::Monospace
        } else {
            TextStyle::Body
        };
        let font = style.resolve(ui.style());
        let template = self.caption.jinja && !hidden;
        let mark = self.mark;
        if self.rows <= 1 && !self.wraps {
            let mut layouter = |ui: &Ui, text: &dyn TextBuffer, _: f32| -> Arc<Galley> {
                jinja::lay_out(ui, text.as_str(), &font, f32::INFINITY, mark)
            };
            let field = self.dress(TextEdit::singleline(text), id, hidden, &font);
            return ui.add(if template {
                field.layouter(&mut layouter)
            } else {
                field
            });
        }
        let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| -> Arc<Galley> {
            jinja::lay_out(ui, text.as_str(), &font, width, mark)
        };
        let field = self.dress(TextEdit::multiline(text), id, hidden, &font);
        let field = field.desired_rows(self.rows);
        let field = if self.wraps {
            field.return_key(None)
        } else {
            field
        };
        let field = if template {
            field.layouter(&mut layouter)
        } else {
            field
        };
        // The edge is drawn around what is in sight: one of the text itself would scroll away.
        let edge = ui.painter().add(egui::Shape::Noop);
        let field = field.frame(egui::Frame::new().inner_margin(MARGIN));
        let shown = ScrollArea::vertical()
            .id_salt((self.salt, "scroll"))
            .max_height(TALLEST)
            .content_margin(egui::Margin::ZERO)
            .show(ui, |ui| ui.add(field));
        let rect = shown.inner_rect.intersect(shown.inner.rect);
        ui.painter().set(edge, self.edge(ui, &shown.inner, rect));
        shown.inner
    }

    /// The box around a field of several lines, as those of one line have it.
    fn edge(&self, ui: &Ui, field: &Response, rect: egui::Rect) -> egui::Shape {
        let visuals = ui.visuals();
        let looks = if field.enabled() && self.editable {
            ui.style().interact(field)
        } else {
            &visuals.widgets.inactive
        };
        let stroke = if field.has_focus() {
            visuals.selection.stroke
        } else {
            looks.bg_stroke
        };
        let fill = visuals.text_edit_bg_color();
        let radius = looks.corner_radius;
        egui::epaint::RectShape::new(rect, radius, fill, stroke, egui::StrokeKind::Inside).into()
    }

    fn dress<'t>(&self, field: TextEdit<'t>, id: Id, hidden: bool, font: &FontId) -> TextEdit<'t> {
        let keys = egui::EventFilter {
            tab: self.takes_tab,
            ..list::keys_of_field(self.lists)
        };
        field
            .id(id)
            .event_filter(keys)
            .password(hidden)
            .font(FontSelection::FontId(font.clone()))
            .hint_text(self.hint.to_owned())
            .margin(MARGIN)
            .desired_width(f32::INFINITY)
    }
}
