//! The list of events: samples, opened files, what was pasted or fetched.

use std::collections::BTreeSet;

use egui::{Button, Key, Modifiers, Rect, RichText, ScrollArea, Sense, Ui, WidgetInfo, WidgetType};
use egui_phosphor::regular as glyph;

use super::search;
use crate::{
    library::EventOrigin,
    state::{
        BottomTab, Command, EventCommand, EventId, EventSet, EventSource, ListedEvent, ManyCommand,
        ServerCommand, State,
    },
    window::{
        controls::{Commands, command_button, command_icon, count_words, icon_button, size_words},
        theme::Colours,
    },
};

/// The heights of a row without and with tags, in points.
const ROW: f32 = 54.0;
const TAGGED: f32 = 72.0;
/// From so many events on there is a field to search them.
const MANY: usize = 12;

/// What the list remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct EventRows {
    text: String,
    /// The rows that the search finds, by place in the list and where they begin, with the revision
    /// they are those of.
    rows: Vec<(usize, f32)>,
    height: f32,
    rows_for: Option<u64>,
    marked: BTreeSet<EventId>,
    /// The row that a range of marks begins with.
    anchor: Option<EventId>,
}

impl EventRows {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        buttons(ui, state, out);
        let events = state.events();
        self.text = if events.iter().len() > MANY {
            events.search().to_owned()
        } else {
            String::new()
        };
        if events.iter().len() > MANY {
            search(ui, &mut self.text, "Search events…");
            ui.add_space(4.0);
        }
        if self.text != events.search() {
            let search = EventCommand::Search(self.text.clone());
            out.push(Command::Event(search));
        }
        self.find(state);
        self.marks(ui, state, out);
        ScrollArea::vertical()
            .id_salt("events")
            .auto_shrink(false)
            .show_viewport(ui, |ui, seen| self.rows(ui, state, seen, out));
    }

    /// Works out which rows there are and where, where that has changed.
    fn find(&mut self, state: &State) {
        let wanted = Some(state.events().revision());
        if self.rows_for == wanted {
            return;
        }
        self.rows_for = wanted;
        self.rows.clear();
        self.height = 0.0;
        let mut found = state.events().found().peekable();
        for (place, event) in state.events().iter().enumerate() {
            if found.next_if(|next| next.id == event.id).is_some() {
                self.rows.push((place, self.height));
                self.height += height(event);
            }
        }
        self.marked.retain(|id| state.events().get(*id).is_some());
    }

    /// What can be done with the marked events.
    fn marks(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        if self.marked.is_empty() {
            return;
        }
        let marked: Vec<EventId> = self.marked.iter().copied().collect();
        ui.horizontal(|ui| {
            ui.add_space(12.0);
            ui.label(format!("{} marked", marked.len()));
            let mut icon = |glyph, name, command| {
                let response = icon_button(ui, glyph, name, state.why_not(&command).is_none());
                if response.on_hover_text(name).clicked() {
                    out.push(command);
                }
            };
            let run = ManyCommand::Run(EventSet::Listed(marked.clone()));
            icon(
                glyph::STACK,
                "Simulate all marked events",
                Command::Many(run),
            );
            let export = Command::Event(EventCommand::Export(marked.clone()));
            icon(glyph::EXPORT, "Export the marked events", export);
            let remove = Command::Event(EventCommand::Remove(marked));
            icon(glyph::TRASH, "Remove the marked events", remove);
            if ui.button("Mark none").clicked() {
                self.marked.clear();
            }
        });
        ui.add_space(2.0);
    }

    fn rows(&mut self, ui: &mut Ui, state: &State, seen: Rect, out: &mut Commands) {
        let top = ui.max_rect().top();
        let range = ui.max_rect().x_range();
        let first = self
            .rows
            .partition_point(|(_, begin)| *begin + TAGGED < seen.top());
        let chosen = state.events().chosen_place();
        let shown: Vec<(usize, f32)> = self
            .rows
            .iter()
            .skip(first)
            .take_while(|(_, begin)| *begin < seen.bottom())
            .copied()
            .collect();
        for (place, begin) in shown {
            if let Some(event) = state.events().at(place) {
                let y = top + begin..=top + begin + height(event);
                let rect = Rect::from_x_y_ranges(range, y);
                self.row(ui, rect, state, (place, event), chosen == Some(place), out);
            }
        }
        let below = Rect::from_x_y_ranges(range, top + self.height..=top + self.height + 60.0);
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(below));
        let frame = egui::Frame::new().inner_margin(egui::Margin::symmetric(14, 8));
        frame.show(&mut ui, |ui| {
            let colours = Colours::of(ui.visuals());
            let text = if self.rows.is_empty() {
                "No event has this in its name or tags"
            } else {
                "JSON of events can also be dropped on the window or pasted"
            };
            ui.label(RichText::new(text).size(12.0).color(colours.soft_text));
        });
        ui.advance_cursor_after_rect(below);
    }

    fn row(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        state: &State,
        (place, event): (usize, &ListedEvent),
        chosen: bool,
        out: &mut Commands,
    ) {
        let id = event.id;
        let response = ui.interact(rect, ui.id().with(("event", id)), Sense::click());
        let marked = self.marked.contains(&id);
        response.widget_info(|| {
            let name = match marked {
                true => format!("Event {}, marked", event.name),
                false => format!("Event {}", event.name),
            };
            WidgetInfo::selected(WidgetType::SelectableLabel, true, chosen, name)
        });
        let lit = response.hovered() || response.has_focus();
        paint(ui, rect, event, (chosen, marked, lit));
        let modifiers = ui.input(|i| i.modifiers);
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        if response.has_focus() {
            if pressed(Key::Enter) {
                out.push(Command::ChooseEvent(place));
            }
            if pressed(Key::Space) {
                self.mark(id);
            }
            if pressed(Key::Delete) {
                let ids = self.meant(id);
                out.push(Command::Event(EventCommand::Remove(ids)));
            }
        }
        if response.clicked() {
            response.request_focus();
            if modifiers.shift {
                self.mark_until(state, id);
            } else if modifiers.command {
                self.mark(id);
            } else if !ui.input(|i| i.key_pressed(Key::Enter) || i.key_pressed(Key::Space)) {
                self.marked.clear();
                self.anchor = Some(id);
                out.push(Command::ChooseEvent(place));
            }
        }
        if response.double_clicked() {
            out.push(Command::Simulate);
        }
        response.context_menu(|ui| self.menu(ui, place, event, out));
        response.on_hover_ui(|ui| {
            ui.label(&event.name);
            ui.label(origin_in_full(&event.source));
            ui.label("Double click simulates with it; a click with Ctrl or Shift marks it");
        });
    }

    fn menu(&self, ui: &mut Ui, place: usize, event: &ListedEvent, out: &mut Commands) {
        let ids = self.meant(event.id);
        let what = match ids.len() {
            1 => String::new(),
            count => format!(" {}", count_words(count, "event")),
        };
        let is_sample = matches!(event.source, EventSource::Sample(_));
        if ui.button("Use").clicked() {
            out.push(Command::ChooseEvent(place));
            ui.close();
        }
        if ids.len() > 1 && ui.button(format!("Simulate{what}")).clicked() {
            let run = ManyCommand::Run(EventSet::Listed(ids.clone()));
            out.push(Command::Many(run));
            ui.close();
        }
        if ui.button(format!("Export{what}…")).clicked() {
            out.push(Command::Event(EventCommand::Export(ids.clone())));
            ui.close();
        }
        let remove = Button::new(format!("Remove{what}"));
        let remove = ui.add_enabled(!is_sample || ids.len() > 1, remove);
        let tip = "The samples come with the program and stay";
        if remove.on_disabled_hover_text(tip).clicked() {
            out.push(Command::Event(EventCommand::Remove(ids)));
            ui.close();
        }
    }

    /// The events that something done at a row is about: all that are marked, where it is.
    fn meant(&self, id: EventId) -> Vec<EventId> {
        if self.marked.contains(&id) {
            self.marked.iter().copied().collect()
        } else {
            vec![id]
        }
    }

    fn mark(&mut self, id: EventId) {
        self.anchor = Some(id);
        if !self.marked.remove(&id) {
            self.marked.insert(id);
        }
    }

    /// Marks all shown from the one that was marked or chosen last to this one.
    fn mark_until(&mut self, state: &State, id: EventId) {
        let at = |wanted: EventId| {
            let is_it = |(place, _): &(usize, f32)| {
                state.events().at(*place).map(|event| event.id) == Some(wanted)
            };
            self.rows.iter().position(is_it)
        };
        let Some(end) = at(id) else { return };
        let begin = self.anchor.and_then(at).unwrap_or(end);
        let range = self.rows.get(begin.min(end)..=begin.max(end));
        let ids = range.into_iter().flatten();
        let ids = ids.filter_map(|(place, _)| Some(state.events().at(*place)?.id));
        self.marked.extend(ids);
    }
}

fn buttons(ui: &mut Ui, state: &State, out: &mut Commands) {
    ui.horizontal(|ui| {
        ui.add_space(8.0);
        let open = Command::OpenEvent;
        command_button(ui, state, glyph::FOLDER_OPEN, open, false, out);
        let data = Command::ShowBottom(BottomTab::Data);
        command_icon(ui, state, glyph::TREE_STRUCTURE, data, out);
        let set = match state.events().search() {
            "" => EventSet::Stored,
            _ => EventSet::Found,
        };
        let many = Command::Many(ManyCommand::Run(set));
        command_icon(ui, state, glyph::STACK, many, out);
    });
    ui.horizontal(|ui| {
        ui.add_space(8.0);
        let fetch = Command::Server(ServerCommand::Fetch);
        command_button(ui, state, glyph::CLOUD_ARROW_DOWN, fetch, false, out);
    });
    ui.add_space(4.0);
}

fn height(event: &ListedEvent) -> f32 {
    if event.tags.is_empty() { ROW } else { TAGGED }
}

fn paint(ui: &mut Ui, rect: Rect, event: &ListedEvent, (chosen, marked, lit): (bool, bool, bool)) {
    let colours = Colours::of(ui.visuals());
    let frame = rect.shrink2(egui::vec2(6.0, 1.0));
    if chosen {
        let fill = ui.visuals().selection.bg_fill;
        ui.painter().rect_filled(frame, 6.0, fill);
    }
    if marked || (lit && !chosen) {
        let colour = if marked {
            colours.accent
        } else {
            colours.hover
        };
        let stroke = egui::Stroke::new(if marked { 1.5 } else { 1.0 }, colour);
        let kind = egui::StrokeKind::Inside;
        ui.painter().rect_stroke(frame, 6.0, stroke, kind);
    }
    let inside = frame.shrink2(egui::vec2(10.0, 6.0));
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(inside));
    ui.spacing_mut().item_spacing.y = 3.0;
    let icon = match (marked, chosen) {
        (true, _) => glyph::CHECK_SQUARE,
        (_, true) => glyph::CHECK_CIRCLE,
        _ => glyph::ENVELOPE_SIMPLE,
    };
    let mut line = |text: RichText| {
        ui.add(egui::Label::new(text).truncate().selectable(false));
    };
    line(RichText::new(format!("{icon}  {}", event.name)).color(colours.text));
    let facts = format!(
        "{} · {} · {}",
        count_words(event.attributes, "attribute"),
        size_words(event.size),
        origin(&event.source)
    );
    line(RichText::new(facts).size(12.0).color(colours.soft_text));
    if !event.tags.is_empty() {
        let tags = format!("{} {}", glyph::TAG, event.tags.join("  "));
        line(RichText::new(tags).size(12.0).color(colours.soft_text));
    }
}

fn origin(source: &EventSource) -> String {
    match source {
        EventSource::Sample(_) => "sample".to_owned(),
        EventSource::From(EventOrigin::File(path)) => path.file_name().map_or_else(
            || path.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        ),
        EventSource::From(EventOrigin::Server(instance)) => instance.clone(),
        EventSource::From(EventOrigin::Pasted) => "pasted".to_owned(),
        EventSource::From(EventOrigin::Post) => "debug post".to_owned(),
        EventSource::Passing(_) => "looked at in passing".to_owned(),
        EventSource::From(EventOrigin::Run) => "kept run".to_owned(),
    }
}

fn origin_in_full(source: &EventSource) -> String {
    match source {
        EventSource::Sample(description) => (*description).to_owned(),
        EventSource::From(EventOrigin::File(path)) => format!("From {}", path.display()),
        EventSource::From(EventOrigin::Server(instance)) => format!("Fetched from {instance}"),
        EventSource::From(EventOrigin::Pasted) => "Pasted".to_owned(),
        EventSource::From(EventOrigin::Post) => "Taken from a debug post".to_owned(),
        EventSource::Passing(place) => {
            format!("From {place}; the next one that is opened like it takes its place")
        }
        EventSource::From(EventOrigin::Run) => "Taken from a kept run".to_owned(),
    }
}
