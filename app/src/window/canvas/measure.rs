//! Widths of text in canvas units, without a window: sums of the fonts' own advances, kept in a
//! table, so that a scene of thousands of nodes is laid out in milliseconds and the same anywhere.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
};

use egui::{
    FontFamily, FontId,
    epaint::text::{Fonts, TextOptions},
};

use crate::window::theme;

/// The size the fonts are asked at; large, so that rounding to pixels does not show.
const ASKED_AT: f32 = 64.0;

/// Advances of characters, in parts of the font size.
struct Advances {
    fonts: Fonts,
    ascii: [f32; 128],
    others: HashMap<char, f32>,
}

static ADVANCES: LazyLock<Mutex<Advances>> = LazyLock::new(|| Mutex::new(Advances::new()));

impl Advances {
    fn new() -> Self {
        let mut fonts = Fonts::new(TextOptions::default(), theme::fonts());
        let mut ascii = [0.0; 128];
        for (code, slot) in (0u8..).zip(ascii.iter_mut()) {
            *slot = ask(&mut fonts, char::from(code));
        }
        Self {
            fonts,
            ascii,
            others: HashMap::new(),
        }
    }

    fn of(&mut self, c: char) -> f32 {
        if let Some(known) = self.ascii.get(c as usize) {
            return *known;
        }
        let fonts = &mut self.fonts;
        *self.others.entry(c).or_insert_with(|| ask(fonts, c))
    }

    fn width(&mut self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.of(c)).sum::<f32>() * size
    }

    /// Shortens the text until it and an ellipsis fit.
    fn elide(&mut self, text: &mut String, size: f32, width: f32) {
        let mut have = self.width(text, size) + self.of('…') * size;
        while have > width {
            let Some(last) = text.pop() else { break };
            have -= self.of(last) * size;
        }
        text.truncate(text.trim_end_matches([' ', ',', '.']).len());
        text.push('…');
    }
}

fn ask(fonts: &mut Fonts, c: char) -> f32 {
    let font = FontId::new(ASKED_AT, FontFamily::Proportional);
    fonts.with_pixels_per_point(1.0).glyph_width(&font, c) / ASKED_AT
}

/// Text broken into lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::window) struct Wrapped {
    /// The lines, joined by line breaks.
    pub text: String,
    /// How many lines there are.
    pub rows: usize,
    /// Whether some of the text is left out.
    pub elided: bool,
}

/// As [`wrap`], with the text's own line breaks kept.
pub(super) fn wrap_lines(text: &str, size: f32, width: f32, max_rows: usize) -> Wrapped {
    let mut all = Wrapped::default();
    let mut lines = text.trim().lines().peekable();
    while let Some(line) = lines.next() {
        let mut wrapped = wrap(line, size, width, max_rows - all.rows);
        wrapped.rows = wrapped.rows.max(1);
        if all.rows > 0 {
            all.text.push('\n');
        }
        all.text.push_str(&wrapped.text);
        all.rows += wrapped.rows;
        all.elided |= wrapped.elided;
        if all.rows >= max_rows {
            if lines.peek().is_some() && !all.elided {
                all.text.push('…');
                all.elided = true;
            }
            break;
        }
    }
    all
}

/// Breaks text between words into lines of at most `width` at this font size; a word that is wider
/// than a line is broken anywhere. What does not fit into `max_rows` is left out, with an ellipsis.
pub(in crate::window) fn wrap(text: &str, size: f32, width: f32, max_rows: usize) -> Wrapped {
    break_lines(text, size, width, max_rows, Wide::Broken)
}

/// As [`wrap`], for names: a word that is wider than a line is broken at its hyphens, colons and
/// the like, and what is still too wide is shortened.
pub(super) fn wrap_words(text: &str, size: f32, width: f32, max_rows: usize) -> Wrapped {
    break_lines(text, size, width, max_rows, Wide::Shortened)
}

/// Breaks text into so many rows of one width and then so many of another. What does not fit is cut
/// where the last row ends, in the middle of a word as well, so that little room tells the most.
pub(super) fn wrap_beside(
    text: &str,
    size: f32,
    (width, rows): (f32, usize),
    (beside, more): (f32, usize),
) -> String {
    let (mut shown, rest) = first_rows(text, size, width, rows);
    if rest.is_empty() {
        return shown.join("\n");
    }
    let (mut last, mut room) = (shown.pop().unwrap_or_default(), width);
    let mut rest = rest;
    if more > 0 {
        shown.push(std::mem::take(&mut last));
        let (mut narrower, left) = first_rows(&rest, size, beside, more);
        (last, room, rest) = (narrower.pop().unwrap_or_default(), beside, left);
        shown.extend(narrower);
    }
    if !rest.is_empty() {
        last.push(' ');
        last.push_str(&rest);
        let mut advances = ADVANCES.lock().unwrap_or_else(PoisonError::into_inner);
        advances.elide(&mut last, size, room);
    }
    shown.push(last);
    shown.join("\n")
}

/// The first rows of a text, and what is left of it.
fn first_rows(text: &str, size: f32, width: f32, rows: usize) -> (Vec<String>, String) {
    let whole = wrap(text, size, width, usize::MAX).text;
    let mut lines = whole.lines().map(str::to_owned);
    let first = lines.by_ref().take(rows).collect();
    (first, lines.collect::<Vec<_>>().join(" "))
}

/// How wide a text is on one line.
pub(in crate::window) fn width_of(text: &str, size: f32) -> f32 {
    let mut advances = ADVANCES.lock().unwrap_or_else(PoisonError::into_inner);
    advances.width(text, size)
}

/// What becomes of words that are wider than a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wide {
    Broken,
    Shortened,
}

/// The parts of a word between which a name may be broken.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split_inclusive(['-', '_', ':', '/', '.'])
}

/// The width of the widest part of a text that is not broken between words or inside of a name.
pub(super) fn widest_part(text: &str, size: f32) -> f32 {
    let mut advances = ADVANCES.lock().unwrap_or_else(PoisonError::into_inner);
    let words = text.split_whitespace().flat_map(parts);
    words.fold(0.0, |widest, part| advances.width(part, size).max(widest))
}

fn break_lines(text: &str, size: f32, width: f32, max_rows: usize, wide_words: Wide) -> Wrapped {
    let mut shortened = false;
    let mut advances = ADVANCES.lock().unwrap_or_else(PoisonError::into_inner);
    let advances = &mut *advances;
    let space = advances.of(' ') * size;
    let mut rows: Vec<String> = Vec::new();
    let mut row = String::new();
    let mut used = 0.0;
    'words: for word in text.split_whitespace() {
        let mut wide = advances.width(word, size);
        let gap = if row.is_empty() { 0.0 } else { space };
        if used + gap + wide <= width {
            if !row.is_empty() {
                row.push(' ');
            }
            row.push_str(word);
            used += gap + wide;
            continue;
        }
        if !row.is_empty() {
            rows.push(std::mem::take(&mut row));
        }
        if wide > width && wide_words == Wide::Shortened {
            wide = 0.0;
            for part in parts(word) {
                let step = advances.width(part, size);
                if wide + step > width && !row.is_empty() {
                    rows.push(std::mem::take(&mut row));
                    wide = 0.0;
                }
                row.push_str(part);
                wide += step;
                if wide > width {
                    advances.elide(&mut row, size, width);
                    wide = width;
                    shortened = true;
                }
            }
        } else if wide > width {
            wide = 0.0;
            for c in word.chars() {
                let step = advances.of(c) * size;
                if wide + step > width && !row.is_empty() {
                    rows.push(std::mem::take(&mut row));
                    wide = 0.0;
                    if rows.len() > max_rows {
                        break 'words;
                    }
                }
                row.push(c);
                wide += step;
            }
        } else {
            row.push_str(word);
        }
        used = wide;
        if rows.len() > max_rows {
            break;
        }
    }
    if !row.is_empty() {
        rows.push(row);
    }
    let elided = rows.len() > max_rows;
    rows.truncate(max_rows);
    if elided && let Some(last) = rows.last_mut() {
        advances.elide(last, size, width);
    }
    Wrapped {
        rows: rows.len(),
        text: rows.join("\n"),
        elided: elided || shortened,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_text_stays_as_it_is() {
        let wrapped = wrap("two words", 12.0, 200.0, 3);
        assert_eq!(wrapped.text, "two words");
        assert_eq!((wrapped.rows, wrapped.elided), (1, false));
    }

    #[test]
    fn line_breaks_are_kept_up_to_the_last_row() {
        let wrapped = wrap_lines("one\n\ntwo words", 12.0, 200.0, 4);
        assert_eq!(
            (wrapped.text.as_str(), wrapped.rows),
            ("one\n\ntwo words", 3)
        );
        let wrapped = wrap_lines("a\nb\nc", 12.0, 200.0, 2);
        assert_eq!((wrapped.text.as_str(), wrapped.elided), ("a\nb…", true));
        assert_eq!(wrap_lines("", 12.0, 200.0, 2), Wrapped::default());
    }

    #[test]
    fn long_text_breaks_between_words_and_ends_in_an_ellipsis() {
        let text = "event tagged with any of tlp:red, PAP:RED and so on and on and on";
        let wrapped = wrap(text, 12.0, 90.0, 2);
        assert_eq!(wrapped.rows, 2);
        assert!(wrapped.text.ends_with('…'), "{}", wrapped.text);
        for line in wrapped.text.lines() {
            let shown = wrap(line, 12.0, 90.5, 1);
            assert!(!shown.elided, "{line} is too wide");
        }
    }

    #[test]
    fn a_word_wider_than_a_line_is_broken() {
        let wrapped = wrap(&"x".repeat(60), 12.0, 100.0, 3);
        assert!(wrapped.rows > 1);
    }

    #[test]
    fn a_name_is_broken_between_parts_and_shortened_only_inside_of_one() {
        let lines = |text: &str| wrap_words(text, 12.0, 70.0, 3);
        let wrapped = lines("normalise-and-republish");
        assert!(!wrapped.elided, "{}", wrapped.text);
        assert!(
            wrapped
                .text
                .lines()
                .all(|line| line.ends_with('-') || line == "republish")
        );
        let wrapped = lines("Publishingcompletely");
        assert_eq!((wrapped.rows, wrapped.elided), (1, true));
        assert!(wrapped.text.ends_with('…'), "{}", wrapped.text);
    }

    #[test]
    fn a_title_with_room_for_its_widest_part_is_not_shortened() {
        for title in ["Concurrent Task", "IF :: Organisation", "a-b-longer"] {
            let room = widest_part(title, 12.0) + 0.5;
            assert!(!wrap_words(title, 12.0, room, 3).elided, "{title}");
        }
    }

    #[test]
    fn the_end_of_a_long_text_stands_in_narrower_lines() {
        let text = "Attributes or their event tagged with any of tlp:red, PAP:RED";
        let shown = wrap_beside(text, 12.0, (130.0, 2), (80.0, 1));
        let lines: Vec<&str> = shown.lines().collect();
        let [first, second, third] = lines.as_slice() else {
            panic!("{lines:?}");
        };
        assert!(
            first.starts_with("Attributes") && second.ends_with("of"),
            "{lines:?}"
        );
        assert!(third.starts_with("tlp:red"), "{lines:?}");
        assert!(width_of(third, 12.0) <= 80.0);
        assert_eq!(wrap_beside("short", 12.0, (130.0, 2), (80.0, 1)), "short");
        let shown = wrap_beside("an Event._AttributeFlattened", 12.0, (100.0, 1), (0.0, 0));
        assert!(
            shown.starts_with("an Event._") && shown.ends_with('…'),
            "{shown}"
        );
        assert!(width_of(&shown, 12.0) <= 100.0);
    }

    #[test]
    fn nothing_takes_no_line() {
        assert_eq!(wrap("  ", 12.0, 100.0, 3).rows, 0);
    }
}
