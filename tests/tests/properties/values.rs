//! PHP's values: JSON, comparison, conditions.

use misp_flow_engine::{
    condition::{Operator, evaluate, items_matching},
    path::HashPath,
    value::{Key, Value},
};
use proptest::prelude::*;

use crate::inputs;

proptest! {
    #[test]
    fn json_is_read_as_it_was_written(value in inputs::value()) {
        for json in [value.to_json(), value.to_json_pretty()] {
            prop_assert_eq!(&Value::from_json(json.as_bytes()).unwrap(), &value);
        }
        prop_assert_eq!(Value::from_serde(&value.to_serde()), value);
    }

    #[test]
    fn keys_are_numbers_where_php_has_numbers(text in inputs::text()) {
        let json = serde_json::json!({ &text: true }).to_string();
        let read = Value::from_json(json.as_bytes()).unwrap();
        let canonical = text.parse::<i64>().ok().filter(|number| number.to_string() == text);
        let expected = canonical.map_or_else(|| Key::Str(text.as_str().into()), Key::Int);
        let keys: Vec<Key> = read.to_array().keys().map(|key| key.to_key()).collect();
        prop_assert_eq!(keys, [expected]);
    }

    #[test]
    fn equality_has_no_sides(a in inputs::value(), b in inputs::value()) {
        prop_assert_eq!(a.loose_eq(&b), b.loose_eq(&a));
        prop_assert!(a.loose_eq(&a.clone()));
    }

    #[test]
    fn scalars_have_an_order(a in inputs::scalar(), b in inputs::scalar()) {
        prop_assert_eq!(a.loose_cmp(&b), b.loose_cmp(&a).reverse());
    }

    #[test]
    fn sorting_keeps_every_element(list in inputs::array()) {
        let list = list.to_array();
        let sorted = list.sorted();
        prop_assert_eq!(sorted.len(), list.len());
        prop_assert!(sorted.is_list());
        for value in list.values() {
            let count = |list: &misp_flow_engine::value::Array| {
                list.values().filter(|other| *other == value).count()
            };
            prop_assert_eq!(count(&sorted), count(&list));
        }
    }

    #[test]
    fn in_and_not_in_divide_the_lists(list in inputs::array(), value in inputs::value()) {
        let holds = |operator| evaluate(&list, &operator, &value);
        prop_assert_ne!(holds(Operator::In), holds(Operator::NotIn));
        let several = value.is_array();
        prop_assert_eq!(holds(Operator::InOr) ^ holds(Operator::NotInOr), several);
    }

    #[test]
    fn items_that_match_are_some_of_the_items_and_match_again(
        items in inputs::array(),
        value in inputs::value(),
        operator in inputs::operator(),
        path in inputs::path(),
    ) {
        let (path, operator) = (HashPath::parse(&path), Operator::parse(operator));
        let Ok(matching) = items_matching(&items, &value, &operator, &path) else {
            return Ok(());
        };
        for (key, item) in &matching.to_array() {
            prop_assert_eq!(items.get(key), Some(item));
        }
        let again = items_matching(&matching, &value, &operator, &path);
        prop_assert_eq!(again, Ok(matching));
    }
}
