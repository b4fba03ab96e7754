//! Small controls that all panels share: buttons for commands, tabs, empty states.

use egui::{
    Button, Color32, ComboBox, CornerRadius, FontId, IntoAtoms, Key, Popup, Response, RichText, Ui,
    Vec2, WidgetInfo, WidgetType,
    text::{LayoutJob, TextWrapping},
};

use super::theme::Colours;
pub use crate::size::size_words;

use crate::state::{Command, State, entry_of, shortcut_words};

/// Commands that a frame's clicks and keys gave, to be carried out after it.
pub type Commands = Vec<Command>;

/// A button with an icon alone, named for screen readers and in its tooltip.
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str, enabled: bool) -> Response {
    let button = Button::new(RichText::new(icon).size(16.0))
        .frame_when_inactive(false)
        .min_size(Vec2::splat(28.0));
    let response = ui.add_enabled(enabled, button);
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, enabled, name));
    response
}

/// A button for a command with an icon alone. Its tooltip has the name, the shortcut, and why it
/// cannot be pressed.
pub fn command_icon(ui: &mut Ui, state: &State, icon: &str, command: Command, out: &mut Commands) {
    let name = entry_of(&command).map_or("", |entry| entry.name);
    let refusal = state.why_not(&command);
    let response = icon_button(ui, icon, name, refusal.is_none());
    let tip = tooltip(ui, state, &command, name);
    let response = response.on_hover_text(tip);
    let response = match refusal {
        Some(reason) => response.on_disabled_hover_text(format!("{name}. {reason}")),
        None => response,
    };
    if response.clicked() {
        out.push(command);
    }
}

/// A button for a command with an icon and its name; `strong` for the one that matters most.
pub fn command_button(
    ui: &mut Ui,
    state: &State,
    icon: &str,
    command: Command,
    strong: bool,
    out: &mut Commands,
) {
    let name = entry_of(&command).map_or("", |entry| entry.name);
    let refusal = state.why_not(&command);
    let response = named_button(ui, icon, name, strong, refusal.is_none());
    let tip = tooltip(ui, state, &command, name);
    let response = response.on_hover_text(tip);
    let response = match refusal {
        Some(reason) => response.on_disabled_hover_text(reason),
        None => response,
    };
    if response.clicked() {
        out.push(command);
    }
}

/// A button for a command that says, where it cannot be used now, why; whether it was pressed, which
/// sends the command.
pub fn button_for(
    ui: &mut Ui,
    state: &State,
    button: Button<'_>,
    command: Command,
    out: &mut Commands,
) -> Response {
    let refusal = state.why_not(&command);
    let response = ui.add_enabled(refusal.is_none(), button);
    let response = match refusal {
        Some(reason) => response.on_disabled_hover_text(reason),
        None => response,
    };
    if response.clicked() {
        out.push(command);
    }
    response
}

/// A button with an icon and a name; `strong` for what is best pressed next.
pub fn named_button(ui: &mut Ui, icon: &str, name: &str, strong: bool, enabled: bool) -> Response {
    let colours = Colours::of(ui.visuals());
    let text = RichText::new(format!("{icon}  {name}"));
    let button = if strong {
        Button::new(text.color(colours.on_fill).strong()).fill(colours.accent)
    } else {
        Button::new(text)
    };
    let response = ui.add_enabled(enabled, button.min_size(Vec2::new(0.0, 28.0)));
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, enabled, name));
    response
}

/// A text on one line, cut with “…” where it is wider than this.
pub fn one_line(text: impl Into<String>, font: FontId, colour: Color32, width: f32) -> LayoutJob {
    let mut job = LayoutJob::simple_singleline(text.into(), font, colour);
    job.wrap = TextWrapping::truncate_at_width(width);
    job
}

/// A command's name with its shortcut and what it would do now.
pub fn tooltip(ui: &Ui, state: &State, command: &Command, name: &str) -> String {
    let keys = shortcut_words(command, ui.ctx());
    let mut tip = name.trim_end_matches('…').to_owned();
    if let Some(detail) = state.detail(command) {
        tip = format!("{tip}: {detail}");
    }
    if !keys.is_empty() {
        tip.push_str(&format!(" ({keys})"));
    }
    tip
}

/// A tab; gives whether it was pressed.
pub fn tab(ui: &mut Ui, shown: bool, text: &str, count: Option<(usize, Color32)>) -> bool {
    named_tab(ui, shown, text, text, count).clicked()
}

/// A tab with an icon alone, which a tooltip names; gives whether it was pressed.
pub fn icon_tab(ui: &mut Ui, shown: bool, icon: &str, name: &str) -> bool {
    let response = named_tab(ui, shown, icon, name, None);
    response.on_hover_text(name).clicked()
}

fn named_tab(
    ui: &mut Ui,
    shown: bool,
    text: &str,
    name: &str,
    count: Option<(usize, Color32)>,
) -> Response {
    let colours = Colours::of(ui.visuals());
    let colour = if shown {
        colours.text
    } else {
        colours.soft_text
    };
    let title = RichText::new(text).color(colour);
    let count = count.filter(|(count, _)| *count > 0);
    let button = match count {
        Some((count, colour)) => Button::new((
            title,
            RichText::new(count.to_string())
                .size(12.0)
                .color(colour)
                .strong(),
        )),
        None => Button::new(title),
    };
    let response = ui.add(
        button
            .frame_when_inactive(false)
            .min_size(Vec2::new(0.0, 30.0)),
    );
    response.widget_info(|| {
        let name = count.map_or_else(|| name.to_owned(), |(count, _)| format!("{name}, {count}"));
        WidgetInfo::selected(WidgetType::SelectableLabel, true, shown, name)
    });
    if shown {
        let rect = response.rect;
        let line = egui::Rect::from_x_y_ranges(
            rect.left() + 4.0..=rect.right() - 4.0,
            rect.bottom() - 1.0..=rect.bottom() + 1.0,
        );
        ui.painter().rect_filled(line, 1.0, colours.accent);
    }
    response
}

/// Gives the keyboard to a list that drops down when the pointer opens it, so that the arrow keys go
/// on among what it offers; a key that chooses closes it, as a click does. Gives the list back.
pub fn take_arrows(list: Response) -> Response {
    if list.clicked() {
        list.request_focus();
        return list;
    }
    let chosen = list
        .ctx
        .input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Space));
    if chosen && ComboBox::is_open(&list.ctx, list.id) {
        Popup::close_all(&list.ctx);
        list.request_focus();
    }
    list
}

/// Gives text fields an edge, which else are hard to tell from the panel in the light theme.
pub fn edge_fields(ui: &mut Ui) {
    let colours = Colours::of(ui.visuals());
    let edge = colours.ground.lerp_to_gamma(colours.text, 0.22);
    ui.visuals_mut().widgets.inactive.bg_stroke = egui::Stroke::new(1.0, edge);
}

/// Shows content in exactly the room there is, so that a panel keeps the size that the user gave
/// it whatever is in it.
pub fn in_room<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let room = ui.available_rect_before_wrap();
    let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(room).layout(*ui.layout()));
    inside.set_clip_rect(room.intersect(ui.clip_rect()));
    let result = content(&mut inside);
    ui.advance_cursor_after_rect(room);
    result
}

/// What a panel says where it has nothing to show: what to do first.
pub fn empty(ui: &mut Ui, icon: &str, title: &str, what_to_do: &str) {
    let colours = Colours::of(ui.visuals());
    let space = ((ui.available_height() - 150.0) * 0.4).clamp(4.0, 60.0);
    let frame = egui::Frame::new().inner_margin(egui::Margin::symmetric(14, 0));
    frame.show(ui, |ui| {
        ui.vertical_centered(|ui| {
            ui.add_space(space);
            ui.label(RichText::new(icon).size(28.0).color(colours.soft_text));
            ui.label(RichText::new(title).size(15.0).color(colours.text));
            ui.label(RichText::new(what_to_do).color(colours.soft_text));
        });
    });
}

/// A box to tick, with its corners less round than a button's: at its size those make a circle.
pub fn tick<'a>(
    ui: &mut Ui,
    on: &'a mut bool,
    text: impl IntoAtoms<'a>,
    enabled: bool,
) -> Response {
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for style in [
            &mut widgets.noninteractive,
            &mut widgets.inactive,
            &mut widgets.hovered,
            &mut widgets.active,
        ] {
            style.corner_radius = CornerRadius::same(3);
        }
        ui.add_enabled(enabled, egui::Checkbox::new(on, text))
    })
    .inner
}

/// A number with commas between the thousands.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count with its word: `1 node`, `2 nodes`, `230,000 attributes`.
pub fn count_words(count: usize, word: &str) -> String {
    let number = grouped(count);
    let plural = if count == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_easy_to_read() {
        assert_eq!(count_words(1, "node"), "1 node");
        assert_eq!(count_words(999, "node"), "999 nodes");
        assert_eq!(count_words(230_000, "attribute"), "230,000 attributes");
    }
}
