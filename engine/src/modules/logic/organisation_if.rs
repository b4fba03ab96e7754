//! `organisation-if`: whether the event's organisation is among the chosen ones (rule 39).

use crate::{
    modules::{Context, Module, Params},
    value::{Array, PhpError, Value},
};

/// Membership of the owner or creator organisation in a list.
#[derive(Debug)]
pub struct OrganisationIf {
    creator: bool,
    condition: Value,
    chosen: Array,
}

impl OrganisationIf {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        let chosen = params.get("org_id");
        let chosen = match chosen.as_array() {
            Some(list) => list.clone(),
            None if chosen.is_empty() => Array::new(),
            None => Array::from(vec![chosen]),
        };
        Self {
            creator: params.get("org_type").as_str() == Some("orgc"),
            condition: params.get("condition"),
            chosen,
        }
    }
}

impl Module for OrganisationIf {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        let key = if self.creator { "orgc_id" } else { "org_id" };
        let organisation = data.get("Event").and_then(|event| event.get(key));
        // Cast to a number: what is missing or no number is 0.
        let organisation = Value::Int(organisation.map_or(0, Value::to_int));
        let member = organisation.is_in(&self.chosen);
        Ok(match self.condition.as_str() {
            Some("in" | "equals") => member,
            Some("not_in" | "not_equals") => !member,
            _ => false,
        })
    }
}
