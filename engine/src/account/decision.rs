//! Why a logic node chose its output: which value decided and where it stands, or what was looked
//! for and what was there instead.

use indexmap::IndexMap;

use super::names::{at_path, some_of, words};
use crate::{
    condition::{Operator, Operators},
    modules::Params,
    path::{HashPath, Place, get_by_value},
    run::{PlanNode, Step},
    value::{Array, Key, Value},
};

/// So many values are named.
const NAMED: usize = 5;
/// So many values are told with where they were found.
const PLACED: usize = 3;
/// So many of what a path finds are named at most; an event may hold a million tags.
const LOOKED_AT: usize = 2_000;

/// Why a logic node chose its output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether its condition held.
    pub held: bool,
    /// The reason in one sentence, without a full stop.
    pub sentence: String,
    /// Where the values stand that decided.
    pub places: Vec<Place>,
}

/// Why this logic node chose as it did, when it saw these data; nothing for nodes that do not
/// choose.
pub fn decision(
    node: &PlanNode,
    step: &Step,
    seen: &Value,
    operators: Operators,
) -> Option<Decision> {
    let held = step.branch.as_deref()? == "output_1";
    let params = Params::new(&node.module, node.field("indexed_params"));
    let field = |key: &str| seen.get("Event").and_then(|event| event.get(key));
    let told = |sentence: String| Decision {
        held,
        sentence,
        places: Vec::new(),
    };
    let of_event = |key: &str, wanted: String| {
        let is = field(key).map_or_else(|| "missing".to_owned(), words);
        let sentence = format!("Event.{key} is {is}; {wanted}");
        told(sentence).at(field(key).map(|_| vec!["Event", key]))
    };
    Some(match node.module.as_str() {
        "tag-if" => {
            let path = match params.text("scope").as_str() {
                "event" => "Event.Tag.{n}.name",
                "attribute" => "Event._AttributeFlattened.{n}.Tag.{n}.name",
                _ => "Event._AttributeFlattened.{n}._allTags.{n}.name",
            };
            let clusters = texts(&params.get("clusters"));
            let clusters = clusters.map(|name| format!("misp-galaxy:{name}"));
            let wanted: Vec<String> = texts(&params.get("tags")).chain(clusters).collect();
            let operator = Operator::from_value(&params.get("condition"));
            of_list(seen, path, &operator, &wanted, held)
        }
        "generic-if" => {
            let name = params.text("operator");
            let operator = operators.parse(&name);
            let path = params.get("hash_path");
            if operator.takes_first() {
                let found = get_by_value(seen, &path).ok().flatten();
                let path = path.to_text().into_owned();
                let is = found.map_or_else(|| "not there".to_owned(), words);
                let wanted = words(&params.get("value"));
                let keys: Vec<&str> = path.split('.').collect();
                let relation = relation(&operator);
                let what = match path.as_str() {
                    "" => "The whole data",
                    path => path,
                };
                let unknown = unknown(&operator);
                told(format!(
                    "{what} is {is}; wanted was {relation} {wanted}{unknown}"
                ))
                .at(found.map(|_| keys))
            } else {
                let wanted: Vec<String> = match operator {
                    Operator::InOr => texts(&params.get("value_list")).collect(),
                    Operator::AnyValue => Vec::new(),
                    _ => texts(&params.get("value")).collect(),
                };
                of_list(seen, &path.to_text(), &operator, &wanted, held)
            }
        }
        "count-if" => {
            let path = params.text("selector");
            let found = HashPath::parse(&path).matches(seen).unwrap_or_default();
            let operator = operators.parse(&params.text("operator"));
            let wanted = words(&params.get("value"));
            let count = found.len();
            let noun = if count == 1 { "element" } else { "elements" };
            let relation = relation(&operator);
            let unknown = unknown(&operator);
            told(format!(
                "{count} {noun} found {}; wanted was {relation} {wanted}{unknown}",
                at_path(&path)
            ))
        }
        "published-if" => {
            let wanted = match params.text("condition").as_str() {
                "equals" => "wanted was a published event",
                _ => "wanted was one that is not published",
            };
            of_event("published", wanted.to_owned())
        }
        "organisation-if" => {
            let key = match params.text("org_type").as_str() {
                "orgc" => "orgc_id",
                _ => "org_id",
            };
            let chosen: Vec<String> = texts(&params.get("org_id")).collect();
            let list = some_of(&chosen, NAMED);
            let wanted = match params.text("condition").as_str() {
                "in" | "equals" => format!("wanted was one of {list}"),
                _ => format!("wanted was none of {list}"),
            };
            of_event(key, wanted)
        }
        "threat-level-if" => {
            let relation = match params.text("condition").as_str() {
                "equals" => "level",
                "not_equals" => "a level other than",
                "greater_or_equal_than" => "a level at least as high as",
                _ => "a level at most as high as",
            };
            let level = words(&params.get("threatlevel"));
            of_event("threat_level_id", format!("wanted was {relation} {level}"))
        }
        "distribution-if" => {
            let relation = params.text("condition").replace('_', " ");
            let level = words(&params.get("distribution"));
            of_event("distribution", format!("wanted was {relation} {level}"))
        }
        _ => return None,
    })
}

impl Decision {
    fn at(mut self, keys: Option<Vec<&str>>) -> Self {
        if let Some(keys) = keys {
            let keys: Vec<Key> = keys.into_iter().map(Key::from).collect();
            self.places = vec![Place::from(keys)];
        }
        self
    }
}

/// Why values at a path are, or are not, in this relation to the wanted ones.
fn of_list(
    seen: &Value,
    path: &str,
    operator: &Operator,
    wanted: &[String],
    held: bool,
) -> Decision {
    let found = HashPath::parse(path).extract_with_places(seen);
    let found = found.unwrap_or_default();
    let list: Array = wanted.iter().map(|one| Value::from(one.as_str())).collect();
    let hits: Vec<&(Place, Value)> = found
        .iter()
        .filter(|(_, value)| *operator == Operator::AnyValue || value.is_in(&list))
        .collect();
    let looked_for = some_of(wanted, NAMED);
    let there = || {
        let mut names: Vec<String> = Vec::new();
        for (_, value) in found.iter().take(LOOKED_AT) {
            let name = words(value);
            if !names.contains(&name) {
                names.push(name);
            }
            if names.len() > 50 {
                break;
            }
        }
        match names.is_empty() {
            true => format!(": nothing is {}", at_path(path)),
            false => format!(" among {}", some_of(&names, NAMED)),
        }
    };
    let missing: Vec<String> = wanted
        .iter()
        .filter(|one| {
            let one = Value::from(one.as_str());
            !hits.iter().any(|(_, value)| value.loose_eq(&one))
        })
        .cloned()
        .collect();
    let sentence = match hits.first() {
        None if *operator == Operator::AnyValue => format!("Nothing found {}", at_path(path)),
        None if wanted.is_empty() => "Nothing was looked for".to_owned(),
        None if wanted.len() == 1 => format!("{looked_for} was not found{}", there()),
        None => format!("None of {looked_for} was found{}", there()),
        Some(_) => {
            let hit = told_places(&hits);
            let all = matches!(operator, Operator::InAnd | Operator::NotInAnd);
            match missing.is_empty() {
                false if all => format!("{hit}; {} was not found", some_of(&missing, NAMED)),
                true if all && *operator == Operator::InAnd && !held => {
                    format!(
                        "{hit}; some of {looked_for} were found more than once, which this operator does not take"
                    )
                }
                _ => hit,
            }
        }
    };
    Decision {
        held,
        sentence,
        places: hits
            .iter()
            .take(50)
            .map(|(place, _)| place.clone())
            .collect(),
    }
}

/// Each value with where it was found: `tlp:red found at … and at 2 more places; PAP:RED found at …`.
fn told_places(hits: &[&(Place, Value)]) -> String {
    let mut by_value: IndexMap<String, (&Place, usize)> = IndexMap::new();
    for (place, value) in hits {
        by_value.entry(words(value)).or_insert((place, 0)).1 += 1;
    }
    let more = by_value.len().saturating_sub(PLACED);
    let told = by_value.iter().take(PLACED).map(|(value, (place, count))| {
        let at = at_path(&shown(place).to_string());
        match count {
            0 | 1 => format!("{value} found {at}"),
            2 => format!("{value} found {at} and at one more place"),
            count => format!("{value} found {at} and at {} more places", count - 1),
        }
    });
    let told: Vec<String> = told.collect();
    let told = told.join("; ");
    match more {
        0 => told,
        1 => format!("{told}; one more value found"),
        more => format!("{told}; {more} more values found"),
    }
}

/// The place of a tag rather than that of its name.
fn shown(place: &Place) -> Place {
    match place.keys() {
        [way @ .., Key::Int(number), Key::Str(name)] if name == "name" => {
            let mut keys = way.to_vec();
            keys.push(Key::Int(*number));
            Place::from(keys)
        }
        _ => place.clone(),
    }
}

fn texts(value: &Value) -> std::vec::IntoIter<String> {
    let list = if value.is_empty() {
        Array::new()
    } else {
        value.to_array()
    };
    let texts: Vec<String> = list
        .values()
        .map(|one| one.to_text().into_owned())
        .collect();
    texts.into_iter()
}

fn relation(operator: &Operator) -> &str {
    match operator {
        Operator::Equals => "exactly",
        Operator::NotEquals => "anything but",
        Operator::Greater => "more than",
        Operator::GreaterEquals => "at least",
        Operator::Less => "less than",
        Operator::LessEquals => "at most",
        Operator::Unknown(name) => match name.as_str() {
            "greater" => "more than",
            "greater_equals" => "at least",
            "less" => "less than",
            "less_equals" => "at most",
            name => name,
        },
        other => other.name(),
    }
}

/// What is said of an operator that the simulated server does not know.
fn unknown(operator: &Operator) -> &'static str {
    match operator {
        Operator::Unknown(_) => ", by an operator that this version of MISP does not know",
        _ => "",
    }
}
