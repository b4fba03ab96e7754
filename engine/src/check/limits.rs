//! What a server's database refuses (spec 02, "What a real 2.5.1 does").

use super::{
    problem::{Place, Problem, Rule},
    survey::Survey,
};
use crate::edit::Edit;

const NAME_TOO_LONG: Rule = Rule::error("name-too-long", "spec 02");
const OUTSIDE_BASIC_PLANE: Rule = Rule::error("outside-basic-plane", "spec 02");

pub(super) const RULES: &[Rule] = &[NAME_TOO_LONG, OUTSIDE_BASIC_PLANE];

/// The longest name that a server stores, in characters.
const NAME_LIMIT: usize = 255;

pub(super) fn find(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    let name = &survey.workflow.name;
    let length = name.chars().count();
    if length > NAME_LIMIT {
        let text = format!(
            "The name has {length} characters; a server takes {NAME_LIMIT} and answers 500 to more"
        );
        let cut = name.chars().take(NAME_LIMIT).collect();
        found.push(
            Problem::new(&NAME_TOO_LONG, Place::Workflow, text)
                .mended_by("Cut it", Edit::SetName(cut)),
        );
    }
    for visited in &survey.nodes {
        let node = visited.node;
        let inside = visited.texts();
        let elsewhere = inside.iter().find(|(_, text)| is_outside(text));
        let text = |what: &str| {
            format!(
                "{what} holds a character outside of the basic plane, such as an emoji; a server with a default database answers 500 when this is saved. Take it out"
            )
        };
        if is_outside(&node.name) {
            let rename = Edit::Rename {
                node: visited.id.clone(),
                name: node.name.chars().filter(|sign| !is_high(*sign)).collect(),
            };
            found.push(
                visited
                    .problem(
                        &OUTSIDE_BASIC_PLANE,
                        text(&format!("The name of {}", visited.name())),
                    )
                    .mended_by("Take it out of the name", rename),
            );
        }
        match elsewhere {
            Some((Some(param), _)) => {
                let text = text(&format!("{param} of {}", visited.name()));
                found.push(visited.at(param, &OUTSIDE_BASIC_PLANE, text));
            }
            Some((None, _)) => {
                let text = text(&format!("The filter of {}", visited.name()));
                found.push(visited.at_filter(&OUTSIDE_BASIC_PLANE, text));
            }
            None => {}
        }
    }
    for (key, frame) in &survey.graph.frames {
        if is_outside(&frame.text) {
            let mut mended = frame.clone();
            mended.text.retain(|sign| !is_high(sign));
            let text = format!(
                "The title “{}” of a frame holds a character outside of the basic plane, such as an emoji; a server with a default database answers 500 when this is saved",
                frame.text
            );
            let edit = Edit::SetFrame {
                id: key.clone(),
                frame: Some(Box::new(mended)),
            };
            found.push(
                Problem::new(&OUTSIDE_BASIC_PLANE, Place::Frame(key.clone()), text)
                    .mended_by("Take it out of the title", edit),
            );
        }
    }
}

/// Most servers keep graphs in a column that holds the basic plane only.
fn is_outside(text: &str) -> bool {
    text.chars().any(is_high)
}

fn is_high(sign: char) -> bool {
    u32::from(sign) > 0xffff
}
