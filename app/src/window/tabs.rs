//! The row of open workflows above the canvas.

use egui::{
    Align2, CursorIcon, FontId, PointerButton, Pos2, Rect, Response, RichText, ScrollArea, Sense,
    Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo, WidgetType, accesskit::Role, vec2,
};
use egui_phosphor::regular as glyph;

use super::{
    controls::{Commands, icon_button, one_line, tooltip},
    theme::Colours,
};
use crate::state::{Command, State, Tab, TabId};

/// The height of the row, in points.
const HEIGHT: f32 = 34.0;
/// The least and the greatest width of a tab, in points.
const WIDTH: std::ops::RangeInclusive<f32> = 96.0..=220.0;
/// The room to the left of a tab's name, and that for the dot or the cross to the right of it.
const BEFORE: f32 = 12.0;
const BEHIND: f32 = 32.0;
/// The most of that room that may go to what tells it from others.
const MOST_REST: f32 = 0.75;

/// What the row remembers from frame to frame.
#[derive(Debug, Default)]
pub struct TabBar {
    /// The tab that was brought into view last, how many there were, and how wide the row was.
    revealed: Option<(TabId, usize, f32)>,
}

impl TabBar {
    /// Shows the row.
    pub fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        // The canvas follows at once.
        ui.spacing_mut().item_spacing.y = 0.0;
        let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
        let edge = ui.visuals().widgets.noninteractive.bg_stroke;
        ui.painter().hline(row.x_range(), row.bottom() - 0.5, edge);
        // The list of all and the button for a new one stay in sight.
        let buttons = 2.0 * 30.0;
        let mut room = row;
        room.max.x -= buttons;
        let mut inside = ui.new_child(UiBuilder::new().max_rect(room));
        inside.set_clip_rect(room.intersect(ui.clip_rect()));
        self.tabs(&mut inside, state, out);
        let mut end = row;
        end.min.x = room.right();
        let mut end = ui.new_child(
            UiBuilder::new()
                .max_rect(end)
                .layout(egui::Layout::left_to_right(egui::Align::Center)),
        );
        end.spacing_mut().item_spacing.x = 2.0;
        let new = icon_button(&mut end, glyph::PLUS, "New workflow", true);
        let tip = tooltip(&end, state, &Command::New, "New workflow");
        if new.on_hover_text(tip).clicked() {
            out.push(Command::New);
        }
        list(&mut end, state, out);
    }

    fn tabs(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let width = ui.max_rect().width().round();
        let shown = (state.tab().id(), state.tabs().count(), width);
        let reveal = self.revealed.replace(shown) != Some(shown);
        ScrollArea::horizontal()
            .scroll_bar_visibility(egui::scroll_area::ScrollBarVisibility::AlwaysHidden)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                ui.horizontal(|ui| {
                    let tabs: Vec<(&Tab, Response)> = state
                        .tabs()
                        .map(|tab| (tab, one(ui, state, tab, out)))
                        .collect();
                    for (place, (tab, response)) in tabs.iter().enumerate() {
                        if reveal && tab.id() == shown.0 {
                            response.scroll_to_me(None);
                        }
                        let beside = |place: usize| tabs.get(place).map(|(_, other)| other.rect);
                        if response.dragged()
                            && let Some(pointer) = ui.ctx().pointer_interact_pos()
                        {
                            let left = place.checked_sub(1).and_then(beside);
                            out.extend(moved(tab.id(), place, pointer, left, beside(place + 1)));
                        }
                    }
                });
            });
    }
}

/// Where a tab goes that is dragged past the middle of the one beside it.
fn moved(
    id: TabId,
    place: usize,
    pointer: Pos2,
    left: Option<Rect>,
    right: Option<Rect>,
) -> Option<Command> {
    if left.is_some_and(|left| pointer.x < left.center().x) {
        return Some(Command::MoveTab(id, place - 1));
    }
    right
        .is_some_and(|right| pointer.x > right.center().x)
        .then_some(Command::MoveTab(id, place + 1))
}

fn one(ui: &mut Ui, state: &State, tab: &Tab, out: &mut Commands) -> Response {
    let colours = Colours::of(ui.visuals());
    let shown = tab.id() == state.tab().id();
    let unsaved = tab.document().is_unsaved();
    let (name, rest) = state.title_parts_of(tab);
    let title = format!("{name}{rest}");
    let colour = if shown {
        colours.text
    } else {
        colours.soft_text
    };
    let most = WIDTH.end() - BEFORE - BEHIND;
    let name = fitted(ui, (&name, &rest), most, colour);
    let width = (name.size().x + BEFORE + BEHIND).clamp(*WIDTH.start(), *WIDTH.end());
    let (_, rect) = ui.allocate_space(vec2(width, HEIGHT));
    // Named after the tab, so that it stays the same while it is dragged past others.
    let response = ui.interact(rect, ui.id().with(tab.id()), Sense::click_and_drag());
    let hovered = response.hovered() || response.contains_pointer();
    if ui.is_rect_visible(rect) {
        let painter = ui.painter();
        if shown {
            let line = Rect::from_min_size(rect.min, vec2(rect.width(), 2.0));
            painter.rect_filled(line, 0.0, colours.accent);
        } else if hovered {
            painter.rect_filled(rect, 0.0, colours.node);
        }
        let edge = ui.visuals().widgets.noninteractive.bg_stroke;
        painter.vline(rect.right() - 0.5, rect.y_range(), edge);
        let at = Pos2::new(rect.left() + BEFORE, rect.center().y - name.size().y / 2.0);
        painter.galley(at, name, colour);
        if response.has_focus() {
            let stroke = Stroke::new(1.5, colours.accent);
            painter.rect_stroke(rect.shrink(2.0), 3.0, stroke, StrokeKind::Inside);
        }
    }
    let place = Rect::from_center_size(
        Pos2::new(rect.right() - BEHIND / 2.0 - 1.0, rect.center().y),
        Vec2::splat(22.0),
    );
    close(ui, place, (tab, &title), hovered || shown, out);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Tab);
        node.set_selected(shown);
        let mark = if unsaved { ", not saved" } else { "" };
        node.set_label(format!("Workflow {title}{mark}"));
    });
    if response.clicked() || response.drag_started() {
        out.push(Command::ShowTab(tab.id()));
    }
    if response.clicked_by(PointerButton::Middle) {
        out.push(Command::CloseTab(Some(tab.id())));
    }
    if response.dragged() {
        ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    }
    response.on_hover_ui(|ui| {
        ui.label(RichText::new(&title).strong());
        ui.label(match tab.document().path() {
            Some(path) => path.display().to_string(),
            None => "Not a file yet".to_owned(),
        });
        if unsaved {
            ui.label("Has changes that are not saved");
        }
    })
}

/// The cross that closes a tab; in its place the dot of unsaved changes, until the pointer comes.
fn close(ui: &mut Ui, place: Rect, (tab, title): (&Tab, &str), near: bool, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let id = ui.id().with(("close", tab.id()));
    let response = ui.interact(place, id, Sense::click());
    let name = format!("Close {title}");
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, &name));
    let pointed = response.hovered() || response.has_focus();
    if pointed {
        ui.painter().rect_filled(place, 5.0, colours.node_edge);
    }
    let painter = ui.painter();
    if tab.document().is_unsaved() && !pointed {
        painter.circle_filled(place.center(), 4.0, colours.warning);
    } else if near || pointed {
        let colour = if pointed {
            colours.text
        } else {
            colours.soft_text
        };
        let font = FontId::proportional(14.0);
        painter.text(
            place.center(),
            Align2::CENTER_CENTER,
            glyph::X,
            font,
            colour,
        );
    }
    if response.on_hover_text("Close").clicked() {
        out.push(Command::CloseTab(Some(tab.id())));
    }
}

/// A title in what room it has at most. Of a long one the name is shortened, not what tells it from
/// others of that name.
fn fitted(
    ui: &Ui,
    (name, rest): (&str, &str),
    width: f32,
    colour: egui::Color32,
) -> std::sync::Arc<egui::Galley> {
    let whole = elided(ui, &format!("{name}{rest}"), width, colour);
    let end = elided(ui, rest, f32::INFINITY, colour).size().x;
    if !whole.elided || rest.is_empty() || end > width * MOST_REST {
        return whole;
    }
    let short = |letters: usize| {
        let head: String = name.chars().take(letters).collect();
        elided(ui, &format!("{}…{rest}", head.trim_end()), width, colour)
    };
    // As many letters as there is room for.
    let lengths: Vec<usize> = (0..name.chars().count()).collect();
    let fitting = lengths.partition_point(|letters| !short(*letters).elided);
    short(fitting.saturating_sub(1))
}

/// A name in what room it has at most.
fn elided(ui: &Ui, text: &str, width: f32, colour: egui::Color32) -> std::sync::Arc<egui::Galley> {
    let job = one_line(text, FontId::proportional(13.5), colour, width);
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// All open workflows as a list, for when there are more than fit.
fn list(ui: &mut Ui, state: &State, out: &mut Commands) {
    let button = icon_button(ui, glyph::CARET_DOWN, "Open workflows", true)
        .on_hover_text("All open workflows");
    egui::Popup::menu(&button).show(|ui| {
        ui.set_min_width(240.0);
        ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            for tab in state.tabs() {
                let mark = if tab.document().is_unsaved() {
                    "  •"
                } else {
                    ""
                };
                let text = format!("{}{mark}", state.title_of(tab));
                let shown = tab.id() == state.tab().id();
                if ui.selectable_label(shown, text).clicked() {
                    out.push(Command::ShowTab(tab.id()));
                    ui.close();
                }
            }
        });
    });
}
