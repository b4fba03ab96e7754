//! Choices that MISP does not offer: what a module does with them.

use super::{given::Given, words};
use crate::condition::Operator;

/// Of a long name so much is told.
const NAME: usize = 24;

/// What is chosen.
#[derive(Clone, Copy)]
pub(super) enum What {
    Condition,
    Comparison,
}

/// The sentence for a logic module whose condition is none of `known` and none that its catalogue
/// offers: nothing stands in a relation that nobody knows (rules 21 to 30, 37 to 42).
pub(super) fn choice(given: &Given<'_>, what: What, id: &str, known: &[&str]) -> Option<String> {
    let name = strange(given, id, known)?;
    let what = match what {
        What::Condition => "condition",
        What::Comparison => "comparison",
    };
    if name.is_empty() {
        return Some(format!("no {what} chosen, so always else"));
    }
    let told = words::shorten(&name, NAME);
    let operator = Operator::parse_newer(&name);
    Some(match operator {
        _ if operator.is_newer() => {
            format!("only newer servers know the {what} “{told}”; on others always else")
        }
        // Tags are compared with a list, which is in no list of names.
        Operator::NotIn if given.module.id == "tag-if" => {
            format!("the {what} “{told}” is not meant for tags, so always then")
        }
        Operator::Unknown(_) => format!("MISP does not know the {what} “{told}”, so always else"),
        _ => format!("the {what} “{told}” is not meant for this, so always else"),
    })
}

/// A sentence about a module that reads on although what it is to look at is none of `known`.
pub(super) fn reading(given: &Given<'_>, id: &str, known: &[&str], sentence: String) -> String {
    match strange(given, id, known) {
        Some(name) if name.is_empty() => sentence,
        Some(name) => {
            let told = words::shorten(&name, NAME);
            format!("MISP does not know “{told}”, so {sentence}")
        }
        None => sentence,
    }
}

fn strange(given: &Given<'_>, id: &str, known: &[&str]) -> Option<String> {
    let name = given.text(id);
    let param = given.module.param(id);
    let offered = param.is_some_and(|param| param.option(&name).is_some());
    (!offered && !known.contains(&name.as_str())).then_some(name)
}
