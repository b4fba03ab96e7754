//! What may come next in a path: the keys of the event, and conditions with its values.

use misp_flow_engine::{
    path::HashPath,
    value::{KeyRef, Value},
};

use super::LOOKED_INTO;

/// The most keys that are offered.
const OFFERED: usize = 300;

/// Where the last step of a path begins: behind the last dot that is not in brackets.
fn last_step_at(path: &str) -> usize {
    let (mut depth, mut start) = (0_usize, 0);
    for (at, letter) in path.char_indices() {
        match letter {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            '.' if depth == 0 => start = at + 1,
            _ => {}
        }
    }
    start
}

pub(super) fn last_step(path: &str) -> &str {
    path.get(last_step_at(path)..).unwrap_or(path)
}

/// The whole paths that `path` may become by its last step: those that begin as it does first, and
/// else in the order of the data.
pub(super) fn offers(selector: &str, path: &str, event: &Value) -> Vec<String> {
    let (before, step) = path
        .split_at_checked(last_step_at(path))
        .unwrap_or(("", path));
    let parent = before.strip_suffix('.').unwrap_or(before);
    let bases = if selector.is_empty() {
        vec![event]
    } else {
        HashPath::parse(selector).matches(event).unwrap_or_default()
    };
    let elements: Vec<&Value> = bases
        .into_iter()
        .take(LOOKED_INTO)
        .flat_map(|base| reached(parent, base))
        .take(LOOKED_INTO)
        .collect();
    if let Some((name, condition)) = step.split_once('[').filter(|_| !step.ends_with(']')) {
        let inside = elements.iter().flat_map(|element| reached(name, element));
        let conditions = conditions(inside, condition).into_iter();
        return conditions
            .map(|condition| format!("{before}{name}[{condition}"))
            .collect();
    }
    let mut steps: Vec<String> = Vec::new();
    for element in elements {
        let Some(array) = element.as_array() else {
            continue;
        };
        for key in array.keys().take(OFFERED) {
            let next = match key {
                KeyRef::Int(_) => "{n}",
                KeyRef::Str(text) => text,
            };
            if fits(next, step) && !steps.iter().any(|known| known == next) {
                steps.push(next.to_owned());
            }
            if array.is_list() || steps.len() >= OFFERED {
                break;
            }
        }
    }
    // What begins as it was typed comes first: `Attr` rather means `Attribute` than
    // `attribute_count`.
    let small = step.to_lowercase();
    steps.sort_by_key(|next| {
        let begins = next.to_lowercase().starts_with(&small);
        (!next.starts_with(step), !begins)
    });
    steps.iter().map(|next| format!("{before}{next}")).collect()
}

/// How a condition in brackets may go on: with a key of the elements, then with one of its values.
fn conditions<'d>(elements: impl Iterator<Item = &'d Value>, typed: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |text: String| {
        if found.len() < OFFERED && !found.contains(&text) {
            found.push(text);
        }
    };
    let arrays = elements.take(LOOKED_INTO).filter_map(Value::as_array);
    match typed.split_once('=') {
        None => {
            for (key, value) in arrays.flat_map(|array| array.iter()) {
                if let Some(key) = key.as_str().filter(|key| fits(key, typed))
                    && !value.is_array()
                {
                    add(format!("{key}="));
                }
            }
        }
        Some((key, typed)) => {
            for value in arrays.filter_map(|array| array.get(key)) {
                let text = value.to_text();
                let plain = !value.is_array() && !text.is_empty() && !text.contains(['[', ']']);
                if plain && text.to_lowercase().contains(&typed.to_lowercase()) {
                    add(format!("{key}={text}]"));
                }
            }
        }
    }
    found
}

/// Whether a step may be meant by what is typed of it; dots in a key would be steps.
fn fits(next: &str, typed: &str) -> bool {
    !next.contains('.') && next.to_lowercase().contains(&typed.to_lowercase())
}

/// The elements themselves that a path leads to.
fn reached<'d>(path: &str, data: &'d Value) -> Vec<&'d Value> {
    let path = HashPath::parse(path);
    if path.is_empty() {
        vec![data]
    } else if path.is_plain() {
        path.get(data).ok().flatten().into_iter().collect()
    } else {
        path.matches(data).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Value {
        Value::from_json(
            br#"{"Event": {"info": "x", "Orgc": {"name": "o"}, "Tag": [{"name": "a"}],
                "_AttributeFlattened": [{"type": "ip-src"}, {"type": "url", "value": "v"}]}}"#,
        )
        .unwrap()
    }

    #[test]
    fn the_next_step_is_offered_from_the_data() {
        let event = event();
        assert_eq!(offers("", "", &event), ["Event"]);
        assert_eq!(offers("", "Event.org", &event), ["Event.Orgc"]);
        let counted = Value::from_json(
            br#"{"Event": {"attribute_count": "1", "ShadowAttribute": [], "Attribute": []}}"#,
        );
        assert_eq!(
            offers("", "Event.Attr", &counted.unwrap()),
            [
                "Event.Attribute",
                "Event.attribute_count",
                "Event.ShadowAttribute"
            ],
            "what begins as it was typed comes first"
        );
        assert_eq!(offers("", "Event.Tag.", &event), ["Event.Tag.{n}"]);
        assert_eq!(offers("", "Event.Tag.{n}.", &event), ["Event.Tag.{n}.name"]);
        assert_eq!(
            offers("", "Event._AttributeFlattened.{n}[type=url].", &event),
            [
                "Event._AttributeFlattened.{n}[type=url].type",
                "Event._AttributeFlattened.{n}[type=url].value"
            ]
        );
    }

    #[test]
    fn conditions_are_offered_with_the_values_that_there_are() {
        let event = event();
        let inside = |typed: &str| {
            let path = format!("Event._AttributeFlattened.{{n}}[{typed}");
            let offers = offers("", &path, &event).into_iter();
            offers
                .filter_map(|path| Some(path.split_once('[')?.1.to_owned()))
                .collect::<Vec<_>>()
        };
        assert_eq!(inside(""), ["type=", "value="]);
        assert_eq!(inside("va"), ["value="]);
        assert_eq!(inside("type="), ["type=ip-src]", "type=url]"]);
        assert_eq!(inside("type=u"), ["type=url]"]);
    }

    #[test]
    fn steps_inside_of_elements_begin_there() {
        let event = event();
        let inside = |path| offers("Event._AttributeFlattened.{n}", path, &event);
        assert_eq!(inside(""), ["type", "value"]);
        assert_eq!(inside("val"), ["value"]);
        assert_eq!(inside("value"), ["value"]);
    }
}
