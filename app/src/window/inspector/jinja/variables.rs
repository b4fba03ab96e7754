//! What may come next in a template: variables and their keys from the event, filters, tests and
//! words of the language.

use misp_flow_engine::{
    template,
    value::{KeyRef, Value},
};

use super::colour::{KEYWORDS, Part, parts};
use crate::window::inspector::completion::Offer;

/// What a loop tells of itself.
const LOOP: [&str; 12] = [
    "index",
    "index0",
    "first",
    "last",
    "length",
    "revindex",
    "revindex0",
    "previtem",
    "nextitem",
    "changed",
    "cycle",
    "depth",
];
/// How many elements are looked into, and how many things are offered.
const LOOKED_INTO: usize = 200;
const OFFERED: usize = 300;
/// How often a variable may stand for another one.
const DEEPEST: usize = 16;

/// A variable that the template sets itself.
struct Made<'t> {
    name: &'t str,
    from: &'t str,
    /// Whether it is each element of what it is made from.
    each: bool,
}

/// What may stand at the place `at` of a template, in bytes.
pub(super) fn offers(text: &str, at: usize, event: &Value) -> Vec<Offer> {
    let before = text.get(..at).unwrap_or(text);
    let tag = parts(before).pop();
    let Some((range, Part::Open)) = tag else {
        return Vec::new();
    };
    let tag = before.get(range).unwrap_or_default();
    let Some(inside) = tag.get(2..).filter(|_| !tag.starts_with("{#")) else {
        return Vec::new();
    };
    if in_quotes(inside) {
        return Vec::new();
    }
    let word = word_at_end(inside);
    let lead = inside.get(..inside.len() - word.len()).unwrap_or_default();
    let words = candidates(lead, word, before, tag.starts_with("{%"), event);
    let start = at.min(text.len()) - word.len();
    let typed = word.to_lowercase();
    let mut offers: Vec<Offer> = words
        .into_iter()
        .filter(|(next, _)| next.to_lowercase().starts_with(&typed))
        .take(OFFERED)
        .map(|(next, detail)| {
            let head = text.get(..start).unwrap_or_default();
            let tail = text.get(at..).unwrap_or_default();
            Offer {
                cursor: Some(head.chars().count() + next.chars().count()),
                text: format!("{head}{next}{tail}"),
                detail: detail.to_owned(),
                shown: next,
            }
        })
        .collect();
    offers.dedup_by(|a, b| a.shown == b.shown);
    offers
}

type Words = Vec<(String, &'static str)>;

fn named(names: impl IntoIterator<Item = &'static str>, detail: &'static str) -> Words {
    names
        .into_iter()
        .map(|name| (name.to_owned(), detail))
        .collect()
}

fn candidates(lead: &str, word: &str, before: &str, is_statement: bool, event: &Value) -> Words {
    let trimmed = lead.trim_end();
    if let Some(base) = trimmed.strip_suffix('.') {
        let base = expression_at_end(base);
        if base == "loop" {
            return named(LOOP, "loop");
        }
        let keys = resolve(base, &made(before), event, 0);
        return keys_of(&keys);
    }
    if trimmed.ends_with('|') {
        return named(template::filter_names(), "filter");
    }
    let last = word_at_end(trimmed);
    let but_one = trimmed.strip_suffix(last).unwrap_or_default().trim_end();
    if last == "is" || (last == "not" && word_at_end(but_one) == "is") {
        return named(template::test_names(), "test");
    }
    if is_statement && trimmed.trim_start_matches(['-', '+']).is_empty() {
        return named(KEYWORDS, "");
    }
    // Where nothing is typed yet, an open list of everything would be in the way.
    let asked = !word.is_empty() || trimmed.is_empty() || word_at_end(trimmed) == "in";
    if !asked {
        return Words::new();
    }
    let made = made(before);
    let mut found: Words = Vec::new();
    for made in made.iter().rev() {
        if found.iter().all(|(name, _)| name != made.name) {
            found.push((made.name.to_owned(), "of this template"));
        }
    }
    if made.iter().any(|made| made.each) {
        found.push(("loop".to_owned(), "of this template"));
    }
    found.extend(keys_of(&[event]));
    if !word.is_empty() {
        found.extend(named(["and", "or", "not", "if", "else", "in", "is"], ""));
        found.extend(named(
            ["range", "dict", "namespace", "joiner", "cycler"],
            "function",
        ));
    }
    found
}

/// The keys of elements that a template can name.
fn keys_of(elements: &[&Value]) -> Words {
    let mut found: Words = Vec::new();
    for element in elements.iter().take(LOOKED_INTO) {
        for (key, value) in element
            .as_array()
            .into_iter()
            .flat_map(|array| array.iter())
        {
            let KeyRef::Str(key) = key else { continue };
            let can_be_named = key.chars().all(is_name);
            if can_be_named && found.len() < OFFERED && found.iter().all(|(known, _)| known != key)
            {
                let detail = match value {
                    Value::Array(array) if array.is_list() => "list",
                    Value::Array(_) => "object",
                    Value::Str(_) => "text",
                    Value::Null => "null",
                    Value::Bool(_) => "true or false",
                    Value::Int(_) | Value::Float(_) => "number",
                };
                found.push((key.to_owned(), detail));
            }
        }
    }
    found
}

/// The variables that the statements of a template make, in order.
fn made(text: &str) -> Vec<Made<'_>> {
    let statements = parts(text).into_iter();
    statements
        .filter(|(_, part)| *part == Part::Statement)
        .filter_map(|(range, _)| {
            let inside = text.get(range.start + 2..range.end.checked_sub(2)?)?;
            let inside = inside.trim_matches(['-', '+']).trim();
            let (tag, rest) = inside.split_once(char::is_whitespace)?;
            let (parting, each) = match tag {
                "for" => (" in ", true),
                "set" => ("=", false),
                _ => return None,
            };
            let (name, from) = rest.split_once(parting)?;
            // A filter may select some elements; what they are does not change by that.
            let from = from.split(['|', ' ']).find(|part| !part.is_empty())?;
            let name = name.trim();
            name.chars()
                .all(is_name)
                .then_some(Made { name, from, each })
        })
        .collect()
}

/// What an expression of names, keys and places stands for.
fn resolve<'d>(
    expression: &str,
    made: &[Made<'_>],
    event: &'d Value,
    depth: usize,
) -> Vec<&'d Value> {
    let mut steps = expression
        .split(['.', '[', ']'])
        .map(|step| step.trim().trim_matches(['"', '\'']))
        .filter(|step| !step.is_empty());
    let Some(first) = steps.next().filter(|_| depth < DEEPEST) else {
        return Vec::new();
    };
    let last = made.iter().rposition(|made| made.name == first);
    let mut found: Vec<&Value> = match last.and_then(|at| Some((at, made.get(at)?))) {
        Some((at, origin)) => {
            let earlier = made.get(..at).unwrap_or_default();
            let from = resolve(origin.from, earlier, event, depth + 1);
            if origin.each {
                let elements = from.into_iter().filter_map(Value::as_array);
                let elements = elements.flat_map(|array| array.values());
                elements.take(LOOKED_INTO).collect()
            } else {
                from
            }
        }
        None => event.get(first).into_iter().collect(),
    };
    for step in steps {
        found = found
            .into_iter()
            .filter_map(|value| value.get(KeyRef::new(step)))
            .collect();
    }
    found
}

fn is_name(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}

fn word_at_end(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .find(|(_, letter)| !is_name(*letter))
        .map_or(0, |(at, letter)| at + letter.len_utf8());
    text.get(start..).unwrap_or_default()
}

/// The names, keys and places at the end of a text: `Event.Tag[0]` of `if Event.Tag[0]`.
fn expression_at_end(text: &str) -> &str {
    let belongs =
        |letter: char| is_name(letter) || matches!(letter, '.' | '[' | ']' | '"' | '\'' | '-');
    let start = text
        .char_indices()
        .rev()
        .find(|(_, letter)| !belongs(*letter))
        .map_or(0, |(at, letter)| at + letter.len_utf8());
    text.get(start..).unwrap_or_default()
}

/// Whether a text in quotes has begun and not ended.
fn in_quotes(inside: &str) -> bool {
    let mut quote = None;
    let mut escaped = false;
    for letter in inside.chars() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if letter == '\\' => escaped = true,
            Some(open) if letter == open => quote = None,
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            _ => {}
        }
    }
    quote.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Value {
        Value::from_json(
            br#"{"Event": {"info": "x", "id": "1", "Tag": [{"name": "a"}], "Orgc": {"name": "o"},
                "_AttributeFlattened": [{"type": "url", "Tag": [{"colour": "c"}]}]}}"#,
        )
        .unwrap()
    }

    /// What is offered where the bar stands.
    fn at(text: &str) -> Vec<String> {
        let place = text.find('¦').unwrap();
        let offers = offers(&text.replace('¦', ""), place, &event());
        offers.into_iter().map(|offer| offer.shown).collect()
    }

    #[test]
    fn variables_and_their_keys_come_from_the_event() {
        assert_eq!(at("a {{ ¦"), ["Event"]);
        assert_eq!(at("{{ Event.i¦ }} b"), ["info", "id"]);
        assert_eq!(at("{{ Event.Orgc.¦"), ["name"]);
        assert_eq!(at("{{ Event['Orgc'].¦ }}"), ["name"]);
        assert_eq!(at("{{ Event.Tag[0].¦ }}"), ["name"]);
        assert_eq!(at("{% if not Event.Tag[0].n¦ %}"), ["name"]);
    }

    #[test]
    fn a_loop_knows_what_it_goes_through() {
        let text = "{% for a in Event._AttributeFlattened if a.type %}{% set t = a.Tag %}";
        assert_eq!(at(&format!("{text}{{{{ a.¦")), ["type", "Tag"]);
        assert_eq!(at(&format!("{text}{{{{ t[0].¦")), ["colour"]);
        assert_eq!(at(&format!("{text}{{% for x in t %}}{{{{ x.¦")), ["colour"]);
        assert_eq!(at(&format!("{text}{{{{ loop.ind¦")), ["index", "index0"]);
        assert_eq!(at(&format!("{text}{{{{ a¦")), ["a", "and"]);
    }

    #[test]
    fn filters_tests_and_words_are_offered_where_they_belong() {
        assert!(at("{{ x | js¦").is_empty());
        assert_eq!(at("{{ x | toj¦"), ["tojson"]);
        assert_eq!(at("{% if x is not undef¦"), ["undefined"]);
        assert_eq!(at("{% endf¦ %}"), ["endfilter", "endfor"]);
        for nowhere in ["Ev¦", "{{ 'Ev¦", "{# Ev¦", "{{ x }} Ev¦"] {
            assert!(at(nowhere).is_empty(), "{nowhere}");
        }
    }

    #[test]
    fn what_is_chosen_goes_where_the_cursor_is() {
        let offers = offers("é {{ Event.in }} b", 14, &event());
        assert_eq!(offers[0].text, "é {{ Event.info }} b");
        assert_eq!(offers[0].cursor, Some(15));
    }
}
