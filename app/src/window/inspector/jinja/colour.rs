//! The parts of a Jinja2 template, and a template in colours.

use std::{ops::Range, sync::Arc};

use egui::{FontId, Galley, Stroke, TextFormat, Ui, text::LayoutJob};

use crate::window::theme::Colours;

/// What a part of a template is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Goes out as it stands.
    Text,
    /// `{{ … }}`
    Value,
    /// `{% … %}`
    Statement,
    /// `{# … #}`
    Comment,
    /// Begins one of the others and never ends it.
    Open,
}

const MARKS: [(&str, &str, Part); 3] = [
    ("{{", "}}", Part::Value),
    ("{%", "%}", Part::Statement),
    ("{#", "#}", Part::Comment),
];

/// The parts of a template in order; together they are the whole text.
pub(super) fn parts(text: &str) -> Vec<(Range<usize>, Part)> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let next = MARKS
            .iter()
            .filter_map(|(open, close, part)| Some((rest.find(open)?, *close, *part)))
            .min_by_key(|(start, ..)| *start);
        let Some((start, close, part)) = next else {
            parts.push((at..text.len(), Part::Text));
            break;
        };
        if start > 0 {
            parts.push((at..at + start, Part::Text));
        }
        let inside = rest.get(start + 2..).unwrap_or_default();
        let (end, part) = match inside.find(close) {
            Some(length) => (at + start + 2 + length + close.len(), part),
            None => (text.len(), Part::Open),
        };
        parts.push((at + start..end, part));
        at = end;
    }
    parts
}

/// What a piece inside of a tag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Braces, operators, blanks.
    Sign,
    /// A word of the language.
    Keyword,
    /// A variable, or a key of one.
    Name,
    /// A filter, behind a bar.
    Filter,
    /// A text in quotes.
    Text,
    Number,
}

/// The words of the language.
pub(super) const KEYWORDS: [&str; 40] = [
    "and",
    "autoescape",
    "block",
    "break",
    "call",
    "continue",
    "do",
    "elif",
    "else",
    "endautoescape",
    "endblock",
    "endcall",
    "endfilter",
    "endfor",
    "endif",
    "endmacro",
    "endraw",
    "endset",
    "endwith",
    "extends",
    "false",
    "filter",
    "for",
    "from",
    "if",
    "import",
    "in",
    "include",
    "is",
    "macro",
    "none",
    "not",
    "or",
    "print",
    "raw",
    "recursive",
    "scoped",
    "set",
    "true",
    "with",
];

/// The pieces of a tag in order; together they are the whole tag.
pub(super) fn pieces(tag: &str) -> Vec<(Range<usize>, Piece)> {
    let is_name = |letter: char| letter == '_' || letter.is_alphanumeric();
    let mut pieces: Vec<(Range<usize>, Piece)> = Vec::new();
    // The last sign that is no blank.
    let mut before = ' ';
    let mut at = 0;
    while let Some(rest) = tag.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().unwrap_or(' ');
        let run = |goes_on: &dyn Fn(char) -> bool| {
            rest.find(|letter| !goes_on(letter)).unwrap_or(rest.len())
        };
        let (length, piece) = if first == '"' || first == '\'' {
            (text_length(rest, first), Piece::Text)
        } else if first.is_ascii_digit() {
            (
                run(&|letter| letter.is_ascii_digit() || letter == '.'),
                Piece::Number,
            )
        } else if is_name(first) {
            let length = run(&is_name);
            let word = rest.get(..length).unwrap_or_default();
            let piece = match before {
                '|' => Piece::Filter,
                '.' => Piece::Name,
                _ if KEYWORDS.contains(&word.to_lowercase().as_str()) => Piece::Keyword,
                _ => Piece::Name,
            };
            (length, piece)
        } else {
            (first.len_utf8(), Piece::Sign)
        };
        if piece != Piece::Sign || !first.is_whitespace() {
            before = first;
        }
        match pieces.last_mut() {
            Some((last, Piece::Sign)) if piece == Piece::Sign => last.end = at + length,
            _ => pieces.push((at..at + length, piece)),
        }
        at += length;
    }
    pieces
}

/// The length of a text in quotes, up to its end or that of the tag.
fn text_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = rest.char_indices().skip(1).find(|(_, letter)| {
        let ends = !escaped && *letter == quote;
        escaped = !escaped && *letter == '\\';
        ends
    });
    end.map_or(rest.len(), |(at, _)| at + quote.len_utf8())
}

/// Templates that are longer, in bytes, are shown without colours: working them out would take
/// longer than a frame may.
const COLOURED: usize = 40_000;

/// A template laid out in colours, with the letters of `mark` underlined as wrong.
pub(in crate::window::inspector) fn lay_out(
    ui: &Ui,
    text: &str,
    font: &FontId,
    width: f32,
    mark: Option<&Range<usize>>,
) -> Arc<Galley> {
    let colours = Colours::of(ui.visuals());
    let mut job = LayoutJob {
        keep_trailing_whitespace: true,
        ..LayoutJob::default()
    };
    job.wrap.max_width = width;
    let mut add = |range: Range<usize>, colour, italics| {
        let mark = mark.map_or(0..0, |mark| mark.clone());
        let inside = range.start.max(mark.start)..range.end.min(mark.end);
        let cuts = if inside.is_empty() {
            [range, 0..0, 0..0]
        } else {
            [
                range.start..inside.start,
                inside.clone(),
                inside.end..range.end,
            ]
        };
        for (place, cut) in cuts.into_iter().enumerate() {
            let mut format = TextFormat::simple(font.clone(), colour);
            format.italics = italics;
            if place == 1 {
                format.underline = Stroke::new(2.0, colours.error);
                format.background = colours.error.gamma_multiply(0.18);
            }
            if let Some(text) = text.get(cut).filter(|text| !text.is_empty()) {
                job.append(text, 0.0, format);
            }
        }
    };
    if text.len() > COLOURED {
        add(0..text.len(), colours.text, false);
    } else {
        for (range, part) in parts(text) {
            match part {
                Part::Text => add(range, colours.text, false),
                Part::Comment => add(range, colours.soft_text, true),
                Part::Value | Part::Statement | Part::Open => {
                    let tag = text.get(range.clone()).unwrap_or_default();
                    for (piece_range, piece) in pieces(tag) {
                        let begins = piece_range.start == 0;
                        let colour = match piece {
                            // What begins here never ends.
                            Piece::Sign if begins && part == Part::Open => colours.error,
                            Piece::Sign => colours.soft_text,
                            Piece::Keyword => colours.trigger,
                            Piece::Name => colours.accent,
                            Piece::Filter => colours.action,
                            Piece::Text => colours.ok,
                            Piece::Number => colours.warning,
                        };
                        let start = range.start;
                        add(
                            start + piece_range.start..start + piece_range.end,
                            colour,
                            false,
                        );
                    }
                }
            }
        }
    }
    if job.sections.is_empty() {
        job.append("", 0.0, TextFormat::simple(font.clone(), colours.text));
    }
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_cut_into_its_parts() {
        let text = "a {{ Event.info }} b{% if x %}{# c #}";
        let found: Vec<(&str, Part)> = parts(text)
            .into_iter()
            .map(|(range, part)| (&text[range], part))
            .collect();
        assert_eq!(
            found,
            [
                ("a ", Part::Text),
                ("{{ Event.info }}", Part::Value),
                (" b", Part::Text),
                ("{% if x %}", Part::Statement),
                ("{# c #}", Part::Comment),
            ]
        );
    }

    #[test]
    fn what_is_never_closed_is_told_apart() {
        assert_eq!(parts("é {{ x"), [(0..3, Part::Text), (3..7, Part::Open)]);
        assert_eq!(parts(""), []);
        assert_eq!(parts("{ x }"), [(0..5, Part::Text)]);
    }

    #[test]
    fn a_tag_is_cut_into_its_pieces() {
        let tag = "{% for a in Event.for | map('é') if 1.5 %}";
        let pieces = pieces(tag);
        let told: Vec<(&str, Piece)> = pieces
            .iter()
            .filter(|(_, piece)| *piece != Piece::Sign)
            .map(|(range, piece)| (&tag[range.clone()], *piece))
            .collect();
        assert_eq!(
            told,
            [
                ("for", Piece::Keyword),
                ("a", Piece::Name),
                ("in", Piece::Keyword),
                ("Event", Piece::Name),
                ("for", Piece::Name),
                ("map", Piece::Filter),
                ("'é'", Piece::Text),
                ("if", Piece::Keyword),
                ("1.5", Piece::Number),
            ]
        );
        let whole: String = pieces.into_iter().map(|(range, _)| &tag[range]).collect();
        assert_eq!(whole, tag);
    }
}
