//! The panels at the sides of the window: which are where, how those at one side share it, and
//! the handle that moves one.

use egui::{Id, Panel as Strip, Rect, Sense, Ui, UiBuilder, Vec2, WidgetInfo, WidgetType};

use super::{
    controls::{Commands, in_room},
    room::{self, Room},
    theme::Colours,
};
use crate::{
    library::Side,
    state::{Command, LeftTab, Panel, State},
};

/// The sides in the order in which they take their room.
const SIDES: [Side; 3] = [Side::Left, Side::Right, Side::Bottom];

/// The handle, in points.
const HANDLE: Vec2 = Vec2::new(44.0, 10.0);

/// How much of the window, seen from a side, is where a panel is dropped onto that side.
const NEAR: f32 = 0.3;

/// Shows the panels that are open around what is left for the canvas.
pub fn show(
    ui: &mut Ui,
    state: &mut State,
    out: &mut Commands,
    mut content: impl FnMut(&mut Ui, &mut State, Panel, &mut Commands),
) {
    let whole = ui.available_rect_before_wrap();
    let room = Room::of(whole.size(), |panel| state.side(panel));
    state.narrow = room.narrow;
    state.cramped = room.cramped;
    for side in SIDES {
        let shown: Vec<Panel> = Panel::ALL
            .into_iter()
            .filter(|panel| state.side(*panel) == side && state.shows(*panel))
            .filter(|panel| !state.gives_way_to_comparison(*panel))
            .collect();
        if !shown.is_empty() {
            strip(ui, &room, side, &shown, state, |ui, state, panel| {
                let top = match panel {
                    Panel::Left => 4,
                    Panel::Right => 0,
                    Panel::Bottom => 2,
                };
                let margin = egui::Margin {
                    top,
                    ..egui::Margin::ZERO
                };
                let place = ui.available_rect_before_wrap();
                egui::Frame::new().inner_margin(margin).show(ui, |ui| {
                    in_room(ui, |ui| content(ui, state, panel, out));
                });
                handle(ui, place, whole, panel, state, out);
            });
        }
    }
}

/// The panels of one side, in a strip whose size they share.
fn strip(
    ui: &mut Ui,
    room: &Room,
    side: Side,
    shown: &[Panel],
    state: &mut State,
    mut content: impl FnMut(&mut Ui, &mut State, Panel),
) {
    // Lessons want more room than lists; each keeps its own width.
    let learning = state.left == LeftTab::Learn && shown.contains(&Panel::Left);
    let id = Id::new(("strip", side, shown, learning));
    let strip = match side {
        Side::Left => Strip::left(id),
        Side::Right => Strip::right(id),
        Side::Bottom => Strip::bottom(id),
    };
    let sizes = room.sizes(side, shown);
    let wanted = shown.iter().map(|panel| *size(state, side, *panel));
    let shown_at = strip
        .resizable(true)
        .frame(egui::Frame::NONE)
        .default_size(wanted.fold(0.0, f32::max))
        .size_range(sizes.clone())
        .show(ui, |ui| share(ui, side, shown, state, &mut content))
        .response
        .rect;
    let now = match side {
        Side::Bottom => shown_at.height(),
        Side::Left | Side::Right => shown_at.width(),
    };
    for panel in shown {
        room::remember(size(state, side, *panel), now, sizes.clone());
    }
}

/// One panel after the other; the last takes what the others leave.
fn share(
    ui: &mut Ui,
    side: Side,
    shown: &[Panel],
    state: &mut State,
    content: &mut impl FnMut(&mut Ui, &mut State, Panel),
) {
    let Some((first, rest)) = shown.split_first() else {
        return;
    };
    if rest.is_empty() {
        in_room(ui, |ui| content(ui, state, *first));
        return;
    }
    let id = Id::new(("share", side, shown));
    let (part, length) = match side {
        Side::Bottom => (Strip::left(id), ui.available_width()),
        Side::Left | Side::Right => (Strip::top(id), ui.available_height()),
    };
    let shown_at = part
        .resizable(true)
        .frame(egui::Frame::NONE)
        .default_size(length * state.settings.sides.share)
        .size_range(length * 0.2..=length * 0.8)
        .show(ui, |ui| in_room(ui, |ui| content(ui, state, *first)))
        .response
        .rect;
    let now = match side {
        Side::Bottom => shown_at.width(),
        Side::Left | Side::Right => shown_at.height(),
    };
    if length > 0.0 {
        state.settings.sides.share = (now / length).clamp(0.1, 0.9);
    }
    share(ui, side, rest, state, content);
}

/// The width, or at the bottom the height, that the user gave a panel.
fn size(state: &mut State, side: Side, panel: Panel) -> &mut f32 {
    let settings = &mut state.settings;
    match (side, panel) {
        (Side::Bottom, _) => &mut settings.bottom_height,
        (_, Panel::Left) if state.left == LeftTab::Learn => &mut settings.learn_width,
        (_, Panel::Left) => &mut settings.left_width,
        (_, Panel::Right) => &mut settings.right_width,
        (_, Panel::Bottom) => &mut settings.bottom_width,
    }
}

/// What a panel is called in the menu.
fn name(panel: Panel) -> &'static str {
    match panel {
        Panel::Left => "lists",
        Panel::Right => "inspector",
        Panel::Bottom => "results",
    }
}

/// The handle at the top of a panel, seen when the pointer is on it: dragged to a side, it takes
/// the panel there.
fn handle(ui: &mut Ui, place: Rect, whole: Rect, panel: Panel, state: &State, out: &mut Commands) {
    let area = Rect::from_center_size(place.center_top() + Vec2::new(0.0, 5.0), HANDLE);
    let over = ui.new_child(UiBuilder::new().max_rect(area));
    let id = Id::new(("move", panel));
    let response = over.interact(area, id, Sense::click_and_drag());
    response.widget_info(|| {
        WidgetInfo::labeled(WidgetType::Other, true, format!("Move the {}", name(panel)))
    });
    let colours = Colours::of(ui.visuals());
    // Only where it would be taken: it lies over the tabs of a narrow panel.
    if ui.rect_contains_pointer(area) || response.dragged() || response.has_focus() {
        let dot = |x: f32, y: f32| area.center() + Vec2::new(x, y);
        for column in -3_i8..=3 {
            for row in [-1.5, 1.5] {
                let at = dot(f32::from(column) * 4.0, row);
                ui.painter().circle_filled(at, 1.0, colours.soft_text);
            }
        }
    }
    response.context_menu(|ui| {
        for side in SIDES {
            let words = match side {
                Side::Left => "Move to the left",
                Side::Right => "Move to the right",
                Side::Bottom => "Move to the bottom",
            };
            let elsewhere = state.side(panel) != side;
            if ui
                .add_enabled(elsewhere, egui::Button::new(words))
                .clicked()
            {
                out.push(Command::Dock(panel, side));
                ui.close();
            }
        }
        ui.separator();
        if ui.button("Close").clicked() {
            out.push(Command::Toggle(panel));
            ui.close();
        }
    });
    let response = response.on_hover_cursor(egui::CursorIcon::Grab);
    let Some(at) = response.interact_pointer_pos() else {
        response.on_hover_text("Drag to move the panel to another side");
        return;
    };
    let Some(side) = nearest(whole, at) else {
        return;
    };
    if response.dragged() && side != state.side(panel) {
        ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
        let layer = egui::LayerId::new(egui::Order::Foreground, id);
        let target = target(whole, side, panel, state);
        let painter = ui.ctx().layer_painter(layer);
        painter.rect_filled(target, 4.0, colours.accent.gamma_multiply(0.25));
        painter.rect_stroke(
            target,
            4.0,
            egui::Stroke::new(2.0, colours.accent),
            egui::StrokeKind::Inside,
        );
    }
    if response.drag_stopped() && side != state.side(panel) {
        out.push(Command::Dock(panel, side));
    }
}

/// The side that a point is near to.
fn nearest(whole: Rect, at: egui::Pos2) -> Option<Side> {
    let share = (at - whole.min) / whole.size();
    let distances = [
        (Side::Left, share.x),
        (Side::Right, 1.0 - share.x),
        (Side::Bottom, 1.0 - share.y),
    ];
    distances
        .into_iter()
        .filter(|(_, distance)| *distance < NEAR)
        .min_by(|(_, one), (_, other)| one.total_cmp(other))
        .map(|(side, _)| side)
}

/// Where a panel comes that is dropped at a side: what is there already keeps its part.
fn target(whole: Rect, side: Side, panel: Panel, state: &State) -> Rect {
    let at = |side: Side| {
        let open = Panel::ALL.into_iter();
        open.filter(move |other| *other != panel && state.side(*other) == side)
            .filter(|other| state.shows(*other))
    };
    let size = |panel: Panel, side: Side| {
        let settings = &state.settings;
        match (side, panel) {
            (Side::Bottom, _) => settings.bottom_height,
            (_, Panel::Left) => settings.left_width,
            (_, Panel::Right) => settings.right_width,
            (_, Panel::Bottom) => settings.bottom_width,
        }
    };
    let strip = |side: Side| at(side).map(|other| size(other, side)).fold(0.0, f32::max);
    let wide = strip(side).max(size(panel, side));
    let mut part = whole;
    match side {
        Side::Left => part.max.x = part.min.x + wide.min(whole.width()),
        Side::Right => part.min.x = part.max.x - wide.min(whole.width()),
        Side::Bottom => {
            part.min.y = part.max.y - wide.min(whole.height());
            part.min.x += strip(Side::Left);
            part.max.x -= strip(Side::Right);
        }
    }
    // The first of those at a side has the share that the user gave it; the others, the rest.
    let (before, behind): (Vec<Panel>, Vec<Panel>) = at(side).partition(|other| {
        let place = |wanted: Panel| Panel::ALL.into_iter().position(|one| one == wanted);
        place(*other) < place(panel)
    });
    for _ in &before {
        let share = state.settings.sides.share;
        match side {
            Side::Bottom => part.min.x += part.width() * share,
            Side::Left | Side::Right => part.min.y += part.height() * share,
        }
    }
    if !behind.is_empty() {
        let share = state.settings.sides.share;
        match side {
            Side::Bottom => part.max.x = part.min.x + part.width() * share,
            Side::Left | Side::Right => part.max.y = part.min.y + part.height() * share,
        }
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Settings;

    #[test]
    fn the_preview_shows_the_part_of_a_side_that_a_panel_gets() {
        let state = State::new(Settings::default(), None);
        let whole = Rect::from_min_size(egui::pos2(0.0, 40.0), Vec2::new(1280.0, 700.0));
        let left = target(whole, Side::Left, Panel::Right, &state);
        assert_eq!(left.left_bottom(), whole.left_bottom());
        assert_eq!(
            left.top(),
            whole.center().y,
            "the lists keep the upper half"
        );
        let below = target(whole, Side::Bottom, Panel::Right, &state);
        assert_eq!(below.left(), state.settings.left_width, "beside the lists");
        assert!(below.right() < whole.right(), "the results keep their half");
        let right = target(whole, Side::Right, Panel::Left, &state);
        assert_eq!(right.right_top(), whole.right_top());
        assert!(right.bottom() < whole.bottom());
    }
}
