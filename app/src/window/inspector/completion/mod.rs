//! What may come next in a field: the keys of the event in a path, its values in a comparison.

mod offers;

use egui::{EventFilter, Id, Key, Modifiers, Ui, text::CCursorRange, text_edit::TextEditState};
use misp_flow_engine::value::Value;

use super::{
    form::Form,
    list::{self, Cursor, Entry, Wish},
    matches::is_same,
    text::{TextField, Typed},
};
use offers::{last_step, offers};

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
    /// Whether the list was asked for, by typing or by its keys, and not just opened by a click.
    wanted: bool,
    /// Whether typing opened the list, or went on in it.
    typed: bool,
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

    /// Marks the first offer, so that Enter and Tab take it. Not where the field already says what
    /// one of them would make of it: then both do what they do without a list. Of values (`free`),
    /// of which any may be meant that nobody offers, only one that goes on as the field begins.
    fn mark_first(&mut self, text: &str, free: bool) {
        let said = text.is_empty() || self.offers.iter().any(|offer| offer.text == text);
        let begun = |offer: &Offer| {
            let (long, short) = (offer.text.to_lowercase(), text.to_lowercase());
            !free || long.starts_with(&short)
        };
        let first = self.offers.iter().position(begun);
        self.cursor.reset(first.filter(|_| !said));
    }

    /// The keys that the field is to get while the list is open.
    fn keys(&self) -> EventFilter {
        EventFilter {
            tab: self.cursor.place().is_some(),
            ..list::keys_of_field(!self.offers.is_empty())
        }
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
            // Tab takes what is marked, as editors of code do.
            if let Some(place) = completion.cursor.place()
                && tab(ui)
            {
                wish = Some(Wish::Choose(place));
            }
        }
    } else if focused && opens(ui, field) {
        completion.open = Some(id);
        completion.asked = None;
        completion.wanted = true;
        completion.typed = false;
    }
    let is_open = completion.open == Some(id);
    let keys = completion.keys();
    let field = &TextField {
        // Without anything to offer there is no list, and Escape leaves the field.
        lists: is_open && keys.escape,
        takes_tab: is_open && keys.tab,
        ..*field
    };
    let mut typed = field.show(ui, form);
    let completion = &mut form.state.completion;
    if typed.text.is_some() {
        // Who takes something away is not helped by a list; one that is open goes on.
        if is_open || writes(ui) {
            completion.open = Some(id);
            completion.asked = None;
            completion.wanted = true;
            completion.typed = true;
        }
    } else if on_click && typed.response.clicked() {
        completion.open = Some(id);
        completion.asked = None;
        completion.wanted = false;
        completion.typed = false;
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
        // Whoever only walks through the text wants to go on there.
        let before = completion.asked.as_ref();
        completion.wanted &= before.is_none_or(|asked| asked.1 != text || asked.2 == at);
        let thin = completion.thin(event);
        completion.offers = make(text, at, &thin);
        // The only one, and typed already, or a whole value that was typed: no help, and what is
        // around the field is to be seen and clicked again.
        let mut offers = completion.offers.iter();
        let is_whole = offers.any(|offer| offer.text == text);
        let only = completion.offers.len() == 1 || on_click && completion.typed;
        if is_whole && only {
            completion.offers.clear();
        }
        completion.asked = Some((about.to_owned(), text.to_owned(), at, event.clone()));
        if completion.wanted {
            completion.mark_first(text, on_click);
        } else {
            completion.cursor.reset(None);
        }
    }
    let mut hot = false;
    if !completion.offers.is_empty() {
        // The keys that come before the next frame belong to the list that is now in sight.
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, completion.keys()));
        let hint = if completion.cursor.place().is_some() {
            "Enter or Tab takes it, Esc closes"
        } else {
            "Arrow down goes into the list, Esc closes"
        };
        let Completion { cursor, offers, .. } = completion;
        let shown = list::show(&typed.response, cursor, offers.len(), hint, |place| {
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

/// Whether letters come in.
fn writes(ui: &Ui) -> bool {
    use egui::Event::{Ime, Paste, Text};
    let comes = |event: &egui::Event| matches!(event, Text(_) | Paste(_) | Ime(_));
    ui.input(|input| input.events.iter().any(comes))
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
