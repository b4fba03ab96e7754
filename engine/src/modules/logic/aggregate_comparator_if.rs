//! `aggregate_comparator_if` of newer servers: compares what the values at a hash path come to.

use std::collections::HashSet;

use crate::{
    condition::{Operator, evaluate},
    modules::{Context, Module, Params, params::PathParam},
    value::{PhpError, Value},
};

/// An aggregate against a value (spec 05).
#[derive(Debug)]
pub struct AggregateComparatorIf {
    path: PathParam,
    aggregate: String,
    operator: Operator,
    value: Value,
}

impl AggregateComparatorIf {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            path: PathParam::new(&params.get("aggregation_path")),
            aggregate: params.text("aggregation_type"),
            operator: Operator::parse_newer(&params.text("operator")),
            value: params.get("value"),
        }
    }

    /// What the numbers come to; of none there is no average and no extreme.
    fn of(&self, numbers: &[f64]) -> Option<f64> {
        let count = numbers.len() as f64;
        let sum: f64 = numbers.iter().sum();
        match self.aggregate.as_str() {
            "count" => Some(count),
            "unique_count" => {
                let bits = numbers.iter().map(|number| number.to_bits());
                Some(bits.collect::<HashSet<_>>().len() as f64)
            }
            "sum" => Some(sum),
            "avg" => (count > 0.0).then(|| sum / count),
            "min" => numbers.iter().copied().reduce(f64::min),
            "max" => numbers.iter().copied().reduce(f64::max),
            "median" => median(numbers),
            _ => None,
        }
    }
}

fn median(numbers: &[f64]) -> Option<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get(sorted.len().checked_sub(1)? / 2)?;
    Some(f64::midpoint(lower, upper))
}

impl Module for AggregateComparatorIf {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        let found = self.path.path()?.extract(&data)?;
        let numbers: Vec<f64> = found
            .values()
            .filter(|value| !value.is_null())
            .map(Value::to_float)
            .collect();
        Ok(self.of(&numbers).is_some_and(|aggregate| {
            evaluate(&Value::from(aggregate), &self.operator, &self.value)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_aggregate_has_its_number() {
        for (aggregate, of_four, of_none) in [
            ("count", Some(4.0), Some(0.0)),
            ("unique_count", Some(3.0), Some(0.0)),
            ("sum", Some(14.0), Some(0.0)),
            ("avg", Some(3.5), None),
            ("min", Some(1.0), None),
            ("max", Some(8.0), None),
            ("median", Some(2.5), None),
            ("no such", None, None),
        ] {
            let stored = [("aggregation_type", Value::from(aggregate))];
            let stored = Value::from(stored.into_iter().collect::<crate::value::Array>());
            let module = AggregateComparatorIf::new(&Params::new("", &stored));
            assert_eq!(module.of(&[4.0, 1.0, 1.0, 8.0]), of_four, "{aggregate}");
            assert_eq!(module.of(&[]), of_none, "{aggregate} of none");
        }
    }
}
