//! Methods that take nothing: upper and lower case, and what kind the characters are of.

use crate::template::{
    py::{Py, number::parse_int},
    text::{capitalized, is_printable, is_space, titled},
};

/// `text.name()`.
pub(super) fn call(text: &str, is_markup: bool, name: &str) -> Py {
    let again = |text: String| Py::text(text, is_markup);
    let all = |is: fn(char) -> bool| Py::Bool(!text.is_empty() && text.chars().all(is));
    match name {
        "upper" => again(text.to_uppercase()),
        "lower" => again(text.to_lowercase()),
        "casefold" => again(text.to_lowercase().replace('ß', "ss").replace('ς', "σ")),
        "capitalize" => again(capitalized(text)),
        "title" => again(title(text)),
        "swapcase" => again(text.chars().flat_map(swapped).collect()),
        "isalpha" => all(char::is_alphabetic),
        "isdigit" => all(|character| character.is_numeric() && is_digit(character)),
        "isdecimal" => all(|character| character.is_numeric() && is_decimal(character)),
        "isnumeric" => all(char::is_numeric),
        "isalnum" => all(char::is_alphanumeric),
        "isspace" => all(is_space),
        "isascii" => Py::Bool(text.is_ascii()),
        "isprintable" => Py::Bool(text.chars().all(is_printable)),
        "islower" => Py::Bool(is_cased(text, char::is_lowercase, char::is_uppercase)),
        "isupper" => Py::Bool(is_cased(text, char::is_uppercase, char::is_lowercase)),
        "istitle" => Py::Bool(is_title(text)),
        _ => Py::Bool(is_identifier(text)),
    }
}

fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    let starts = |first: char| first == '_' || first.is_alphabetic();
    let goes_on = |next: char| next == '_' || next.is_alphanumeric();
    characters.next().is_some_and(starts) && characters.all(goes_on)
}

fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut within = false;
    for character in text.chars() {
        if within {
            out.extend(character.to_lowercase());
        } else {
            out.push_str(&titled(character));
        }
        within = is_letter_with_case(character);
    }
    out
}

fn is_letter_with_case(character: char) -> bool {
    character.is_lowercase()
        || character.is_uppercase()
        || matches!(character, 'ǅ' | 'ǈ' | 'ǋ' | 'ǲ')
}

fn is_title(text: &str) -> bool {
    let mut any = false;
    let mut within = false;
    for character in text.chars() {
        let fits = if character.is_uppercase() {
            !within
        } else {
            !character.is_lowercase() || within
        };
        if !fits {
            return false;
        }
        within = is_letter_with_case(character);
        any |= within;
    }
    any
}

fn swapped(character: char) -> Vec<char> {
    if character.is_uppercase() {
        character.to_lowercase().collect()
    } else {
        character.to_uppercase().collect()
    }
}

fn is_cased(text: &str, wanted: fn(char) -> bool, unwanted: fn(char) -> bool) -> bool {
    text.chars().any(wanted) && !text.chars().any(unwanted)
}

fn is_decimal(character: char) -> bool {
    parse_int(character.encode_utf8(&mut [0; 4]), 10).is_some()
}

fn is_digit(character: char) -> bool {
    is_decimal(character)
        || matches!(character, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' | '₀'..='₉' | '①'..='⑨')
}
