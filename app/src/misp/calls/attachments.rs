//! Contents of attachments in events: large, and some of them malware, so that they are here only
//! where they were asked for.

use misp_flow_engine::value::Value;

/// Takes the contents of attachments out of an event `{"Event": {…}}`: those of its attributes, of
/// its objects' and of what was proposed.
pub(super) fn drop_attachments(event: &mut Value) {
    let Some(event) = inside(event, "Event") else {
        return;
    };
    drop_of_rows(event);
    each(event, "Object", drop_of_rows);
}

/// Of the attributes and proposals of an event, an object or an attribute.
fn drop_of_rows(holder: &mut Value) {
    for key in ["Attribute", "ShadowAttribute"] {
        each(holder, key, |row| {
            if let Some(fields) = row.as_array_mut()
                && fields.contains_key("data")
            {
                fields.remove("data");
            }
            each(row, "ShadowAttribute", |proposed| {
                if let Some(fields) = proposed.as_array_mut() {
                    fields.remove("data");
                }
            });
        });
    }
}

fn inside<'a>(value: &'a mut Value, key: &str) -> Option<&'a mut Value> {
    value.as_array_mut()?.get_mut(key)
}

fn each(value: &mut Value, key: &str, change: impl FnMut(&mut Value)) {
    if let Some(rows) = inside(value, key).and_then(Value::as_array_mut) {
        rows.values_mut().for_each(change);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_attached_goes_and_all_else_stays() {
        let with = r#"{"Event": {"id": "7", "data": "own", "Attribute": [
            {"type": "attachment", "value": "a.txt", "data": "eA=="},
            {"type": "text", "value": "b", "ShadowAttribute": [{"value": "c", "data": "eA=="}]}],
            "ShadowAttribute": [{"value": "d", "data": "eA=="}],
            "Object": [{"Attribute": [{"type": "malware-sample", "value": "e|f", "data": "eA=="}]}]}}"#;
        let mut event = Value::from_json(with.as_bytes()).unwrap();
        let wanted = with.replace(r#", "data": "eA==""#, "");
        drop_attachments(&mut event);
        assert_eq!(event, Value::from_json(wanted.as_bytes()).unwrap());
        // What is no event at all is left alone.
        for other in [
            "[]",
            r#"{"Event": "x"}"#,
            r#"{"Event": {"Attribute": "x", "Object": [3]}}"#,
        ] {
            let mut event = Value::from_json(other.as_bytes()).unwrap();
            drop_attachments(&mut event);
            assert_eq!(event, Value::from_json(other.as_bytes()).unwrap());
        }
    }
}
