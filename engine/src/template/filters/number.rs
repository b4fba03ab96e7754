//! Filters over numbers.

use num_traits::Signed;

use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    formatting::digits::{self, Style},
    py::{
        Py,
        number::{Number, float_to_int, parse_float, parse_int},
    },
    rendering::Rendering,
    syntax::tree::Binary,
};

pub(super) fn abs(_: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("abs", [], 0)?;
    match Number::of(&value) {
        Some(Number::Float(number)) => Ok(Py::Float(number.abs())),
        Some(number) => Ok(Py::big(number.into_big().unwrap_or_default().abs())),
        None => Err(match &value {
            Py::Undefined(missing)
                if missing.fault().class != crate::template::FaultClass::Undefined =>
            {
                missing.fault()
            }
            other => Fault::type_error(format!(
                "bad operand type for abs(): '{}'",
                other.type_name()
            )),
        }),
    }
}

/// `int(value)` for what is no text; none where Python raises a `TypeError` or `ValueError`.
fn whole(value: &Py) -> Outcome<Option<Py>> {
    match value {
        Py::Undefined(missing) => Err(missing.fault()),
        Py::Float(number) if number.is_nan() => Ok(None),
        Py::Float(number) => float_to_int(*number).map(Some),
        Py::Bool(value) => Ok(Some(Py::Int(i64::from(*value)))),
        Py::Int(_) | Py::Big(_) => Ok(Some(value.clone())),
        _ => Ok(None),
    }
}

/// `float(value)`; none where Python raises a `TypeError` or `ValueError`.
fn real(value: &Py) -> Outcome<Option<f64>> {
    if let Py::Undefined(missing) = value {
        return Err(missing.fault());
    }
    match (Number::of(value), value) {
        (Some(number), _) => number.to_float().map(Some),
        (None, Py::Str(text) | Py::Markup(text)) => Ok(parse_float(text)),
        (None, Py::Bytes(bytes)) => Ok(std::str::from_utf8(bytes).ok().and_then(parse_float)),
        _ => Ok(None),
    }
}

pub(super) fn int(_: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [default, base] = given.bind("int", ["default", "base"], 0)?;
    let found = match value.as_text() {
        Some(text) => {
            let base = base.map_or(Ok(10), |base| base.index())?;
            let base = u32::try_from(base)
                .ok()
                .filter(|base| *base == 0 || (2..=36).contains(base));
            base.and_then(|base| parse_int(text, base))
        }
        None => whole(&value)?,
    };
    if let Some(found) = found {
        return Ok(found);
    }
    // "42.23" gives 42.
    let truncated = real(&value)?.and_then(|number| float_to_int(number).ok());
    Ok(truncated.unwrap_or_else(|| default.unwrap_or(Py::Int(0))))
}

pub(super) fn float(_: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [default] = given.bind("float", ["default"], 0)?;
    Ok(match real(&value)? {
        Some(number) => Py::Float(number),
        None => default.unwrap_or(Py::Float(0.0)),
    })
}

pub(super) fn round(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [precision, method] = given.bind("round", ["precision", "method"], 0)?;
    let precision = precision.unwrap_or(Py::Int(0));
    let method = method.unwrap_or_else(|| Py::from("common"));
    match method.as_text().map(|method| method.as_str()) {
        Some("common") => rounded(context, &value, &precision),
        Some(method @ ("ceil" | "floor")) => {
            let scale = context.binary(Binary::Power, &Py::Int(10), &precision)?;
            let scaled = context.binary(Binary::Multiply, &value, &scale)?;
            let whole = match scaled {
                Py::Float(number) if method == "ceil" => float_to_int(number.ceil())?,
                Py::Float(number) => float_to_int(number.floor())?,
                number if Number::of(&number).is_some() => number,
                other => {
                    let name = other.type_name();
                    return Err(Fault::type_error(format!(
                        "must be real number, not {name}"
                    )));
                }
            };
            context.binary(Binary::Divide, &whole, &scale)
        }
        _ => Err(Fault::filter_argument(
            "method must be common, ceil or floor",
        )),
    }
}

/// `round(value, precision)`: to the nearest, halves to the even one.
fn rounded(context: &mut Rendering, value: &Py, precision: &Py) -> Outcome<Py> {
    let number = match (Number::of(value), value) {
        (Some(number), _) => number,
        (None, other) => {
            let name = other.type_name();
            return Err(Fault::type_error(format!(
                "type {name} doesn't define __round__ method"
            )));
        }
    };
    let places = if precision.is_none() {
        0
    } else {
        precision.index()?
    };
    let Number::Float(float) = number else {
        let whole = Py::big(number.into_big().unwrap_or_default());
        if places >= 0 {
            return Ok(whole);
        }
        return rounded_integer(context, &whole, places);
    };
    let nearest = match u32::try_from(places) {
        _ if !float.is_finite() => float,
        // More places than a double has.
        Ok(places) if places > 330 => float,
        Ok(places) => {
            let digits = usize::try_from(places).unwrap_or_default();
            format!("{float:.digits$}").parse().unwrap_or(float)
        }
        Err(_) if places < -308 => 0.0_f64.copysign(float),
        Err(_) => {
            let exact = float_to_int(float.trunc())?;
            let whole = rounded_integer(context, &exact, places)?;
            let whole = Number::of(&whole).map_or(Ok(float), |whole| whole.to_float())?;
            // What stands behind the point decides only between two equally near ones.
            let step = 10_f64.powi(i32::try_from(-places).unwrap_or(308));
            let is_half = (float.trunc() - whole).abs() * 2.0 == step && float.fract() != 0.0;
            let nearest = if is_half {
                (float / step).round() * step
            } else {
                whole
            };
            nearest.copysign(float)
        }
    };
    if precision.is_none() {
        float_to_int(nearest)
    } else {
        Ok(Py::Float(nearest))
    }
}

fn rounded_integer(context: &mut Rendering, whole: &Py, places: i64) -> Outcome<Py> {
    let step = context.binary(
        Binary::Power,
        &Py::Int(10),
        &Py::Int(places.saturating_neg()),
    )?;
    let quotient = context.binary(Binary::FloorDivide, whole, &step)?;
    let rest = context.binary(Binary::Modulo, whole, &step)?;
    let double = context.binary(Binary::Multiply, &rest, &Py::Int(2))?;
    let is_odd = context
        .binary(Binary::Modulo, &quotient, &Py::Int(2))?
        .is_true();
    let order = |number: &Py| {
        Number::of(number)
            .and_then(Number::into_big)
            .unwrap_or_default()
    };
    let up = match order(&double).cmp(&order(&step)) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => is_odd,
        std::cmp::Ordering::Greater => true,
    };
    let quotient = context.binary(Binary::Add, &quotient, &Py::Bool(up))?;
    context.binary(Binary::Multiply, &quotient, &step)
}

pub(super) fn filesizeformat(_: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [binary] = given.bind("filesizeformat", ["binary"], 0)?;
    let binary = binary.is_some_and(|binary| binary.is_true());
    let Some(bytes) = real(&value)? else {
        return Err(match value {
            Py::Str(_) | Py::Markup(_) => Fault::value("could not convert string to float"),
            other => Fault::type_error(format!(
                "float() argument must be a string or a real number, not '{}'",
                other.type_name()
            )),
        });
    };
    let base: f64 = if binary { 1024.0 } else { 1000.0 };
    if bytes == 1.0 {
        return Ok(Py::from("1 Byte"));
    }
    if bytes < base {
        let whole = float_to_int(bytes)?;
        return Ok(Py::from(format!(
            "{} Bytes",
            Number::of(&whole)
                .and_then(Number::into_big)
                .unwrap_or_default()
        )));
    }
    if bytes.is_nan() {
        return Ok(Py::from(if binary { "nan YiB" } else { "nan YB" }));
    }
    let prefixes = if binary {
        ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"]
    } else {
        ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"]
    };
    let mut unit = base;
    let mut name = "";
    for prefix in prefixes {
        name = prefix;
        unit *= base;
        if bytes < unit {
            break;
        }
    }
    let amount = digits::float(base * bytes / unit, Style::Fixed, Some(1), false);
    Ok(Py::from(format!("{amount} {name}")))
}
