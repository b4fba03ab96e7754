//! Jinja templates, rendered as the server's misp-modules renders them: Python's Jinja2 3.1.6 in
//! its sandbox, without escaping, loader and extensions (README-live, rules 46 to 49).
//!
//! ```
//! use misp_flow_engine::{template::Template, value::Value};
//!
//! let data = Value::from_json(br#"{"Event": {"info": "Phish", "Tag": [{"name": "tlp:red"}]}}"#)?;
//! let template = Template::parse("{{ Event.info }}: {{ Event.Tag | map(attribute='name') | list }}");
//! assert_eq!(template.render(&data).text, "Phish: ['tlp:red']");
//! assert!(Template::parse("{{ nope.more }}").render(&data).fault.is_some());
//! # Ok::<(), misp_flow_engine::value::JsonError>(())
//! ```
//!
//! The folder is a pipeline: `syntax` reads a text into a tree, `evaluate` and `execute` walk it
//! over the values of `py`, with `filters`, `tests`, `methods` and `globals` as Python has them.
//! What a rendering may spend is in `rendering`.

mod call;
mod evaluate;
mod execute;
mod fault;
mod filters;
mod formatting;
mod globals;
mod html;
mod loops;
mod methods;
mod py;
mod rendering;
mod scope;
mod syntax;
mod tests;
mod text;

use std::sync::Arc;

use indexmap::IndexMap;

use crate::value::Value;
use fault::Outcome;
pub use fault::{Fault, FaultClass};
use py::{Py, container};
use rendering::Rendering;
use scope::Scope;
use syntax::tree::{Block, Body};

/// A template, read once, to be rendered often. A text that is no template is one too: rendering
/// it gives the fault.
#[derive(Debug)]
pub struct Template(Source);

#[derive(Debug)]
enum Source {
    /// Text without any tag, as it is rendered.
    Plain(String),
    Tree(Body, Vec<Arc<Block>>),
    Broken(Fault),
}

/// What rendering gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The text; empty if there is a fault, as on the server.
    pub text: String,
    /// Why there is no text.
    pub fault: Option<Fault>,
}

impl Template {
    /// Reads a template.
    pub fn parse(text: &str) -> Self {
        let text = syntax::normalised(text);
        if !["{{", "{%", "{#"].iter().any(|tag| text.contains(tag)) {
            return Self(Source::Plain(text));
        }
        Self(match syntax::parse(&text) {
            Ok((body, blocks)) => Source::Tree(body, blocks),
            Err(fault) => Source::Broken(fault),
        })
    }

    /// Why the text is no template, if it is none.
    pub fn fault(&self) -> Option<&Fault> {
        match &self.0 {
            Source::Broken(fault) => Some(fault),
            _ => None,
        }
    }

    /// Renders with the top-level keys of `data` (roaming data) as variables. Never takes more
    /// than some seconds and some hundred megabytes: a template that wants more has a fault of
    /// the class `MemoryError` or `RecursionError`.
    pub fn render(&self, data: &Value) -> Rendered {
        let rendered = match &self.0 {
            Source::Plain(text) => Ok(text.clone()),
            Source::Broken(fault) => Err(fault.clone()),
            Source::Tree(body, blocks) => render(body, blocks, data),
        };
        match rendered {
            Ok(text) => Rendered { text, fault: None },
            Err(fault) => Rendered {
                text: String::new(),
                fault: Some(fault),
            },
        }
    }
}

/// The filters that templates know, by name.
pub fn filter_names() -> impl Iterator<Item = &'static str> {
    filters::names()
}

/// The tests that templates know, by name: what stands behind `is`.
pub fn test_names() -> impl Iterator<Item = &'static str> {
    tests::names()
}

fn render(body: &Body, blocks: &[Arc<Block>], data: &Value) -> Outcome<String> {
    let nothing = std::rc::Rc::new(container::Dict::new(IndexMap::new()));
    let mut context = Rendering::new(Scope::root(nothing));
    let variables = match container::adopt(data, &mut context) {
        Py::Dict(dict) => dict,
        // Pairs make a dict too, as Python's `dict(data)` has it.
        other => {
            let dict = std::rc::Rc::new(container::Dict::new(IndexMap::new()));
            context.track(&Py::Dict(std::rc::Rc::clone(&dict)));
            let given = call::Given::of(vec![other]);
            methods::dict::update(&mut context, &dict, given)?;
            dict
        }
    };
    context.root = Scope::root(variables);
    let named = blocks
        .iter()
        .map(|block| (block.name.clone(), Arc::clone(block)));
    context.blocks = named.collect();
    let root = std::rc::Rc::clone(&context.root);
    let mut text = String::new();
    context.execute(body, &root, &mut text)?;
    Ok(text)
}

#[cfg(test)]
mod checks;
