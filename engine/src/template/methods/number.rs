//! Methods of numbers and bytes.

use num_bigint::BigInt;

use super::text::required_text;
use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    py::{Py, number::Number},
};

pub(super) fn call(owner: &Py, name: &str, given: Given) -> Outcome<Py> {
    given.bind(name, [], 0)?;
    let unknown = || Fault::type_error(format!("{name}() is not known here"));
    match (Number::of(owner).ok_or_else(unknown)?, name) {
        (Number::Float(number), "is_integer") => {
            Ok(Py::Bool(number.is_finite() && number.fract() == 0.0))
        }
        (Number::Float(number), "conjugate") => Ok(Py::Float(number)),
        (Number::Float(_), _) => Err(unknown()),
        (number, name) => {
            let number: BigInt = number.into_big().unwrap_or_default();
            match name {
                "bit_length" => Ok(Py::Int(i64::try_from(number.bits()).unwrap_or(i64::MAX))),
                "bit_count" => {
                    let ones: u32 = number
                        .magnitude()
                        .iter_u64_digits()
                        .map(u64::count_ones)
                        .sum();
                    Ok(Py::Int(i64::from(ones)))
                }
                "conjugate" => Ok(Py::big(number)),
                _ => Err(unknown()),
            }
        }
    }
}

/// A method of bytes.
pub(super) fn bytes(bytes: &[u8], name: &str, given: Given) -> Outcome<Py> {
    match name {
        "hex" => {
            given.bind(name, [], 0)?;
            Ok(Py::from(
                bytes
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect::<String>(),
            ))
        }
        "decode" => {
            let [encoding, _] = given.bind(name, ["encoding", "errors"], 0)?;
            let encoding = match &encoding {
                None => "utf-8".into(),
                some => required_text(some.as_ref(), name)?,
            };
            match encoding
                .to_ascii_lowercase()
                .replace(['-', '_'], "")
                .as_str()
            {
                "latin1" | "iso88591" => Ok(Py::from(
                    bytes
                        .iter()
                        .map(|byte| char::from(*byte))
                        .collect::<String>(),
                )),
                "utf8" | "ascii" => match std::str::from_utf8(bytes) {
                    Ok(text) if text.is_ascii() || !encoding.eq_ignore_ascii_case("ascii") => {
                        Ok(Py::from(text))
                    }
                    _ => Err(Fault::decode(format!(
                        "'{encoding}' codec can't decode bytes"
                    ))),
                },
                _ => Err(Fault::lookup(format!("unknown encoding: {encoding}"))),
            }
        }
        "lower" => Ok(Py::Bytes(bytes.to_ascii_lowercase().into())),
        "upper" => Ok(Py::Bytes(bytes.to_ascii_uppercase().into())),
        "strip" => Ok(Py::Bytes(bytes.trim_ascii().into())),
        _ => Err(Fault::type_error(format!(
            "{name}() of bytes is not known here"
        ))),
    }
}
