//! `filter-timestamp` of newer servers: a path filter on when elements changed (spec 05; spec 04,
//! "Path filters").

use super::{
    filter_data::{filter, switch_on},
    filter_tag::{label, selector},
};
use crate::{
    modules::{Context, Module, Params},
    value::{Key, PhpError, Value},
};

/// A filter that keeps elements by their timestamp.
#[derive(Debug)]
pub struct FilterTimestamp {
    label: Key,
    target: String,
    operator: Value,
    value: Value,
}

impl FilterTimestamp {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            label: label(params),
            target: params.text("target"),
            operator: params.get("operator"),
            value: params.get("value"),
        }
    }
}

impl Module for FilterTimestamp {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let time = match before(&self.value.to_text()) {
            Some(age) => Value::from(context.world.store.now() - age),
            None => self.value.clone(),
        };
        if !time.is_numeric() {
            context.notes.push(format!(
                "\"{}\" is no time: give a Unix time, or an age such as 7d",
                time.to_text()
            ));
        }
        let path = Value::from("timestamp");
        let selector = selector(&self.target).into();
        let filter = filter(selector, path, self.operator.clone(), time);
        switch_on(context, &self.label, &filter)
    }
}

/// The seconds of an age, which is a number with its unit, as MISP's own searches take it.
fn before(age: &str) -> Option<i64> {
    let unit = match age.chars().last()? {
        'd' => 86_400,
        'h' => 3_600,
        'm' => 60,
        's' => 1,
        _ => return None,
    };
    let number: i64 = age.get(..age.len() - 1)?.parse().ok()?;
    number.checked_mul(unit)
}
