//! The digits of numbers, without sign and padding.

use num_bigint::BigInt;

use crate::template::py::number::write_float;

/// A double has no more digits than this behind the point.
const MOST_DECIMALS: usize = 1100;

/// How a float is written: the letter of the presentation type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::template) enum Style {
    Fixed,
    Scientific,
    General,
    /// `format(x, ".3")`: as general, but never like an integer.
    Plain,
}

/// The digits of a float that is not negative. `alternate` keeps the point and zeros.
pub(in crate::template) fn float(
    number: f64,
    style: Style,
    precision: Option<usize>,
    alternate: bool,
) -> String {
    if !number.is_finite() {
        return write_float(number);
    }
    match (style, precision) {
        (Style::Fixed, _) => fixed(number, precision.unwrap_or(6), alternate),
        (Style::Scientific, _) => scientific(number, precision.unwrap_or(6), alternate).0,
        (Style::General, _) => general(number, precision.unwrap_or(6).max(1), alternate),
        (Style::Plain, None) => write_float(number),
        (Style::Plain, Some(precision)) => plain(number, precision.max(1)),
    }
}

fn fixed(number: f64, precision: usize, alternate: bool) -> String {
    let mut text = format!("{number:.*}", precision.min(MOST_DECIMALS));
    text.extend(std::iter::repeat_n(
        '0',
        precision.saturating_sub(MOST_DECIMALS),
    ));
    if alternate && precision == 0 {
        text.push('.');
    }
    text
}

/// The text and the exponent.
fn scientific(number: f64, precision: usize, alternate: bool) -> (String, i32) {
    let text = format!("{number:.*e}", precision.min(MOST_DECIMALS));
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let mut digits = digits.to_owned();
    digits.extend(std::iter::repeat_n(
        '0',
        precision.saturating_sub(MOST_DECIMALS),
    ));
    if alternate && precision == 0 {
        digits.push('.');
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    (format!("{digits}e{sign}{:02}", exponent.abs()), exponent)
}

fn general(number: f64, precision: usize, alternate: bool) -> String {
    let (text, exponent) = scientific(number, precision - 1, alternate);
    let places = i32::try_from(precision).unwrap_or(i32::MAX);
    if (-4..places).contains(&exponent) {
        let decimals = usize::try_from(places - 1 - exponent).unwrap_or_default();
        let text = fixed(number, decimals, alternate);
        return if alternate {
            text
        } else {
            without_zeros(&text).to_owned()
        };
    }
    if alternate {
        return text;
    }
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "+00"));
    format!("{}e{exponent}", without_zeros(digits))
}

fn plain(number: f64, precision: usize) -> String {
    let (_, exponent) = scientific(number, precision - 1, false);
    let places = i32::try_from(precision).unwrap_or(i32::MAX);
    // One digit stays behind the point, so it has to fit.
    if number != 0.0 && exponent >= places - 1 && exponent >= 1 || exponent < -4 {
        let (text, _) = scientific(number, precision - 1, false);
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "+00"));
        return format!("{}e{exponent}", without_zeros(digits));
    }
    let text = general(number, precision, false);
    if text.contains(['.', 'e']) {
        text
    } else {
        text + ".0"
    }
}

fn without_zeros(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

/// The digits of a whole number in base 2, 8, 10 or 16.
pub(in crate::template) fn integer(number: &BigInt, radix: u32, upper: bool) -> String {
    let text = number.magnitude().to_str_radix(radix);
    if upper { text.to_uppercase() } else { text }
}
