//! Problems of parameters whatever the module: of a wrong type, unknown, chosen from nothing.

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use super::{
    problem::{Problem, Rule},
    survey::{Survey, Visited, list_of},
};
use crate::catalogue::{Param, ParamOption, ParamType, texts};

const PARAMS_NO_OBJECT: Rule = Rule::warning("params-no-object", "spec 01");
const NO_LIST: Rule = Rule::error("no-list", "rules 38, 21; live 25, 45");
const NO_TEXT: Rule = Rule::error("no-text", "spec 01");
const UNKNOWN_PARAM: Rule = Rule::warning("unknown-param", "spec 01");
const UNKNOWN_CHOICE: Rule = Rule::warning("unknown-choice", "spec 02");
const UNKNOWN_TAG: Rule = Rule::notice("unknown-tag", "spec 05");

pub(super) const RULES: &[Rule] = &[
    PARAMS_NO_OBJECT,
    NO_LIST,
    NO_TEXT,
    UNKNOWN_PARAM,
    UNKNOWN_CHOICE,
    UNKNOWN_TAG,
];

/// Parameters whose strange values have lints of their own, which know what follows.
const TOLD_ELSEWHERE: [(&str, &str); 5] = [
    ("generic-if", "operator"),
    ("organisation-if", "condition"),
    ("proposal-action", "proposal_type"),
    ("threat-level-if", "threatlevel"),
    ("webhook", "request_method"),
];

pub(super) fn find(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    let mut choices = Choices::default();
    for visited in &survey.nodes {
        no_object(visited, found);
        unknown(visited, found);
        let params = visited.module.map(|module| module.params.iter());
        for param in params.into_iter().flatten() {
            let Some(value) = visited.node.params.get(param.id.as_str()) else {
                continue;
            };
            if param.is_list() {
                no_list(visited, param, value, found);
            } else {
                no_text(visited, param, value, found);
            }
            unknown_choice(visited, param, value, &mut choices, found);
        }
    }
}

fn no_object(visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let data = visited.node.raw_data();
    let stored = data.and_then(|data| data.get("indexed_params"));
    let kind = match stored {
        Some(Json::String(_)) => "a text",
        Some(Json::Number(_)) => "a number",
        Some(Json::Bool(_)) => "true or false",
        _ => return,
    };
    // Once a parameter is set they are written as an object.
    if visited.node.params.is_empty() {
        found.push(visited.problem(
            &PARAMS_NO_OBJECT,
            format!(
                "The parameters of {} are stored as {kind} in place of an object, so the server reads none of them; enter them again",
                visited.name()
            ),
        ));
    }
}

fn unknown(visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let Some(module) = visited.module else {
        return;
    };
    let params = visited.node.params.keys();
    for param in params.filter(|param| module.param(param).is_none()) {
        let text = format!(
            "{} has a value for {param}, which {} does not have; MISP's editor drops it when it saves",
            visited.name(),
            module.name
        );
        let problem = visited.at(param, &UNKNOWN_PARAM, text);
        found.push(problem.mended_by("Drop the value", visited.unset(param)));
    }
}

/// Most modules take a single value for a list of one; these do not.
fn no_list(visited: &Visited<'_>, param: &Param, value: &Json, found: &mut Vec<Problem>) {
    // An empty text is what a picker without a choice leaves.
    if value.is_array() || value.is_object() || value.is_null() || value == "" {
        return;
    }
    let effect = match visited.node.module.as_str() {
        "tag-if" => "the server fails with status 500 when it runs",
        "tag_operation" => "the server attaches and removes nothing",
        "generic-if" | "generic-filter-data" => "the condition then holds for nothing",
        _ => return,
    };
    let text = format!(
        "{} of {} should be a list; {effect}",
        param.label,
        visited.name()
    );
    let list = list_of(&texts(value).pop().unwrap_or_default());
    found.push(
        visited
            .at(&param.id, &NO_LIST, text)
            .set_to("Make it a list", list),
    );
}

fn no_text(visited: &Visited<'_>, param: &Param, value: &Json, found: &mut Vec<Problem>) {
    // Pickers store a list of one now and then, and an empty list where nothing was chosen.
    let is_container = match value {
        Json::Array(items) => !items.is_empty() && param.kind != ParamType::Picker,
        Json::Object(items) => !items.is_empty(),
        _ => false,
    };
    if !is_container {
        return;
    }
    let text = format!(
        "{} of {} should be a text, but is a list or an object, which the module cannot read",
        param.label,
        visited.name()
    );
    let problem = visited.at(&param.id, &NO_TEXT, text);
    let only = texts(value);
    found.push(match only.as_slice() {
        [only] => problem.set_to("Make it a text", only.clone()),
        _ => problem,
    });
}

/// The values of options, ready to be looked up: an instance has tens of thousands of tags, which
/// many nodes choose from.
#[derive(Default)]
struct Choices<'a>(HashMap<*const ParamOption, HashSet<&'a str>>);

impl<'a> Choices<'a> {
    fn of(&mut self, param: &'a Param) -> &HashSet<&'a str> {
        let options = &param.options;
        let values = || options.iter().map(|option| option.value.as_str());
        self.0
            .entry(options.as_ptr())
            .or_insert_with(|| values().collect())
    }
}

fn unknown_choice<'a>(
    visited: &Visited<'a>,
    param: &'a Param,
    value: &Json,
    choices: &mut Choices<'a>,
    found: &mut Vec<Problem>,
) {
    let (module, id) = (visited.node.module.as_str(), param.id.as_str());
    // Tags that do not exist are made when they are added.
    let makes_tags = module == "tag_operation" && id == "tags";
    if makes_tags || TOLD_ELSEWHERE.contains(&(module, id)) || param.free_entry() {
        return;
    }
    let is_tag = matches!(id, "tags" | "clusters");
    let known = choices.of(param);
    let unknown = param.unknown_among(value, |text| known.contains(text));
    if unknown.is_empty() || !visited.shows(param) {
        return;
    }
    for choice in unknown {
        let (rule, effect) = if is_tag {
            (&UNKNOWN_TAG, "nothing has it so far")
        } else {
            (&UNKNOWN_CHOICE, "choose one that it has")
        };
        let text = format!(
            "{choice} is none of the choices for {} of {}; {effect}",
            param.label,
            visited.name()
        );
        let problem = visited.at(&param.id, rule, text);
        found.push(if param.is_list() {
            let mut rest = visited.list(&param.id);
            rest.retain(|other| *other != choice);
            problem.set_to("Take it out", rest)
        } else {
            problem.mended_by("Take the default", visited.unset(&param.id))
        });
    }
}
