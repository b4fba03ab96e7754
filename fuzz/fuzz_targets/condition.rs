//! Operator, path, value and items, a line each: conditions hold together, filters end.

#![no_main]

use libfuzzer_sys::fuzz_target;
use misp_flow_engine::{
    condition::{Operator, Operators, evaluate, items_matching},
    filter::{Filter, filtered},
    path::HashPath,
    value::Value,
};
use misp_flow_fuzz::{lines, value};

fuzz_target!(|input: &[u8]| {
    let Some([name, path, wanted, items]) = lines(input) else {
        return;
    };
    let (wanted, items) = (value(wanted), value(items));
    let operator = Operator::parse_newer(name);
    assert_eq!(operator.name(), name);

    assert_eq!(wanted.loose_eq(&items), items.loose_eq(&wanted));
    for scalar in [&wanted, &items].into_iter().filter(|value| !value.is_array()) {
        assert!(scalar.loose_eq(scalar));
    }
    if items.is_array() {
        let holds = |operator| evaluate(&items, &operator, &wanted);
        assert_ne!(holds(Operator::In), holds(Operator::NotIn));
    }
    let _ = evaluate(&items, &operator, &wanted);

    let path = HashPath::parse(path);
    if let Ok(Value::Array(matching)) = items_matching(&items, &wanted, &operator, &path) {
        for (key, item) in &matching {
            assert_eq!(items.get(key), Some(item));
        }
        let kept = Value::Array(matching.clone());
        let again = items_matching(&kept, &wanted, &operator, &path);
        assert_eq!(again, Ok(Value::Array(matching)), "what matched matches");
    }

    let filter = Filter {
        selector: path.clone(),
        path,
        operator,
        value: wanted,
    };
    let _ = (filter.select(&items), filter.apply(items.clone()));
    let _ = filtered(&items, Operators::WithOrder);
});
