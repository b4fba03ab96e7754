//! A condition over the data of a run, to stop at.

use crate::{
    condition::{Operator, evaluate, evaluate_list},
    path::HashPath,
    value::{Array, Value},
};

/// Something that the data of a run are watched for: the values at a hash path, an operator and a
/// value, as in an IF of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The hash path.
    pub path: String,
    /// The operator.
    pub operator: Operator,
    /// The value; for `any_value` it does not count, for operators of several values it is those,
    /// with commas between them.
    pub value: String,
}

impl Watch {
    /// The operators that are offered, with their words.
    pub const OPERATORS: [(Operator, &'static str); 6] = [
        (Operator::AnyValue, "finds anything"),
        (Operator::In, "finds"),
        (Operator::NotIn, "does not find"),
        (Operator::InOr, "finds one of"),
        (Operator::Equals, "is"),
        (Operator::NotEquals, "is not"),
    ];

    /// Whether the data are so. A path that cannot be followed in them finds nothing.
    pub fn holds(&self, data: &Value) -> bool {
        let path = HashPath::parse(&self.path);
        let value = Value::from(self.value.as_str());
        if self.operator.takes_first() {
            let found = path.zeroth(data).ok().flatten();
            return found.is_some_and(|found| evaluate(found, &self.operator, &value));
        }
        let found = path.matches(data).unwrap_or_default();
        match self.operator {
            Operator::AnyValue => !found.is_empty(),
            Operator::In | Operator::NotIn => evaluate_list(&found, &self.operator, &value),
            _ => {
                let several = self.value.split(',').map(|one| Value::from(one.trim()));
                let several = Value::from(several.collect::<Array>());
                evaluate_list(&found, &self.operator, &several)
            }
        }
    }

    /// The condition in words: `Event.Tag.{n}.name finds tlp:red`.
    pub fn words(&self) -> String {
        let mut known = Self::OPERATORS.iter();
        let words = known
            .find(|(operator, _)| *operator == self.operator)
            .map_or(self.operator.name(), |(_, words)| words);
        match self.operator {
            Operator::AnyValue => format!("{} {words}", self.path),
            _ => format!("{} {words} {}", self.path, self.value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(path: &str, operator: Operator, value: &str) -> bool {
        let data = br#"{"Event": {"info": "x", "published": false,
            "Tag": [{"name": "tlp:red"}, {"name": "a"}]}}"#;
        let data = Value::from_json(data).unwrap();
        let (path, value) = (path.to_owned(), value.to_owned());
        Watch {
            path,
            operator,
            value,
        }
        .holds(&data)
    }

    #[test]
    fn each_operator_says_what_its_words_say() {
        let tags = "Event.Tag.{n}.name";
        assert!(holds(tags, Operator::In, "tlp:red"));
        assert!(!holds(tags, Operator::NotIn, "tlp:red"));
        assert!(holds(tags, Operator::InOr, "x, a"));
        assert!(!holds(tags, Operator::InOr, "x"));
        assert!(holds(tags, Operator::AnyValue, ""));
        assert!(!holds("Event.nothing", Operator::AnyValue, ""));
        assert!(holds("Event.info", Operator::Equals, "x"));
        assert!(holds("Event.info", Operator::NotEquals, "y"));
        assert!(!holds("Event.nothing", Operator::NotEquals, "y"));
        assert!(holds(tags, Operator::Equals, "tlp:red"));
    }
}
