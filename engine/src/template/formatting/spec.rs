//! `format(value, ">10.2f")`: the format specification.

use num_bigint::BigInt;
use num_traits::Signed;

use super::digits::{self, Style};
use crate::template::{
    fault::{Fault, Outcome},
    py::{
        Py,
        number::{Number, write_big},
    },
    rendering::Rendering,
};

struct Spec {
    fill: char,
    align: Option<char>,
    sign: char,
    alternate: bool,
    width: usize,
    grouping: Option<char>,
    precision: Option<usize>,
    letter: Option<char>,
}

/// `format(value, spec)`.
pub(super) fn format(context: &mut Rendering, value: &Py, spec: &str) -> Outcome<String> {
    if spec.is_empty() {
        return Ok(context.text_of(value)?.to_string());
    }
    let number = Number::of(value);
    if number.is_none() && value.as_text().is_none() {
        return Err(Fault::type_error(format!(
            "unsupported format string passed to {}.__format__",
            value.type_name()
        )));
    }
    let spec = parse(spec, number.is_some())?;
    context.reserve(spec.width.saturating_add(spec.precision.unwrap_or(0)))?;
    match (number, value.as_text()) {
        (Some(number), _) => spec.number(number, value),
        (None, Some(text)) => spec.text(text),
        (None, None) => Ok(String::new()),
    }
}

fn parse(spec: &str, is_number: bool) -> Outcome<Spec> {
    let invalid = || Fault::value("Invalid format specifier");
    let characters: Vec<char> = spec.chars().collect();
    let mut at = 0;
    let is_align = |character: Option<&char>| character.is_some_and(|it| "<>=^".contains(*it));
    let mut parsed = Spec {
        fill: ' ',
        align: None,
        sign: '-',
        alternate: false,
        width: 0,
        grouping: None,
        precision: None,
        letter: None,
    };
    if is_align(characters.get(1)) {
        parsed.fill = characters.first().copied().unwrap_or(' ');
        parsed.align = characters.get(1).copied();
        at = 2;
    } else if is_align(characters.first()) {
        parsed.align = characters.first().copied();
        at = 1;
    }
    let mut sign_given = false;
    if let Some(sign @ ('+' | '-' | ' ')) = characters.get(at) {
        parsed.sign = *sign;
        sign_given = true;
        at += 1;
    }
    if characters.get(at) == Some(&'#') {
        parsed.alternate = true;
        at += 1;
    }
    if characters.get(at) == Some(&'0') && parsed.align.is_none() {
        parsed.fill = '0';
        parsed.align = is_number.then_some('=');
        at += 1;
    }
    parsed.width = digits_at(&characters, &mut at).unwrap_or(0);
    if let Some(grouping @ (',' | '_')) = characters.get(at) {
        parsed.grouping = Some(*grouping);
        at += 1;
    }
    if characters.get(at) == Some(&'.') {
        at += 1;
        let precision = digits_at(&characters, &mut at);
        parsed.precision =
            Some(precision.ok_or_else(|| Fault::value("Format specifier missing precision"))?);
    }
    parsed.letter = characters.get(at).copied();
    if characters.len() > at + 1 {
        return Err(invalid());
    }
    if !is_number && (sign_given || parsed.alternate || parsed.align == Some('=')) {
        return Err(Fault::value("Sign not allowed in string format specifier"));
    }
    Ok(parsed)
}

fn digits_at(characters: &[char], at: &mut usize) -> Option<usize> {
    let mut number = None;
    while let Some(digit) = characters
        .get(*at)
        .and_then(|character| character.to_digit(10))
    {
        let so_far: usize = number.unwrap_or(0);
        number = Some(
            so_far
                .saturating_mul(10)
                .saturating_add(usize::try_from(digit).ok()?),
        );
        *at += 1;
    }
    number
}

impl Spec {
    fn unknown(&self, kind: &str) -> Fault {
        let letter = self.letter.unwrap_or(' ');
        Fault::value(format!(
            "Unknown format code '{letter}' for object of type '{kind}'"
        ))
    }

    fn text(&self, text: &str) -> Outcome<String> {
        if !matches!(self.letter, None | Some('s')) {
            return Err(self.unknown("str"));
        }
        if self.grouping.is_some() {
            return Err(Fault::value("Cannot specify ',' with 's'."));
        }
        let text: String = match self.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text.to_owned(),
        };
        Ok(self.padded("", &text, '<'))
    }

    fn number(&self, number: Number, value: &Py) -> Outcome<String> {
        let is_float = matches!(number, Number::Float(_));
        match self.letter {
            None | Some('n') if !is_float => self.integer(number, 10, "", false),
            Some('d') if !is_float => self.integer(number, 10, "", false),
            Some('b') if !is_float => self.integer(number, 2, "0b", false),
            Some('o') if !is_float => self.integer(number, 8, "0o", false),
            Some('x') if !is_float => self.integer(number, 16, "0x", false),
            Some('X') if !is_float => self.integer(number, 16, "0X", true),
            Some('c') if !is_float => {
                let character = value.as_index().and_then(|code| u32::try_from(code).ok());
                let character = character
                    .and_then(char::from_u32)
                    .ok_or_else(|| Fault::overflow("%c arg not in range(0x110000)"))?;
                Ok(self.padded("", &character.to_string(), '<'))
            }
            None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%') => {
                self.float(number.to_float()?)
            }
            _ => Err(self.unknown(value.type_name())),
        }
    }

    fn integer(&self, number: Number, radix: u32, prefix: &str, upper: bool) -> Outcome<String> {
        if self.precision.is_some() {
            return Err(Fault::value(
                "Precision not allowed in integer format specifier",
            ));
        }
        if self.grouping == Some(',') && radix != 10 {
            return Err(Fault::value("Cannot specify ',' with this type."));
        }
        let number: BigInt = number.into_big().unwrap_or_default();
        if radix == 10 {
            write_big(&number)?;
        }
        let digits = digits::integer(&number, radix, upper);
        let prefix = if self.alternate { prefix } else { "" };
        let sign = self.sign_of(number.is_negative());
        let group = if radix == 10 { 3 } else { 4 };
        Ok(self.grouped(&format!("{sign}{prefix}"), &digits, "", group))
    }

    fn float(&self, number: f64) -> Outcome<String> {
        let style = match self.letter {
            Some('e' | 'E') => Style::Scientific,
            Some('f' | 'F' | '%') => Style::Fixed,
            Some(_) => Style::General,
            None => Style::Plain,
        };
        let percent = self.letter == Some('%');
        let magnitude = if percent {
            number.abs() * 100.0
        } else {
            number.abs()
        };
        let mut text = digits::float(magnitude, style, self.precision, self.alternate);
        if self
            .letter
            .is_some_and(|letter| letter.is_ascii_uppercase())
        {
            text = text.to_uppercase();
        }
        if percent {
            text.push('%');
        }
        let whole = text.len()
            - text
                .trim_start_matches(|digit: char| digit.is_ascii_digit())
                .len();
        let (whole, rest) = text.split_at(whole);
        let sign = self.sign_of(number.is_sign_negative() && !number.is_nan());
        Ok(self.grouped(sign, whole, rest, 3))
    }

    fn sign_of(&self, is_negative: bool) -> &'static str {
        match (is_negative, self.sign) {
            (true, _) => "-",
            (false, '+') => "+",
            (false, ' ') => " ",
            _ => "",
        }
    }

    /// The number with separators, which zeros for padding get too.
    fn grouped(&self, sign: &str, whole: &str, rest: &str, group: usize) -> String {
        let Some(separator) = self.grouping else {
            return self.padded(sign, &format!("{whole}{rest}"), '>');
        };
        let mut digits = whole.to_owned();
        let with_separators = |digits: &str| {
            let mut text = String::new();
            for (position, digit) in digits.chars().enumerate() {
                if position > 0 && (digits.len() - position).is_multiple_of(group) {
                    text.push(separator);
                }
                text.push(digit);
            }
            text
        };
        if self.fill == '0' && self.align == Some('=') {
            let room = self.width.saturating_sub(sign.len() + rest.len());
            // Of `room` places, every one after a group is a separator's.
            let fitting = room - room / (group + 1);
            digits = "0".repeat(fitting.saturating_sub(digits.len())) + digits.as_str();
        }
        self.padded(sign, &format!("{}{rest}", with_separators(&digits)), '>')
    }

    fn padded(&self, prefix: &str, text: &str, default: char) -> String {
        let length = prefix.len() + text.chars().count();
        let missing = self.width.saturating_sub(length);
        let fill = |count: usize| self.fill.to_string().repeat(count);
        match self.align.unwrap_or(default) {
            '<' => format!("{prefix}{text}{}", fill(missing)),
            '^' => {
                let left = missing / 2;
                format!("{}{prefix}{text}{}", fill(left), fill(missing - left))
            }
            '=' => format!("{prefix}{}{text}", fill(missing)),
            _ => format!("{}{prefix}{text}", fill(missing)),
        }
    }
}
