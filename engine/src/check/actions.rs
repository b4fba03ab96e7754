//! Problems of actions: nothing chosen, values that the server does not take.

use super::{
    problem::{Problem, Rule},
    survey::{Survey, Visited},
};

const NOTHING_CHOSEN: Rule = Rule::error("nothing-chosen", "spec 05; live 33, 34");
const DISTRIBUTION_WITHOUT_GROUP: Rule = Rule::error("distribution-without-group", "live 30");
const DEFAULT_MESSAGE: Rule = Rule::notice("default-message", "rule 61");
const COMMENT_CLEARED: Rule = Rule::warning("comment-cleared", "live 29");
const DOES_NOTHING: Rule = Rule::warning("does-nothing", "spec 05");
const NO_SUCH_PROPOSALS: Rule = Rule::warning("no-such-proposals", "live 35");

pub(super) const RULES: &[Rule] = &[
    NOTHING_CHOSEN,
    DISTRIBUTION_WITHOUT_GROUP,
    DEFAULT_MESSAGE,
    COMMENT_CLEARED,
    DOES_NOTHING,
    NO_SUCH_PROPOSALS,
];

/// What an action needs a choice of: module, parameter, and what is to be chosen.
const NEEDED: [(&str, &str, &str); 6] = [
    ("attach-enrichment", "modules", "module"),
    ("enrich-event", "modules", "module"),
    ("attach-warninglist", "warninglists", "warninglist"),
    ("attach-decay-score", "decayingmodels", "decaying model"),
    ("add_to_warninglist", "warninglist", "warninglist"),
    ("run-workflow", "workflows", "workflow"),
];

pub(super) fn find(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    for visited in &survey.nodes {
        for (module, param, what) in NEEDED {
            if visited.is(&[module]) && visited.list(param).is_empty() {
                let text = format!(
                    "{} has no {what} to work with, so it does nothing; choose one",
                    visited.name()
                );
                found.push(visited.at(param, &NOTHING_CHOSEN, text));
            }
        }
        match visited.node.module.as_str() {
            "Module_event_distribution_operation" | "attribute_distribution_operation" => {
                found.extend(without_group(visited));
            }
            "stop-execution" => found.extend(default_message(visited)),
            "Module_attribute_comment_operation" => found.extend(cleared(visited)),
            "tag_replacement_generic" | "attribute_edition_operation" => {
                let text = format!(
                    "{} does nothing by itself: it is what other modules are made from; take one of those",
                    visited.name()
                );
                found.push(visited.problem(&DOES_NOTHING, text));
            }
            "proposal-action" => found.extend(no_proposals(visited)),
            _ => {}
        }
    }
}

fn without_group(visited: &Visited<'_>) -> Option<Problem> {
    let lacks = visited.text("distribution") == "4" && visited.list("sharing_group_id").is_empty();
    let text = format!(
        "{} shares with a sharing group but names none, which the database refuses; choose the group",
        visited.name()
    );
    lacks.then(|| visited.at("sharing_group_id", &DISTRIBUTION_WITHOUT_GROUP, text))
}

fn default_message(visited: &Visited<'_>) -> Option<Problem> {
    let message = visited.text("message");
    let is_empty = matches!(message.as_str(), "" | "0");
    is_empty.then(|| {
        let text = format!(
            "{} has {} message, so the user reads “Execution stopped”; say why it stops",
            visited.name(),
            if message.is_empty() { "no" } else { "0 for a" }
        );
        visited.at("message", &DEFAULT_MESSAGE, text)
    })
}

fn cleared(visited: &Visited<'_>) -> Option<Problem> {
    let text = format!(
        "{} has no comment, so it clears the comments of its attributes; enter one if that is not meant",
        visited.name()
    );
    let empty = visited.text("comment").is_empty();
    empty.then(|| visited.at("comment", &COMMENT_CLEARED, text))
}

fn no_proposals(visited: &Visited<'_>) -> Option<Problem> {
    let kind = visited.text("proposal_type");
    if matches!(kind.as_str(), "new" | "edit" | "any") {
        return None;
    }
    let text = format!(
        "{} looks for proposals of the type “{kind}”, of which there are none; choose a type",
        visited.name()
    );
    Some(
        visited
            .at("proposal_type", &NO_SUCH_PROPOSALS, text)
            .set_to("Take proposals of any type", "any"),
    )
}
