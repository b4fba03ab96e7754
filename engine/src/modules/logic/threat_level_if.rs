//! `threat-level-if`: compares the event's threat level (rule 41).

use crate::{
    modules::{Context, Module, Params},
    value::{PhpError, Value},
};

/// The threat level's id against the chosen one; 1 is high, 4 undefined, so "greater" is a
/// smaller id.
#[derive(Debug)]
pub struct ThreatLevelIf {
    condition: Value,
    level: Value,
}

impl ThreatLevelIf {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            condition: params.get("condition"),
            level: params.get("threatlevel"),
        }
    }
}

impl Module for ThreatLevelIf {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        let id = data
            .get("Event")
            .and_then(|event| event.get("threat_level_id"));
        let id = id.unwrap_or(&Value::Null);
        Ok(match self.condition.as_str() {
            Some("equals") => id.loose_eq(&self.level),
            Some("not_equals") => !id.loose_eq(&self.level),
            Some("greater_or_equal_than") => id.loose_le(&self.level),
            Some("less_or_equal_than") => self.level.loose_le(id),
            _ => false,
        })
    }
}
