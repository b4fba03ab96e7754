//! The list of events: samples and opened files.

use egui::{Key, RichText, ScrollArea, Sense, Ui, WidgetInfo, WidgetType};
use egui_phosphor::regular as glyph;

use crate::{
    state::{BottomTab, Command, EventSource, LoadedEvent, ServerCommand, State},
    window::{
        controls::{Commands, command_button, command_icon, count_words, size_words},
        theme::Colours,
    },
};

pub(super) fn show(ui: &mut Ui, state: &State, out: &mut Commands) {
    ui.horizontal(|ui| {
        ui.add_space(8.0);
        command_button(
            ui,
            state,
            glyph::FOLDER_OPEN,
            Command::OpenEvent,
            false,
            out,
        );
        let data = Command::ShowBottom(BottomTab::Data);
        command_icon(ui, state, glyph::TREE_STRUCTURE, data, out);
    });
    ui.horizontal(|ui| {
        ui.add_space(8.0);
        let fetch = Command::Server(ServerCommand::Fetch);
        command_button(ui, state, glyph::CLOUD_ARROW_DOWN, fetch, false, out);
    });
    ui.add_space(4.0);
    ScrollArea::vertical()
        .id_salt("events")
        .auto_shrink(false)
        .show(ui, |ui| {
            let chosen = state.events().chosen_place();
            for (place, entry) in state.events().iter().enumerate() {
                row(ui, place, entry, chosen == Some(place), out);
            }
            let colours = Colours::of(ui.visuals());
            let frame = egui::Frame::new().inner_margin(egui::Margin::symmetric(14, 8));
            frame.show(ui, |ui| {
                let text = "JSON files of events can also be dropped on the window";
                ui.label(RichText::new(text).size(12.0).color(colours.soft_text));
            });
        });
}

fn row(ui: &mut Ui, place: usize, entry: &LoadedEvent, chosen: bool, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let fill = if chosen {
        ui.visuals().selection.bg_fill
    } else {
        egui::Color32::TRANSPARENT
    };
    let frame = egui::Frame::new()
        .fill(fill)
        .corner_radius(6)
        .inner_margin(egui::Margin::symmetric(10, 7))
        .outer_margin(egui::Margin::symmetric(6, 1));
    let inner = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 3.0;
        let icon = if chosen {
            glyph::CHECK_CIRCLE
        } else {
            glyph::ENVELOPE_SIMPLE
        };
        let name = RichText::new(format!("{icon}  {}", entry.event.name)).color(colours.text);
        ui.add(egui::Label::new(name).truncate().selectable(false));
        let origin = match &entry.source {
            EventSource::Sample(_) => "sample".to_owned(),
            EventSource::File(path) => path.file_name().map_or_else(
                || path.display().to_string(),
                |name| name.to_string_lossy().into_owned(),
            ),
            EventSource::Server(instance) => instance.clone(),
        };
        let facts = format!(
            "{} · {} · {origin}",
            count_words(entry.event.attributes, "attribute"),
            size_words(entry.size)
        );
        ui.add(
            egui::Label::new(RichText::new(facts).size(12.0).color(colours.soft_text))
                .truncate()
                .selectable(false),
        );
        if !entry.event.tags.is_empty() {
            let tags = entry.event.tags.join("  ");
            let tags = RichText::new(format!("{} {tags}", glyph::TAG))
                .size(12.0)
                .color(colours.soft_text);
            ui.add(egui::Label::new(tags).truncate().selectable(false));
        }
    });
    let response = ui.interact(
        inner.response.rect,
        ui.id().with(("event", place)),
        Sense::click(),
    );
    response.widget_info(|| {
        WidgetInfo::selected(
            WidgetType::SelectableLabel,
            true,
            chosen,
            format!("Event {}", entry.event.name),
        )
    });
    if response.hovered() && !chosen {
        ui.painter().rect_stroke(
            inner.response.rect.shrink2(egui::vec2(6.0, 1.0)),
            6.0,
            egui::Stroke::new(1.0, colours.hover),
            egui::StrokeKind::Inside,
        );
    }
    let by_key = response.has_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    let double = response.double_clicked();
    if response.clicked() || by_key {
        out.push(Command::ChooseEvent(place));
    }
    if double {
        out.push(Command::Simulate);
    }
    let tip = match &entry.source {
        EventSource::Sample(description) => (*description).to_owned(),
        EventSource::File(path) => path.display().to_string(),
        EventSource::Server(instance) => format!("Fetched from {instance}"),
    };
    response.on_hover_text(format!("{tip}\nDouble click to simulate with it"));
}
