//! Problems of hash paths: what finds nothing, matches everything, or breaks.

use super::{
    problem::{Problem, Rule},
    slips,
    survey::{Survey, Visited},
};
use crate::{
    catalogue::ParamType,
    event::shape::{CORE_FORMAT, Shape},
    path::HashPath,
};

const BROKEN_PATH: Rule = Rule::warning("broken-path", "spec 04; live 37");
const INVALID_REGEX: Rule = Rule::error("invalid-regex", "rule 15");
const CUT_REGEX: Rule = Rule::error("cut-regex", "rule 15");
const IDLE_CONDITION: Rule = Rule::warning("idle-condition", "rule 10");
const STRAY_BRACKET: Rule = Rule::warning("stray-bracket", "rule 17");
const LITERAL_CONDITION: Rule = Rule::warning("literal-condition", "rules 11, 13, 15");
const BLANK_IN_PATH: Rule = Rule::warning("blank-in-path", "rule 17");
const PATH_FROM_TOP: Rule = Rule::warning("path-from-top", "spec 04");
const UNKNOWN_KEY: Rule = Rule::warning("unknown-key", "spec 04");

pub(super) const RULES: &[Rule] = &[
    BROKEN_PATH,
    INVALID_REGEX,
    CUT_REGEX,
    IDLE_CONDITION,
    STRAY_BRACKET,
    LITERAL_CONDITION,
    BLANK_IN_PATH,
    PATH_FROM_TOP,
    UNKNOWN_KEY,
];

/// Where a path stands.
#[derive(Clone, Copy)]
enum Field<'a> {
    Param(&'a str),
    /// The selector of the node filter.
    Selector,
    /// The path of the node filter.
    Path,
}

/// Where a path starts.
#[derive(Clone, Copy)]
struct Start {
    /// Whether it is a selected element, not the top of the data.
    inside: bool,
    /// What is there; none where that is not known.
    shape: Option<&'static Shape>,
}

pub(super) fn find(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    // Other triggers hand over what they have at hand, in forms that differ.
    let core_format = survey.trigger().is_some_and(|trigger| {
        let info = trigger.module.and_then(|module| module.trigger.as_ref());
        info.is_some_and(|info| info.misp_core_format)
    });
    let top = Start {
        inside: false,
        shape: core_format.then_some(&CORE_FORMAT),
    };
    let inside = |selector: &str| Start {
        inside: true,
        shape: top
            .shape
            .filter(|_| !selector.is_empty())
            .and_then(|shape| slips::elements(shape, selector)),
    };
    for visited in &survey.nodes {
        let params = visited.module.map(|module| module.params.iter());
        for param in params.into_iter().flatten() {
            if param.kind == ParamType::HashPath {
                let start = if visited.is(&["generic-filter-data"]) && param.sub_selector {
                    inside(&visited.text("selector"))
                } else {
                    top
                };
                let path = visited.text(&param.id);
                check(visited, Field::Param(&param.id), &path, start, found);
            }
        }
        let filter = &visited.node.filter;
        check(visited, Field::Selector, &filter.selector, top, found);
        let start = inside(&filter.selector);
        check(visited, Field::Path, &filter.path, start, found);
    }
}

fn check(
    visited: &Visited<'_>,
    field: Field<'_>,
    path: &str,
    start: Start,
    found: &mut Vec<Problem>,
) {
    let owner = visited.name();
    let told = |rule: &Rule, text: String| match field {
        Field::Param(param) => visited.at(param, rule, text),
        Field::Selector | Field::Path => visited.at_filter(rule, text),
    };
    let replaced = |path: String| match field {
        Field::Param(param) => visited.set(param, path),
        Field::Selector => visited.filtered(|filter| filter.selector = path),
        Field::Path => visited.filtered(|filter| filter.path = path),
    };
    let parsed = HashPath::parse(path);
    for token in parsed.odd_tokens() {
        let text = if token.is_empty() {
            format!(
                "The path {path} of {owner} has a dot with no key beside it, so it finds nothing"
            )
        } else {
            format!(
                "The path {path} of {owner} finds nothing: {token} is none of {{n}}, {{s}} and {{*}}"
            )
        };
        found.push(told(&BROKEN_PATH, text));
    }
    for fault in parsed.faults() {
        let mended = with_inline_modifiers(path);
        let text = match &mended {
            Some(_) => format!(
                "The regular expression in {path} of {owner} is cut at its first ]; MISP reads to the end only where ] follows the closing / at once, so put the modifiers inside"
            ),
            None => format!(
                "The regular expression in {path} of {owner} does not work and matches nothing: {fault}"
            ),
        };
        found.push(match mended {
            Some(mended) => {
                told(&CUT_REGEX, text).mended_by("Put the modifiers inside", replaced(mended))
            }
            None => told(&INVALID_REGEX, text),
        });
    }
    for bracket in parsed.idle_brackets() {
        if !bracket.contains(']') {
            let text = format!(
                "{bracket} in {path} of {owner} is not closed, so MISP reads no condition and everything passes it"
            );
            let problem = told(&IDLE_CONDITION, text);
            found.push(if path.ends_with(&bracket) {
                problem.mended_by("Close the bracket", replaced(format!("{path}]")))
            } else {
                problem
            });
            continue;
        }
        found.push(told(
            &IDLE_CONDITION,
            format!("{bracket} in {path} of {owner} is no condition that MISP can read, so everything passes it; give it a key and a value"),
        ));
    }
    if let Some(at) = parsed.stray_bracket() {
        let (before, rest) = path.split_at_checked(at).unwrap_or((path, ""));
        let rest = rest.get(1..).unwrap_or_default();
        let passed = match rest {
            "" => "MISP passes over it".to_owned(),
            rest => format!("MISP does not follow {rest} behind it"),
        };
        let text = format!("The path {path} of {owner} has a ] too many: {passed}");
        let mended = replaced(format!("{before}{rest}"));
        found.push(told(&STRAY_BRACKET, text).mended_by("Take the bracket out", mended));
    }
    for literal in parsed.literals() {
        let Some((what, plain)) = surprise(&literal) else {
            continue;
        };
        let text = format!("{path} of {owner} compares with {literal} letter by letter: {what}");
        let problem = told(&LITERAL_CONDITION, text);
        found.push(match plain {
            Some(plain) => {
                let path = path.replacen(&format!("={literal}"), &format!("={plain}"), 1);
                problem.mended_by("Write it as MISP reads it", replaced(path))
            }
            None => problem,
        });
    }
    if path.trim() != path && !path.contains('[') {
        found.push(
            told(
                &BLANK_IN_PATH,
                format!("The path “{path}” of {owner} begins or ends with a blank, which is part of a key, so it finds nothing"),
            )
            .mended_by("Remove the blanks", replaced(path.trim().to_owned())),
        );
    }
    if let Some(slip) = start.shape.and_then(|shape| slips::slip(shape, &parsed)) {
        let text = format!("{path} of {owner} finds nothing: {}", slip.text);
        found.push(
            told(&UNKNOWN_KEY, text).mended_by("Write it as MISP does", replaced(slip.mended)),
        );
    }
    if start.inside && path.starts_with("Event.") {
        found.push(told(
            &PATH_FROM_TOP,
            format!("{path} of {owner} is looked up inside of each selected element, which has no Event; begin it at the element"),
        ));
    }
}

/// What surprises in a value that a condition compares with, and the value that was probably
/// meant.
fn surprise(literal: &str) -> Option<(&'static str, Option<String>)> {
    if let Some(rest) = literal.strip_prefix('=') {
        return Some(("one = is enough", Some(rest.to_owned())));
    }
    if literal.starts_with(['<', '>']) {
        return Some(("the operators are written <= and >=", None));
    }
    if literal.len() > 1 && literal.starts_with('/') {
        return Some(("regular expressions work behind = only", None));
    }
    for quote in ['"', '\''] {
        let inner = literal.strip_prefix(quote);
        if let Some(inner) = inner.and_then(|inner| inner.strip_suffix(quote)) {
            return Some(("the quotes count", Some(inner.to_owned())));
        }
    }
    let lower = literal.to_ascii_lowercase();
    let is_word = matches!(lower.as_str(), "true" | "false") && lower != literal;
    is_word.then_some(("booleans are true and false in small letters", Some(lower)))
}

/// The path with the modifiers of its first regular expression moved into it: `/x/i]` becomes
/// `/(?i)x/]`. `None` where that is not what is wrong with it.
fn with_inline_modifiers(path: &str) -> Option<String> {
    let start = path.find("=/")? + 2;
    let rest = path.get(start..)?;
    let (end, modifiers) = rest.match_indices('/').find_map(|(at, _)| {
        let (modifiers, _) = rest.get(at + 1..)?.split_once(']')?;
        let fits = !modifiers.is_empty() && modifiers.chars().all(|sign| "imsx".contains(sign));
        fits.then_some((at, modifiers))
    })?;
    let (before, pattern) = (path.get(..start)?, rest.get(..end)?);
    let behind = rest.get(end + 1 + modifiers.len()..)?;
    let mended = format!("{before}(?{modifiers}){pattern}/{behind}");
    HashPath::parse(&mended)
        .faults()
        .is_empty()
        .then_some(mended)
}
