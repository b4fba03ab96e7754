//! The bar that finds nodes and frames: by name, number, module, summary and values.

use egui::{Area, Id, Key, Modifiers, Order, Rect, RichText, Ui, WidgetText};
use egui_phosphor::regular as glyph;
use misp_flow_engine::workflow::{Graph, Node, NodeId};
use serde_json::Value as Json;

use super::{
    canvas::{CanvasState, Found, Match, Scene},
    controls::{Commands, icon_button},
    popup::{escape, rename::select_all},
    theme::Colours,
};
use crate::state::{Command, Revision, State};

/// Something that can be found, with its texts in lower case, each with the word for what it is.
#[derive(Debug)]
struct Entry {
    target: Match,
    texts: Vec<(String, String)>,
}

/// What is typed, and what was found.
#[derive(Debug, Default)]
pub struct FindBar {
    open: bool,
    text: String,
    entries: Vec<Entry>,
    entries_of: Option<Revision>,
    /// Places among the entries, and the text that they fit, in lower case.
    found: Vec<usize>,
    found_for: Option<String>,
    current: usize,
    wants_focus: bool,
    /// Whether the keyboard was the field's in the last frame: egui takes it away on Escape.
    focused: bool,
    escaped: bool,
}

impl FindBar {
    /// Opens the bar, or gives it the keyboard where it is open.
    pub fn open(&mut self) {
        self.open = true;
        self.wants_focus = true;
    }

    /// Whether it is shown.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Takes Escape before the canvas does.
    pub fn take_keys(&mut self, ctx: &egui::Context) {
        self.escaped = self.open && self.focused && escape(ctx);
    }

    /// Goes on by so many matches, around the end; opens the bar where it is not.
    pub fn step(
        &mut self,
        by: isize,
        (state, scene): (&State, &Scene),
        canvas: &mut CanvasState,
        out: &mut Commands,
    ) {
        if !self.open {
            self.open();
        }
        self.search(state, scene);
        if let Some(last) = self.found.len().checked_sub(1) {
            self.current = match self.current.checked_add_signed(by) {
                Some(next) if next <= last => next,
                Some(_) => 0,
                None => last,
            };
            self.go(state, canvas, out);
        }
    }

    /// Shows the bar over the canvas.
    pub fn show(
        &mut self,
        ui: &Ui,
        rect: Rect,
        (state, scene): (&State, &Scene),
        canvas: &mut CanvasState,
        out: &mut Commands,
    ) {
        if !self.open {
            canvas.cover(None);
            return;
        }
        let width = (rect.width() - 24.0).clamp(180.0, 400.0);
        let mut close = std::mem::take(&mut self.escaped);
        let mut step = 0;
        let field_id = Id::new("find field");
        if ui.ctx().memory(|memory| memory.has_focus(field_id)) {
            ui.ctx().input_mut(|i| {
                step -= isize::from(i.consume_key(Modifiers::SHIFT, Key::Enter));
                step += isize::from(i.consume_key(Modifiers::NONE, Key::Enter));
            });
        }
        let mut typed = false;
        let shown = Area::new(Id::new("find"))
            .order(Order::Middle)
            .fixed_pos(rect.right_top() + egui::vec2(-width - 12.0, 10.0))
            .constrain_to(rect)
            .show(ui.ctx(), |ui| {
                let frame = egui::Frame::popup(ui.style()).inner_margin(6);
                frame.show(ui, |ui| {
                    ui.set_width(width - 14.0);
                    let top_right = egui::Layout::right_to_left(egui::Align::Center);
                    ui.allocate_ui_with_layout(egui::vec2(width - 14.0, 30.0), top_right, |ui| {
                        ui.spacing_mut().item_spacing.x = 2.0;
                        close |= icon_button(ui, glyph::X, "Close the search", true)
                            .on_hover_text("Close (Esc)")
                            .clicked();
                        let any = !self.found.is_empty();
                        if icon_button(ui, glyph::CARET_DOWN, "Next match", any)
                            .on_hover_text("Next (Enter, F3)")
                            .clicked()
                        {
                            step += 1;
                        }
                        if icon_button(ui, glyph::CARET_UP, "Previous match", any)
                            .on_hover_text("Previous (Shift+Enter, Shift+F3)")
                            .clicked()
                        {
                            step -= 1;
                        }
                        self.count(ui);
                        let field = egui::TextEdit::singleline(&mut self.text)
                            .id(field_id)
                            .hint_text("Find nodes and frames…")
                            .margin(egui::Margin::symmetric(8, 6))
                            .desired_width(ui.available_width());
                        let field = ui.add(field);
                        ui.ctx().accesskit_node_builder(field.id, |node| {
                            node.set_label("Find nodes and frames");
                        });
                        if std::mem::take(&mut self.wants_focus) {
                            field.request_focus();
                            select_all(ui, field_id, self.text.chars().count());
                        }
                        typed = field.changed();
                        self.focused = field.has_focus();
                    });
                    self.place(ui, state);
                });
            });
        canvas.cover(Some(shown.response.rect));
        if self.search(state, scene) {
            self.mark(canvas);
        }
        if typed {
            self.current = 0;
            self.go(state, canvas, out);
        }
        if step != 0 {
            self.step(step, (state, scene), canvas, out);
        }
        if close {
            (self.open, self.focused) = (false, false);
            canvas.mark(Found::default());
            canvas.take_focus();
        }
    }

    /// `3 of 12`.
    fn count(&self, ui: &mut Ui) {
        let colours = Colours::of(ui.visuals());
        let (words, colour) = match (self.text.trim().is_empty(), self.found.len()) {
            (true, _) => return,
            (false, 0) => ("No match".to_owned(), colours.error),
            (false, count) => (
                format!("{} of {count}", self.current + 1),
                colours.soft_text,
            ),
        };
        ui.add_space(4.0);
        ui.label(RichText::new(words).size(12.5).color(colour));
        ui.add_space(4.0);
    }

    /// Which match is looked at, and in which of its texts the search found it.
    fn place(&self, ui: &mut Ui, state: &State) {
        let Some(entry) = self.current_entry() else {
            return;
        };
        let graph = &state.document().workflow().graph;
        let name = match &entry.target {
            Match::Node(id) => graph.node(id).map(|node| format!("{} ({id})", node.name)),
            Match::Frame(id) => {
                let frame = graph.frames.get(id);
                frame.map(|frame| format!("Frame {}", frame.text.replace('\n', " ")))
            }
        };
        let Some(name) = name else { return };
        let wanted = self.text.trim().to_lowercase();
        let mut texts = entry.texts.iter();
        let place = texts.find(|(_, text)| text.contains(&wanted));
        let words = match place {
            Some((place, _)) => format!("{name} · {place}"),
            None => name,
        };
        let colours = Colours::of(ui.visuals());
        let words: WidgetText = RichText::new(words)
            .size(12.0)
            .color(colours.soft_text)
            .into();
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            ui.add(egui::Label::new(words).truncate().selectable(false));
        });
    }

    fn current_entry(&self) -> Option<&Entry> {
        self.entries.get(*self.found.get(self.current)?)
    }

    /// Finds anew where text or document are others than last time.
    /// Gives whether it did.
    fn search(&mut self, state: &State, scene: &Scene) -> bool {
        let revision = state.document().revision();
        if self.entries_of != Some(revision) {
            self.entries_of = Some(revision);
            self.entries = entries(&state.document().workflow().graph, scene);
            self.found_for = None;
        }
        let wanted = self.text.trim().to_lowercase();
        if self.found_for.as_ref() == Some(&wanted) {
            return false;
        }
        let fits = |entry: &Entry| entry.texts.iter().any(|(_, text)| text.contains(&wanted));
        self.found = if wanted.is_empty() {
            Vec::new()
        } else {
            let entries = self.entries.iter().enumerate();
            let fitting = entries.filter(|(_, entry)| fits(entry));
            fitting.map(|(place, _)| place).collect()
        };
        self.current = self.current.min(self.found.len().saturating_sub(1));
        self.found_for = Some(wanted);
        true
    }

    /// Marks the matches on the canvas.
    fn mark(&self, canvas: &mut CanvasState) {
        let places = self.found.iter();
        let entries = places.filter_map(|place| self.entries.get(*place));
        let matches = entries.map(|entry| entry.target.clone()).collect();
        canvas.mark(Found::new(matches, Some(self.current)));
    }

    /// Selects the match that is looked at and brings it into view.
    fn go(&self, state: &State, canvas: &mut CanvasState, out: &mut Commands) {
        self.mark(canvas);
        match self.current_entry().map(|entry| &entry.target) {
            Some(Match::Node(id)) => out.push(Command::Jump(id.clone())),
            Some(Match::Frame(id)) => {
                let graph = &state.document().workflow().graph;
                let members = graph.frames.get(id).map(|frame| &frame.nodes);
                let there = members.into_iter().flatten();
                let there = there.filter(|id| graph.node(id).is_some()).cloned();
                out.push(Command::Select(there.collect(), Vec::new()));
                canvas.reveal_frame(id.clone());
            }
            None => {}
        }
    }
}

/// All that can be found, from left to right as the workflow runs, frames at the end.
fn entries(graph: &Graph, scene: &Scene) -> Vec<Entry> {
    let mut nodes: Vec<(&NodeId, &Node)> = graph
        .nodes
        .iter()
        .map(|(id, node)| (id, node.as_ref()))
        .collect();
    nodes.sort_by(|(_, a), (_, b)| {
        let (a, b) = (a.position, b.position);
        a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
    });
    let nodes = nodes.into_iter().map(|(id, node)| {
        let mut texts = Vec::new();
        let mut add = |place: &str, text: &str| {
            if !text.is_empty() {
                texts.push((place.to_owned(), text.to_lowercase()));
            }
        };
        add("name", &node.name);
        add("number", id.as_str());
        add("module", &node.module);
        add(
            "summary",
            scene.node(id).map_or("", |spec| spec.summary.as_str()),
        );
        for (param, value) in &node.params {
            add(param, &value_text(value));
        }
        let filter = &node.filter;
        for text in [
            &filter.selector,
            &filter.value,
            &filter.operator,
            &filter.path,
        ] {
            add("filter", text);
        }
        Entry {
            target: Match::Node(id.clone()),
            texts,
        }
    });
    let frames = graph.frames.iter().map(|(id, frame)| Entry {
        target: Match::Frame(id.clone()),
        texts: vec![("title".to_owned(), frame.text.to_lowercase())],
    });
    nodes.chain(frames).collect()
}

/// A param's value as one reads it.
fn value_text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(list) => list.iter().map(value_text).collect::<Vec<_>>().join("\n"),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}
