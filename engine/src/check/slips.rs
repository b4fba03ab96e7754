//! Keys of MISP core format that are misspelt in a path, or asked of a list.
//!
//! A key that the format does not have may come from a module, so only one that resembles another
//! is told.

use crate::{event::shape::Shape, path::HashPath};

/// What is wrong with a key of a path.
pub(super) struct Slip {
    /// What is wrong, behind the words that name the path.
    pub text: String,
    /// The path as it is probably meant.
    pub mended: String,
}

/// What the elements are that `selector` picks from `shape`; none where that is not known.
pub(super) fn elements(shape: &'static Shape, selector: &str) -> Option<&'static Shape> {
    let path = HashPath::parse(selector);
    let mut at = shape;
    for step in path.steps() {
        at = next(at, &step.name)?;
    }
    match at {
        Shape::Open => None,
        Shape::List(element) if path.is_plain() => Some(element),
        // Of a plain path to something with keys, its values are the elements.
        Shape::Keyed { .. } if path.is_plain() => None,
        shape => Some(shape),
    }
}

/// Where a step leads.
fn next(shape: &'static Shape, name: &str) -> Option<&'static Shape> {
    match shape {
        Shape::Open => None,
        Shape::List(element) => is_place(name).then_some(*element),
        keyed => keyed.at(name),
    }
}

/// Whether a step picks from a list.
fn is_place(name: &str) -> bool {
    matches!(name, "{n}" | "{*}") || name.parse::<u64>().is_ok()
}

/// The first slip of a path that starts at `shape`.
pub(super) fn slip(shape: &'static Shape, path: &HashPath) -> Option<Slip> {
    let steps = path.steps();
    let written = |place: usize, text: String| {
        let all = steps.iter().enumerate();
        let all = all.map(|(other, step)| {
            if other == place {
                text.clone()
            } else {
                format!("{}{}", step.name, step.brackets)
            }
        });
        all.collect::<Vec<_>>().join(".")
    };
    let mut at = shape;
    for (place, step) in steps.iter().enumerate() {
        let way: Vec<&str> = steps.iter().take(place).map(|step| &*step.name).collect();
        let owner = match way.as_slice() {
            [] => "the place where it starts".to_owned(),
            way => way.join("."),
        };
        let (name, brackets) = (step.name.as_str(), step.brackets.as_str());
        let Some(found) = next(at, name) else {
            return match at {
                Shape::List(element) if element.at(name).is_some() => Some(Slip {
                    text: format!(
                        "{owner} is a list, so it has no {name}; {{n}} has to stand between them"
                    ),
                    mended: written(place, format!("{{n}}.{name}{brackets}")),
                }),
                Shape::Keyed { .. } => alike(at, name).map(|known| Slip {
                    text: format!("{owner} has no {name}; did you mean {known}?"),
                    mended: written(place, format!("{known}{brackets}")),
                }),
                _ => None,
            };
        };
        for asked in &step.conditions {
            if let Some(known) = alike(found, asked) {
                let mended = brackets.replacen(&format!("[{asked}"), &format!("[{known}"), 1);
                return Some(Slip {
                    text: format!(
                        "what {owner}.{name} leads to has no {asked}; did you mean {known}?"
                    ),
                    mended: written(place, format!("{name}{mended}")),
                });
            }
        }
        at = found;
    }
    None
}

/// The key of a shape that one which it does not have resembles.
fn alike(shape: &'static Shape, key: &str) -> Option<&'static str> {
    if shape.at(key).is_some() || key.starts_with('{') || key.trim() != key {
        return None;
    }
    let few = if key.chars().count() <= 4 { 1 } else { 2 };
    let distance = |known: &str| match known.eq_ignore_ascii_case(key) {
        true => 0,
        false => distance(key, known),
    };
    let nearest = shape.keys().map(|known| (distance(known), known)).min()?;
    (nearest.0 <= few).then_some(nearest.1)
}

/// How many letters have to be put in, taken out, replaced or swapped with the one beside.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows: [Vec<usize>; 3] = [Vec::new(), Vec::new(), (0..=other.len()).collect()];
    for (i, a) in one.iter().enumerate() {
        rows.rotate_left(1);
        let [before, above, row] = &mut rows;
        row.clear();
        row.push(i + 1);
        for (j, b) in other.iter().enumerate() {
            let at =
                |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX / 2);
            let mut least = (at(above, j) + usize::from(a != b))
                .min(at(above, j + 1) + 1)
                .min(at(row, j) + 1);
            let swapped =
                i > 0 && j > 0 && one.get(i - 1) == Some(b) && other.get(j - 1) == Some(a);
            if swapped {
                least = least.min(at(before, j - 1) + 1);
            }
            row.push(least);
        }
    }
    let [.., last] = &rows;
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::shape::CORE_FORMAT;

    fn mended(path: &str) -> Option<String> {
        slip(&CORE_FORMAT, &HashPath::parse(path)).map(|slip| slip.mended)
    }

    #[test]
    fn a_key_that_resembles_another_is_told_with_it() {
        for (path, meant) in [
            ("Event.Tga.{n}.name", "Event.Tag.{n}.name"),
            ("Evnet.Tag", "Event.Tag"),
            ("event.info", "Event.info"),
            ("Event.Tag.name", "Event.Tag.{n}.name"),
            (
                "Event.Attribute.{n}[tpye=url].value",
                "Event.Attribute.{n}[type=url].value",
            ),
            (
                "Event._AttributeFlatened.{n}.value",
                "Event._AttributeFlattened.{n}.value",
            ),
            (
                "Event.Object.{n}.Attribute.{n}.vlaue",
                "Event.Object.{n}.Attribute.{n}.value",
            ),
        ] {
            assert_eq!(mended(path).as_deref(), Some(meant), "{path}");
        }
    }

    #[test]
    fn what_may_be_there_is_not_told() {
        for path in [
            "Event",
            "Event.Tag",
            "Event.Tag.{n}.name",
            "Event.Tag.0.name",
            "Event._AttributeFlattened.{n}[type=url][to_ids=true]._allTags.{n}.name",
            "Event.{s}.id",
            "Event.Something.{n}.else",
            "_own.Tga",
            "Event.RelatedEvent.{n}.Event.ifno",
            "",
        ] {
            assert_eq!(mended(path), None, "{path}");
        }
    }

    #[test]
    fn the_elements_of_a_selector_are_known() {
        for selector in ["Event.Tag", "Event.Tag.{n}", "Event.Tag.{n}[name=x]"] {
            let tag = elements(&CORE_FORMAT, selector).unwrap();
            assert!(tag.at("colour").is_some(), "{selector}");
        }
        assert!(elements(&CORE_FORMAT, "Event.Orgc").is_none());
        assert!(elements(&CORE_FORMAT, "Event.own").is_none());
    }
}
