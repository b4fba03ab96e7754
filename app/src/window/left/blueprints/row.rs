//! One line of the list: picture, name, what starts it.

use egui::{
    EventFilter, FontId, Key, LayerId, Order, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, WidgetType, text::LayoutJob, text::TextWrapping, vec2,
};
use egui_phosphor::regular as glyph;

use super::{Drawn, insert};
use crate::{
    state::{Blueprint, State},
    window::{canvas::StencilPayload, controls::Commands, theme::Colours},
};

const HEIGHT: f32 = 56.0;
/// Room for the picture, which grows with the panel within limits.
const PICTURE: std::ops::RangeInclusive<f32> = 64.0..=104.0;

/// Shows the line; gives whether the details are to be opened or closed.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    blueprint: &Blueprint,
    drawn: &Drawn,
    open: bool,
    out: &mut Commands,
) -> bool {
    let size = vec2(ui.available_width(), HEIGHT);
    // Not the place in the list, which changes while one searches.
    let id = ui.id().with(("blueprint", &blueprint.id.0));
    let (_, rect) = ui.allocate_space(size);
    let response = ui.interact(rect, id, Sense::click_and_drag());
    let name = format!("Blueprint {}", blueprint.name());
    response.widget_info(|| WidgetInfo::selected(WidgetType::SelectableLabel, true, open, &name));
    if response.drag_started() || response.dragged() {
        response.dnd_set_drag_payload(StencilPayload {
            what: blueprint.id.0.clone(),
            scene: drawn.scene.clone(),
        });
        in_hand(ui, blueprint, drawn, rect);
    }
    let focused = response.has_focus();
    if focused {
        // Otherwise the arrows would move the focus to the next control beside it.
        let arrows = EventFilter {
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
    }
    let pressed = |key| focused && ui.input(|i| i.key_pressed(key));
    if response.double_clicked() || pressed(Key::Enter) {
        out.push(insert(blueprint));
    }
    if ui.is_rect_visible(rect) {
        paint(ui, state, rect, blueprint, drawn, open, &response);
    }
    // Enter is a click to egui as well.
    let clicked = response.clicked() && !ui.input(|i| i.key_pressed(Key::Enter));
    let turned = (pressed(Key::ArrowRight) && !open) || (pressed(Key::ArrowLeft) && open);
    if !response.dragged() {
        response.on_hover_text("Drag onto the canvas, or double click. A click shows more");
    }
    clicked || turned
}

fn paint(
    ui: &Ui,
    state: &State,
    rect: Rect,
    blueprint: &Blueprint,
    drawn: &Drawn,
    open: bool,
    response: &Response,
) {
    let colours = Colours::of(ui.visuals());
    let painter = ui.painter();
    if response.hovered() || response.has_focus() || open {
        let fill = ui.visuals().widgets.hovered.weak_bg_fill;
        painter.rect_filled(rect.shrink2(vec2(4.0, 0.0)), 6.0, fill);
    }
    if response.has_focus() {
        let line = Stroke::new(1.5, colours.accent);
        painter.rect_stroke(rect.shrink2(vec2(4.0, 0.0)), 6.0, line, StrokeKind::Inside);
    }
    let width = (rect.width() * 0.28).clamp(*PICTURE.start(), *PICTURE.end());
    let frame = Rect::from_min_size(rect.min + vec2(10.0, 7.0), vec2(width, HEIGHT - 14.0));
    painter.rect(
        frame,
        5.0,
        colours.ground,
        Stroke::new(1.0, colours.node_edge),
        StrokeKind::Inside,
    );
    drawn.picture.paint(painter, frame.shrink(4.0), colours);
    let left = frame.right() + 9.0;
    let arrow = if open {
        glyph::CARET_DOWN
    } else {
        glyph::CARET_RIGHT
    };
    painter.text(
        rect.right_center() - vec2(14.0, 0.0),
        egui::Align2::CENTER_CENTER,
        arrow,
        FontId::proportional(13.0),
        colours.soft_text,
    );
    let room = rect.right() - 26.0 - left;
    let lines = |text: &str, size: f32, colour, rows: usize| {
        let mut job = LayoutJob::simple(text.to_owned(), FontId::proportional(size), colour, room);
        job.wrap = TextWrapping {
            max_width: room,
            max_rows: rows,
            ..TextWrapping::default()
        };
        painter.layout_job(job)
    };
    let start = blueprint.trigger().map_or_else(
        || "No trigger named".to_owned(),
        |id| {
            let module = state.catalogue.get(id);
            module.map_or_else(|| id.to_owned(), |module| module.name.to_string())
        },
    );
    let name = lines(blueprint.name(), 14.0, colours.text, 2);
    let start = lines(&start, 12.0, colours.soft_text, 1);
    let height = name.size().y + 2.0 + start.size().y;
    let top = rect.center().y - height / 2.0;
    let below = egui::pos2(left, top + name.size().y + 2.0);
    painter.galley(egui::pos2(left, top), name, colours.text);
    painter.galley(below, start, colours.soft_text);
}

/// What hangs on the pointer until it is over the canvas, which then shows the nodes themselves.
fn in_hand(ui: &Ui, blueprint: &Blueprint, drawn: &Drawn, row: Rect) {
    let Some(at) = ui.ctx().pointer_interact_pos() else {
        return;
    };
    if at.x > row.right() {
        return;
    }
    let colours = Colours::of(ui.visuals());
    let layer = LayerId::new(Order::Tooltip, egui::Id::new("dragged blueprint"));
    let painter = ui.ctx().layer_painter(layer);
    let font = FontId::proportional(14.0);
    let galley = painter.layout_no_wrap(blueprint.name().to_owned(), font, colours.text);
    let size = vec2((galley.size().x + 20.0).max(90.0), 66.0);
    let rect = Rect::from_min_size(at + vec2(10.0, 6.0), size);
    let edge = Stroke::new(1.5, colours.accent);
    painter.rect(rect, 8.0, colours.node, edge, StrokeKind::Inside);
    let picture = Rect::from_min_max(rect.min + vec2(10.0, 6.0), rect.max - vec2(10.0, 26.0));
    drawn.picture.paint(&painter, picture, colours);
    painter.galley(
        egui::pos2(rect.left() + 10.0, rect.bottom() - 24.0),
        galley,
        colours.text,
    );
}
