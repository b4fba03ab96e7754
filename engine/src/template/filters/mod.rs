//! Jinja's filters.

mod html;
mod json;
mod keyed;
mod number;
mod pretty;
mod select;
mod sequence;
mod text;
mod urlize;
mod wrap;

use std::{cell::RefCell, collections::VecDeque};

use super::{
    call::Given,
    fault::{Fault, Outcome},
    html::escape,
    py::{
        Py,
        container::Dict,
        object::{Generator, Object},
    },
    rendering::Rendering,
};

type Filter = fn(&mut Rendering, Py, Given) -> Outcome<Py>;

/// All filters (README-live, rule 48, tells which there are not).
const FILTERS: &[(&str, Filter)] = &[
    ("abs", number::abs),
    ("attr", sequence::attr),
    ("batch", sequence::batch),
    ("capitalize", text::capitalize),
    ("center", text::center),
    ("count", sequence::length),
    ("d", text::default),
    ("default", text::default),
    ("dictsort", keyed::dictsort),
    ("e", html::escape_filter),
    ("escape", html::escape_filter),
    ("filesizeformat", number::filesizeformat),
    ("first", sequence::first),
    ("float", number::float),
    ("forceescape", html::forceescape),
    ("format", text::format),
    ("groupby", keyed::groupby),
    ("indent", text::indent),
    ("int", number::int),
    ("items", sequence::items),
    ("join", text::join),
    ("last", sequence::last),
    ("length", sequence::length),
    ("list", sequence::list),
    ("lower", text::lower),
    ("map", select::map),
    ("max", keyed::max),
    ("min", keyed::min),
    ("pprint", pretty::pprint),
    ("random", sequence::random),
    ("reject", select::reject),
    ("rejectattr", select::rejectattr),
    ("replace", text::replace),
    ("reverse", sequence::reverse),
    ("round", number::round),
    ("safe", html::safe),
    ("select", select::select),
    ("selectattr", select::selectattr),
    ("slice", sequence::slice),
    ("sort", keyed::sort),
    ("string", text::string),
    ("striptags", html::striptags),
    ("sum", keyed::sum),
    ("title", text::title),
    ("tojson", json::tojson),
    ("trim", text::trim),
    ("truncate", text::truncate),
    ("unique", keyed::unique),
    ("upper", text::upper),
    ("urlencode", html::urlencode),
    ("urlize", urlize::urlize),
    ("wordcount", text::wordcount),
    ("wordwrap", wrap::wordwrap),
    ("xmlattr", html::xmlattr),
];

/// The names of all filters, sorted.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FILTERS.iter().map(|(name, _)| *name)
}

/// Whether there is a filter of this name.
pub(super) fn is_known(name: &str) -> bool {
    find(name).is_some()
}

fn find(name: &str) -> Option<Filter> {
    FILTERS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, filter)| *filter)
}

/// `value | name(given)`.
pub(super) fn apply(context: &mut Rendering, name: &str, value: Py, given: Given) -> Outcome<Py> {
    context.spend(1)?;
    match find(name) {
        Some(filter) => context.deeper(|context| filter(context, value, given)),
        None => Err(Fault::runtime(format!("No filter named '{name}'."))),
    }
}

/// The dict that is to be gone through; anything else has no `items`.
fn with_items(value: &Py) -> Outcome<&Dict> {
    match value {
        Py::Dict(dict) => Ok(dict),
        Py::Undefined(missing) => Err(missing.fault()),
        other => Err(Fault::attribute(format!(
            "'{}' object has no attribute 'items'",
            other.type_name()
        ))),
    }
}

impl Rendering {
    /// Text as it is, anything else as text: `soft_str`.
    fn soft(&mut self, value: Py) -> Outcome<Py> {
        match value {
            text @ (Py::Str(_) | Py::Markup(_)) => Ok(text),
            other => self.text_of(&other).map(Py::Str),
        }
    }

    /// The value as HTML.
    pub(super) fn escaped(&mut self, value: &Py) -> Outcome<Py> {
        if let Py::Markup(_) = value {
            return Ok(value.clone());
        }
        let text = escape(&self.text_of(value)?);
        self.reserve(text.len())?;
        Ok(Py::Markup(text.into()))
    }

    /// What a filter gives item by item. A fault comes when the items are used up.
    fn generator(
        &mut self,
        name: &'static str,
        make: impl FnOnce(&mut Self, &mut VecDeque<Py>) -> Outcome<()>,
    ) -> Py {
        let mut items = VecDeque::new();
        let fault = make(self, &mut items).err();
        self.charge_items(items.len());
        self.object(Object::Generator(Generator {
            name,
            items: RefCell::new(items),
            fault: RefCell::new(fault),
        }))
    }
}
