//! Words in a picture: how wide they are, where lines break, what XML cannot hold.

use std::fmt::Write as _;

/// Advances of the printable ASCII characters in thousandths of the font size, from the space on.
/// They are those of the sans-serif letters that documents are set in (all such fonts are cut to
/// the same widths), so that a line fits whichever of them a reader has.
const ADVANCES: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/// Letters of other scripts, and signs that take a full square.
const OTHER: u16 = 620;
const SQUARE: u16 = 1000;
/// Room for fonts that run wider.
const SLACK: f64 = 1.05;

/// How wide a text is at this font size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let thousandths: u32 = text.chars().map(advance).map(u32::from).sum();
    f64::from(thousandths) * size * SLACK / 1000.0
}

fn advance(letter: char) -> u16 {
    let code = u32::from(letter);
    match code {
        0x20..0x7f => usize::try_from(code - 0x20)
            .ok()
            .and_then(|place| ADVANCES.get(place))
            .copied()
            .unwrap_or(OTHER),
        // What joins onto the letter before it.
        0x300..0x370 | 0x200b..0x2010 | 0xfe00..0xfe10 => 0,
        0x1100..0x1200 | 0x2e80.. => SQUARE,
        _ => OTHER,
    }
}

/// The text in lines of at most this width, broken between words; a word that is too wide is
/// broken anywhere. What does not fit into so many lines is left out, with an ellipsis.
pub(super) fn wrap(text: &str, size: f64, most: f64, lines: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    let mut row = String::new();
    for word in text.split_whitespace() {
        let gap = if row.is_empty() { "" } else { " " };
        if width(&row, size) + width(gap, size) + width(word, size) <= most {
            row.push_str(gap);
            row.push_str(word);
            continue;
        }
        if !row.is_empty() {
            rows.push(std::mem::take(&mut row));
        }
        for letter in word.chars() {
            let mut wider = row.clone();
            wider.push(letter);
            if width(&wider, size) > most && !row.is_empty() {
                rows.push(std::mem::replace(&mut row, letter.to_string()));
            } else {
                row = wider;
            }
            if rows.len() > lines {
                break;
            }
        }
        if rows.len() > lines {
            break;
        }
    }
    if !row.is_empty() {
        rows.push(row);
    }
    let cut = rows.len() > lines;
    rows.truncate(lines);
    if let Some(last) = rows.last_mut().filter(|_| cut) {
        while width(last, size) + width("…", size) > most && last.pop().is_some() {}
        last.truncate(last.trim_end_matches([' ', ',', '.']).len());
        last.push('…');
    }
    rows
}

/// The text as XML may hold it. Control characters, of which XML allows next to none, and those
/// that turn the direction of writing become the replacement character, so that one sees that
/// something is there.
pub(super) fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\t' | '\n' | '\r' => safe.push(' '),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                safe.push('\u{fffd}');
            }
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            letter if letter.is_control() => safe.push('\u{fffd}'),
            letter => safe.push(letter),
        }
    }
    safe
}

/// A number with one decimal at most.
pub(super) fn number(number: f64) -> String {
    let tenths = (number * 10.0).round() / 10.0;
    let mut text = String::new();
    // Writing to a String cannot fail; adding zero takes the sign from a zero.
    let _ = write!(text, "{}", tenths + 0.0);
    text
}
