//! `map`, `select` and their kin.

use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    filters::{apply, keyed::Path},
    py::Py,
    rendering::Rendering,
    tests,
};

impl Given {
    /// The same arguments once more.
    fn again(&self) -> Self {
        Self {
            positional: self.positional.clone(),
            named: self.named.clone(),
        }
    }

    /// The first argument, which names a filter or test or attribute.
    fn take_first(&mut self) -> Option<Py> {
        (!self.positional.is_empty()).then(|| self.positional.remove(0))
    }
}

/// The name of a filter or test.
fn name_of(value: &Py, kind: &str) -> Outcome<smol_str::SmolStr> {
    value
        .as_text()
        .cloned()
        .ok_or_else(|| Fault::runtime(format!("No {kind} named {}.", value.type_name())))
}

pub(super) fn map(context: &mut Rendering, value: Py, mut given: Given) -> Outcome<Py> {
    Ok(
        context.generator("generator object sync_do_map", |context, mapped| {
            if !value.is_true() {
                return Ok(());
            }
            let by_attribute = given.positional.is_empty()
                && given.named.iter().any(|(name, _)| name == "attribute");
            let mut iterator;
            if by_attribute {
                if let Some((unknown, _)) = given
                    .named
                    .iter()
                    .find(|(name, _)| name != "attribute" && name != "default")
                {
                    return Err(Fault::filter_argument(format!(
                        "Unexpected keyword argument '{unknown}'"
                    )));
                }
                let [attribute, default] = given.bind("map", ["attribute", "default"], 0)?;
                let path = Path::new(attribute.as_ref(), default);
                iterator = context.iterate(&value)?;
                while let Some(item) = iterator.next(context)? {
                    context.spend(1)?;
                    mapped.push_back(path.of(context, &item)?);
                }
                return Ok(());
            }
            let Some(name) = given.take_first() else {
                return Err(Fault::filter_argument("map requires a filter argument"));
            };
            iterator = context.iterate(&value)?;
            while let Some(item) = iterator.next(context)? {
                let name = name_of(&name, "filter")?;
                mapped.push_back(apply(context, &name, item, given.again())?);
            }
            Ok(())
        }),
    )
}

pub(super) fn select(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    Ok(selected(context, &value, given, true, false))
}

pub(super) fn reject(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    Ok(selected(context, &value, given, false, false))
}

pub(super) fn selectattr(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    Ok(selected(context, &value, given, true, true))
}

pub(super) fn rejectattr(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    Ok(selected(context, &value, given, false, true))
}

/// The items of which a test (if none is named: their truth) says `wanted`.
fn selected(
    context: &mut Rendering,
    value: &Py,
    mut given: Given,
    wanted: bool,
    by_attribute: bool,
) -> Py {
    context.generator("generator object select_or_reject", |context, kept| {
        if !value.is_true() {
            return Ok(());
        }
        let attribute = if by_attribute {
            given.take_first()
        } else {
            None
        };
        if by_attribute && attribute.is_none() {
            return Err(Fault::filter_argument(
                "Missing parameter for attribute name",
            ));
        }
        let path = Path::new(attribute.as_ref(), None);
        let test = given.take_first();
        let mut iterator = context.iterate(value)?;
        while let Some(item) = iterator.next(context)? {
            context.spend(1)?;
            let tested = path.of(context, &item)?;
            let holds = match &test {
                None => tested.is_true(),
                Some(test) => {
                    let name = name_of(test, "test")?;
                    tests::apply(context, &name, tested, given.again())?
                }
            };
            if holds == wanted {
                kept.push_back(item);
            }
        }
        Ok(())
    })
}
