//! Picking a path from the data: a window with the event as a tree, in which a click on a value
//! makes the path that leads to it.

use egui::{Align2, Context, Id, Key as Button, Modifiers, RichText, Ui, Window, vec2};
use egui_phosphor::regular as glyph;
use misp_flow_engine::{
    path::{HashPath, Proposal, Reach, proposals},
    value::{Array, Value},
};

use super::{
    answer::{Found, Question},
    completion,
    form::Form,
    label::{SMALL, Tone, note},
    matches::is_same,
    text::{TextField, Typed},
};
use crate::{
    task::Background,
    window::{
        controls::{count_words, grouped},
        theme::Colours,
        tree::DataTree,
    },
};

/// Of what a selector picks only so many elements are shown.
const ELEMENTS: usize = 1000;
const SIZE: egui::Vec2 = vec2(480.0, 520.0);

/// The one path field that is filled from the data.
#[derive(Default)]
pub(super) struct Pick {
    open: Option<Id>,
    tree: DataTree,
    /// The event and the selector that the tree is about.
    of: Option<(Value, String)>,
    /// What the tree shows: the event, or the elements that a selector picks; none while these are
    /// looked for.
    data: Option<Value>,
    /// Looks for elements, with the selector that picks them.
    background: Option<Background<(String, Value)>>,
    proposals: Vec<Proposal>,
}

impl Pick {
    pub fn close(&mut self) {
        *self = Self::default();
    }

    /// Brings the tree up to date with the event and the selector.
    fn look_at(&mut self, ctx: &Context, event: &Value, selector: &str) {
        let same = |(old, of): &(Value, String)| is_same(old, event) && of == selector;
        if !self.of.as_ref().is_some_and(same) {
            self.of = Some((event.clone(), selector.to_owned()));
            self.proposals.clear();
            self.data = None;
            if selector.is_empty() {
                self.take(event.clone());
            } else {
                self.look_for(ctx, event.clone(), selector.to_owned());
            }
        }
        let found = self.background.as_mut().map(Background::poll);
        for (of, elements) in found.into_iter().flatten() {
            if of == selector && self.data.is_none() {
                self.take(elements);
            }
        }
    }

    fn look_for(&mut self, ctx: &Context, event: Value, selector: String) {
        let crashed = selector.clone();
        // A background of its own: what an earlier event is still asked for comes to nothing.
        let background = self.background.insert(Background::new(Some(ctx.clone())));
        background.start(
            move || {
                let found = HashPath::parse(&selector).matches(&event);
                let elements = found.unwrap_or_default().into_iter().take(ELEMENTS);
                let elements = Value::Array(elements.cloned().collect::<Array>());
                (selector, elements)
            },
            move || (crashed, Value::Array(Array::default())),
        );
    }

    fn take(&mut self, data: Value) {
        self.tree.set(&data);
        self.data = Some(data);
    }
}

/// Shows a field for a hash path that starts at the elements of `selector`; at the top of the data
/// where that is empty. It is completed while somebody types, and has a button to pick the path
/// from the data.
pub(super) fn path_field(
    ui: &mut Ui,
    form: &mut Form<'_, '_>,
    field: &TextField<'_>,
    selector: &str,
) -> Typed {
    let mut typed = completion::show(ui, form, field, selector);
    let id = field.id(ui);
    let Some(event) = form
        .input
        .event
        .filter(|_| field.editable && form.editable())
    else {
        return typed;
    };
    let text = RichText::new(format!("{}  Pick from the data…", glyph::TREE_STRUCTURE)).size(SMALL);
    let button = ui.add(egui::Button::new(text).small());
    let name = format!("Pick {} from the data…", field.caption.text.to_lowercase());
    button.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &name));
    if button.clicked() {
        let was_open = form.state.pick.open == Some(id);
        form.state.pick.close();
        form.state.pick.open = (!was_open).then_some(id);
    }
    if form.state.pick.open == Some(id) {
        let at = typed.response.rect;
        if let Some(path) = window(ui, form, field, selector, event, at) {
            typed.text = Some(path);
        }
    }
    typed
}

/// Shows the window and gives the path that was picked in this frame.
fn window(
    ui: &Ui,
    form: &mut Form<'_, '_>,
    field: &TextField<'_>,
    selector: &str,
    event: &Value,
    at: egui::Rect,
) -> Option<String> {
    let id = field.id(ui);
    // Taken out for the time being, so that the counts can be asked for.
    let mut pick = std::mem::take(&mut form.state.pick);
    pick.look_at(ui.ctx(), event, selector);
    let mut open = true;
    let mut picked = None;
    let title = format!("Pick {} from the data", field.caption.text.to_lowercase());
    let screen = ui.ctx().content_rect();
    let size = SIZE.min(screen.size() - vec2(24.0, 60.0));
    let top = (at.top() - 120.0).clamp(
        screen.top() + 8.0,
        (screen.bottom() - size.y - 44.0).max(8.0),
    );
    Window::new(title)
        .id(id.with("pick"))
        .open(&mut open)
        .collapsible(false)
        .resizable(true)
        .default_size(size)
        .default_pos([at.left() - 20.0, top])
        .pivot(Align2::RIGHT_TOP)
        .show(ui.ctx(), |ui| {
            super::dress(ui);
            let frame = egui::Frame::new();
            let below = 8.0 + 26.0 * (pick.proposals.len() as f32 + 1.5);
            frame.show(ui, |ui| {
                let room = vec2(
                    ui.available_width(),
                    (ui.available_height() - below).max(120.0),
                );
                ui.allocate_ui(room, |ui| {
                    ui.set_min_size(room);
                    ui.set_max_size(room);
                    if pick.data.is_none() {
                        note(
                            ui,
                            Tone::Plain,
                            "Looking for the elements that are filtered…",
                        );
                    } else if let (Some(pointed), by_hand) = pick.tree.pick(ui) {
                        pick.proposals = propose(&pick, selector, &pointed.keys);
                        let first = pick.proposals.first().filter(|_| by_hand);
                        picked = first.map(|first| first.path.clone());
                    }
                });
            });
            ui.separator();
            if let Some(path) = choices(ui, form, &pick, selector, event, field.text) {
                picked = Some(path);
            }
        });
    let escaped = ui
        .ctx()
        .input_mut(|input| input.consume_key(Modifiers::NONE, Button::Escape));
    if open && !escaped {
        pick.open = Some(id);
        form.state.pick = pick;
    }
    picked
}

/// The paths to an element of the tree. Inside of selected elements a path begins below the
/// element, whose key in the tree is only its number.
fn propose(pick: &Pick, selector: &str, keys: &[misp_flow_engine::value::Key]) -> Vec<Proposal> {
    let Some(data) = &pick.data else {
        return Vec::new();
    };
    if selector.is_empty() {
        return proposals(data, keys);
    }
    let Some((element, inside)) = keys.split_first() else {
        return Vec::new();
    };
    let element = data.get(element.as_ref());
    element.map_or_else(Vec::new, |element| proposals(element, inside))
}

/// The paths that lead to what was pointed at, each with what it finds.
fn choices(
    ui: &mut Ui,
    form: &mut Form<'_, '_>,
    pick: &Pick,
    selector: &str,
    event: &Value,
    now: &str,
) -> Option<String> {
    if pick.proposals.is_empty() {
        let text = match pick.tree.chosen() {
            Some(chosen) if !selector.is_empty() && chosen.keys.len() < 2 => {
                "Click a value inside of the element: the field gets the path that leads to it"
            }
            Some(_) => "No path leads there: a key on the way has a dot or a bracket in it",
            None => "Click a value: the field gets the path that leads to it",
        };
        note(ui, Tone::Plain, text);
        return None;
    }
    let colours = Colours::of(ui.visuals());
    let alone = pick.proposals.len() == 1;
    let mut picked = None;
    for (place, proposal) in pick.proposals.iter().enumerate() {
        let id = ui.id().with(("proposal", place));
        let question = Question::of_path(selector, &proposal.path);
        let asked = form.state.matches.ask(ui.ctx(), id, question, event);
        let found = asked.filter(|asked| asked.current);
        let count = found
            .and_then(|asked| asked.answer.found.as_ref().ok().map(hits))
            .unwrap_or_default();
        ui.horizontal(|ui| {
            let words = format!(
                "{}{count}",
                if alone {
                    "This one".to_owned()
                } else {
                    reach(&proposal.reach)
                }
            );
            let chosen = proposal.path == now;
            if ui.radio(chosen, words).clicked() {
                picked = Some(proposal.path.clone());
            }
            let path = RichText::new(&proposal.path)
                .monospace()
                .size(SMALL)
                .color(colours.soft_text);
            ui.add(egui::Label::new(path).truncate());
        });
    }
    picked
}

fn hits(found: &Found) -> String {
    match found.of {
        Some(of) => format!(
            ", in {} of {}",
            grouped(found.hits),
            count_words(of, "element")
        ),
        None => format!(", {}", count_words(found.hits, "value")),
    }
}

fn reach(reach: &Reach) -> String {
    match reach {
        Reach::Every => "All like it".to_owned(),
        Reach::Where { key, value } => format!("Where {key} is {value}"),
        Reach::This => "Only this one".to_owned(),
    }
}
