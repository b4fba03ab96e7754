//! Data as a tree that unfolds and can be searched. Only what is in sight is laid out, so an event
//! of 100 MB scrolls like one of ten lines.
//!
//! `rows` (what is unfolded) ← `row` (how one looks); `search` looks through everything in the
//! background.

mod bar;
mod edit;
mod row;
mod rows;
mod search;

use egui::{
    Context, EventFilter, Id, Key as Button, Modifiers, ScrollArea, Sense, Ui, WidgetInfo,
    WidgetType, accesskit::Role,
};
use misp_flow_engine::{
    path::{Place as DataPlace, proposals},
    value::{Array, Key, Value},
};

use crate::task::Background;
use edit::Editing;
use row::{HEIGHT, Marks, Touched};
use rows::{Branch, Place, Row};
use search::Search;

/// An element that was pointed at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pointed {
    /// The keys that lead to it.
    pub keys: Vec<Key>,
    /// What it is.
    pub value: Value,
}

/// Data as a tree, with what is unfolded. What is unfolded stays so when other data come.
#[derive(Debug, Default)]
pub(super) struct DataTree {
    /// What the rows show.
    root: Value,
    branch: Branch,
    chosen: Option<Place>,
    query: String,
    search: Option<Search>,
    background: Option<Background<()>>,
    begun: bool,
    /// The chosen row is to be brought into sight with so many of those below it.
    follow: Option<usize>,
    /// Whether the search field is to take the keyboard.
    focus_search: bool,
    /// How far the list was scrolled, and how much of it was in sight.
    sight: (f32, f32),
    /// Whether values can be changed.
    editable: bool,
    /// The value that is being typed.
    editing: Option<Editing>,
    /// A value that was typed, with the keys that lead to its place.
    edited: Option<(Vec<Key>, Value)>,
}

/// Whether a data tree has the keyboard, which then takes what is copied.
pub(super) fn has_focus(ctx: &Context) -> bool {
    let focused = ctx.memory(|memory| memory.focused());
    let tree: Option<Id> = ctx.data(|data| data.get_temp(Id::new(FOCUS)));
    focused.is_some() && focused == tree
}

/// So many of the elements of a row come into sight when it is unfolded.
const PEEK: usize = 4;

const FOCUS: &str = "data tree with the keyboard";

impl DataTree {
    /// Shows other data.
    pub fn set(&mut self, data: &Value) {
        let same = match (&self.root, data) {
            (Value::Array(old), Value::Array(new)) => old.is_same_memory(new),
            (old, new) => !old.is_array() && !new.is_array(),
        };
        if same && self.begun {
            return;
        }
        let root = std::mem::replace(&mut self.root, data.clone());
        let array = data.as_array().cloned().unwrap_or_default();
        if self.begun {
            let branch = self.branch.with(array);
            let branch = std::mem::replace(&mut self.branch, branch);
            // Large data take their time to give back.
            std::thread::spawn(move || drop((root, branch)));
        } else {
            self.branch = Branch::new(array);
            // A key that stands alone at the top says nothing by itself.
            let at = data.as_array().and_then(|array| array.position("Event"));
            if let Some(at) = at {
                self.branch.set_open(&[at], true);
            }
        }
        self.begun = true;
        self.editing = None;
        let gone = |place: &Place| self.branch.element(place).is_none();
        if self.chosen.as_ref().is_some_and(gone) {
            self.chosen = None;
        }
        // What was found is somewhere else now.
        self.search = None;
    }

    /// Lets values be changed, or not.
    pub fn let_edit(&mut self, editable: bool) {
        self.editable = editable;
    }

    /// A value that was typed in the place of another, with the keys that lead there.
    pub fn take_edit(&mut self) -> Option<(Vec<Key>, Value)> {
        self.edited.take()
    }

    /// The element that was chosen last.
    pub fn chosen(&self) -> Option<Pointed> {
        let (keys, value) = self.branch.element(self.chosen.as_ref()?)?;
        Some(Pointed {
            keys,
            value: value.clone(),
        })
    }

    /// Shows the line to search with and the rows below it. Gives the element that the user chose
    /// in this frame, by a click, by the arrow keys or by the search.
    pub fn show(&mut self, ui: &mut Ui) -> Option<Pointed> {
        let (chosen, _) = self.pick(ui);
        chosen
    }

    /// The same, and whether it was chosen by hand, that is by a click or by the arrow keys: to
    /// search is not to take what is found.
    pub fn pick(&mut self, ui: &mut Ui) -> (Option<Pointed>, bool) {
        let before = self.chosen.clone();
        let mut clicked = false;
        bar::show(self, ui);
        ui.add_space(2.0);
        let id = ui.make_persistent_id("rows");
        let focused = ui.memory(|memory| memory.has_focus(id));
        if focused {
            ui.ctx()
                .data_mut(|data| data.insert_temp(Id::new(FOCUS), id));
            self.keys(ui);
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let room = ui.available_rect_before_wrap();
        let whole = ui.interact(room, id, Sense::focusable_noninteractive());
        whole.widget_info(|| WidgetInfo::labeled(WidgetType::Other, true, "Data as a tree"));
        ui.ctx()
            .accesskit_node_builder(id, |node| node.set_role(Role::Tree));
        if whole.has_focus() {
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows()));
        }
        let mut area = ScrollArea::vertical().id_salt("data").auto_shrink(false);
        if let Some(below) = self.follow.take()
            && let Some(row) = self
                .chosen
                .as_ref()
                .and_then(|place| self.branch.row_of(place))
        {
            let (offset, height) = self.sight;
            let top = row as f32 * HEIGHT;
            let bottom = (row + 1 + below) as f32 * HEIGHT;
            if top < offset || bottom > offset + height {
                area = area.vertical_scroll_offset((top - height * 0.4).max(0.0));
            }
        }
        let output = area.show_rows(ui, HEIGHT, self.branch.rows(), |ui, range| {
            for at in range {
                let Some(row) = self.branch.row(at) else {
                    break;
                };
                let touched = self.row(ui, &row, focused);
                if touched.clicked {
                    clicked = true;
                    ui.memory_mut(|memory| memory.request_focus(id));
                    self.chosen = Some(row.place.clone());
                }
                if touched.toggled {
                    self.branch.set_open(&row.place, !row.open);
                    if !row.open {
                        let inside = row.value.as_array().map_or(0, Array::len);
                        self.follow = Some(inside.min(PEEK));
                    }
                    // The rows below have moved; the next frame shows them.
                    ui.ctx().request_repaint();
                    break;
                }
            }
        });
        self.sight = (output.state.offset.y, output.inner_rect.height());
        let chosen = (clicked || self.chosen != before).then(|| self.chosen());
        (chosen.flatten(), clicked || focused)
    }

    fn row(&mut self, ui: &mut Ui, row: &Row, focused: bool) -> Touched {
        let marks = Marks {
            chosen: self.chosen.as_ref() == Some(&row.place),
            focused,
            found: self.found().as_ref() == Some(&row.place),
        };
        let (response, touched) = row::show(ui, row, marks);
        edit::field(self, ui, row, response.rect, touched.value);
        if let Value::Str(whole) = &row.value {
            let whole = whole.clone();
            response.clone().on_hover_ui(move |ui| {
                ui.set_max_width(480.0);
                ui.label(whole.chars().take(2_000).collect::<String>());
            });
        }
        let mut begins = response.double_clicked();
        response.context_menu(|ui| {
            let can = self.editable && !row.value.is_array();
            if can && ui.button("Change the value…").clicked() {
                begins = true;
                ui.close();
            }
            if ui.button("Copy the value").clicked() {
                ui.ctx().copy_text(copied(&row.value));
                ui.close();
            }
            let keys = self.branch.element(&row.place).map(|(keys, _)| keys);
            let keys = keys.unwrap_or_default();
            if ui.button("Copy the path of this element").clicked() {
                ui.ctx()
                    .copy_text(DataPlace::from(keys.clone()).to_string());
                ui.close();
            }
            let every = proposals(&self.root, &keys).into_iter().next();
            if let Some(every) = every
                && ui.button("Copy the path of all like it").clicked()
            {
                ui.ctx().copy_text(every.path);
                ui.close();
            }
        });
        if begins {
            self.begin_edit(row);
        }
        touched
    }

    /// Lets the value of a row be typed.
    fn begin_edit(&mut self, row: &Row) {
        if self.editable && !row.value.is_array() {
            self.editing = Some(Editing::new(row));
        }
    }

    /// The place that the search stands at.
    fn found(&self) -> Option<Place> {
        let search = self.search.as_ref()?;
        search.place(search.at?)
    }

    /// Takes the keys that walk, fold and copy.
    fn keys(&mut self, ui: &Ui) {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let last = self.branch.rows().saturating_sub(1);
        let page = ((self.sight.1 / HEIGHT) as usize).saturating_sub(1).max(1);
        let here = self
            .chosen
            .as_ref()
            .and_then(|place| self.branch.row_of(place));
        let mut to = None;
        for (key, by) in [
            (Button::ArrowDown, 1),
            (Button::ArrowUp, -1),
            (Button::PageDown, page as isize),
            (Button::PageUp, -(page as isize)),
        ] {
            if pressed(key) {
                to = Some(here.map_or(0, |here| here.saturating_add_signed(by).min(last)));
            }
        }
        if pressed(Button::Home) {
            to = Some(0);
        }
        if pressed(Button::End) {
            to = Some(last);
        }
        let row = here.and_then(|here| self.branch.row(here));
        let right = pressed(Button::ArrowRight);
        let left = pressed(Button::ArrowLeft);
        let enter = pressed(Button::Enter) || pressed(Button::Space);
        if let Some(row) = row.as_ref().filter(|_| enter || pressed(Button::F2)) {
            self.begin_edit(row);
        }
        if let (Some(row), Some(here)) = (&row, here) {
            if right && row.open {
                to = Some((here + 1).min(last));
            } else if right || (enter && !row.open) {
                self.branch.set_open(&row.place, true);
            } else if (left || enter) && row.open {
                self.branch.set_open(&row.place, false);
            } else if left && let Some((_, outer)) = row.place.split_last() {
                to = self.branch.row_of(outer);
            }
        }
        if let Some(row) = to.and_then(|to| self.branch.row(to)) {
            self.chosen = Some(row.place);
            self.follow = Some(0);
        }
        let copies = |event: &egui::Event| matches!(event, egui::Event::Copy);
        if ui.input(|input| input.events.iter().any(copies))
            && let Some(chosen) = self.chosen()
        {
            ui.ctx().copy_text(copied(&chosen.value));
        }
        self.focus_search = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Button::F));
    }

    /// Shows an element wherever it is.
    fn reveal(&mut self, place: Place) {
        if let Some((_, outer)) = place.split_last()
            && !outer.is_empty()
        {
            self.branch.set_open(outer, true);
        }
        self.chosen = Some(place);
        self.follow = Some(0);
    }
}

/// The keys that the rows keep to themselves.
fn arrows() -> EventFilter {
    EventFilter {
        tab: false,
        horizontal_arrows: true,
        vertical_arrows: true,
        escape: false,
    }
}

/// A value as it is copied.
fn copied(value: &Value) -> String {
    match value {
        Value::Array(_) => value.to_json_pretty(),
        scalar => scalar.to_text().into_owned(),
    }
}
