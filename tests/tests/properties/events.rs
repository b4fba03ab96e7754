//! Events in MISP core format.

use misp_flow_engine::{
    event::normalise::{FLATTENED, NoLookups, Scope, normalise},
    value::Value,
};
use proptest::prelude::*;

use crate::inputs;

proptest! {
    /// Rule 48: what normalising adds it replaces the second time, it does not pile it up.
    #[test]
    fn normalising_twice_is_normalising_once(data in inputs::event()) {
        let once = normalise(&data, Scope::Event, &NoLookups).unwrap();
        let twice = normalise(&once, Scope::Guess, &NoLookups).unwrap();
        prop_assert!(twice.same_unordered(&once), "{} became {}", once.to_json(), twice.to_json());
    }

    #[test]
    fn every_attribute_is_in_the_flat_list(data in inputs::event()) {
        let normal = normalise(&data, Scope::Event, &NoLookups).unwrap();
        let event = normal.get("Event").unwrap();
        let list = |holder: &Value, key: &str| holder.get(key).map(Value::to_array).unwrap_or_default();
        let objects = list(event, "Object");
        let of_objects = objects.values().map(|object| list(object, "Attribute").len());
        let all = list(event, "Attribute").len() + of_objects.sum::<usize>();
        let flat = list(event, FLATTENED);
        prop_assert_eq!(flat.len(), all);
        let tags = list(event, "Tag").len();
        for attribute in flat.values() {
            let own = list(attribute, "Tag").len();
            prop_assert_eq!(list(attribute, "_allTags").len(), tags + own);
        }
    }

    #[test]
    fn normalising_ends_whatever_comes(data in inputs::value()) {
        for scope in [Scope::Guess, Scope::Event, Scope::Object, Scope::Attribute, Scope::Other] {
            if let Ok(normal) = normalise(&data, scope, &NoLookups) {
                prop_assert!(normal.get("Event").is_some_and(|event| event.get(FLATTENED).is_some()));
            }
        }
    }
}
