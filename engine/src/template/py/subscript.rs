//! `value[index]` and `value[begin:end:step]`.

use super::{
    Py,
    container::Key,
    object::{Object, Range},
};
use crate::template::{
    fault::{Fault, Outcome},
    rendering::Rendering,
};

/// The place that an index, maybe counted from the end, means.
pub(in crate::template) fn place(index: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    let index = if index < 0 {
        index.checked_add(length)?
    } else {
        index
    };
    usize::try_from(index).ok().filter(|_| index < length)
}

impl Rendering {
    /// `owner[key]`; none where Python raises a `TypeError` or `LookupError`.
    pub(in crate::template) fn subscript(&mut self, owner: &Py, key: &Py) -> Outcome<Option<Py>> {
        if let Py::Dict(dict) = owner {
            return Ok(Key::new(key.clone())
                .ok()
                .and_then(|key| dict.get(&key, self)));
        }
        if let Py::Undefined(missing) = owner {
            return Err(missing.fault());
        }
        if let (Py::Object(object), Py::Str(name)) = (owner, key)
            && matches!(**object, Object::Template)
        {
            let block = self.blocks.get(name).cloned();
            return Ok(block.map(|block| self.object(Object::BlockReference(block))));
        }
        let (Some(index), Some(length)) = (key.as_index(), owner.len()) else {
            return Ok(None);
        };
        let Some(index) = place(index, length) else {
            return Ok(None);
        };
        Ok(match owner {
            Py::List(list) => list.get(index, self),
            Py::Tuple(tuple) => tuple.items.get(index).cloned(),
            Py::Str(text) | Py::Markup(text) => text
                .chars()
                .nth(index)
                .map(|character| Py::text(character.to_string(), matches!(owner, Py::Markup(_)))),
            Py::Bytes(bytes) => bytes.get(index).map(|byte| Py::Int(i64::from(*byte))),
            Py::Object(object) => match &**object {
                Object::Range(range) => range.get(index),
                _ => None,
            },
            _ => None,
        })
    }

    /// `owner[begin:end:step]`. The sandbox does not stand between: what cannot be is a fault.
    pub(in crate::template) fn slice(&mut self, owner: &Py, parts: [Py; 3]) -> Outcome<Py> {
        let is_sliceable = match owner {
            Py::Undefined(missing) => return Err(missing.fault()),
            Py::List(_) | Py::Tuple(_) | Py::Str(_) | Py::Markup(_) | Py::Bytes(_) => true,
            Py::Object(object) => matches!(**object, Object::Range(_)),
            _ => false,
        };
        let Some(length) = owner.len().filter(|_| is_sliceable) else {
            return Err(unsliceable(owner));
        };
        let mut numbers = [None; 3];
        for (number, part) in numbers.iter_mut().zip(&parts) {
            if !part.is_none() {
                *number = Some(part.as_index().ok_or_else(|| {
                    let message =
                        "slice indices must be integers or None or have an __index__ method";
                    Fault::type_error(message)
                })?);
            }
        }
        let range = slice_range(numbers, length)?;
        self.spend(range.len())?;
        let places = (0..range.len()).filter_map(|at| {
            let place = range.start + i64::try_from(at).ok()? * range.step;
            usize::try_from(place).ok()
        });
        Ok(match owner {
            Py::List(list) => {
                let items = list.items(self);
                let items = places
                    .filter_map(|place| items.get(place).cloned())
                    .collect();
                self.list(items)
            }
            Py::Tuple(tuple) => {
                let items = places
                    .filter_map(|place| tuple.items.get(place).cloned())
                    .collect();
                self.tuple(items)
            }
            Py::Bytes(bytes) => Py::Bytes(
                places
                    .filter_map(|place| bytes.get(place).copied())
                    .collect(),
            ),
            Py::Object(object) => match &**object {
                Object::Range(whole) => {
                    let at = |index: i64| whole.start + index * whole.step;
                    let sliced = Range {
                        start: at(range.start),
                        stop: at(range.stop),
                        step: whole.step * range.step,
                    };
                    self.object(Object::Range(sliced))
                }
                _ => return Err(unsliceable(owner)),
            },
            text => {
                let all: Vec<char> = text
                    .as_text()
                    .map(|text| text.chars().collect())
                    .unwrap_or_default();
                self.charge_bytes(all.len());
                let part: String = places.filter_map(|place| all.get(place)).collect();
                Py::text(part, matches!(text, Py::Markup(_)))
            }
        })
    }
}

fn unsliceable(owner: &Py) -> Fault {
    let name = owner.type_name();
    Fault::type_error(match owner {
        Py::Dict(_) => "unhashable type: 'slice'".to_owned(),
        _ => format!("'{name}' object is not subscriptable"),
    })
}

/// The places that a slice of something of this length takes.
fn slice_range(parts: [Option<i64>; 3], length: usize) -> Outcome<Range> {
    let [begin, end, step] = parts;
    let step = step.unwrap_or(1);
    if step == 0 {
        return Err(Fault::value("slice step cannot be zero"));
    }
    let length = i64::try_from(length).unwrap_or(i64::MAX - 1);
    // Going down, the places are one lower: the end may be before the first.
    let (lowest, highest) = if step > 0 {
        (0, length)
    } else {
        (-1, length - 1)
    };
    let clip = |part: Option<i64>, default: i64| match part {
        None => default,
        Some(at) if at < 0 => at.saturating_add(length).max(lowest),
        Some(at) => at.min(highest),
    };
    let (first, last) = if step > 0 {
        (lowest, highest)
    } else {
        (highest, lowest)
    };
    Ok(Range {
        start: clip(begin, first),
        stop: clip(end, last),
        step: step.clamp(-length - 1, length + 1),
    })
}
