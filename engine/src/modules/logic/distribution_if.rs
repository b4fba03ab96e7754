//! `distribution-if`: how far the event or its first attribute is shared (rule 40).

use crate::{
    modules::{Context, Module, Params},
    value::{PhpError, Value},
};

/// The distribution level that means "to a sharing group".
const SHARING_GROUP: i64 = 4;
/// The level that means "as the event"; as a final level it is an error.
const INHERIT: i64 = 5;

/// The final distribution against the chosen one.
#[derive(Debug)]
pub struct DistributionIf {
    attribute_scope: bool,
    condition: String,
    level: Value,
    groups: Value,
}

impl DistributionIf {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            attribute_scope: params.text("scope") == "attribute",
            condition: params.text("condition"),
            level: params.get("distribution"),
            groups: params.get("sharing_group_id"),
        }
    }

    /// Where in the event the levels and groups are read: the event, the object of its first
    /// attribute, and that attribute.
    fn carriers<'d>(&self, event: &'d Value, attribute: &'d Value) -> Vec<&'d Value> {
        let mut carriers = vec![event];
        if self.attribute_scope {
            carriers.extend(attribute.get("Object").filter(|object| !object.is_empty()));
            carriers.push(attribute);
        }
        carriers
    }
}

impl Module for DistributionIf {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        let event = data.get("Event").unwrap_or(&Value::Null);
        let first = event
            .get("Attribute")
            .and_then(|attributes| attributes.get(0));
        let attribute = first.unwrap_or(&Value::Null);
        let needs_attribute = |function: &str| {
            if attribute.is_array() {
                return Ok(());
            }
            let function = format!("Module_distribution_if::{function}()");
            Err(PhpError::argument(
                &function,
                3,
                "attribute",
                "array",
                attribute.kind(),
            ))
        };
        if self.attribute_scope {
            needs_attribute("__getPropagatedDistribution")?;
        }
        let carriers = self.carriers(event, attribute);
        let last = most_restrictive(&carriers);
        let to_group = self.level.loose_eq(&Value::Int(SHARING_GROUP));
        let mut groups = Vec::new();
        if to_group {
            needs_attribute("__extractSharingGroupIDs")?;
            groups = sharing_groups(&carriers);
        }
        if last.loose_eq(&Value::Int(INHERIT)) {
            context
                .errors
                .push("Distribution level not supported".to_owned());
            return Ok(false);
        }
        let chosen = self.groups.to_array();
        let by_group = to_group && !chosen.is_empty();
        Ok(match self.condition.as_str() {
            "equals" if by_group => groups.iter().all(|group| group.is_in(&chosen)),
            "not_equals" if by_group => !groups.iter().any(|group| group.is_in(&chosen)),
            "equals" => last.loose_eq(&self.level),
            "not_equals" => !last.loose_eq(&self.level),
            "more_restrictive_or_equal_than" | "more_permisive_or_equal_than" if to_group => {
                let error = "Condition operator not supported for that distribution level";
                context.errors.push(error.to_owned());
                false
            }
            "more_restrictive_or_equal_than" => in_range(last, 0, self.level.to_int()),
            "more_permisive_or_equal_than" => in_range(last, self.level.to_int(), 3),
            _ => false,
        })
    }
}

/// The most restrictive level: 0 wins, then 4, then the smallest.
fn most_restrictive<'d>(carriers: &[&'d Value]) -> &'d Value {
    static NULL: Value = Value::Null;
    let levels: Vec<&Value> = carriers
        .iter()
        .map(|carrier| carrier.get("distribution").unwrap_or(&NULL))
        .collect();
    let exactly = |level: i64| {
        levels
            .iter()
            .copied()
            .find(|found| found.is_numeric() && found.loose_eq(&Value::Int(level)))
    };
    let smallest = || {
        levels
            .iter()
            .copied()
            .reduce(|a, b| if b.loose_lt(a) { b } else { a })
    };
    exactly(0)
        .or_else(|| exactly(SHARING_GROUP))
        .or_else(smallest)
        .unwrap_or(&NULL)
}

fn sharing_groups(carriers: &[&Value]) -> Vec<Value> {
    carriers
        .iter()
        .filter(|carrier| {
            carrier
                .get("distribution")
                .is_some_and(|level| level.loose_eq(&Value::Int(SHARING_GROUP)))
        })
        .filter_map(|carrier| carrier.get("sharing_group_id").cloned())
        .collect()
}

/// Whether PHP's `range(from, to)` holds the level; it counts downwards, too.
fn in_range(level: &Value, from: i64, to: i64) -> bool {
    (from.min(to)..=from.max(to)).any(|step| level.loose_eq(&Value::Int(step)))
}
