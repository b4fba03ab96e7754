//! Where a path that finds nothing loses its way.

use std::fmt;

use super::HashPath;
use crate::value::Value;

/// Of a path of more characters only the end is told.
const LONG: usize = 40;

/// The first step of a path that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The steps up to this one, and with it.
    way: Vec<String>,
    /// What the step asks for.
    asked: Asked,
    owner: Owner,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    /// A key.
    Key(String),
    /// A key of a list, which has places only.
    KeyOfList(String),
    /// Elements of any key.
    Elements,
    /// Elements for which conditions hold, by their brackets.
    Fitting(String),
}

/// Who does not have it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Owner {
    /// What the path starts at.
    Start,
    /// The one value that keys lead to.
    Named(String),
    /// So many elements.
    Elements(usize),
}

impl HashPath {
    /// The first step that finds nothing in any of `roots`; none where the path finds something in
    /// them, or where there is nothing to look into.
    pub fn first_miss(&self, roots: &[&Value]) -> Option<Miss> {
        let mut elements = roots.to_vec();
        let mut owner = match roots {
            [] => return None,
            [_] => Owner::Start,
            several => Owner::Elements(several.len()),
        };
        let mut way: Vec<String> = Vec::new();
        for step in self.steps() {
            way.push(format!("{}{}", step.name, step.brackets));
            let miss = |asked| Miss {
                way: way.clone(),
                asked,
                owner: owner.clone(),
            };
            let named = reached(&step.name, &elements);
            let wild = matches!(step.name.as_str(), "{n}" | "{s}" | "{*}");
            if named.is_empty() {
                let lists = |value: &&Value| {
                    let array = value.as_array();
                    array.is_some_and(|array| array.is_list() && !array.is_empty())
                };
                return Some(miss(match wild {
                    true => Asked::Elements,
                    false if elements.iter().all(lists) => Asked::KeyOfList(step.name),
                    false => Asked::Key(step.name),
                }));
            }
            if !step.brackets.is_empty() {
                let fitting = reached(&format!("{}{}", step.name, step.brackets), &elements);
                if fitting.is_empty() {
                    return Some(Miss {
                        owner: Owner::Elements(named.len()),
                        ..miss(Asked::Fitting(step.brackets))
                    });
                }
                elements = fitting;
            } else {
                elements = named;
            }
            owner = match owner {
                Owner::Start | Owner::Named(_) if !wild => Owner::Named(way.join(".")),
                _ => Owner::Elements(elements.len()),
            };
        }
        None
    }
}

impl Miss {
    /// The path up to the step; of a long one the end.
    fn place(&self) -> String {
        let whole = self.way.join(".");
        match self.way.as_slice() {
            [_, .., before, last] if whole.chars().count() > LONG => {
                format!("….{before}.{last}")
            }
            _ => whole,
        }
    }
}

/// What one step leads to from each of these.
fn reached<'d>(step: &str, from: &[&'d Value]) -> Vec<&'d Value> {
    let step = HashPath::parse(step);
    let one = |value: &&'d Value| {
        if step.is_plain() {
            step.get(value).ok().flatten().into_iter().collect()
        } else {
            step.matches(value).unwrap_or_default()
        }
    };
    from.iter().flat_map(one).collect()
}

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let none = match &self.owner {
            Owner::Start => "there is no".to_owned(),
            Owner::Named(name) if name == "Event" => "the event has no".to_owned(),
            Owner::Named(name) => format!("{name} has no"),
            Owner::Elements(1) => "the only element has no".to_owned(),
            Owner::Elements(count) => format!("none of the {count} elements has"),
        };
        write!(f, "{}: ", self.place())?;
        match (&self.asked, &self.owner) {
            (Asked::Key(key), _) => write!(f, "{none} {key}"),
            (Asked::KeyOfList(key), Owner::Named(name)) => write!(
                f,
                "{name} is a list, so it has no {key}; {{n}} has to stand between them"
            ),
            (Asked::KeyOfList(key), _) => {
                write!(
                    f,
                    "what leads there are lists; {{n}} has to stand before {key}"
                )
            }
            (Asked::Elements, Owner::Start) => write!(f, "there are no elements"),
            (Asked::Elements, _) => write!(f, "{none} elements"),
            (Asked::Fitting(brackets), Owner::Elements(1)) => {
                write!(f, "the only element does not fit {brackets}")
            }
            (Asked::Fitting(brackets), Owner::Elements(count)) => {
                write!(f, "none of the {count} elements fits {brackets}")
            }
            (Asked::Fitting(brackets), _) => write!(f, "nothing there fits {brackets}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missed(path: &str) -> Option<String> {
        let event = Value::from_json(
            br#"{"Event": {"info": "x", "Tag": [], "Orgc": {"name": "o"}, "Attribute": [
                {"type": "url"}, {"type": "ip-src"}, {"type": "url"}]}}"#,
        )
        .unwrap();
        let miss = HashPath::parse(path).first_miss(&[&event])?;
        Some(miss.to_string())
    }

    #[test]
    fn the_first_step_that_finds_nothing_is_named() {
        for (path, told) in [
            ("Evt.info", "Evt: there is no Evt"),
            ("{n}.info", "{n}: there are no elements"),
            (
                "Event.Att.{n}[type=email-src].val",
                "Event.Att: the event has no Att",
            ),
            ("Event.Orgc.id", "Event.Orgc.id: Event.Orgc has no id"),
            (
                "Event.Attribute.{n}.val",
                "Event.Attribute.{n}.val: none of the 3 elements has val",
            ),
            (
                "Event.Attribute.{n}[type=email-src].type",
                "Event.Attribute.{n}[type=email-src]: none of the 3 elements fits [type=email-src]",
            ),
            (
                "Event.Attribute.{n}[type=ip-src].val",
                "Event.Attribute.{n}[type=ip-src].val: the only element has no val",
            ),
            (
                "Event.Attribute.{n}[type=ip-src][type].more.than.one",
                "….{n}[type=ip-src][type].more: the only element has no more",
            ),
            (
                "Event.Attribute.type",
                "Event.Attribute.type: Event.Attribute is a list, so it has no type; {n} has to stand between them",
            ),
            (
                "Event.Tag.{n}.name",
                "Event.Tag.{n}: Event.Tag has no elements",
            ),
        ] {
            assert_eq!(missed(path).as_deref(), Some(told), "{path}");
        }
        assert_eq!(missed("Event.Attribute.{n}.type"), None);
        assert_eq!(missed(""), None);
    }
}
