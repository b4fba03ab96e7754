//! `+ - * / // % **` and signs.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Pow, Signed, ToPrimitive, Zero};

use super::{Py, number::Number};
use crate::template::{
    fault::{Fault, Outcome},
    formatting::percent,
    html::escape,
    rendering::Rendering,
    syntax::tree::{Binary, Unary},
};

/// Bits that an integer may have.
const MOST_BITS: u64 = 1 << 20;

impl Rendering {
    /// `left <operation> right`.
    pub(in crate::template) fn binary(
        &mut self,
        operation: Binary,
        left: &Py,
        right: &Py,
    ) -> Outcome<Py> {
        for operand in [left, right] {
            if let Py::Undefined(missing) = operand {
                // Text on the left of % takes anything.
                if operation == Binary::Modulo && left.as_text().is_some() {
                    break;
                }
                return Err(missing.fault());
            }
        }
        if let (Some(a), Some(b)) = (Number::of(left), Number::of(right)) {
            return numbers(operation, a, b);
        }
        match (operation, left, right) {
            (Binary::Add, Py::List(a), Py::List(b)) => {
                let mut items = a.items(self);
                items.extend(b.items(self));
                self.spend(items.len())?;
                Ok(self.list(items))
            }
            (Binary::Add, Py::Tuple(a), Py::Tuple(b)) => {
                let items: Vec<Py> = a.items.iter().chain(&b.items).cloned().collect();
                self.spend(items.len())?;
                Ok(self.tuple(items))
            }
            (Binary::Add, Py::Bytes(a), Py::Bytes(b)) => {
                self.reserve(a.len() + b.len())?;
                Ok(Py::Bytes([&**a, &**b].concat().into()))
            }
            (Binary::Add, _, _) => self.add_texts(left, right),
            (Binary::Multiply, repeated, count) if count.as_index().is_some() => {
                self.repeat(repeated, count, left, right)
            }
            (Binary::Multiply, count, repeated) if count.as_index().is_some() => {
                self.repeat(repeated, count, left, right)
            }
            (Binary::Modulo, Py::Str(_) | Py::Markup(_), _) => percent::format(self, left, right),
            _ => Err(unsupported(operation, left, right)),
        }
    }

    fn add_texts(&mut self, left: &Py, right: &Py) -> Outcome<Py> {
        let (Some(a), Some(b)) = (left.as_text(), right.as_text()) else {
            let (left_type, right_type) = (left.type_name(), right.type_name());
            return Err(match left {
                Py::Str(_) => Fault::type_error(format!(
                    "can only concatenate str (not \"{right_type}\") to str"
                )),
                Py::List(_) | Py::Tuple(_) => Fault::type_error(format!(
                    "can only concatenate {left_type} (not \"{right_type}\") to {left_type}"
                )),
                _ => unsupported(Binary::Add, left, right),
            });
        };
        self.reserve(a.len() + b.len())?;
        Ok(match (left, right) {
            (Py::Markup(_), Py::Str(_)) => Py::Markup(format!("{a}{}", escape(b)).into()),
            (Py::Str(_), Py::Markup(_)) => Py::Markup(format!("{}{b}", escape(a)).into()),
            (Py::Markup(_), _) => Py::Markup(format!("{a}{b}").into()),
            _ => Py::str(format!("{a}{b}")),
        })
    }

    fn repeat(&mut self, value: &Py, count: &Py, left: &Py, right: &Py) -> Outcome<Py> {
        let times = usize::try_from(count.index()?).unwrap_or(0);
        let size = match value {
            Py::Str(text) | Py::Markup(text) => text.len(),
            Py::Bytes(bytes) => bytes.len(),
            Py::List(_) | Py::Tuple(_) => value.len().unwrap_or(0) * size_of::<Py>(),
            _ => return Err(unsupported(Binary::Multiply, left, right)),
        };
        self.reserve(size.saturating_mul(times))?;
        Ok(match value {
            Py::Bytes(bytes) => Py::Bytes(bytes.repeat(times).into()),
            Py::List(list) => {
                let items = list.items(self);
                self.list(cycled(&items, times))
            }
            Py::Tuple(tuple) => self.tuple(cycled(&tuple.items, times)),
            text => {
                let is_markup = matches!(text, Py::Markup(_));
                let text = text.as_text().map(|text| text.repeat(times));
                Py::text(text.unwrap_or_default(), is_markup)
            }
        })
    }

    /// `-value`, `+value`, `not value`.
    pub(in crate::template) fn unary(&mut self, operation: Unary, value: &Py) -> Outcome<Py> {
        if operation == Unary::Not {
            return Ok(Py::Bool(!value.is_true()));
        }
        if let Py::Undefined(missing) = value {
            return Err(missing.fault());
        }
        let is_negative = operation == Unary::Negative;
        match Number::of(value) {
            Some(Number::Float(number)) => {
                Ok(Py::Float(if is_negative { -number } else { number }))
            }
            Some(number) => {
                let number = number.into_big().unwrap_or_default();
                Ok(Py::big(if is_negative { -number } else { number }))
            }
            None => Err(Fault::type_error(format!(
                "bad operand type for unary {}: '{}'",
                if is_negative { '-' } else { '+' },
                value.type_name()
            ))),
        }
    }
}

fn cycled(items: &[Py], times: usize) -> Vec<Py> {
    let length = items.len() * times;
    items.iter().cycle().take(length).cloned().collect()
}

fn unsupported(operation: Binary, left: &Py, right: &Py) -> Fault {
    let sign = match operation {
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => {
            // Python tries to repeat a sequence before it gives up.
            for (sequence, count) in [(left, right), (right, left)] {
                let repeats = matches!(
                    sequence,
                    Py::Str(_) | Py::Markup(_) | Py::List(_) | Py::Tuple(_)
                );
                if repeats {
                    let name = count.type_name();
                    let message = format!("can't multiply sequence by non-int of type '{name}'");
                    return Fault::type_error(message);
                }
            }
            "*"
        }
        Binary::Divide => "/",
        Binary::FloorDivide => "//",
        Binary::Modulo => "%",
        Binary::Power => "** or pow()",
    };
    Fault::type_error(format!(
        "unsupported operand type(s) for {sign}: '{}' and '{}'",
        left.type_name(),
        right.type_name()
    ))
}

fn numbers(operation: Binary, a: Number, b: Number) -> Outcome<Py> {
    if let (Number::Int(a), Number::Int(b)) = (&a, &b) {
        let quick = match operation {
            Binary::Add => a.checked_add(*b),
            Binary::Subtract => a.checked_sub(*b),
            Binary::Multiply => a.checked_mul(*b),
            _ => None,
        };
        if let Some(result) = quick {
            return Ok(Py::Int(result));
        }
    }
    if matches!(a, Number::Float(_)) || matches!(b, Number::Float(_)) || operation == Binary::Divide
    {
        return floats(operation, &a, &b);
    }
    integers(
        operation,
        &a.into_big().unwrap_or_default(),
        &b.into_big().unwrap_or_default(),
    )
}

fn integers(operation: Binary, a: &BigInt, b: &BigInt) -> Outcome<Py> {
    let by_zero = || Fault::zero_division("integer modulo by zero");
    let too_large = || Fault::memory("an integer would have more digits than a template may use");
    if operation == Binary::Multiply && a.bits() + b.bits() > MOST_BITS {
        return Err(too_large());
    }
    Ok(Py::big(match operation {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::FloorDivide if b.is_zero() => {
            return Err(Fault::zero_division("integer division or modulo by zero"));
        }
        Binary::FloorDivide => a.div_floor(b),
        Binary::Modulo if b.is_zero() => return Err(by_zero()),
        Binary::Modulo => a.mod_floor(b),
        Binary::Power if b.is_negative() => {
            let (a, b) = (Number::Big(a.clone()), Number::Big(b.clone()));
            return floats(operation, &a, &b);
        }
        Binary::Power => {
            let small = a.magnitude().bits() <= 1;
            let exponent = match b.to_u64() {
                Some(exponent) if a.bits().saturating_mul(exponent) <= MOST_BITS => exponent,
                // 0, 1 and -1 stay small.
                _ if small => 2 + u64::from(b.is_odd()),
                _ => return Err(too_large()),
            };
            Pow::pow(a, exponent)
        }
        Binary::Divide => BigInt::default(),
    }))
}

fn floats(operation: Binary, left: &Number, right: &Number) -> Outcome<Py> {
    let (a, b) = (left.to_float()?, right.to_float()?);
    let are_integers = !matches!((left, right), (Number::Float(_), _) | (_, Number::Float(_)));
    let by_zero = |message: &str| Err(Fault::zero_division(message));
    Ok(Py::Float(match operation {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::Divide if b == 0.0 => {
            return by_zero(if are_integers {
                "division by zero"
            } else {
                "float division by zero"
            });
        }
        Binary::Divide => a / b,
        Binary::FloorDivide if b == 0.0 => return by_zero("float floor division by zero"),
        Binary::FloorDivide => floor_divide(a, b).0,
        Binary::Modulo if b == 0.0 => return by_zero("float modulo"),
        Binary::Modulo => floor_divide(a, b).1,
        Binary::Power => return power(a, b),
    }))
}

fn power(a: f64, b: f64) -> Outcome<Py> {
    if a == 0.0 && b < 0.0 {
        let message = "0.0 cannot be raised to a negative power";
        return Err(Fault::zero_division(message));
    }
    let result = a.powf(b);
    if result.is_nan() && !a.is_nan() && !b.is_nan() {
        return Err(Fault::type_error("complex numbers are not known here"));
    }
    if result.is_infinite() && a.is_finite() && b.is_finite() {
        return Err(Fault::overflow("(34, 'Numerical result out of range')"));
    }
    Ok(Py::Float(result))
}

/// `a // b` and `a % b`; the remainder has the sign of `b`.
fn floor_divide(a: f64, b: f64) -> (f64, f64) {
    let mut remainder = a % b;
    let mut quotient = (a - remainder) / b;
    if remainder == 0.0 {
        remainder = 0.0_f64.copysign(b);
    } else if (remainder < 0.0) != (b < 0.0) {
        remainder += b;
        quotient -= 1.0;
    }
    let floor = quotient.floor();
    let quotient = if quotient == 0.0 {
        0.0_f64.copysign(a / b)
    } else if quotient - floor > 0.5 {
        floor + 1.0
    } else {
        floor
    };
    (quotient, remainder)
}
