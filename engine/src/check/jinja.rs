//! Problems of templates: those that nobody renders, those that are none, and those that always
//! render empty.

use super::{
    problem::{Problem, Rule},
    survey::{Survey, Visited},
};
use crate::{catalogue::texts, instance::Quirk, template::Template, workflow::NodeKind};

const NOT_RENDERED: Rule = Rule::warning("not-rendered", "live 23, 35, 36");
const TEMPLATE_SYNTAX: Rule = Rule::error("template-syntax", "live 46");
const NO_CURRENT_ATTRIBUTE: Rule = Rule::error("no-current-attribute", "live 29, 47");

pub(super) const RULES: &[Rule] = &[NOT_RENDERED, TEMPLATE_SYNTAX, NO_CURRENT_ATTRIBUTE];

/// A name that published blueprints use and that no template of 2.5.1 knows.
const CURRENT_ATTRIBUTE: &str = "__currentAttribute";

pub(super) fn find(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    // A version that renders a comment for each attribute has the name there, and only there.
    let per_attribute = !survey.instance.has(Quirk::CommentRenderedOnce);
    let has_current = |visited: &Visited<'_>| {
        per_attribute && visited.is(&["Module_attribute_comment_operation"])
    };
    let nodes = survey.nodes.iter();
    for visited in nodes.filter(|visited| visited.node.kind != NodeKind::Trigger) {
        let params = visited.module.map(|module| module.params.iter());
        for param in params.into_iter().flatten() {
            let value = visited.node.params.get(param.id.as_str());
            let texts = value.map(texts).unwrap_or_default();
            let is_template =
                |text: &String| ["{{", "{%", "{#"].iter().any(|mark| text.contains(mark));
            let Some(template) = texts.into_iter().find(is_template) else {
                continue;
            };
            let marked = || template.contains("{{") || template.contains("{%");
            if !param.jinja_supported {
                if !marked() {
                    continue;
                }
                let text = format!(
                    "{} of {} goes out as it is written: this field renders no templates",
                    param.label,
                    visited.name()
                );
                found.push(visited.at(&param.id, &NOT_RENDERED, text));
            } else if let Some(fault) = Template::parse(&template).fault() {
                let text = format!(
                    "{} of {} becomes empty{}, as it is no template: {fault}",
                    param.label,
                    visited.name(),
                    then(visited, &param.id),
                );
                found.push(visited.at(&param.id, &TEMPLATE_SYNTAX, text));
            } else if template.contains(CURRENT_ATTRIBUTE) && !has_current(visited) {
                let text = format!(
                    "{} of {} becomes empty{}: {CURRENT_ATTRIBUTE} does not exist, and a template that fails renders as nothing. A text is rendered once for all attributes",
                    param.label,
                    visited.name(),
                    then(visited, &param.id),
                );
                found.push(visited.at(&param.id, &NO_CURRENT_ATTRIBUTE, text));
            }
        }
    }
}

/// What comes of an empty text, where that is more than nothing: a webhook without a body sends
/// all of the data (spec 05).
fn then(visited: &Visited<'_>, param: &str) -> &'static str {
    match (visited.node.module.as_str(), param) {
        ("webhook", "payload") => ", so that all of the data go out",
        _ => "",
    }
}
