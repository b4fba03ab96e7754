//! Cutting a template into tokens, as Jinja's lexer does with its default settings.

use num_bigint::BigInt;
use smol_str::SmolStr;

use super::{
    literal::unescape,
    token::{OPERATORS, Token},
};
use crate::template::fault::{Fault, Outcome, Spot};

/// The template with line feeds for all line ends, less one line end at its end (README-live,
/// rule 49).
pub(in crate::template) fn normalised(text: &str) -> String {
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.ends_with('\n') {
        text.pop();
    }
    text
}

/// The tokens of a template whose line ends are line feeds, each with its place.
pub(super) fn tokens(text: &str) -> Outcome<Vec<(Spot, Token)>> {
    let mut lexer = Lexer {
        rest: text,
        spot: Spot { line: 1, column: 1 },
        taken_at: Spot { line: 1, column: 1 },
        last: None,
        tokens: Vec::new(),
    };
    while !lexer.rest.is_empty() {
        lexer.outside().map_err(|fault| fault.at_spot(lexer.spot))?;
    }
    lexer.tokens.push((lexer.spot, Token::End));
    Ok(lexer.tokens)
}

struct Lexer<'t> {
    rest: &'t str,
    /// Where `rest` begins.
    spot: Spot,
    /// Where what was taken last began.
    taken_at: Spot,
    /// The byte before `rest`.
    last: Option<u8>,
    tokens: Vec<(Spot, Token)>,
}

impl<'t> Lexer<'t> {
    /// Steps over `length` bytes and gives them.
    fn take(&mut self, length: usize) -> &'t str {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .unwrap_or((self.rest, ""));
        self.taken_at = self.spot;
        let lines = taken.bytes().filter(|byte| *byte == b'\n').count();
        let last_line = taken.rsplit('\n').next().unwrap_or_default();
        let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        if lines > 0 {
            self.spot.column = 1;
        }
        self.spot.line = self.spot.line.saturating_add(small(lines));
        let letters = small(last_line.chars().count());
        self.spot.column = self.spot.column.saturating_add(letters);
        self.rest = rest;
        self.last = taken.bytes().last().or(self.last);
        taken
    }

    fn skip_space(&mut self) {
        let space = self.rest.len() - self.rest.trim_start_matches(is_space).len();
        self.take(space);
    }

    /// A token that is what was taken last.
    fn push(&mut self, token: Token) {
        self.tokens.push((self.taken_at, token));
    }

    fn data(&mut self, text: &str, spot: Spot) {
        if !text.is_empty() {
            self.tokens.push((spot, Token::Data(text.to_owned())));
        }
    }

    /// Text up to a tag, `at` bytes ahead, which may strip the space before it; gives whether it
    /// does.
    fn data_before(&mut self, at: usize) -> bool {
        let spot = self.spot;
        let text = self.take(at);
        let after = self.rest.get(2..).unwrap_or_default();
        let strips = after.starts_with('-');
        let kept = if strips {
            text.trim_end_matches(is_space)
        } else {
            text
        };
        self.data(kept, spot);
        strips
    }

    /// Text up to the next tag, and that tag.
    fn outside(&mut self) -> Outcome<()> {
        let opening = |at: &usize| {
            let after = self.rest.get(*at..).unwrap_or_default();
            ["{%", "{{", "{#"].iter().any(|tag| after.starts_with(tag))
        };
        let found = self.rest.match_indices('{').map(|(at, _)| at).find(opening);
        let Some(at) = found else {
            let spot = self.spot;
            let text = self.take(self.rest.len());
            self.data(text, spot);
            return Ok(());
        };
        let strips = self.data_before(at);
        let after = self.rest.get(2..).unwrap_or_default();
        let marked = strips || after.starts_with('+');
        if let Some(length) = raw_begin(self.rest) {
            self.take(length);
            return self.raw();
        }
        let tag = self.take(if marked { 3 } else { 2 });
        match tag.as_bytes().get(1) {
            Some(b'{') => {
                self.push(Token::VariableBegin);
                self.inside(Token::VariableEnd)
            }
            Some(b'%') => {
                self.push(Token::BlockBegin);
                self.inside(Token::BlockEnd)
            }
            _ => self.comment(),
        }
    }

    fn comment(&mut self) -> Outcome<()> {
        if self.rest.is_empty() {
            return Ok(());
        }
        let Some(end) = self.rest.find("#}") else {
            return Err(Fault::syntax("Missing end of comment tag"));
        };
        let strips = self.rest.get(..end).is_some_and(|text| text.ends_with('-'));
        self.take(end + 2);
        if strips {
            self.skip_space();
        }
        Ok(())
    }

    fn raw(&mut self) -> Outcome<()> {
        if self.rest.is_empty() {
            return Ok(());
        }
        let end = self.rest.match_indices("{%").find_map(|(at, _)| {
            let length = raw_end(self.rest.get(at..)?)?;
            Some((at, length))
        });
        let Some((at, length)) = end else {
            return Err(Fault::syntax("Missing end of raw directive"));
        };
        self.data_before(at);
        self.take(length);
        Ok(())
    }

    /// The tokens within a tag, up to and with its end. At the end of the text there is none.
    fn inside(&mut self, end: Token) -> Outcome<()> {
        let closing = if end == Token::BlockEnd { "%}" } else { "}}" };
        let mut brackets: Vec<&str> = Vec::new();
        loop {
            if brackets.is_empty() {
                let (mark, after) = match self.rest.split_at_checked(1) {
                    Some((mark @ "-", after)) => (mark, after),
                    Some((mark @ "+", after)) if end == Token::BlockEnd => (mark, after),
                    _ => ("", self.rest),
                };
                if after.starts_with(closing) {
                    self.take(mark.len() + closing.len());
                    self.push(end);
                    if mark == "-" {
                        self.skip_space();
                    }
                    return Ok(());
                }
            }
            let Some(next) = self.rest.chars().next() else {
                return Ok(());
            };
            if is_space(next) {
                self.skip_space();
            } else if next.is_ascii_digit() {
                self.number()?;
            } else if is_name_part(next) {
                self.name()?;
            } else if let Some(token) = self.string(next)? {
                self.push(token);
            } else {
                self.operator(next, &mut brackets)?;
            }
        }
    }

    fn number(&mut self) -> Outcome<()> {
        // `list.0.name`: what touches a dot is no float.
        let length = if self.last == Some(b'.') {
            None
        } else {
            float_length(self.rest)
        };
        let token = match length {
            Some(length) => {
                let digits = self.take(length).replace('_', "");
                Token::Float(digits.parse().unwrap_or(f64::INFINITY))
            }
            None => {
                let (length, radix) = integer_length(self.rest);
                let digits = self.take(length).replace('_', "");
                let digits = if radix == 10 {
                    digits.as_str()
                } else {
                    digits.get(2..).unwrap_or_default()
                };
                let number = BigInt::parse_bytes(digits.as_bytes(), radix);
                Token::Integer(number.unwrap_or_default())
            }
        };
        self.push(token);
        Ok(())
    }

    fn name(&mut self) -> Outcome<()> {
        let length = self.rest.len() - self.rest.trim_start_matches(is_name_part).len();
        let name = self.take(length);
        if name.starts_with(|first: char| first.is_numeric()) {
            return Err(Fault::syntax("Invalid character in identifier"));
        }
        self.push(Token::Name(SmolStr::new(name)));
        Ok(())
    }

    /// The string literal here, if one begins with this quote and has an end.
    fn string(&mut self, quote: char) -> Outcome<Option<Token>> {
        if quote != '"' && quote != '\'' {
            return Ok(None);
        }
        let mut escaped = false;
        let end = self.rest.char_indices().skip(1).find(|(_, character)| {
            let is_end = !escaped && *character == quote;
            escaped = !escaped && *character == '\\';
            is_end
        });
        let Some((end, _)) = end else {
            return Ok(None);
        };
        let spot = self.spot;
        let literal = self.take(end + 1);
        let inner = literal.get(1..end).unwrap_or_default();
        let text = unescape(inner).map_err(|fault| fault.at_spot(spot))?;
        Ok(Some(Token::Text(SmolStr::from(text))))
    }

    fn operator(&mut self, next: char, brackets: &mut Vec<&'static str>) -> Outcome<()> {
        let found = OPERATORS
            .iter()
            .find(|operator| self.rest.starts_with(**operator));
        let Some(operator) = found else {
            return Err(Fault::syntax(format!("unexpected char {next:?}")));
        };
        match *operator {
            "(" => brackets.push(")"),
            "[" => brackets.push("]"),
            "{" => brackets.push("}"),
            closing @ (")" | "]" | "}") => match brackets.pop() {
                None => return Err(Fault::syntax(format!("unexpected '{closing}'"))),
                Some(expected) if expected != closing => {
                    let message = format!("unexpected '{closing}', expected '{expected}'");
                    return Err(Fault::syntax(message));
                }
                Some(_) => {}
            },
            _ => {}
        }
        self.take(operator.len());
        self.push(Token::Operator(operator));
        Ok(())
    }
}

/// What Python's `\s` matches.
fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

fn is_name_part(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

/// The length of `{% raw %}` at the beginning of `text`.
fn raw_begin(text: &str) -> Option<usize> {
    let after = text.strip_prefix("{%")?;
    let after = after.strip_prefix(['-', '+']).unwrap_or(after);
    let after = after.trim_start_matches(is_space).strip_prefix("raw")?;
    let after = after.trim_start_matches(is_space);
    let after = match after.strip_prefix("-%}") {
        Some(after) => after.trim_start_matches(is_space),
        None => after.strip_prefix("%}")?,
    };
    Some(text.len() - after.len())
}

/// The length of `{% endraw %}` at the beginning of `text`.
fn raw_end(text: &str) -> Option<usize> {
    let after = text.strip_prefix("{%")?;
    let after = after.strip_prefix(['-', '+']).unwrap_or(after);
    let after = after.trim_start_matches(is_space).strip_prefix("endraw")?;
    let after = after.trim_start_matches(is_space);
    let after = match after.strip_prefix("-%}") {
        Some(after) => after.trim_start_matches(is_space),
        None => after
            .strip_prefix('+')
            .unwrap_or(after)
            .strip_prefix("%}")?,
    };
    Some(text.len() - after.len())
}

/// The length of digits with single underscores between them.
fn digits_length(text: &str, is_digit: impl Fn(u8) -> bool) -> usize {
    let bytes = text.as_bytes();
    let mut length = 0;
    loop {
        match bytes.get(length) {
            Some(byte) if is_digit(*byte) => length += 1,
            Some(b'_')
                if length > 0 && bytes.get(length + 1).is_some_and(|byte| is_digit(*byte)) =>
            {
                length += 1;
            }
            _ => return length,
        }
    }
}

/// The length of the float that `text`, which begins with a digit, begins with; if it does.
fn float_length(text: &str) -> Option<usize> {
    let decimal = |byte: u8| byte.is_ascii_digit();
    let tail = |at: usize| text.get(at..).unwrap_or_default();
    let mut length = digits_length(text, decimal);
    let mut is_float = false;
    if tail(length).starts_with('.') {
        let fraction = digits_length(tail(length + 1), decimal);
        if fraction > 0 {
            length += 1 + fraction;
            is_float = true;
        }
    }
    if let Some(exponent) = tail(length).strip_prefix(['e', 'E']) {
        let sign = usize::from(exponent.starts_with(['+', '-']));
        let digits = digits_length(exponent.get(sign..).unwrap_or_default(), decimal);
        if digits > 0 {
            length += 1 + sign + digits;
            is_float = true;
        }
    }
    is_float.then_some(length)
}

/// The length and base of the integer that `text`, which begins with a digit, begins with.
fn integer_length(text: &str) -> (usize, u32) {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'0') {
        return (digits_length(text, |byte| byte.is_ascii_digit()), 10);
    }
    let radix = match bytes.get(1) {
        Some(b'b' | b'B') => 2,
        Some(b'o' | b'O') => 8,
        Some(b'x' | b'X') => 16,
        _ => return (digits_length(text, |byte| byte == b'0'), 10),
    };
    let digits = text.get(2..).unwrap_or_default();
    let skipped = usize::from(digits.starts_with('_'));
    let length = digits_length(digits.get(skipped..).unwrap_or_default(), |byte| {
        char::from(byte).is_digit(radix)
    });
    if length == 0 {
        (1, 10)
    } else {
        (2 + skipped + length, radix)
    }
}
