//! Data as a tree that unfolds. Only what is in sight is laid out, so an event of 100 MB scrolls
//! like one of ten lines.

use std::collections::HashSet;

use egui::{Key as Button, RichText, ScrollArea, Sense, Ui, WidgetInfo, WidgetType, vec2};
use misp_flow_engine::value::{Array, Key, Value};

use crate::window::theme::Colours;

const ROW: f32 = 22.0;
const INDENT: f32 = 16.0;
/// The longest text of a value that is shown on its row, in characters.
const LONGEST: usize = 400;

/// One row: an element of the data.
#[derive(Clone, Debug)]
struct Row {
    key: Key,
    value: Value,
    depth: usize,
    open: bool,
}

/// Data as a tree, with what is unfolded. What is unfolded stays so when other data come.
#[derive(Debug, Default)]
pub(in crate::window) struct Tree {
    rows: Vec<Row>,
    /// What the rows show.
    root: Value,
    /// The paths that are unfolded, keys joined.
    open: HashSet<String>,
    begun: bool,
}

impl Tree {
    /// Shows other data.
    pub(in crate::window) fn set(&mut self, data: &Value) {
        let same = match (&self.root, data) {
            (Value::Array(old), Value::Array(new)) => old.is_same_memory(new),
            _ => false,
        };
        if same && !self.rows.is_empty() {
            return;
        }
        if !self.begun {
            self.begun = true;
            // The one key at the top says nothing by itself.
            self.open.insert("/Event".to_owned());
        }
        self.root = data.clone();
        self.rows.clear();
        if let Value::Array(array) = data {
            let mut rows = Vec::new();
            unfold(array, 0, "", &self.open, &mut rows);
            self.rows = rows;
        }
    }

    pub(in crate::window) fn show(&mut self, ui: &mut Ui) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut toggled = None;
        let rows = &self.rows;
        ScrollArea::vertical()
            .id_salt("data")
            .auto_shrink(false)
            .show_rows(ui, ROW, rows.len(), |ui, range| {
                let start = range.start;
                for (offset, row) in rows.get(range).into_iter().flatten().enumerate() {
                    if show_row(ui, row) {
                        toggled = Some(start + offset);
                    }
                }
            });
        if let Some(place) = toggled {
            self.toggle(place);
        }
    }

    fn toggle(&mut self, place: usize) {
        let path = self.path(place);
        let Some(row) = self.rows.get_mut(place) else {
            return;
        };
        let depth = row.depth;
        row.open = !row.open;
        if row.open {
            let mut rows = Vec::new();
            if let Value::Array(array) = &row.value {
                unfold(array, depth + 1, &path, &self.open, &mut rows);
            }
            self.rows.splice(place + 1..place + 1, rows);
            self.open.insert(path);
        } else {
            let inside = self
                .rows
                .iter()
                .skip(place + 1)
                .take_while(|row| row.depth > depth)
                .count();
            self.rows.drain(place + 1..place + 1 + inside);
            self.open.remove(&path);
        }
    }

    /// The keys from the top to a row.
    fn path(&self, place: usize) -> String {
        let mut parts = Vec::new();
        let mut depth = usize::MAX;
        for row in self.rows.get(..=place).unwrap_or_default().iter().rev() {
            if row.depth < depth {
                depth = row.depth;
                parts.push(key_text(&row.key));
            }
            if depth == 0 {
                break;
            }
        }
        let mut path = String::new();
        for part in parts.iter().rev() {
            path.push('/');
            path.push_str(part);
        }
        path
    }
}

fn unfold(array: &Array, depth: usize, path: &str, open: &HashSet<String>, rows: &mut Vec<Row>) {
    rows.reserve(array.len());
    // With nothing open below no paths need to be made, which matters for a hundred thousand rows.
    let any_open = open
        .iter()
        .any(|other| other.len() > path.len() && other.starts_with(path));
    for (key, value) in array {
        let key = key.to_key();
        let below = any_open.then(|| format!("{path}/{}", key_text(&key)));
        let is_open = value.is_array() && below.as_ref().is_some_and(|below| open.contains(below));
        rows.push(Row {
            key,
            value: value.clone(),
            depth,
            open: is_open,
        });
        if let (true, Value::Array(inner), Some(below)) = (is_open, value, below) {
            unfold(inner, depth + 1, &below, open, rows);
        }
    }
}

fn key_text(key: &Key) -> String {
    match key {
        Key::Int(number) => number.to_string(),
        Key::Str(text) => text.to_string(),
    }
}

/// A value on one line, and whether it is text.
fn value_text(value: &Value) -> String {
    match value {
        Value::Str(text) => {
            let mut shown: String = text
                .chars()
                .take(LONGEST)
                .map(|letter| if letter.is_control() { ' ' } else { letter })
                .collect();
            if shown.len() < text.len() && shown.chars().count() == LONGEST {
                shown.push('…');
            }
            shown
        }
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(_) | Value::Float(_) => value.to_text().into_owned(),
        Value::Array(array) => summary(array),
    }
}

/// What a folded array is about: its size, and what names it.
fn summary(array: &Array) -> String {
    if array.is_empty() {
        return "empty".to_owned();
    }
    if array.is_list() {
        return if array.len() == 1 {
            "1 element".to_owned()
        } else {
            format!("{} elements", array.len())
        };
    }
    let named = ["value", "name", "info", "email", "type"];
    let telling = named
        .iter()
        .find_map(|key| array.get(*key)?.as_str().filter(|text| !text.is_empty()));
    match telling {
        Some(text) => {
            let kind = array
                .get("type")
                .and_then(Value::as_str)
                .filter(|kind| *kind != text);
            let text: String = text.chars().take(120).collect();
            kind.map_or_else(|| text.clone(), |kind| format!("{kind}  {text}"))
        }
        None => format!("{} keys", array.len()),
    }
}

/// Gives whether the row was folded or unfolded.
fn show_row(ui: &mut Ui, row: &Row) -> bool {
    let colours = Colours::of(ui.visuals());
    let folds = row.value.as_array().is_some_and(|array| !array.is_empty());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let (key, text) = (key_text(&row.key), value_text(&row.value));
    response.widget_info(|| {
        WidgetInfo::labeled(WidgetType::CollapsingHeader, true, format!("{key} {text}"))
    });
    if response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(rect, 4.0, ui.visuals().widgets.inactive.bg_fill);
    }
    let left = rect.left() + 8.0 + row.depth as f32 * INDENT;
    let y = rect.center().y;
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let font = egui::FontId::proportional(13.5);
    if folds {
        let sign = if row.open {
            egui_phosphor::regular::CARET_DOWN
        } else {
            egui_phosphor::regular::CARET_RIGHT
        };
        let at = egui::pos2(left + 5.0, y);
        painter.text(
            at,
            egui::Align2::CENTER_CENTER,
            sign,
            egui::FontId::proportional(12.0),
            colours.soft_text,
        );
    }
    let at = egui::pos2(left + 14.0, y);
    let end = painter
        .text(
            at,
            egui::Align2::LEFT_CENTER,
            key,
            font.clone(),
            colours.accent,
        )
        .right();
    let colour = match &row.value {
        Value::Str(_) => colours.text,
        Value::Array(_) => colours.soft_text,
        _ => colours.warning,
    };
    painter.text(
        egui::pos2(end + 10.0, y),
        egui::Align2::LEFT_CENTER,
        &text,
        font,
        colour,
    );
    let by_key = response.has_focus() && ui.input(|i| i.key_pressed(Button::Enter));
    let pressed = folds && (response.clicked() || by_key);
    if let Value::Str(whole) = &row.value {
        let whole = whole.clone();
        response.clone().on_hover_ui(move |ui| {
            ui.set_max_width(480.0);
            ui.label(RichText::new(whole.chars().take(2_000).collect::<String>()));
        });
    }
    response.context_menu(|ui| {
        if ui.button("Copy value").clicked() {
            let text = match &row.value {
                Value::Array(_) => row.value.to_json_pretty(),
                scalar => scalar.to_text().into_owned(),
            };
            ui.ctx().copy_text(text);
            ui.close();
        }
        if ui.button("Copy key").clicked() {
            ui.ctx().copy_text(key_text(&row.key));
            ui.close();
        }
    });
    pressed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Value {
        Value::from_json(br#"{"Event": {"info": "x", "Tag": [{"name": "tlp:red"}], "n": 1}}"#)
            .unwrap()
    }

    #[test]
    fn unfolding_and_folding_gives_the_same_rows_again() {
        let mut tree = Tree::default();
        tree.set(&event());
        assert_eq!(tree.rows.len(), 4, "Event is open at first");
        tree.toggle(2);
        assert_eq!(tree.path(3), "/Event/Tag/0");
        assert_eq!(tree.rows.len(), 5);
        tree.toggle(2);
        assert_eq!(tree.rows.len(), 4);
    }

    #[test]
    fn what_was_open_stays_open_for_the_next_step() {
        let mut tree = Tree::default();
        tree.set(&event());
        tree.toggle(2);
        tree.set(&event());
        assert_eq!(tree.rows.len(), 5);
        assert_eq!(value_text(&tree.rows[3].value), "tlp:red");
    }
}
