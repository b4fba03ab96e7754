//! Typing another value in the place of one.

use egui::{Key as Button, Modifiers, Rect, TextEdit, Ui, pos2};
use misp_flow_engine::value::Value;

use super::{
    DataTree,
    row::value_text,
    rows::{Place, Row},
};

/// Space between the edge of the field and its text, so that the text stays where it stood.
const MARGIN: i8 = 6;
/// So wide the field is at least, over the key where there is no room beside it.
const LEAST: f32 = 140.0;

/// A value that is being typed.
#[derive(Debug)]
pub(super) struct Editing {
    place: Place,
    text: String,
    /// The field has not had the keyboard yet.
    fresh: bool,
}

impl Editing {
    pub fn new(row: &Row) -> Self {
        let text = match &row.value {
            Value::Str(text) => text.to_string(),
            other => value_text(other),
        };
        Self {
            place: row.place.clone(),
            text,
            fresh: true,
        }
    }
}

/// The field over the value of the row that is being changed, which begins at `value` and has all of
/// the row behind it.
pub(super) fn field(tree: &mut DataTree, ui: &mut Ui, row: &Row, rect: Rect, value: f32) {
    let Some(editing) = tree.editing.as_mut().filter(|one| one.place == row.place) else {
        return;
    };
    let left = (value - f32::from(MARGIN))
        .min(rect.right() - LEAST)
        .max(rect.left());
    let place = Rect::from_min_max(pos2(left, rect.top()), rect.right_bottom());
    let id = ui.id().with("changed value");
    let enter = ui.memory(|memory| memory.has_focus(id))
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Button::Enter));
    let escape = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Button::Escape));
    let field = ui.put(
        place,
        TextEdit::singleline(&mut editing.text)
            .id(id)
            .margin(egui::Margin::symmetric(MARGIN, 1))
            .desired_width(f32::INFINITY),
    );
    ui.ctx()
        .accesskit_node_builder(field.id, |node| node.set_label("New value"));
    if std::mem::take(&mut editing.fresh) {
        field.request_focus();
        return;
    }
    let left_it = field.lost_focus() || !field.has_focus();
    if !(enter || escape || left_it) {
        return;
    }
    let value = value_of(&editing.text, &row.value);
    tree.editing = None;
    if (enter || left_it) && !escape && value != row.value {
        let keys = tree.branch.element(&row.place).map(|(keys, _)| keys);
        tree.edited = keys.map(|keys| (keys, value));
    }
}

/// What was typed, as a value of the kind that stood there as far as it is one.
fn value_of(text: &str, before: &Value) -> Value {
    match (before, text) {
        (Value::Str(_), text) => Value::from(text),
        (_, "null") => Value::Null,
        (_, "true") => Value::Bool(true),
        (_, "false") => Value::Bool(false),
        (_, text) => match text.parse::<i64>() {
            Ok(number) => Value::from(number),
            Err(_) => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Value::from(number),
                _ => Value::from(text),
            },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_of_its_kind_where_it_can() {
        assert_eq!(value_of("7", &Value::from("x")), Value::from("7"));
        assert_eq!(value_of("7", &Value::from(1)), Value::from(7));
        assert_eq!(value_of("true", &Value::Bool(false)), Value::Bool(true));
        assert_eq!(value_of("null", &Value::Bool(false)), Value::Null);
        assert_eq!(value_of("x", &Value::Null), Value::from("x"));
    }
}
