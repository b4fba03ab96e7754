//! `hash_extract`, `hash_get`, `hash_insert`, `hash_remove`: hash paths.

use misp_flow_engine::{
    path::{HashPath, get_by_value},
    value::{PhpError, Value},
};

use super::{compare, field};

/// `extract(data, path)`.
pub(super) fn extract(vector: &Value) -> Result<(), String> {
    let data = field(vector, "data");
    let path = HashPath::from_value(field(vector, "path"));
    let answer = path
        .clone()
        .and_then(|path| path.extract(data).map(Value::from));
    if let (Ok(path), Ok(Value::Array(found))) = (&path, &answer) {
        places_lead_to(path, data, found.values().collect())?;
    }
    compare(vector, answer)
}

/// Each place that is told must lead to the element it is told for.
fn places_lead_to(path: &HashPath, data: &Value, found: Vec<&Value>) -> Result<(), String> {
    let places = path
        .extract_with_places(data)
        .map_err(|thrown| thrown.to_string())?;
    if places
        .iter()
        .map(|(_, value)| value)
        .ne(found.iter().copied())
    {
        return Err("the places are not those of the elements".to_owned());
    }
    for (place, value) in places {
        let there = place
            .keys()
            .iter()
            .try_fold(data, |data, key| data.get(key));
        if there != Some(&value) {
            return Err(format!("{place} does not lead to the element"));
        }
    }
    Ok(())
}

/// `get(data, path, default)`.
pub(super) fn get(vector: &Value) -> Result<(), String> {
    let found = get_by_value(field(vector, "data"), field(vector, "path"));
    compare(
        vector,
        found.map(|found| found.unwrap_or(field(vector, "default")).clone()),
    )
}

/// `insert(data, path, values)`.
pub(super) fn insert(vector: &Value) -> Result<(), String> {
    let values = field(vector, "values");
    compare(
        vector,
        change(vector, |path, data| path.insert(data, values)),
    )
}

/// `remove(data, path)`.
pub(super) fn remove(vector: &Value) -> Result<(), String> {
    compare(vector, change(vector, |path, data| path.remove(data)))
}

fn change(
    vector: &Value,
    change: impl FnOnce(HashPath, Value) -> Result<Value, PhpError>,
) -> Result<Value, PhpError> {
    let path = HashPath::from_value(field(vector, "path"))?;
    change(path, field(vector, "data").clone())
}
