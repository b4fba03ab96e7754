//! Hash paths as they are typed: the keys that the event offers for what comes next.

use egui::{Id, Key, Modifiers, Ui, text::CCursorRange, text_edit::TextEditState};
use misp_flow_engine::{
    path::HashPath,
    value::{KeyRef, Value},
};

use super::{
    form::Form,
    list::{self, Cursor, Entry, Wish},
    matches::is_same,
    text::{TextField, Typed},
};

/// The most elements that are looked into for keys, and the most keys that are offered.
const LOOKED_INTO: usize = 200;
const OFFERED: usize = 300;

/// The one path field whose list is open.
#[derive(Default)]
pub(super) struct Completion {
    open: Option<Id>,
    cursor: Cursor,
    asked: Option<(String, String, Value)>,
    /// Whole paths.
    offers: Vec<String>,
}

impl Completion {
    pub fn close(&mut self) {
        self.open = None;
        self.cursor.reset(None);
        self.asked = None;
    }

    /// Works the offers out unless they are known.
    fn update(&mut self, selector: &str, path: &str, event: &Value) {
        if let Some((old_selector, old_path, old_event)) = &self.asked
            && old_selector == selector
            && old_path == path
            && is_same(old_event, event)
        {
            return;
        }
        self.offers = offers(selector, path, event);
        self.asked = Some((selector.to_owned(), path.to_owned(), event.clone()));
    }
}

/// Shows a field for a hash path that starts at the elements of `selector`; at the top of the
/// data where that is empty. What is typed is completed from the event: the list opens while
/// somebody types, or with the down arrow.
pub(super) fn show(
    ui: &mut Ui,
    form: &mut Form<'_, '_>,
    field: &TextField<'_>,
    selector: &str,
) -> Typed {
    let Some(event) = form
        .input
        .event
        .filter(|_| field.editable && form.editable())
    else {
        return field.show(ui, form);
    };
    let id = field.id(ui);
    let focused = ui.memory(|memory| memory.has_focus(id));
    let mut wish = None;
    let completion = &mut form.state.completion;
    if focused && completion.open == Some(id) {
        wish = completion.cursor.keys(ui, completion.offers.len());
    } else if focused && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown)) {
        completion.open = Some(id);
    }
    let field = &TextField {
        lists: completion.open == Some(id),
        ..*field
    };
    let mut typed = field.show(ui, form);
    let completion = &mut form.state.completion;
    if typed.text.is_some() {
        completion.open = Some(id);
        completion.cursor.reset(None);
    }
    if completion.open != Some(id) {
        return typed;
    }
    let text = typed.text.as_deref().unwrap_or(field.text);
    completion.update(selector, text, event);
    let mut hot = false;
    if !completion.offers.is_empty() {
        let Completion { cursor, offers, .. } = completion;
        let shown = list::show(&typed.response, cursor, offers.len(), "", |place| {
            let offer = offers.get(place)?;
            Some(Entry {
                text: last_step(offer).to_owned(),
                detail: String::new(),
                chosen: false,
                creates: false,
                plain: true,
            })
        });
        hot = shown.hot;
        wish = shown.clicked.map(Wish::Choose).or(wish);
    }
    match wish {
        Some(Wish::Choose(place)) => {
            let offer = completion.offers.get(place).cloned();
            completion.close();
            typed.response.request_focus();
            if let Some(offer) = offer {
                put_cursor_behind(ui, id, &offer);
                typed.text = Some(offer);
            }
        }
        Some(_) => {
            completion.close();
            typed.response.request_focus();
        }
        None if !typed.response.has_focus() && !hot => completion.close(),
        None => {}
    }
    typed
}

fn put_cursor_behind(ui: &Ui, id: Id, text: &str) {
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let end = egui::text::CCursor::new(text.chars().count());
    state.cursor.set_char_range(Some(CCursorRange::one(end)));
    state.store(ui.ctx(), id);
}

/// Where the last step of a path begins: behind the last dot that is not in brackets.
fn last_step_at(path: &str) -> usize {
    let (mut depth, mut start) = (0_usize, 0);
    for (at, letter) in path.char_indices() {
        match letter {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            '.' if depth == 0 => start = at + 1,
            _ => {}
        }
    }
    start
}

fn last_step(path: &str) -> &str {
    path.get(last_step_at(path)..).unwrap_or(path)
}

/// The whole paths that `path` may become by its last step, in the order of the data.
pub(super) fn offers(selector: &str, path: &str, event: &Value) -> Vec<String> {
    let (before, step) = path
        .split_at_checked(last_step_at(path))
        .unwrap_or(("", path));
    let parent = before.strip_suffix('.').unwrap_or(before);
    let bases = if selector.is_empty() {
        vec![event]
    } else {
        HashPath::parse(selector).matches(event).unwrap_or_default()
    };
    let mut steps: Vec<String> = Vec::new();
    let elements = bases.into_iter().take(LOOKED_INTO);
    for element in elements
        .flat_map(|base| reached(parent, base))
        .take(LOOKED_INTO)
    {
        let Some(array) = element.as_array() else {
            continue;
        };
        for key in array.keys().take(OFFERED) {
            let next = match key {
                KeyRef::Int(_) => "{n}",
                KeyRef::Str(text) => text,
            };
            if fits(next, step) && !steps.iter().any(|known| known == next) {
                steps.push(next.to_owned());
            }
            if array.is_list() || steps.len() >= OFFERED {
                break;
            }
        }
    }
    // One that is typed already is no help.
    if let [only] = steps.as_slice()
        && only == step
    {
        return Vec::new();
    }
    steps.iter().map(|next| format!("{before}{next}")).collect()
}

/// Whether a step may be meant by what is typed of it; dots in a key would be steps.
fn fits(next: &str, typed: &str) -> bool {
    !next.contains('.') && next.to_lowercase().contains(&typed.to_lowercase())
}

/// The elements themselves that a path leads to.
fn reached<'d>(path: &str, data: &'d Value) -> Vec<&'d Value> {
    let path = HashPath::parse(path);
    if path.is_empty() {
        vec![data]
    } else if path.is_plain() {
        path.get(data).ok().flatten().into_iter().collect()
    } else {
        path.matches(data).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Value {
        Value::from_json(
            br#"{"Event": {"info": "x", "Orgc": {"name": "o"}, "Tag": [{"name": "a"}],
                "_AttributeFlattened": [{"type": "ip-src"}, {"type": "url", "value": "v"}]}}"#,
        )
        .unwrap()
    }

    #[test]
    fn the_next_step_is_offered_from_the_data() {
        let event = event();
        assert_eq!(offers("", "", &event), ["Event"]);
        assert_eq!(offers("", "Event.org", &event), ["Event.Orgc"]);
        assert_eq!(offers("", "Event.Tag.", &event), ["Event.Tag.{n}"]);
        assert_eq!(offers("", "Event.Tag.{n}.", &event), ["Event.Tag.{n}.name"]);
        assert_eq!(
            offers("", "Event._AttributeFlattened.{n}[type=url].", &event),
            [
                "Event._AttributeFlattened.{n}[type=url].type",
                "Event._AttributeFlattened.{n}[type=url].value"
            ]
        );
    }

    #[test]
    fn steps_inside_of_elements_begin_there() {
        let event = event();
        let inside = |path| offers("Event._AttributeFlattened.{n}", path, &event);
        assert_eq!(inside(""), ["type", "value"]);
        assert_eq!(inside("val"), ["value"]);
        assert_eq!(inside("value"), [""; 0]);
    }
}
