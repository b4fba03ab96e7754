//! One row of a data tree: key, value, and what kind of value it is.

use egui::{
    Align2, FontId, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, WidgetType,
    accesskit::Role, pos2, vec2,
};
use misp_flow_engine::value::{Array, Value};

use super::rows::Row;
use crate::window::{
    controls::{count_words, one_line},
    theme::Colours,
};

/// The height of a row.
pub(super) const HEIGHT: f32 = 22.0;
const INDENT: f32 = 16.0;
/// Where the key begins, past the sign that folds.
const KEY: f32 = 14.0;
/// How wide the last column is, and from which width of the tree there is one.
const KIND: f32 = 110.0;
const WIDE: f32 = 300.0;
/// The longest text of a value that is shown on its row, in characters.
const LONGEST: usize = 400;

/// What was done with a row.
#[derive(Default)]
pub(super) struct Touched {
    /// It was clicked anywhere.
    pub clicked: bool,
    /// It is to be folded or unfolded.
    pub toggled: bool,
    /// Where its value begins.
    pub value: f32,
}

/// How a row stands out.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    /// The keyboard is here.
    pub chosen: bool,
    /// Whether the tree has the keyboard.
    pub focused: bool,
    /// The search found it.
    pub found: bool,
}

pub(super) fn show(ui: &mut Ui, row: &Row, marks: Marks) -> (Response, Touched) {
    let colours = Colours::of(ui.visuals());
    let folds = row.value.as_array().is_some_and(|array| !array.is_empty());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    // Not focusable: the tree has the keyboard, and Tab leads out of it.
    let response = ui.interact(rect, ui.id().with(&row.place), Sense::CLICK);
    let (key, text) = (row.key.to_string(), value_text(&row.value));
    let kind = kind_words(&row.value);
    tell(ui, &response, row, marks.chosen, &format!("{key} {text}"));
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if marks.chosen {
        let lift = if marks.focused { 0.24 } else { 0.14 };
        painter.rect_filled(
            rect,
            4.0,
            colours.ground.lerp_to_gamma(colours.accent, lift),
        );
    } else if response.hovered() {
        painter.rect_filled(rect, 4.0, colours.ground.lerp_to_gamma(colours.text, 0.07));
    }
    if marks.found {
        let edge = Stroke::new(1.0, colours.warning);
        painter.rect_stroke(rect, 4.0, edge, StrokeKind::Inside);
    }
    let depth = row.place.len().saturating_sub(1) as f32;
    let left = rect.left() + 8.0 + depth * INDENT;
    let y = rect.center().y;
    let font = FontId::proportional(13.5);
    let small = FontId::proportional(12.0);
    if folds {
        let sign = if row.open {
            egui_phosphor::regular::CARET_DOWN
        } else {
            egui_phosphor::regular::CARET_RIGHT
        };
        let at = pos2(left + 5.0, y);
        painter.text(
            at,
            Align2::CENTER_CENTER,
            sign,
            small.clone(),
            colours.soft_text,
        );
    }
    let mut right = rect.right() - 8.0;
    if rect.width() >= WIDE {
        let at = pos2(right, y);
        let shown = painter.text(at, Align2::RIGHT_CENTER, &kind, small, colours.soft_text);
        right = (right - KIND).min(shown.left() - 8.0);
    }
    let at = pos2(left + KEY, y);
    let end = painter
        .text(at, Align2::LEFT_CENTER, key, font.clone(), colours.accent)
        .right();
    let colour = match &row.value {
        Value::Str(_) => colours.text,
        Value::Array(_) => colours.soft_text,
        _ => colours.warning,
    };
    let room = right - end - 10.0;
    if room > 12.0 {
        let galley = painter.layout_job(one_line(text, font, colour, room));
        let at = pos2(end + 10.0, y - galley.size().y / 2.0);
        painter.galley(at, galley, colour);
    }
    let sign = Rect::from_min_max(rect.left_top(), pos2(left + KEY, rect.bottom()));
    let on_sign = response
        .interact_pointer_pos()
        .is_some_and(|at| sign.contains(at));
    let clicked = response.clicked();
    let toggled = folds && clicked && (on_sign || !row.open || response.double_clicked());
    let touched = Touched {
        clicked,
        toggled,
        value: end + 10.0,
    };
    (response, touched)
}

/// Tells a screen reader what the row is.
fn tell(ui: &Ui, response: &Response, row: &Row, chosen: bool, name: &str) {
    response.widget_info(|| WidgetInfo::selected(WidgetType::SelectableLabel, true, chosen, name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::TreeItem);
        node.set_level(row.place.len());
        node.set_selected(chosen);
        if row.value.as_array().is_some_and(|array| !array.is_empty()) {
            node.set_expanded(row.open);
        }
    });
}

/// A value on one line.
pub(super) fn value_text(value: &Value) -> String {
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

/// What kind of value it is, and how many elements it has.
fn kind_words(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "true or false".to_owned(),
        Value::Int(_) | Value::Float(_) => "number".to_owned(),
        Value::Str(_) => "text".to_owned(),
        Value::Array(array) if array.is_empty() => "empty".to_owned(),
        Value::Array(array) if array.is_list() => count_words(array.len(), "element"),
        Value::Array(array) => count_words(array.len(), "key"),
    }
}

/// What names a folded array, where something does.
fn summary(array: &Array) -> String {
    if array.is_list() {
        return String::new();
    }
    let named = ["value", "name", "info", "email", "type"];
    let telling = named
        .iter()
        .find_map(|key| array.get(*key)?.as_str().filter(|text| !text.is_empty()));
    let Some(text) = telling else {
        return String::new();
    };
    let kind = array
        .get("type")
        .and_then(Value::as_str)
        .filter(|kind| *kind != text);
    let text: String = text.chars().take(120).collect();
    kind.map_or_else(|| text.clone(), |kind| format!("{kind}  {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_on_one_line() {
        let value = |json: &str| Value::from_json(json.as_bytes()).unwrap();
        let told = |json: &str| (value_text(&value(json)), kind_words(&value(json)));
        assert_eq!(told(r#""a\nb""#), ("a b".to_owned(), "text".to_owned()));
        assert_eq!(told("[1]"), (String::new(), "1 element".to_owned()));
        assert_eq!(
            told(r#"{"type": "ip-src", "value": "1.2.3.4"}"#),
            ("ip-src  1.2.3.4".to_owned(), "2 keys".to_owned())
        );
        assert_eq!(told("[]"), (String::new(), "empty".to_owned()));
        assert_eq!(
            value_text(&value(&format!("\"{}\"", "é".repeat(500))))
                .chars()
                .count(),
            401
        );
    }
}
