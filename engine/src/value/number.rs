//! Numbers in text, both ways, as PHP reads and writes them.

/// What a numeric string stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number that fits.
    Int(i64),
    /// A number with a fraction or an exponent, or a whole number that does not fit.
    Float(f64),
}

impl Number {
    /// The number as a float.
    pub fn as_float(self) -> f64 {
        match self {
            Number::Int(number) => number as f64,
            Number::Float(number) => number,
        }
    }
}

/// A numeric string, taken apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Numeric {
    pub(super) number: Number,
    /// Written as a whole number that does not fit; then the sign.
    pub(super) overflow: Option<bool>,
}

/// The number that the whole of `text` writes, blanks around it allowed, or none if `text` is not
/// a numeric string (PHP 8's rules: no hexadecimal, `1.` and `.5` count, `.` and `1e` do not).
pub fn parse_number(text: &str) -> Option<Number> {
    parse_numeric(text).map(|numeric| numeric.number)
}

/// PHP's `is_numeric` on text.
pub fn is_numeric(text: &str) -> bool {
    match text.as_bytes() {
        // Most text is settled by its first byte.
        [first, ..] if !matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.' | b'\t'..=b'\r' | b' ') => {
            false
        }
        _ => parse_numeric(text).is_some(),
    }
}

pub(super) fn parse_numeric(text: &str) -> Option<Numeric> {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}');
    let text = text.trim_matches(blank);
    let negative = text.starts_with('-');
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, rest) = split_digits(unsigned);
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => {
            let (digits, rest) = split_digits(rest);
            (Some(digits), rest)
        }
        None => (None, rest),
    };
    if whole.is_empty() && fraction.is_none_or(str::is_empty) {
        return None;
    }
    let exponent = if rest.is_empty() {
        false
    } else {
        let rest = rest.strip_prefix(['e', 'E'])?;
        let (digits, rest) = split_digits(rest.strip_prefix(['-', '+']).unwrap_or(rest));
        if digits.is_empty() || !rest.is_empty() {
            return None;
        }
        true
    };
    if fraction.is_none()
        && !exponent
        && let Ok(number) = text.parse()
    {
        return Some(Numeric {
            number: Number::Int(number),
            overflow: None,
        });
    }
    let overflow = (fraction.is_none() && !exponent).then_some(negative);
    Some(Numeric {
        number: Number::Float(text.parse().ok()?),
        overflow,
    })
}

/// The number that `text` begins with, 0 if it begins with none.
pub(super) fn leading_number(text: &str) -> Number {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    let mut longest = Number::Int(0);
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let is_of_numbers = |c: char| matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E');
    let limit = text.find(|c: char| !is_of_numbers(c)).unwrap_or(text.len());
    // A number has at most two signs, a point and an exponent: no more than a few prefixes that
    // are no number stand between one that is and a longer one.
    let mut misses = 0;
    for end in ends.take_while(|end| *end <= limit) {
        match text.get(..end).and_then(parse_number) {
            Some(number) => {
                longest = number;
                misses = 0;
            }
            None => misses += 1,
        }
        if misses > 3 {
            break;
        }
    }
    longest
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text
        .bytes()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// How many digits PHP writes of a float, and how.
#[derive(Clone, Copy)]
pub(super) enum FloatStyle {
    /// As JSON: the fewest digits that read back the same, `e`, and a fraction in any case.
    Json,
    /// As JSON, but without a fraction where there is none.
    ShortJson,
    /// As a cast to string: 14 significant digits, `E`, no fraction where there is none.
    Cast,
}

/// `number` as PHP writes it: plain between 0.0001 and 1e17 (JSON) or 1e14 (cast), else with an
/// exponent (`1.0e+25`).
pub(super) fn write_float(number: f64, style: FloatStyle) -> String {
    if !number.is_finite() {
        return match style {
            // PHP refuses to encode these; with partial output it writes 0.
            FloatStyle::Json | FloatStyle::ShortJson => "0".to_owned(),
            FloatStyle::Cast if number.is_nan() => "NAN".to_owned(),
            FloatStyle::Cast if number > 0.0 => "INF".to_owned(),
            FloatStyle::Cast => "-INF".to_owned(),
        };
    }
    let (scientific, most, mark) = match style {
        FloatStyle::Json | FloatStyle::ShortJson => (format!("{number:e}"), 17, 'e'),
        FloatStyle::Cast => (format!("{number:.13e}"), 14, 'E'),
    };
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = match digits.trim_end_matches('0') {
        "" => "0",
        digits => digits,
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    // The place of the decimal point, counted from the first digit.
    let point = exponent + 1;
    if point > most || point < -3 {
        let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
        let rest = if rest.is_empty() { "0" } else { rest };
        let direction = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{first}.{rest}{mark}{direction}{}", exponent.abs());
    }
    let (whole, fraction) = match usize::try_from(point) {
        Ok(point) if point > 0 => match digits.split_at_checked(point) {
            Some((whole, fraction)) => (whole.to_owned(), fraction.to_owned()),
            None => (format!("{digits:0<point$}"), String::new()),
        },
        _ => {
            let zeros = usize::try_from(-point).unwrap_or(0);
            ("0".to_owned(), format!("{}{digits}", "0".repeat(zeros)))
        }
    };
    match (fraction.as_str(), style) {
        ("" | "0", FloatStyle::Json) => format!("{sign}{whole}.0"),
        ("" | "0", _) => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numeric_strings_are_those_of_php_8() {
        for text in [
            "0", "01", " 1", "1 ", "+5", "-3", "1.", ".5", "1e3", "1.e5", "-.5E-2", "\t1\n",
        ] {
            assert!(is_numeric(text), "{text:?}");
        }
        for text in [
            "", " ", ".", "e5", "1e", "1e+", "0x1A", "1_0", "1 2", "--1", "+-1", "abc", "-", "1a",
            "inf", "nan",
        ] {
            assert!(!is_numeric(text), "{text:?}");
        }
        assert_eq!(
            parse_number("9223372036854775807"),
            Some(Number::Int(i64::MAX))
        );
        assert_eq!(
            parse_number("9223372036854775808"),
            Some(Number::Float(9_223_372_036_854_775_808.0))
        );
        assert_eq!(parse_number("1e3"), Some(Number::Float(1000.0)));
    }

    #[test]
    fn text_begins_with_a_number_or_counts_as_0() {
        for (text, number) in [
            ("12abc", Number::Int(12)),
            (" 5", Number::Int(5)),
            ("-3 x", Number::Int(-3)),
            ("1e2e", Number::Float(100.0)),
            ("1e", Number::Int(1)),
            ("1e+", Number::Int(1)),
            ("-.5x", Number::Float(-0.5)),
            ("x1", Number::Int(0)),
            ("", Number::Int(0)),
            ("1-2", Number::Int(1)),
        ] {
            assert_eq!(leading_number(text), number, "{text}");
        }
    }

    #[test]
    fn floats_are_written_as_php_writes_them() {
        for (number, json, cast) in [
            (0.0, "0.0", "0"),
            (-0.0, "-0.0", "-0"),
            (1.0, "1.0", "1"),
            (1.5, "1.5", "1.5"),
            (0.1 + 0.2, "0.30000000000000004", "0.3"),
            (1e25, "1.0e+25", "1.0E+25"),
            (
                1.234_567_890_123_456_7e19,
                "1.2345678901234567e+19",
                "1.2345678901235E+19",
            ),
            (1e16, "10000000000000000.0", "1.0E+16"),
            (100.0, "100.0", "100"),
            (0.0001, "0.0001", "0.0001"),
            (0.00001, "1.0e-5", "1.0E-5"),
            (-1e-7, "-1.0e-7", "-1.0E-7"),
            (123.456, "123.456", "123.456"),
        ] {
            assert_eq!(write_float(number, FloatStyle::Json), json);
            assert_eq!(write_float(number, FloatStyle::Cast), cast);
        }
    }
}
