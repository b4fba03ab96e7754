//! Small controls that all panels share: buttons for commands, tabs, empty states.

use egui::{Button, Color32, Label, Response, RichText, Ui, Vec2, WidgetInfo, WidgetType};

use super::theme::Colours;
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
    let colours = Colours::of(ui.visuals());
    let text = RichText::new(format!("{icon}  {name}"));
    let button = if strong {
        Button::new(text.color(colours.on_fill).strong()).fill(colours.accent)
    } else {
        Button::new(text)
    };
    let response = ui.add_enabled(refusal.is_none(), button.min_size(Vec2::new(0.0, 28.0)));
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, refusal.is_none(), name));
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

fn tooltip(ui: &Ui, state: &State, command: &Command, name: &str) -> String {
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
    let colours = Colours::of(ui.visuals());
    let colour = if shown {
        colours.text
    } else {
        colours.soft_text
    };
    let mut title = RichText::new(text).color(colour);
    if shown {
        title = title.strong();
    }
    let response = ui
        .horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let mut response = ui.add(
                Button::new(title)
                    .frame_when_inactive(false)
                    .min_size(Vec2::new(0.0, 30.0)),
            );
            let name =
                count.map_or_else(|| text.to_owned(), |(count, _)| format!("{text}, {count}"));
            response.widget_info(|| {
                WidgetInfo::selected(WidgetType::SelectableLabel, true, shown, &name)
            });
            if let Some((count, colour)) = count.filter(|(count, _)| *count > 0) {
                let badge = RichText::new(count.to_string())
                    .color(colour)
                    .size(12.0)
                    .strong();
                response |= ui.add(
                    Label::new(badge)
                        .selectable(false)
                        .sense(egui::Sense::click()),
                );
            }
            response
        })
        .inner;
    if shown {
        let line = egui::Rect::from_min_max(
            egui::pos2(response.rect.left() + 2.0, response.rect.bottom() - 1.0),
            egui::pos2(response.rect.right() - 2.0, response.rect.bottom() + 1.0),
        );
        ui.painter().rect_filled(line, 1.0, colours.accent);
    }
    response.clicked()
}

/// What a panel says where it has nothing to show: what to do first.
pub fn empty(ui: &mut Ui, icon: &str, title: &str, what_to_do: &str) {
    let colours = Colours::of(ui.visuals());
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() * 0.16).min(48.0));
        ui.label(RichText::new(icon).size(28.0).color(colours.soft_text));
        ui.label(RichText::new(title).size(15.0).color(colours.text));
        ui.label(RichText::new(what_to_do).color(colours.soft_text));
    });
}

/// A size in bytes, in words.
pub fn size_words(bytes: usize) -> String {
    let bytes = bytes as f64;
    if bytes < 1_000.0 {
        format!("{bytes} B")
    } else if bytes < 1_000_000.0 {
        format!("{:.0} KB", bytes / 1_000.0)
    } else {
        format!("{:.1} MB", bytes / 1_000_000.0)
    }
}

/// A count with its word: `1 node`, `2 nodes`.
pub fn count_words(count: usize, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {word}s")
    }
}
