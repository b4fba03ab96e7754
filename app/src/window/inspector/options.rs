//! Searching the options of a picker, tens of thousands of them, once per keystroke.

use std::{
    cell::{OnceCell, RefCell},
    collections::{HashMap, HashSet},
    rc::Rc,
    sync::Arc,
};

use misp_flow_engine::catalogue::ParamOption;

/// How many lists are kept; a node has fewer pickers than that.
const KEPT: usize = 16;
/// Up to so many matches are told apart by where in a name they are.
const FEW: usize = 2000;
/// How many values are remembered with their places.
const REMEMBERED: usize = 4096;

/// The lists that were shown lately, ready to be searched.
#[derive(Default)]
pub(super) struct OptionLists(Vec<Rc<OptionList>>);

impl OptionLists {
    /// The list of these options, made at its first use.
    pub fn of(&mut self, options: &Arc<[ParamOption]>) -> Rc<OptionList> {
        let known = self
            .0
            .iter()
            .find(|list| Arc::ptr_eq(&list.options, options));
        if let Some(list) = known {
            return list.clone();
        }
        let list = Rc::new(OptionList::new(options.clone()));
        if self.0.len() >= KEPT {
            self.0.remove(0);
        }
        self.0.push(list.clone());
        list
    }
}

/// Options with what is known of them so far. Nothing is worked out before it is needed: showing
/// a node must not wait for a search that may never come.
pub(super) struct OptionList {
    pub options: Arc<[ParamOption]>,
    lines: OnceCell<Lines>,
    /// The places of values that were asked for; `None` for those that are not there.
    places: RefCell<HashMap<String, Option<usize>>>,
}

/// What is searched: a line per option, with label and value in lower case.
struct Lines {
    text: String,
    /// Where each line ends.
    ends: Vec<usize>,
}

impl Lines {
    fn of(options: &[ParamOption]) -> Self {
        let mut text = String::with_capacity(options.len() * 48);
        let mut ends = Vec::with_capacity(options.len());
        for option in options {
            push_lower(&mut text, &option.label);
            if option.value != option.label {
                text.push('\t');
                push_lower(&mut text, &option.value);
            }
            text.push('\n');
            ends.push(text.len());
        }
        Self { text, ends }
    }
}

impl OptionList {
    pub fn new(options: Arc<[ParamOption]>) -> Self {
        Self {
            options,
            lines: OnceCell::new(),
            places: RefCell::default(),
        }
    }

    /// Looks for several values at once; [`OptionList::with_value`] then knows them.
    pub fn look_for(&self, values: &[String]) {
        let mut places = self.places.borrow_mut();
        if places.len() > REMEMBERED {
            places.clear();
        }
        let new: HashSet<&str> = values
            .iter()
            .map(String::as_str)
            .filter(|value| !places.contains_key(*value))
            .collect();
        if new.is_empty() {
            return;
        }
        places.extend(new.iter().map(|value| ((*value).to_owned(), None)));
        for (place, option) in self.options.iter().enumerate() {
            if new.contains(option.value.as_str())
                && let Some(found) = places.get_mut(option.value.as_str())
            {
                found.get_or_insert(place);
            }
        }
    }

    /// The option with this value.
    pub fn with_value(&self, value: &str) -> Option<&ParamOption> {
        let known = self.places.borrow().get(value).copied();
        let place = known.unwrap_or_else(|| {
            let place = self.options.iter().position(|option| option.value == value);
            self.places.borrow_mut().insert(value.to_owned(), place);
            place
        });
        self.options.get(place?)
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(&self.options))
    }

    fn line(&self, place: usize) -> &str {
        let Lines { text, ends } = self.lines();
        let start = match place.checked_sub(1) {
            Some(before) => ends.get(before).copied().unwrap_or_default(),
            None => 0,
        };
        let end = ends.get(place).copied().unwrap_or_default();
        text.get(start..end).unwrap_or_default()
    }

    /// Those of `places` whose lines hold all words, in their order.
    fn holding(&self, places: impl Iterator<Item = usize>, words: &[&str]) -> Vec<usize> {
        places
            .filter(|place| {
                let line = self.line(*place);
                words.iter().all(|word| line.contains(word))
            })
            .collect()
    }

    /// The places in the order of a list: those whose lines begin with the word, then, among few,
    /// those with a word that does, then the others.
    fn ranked(&self, places: &[usize], word: &str) -> Vec<usize> {
        let few = places.len() <= FEW;
        let (mut first, mut second, mut rest) = (Vec::new(), Vec::new(), Vec::new());
        for place in places {
            let line = self.line(*place);
            if line.starts_with(word) {
                first.push(*place);
            } else if few && begins_a_word(line, word) {
                second.push(*place);
            } else {
                rest.push(*place);
            }
        }
        first.append(&mut second);
        first.append(&mut rest);
        first
    }
}

/// Whether the text stands in the line behind a sign or a blank.
fn begins_a_word(line: &str, text: &str) -> bool {
    line.match_indices(text).any(|(at, _)| {
        let before = at.checked_sub(1).and_then(|at| line.as_bytes().get(at));
        before.is_some_and(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
    })
}

fn push_lower(into: &mut String, text: &str) {
    if text.is_ascii() {
        let start = into.len();
        into.push_str(text);
        if let Some(tail) = into.get_mut(start..) {
            tail.make_ascii_lowercase();
        }
    } else {
        into.extend(text.chars().flat_map(char::to_lowercase));
    }
}

/// What was searched last, and what was found.
#[derive(Default)]
pub(super) struct Search {
    list: Option<Rc<OptionList>>,
    /// In lower case.
    query: String,
    /// What was found, in the catalogue's order; `None` for all.
    held: Option<Vec<usize>>,
    /// The same in the order of the list.
    found: Option<Vec<usize>>,
}

impl Search {
    /// Searches for options that hold all words of `query`, in any case, unless this was searched
    /// last. A query that goes on where the last one ended looks only at what that one found.
    pub fn update(&mut self, list: &Rc<OptionList>, query: &str) {
        let query = query.trim().to_lowercase();
        let same = self.list.as_ref().is_some_and(|old| Rc::ptr_eq(old, list));
        if same && self.query == query {
            return;
        }
        // Made ready when the list opens, so that the first keystroke need not wait for it.
        list.lines();
        let words: Vec<&str> = query.split_whitespace().collect();
        self.held = match self.held.take() {
            _ if words.is_empty() => None,
            Some(held) if same && query.starts_with(&self.query) => {
                let known = self.query.split_whitespace().count().saturating_sub(1);
                let changed = words.get(known..).unwrap_or_default();
                Some(list.holding(held.into_iter(), changed))
            }
            _ => Some(list.holding(0..list.options.len(), &words)),
        };
        self.found = match (&self.held, words.first()) {
            (Some(held), Some(word)) => Some(list.ranked(held, word)),
            _ => None,
        };
        self.query = query;
        self.list = Some(list.clone());
    }

    /// How many options were found.
    pub fn len(&self) -> usize {
        match (&self.found, &self.list) {
            (Some(found), _) => found.len(),
            (None, Some(list)) => list.options.len(),
            (None, None) => 0,
        }
    }

    /// The option found at this place.
    pub fn at(&self, place: usize) -> Option<&ParamOption> {
        let list = self.list.as_ref()?;
        match &self.found {
            Some(found) => list.options.get(*found.get(place)?),
            None => list.options.get(place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(values: &[(&str, &str)]) -> Rc<OptionList> {
        let options = values.iter().map(|(value, label)| ParamOption {
            value: (*value).into(),
            label: (*label).into(),
        });
        Rc::new(OptionList::new(options.collect()))
    }

    fn found(list: &Rc<OptionList>, query: &str) -> Vec<String> {
        let mut search = Search::default();
        search.update(list, query);
        (0..search.len())
            .filter_map(|place| Some(search.at(place)?.label.to_string()))
            .collect()
    }

    #[test]
    fn what_begins_with_the_query_comes_first() {
        let list = list(&[
            ("a", "misp:red"),
            ("b", "covered"),
            ("c", "Red hat"),
            ("d", "blue"),
        ]);
        assert_eq!(found(&list, "RED"), ["Red hat", "misp:red", "covered"]);
        assert_eq!(found(&list, "").len(), 4);
        assert_eq!(found(&list, "nothing"), [""; 0]);
    }

    #[test]
    fn values_are_found_as_well_as_labels_and_all_words_count() {
        let list = list(&[("1", "Organisation one"), ("42", "Organisation two")]);
        assert_eq!(found(&list, "42"), ["Organisation two"]);
        assert_eq!(found(&list, "two org"), ["Organisation two"]);
        assert_eq!(found(&list, "one two"), [""; 0]);
    }

    #[test]
    fn going_on_with_a_query_finds_what_a_new_search_finds() {
        let list = list(&[
            ("a", "blue red"),
            ("b", "red hat"),
            ("c", "red blue"),
            ("d", "reduced blues"),
        ]);
        let mut search = Search::default();
        for query in [
            "b", "bl", "blu", "blue", "blue r", "blue re", "blue red", "b", "be", "b",
        ] {
            search.update(&list, query);
            let labels: Vec<String> = (0..search.len())
                .filter_map(|place| Some(search.at(place)?.label.to_string()))
                .collect();
            assert_eq!(labels, found(&list, query), "{query}");
        }
    }

    #[test]
    fn other_letters_are_found_in_any_case() {
        let list = list(&[("x", "Élan"), ("y", "Ünder"), ("z", "plain")]);
        assert_eq!(found(&list, "éLAN"), ["Élan"]);
        assert_eq!(found(&list, "ü"), ["Ünder"]);
        assert_eq!(list.with_value("z").unwrap().label, "plain");
        assert!(list.with_value("Z").is_none());
    }
}
