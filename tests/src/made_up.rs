//! Values that are made up anew each time, and comparing what holds them.

use std::collections::HashMap;

use misp_flow_engine::value::Value;

/// The value with its uuids numbered by when they first come. Those that stand in `kept` stay, and
/// so does that of a template.
pub fn number_uuids(value: &Value, kept: &str) -> Value {
    Numbers {
        kept,
        known: HashMap::new(),
    }
    .applied(value)
}

struct Numbers<'a> {
    kept: &'a str,
    known: HashMap<String, usize>,
}

impl Numbers<'_> {
    fn applied(&mut self, value: &Value) -> Value {
        match value {
            Value::Str(text) if is_uuid(text) && !self.kept.contains(text.as_str()) => {
                let next = self.known.len();
                let number = self.known.entry(text.to_string()).or_insert(next);
                Value::from(format!("uuid {number}"))
            }
            Value::Array(fields) => {
                let mut fields = fields.clone();
                for (key, value) in fields.clone().iter() {
                    if key.to_string() != "template_uuid" {
                        fields.insert(key.to_key(), self.applied(value));
                    }
                }
                fields.into()
            }
            other => other.clone(),
        }
    }
}

fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    text.split('-').map(str::len).eq(lengths)
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_numbered_and_nothing_else_changes() {
        let json = r#"{"uuid":"A","l":[{"of":"B","to":"A"},"A-1"],"template_uuid":"B","k":"C"}"#
            .replace('A', "d82fbbee-930f-4e88-8df2-adf773b16d0d")
            .replace('B', "76e99a40-99cf-4150-a5d6-653e2845913a")
            .replace('C', "5e8f1a2b-0009-4c3d-9e8f-000000000003");
        let value = Value::from_json(json.as_bytes()).unwrap();
        assert_eq!(
            number_uuids(&value, "the 5e8f1a2b-0009-4c3d-9e8f-000000000003").to_json(),
            r#"{"uuid":"uuid 0","l":[{"of":"uuid 1","to":"uuid 0"},"d82fbbee-930f-4e88-8df2-adf773b16d0d-1"],"template_uuid":"76e99a40-99cf-4150-a5d6-653e2845913a","k":"5e8f1a2b-0009-4c3d-9e8f-000000000003"}"#
        );
    }
}
