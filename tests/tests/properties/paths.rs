//! Hash paths: what is found, set and removed fits together.

use misp_flow_engine::{path::HashPath, value::Value};
use proptest::prelude::*;

use crate::inputs;

proptest! {
    #[test]
    fn what_is_inserted_is_there(
        data in inputs::array(),
        keys in proptest::collection::vec("[a-z0-9_]{0,3}", 1..6),
        value in inputs::value(),
    ) {
        let path = HashPath::parse(&keys.join("."));
        let changed = path.insert(data, &value).unwrap();
        prop_assert_eq!(path.get(&changed), Ok(Some(&value).filter(|value| !value.is_null())));
        let removed = path.remove(changed).unwrap();
        prop_assert_eq!(path.get(&removed), Ok(None));
    }

    #[test]
    fn places_lead_to_what_is_found(data in inputs::array(), path in inputs::path()) {
        let path = HashPath::parse(&path);
        let Ok(found) = path.extract(&data) else {
            prop_assert!(path.extract_with_places(&data).is_err());
            return Ok(());
        };
        let placed = path.extract_with_places(&data).unwrap();
        prop_assert_eq!(placed.len(), found.len());
        for ((place, value), found) in placed.iter().zip(found.values()) {
            prop_assert_eq!(value, found);
            let there = place.keys().iter().try_fold(&data, |data, key| data.get(key));
            prop_assert_eq!(there, Some(found));
        }
    }

    #[test]
    fn removing_leaves_the_rest(data in inputs::array(), path in inputs::path()) {
        let path = HashPath::parse(&path);
        let Ok(left) = path.remove(data.clone()) else {
            return Ok(());
        };
        for (key, value) in &left.to_array() {
            let before = data.get(key);
            prop_assert!(before.is_some());
            prop_assert!(value.is_array() || before == Some(value));
        }
        prop_assert_eq!(path.remove(left.clone()), Ok(left), "nothing more goes the second time");
    }

    #[test]
    fn inserting_through_wildcards_adds_no_element_of_the_top(
        data in inputs::array(),
        path in inputs::path(),
        value in inputs::value(),
    ) {
        let path = HashPath::parse(&format!("{{n}}.{path}"));
        if let Ok(changed) = path.insert(data.clone(), &value) {
            let keys = |data: &Value| data.to_array().keys().map(|key| key.to_key()).collect::<Vec<_>>();
            prop_assert_eq!(keys(&changed), keys(&data));
        }
    }
}
