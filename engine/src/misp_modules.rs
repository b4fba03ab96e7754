//! misp-modules as the simulator sees it: how it is asked and what its answers mean.

use crate::{
    run::ModuleQuery,
    value::{Array, Value},
};

/// What the simulator answers in place of the service where nobody says otherwise: success
/// without findings.
pub fn answer(query: &ModuleQuery) -> Value {
    let is_action = query.body.get("data").is_some();
    let (key, value) = if is_action {
        ("data", Value::from(true))
    } else {
        ("results", Value::empty_array())
    };
    let mut answer = Array::new();
    answer.insert(key, value);
    answer.into()
}
