//! A list that is narrowed by typing and gone through with arrows: quick add and the palette.

use egui::{
    Color32, Id, Key, Modifiers, Pos2, Rect, RichText, ScrollArea, Sense, Ui, WidgetInfo,
    WidgetType, vec2,
};

use crate::window::{controls::one_line, theme::Colours};

/// What became of the list in a frame.
pub(super) enum Answer {
    /// It stays open.
    Open,
    /// It was closed.
    Closed,
    /// The row at this place was chosen.
    Chosen(usize),
}

/// One row.
pub(super) struct Row {
    pub icon: String,
    pub colour: Color32,
    pub title: String,
    pub detail: String,
    /// What stands on the right.
    pub right: String,
    pub enabled: bool,
    /// Why it cannot be chosen.
    pub why_not: Option<&'static str>,
}

/// Where the list is and what it says.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub id: &'a str,
    /// The upper left corner; moved so that all of the list is seen.
    pub at: Pos2,
    pub width: f32,
    /// What stands in the empty field.
    pub hint: &'a str,
    /// What is said where no row fits.
    pub nothing: &'a str,
}

/// What is typed, and which row is marked.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    pub text: String,
    marked: usize,
    opened: bool,
    escaped: bool,
}

/// How high the list is where the window has room, and how much of that its rows take, in points.
const HEIGHT: f32 = 380.0;
const ROWS: f32 = 312.0;
/// The line below the rows that says why one cannot be chosen.
const REASON: f32 = 26.0;
const ROW: f32 = 40.0;
const FLAT_ROW: f32 = 30.0;

impl List {
    /// Takes Escape before the canvas does, which the pointer may be on.
    pub(super) fn take_keys(&mut self, ctx: &egui::Context) {
        self.escaped = super::escape(ctx);
    }

    /// Shows the list. `rows` are those that fit a text.
    pub(super) fn show(
        &mut self,
        ui: &Ui,
        look: &Look<'_>,
        rows: &dyn Fn(&str) -> Vec<Row>,
    ) -> Answer {
        let Look {
            id,
            at,
            width,
            hint,
            nothing,
        } = *look;
        let mut answer = Answer::Open;
        // Before the field takes the arrows.
        let (up, down, enter) = ui.ctx().input_mut(|i| {
            let mut key = |key| i.consume_key(Modifiers::NONE, key);
            (key(Key::ArrowUp), key(Key::ArrowDown), key(Key::Enter))
        });
        let screen = ui.ctx().content_rect();
        let height = HEIGHT.min(screen.height() - 16.0);
        let at = egui::pos2(
            at.x.clamp(screen.left() + 8.0, (screen.right() - width - 8.0).max(8.0)),
            at.y.clamp(
                screen.top() + 8.0,
                (screen.bottom() - height - 8.0).max(8.0),
            ),
        );
        let area = egui::Area::new(Id::new(id))
            .order(egui::Order::Foreground)
            .fixed_pos(at)
            .constrain(true);
        let shown = area.show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style())
                .inner_margin(8)
                .show(ui, |ui| {
                    ui.set_width(width - 16.0);
                    // An area is offered what it took in the frame before, so that a list that had
                    // few rows would never have more.
                    ui.set_max_height(height - 16.0);
                    let field = egui::TextEdit::singleline(&mut self.text)
                        .hint_text(hint)
                        .desired_width(f32::INFINITY)
                        .margin(egui::Margin::symmetric(8, 7))
                        .font(egui::FontId::proportional(15.0));
                    let field = ui.add(field);
                    let name = hint.trim_end_matches('…').to_owned();
                    ui.ctx()
                        .accesskit_node_builder(field.id, |node| node.set_label(name));
                    if !self.opened {
                        field.request_focus();
                    }
                    if field.changed() {
                        self.marked = 0;
                    }
                    let rows = rows(&self.text);
                    if down {
                        self.go(&rows, 1);
                    }
                    if up {
                        self.go(&rows, -1);
                    }
                    self.marked = self.marked.min(rows.len().saturating_sub(1));
                    if !rows.get(self.marked).is_some_and(|row| row.enabled) {
                        self.go(&rows, 1);
                    }
                    if enter && rows.get(self.marked).is_some_and(|row| row.enabled) {
                        answer = Answer::Chosen(self.marked);
                    }
                    ui.add_space(4.0);
                    if rows.is_empty() {
                        let colours = Colours::of(ui.visuals());
                        ui.add_space(6.0);
                        ui.label(RichText::new(nothing).color(colours.soft_text));
                        ui.add_space(6.0);
                    }
                    let short = height < HEIGHT;
                    let below = if short { REASON } else { 0.0 };
                    let room = height - (HEIGHT - ROWS) - below;
                    if let Some(place) = self.rows(ui, &rows, up || down, room) {
                        answer = Answer::Chosen(place);
                    }
                    if let Some(why) = rows.get(self.marked).and_then(|row| row.why_not) {
                        let colours = Colours::of(ui.visuals());
                        ui.add_space(6.0);
                        ui.label(RichText::new(why).color(colours.soft_text));
                    }
                });
        });
        let outside = ui.ctx().input(|i| {
            i.pointer.any_pressed()
                && i.pointer
                    .interact_pos()
                    .is_some_and(|at| !shown.response.rect.contains(at))
        });
        if self.escaped || (outside && self.opened) {
            answer = Answer::Closed;
        }
        self.opened = true;
        answer
    }

    /// Marks the next row, or the one before, that can be chosen.
    fn go(&mut self, rows: &[Row], by: isize) {
        let mut next = self.marked;
        while let Some(there) = next
            .checked_add_signed(by)
            .filter(|there| *there < rows.len())
        {
            next = there;
            if rows.get(there).is_some_and(|row| row.enabled) {
                self.marked = there;
                return;
            }
        }
    }

    fn rows(&self, ui: &mut Ui, rows: &[Row], moved: bool, room: f32) -> Option<usize> {
        let mut chosen = None;
        ui.spacing_mut().item_spacing.y = 0.0;
        let flat = rows.iter().all(|row| row.detail.is_empty());
        let height = if flat { FLAT_ROW } else { ROW };
        ScrollArea::vertical()
            .max_height(room)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for (place, row) in rows.iter().enumerate() {
                    let size = vec2(ui.available_width(), height);
                    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
                    let marked = place == self.marked;
                    response.widget_info(|| {
                        WidgetInfo::selected(
                            WidgetType::SelectableLabel,
                            row.enabled,
                            marked,
                            &row.title,
                        )
                    });
                    if marked && moved {
                        response.scroll_to_me(None);
                    }
                    if ui.is_rect_visible(rect) {
                        paint(ui, rect, row, marked, response.hovered());
                    }
                    let response = match row.why_not {
                        Some(why) => response.on_hover_text(why),
                        None => response,
                    };
                    if row.enabled && response.clicked() {
                        chosen = Some(place);
                    }
                }
            });
        chosen
    }
}

fn paint(ui: &Ui, rect: Rect, row: &Row, marked: bool, hovered: bool) {
    let colours = Colours::of(ui.visuals());
    let painter = ui.painter();
    if marked {
        painter.rect_filled(rect, 6.0, ui.visuals().selection.bg_fill);
    } else if hovered {
        painter.rect_filled(rect, 6.0, ui.visuals().widgets.inactive.weak_bg_fill);
    }
    let y = rect.center().y;
    let dim = |colour: Color32| {
        if row.enabled {
            colour
        } else {
            colour.gamma_multiply(0.5)
        }
    };
    let centre = egui::Align2::CENTER_CENTER;
    let icon = egui::FontId::proportional(17.0);
    painter.text(
        egui::pos2(rect.left() + 18.0, y),
        centre,
        &row.icon,
        icon,
        dim(row.colour),
    );
    let small = egui::FontId::proportional(12.0);
    let mut right = rect.right() - 10.0;
    if !row.right.is_empty() {
        let at = egui::pos2(right, y);
        let text = painter.text(
            at,
            egui::Align2::RIGHT_CENTER,
            &row.right,
            small.clone(),
            dim(colours.soft_text),
        );
        right = text.left() - 8.0;
    }
    let line = |text: &str, font: egui::FontId, colour: Color32, y: f32| {
        let width = (right - rect.left() - 38.0).max(20.0);
        let galley = painter.layout_job(one_line(text, font, colour, width));
        let at = egui::pos2(rect.left() + 36.0, y - galley.size().y / 2.0);
        painter.galley(at, galley, colour);
    };
    let title = egui::FontId::proportional(14.0);
    if row.detail.is_empty() {
        line(&row.title, title, dim(colours.text), y);
    } else {
        line(&row.title, title, dim(colours.text), rect.top() + 12.0);
        line(
            &row.detail,
            small,
            dim(colours.soft_text),
            rect.top() + 28.0,
        );
    }
}
