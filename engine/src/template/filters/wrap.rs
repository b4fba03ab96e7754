//! `wordwrap`: Python's `textwrap`.

use std::collections::VecDeque;

use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    methods::text::{lines, required_text},
    py::Py,
    rendering::Rendering,
    text::{Pattern, is_space, runs},
};

pub(super) fn wordwrap(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let names = [
        "width",
        "break_long_words",
        "wrapstring",
        "break_on_hyphens",
    ];
    let [width, break_words, wrapstring, break_hyphens] = given.bind("wordwrap", names, 0)?;
    let width = width.map_or(Ok(79), |width| width.index())?;
    let wrapstring = match &wrapstring {
        None | Some(Py::None) => "\n".into(),
        some => required_text(some.as_ref(), "wordwrap")?,
    };
    let Some(text) = value.as_text() else {
        return Err(match &value {
            Py::Undefined(missing) => missing.fault(),
            other => Fault::attribute(format!(
                "'{}' object has no attribute 'splitlines'",
                other.type_name()
            )),
        });
    };
    let wrapper = Wrapper {
        width: usize::try_from(width).unwrap_or(0),
        break_words: break_words.is_none_or(|it| it.is_true()),
        break_hyphens: break_hyphens.is_none_or(|it| it.is_true()),
    };
    let paragraphs = lines(text);
    if wrapper.width == 0 && !paragraphs.is_empty() {
        return Err(Fault::value(format!("invalid width {width} (must be > 0)")));
    }
    context.spend(cost(text))?;
    let wrapped: Vec<String> = paragraphs
        .iter()
        .map(|line| wrapper.wrap(line).join(wrapstring.as_str()))
        .collect();
    let breaks: usize = text.len() + paragraphs.len();
    context.reserve(
        text.len()
            .saturating_add(breaks.saturating_mul(wrapstring.len())),
    )?;
    Ok(Py::from(wrapped.join(wrapstring.as_str())))
}

struct Wrapper {
    width: usize,
    break_words: bool,
    break_hyphens: bool,
}

fn length(text: &str) -> usize {
    text.chars().count()
}

impl Wrapper {
    fn wrap(&self, text: &str) -> Vec<String> {
        let mut chunks: VecDeque<&str> = self.chunks(text).into();
        let mut lines: Vec<String> = Vec::new();
        while let Some(first) = chunks.front() {
            if !lines.is_empty() && first.trim_matches(is_space).is_empty() {
                chunks.pop_front();
            }
            let mut line: Vec<&str> = Vec::new();
            let mut line_length = 0;
            while let Some(chunk) = chunks.front() {
                let chunk_length = length(chunk);
                if line_length + chunk_length > self.width {
                    break;
                }
                line.push(chunk);
                line_length += chunk_length;
                chunks.pop_front();
            }
            if let Some(chunk) = chunks
                .front()
                .copied()
                .filter(|chunk| length(chunk) > self.width)
            {
                self.break_up(chunk, &mut chunks, &mut line, line_length);
            }
            if line
                .last()
                .is_some_and(|last| last.trim_matches(is_space).is_empty())
            {
                line.pop();
            }
            if !line.is_empty() {
                lines.push(line.concat());
            }
        }
        lines
    }

    /// Puts as much of a chunk that fits no line into this one as there is room for.
    fn break_up<'t>(
        &self,
        chunk: &'t str,
        chunks: &mut VecDeque<&'t str>,
        line: &mut Vec<&'t str>,
        line_length: usize,
    ) {
        if !self.break_words {
            if line.is_empty() {
                line.push(chunk);
                chunks.pop_front();
            }
            return;
        }
        let room = self.width - line_length;
        let byte = |place: usize| {
            chunk
                .char_indices()
                .nth(place)
                .map_or(chunk.len(), |(at, _)| at)
        };
        let mut end = byte(room);
        let fitting = chunk.get(..end).unwrap_or_default();
        if let Some(hyphen) = fitting
            .rfind('-')
            .filter(|at| self.break_hyphens && *at > 0)
            && fitting
                .get(..hyphen)
                .is_some_and(|before| before.chars().any(|it| it != '-'))
        {
            end = hyphen + 1;
        }
        let (part, rest) = chunk.split_at(end);
        line.push(part);
        chunks.pop_front();
        chunks.push_front(rest);
    }

    /// Words, spaces, and parts of words with hyphens.
    fn chunks<'t>(&self, text: &'t str) -> Vec<&'t str> {
        static PARTS: Pattern = Pattern::new(concat!(
            r#"(?<=[\w!"'&.,?])-{2,}(?=\w)"#,
            r"|.+?(?:",
            r#"-(?:(?<=[^\d\W]{2}-)|(?<=[^\d\W]-[\w!"'&.,?]-))(?=[^\d\W]-?[^\d\W])"#,
            r"|\z",
            r#"|(?<=[\w!"'&.,?])(?=-{2,}\w))"#,
        ));
        let is_blank = |character| matches!(character, '\t'..='\r' | ' ');
        let mut chunks = Vec::new();
        for run in runs(text, is_blank) {
            if self.break_hyphens && run.contains('-') {
                chunks.extend(PARTS.matches(run));
            } else {
                chunks.push(run);
            }
        }
        chunks
    }
}

/// What looking for hyphens costs: for each part of a word the whole word is gone through.
fn cost(text: &str) -> usize {
    let words = text.split(is_space).filter(|word| word.contains('-'));
    words
        .map(|word| word.len().saturating_mul(word.len()) / 256)
        .sum::<usize>()
        + text.len()
}
