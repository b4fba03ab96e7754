//! What may come next in a field: the keys of the event in a path, its values in a comparison.

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

/// The most keys that are offered.
const OFFERED: usize = 300;
/// Of longer lists only so many elements are looked into.
const LOOKED_INTO: usize = 200;

/// One thing that may come next.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Offer {
    /// What the list shows.
    pub shown: String,
    /// What is read second.
    pub detail: String,
    /// The field's whole text with it.
    pub text: String,
    /// Where the cursor is then, in characters; none for the end.
    pub cursor: Option<usize>,
}

/// The one field whose list is open.
#[derive(Default)]
pub(super) struct Completion {
    open: Option<Id>,
    cursor: Cursor,
    asked: Option<(String, String, usize, Value)>,
    offers: Vec<Offer>,
    /// An event with its long lists cut.
    thin: Option<(Value, Value)>,
}

impl Completion {
    pub fn close(&mut self) {
        self.open = None;
        self.cursor.reset(None);
        self.asked = None;
    }

    /// The offer that Tab takes: the marked one, or the first. Where that is what the field says
    /// already, Tab leaves the field; so it does where a list opened unasked.
    fn next(&self, text: &str, unasked: bool) -> Option<usize> {
        let marked = self.cursor.place();
        let place = marked.or((!unasked).then_some(0))?;
        let offer = self.offers.get(place)?;
        (offer.text != text).then_some(place)
    }

    /// The event with only the first elements of long lists: what is offered must be there at
    /// once, however large the event.
    fn thin(&mut self, event: &Value) -> Value {
        if let Some((whole, thin)) = &self.thin
            && is_same(whole, event)
        {
            return thin.clone();
        }
        let thin = thinned(event);
        self.thin = Some((event.clone(), thin.clone()));
        thin
    }
}

fn thinned(value: &Value) -> Value {
    let Value::Array(array) = value else {
        return value.clone();
    };
    let first = array.iter().take(LOOKED_INTO);
    Value::Array(
        first
            .map(|(key, value)| (key.to_key(), thinned(value)))
            .collect(),
    )
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
    drop_down(ui, form, field, selector, false, |path, _, event| {
        let paths = offers(selector, path, event).into_iter();
        paths
            .map(|text| Offer {
                shown: last_step(&text).to_owned(),
                detail: String::new(),
                text,
                cursor: None,
            })
            .collect()
    })
}

/// Shows a field with a list of what `make` offers for its text, a cursor (a place in the text in
/// bytes) and the event. `about` stands for whatever else the offers depend on. With `on_click` a
/// click into the field opens the list, too.
pub(super) fn drop_down(
    ui: &mut Ui,
    form: &mut Form<'_, '_>,
    field: &TextField<'_>,
    about: &str,
    on_click: bool,
    make: impl FnOnce(&str, usize, &Value) -> Vec<Offer>,
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
        if !completion.offers.is_empty() {
            wish = completion.cursor.keys(ui, completion.offers.len());
            // Tab takes what is marked or stands first, as editors of code do.
            if let Some(place) = completion.next(field.text, on_click)
                && tab(ui)
            {
                wish = Some(Wish::Choose(place));
            }
        }
    } else if focused && opens(ui, field) {
        completion.open = Some(id);
        completion.asked = None;
    }
    let is_open = completion.open == Some(id);
    let field = &TextField {
        // Without anything to offer there is no list, and Escape leaves the field.
        lists: is_open && !completion.offers.is_empty(),
        takes_tab: is_open && completion.next(field.text, on_click).is_some(),
        ..*field
    };
    let mut typed = field.show(ui, form);
    let completion = &mut form.state.completion;
    if typed.text.is_some() {
        completion.open = Some(id);
        completion.cursor.reset(None);
    } else if on_click && typed.response.clicked() {
        completion.open = Some(id);
        completion.asked = None;
    }
    if completion.open != Some(id) {
        return typed;
    }
    let text = typed.text.as_deref().unwrap_or(field.text);
    let at = cursor_in(ui, id, text);
    let is_known = completion.asked.as_ref().is_some_and(|asked| {
        asked.0 == about && asked.1 == text && asked.2 == at && is_same(&asked.3, event)
    });
    if !is_known {
        let thin = completion.thin(event);
        completion.offers = make(text, at, &thin);
        completion.asked = Some((about.to_owned(), text.to_owned(), at, event.clone()));
    }
    let mut hot = false;
    if !completion.offers.is_empty() {
        let Completion { cursor, offers, .. } = completion;
        let shown = list::show(&typed.response, cursor, offers.len(), "", |place| {
            let offer = offers.get(place)?;
            Some(Entry {
                text: offer.shown.clone(),
                detail: offer.detail.clone(),
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
                let end = offer.text.chars().count();
                put_cursor(ui, id, offer.cursor.unwrap_or(end));
                typed.text = Some(offer.text);
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

fn tab(ui: &Ui) -> bool {
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Tab))
}

/// Whether the keys ask for the list. In several lines the down arrow goes down.
fn opens(ui: &Ui, field: &TextField<'_>) -> bool {
    let one_line = field.rows <= 1;
    ui.input_mut(|input| {
        one_line && input.consume_key(Modifiers::NONE, Key::ArrowDown)
            || input.consume_key(Modifiers::CTRL, Key::Space)
    })
}

/// Where the cursor of a field stands, in bytes of its text.
fn cursor_in(ui: &Ui, id: Id, text: &str) -> usize {
    let state = TextEditState::load(ui.ctx(), id);
    let letters = state
        .and_then(|state| state.cursor.char_range())
        .map_or(usize::MAX, |range| range.primary.index.0);
    text.char_indices()
        .nth(letters)
        .map_or(text.len(), |(at, _)| at)
}

fn put_cursor(ui: &Ui, id: Id, letters: usize) {
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let at = egui::text::CCursor::new(letters);
    state.cursor.set_char_range(Some(CCursorRange::one(at)));
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
    let elements: Vec<&Value> = bases
        .into_iter()
        .take(LOOKED_INTO)
        .flat_map(|base| reached(parent, base))
        .take(LOOKED_INTO)
        .collect();
    if let Some((name, condition)) = step.split_once('[').filter(|_| !step.ends_with(']')) {
        let inside = elements.iter().flat_map(|element| reached(name, element));
        let conditions = conditions(inside, condition).into_iter();
        return conditions
            .map(|condition| format!("{before}{name}[{condition}"))
            .collect();
    }
    let mut steps: Vec<String> = Vec::new();
    for element in elements {
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

/// How a condition in brackets may go on: with a key of the elements, then with one of its values.
fn conditions<'d>(elements: impl Iterator<Item = &'d Value>, typed: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |text: String| {
        if found.len() < OFFERED && !found.contains(&text) {
            found.push(text);
        }
    };
    let arrays = elements.take(LOOKED_INTO).filter_map(Value::as_array);
    match typed.split_once('=') {
        None => {
            for (key, value) in arrays.flat_map(|array| array.iter()) {
                if let Some(key) = key.as_str().filter(|key| fits(key, typed))
                    && !value.is_array()
                {
                    add(format!("{key}="));
                }
            }
        }
        Some((key, typed)) => {
            for value in arrays.filter_map(|array| array.get(key)) {
                let text = value.to_text();
                let plain = !value.is_array() && !text.is_empty() && !text.contains(['[', ']']);
                if plain && text.to_lowercase().contains(&typed.to_lowercase()) {
                    add(format!("{key}={text}]"));
                }
            }
        }
    }
    found
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
    fn conditions_are_offered_with_the_values_that_there_are() {
        let event = event();
        let inside = |typed: &str| {
            let path = format!("Event._AttributeFlattened.{{n}}[{typed}");
            let offers = offers("", &path, &event).into_iter();
            offers
                .filter_map(|path| Some(path.split_once('[')?.1.to_owned()))
                .collect::<Vec<_>>()
        };
        assert_eq!(inside(""), ["type=", "value="]);
        assert_eq!(inside("va"), ["value="]);
        assert_eq!(inside("type="), ["type=ip-src]", "type=url]"]);
        assert_eq!(inside("type=u"), ["type=url]"]);
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
