//! The parts of a Jinja2 template, for colouring it.

use std::{ops::Range, sync::Arc};

use egui::{FontId, Galley, TextFormat, Ui, text::LayoutJob};

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

/// A template laid out in colours.
pub(super) fn lay_out(ui: &Ui, text: &str, font: &FontId, width: f32) -> Arc<Galley> {
    let colours = Colours::of(ui.visuals());
    let mut job = LayoutJob {
        keep_trailing_whitespace: true,
        ..LayoutJob::default()
    };
    job.wrap.max_width = width;
    for (range, part) in parts(text) {
        let colour = match part {
            Part::Text => colours.text,
            Part::Value => colours.accent,
            Part::Statement => colours.trigger,
            Part::Comment => colours.soft_text,
            Part::Open => colours.error,
        };
        let mut format = TextFormat::simple(font.clone(), colour);
        format.italics = part == Part::Comment;
        job.append(text.get(range).unwrap_or_default(), 0.0, format);
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
}
