//! Conditions: does what a path found stand in the wanted relation to a value?
//!
//! The rules are those of the vectors `condition` and `items_matching` (rules 21 to 30). They
//! surprise: a negated operator is not the negation, and every comparison is PHP's loose one.

use std::fmt;

use smol_str::SmolStr;

use crate::{
    path::{Finder, HashPath},
    value::{Array, PhpError, Value},
};

/// How data and value are compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// The data are a list that holds the value.
    In,
    /// The data are a list that does not hold the value.
    NotIn,
    /// The data are no list and equal the value.
    Equals,
    /// The data are no list and do not equal the value.
    NotEquals,
    /// Some element of the data is among the values.
    InOr,
    /// The elements of the data that are among the values are the values, each as often.
    InAnd,
    /// No element of the data is among the values.
    NotInOr,
    /// The elements of the data that are among the values are not the values in this order.
    NotInAnd,
    /// The path finds something that is not empty; the value does not count. Selects items only.
    AnyValue,
    /// The data are greater than the value. Newer servers only.
    Greater,
    /// The data are greater than the value, or equal. Newer servers only.
    GreaterEquals,
    /// The data are less than the value. Newer servers only.
    Less,
    /// The data are less than the value, or equal. Newer servers only.
    LessEquals,
    /// An operator that the server does not know: holds for nothing.
    Unknown(SmolStr),
}

/// The operators of all versions with their names.
const NAMES: [(Operator, &str); 13] = [
    (Operator::In, "in"),
    (Operator::NotIn, "not_in"),
    (Operator::Equals, "equals"),
    (Operator::NotEquals, "not_equals"),
    (Operator::InOr, "in_or"),
    (Operator::InAnd, "in_and"),
    (Operator::NotInOr, "not_in_or"),
    (Operator::NotInAnd, "not_in_and"),
    (Operator::AnyValue, "any_value"),
    (Operator::Greater, "greater"),
    (Operator::GreaterEquals, "greater_equals"),
    (Operator::Less, "less"),
    (Operator::LessEquals, "less_equals"),
];

/// Which operators a server knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Operators {
    /// Those of MISP 2.5.1.
    #[default]
    Measured,
    /// Those of order, too.
    WithOrder,
}

impl Operators {
    /// The operator of this name on such a server.
    pub fn parse(self, name: &str) -> Operator {
        match self {
            Self::Measured => Operator::parse(name),
            Self::WithOrder => Operator::parse_newer(name),
        }
    }
}

impl Operator {
    /// The operator of this name on MISP 2.5.1, which the vectors were made with. Names that came
    /// later are unknown there.
    pub fn parse(name: &str) -> Self {
        match Self::parse_newer(name) {
            operator if operator.is_newer() => Operator::Unknown(SmolStr::new(name)),
            operator => operator,
        }
    }

    /// The operator of this name on servers that know the ones of order.
    pub fn parse_newer(name: &str) -> Self {
        NAMES.iter().find(|(_, known)| *known == name).map_or_else(
            || Operator::Unknown(SmolStr::new(name)),
            |(operator, _)| operator.clone(),
        )
    }

    /// The operator on MISP 2.5.1 that a parameter of any kind names; only text names one.
    pub fn from_value(name: &Value) -> Self {
        match name {
            Value::Str(name) => Self::parse(name),
            other => Operator::Unknown(SmolStr::new(other.to_text())),
        }
    }

    /// Whether MISP 2.5.1 does not know the operator, but newer servers do.
    pub fn is_newer(&self) -> bool {
        self.is_order()
    }

    /// The name in a workflow's parameters.
    pub fn name(&self) -> &str {
        match self {
            Operator::Unknown(name) => name,
            known => NAMES
                .iter()
                .find(|(operator, _)| operator == known)
                .map_or("", |(_, name)| name),
        }
    }

    fn is_order(&self) -> bool {
        matches!(
            self,
            Operator::Greater | Operator::GreaterEquals | Operator::Less | Operator::LessEquals
        )
    }

    /// Whether it compares one value: of items the first one that is found in them.
    pub(crate) fn takes_first(&self) -> bool {
        matches!(self, Operator::Equals | Operator::NotEquals) || self.is_order()
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether `data` stand in the relation `operator` to `value`. `any_value` never does: it selects
/// items, see [`items_matching`].
pub fn evaluate(data: &Value, operator: &Operator, value: &Value) -> bool {
    match data {
        Value::Array(elements) => {
            let elements: Vec<&Value> = elements.values().collect();
            evaluate_list(&elements, operator, value)
        }
        scalar => match operator {
            Operator::Equals => scalar.loose_eq(value),
            Operator::NotEquals => !scalar.loose_eq(value),
            Operator::Greater => value.loose_lt(scalar),
            Operator::GreaterEquals => value.loose_le(scalar),
            Operator::Less => scalar.loose_lt(value),
            Operator::LessEquals => scalar.loose_le(value),
            _ => false,
        },
    }
}

/// [`evaluate`] for data that are an array with these values, such as what a path found.
pub fn evaluate_list(data: &[&Value], operator: &Operator, value: &Value) -> bool {
    let holds = || data.iter().any(|element| value.loose_eq(element));
    match operator {
        Operator::In => holds(),
        Operator::NotIn => !holds(),
        Operator::InOr | Operator::InAnd | Operator::NotInOr | Operator::NotInAnd => {
            let Value::Array(wanted) = value else {
                return false;
            };
            let mut found = data.iter().filter(|element| element.is_in(wanted));
            match operator {
                Operator::InOr => found.next().is_some(),
                Operator::NotInOr => found.next().is_none(),
                _ => {
                    let found: Array = found.map(|element| (*element).clone()).collect();
                    if *operator == Operator::InAnd {
                        Value::from(found.sorted()).loose_eq(&Value::from(wanted.sorted()))
                    } else {
                        let wanted: Array = wanted.values().cloned().collect();
                        !Value::from(found).loose_eq(&Value::from(wanted))
                    }
                }
            }
        }
        _ => false,
    }
}

/// Whether what `path` finds in `item` stands in the relation `operator` to `value`.
///
/// # Errors
///
/// A `TypeError` if the path is not empty and the item no array (rule 29), and as
/// [`HashPath::extract`].
pub fn item_matches(
    item: &Value,
    value: &Value,
    operator: &Operator,
    path: &HashPath,
) -> Result<bool, PhpError> {
    stands(item, value, operator, path, &mut Finder::of(path))
}

/// [`item_matches`] for one item of many.
fn stands<'d>(
    item: &'d Value,
    value: &Value,
    operator: &Operator,
    path: &HashPath,
    finder: &mut Finder<'_, 'd>,
) -> Result<bool, PhpError> {
    if operator.takes_first() {
        let first = if path.is_empty() {
            own_zeroth(item)
        } else {
            finder.zeroth(item)?.cloned()
        };
        // Nothing found is an empty array, to which nothing is equal or unequal (rule 27).
        return Ok(first.is_some_and(|first| evaluate(&first, operator, value)));
    }
    if path.is_empty() {
        return Ok(match operator {
            Operator::AnyValue => item.is_truthy(),
            _ => evaluate(item, operator, value),
        });
    }
    let found = finder.matches(item)?;
    Ok(match operator {
        Operator::AnyValue => !found.is_empty(),
        _ => evaluate_list(found, operator, value),
    })
}

/// Element 0 of the item itself, null where it has none. Of text that is its first byte, which
/// is no text of its own if the first character takes more bytes: then it equals nothing.
fn own_zeroth(item: &Value) -> Option<Value> {
    if item.is_empty() {
        return match item {
            Value::Array(_) => None,
            scalar => Some(scalar.clone()),
        };
    }
    Some(match item {
        Value::Array(array) => array.get(0).cloned().unwrap_or_default(),
        Value::Str(text) => match text.chars().next() {
            Some(first) if first.is_ascii() => Value::from(first.to_string()),
            _ => Value::from("\u{fffd}"),
        },
        _ => Value::Null,
    })
}

/// The items that match, under the keys they had: removing leaves gaps (rule 30). What is no
/// array comes back as it is.
///
/// # Errors
///
/// As [`item_matches`].
pub fn items_matching(
    items: &Value,
    value: &Value,
    operator: &Operator,
    path: &HashPath,
) -> Result<Value, PhpError> {
    let Value::Array(items) = items else {
        return Ok(items.clone());
    };
    let mut finder = Finder::of(path);
    let mut keep = Vec::with_capacity(items.len());
    for item in items.values() {
        keep.push(stands(item, value, operator, path, &mut finder)?);
    }
    let mut keep = keep.into_iter();
    let mut matching = items.clone();
    matching.retain(|_, _| keep.next().unwrap_or(false));
    Ok(Value::Array(matching))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Value {
        Value::from_json(text.as_bytes()).unwrap()
    }

    fn holds(data: &str, operator: &str, value: &str) -> bool {
        evaluate(&json(data), &Operator::parse(operator), &json(value))
    }

    #[test]
    fn a_negated_operator_is_not_the_negation() {
        assert!(!holds("[1]", "equals", "1") && !holds("[1]", "not_equals", "1"));
        assert!(!holds("1", "in", "1") && !holds("1", "not_in", "1"));
        assert!(holds(r#"["b","a"]"#, "in_and", r#"["a","b"]"#));
        assert!(holds(r#"["b","a"]"#, "not_in_and", r#"["a","b"]"#));
        assert!(!holds(r#"["a","a"]"#, "in_and", r#"["a"]"#));
    }

    #[test]
    fn operators_keep_their_names_and_order_is_for_newer_servers() {
        for (operator, name) in &NAMES {
            assert_eq!(operator.name(), *name);
            assert_eq!(Operator::parse_newer(name), *operator);
            assert_eq!(Operator::parse(name).name(), *name);
        }
        assert!(!holds("2", "greater", "1"));
        let greater = Operator::parse_newer("greater");
        assert!(evaluate(&json("\"10\""), &greater, &json("\"9\"")));
        assert!(!evaluate(&json("9"), &greater, &json("9")));
        assert_eq!(Operator::parse("no such").name(), "no such");
    }

    #[test]
    fn items_keep_their_keys() {
        let items = json(r#"[{"t":"a"},{"t":"b"},{"u":1},{"t":"b"}]"#);
        let matching = |operator: &str, value: &str| {
            let path = HashPath::parse("t");
            let operator = Operator::parse(operator);
            items_matching(&items, &json(value), &operator, &path)
                .unwrap()
                .to_json()
        };
        assert_eq!(
            matching("equals", "\"b\""),
            r#"{"1":{"t":"b"},"3":{"t":"b"}}"#
        );
        // Nothing found is not unequal, but it is not in.
        assert_eq!(matching("not_equals", "\"b\""), r#"[{"t":"a"}]"#);
        assert_eq!(
            matching("not_in", "\"b\""),
            r#"{"0":{"t":"a"},"2":{"u":1}}"#
        );
        assert_eq!(
            matching("any_value", "null"),
            r#"{"0":{"t":"a"},"1":{"t":"b"},"3":{"t":"b"}}"#
        );
    }
}
