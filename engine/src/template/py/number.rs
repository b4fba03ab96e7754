//! Numbers as Python reads and writes them.

use num_bigint::BigInt;
use num_traits::{FromPrimitive, ToPrimitive};

use super::Py;
use crate::template::fault::{Fault, Outcome};

/// How many digits an integer may have to be written or read; Python's own limit.
const MOST_DIGITS: u64 = 4300;

/// A number of Python; booleans are 0 and 1.
#[derive(Clone)]
pub(in crate::template) enum Number {
    Int(i64),
    Big(BigInt),
    Float(f64),
}

impl Number {
    pub(in crate::template) fn of(value: &Py) -> Option<Self> {
        Some(match value {
            Py::Bool(value) => Number::Int(i64::from(*value)),
            Py::Int(number) => Number::Int(*number),
            Py::Big(number) => Number::Big((**number).clone()),
            Py::Float(number) => Number::Float(*number),
            _ => return None,
        })
    }

    /// The whole number, unless it is a float.
    pub(in crate::template) fn into_big(self) -> Option<BigInt> {
        match self {
            Number::Int(number) => Some(BigInt::from(number)),
            Number::Big(number) => Some(number),
            Number::Float(_) => None,
        }
    }

    pub(in crate::template) fn to_float(&self) -> Outcome<f64> {
        match self {
            Number::Int(number) => Ok(*number as f64),
            Number::Float(number) => Ok(*number),
            Number::Big(number) => number
                .to_f64()
                .filter(|float| float.is_finite())
                .ok_or_else(|| Fault::overflow("int too large to convert to float")),
        }
    }
}

impl Py {
    /// A whole number that fits (`__index__`): integers and booleans.
    pub(in crate::template) fn as_index(&self) -> Option<i64> {
        match self {
            Py::Bool(value) => Some(i64::from(*value)),
            Py::Int(number) => Some(*number),
            Py::Big(number) if number.sign() == num_bigint::Sign::Minus => Some(i64::MIN),
            Py::Big(_) => Some(i64::MAX),
            _ => None,
        }
    }

    /// As [`Py::as_index`], with Python's complaint.
    pub(in crate::template) fn index(&self) -> Outcome<i64> {
        self.as_index().ok_or_else(|| {
            let name = self.type_name();
            Fault::type_error(format!(
                "'{name}' object cannot be interpreted as an integer"
            ))
        })
    }
}

/// The whole part of a float.
pub(in crate::template) fn float_to_int(number: f64) -> Outcome<Py> {
    if number.is_nan() {
        return Err(Fault::value("cannot convert float NaN to integer"));
    }
    match BigInt::from_f64(number.trunc()) {
        Some(big) => Ok(Py::big(big)),
        None => Err(Fault::overflow("cannot convert float infinity to integer")),
    }
}

/// `str(number)` of an integer that does not fit an `i64`.
pub(in crate::template) fn write_big(number: &BigInt) -> Outcome<String> {
    // log10(2) bits make a digit.
    if number.bits() * 30103 / 100_000 > MOST_DIGITS {
        let message = "Exceeds the limit (4300 digits) for integer string conversion";
        return Err(Fault::value(message));
    }
    Ok(number.to_string())
}

/// `repr(number)` of a float: the shortest digits that give it back.
pub(in crate::template) fn write_float(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let mut scientific = format!("{number:e}");
    // Of the shortest texts Python takes the nearest, and of two equally near the even one.
    let decimals = scientific.find('e').map_or(0, |end| {
        end.saturating_sub(if number < 0.0 { 3 } else { 2 })
    });
    let nearest = format!("{number:.decimals$e}");
    if nearest.parse() == Ok(number) {
        scientific = nearest;
    }
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..16).contains(&exponent) {
        return positional(digits, exponent);
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// The digits of a float with the point where it belongs.
fn positional(digits: &str, exponent: i32) -> String {
    let (sign, digits) = digits.split_at(usize::from(digits.starts_with('-')));
    let digits = digits.replace('.', "");
    let point = usize::try_from(exponent + 1).unwrap_or(0);
    if exponent < 0 {
        let zeros = "0".repeat(usize::try_from(-exponent - 1).unwrap_or(0));
        return format!("{sign}0.{zeros}{digits}");
    }
    match digits.split_at_checked(point) {
        Some((whole, fraction)) if !fraction.is_empty() => format!("{sign}{whole}.{fraction}"),
        _ => format!("{sign}{digits:0<point$}.0"),
    }
}

/// `int(text, base)`; none if the text is no such number.
pub(in crate::template) fn parse_int(text: &str, base: u32) -> Option<Py> {
    let trimmed = text.trim();
    let (negative, digits) = match trimmed.strip_prefix(['-', '+']) {
        Some(digits) => (trimmed.starts_with('-'), digits),
        None => (false, trimmed),
    };
    let lower = digits.to_ascii_lowercase();
    let prefixed = [("0x", 16), ("0o", 8), ("0b", 2)]
        .into_iter()
        .find_map(|(prefix, radix)| Some((lower.strip_prefix(prefix)?, radix)));
    let (digits, base) = match (prefixed, base) {
        (Some((rest, radix)), _) if base == radix || base == 0 => {
            (rest.strip_prefix('_').unwrap_or(rest), radix)
        }
        (_, 0) if lower.starts_with('0') && !lower.trim_matches(['0', '_']).is_empty() => {
            return None;
        }
        (_, 0) => (lower.as_str(), 10),
        _ => (lower.as_str(), base),
    };
    let well_formed = !digits.is_empty()
        && !digits.starts_with('_')
        && !digits.ends_with('_')
        && !digits.contains("__")
        && !digits.starts_with(['-', '+']);
    if !well_formed || u64::try_from(digits.len()).ok()? > MOST_DIGITS {
        return None;
    }
    let digits: Option<String> = digits
        .chars()
        .filter(|character| *character != '_')
        .map(ascii_digit)
        .collect();
    let number = BigInt::parse_bytes(digits?.as_bytes(), base)?;
    Some(Py::big(if negative { -number } else { number }))
}

/// The digit of any script as that of ASCII; letters stay.
fn ascii_digit(character: char) -> Option<char> {
    if character.is_ascii() {
        return Some(character);
    }
    // Digits of the scripts in common use stand in runs of ten that begin at these.
    const ZEROS: [u32; 14] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
        0xff10,
    ];
    let code = u32::from(character);
    let zero = ZEROS
        .into_iter()
        .find(|zero| (*zero..zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

/// `float(text)`; none if the text is no number.
pub(in crate::template) fn parse_float(text: &str) -> Option<f64> {
    let trimmed = text.trim().to_ascii_lowercase();
    let unsigned = trimmed.strip_prefix(['-', '+']).unwrap_or(&trimmed);
    let sign = if trimmed.starts_with('-') { -1.0 } else { 1.0 };
    match unsigned {
        "inf" | "infinity" => return Some(sign * f64::INFINITY),
        "nan" => return Some(f64::NAN),
        _ => {}
    }
    let digit_at = |at: Option<usize>| {
        at.and_then(|at| unsigned.as_bytes().get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    let underscores_fit = unsigned
        .match_indices('_')
        .all(|(at, _)| digit_at(at.checked_sub(1)) && digit_at(Some(at + 1)));
    let plain = |character: char| character.is_ascii_digit() || "._e+-".contains(character);
    if !underscores_fit || !unsigned.chars().all(plain) || unsigned.starts_with(['-', '+', '_']) {
        return None;
    }
    let number: f64 = unsigned.replace('_', "").parse().ok()?;
    Some(sign * number)
}
