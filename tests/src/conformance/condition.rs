//! `condition`, `items_matching`, `apply_filter`: conditions, items and filters.

use misp_flow_engine::{
    condition::{Operator, Operators, evaluate, items_matching},
    filter::{Filter, filtered},
    path::HashPath,
    value::Value,
};

use super::{compare, field, same};

/// `evaluate(data, operator, value)`.
pub(super) fn evaluation(vector: &Value) -> Result<(), String> {
    let operator = Operator::from_value(field(vector, "operator"));
    let answer = evaluate(field(vector, "data"), &operator, field(vector, "value"));
    compare(vector, Ok(Value::from(answer)))
}

/// The items that match, their keys and their values.
pub(super) fn items(vector: &Value) -> Result<(), String> {
    let operator = Operator::from_value(field(vector, "operator"));
    let answer = HashPath::from_value(field(vector, "path")).and_then(|path| {
        items_matching(
            field(vector, "items"),
            field(vector, "value"),
            &operator,
            &path,
        )
    });
    if let Ok(Value::Array(items)) = &answer
        && vector.get("error").is_none()
    {
        same(
            field(vector, "expected_keys"),
            &items.keys().map(Value::from).collect(),
        )?;
        same(
            field(vector, "expected_values"),
            &items.values().cloned().collect(),
        )?;
    }
    compare(vector, answer)
}

/// One filter, or all that are on.
pub(super) fn filter(vector: &Value) -> Result<(), String> {
    let data = field(vector, "data");
    let answer = match field(vector, "kind").as_str() {
        Some("apply") => Filter::from_value(field(vector, "filter"))
            .and_then(|filter| filter.apply(data.clone())),
        Some("get_data") => filtered(data, Operators::Measured),
        _ => return Err(format!("unknown kind {}", field(vector, "kind").to_json())),
    };
    compare(vector, answer)
}
