//! `"%05.2f|%s" % values`.

use num_bigint::BigInt;
use num_traits::Signed;

use super::digits::{self, Style};
use crate::template::{
    fault::{Fault, Outcome},
    html::escape,
    py::{
        Py,
        container::Key,
        number::{Number, float_to_int, write_big},
        object::Object,
    },
    rendering::Rendering,
    text::is_printable,
};

/// What stands between `%` and its letter.
#[derive(Default)]
struct Flags {
    left: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
}

struct Formatting<'a> {
    values: &'a Py,
    /// The items, if the values are a tuple.
    items: Option<&'a [Py]>,
    used: usize,
    /// Whether text that is put in is escaped.
    is_markup: bool,
}

/// `template % values`, where `template` is text.
pub(in crate::template) fn format(
    context: &mut Rendering,
    template: &Py,
    values: &Py,
) -> Outcome<Py> {
    let is_markup = matches!(template, Py::Markup(_));
    let text = template.as_text().cloned().unwrap_or_default();
    let mut formatting = Formatting {
        values,
        items: match values {
            Py::Tuple(tuple) => Some(&tuple.items),
            _ => None,
        },
        used: 0,
        is_markup,
    };
    let mut out = String::new();
    let mut rest = text.chars();
    let mut named = false;
    while let Some(character) = rest.next() {
        if character != '%' {
            out.push(character);
            continue;
        }
        named |= rest.as_str().starts_with('(');
        formatting.conversion(context, &mut rest, &mut out)?;
        context.check_output(out.len())?;
    }
    // What can be indexed passes for a mapping in Python's eyes.
    let takes_names = named || is_indexable(values);
    let is_left = match formatting.items {
        Some(items) => formatting.used < items.len(),
        None => formatting.used == 0 && !takes_names,
    };
    if is_left {
        let message = "not all arguments converted during string formatting";
        return Err(Fault::type_error(message));
    }
    context.reserve(out.len())?;
    Ok(Py::text(out, is_markup))
}

fn is_indexable(values: &Py) -> bool {
    match values {
        Py::Dict(_) | Py::List(_) | Py::Bytes(_) | Py::Undefined(_) => true,
        Py::Object(object) => matches!(**object, Object::Range(_)),
        _ => false,
    }
}

impl Formatting<'_> {
    fn next(&mut self) -> Outcome<Py> {
        let value = match self.items {
            Some(items) => items.get(self.used).cloned(),
            None => (self.used == 0).then(|| self.values.clone()),
        };
        self.used += 1;
        value.ok_or_else(|| Fault::type_error("not enough arguments for format string"))
    }

    fn conversion(
        &mut self,
        context: &mut Rendering,
        rest: &mut std::str::Chars<'_>,
        out: &mut String,
    ) -> Outcome<()> {
        let incomplete = || Fault::value("incomplete format");
        let mut by_name = None;
        if rest.as_str().starts_with('(') {
            rest.next();
            let name = key_name(rest).ok_or_else(|| Fault::value("incomplete format key"))?;
            let Py::Dict(dict) = self.values else {
                return Err(Fault::type_error("format requires a mapping"));
            };
            let value = dict.get(&Key::text(name.as_str()), context);
            by_name = Some(value.ok_or_else(|| Fault::key(format!("'{name}'")))?);
        }
        let mut flags = Flags::default();
        let mut next = rest.next().ok_or_else(incomplete)?;
        loop {
            match next {
                '-' => flags.left = true,
                '+' => flags.plus = true,
                ' ' => flags.space = true,
                '#' => flags.alternate = true,
                '0' => flags.zero = true,
                _ => break,
            }
            next = rest.next().ok_or_else(incomplete)?;
        }
        if next == '*' {
            let width = self.star()?;
            flags.left |= width < 0;
            flags.width = usize::try_from(width.unsigned_abs()).unwrap_or(usize::MAX);
            next = rest.next().ok_or_else(incomplete)?;
        } else {
            flags.width = number(&mut next, rest).ok_or_else(incomplete)?;
        }
        if next == '.' {
            next = rest.next().ok_or_else(incomplete)?;
            flags.precision = Some(if next == '*' {
                let precision = usize::try_from(self.star()?).unwrap_or(0);
                next = rest.next().ok_or_else(incomplete)?;
                precision
            } else {
                number(&mut next, rest).ok_or_else(incomplete)?
            });
        }
        if matches!(next, 'h' | 'l' | 'L') {
            next = rest.next().ok_or_else(incomplete)?;
        }
        context.reserve(flags.width.saturating_add(flags.precision.unwrap_or(0)))?;
        if next == '%' {
            out.push('%');
            return Ok(());
        }
        let value = match by_name {
            Some(value) => value,
            None => self.next()?,
        };
        self.write(context, next, &flags, &value, out)
    }

    fn star(&mut self) -> Outcome<i64> {
        match self.next()? {
            Py::Int(number) => Ok(number),
            _ => Err(Fault::type_error("* wants int")),
        }
    }

    fn write(
        &self,
        context: &mut Rendering,
        letter: char,
        flags: &Flags,
        value: &Py,
        out: &mut String,
    ) -> Outcome<()> {
        match letter {
            's' | 'r' | 'a' => {
                let mut text = match letter {
                    's' => context.text_of(value)?.to_string(),
                    'r' => context.repr(value)?,
                    _ => ascii(&context.repr(value)?),
                };
                if self.is_markup && !(letter == 's' && matches!(value, Py::Markup(_))) {
                    text = escape(&text);
                }
                if let Some(precision) = flags.precision {
                    text = text.chars().take(precision).collect();
                }
                pad(out, "", &text, flags, false);
            }
            'c' => {
                let text = match value {
                    Py::Str(text) | Py::Markup(text) if text.chars().count() == 1 => {
                        text.to_string()
                    }
                    value => {
                        let code = value
                            .as_index()
                            .ok_or_else(|| Fault::type_error("%c requires int or char"))?;
                        let character = u32::try_from(code).ok().and_then(char::from_u32);
                        let character = character
                            .ok_or_else(|| Fault::overflow("%c arg not in range(0x110000)"))?;
                        character.to_string()
                    }
                };
                pad(out, "", &text, flags, false);
            }
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
                let number = whole(letter, value)?;
                let (radix, prefix) = match letter {
                    'x' => (16, "0x"),
                    'X' => (16, "0X"),
                    'o' => (8, "0o"),
                    _ => (10, ""),
                };
                if radix == 10 {
                    write_big(&number)?;
                }
                let mut digits = digits::integer(&number, radix, letter == 'X');
                if let Some(precision) = flags.precision {
                    digits = "0".repeat(precision.saturating_sub(digits.len())) + digits.as_str();
                }
                let prefix = if flags.alternate { prefix } else { "" };
                let sign = sign(number.is_negative(), flags);
                pad(out, &format!("{sign}{prefix}"), &digits, flags, true);
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let number = match Number::of(value) {
                    Some(number) => number.to_float()?,
                    None => {
                        let name = value.type_name();
                        return Err(Fault::type_error(format!(
                            "must be real number, not {name}"
                        )));
                    }
                };
                let style = match letter {
                    'e' | 'E' => Style::Scientific,
                    'f' | 'F' => Style::Fixed,
                    _ => Style::General,
                };
                let mut digits =
                    digits::float(number.abs(), style, flags.precision, flags.alternate);
                if letter.is_ascii_uppercase() {
                    digits = digits.to_uppercase();
                }
                let is_negative = number.is_sign_negative() && !number.is_nan();
                pad(out, sign(is_negative, flags), &digits, flags, true);
            }
            other => {
                let message = format!(
                    "unsupported format character '{other}' (0x{:x})",
                    u32::from(other)
                );
                return Err(Fault::value(message));
            }
        }
        Ok(())
    }
}

/// The name in `%(name)s`, behind its opening parenthesis; it may hold more of them.
fn key_name(rest: &mut std::str::Chars<'_>) -> Option<String> {
    let mut name = String::new();
    let mut depth = 1;
    loop {
        let character = rest.next()?;
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(name);
        }
        name.push(character);
    }
}

/// The number at `next`, 0 if there is none; `next` is then what follows.
fn number(next: &mut char, rest: &mut std::str::Chars<'_>) -> Option<usize> {
    let mut number = 0_usize;
    while let Some(digit) = next.to_digit(10) {
        number = number
            .saturating_mul(10)
            .saturating_add(usize::try_from(digit).ok()?);
        *next = rest.next()?;
    }
    Some(number)
}

fn whole(letter: char, value: &Py) -> Outcome<BigInt> {
    let wrong = |kind: &str| {
        let name = value.type_name();
        Fault::type_error(format!("%{letter} format: {kind} is required, not {name}"))
    };
    match Number::of(value) {
        Some(Number::Float(float)) if matches!(letter, 'd' | 'i' | 'u') => {
            let whole = Number::of(&float_to_int(float)?);
            Ok(whole.and_then(Number::into_big).unwrap_or_default())
        }
        Some(number) => number.into_big().ok_or_else(|| wrong("an integer")),
        None if matches!(letter, 'd' | 'i' | 'u') => Err(wrong("a real number")),
        None => Err(wrong("an integer")),
    }
}

fn sign(is_negative: bool, flags: &Flags) -> &'static str {
    if is_negative {
        "-"
    } else if flags.plus {
        "+"
    } else if flags.space {
        " "
    } else {
        ""
    }
}

fn pad(out: &mut String, prefix: &str, text: &str, flags: &Flags, is_number: bool) {
    let length = prefix.len() + text.chars().count();
    let missing = flags.width.saturating_sub(length);
    let fill = |character: char| std::iter::repeat_n(character, missing);
    let is_finite = text.starts_with(|first: char| first.is_ascii_hexdigit()) || !is_number;
    if flags.left {
        out.push_str(prefix);
        out.push_str(text);
        out.extend(fill(' '));
    } else if flags.zero && is_number && (is_finite || text.starts_with(['i', 'n', 'I', 'N'])) {
        out.push_str(prefix);
        out.extend(fill('0'));
        out.push_str(text);
    } else {
        out.extend(fill(' '));
        out.push_str(prefix);
        out.push_str(text);
    }
}

/// `ascii(…)`: what is not ASCII escaped. Unprintable characters are so already.
pub(in crate::template) fn ascii(repr: &str) -> String {
    let mut text = String::with_capacity(repr.len());
    for character in repr.chars() {
        match u32::from(character) {
            _ if character.is_ascii() && is_printable(character) => text.push(character),
            code @ ..=0xff => text.push_str(&format!("\\x{code:02x}")),
            code @ ..=0xffff => text.push_str(&format!("\\u{code:04x}")),
            code => text.push_str(&format!("\\U{code:08x}")),
        }
    }
    text
}
