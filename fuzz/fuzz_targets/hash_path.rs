//! A path (first line) on data (the rest): what is found, set and removed fits together.

#![no_main]

use libfuzzer_sys::fuzz_target;
use misp_flow_engine::{
    path::{HashPath, get_by_value},
    value::{Array, Value},
};
use misp_flow_fuzz::{lines, value};

/// What the keys lead to, level by level.
fn at<'d>(data: &'d Value, keys: &[misp_flow_engine::value::Key]) -> Option<&'d Value> {
    keys.iter().try_fold(data, |value, key| value.get(key))
}

fuzz_target!(|input: &[u8]| {
    let Some([text, json]) = lines(input) else {
        return;
    };
    let data = value(json);
    let path = HashPath::parse(text);
    let _ = path.faults();
    let _ = get_by_value(&data, &Value::from(text));

    match (path.extract(&data), path.extract_with_places(&data)) {
        (Ok(found), Ok(placed)) => {
            let values: Vec<&Value> = found.values().collect();
            assert_eq!(path.matches(&data).expect("it extracts"), values);
            assert_eq!(placed.len(), values.len());
            for ((place, value), found) in placed.iter().zip(values) {
                assert_eq!(value, found);
                assert_eq!(at(&data, place.keys()), Some(value), "{place}");
            }
        }
        (Err(one), Err(other)) => assert_eq!(one.class, other.class),
        (one, other) => panic!("{one:?} but {other:?}"),
    }

    let new = Value::from("new");
    if let Ok(changed) = path.insert(data.clone(), &new)
        && path.is_plain()
    {
        assert_eq!(path.get(&changed), Ok(Some(&new)));
        let removed = path.remove(changed).expect("what was set is removed");
        assert_eq!(path.get(&removed), Ok(None));
    }
    let _ = path.insert(data.clone(), &Value::Array(Array::from(vec![new])));
    let _ = path.insert(data.clone(), &data);
    let _ = path.remove(data);
});
