//! What differs first between two tellings of a run, with elements named by what they hold.

use super::{StepResult, Told};
use crate::{
    account::{element, kind_of},
    path::Place,
    value::{Key, Value, differences},
    workflow::NodeId,
};

/// The first thing in which two tellings of a run differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstDifference {
    /// The place of the posts that differ; behind the last where one has more.
    pub post: usize,
    /// The node that they are about, where they are about one.
    pub node: Option<NodeId>,
    /// What the first one tells.
    pub first: String,
    /// What the second one tells.
    pub second: String,
}

/// Finds the first thing in which two tellings differ; nothing where they agree.
pub fn first_told_difference(first: &[Told], second: &[Told]) -> Option<FirstDifference> {
    let pairs = first.iter().zip(second).enumerate();
    let differs = |(post, (one, other)): (usize, (&Told, &Told))| {
        let (first, second) = difference(one, other)?;
        Some(FirstDifference {
            post,
            node: node_of(one).or(node_of(other)).cloned(),
            first,
            second,
        })
    };
    if let Some(found) = pairs.clone().find_map(differs) {
        return Some(found);
    }
    let post = first.len().min(second.len());
    let (one, other) = (first.get(post), second.get(post));
    if one.is_none() && other.is_none() {
        return None;
    }
    let words = |told: Option<&Told>| told.map_or("nothing more".to_owned(), headline);
    Some(FirstDifference {
        post,
        node: one.or(other).and_then(node_of).cloned(),
        first: words(one),
        second: words(other),
    })
}

fn node_of(told: &Told) -> Option<&NodeId> {
    match told {
        Told::Node { node, .. } => Some(node),
        _ => None,
    }
}

fn headline(told: &Told) -> String {
    match told {
        Told::Begin { .. } => "the run begins".to_owned(),
        Told::Node {
            node,
            module,
            result,
            ..
        } => format!("node {node} ({module}) {}", result_words(result)),
        Told::End { outcome, .. } => format!("the end with {}", outcome.name()),
    }
}

/// How a node ended, in the words of the lists of posts.
fn result_words(result: &StepResult) -> String {
    match result {
        StepResult::Success => "with success".to_owned(),
        StepResult::PartialSuccess => "failed".to_owned(),
        StepResult::DisabledModule => "did not run, its module is switched off".to_owned(),
        StepResult::LoadingError => "did not run, its module is missing".to_owned(),
        StepResult::Error(message) if message.is_empty() => "with error".to_owned(),
        StepResult::Error(message) => format!("with error: {message}"),
    }
}

fn difference(one: &Told, other: &Told) -> Option<(String, String)> {
    match (one, other) {
        (
            Told::Begin {
                normalised: one, ..
            },
            Told::Begin {
                normalised: other, ..
            },
        ) => data_difference(one, other),
        (
            Told::Node {
                node,
                result,
                errors,
                data,
                ..
            },
            Told::Node {
                node: other_node,
                result: other_result,
                errors: other_errors,
                data: other_data,
                ..
            },
        ) => {
            if (node, result) != (other_node, other_result) {
                return Some((headline(one), headline(other)));
            }
            if errors != other_errors {
                return Some((errors.join(", "), other_errors.join(", ")));
            }
            data_difference(data, other_data)
        }
        (
            Told::End {
                outcome, executed, ..
            },
            Told::End {
                outcome: other_outcome,
                executed: other_executed,
                ..
            },
        ) => {
            let differs = (outcome, executed) != (other_outcome, other_executed);
            differs.then(|| (headline(one), headline(other)))
        }
        _ => Some((headline(one), headline(other))),
    }
}

/// The longest value that is told, in characters.
const LONGEST: usize = 120;

fn json(value: &Value) -> String {
    let whole = value.to_json();
    let mut text: String = whole.chars().take(LONGEST).collect();
    if text.len() < whole.len() {
        text.push('…');
    }
    text
}

fn at<'v>(data: &'v Value, keys: &[Key]) -> Option<&'v Value> {
    keys.iter()
        .try_fold(data, |here, key| here.as_array()?.get(key.as_ref()))
}

/// The elements that keys lead into, by what they hold (`tag tlp:red of attribute 8.8.8.8 (ip-dst)`),
/// and the path of the rest of the keys behind the innermost one.
fn subject(data: &Value, keys: &[Key]) -> (String, String) {
    let mut names = Vec::new();
    let mut behind = 0;
    for (place, pair) in keys.windows(2).enumerate() {
        let [Key::Str(list), Key::Int(number)] = pair else {
            continue;
        };
        let way = keys.get(..place + 2).unwrap_or_default();
        if let (Some(kind), Some(value)) = (kind_of(list), at(data, way)) {
            names.push(element(kind, value, *number));
            behind = place + 2;
        }
    }
    names.reverse();
    let rest = keys.get(behind..).unwrap_or_default().to_vec();
    (names.join(" of "), Place::from(rest).to_string())
}

/// Where two data differ first, with the values there.
fn data_difference(one: &Value, other: &Value) -> Option<(String, String)> {
    let found = differences(one, other, 1).pop()?;
    // The keys lead to it in one of the two at least.
    let whole = match found.before.is_some() && at(one, &found.keys) == found.before.as_ref() {
        true => one,
        false => other,
    };
    let (subject, rest) = subject(whole, &found.keys);
    let words = |value: Option<Value>| match (value, subject.as_str(), rest.as_str()) {
        (None, "", rest) => format!("no {rest}"),
        (None, subject, "") => format!("no {subject}"),
        (None, subject, rest) => format!("{subject} has no {rest}"),
        (Some(value), "", rest) => format!("{rest} is {}", json(&value)),
        (Some(Value::Array(_)), subject, "") => subject.to_owned(),
        (Some(value), subject, "") => format!("{subject}, as {}", json(&value)),
        (Some(value), subject, rest) => format!("{rest} of {subject} is {}", json(&value)),
    };
    Some((words(found.before), words(found.after)))
}

#[cfg(test)]
mod tests {
    use super::{super::received::tests::node, *};

    #[test]
    fn the_first_difference_says_what_either_tells() {
        let one = [node(
            "2",
            "tag-if",
            StepResult::Success,
            r#"{"Event":{"id":"1"}}"#,
        )];
        let other = [node(
            "2",
            "tag-if",
            StepResult::Success,
            r#"{"Event":{"id":"2"}}"#,
        )];
        assert_eq!(first_told_difference(&one, &one), None);
        let found = first_told_difference(&one, &other).unwrap();
        assert_eq!(found.first, r#"Event.id is "1""#);
        assert_eq!(found.second, r#"Event.id is "2""#);
        let with = |attributes: &str| {
            let data = format!(r#"{{"Event":{{"_AttributeFlattened":[{attributes}]}}}}"#);
            [node("2", "tag-if", StepResult::Success, &data)]
        };
        let ip = r#"{"uuid":"a","type":"ip-dst","value":"8.8.8.8","to_ids":true}"#;
        let url = r#"{"uuid":"b","type":"domain","value":"a.example","to_ids":true}"#;
        let found = first_told_difference(&with(ip), &with(&format!("{ip},{url}"))).unwrap();
        assert_eq!(found.first, "no attribute a.example (domain)");
        assert_eq!(found.second, "attribute a.example (domain)");
        let found = first_told_difference(&with(ip), &with(&ip.replace("true", "false"))).unwrap();
        assert_eq!(found.first, "to_ids of attribute 8.8.8.8 (ip-dst) is true");
        let more = first_told_difference(&one, &[]).unwrap();
        assert_eq!(more.second, "nothing more");
        let failed = [node(
            "2",
            "tag-if",
            StepResult::Error("no".to_owned()),
            r#"{"Event":{"id":"1"}}"#,
        )];
        let found = first_told_difference(&one, &failed).unwrap();
        assert_eq!(found.second, "node 2 (tag-if) with error: no");
        let failed = [node(
            "2",
            "tag-if",
            StepResult::PartialSuccess,
            r#"{"Event":{"id":"1"}}"#,
        )];
        let found = first_told_difference(&one, &failed).unwrap();
        assert_eq!(found.first, "node 2 (tag-if) with success");
        assert_eq!(found.second, "node 2 (tag-if) failed");
    }
}
