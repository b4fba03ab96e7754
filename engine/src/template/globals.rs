//! The functions that every template has.

use std::cell::{Cell, RefCell};

use indexmap::IndexMap;

use super::{
    call::Given,
    fault::{Fault, Outcome},
    methods::dict,
    py::{
        Py,
        object::{Global, Object, Range},
    },
    rendering::Rendering,
};

/// Items that a range may have; the sandbox's own limit (README-live, rule 48).
const LONGEST_RANGE: usize = 100_000;

pub(super) fn call(context: &mut Rendering, global: Global, given: Given) -> Outcome<Py> {
    match global {
        Global::Range => range(context, given),
        Global::Dict => {
            let made = context.dict(IndexMap::new());
            if let Py::Dict(dict) = &made {
                dict::update(context, dict, given)?;
            }
            Ok(made)
        }
        Global::Namespace => {
            let made = context.dict(IndexMap::new());
            let mut values = IndexMap::new();
            if let Py::Dict(dict) = &made {
                dict::update(context, dict, given)?;
                for (key, value) in dict.entries(context) {
                    values.insert(context.text_of(key.value())?, value);
                }
            }
            Ok(context.object(Object::Namespace(RefCell::new(values))))
        }
        Global::Cycler => {
            let items = given.only_positional("cycler")?;
            if items.is_empty() {
                return Err(Fault::running("at least one item has to be provided"));
            }
            Ok(context.object(Object::Cycler(items, Cell::new(0))))
        }
        Global::Joiner => {
            let [separator] = given.bind("joiner", ["sep"], 0)?;
            let separator = separator.unwrap_or_else(|| Py::str(", "));
            Ok(context.object(Object::Joiner(separator, Cell::new(false))))
        }
        Global::Lipsum => lipsum(context, given),
    }
}

fn range(context: &mut Rendering, given: Given) -> Outcome<Py> {
    let numbers = given.only_positional("range")?;
    let number = |at: usize| numbers.get(at).map(Py::index).transpose();
    let (start, stop, step) = match numbers.len() {
        1 => (0, number(0)?, None),
        2 | 3 => (number(0)?.unwrap_or(0), number(1)?, number(2)?),
        0 => {
            return Err(Fault::type_error(
                "range expected at least 1 argument, got 0",
            ));
        }
        count => {
            let message = format!("range expected at most 3 arguments, got {count}");
            return Err(Fault::type_error(message));
        }
    };
    let range = Range {
        start,
        stop: stop.unwrap_or(0),
        step: step.unwrap_or(1),
    };
    if range.step == 0 {
        return Err(Fault::value("range() arg 3 must not be zero"));
    }
    if range.len() > LONGEST_RANGE {
        return Err(Fault::overflow(format!(
            "Range too big. The sandbox blocks ranges larger than MAX_RANGE ({LONGEST_RANGE})."
        )));
    }
    Ok(context.object(Object::Range(range)))
}

/// Text to fill a page with. Jinja draws the words by chance; these come in turn.
fn lipsum(context: &mut Rendering, given: Given) -> Outcome<Py> {
    const WORDS: [&str; 19] = [
        "lorem",
        "ipsum",
        "dolor",
        "sit",
        "amet",
        "consectetuer",
        "adipiscing",
        "elit",
        "a",
        "ac",
        "accumsan",
        "ad",
        "aenean",
        "aliquam",
        "aliquet",
        "ante",
        "aptent",
        "arcu",
        "at",
    ];
    let [count, html, min, max] = given.bind("lipsum", ["n", "html", "min", "max"], 0)?;
    let number = |value: Option<Py>, default: i64| value.map_or(Ok(default), |value| value.index());
    let count = usize::try_from(number(count, 5)?).unwrap_or(0);
    let (min, max) = (number(min, 20)?, number(max, 100)?);
    if min >= max && count > 0 {
        return Err(Fault::value("empty range for randrange()"));
    }
    let length = usize::try_from((min + max) / 2).unwrap_or(0);
    context.reserve(count.saturating_mul(length).saturating_mul(8))?;
    let mut words = WORDS.iter().cycle();
    let mut paragraph = || {
        let words: Vec<&str> = words.by_ref().take(length).copied().collect();
        super::text::capitalized(&words.join(" ")) + "."
    };
    let is_html = html.is_none_or(|html| html.is_true());
    let paragraphs: Vec<String> = (0..count)
        .map(|_| {
            if is_html {
                format!("<p>{}</p>", paragraph())
            } else {
                paragraph()
            }
        })
        .collect();
    Ok(Py::text(
        paragraphs.join(if is_html { "\n" } else { "\n\n" }),
        is_html,
    ))
}
