//! The page: heading, beginning, steps, what leaves the server.

use std::fmt::Write as _;

use super::walk::{Line, Part, Told};
use crate::{
    catalogue::{Catalogue, Module},
    convert::frames,
    describe,
    workflow::{Node, NodeId, Workflow},
};

/// Writes the page: heading, steps, the user's frames and notes, what leaves the server.
pub(super) fn write(workflow: &Workflow, catalogue: &Catalogue, told: &Told<'_>) -> String {
    let mut page = Page {
        text: String::new(),
        workflow,
        catalogue,
        told,
    };
    page.beginning();
    page.steps();
    page.frames();
    page.outside();
    page.text
}

struct Page<'a> {
    text: String,
    workflow: &'a Workflow,
    catalogue: &'a Catalogue,
    told: &'a Told<'a>,
}

/// Writes a line of the page; writing to a String cannot fail.
macro_rules! put {
    ($page:expr, $($words:tt)*) => {
        let _ = writeln!($page.text, $($words)*);
    };
}

impl Page<'_> {
    fn beginning(&mut self) {
        let workflow = self.workflow;
        let name = match workflow.name.as_str() {
            "" => "MISP workflow",
            name => name,
        };
        put!(self, "# {}\n", plain(name));
        if !workflow.description.is_empty() {
            put!(self, "{}\n", plain(&workflow.description));
        }
        match workflow.graph.trigger() {
            Some((_, node)) => {
                let module = self.catalogue.module_of(node);
                let when = describe::node_summary(&module, &node.params, None);
                let when = when.trim_end_matches(" · can block");
                put!(
                    self,
                    "**Runs** {} (trigger {}).",
                    plain(when),
                    plain(&node.name)
                );
                put!(self, "{}", consequence(&module));
            }
            None => {
                put!(
                    self,
                    "A part of a workflow without a trigger: it runs where it is put into one."
                );
            }
        }
        if workflow.debug_enabled {
            put!(
                self,
                "Debug posts are on: the server sends each step to the debug address."
            );
        }
    }

    fn steps(&mut self) {
        let told = self.told;
        put!(self, "\n## Steps\n");
        let mut parts = told.parts.iter().filter(|part| !part.is_empty());
        match parts.next() {
            None => {
                put!(self, "Nothing happens: no step follows the trigger.");
            }
            Some(first) => self.part(first),
        }
        for part in parts {
            self.further(part);
        }
        if told.unreached.is_empty() {
            return;
        }
        put!(self, "\n## Never reached\n");
        put!(
            self,
            "No wire leads to these steps from the trigger, so they do not run.\n"
        );
        for (place, part) in told.unreached.iter().enumerate() {
            if place > 0 {
                put!(self, "");
            }
            self.part(part);
        }
    }

    /// A part that starts with a step that was named before.
    fn further(&mut self, part: &Part<'_>) {
        if let Some((_, Line::Step(id))) = part.first() {
            put!(self, "\n### From step {}\n", self.number(id));
        }
        self.part(part);
    }

    fn number(&self, id: &NodeId) -> usize {
        self.told.numbers.get(id).copied().unwrap_or_default()
    }

    fn part(&mut self, part: &Part<'_>) {
        for (depth, line) in part {
            let indent = "  ".repeat(*depth);
            let words = match line {
                Line::Step(id) => self.step(id),
                Line::Branch(label) => format!("*{label}*"),
                Line::Ends(label) => format!("*{label}*: nothing more happens"),
                Line::GoesOn(id, true) => format!(
                    "back to step {}, a loop, which MISP does not run",
                    self.number(id)
                ),
                Line::GoesOn(id, false) => format!("goes on with step {}", self.number(id)),
            };
            put!(self, "{indent}- {words}");
        }
    }

    fn step(&self, id: &NodeId) -> String {
        let Some(node) = self.workflow.graph.node(id) else {
            return String::new();
        };
        let module = self.catalogue.module_of(node);
        let mut words = format!("**{}. {}**", self.number(id), plain(name(node)));
        if !module.is_stub && node.name != module.name {
            let _ = write!(words, " ({})", plain(&module.name));
        }
        let does = describe::node_summary(&module, &node.params, None);
        let _ = write!(words, ": {}", plain(&does));
        if module.is_stub {
            let _ = write!(
                words,
                "; the module {} is unknown, so what it does cannot be told",
                plain(&node.module)
            );
        }
        if module.disabled {
            words.push_str("; the module is switched off on the server");
        }
        let heeded = module.support_filters || module.is_stub;
        if !node.filter.is_empty() && heeded {
            let filter = describe::filter_words(&node.filter);
            let _ = write!(words, "; only on {}", plain(&filter));
        }
        words
    }

    /// What the user wrote around steps.
    fn frames(&mut self) {
        let graph = &self.workflow.graph;
        let mut lines = Vec::new();
        for frame in graph.frames.values() {
            let mut steps: Vec<usize> = frames::members(graph, frame)
                .map(|id| self.number(id))
                .filter(|number| *number > 0)
                .collect();
            steps.sort_unstable();
            let title = plain(&frame.text);
            let around = match steps.as_slice() {
                [] if title.is_empty() => continue,
                [] => "around the trigger".to_owned(),
                [only] => format!("around step {only}"),
                [steps @ .., last] => {
                    let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
                    format!("around steps {} and {last}", steps.join(", "))
                }
            };
            let title = if title.is_empty() {
                "Without a title"
            } else {
                &title
            };
            lines.push(format!("- **{title}**, {around}"));
        }
        if lines.is_empty() {
            return;
        }
        put!(self, "\n## Frames and notes\n");
        for line in lines {
            put!(self, "{line}");
        }
    }

    fn outside(&mut self) {
        put!(self, "\n## What leaves the server\n");
        let mut rows: Vec<(usize, String)> = Vec::new();
        for (id, node) in &self.workflow.graph.nodes {
            let Some(places) = describe::destinations(node, self.catalogue) else {
                continue;
            };
            let places: Vec<String> = places.iter().map(|place| plain(place)).collect();
            let number = self.number(id);
            rows.push((
                number,
                format!(
                    "- Step {number}, {}: to {}",
                    plain(name(node)),
                    places.join(", ")
                ),
            ));
        }
        rows.sort_by_key(|(number, _)| *number);
        if rows.is_empty() {
            put!(self, "Nothing: no step sends anything.");
        }
        for (_, row) in rows {
            put!(self, "{row}");
        }
    }
}

fn name(node: &Node) -> &str {
    if node.name.is_empty() {
        &node.module
    } else {
        &node.name
    }
}

/// What the workflow can do to what starts it.
fn consequence(trigger: &Module) -> &'static str {
    if trigger.is_stub {
        "This trigger is unknown, so what it stands in front of cannot be told."
    } else if trigger.blocking {
        "It stands in front of that: where a step blocks or fails, that does not happen."
    } else {
        "That has happened by then, so that no step can keep it from happening."
    }
}

/// A text of the user's that Markdown shows as it is: on one line, without what would steer it.
pub(in crate::convert) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let words = text.split_whitespace();
    for (place, word) in words.enumerate() {
        if place > 0 {
            plain.push(' ');
        }
        for letter in word.chars() {
            match letter {
                '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' => {
                    plain.push('\\');
                    plain.push(letter);
                }
                '&' => plain.push_str("&amp;"),
                '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
                letter if letter.is_control() => {}
                letter => plain.push(letter),
            }
        }
    }
    plain
}
