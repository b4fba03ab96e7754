//! Filters that look at an attribute of each item.

use indexmap::IndexSet;

use super::with_items;
use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    py::{
        Missing, Py,
        compare::{equal, ordered},
        container::Key,
        order::sorted,
    },
    rendering::Rendering,
    syntax::tree::{Binary, Comparison},
};

/// `a.0.b`, as attributes are named in arguments.
pub(super) struct Path {
    parts: Vec<Py>,
    default: Option<Py>,
}

impl Path {
    /// `attribute` none (or None): the item itself.
    pub(super) fn new(attribute: Option<&Py>, default: Option<Py>) -> Self {
        let parts = match attribute {
            None | Some(Py::None) => Vec::new(),
            Some(Py::Str(text) | Py::Markup(text)) => text.split('.').map(part).collect(),
            Some(other) => vec![other.clone()],
        };
        let default = default.filter(|default| !default.is_none());
        Self { parts, default }
    }

    pub(super) fn of(&self, context: &mut Rendering, item: &Py) -> Outcome<Py> {
        let mut value = item.clone();
        for part in &self.parts {
            value = context.element(&value, part)?;
            if let (true, Some(default)) = (value.is_undefined(), &self.default) {
                value = default.clone();
            }
        }
        Ok(value)
    }
}

fn part(text: &str) -> Py {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(number) if is_number => Py::Int(number),
        _ => Py::from(text),
    }
}

/// The value to compare by: text in lower case, unless case counts.
fn folded(value: Py, case_sensitive: bool) -> Py {
    match value.as_text() {
        Some(text) if !case_sensitive => Py::from(text.to_lowercase()),
        _ => value,
    }
}

fn is_set(argument: &Option<Py>) -> bool {
    argument.as_ref().is_some_and(Py::is_true)
}

/// Pays for the comparisons of sorting.
fn pay_for_sorting(context: &mut Rendering, count: usize) -> Outcome<()> {
    let rounds = usize::try_from(count.max(2).ilog2()).unwrap_or(1);
    context.spend(count.saturating_mul(rounds))
}

pub(super) fn sort(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [reverse, case_sensitive, attribute] =
        given.bind("sort", ["reverse", "case_sensitive", "attribute"], 0)?;
    let paths: Vec<Path> = match &attribute {
        Some(Py::Str(text) | Py::Markup(text)) => text
            .split(',')
            .map(|one| Path::new(Some(&Py::from(one)), None))
            .collect(),
        other => vec![Path::new(other.as_ref(), None)],
    };
    let case_sensitive = is_set(&case_sensitive);
    let mut keyed = Vec::new();
    for item in context.items(&value)? {
        let mut keys = Vec::with_capacity(paths.len());
        for path in &paths {
            keys.push(folded(path.of(context, &item)?, case_sensitive));
        }
        let key = match keys.pop() {
            Some(single) if keys.is_empty() => single,
            last => {
                keys.extend(last);
                context.tuple(keys)
            }
        };
        keyed.push((key, item));
    }
    sorted_list(context, keyed, is_set(&reverse))
}

fn sorted_list(context: &mut Rendering, keyed: Vec<(Py, Py)>, reverse: bool) -> Outcome<Py> {
    pay_for_sorting(context, keyed.len())?;
    // Jinja compares lists of keys, so what cannot be ordered but is equal does no harm.
    let items = sorted_leniently(keyed, reverse)?;
    let items = items.into_iter().map(|(_, item)| item).collect();
    Ok(context.list(items))
}

/// Sorts by keys of which undefined ones are equal to each other.
fn sorted_leniently(keyed: Vec<(Py, Py)>, reverse: bool) -> Outcome<Vec<(Py, Py)>> {
    let wrap = |key: Py| {
        let items = vec![key];
        Py::Tuple(std::rc::Rc::new(crate::template::py::Tuple {
            items,
            is_group: false,
        }))
    };
    let wrapped = keyed
        .into_iter()
        .map(|(key, item)| (wrap(key), item))
        .collect();
    sorted(wrapped, reverse)
}

pub(super) fn dictsort(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [case_sensitive, by, reverse] =
        given.bind("dictsort", ["case_sensitive", "by", "reverse"], 0)?;
    let by_value = match by.as_ref().map(|by| by.as_text().map(|by| by.as_str())) {
        None | Some(Some("key")) => false,
        Some(Some("value")) => true,
        _ => {
            let message = "You can only sort by either \"key\" or \"value\"";
            return Err(Fault::filter_argument(message));
        }
    };
    let dict = with_items(&value)?;
    let case_sensitive = is_set(&case_sensitive);
    let mut keyed = Vec::new();
    for (key, value) in dict.entries(context) {
        let by = if by_value {
            value.clone()
        } else {
            key.value().clone()
        };
        let pair = context.tuple(vec![key.value().clone(), value]);
        keyed.push((folded(by, case_sensitive), pair));
    }
    pay_for_sorting(context, keyed.len())?;
    let items = sorted(keyed, is_set(&reverse))?;
    let items = items.into_iter().map(|(_, pair)| pair).collect();
    Ok(context.list(items))
}

pub(super) fn unique(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [case_sensitive, attribute] = given.bind("unique", ["case_sensitive", "attribute"], 0)?;
    let path = Path::new(attribute.as_ref(), None);
    let case_sensitive = is_set(&case_sensitive);
    Ok(
        context.generator("generator object sync_do_unique", |context, unique| {
            let mut seen = IndexSet::new();
            let mut iterator = context.iterate(&value)?;
            while let Some(item) = iterator.next(context)? {
                context.spend(1)?;
                let key = folded(path.of(context, &item)?, case_sensitive);
                if seen.insert(Key::new(key)?) {
                    unique.push_back(item);
                }
            }
            Ok(())
        }),
    )
}

pub(super) fn min(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    extreme(context, &value, given, Comparison::Less)
}

pub(super) fn max(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    extreme(context, &value, given, Comparison::Greater)
}

fn extreme(
    context: &mut Rendering,
    value: &Py,
    given: Given,
    comparison: Comparison,
) -> Outcome<Py> {
    let [case_sensitive, attribute] =
        given.bind("min_or_max", ["case_sensitive", "attribute"], 0)?;
    let path = Path::new(attribute.as_ref(), None);
    let case_sensitive = is_set(&case_sensitive);
    let mut best: Option<(Py, Py)> = None;
    for item in context.items(value)? {
        let key = folded(path.of(context, &item)?, case_sensitive);
        let is_better = match &best {
            None => true,
            Some((best, _)) => ordered(comparison, &key, best)?,
        };
        if is_better {
            best = Some((key, item));
        }
    }
    Ok(best.map_or_else(
        || {
            Py::missing(Missing::Because(
                "No aggregated item, sequence was empty.".to_owned(),
            ))
        },
        |(_, item)| item,
    ))
}

pub(super) fn sum(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [attribute, start] = given.bind("sum", ["attribute", "start"], 0)?;
    let path = Path::new(attribute.as_ref(), None);
    let mut sum = start.unwrap_or(Py::Int(0));
    let items = context.items(&value)?;
    if sum.as_text().is_some() {
        let message = "sum() can't sum strings [use ''.join(seq) instead]";
        return Err(Fault::type_error(message));
    }
    for item in items {
        let item = path.of(context, &item)?;
        sum = context.binary(Binary::Add, &sum, &item)?;
    }
    Ok(sum)
}

pub(super) fn groupby(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let names = ["attribute", "default", "case_sensitive"];
    let [attribute, default, case_sensitive] = given.bind("groupby", names, 1)?;
    let path = Path::new(attribute.as_ref(), default);
    let case_sensitive = is_set(&case_sensitive);
    let mut keyed = Vec::new();
    for item in context.items(&value)? {
        let key = path.of(context, &item)?;
        keyed.push((folded(key, case_sensitive), item));
    }
    pay_for_sorting(context, keyed.len())?;
    let mut groups: Vec<(Py, Vec<Py>)> = Vec::new();
    for (key, item) in sorted(keyed, false)? {
        match groups.last_mut() {
            Some((last, items)) if equal(last, &key)? => items.push(item),
            _ => groups.push((key, vec![item])),
        }
    }
    let mut pairs = Vec::with_capacity(groups.len());
    for (key, items) in groups {
        // The name of a group is that of its first item, in its own case.
        let grouper = match items.first() {
            Some(first) if !case_sensitive => path.of(context, first)?,
            _ => key,
        };
        let items = context.list(items);
        pairs.push(context.group(grouper, items));
    }
    Ok(context.list(pairs))
}
