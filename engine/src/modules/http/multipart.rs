//! A form of several parts, as the server's client makes it of data.

use crate::value::{Array, KeyRef, Value};

/// What stands between the parts. The engine has no randomness, so it is always the same; it is as
/// long as the client's.
pub(super) const BOUNDARY: &str = "------------------------0000000000000000";

/// The body: one part for each field, and for each element of a field that is an array. What is
/// nested deeper is the word `Array` (recording wh-post-form-empty-attrs).
pub(super) fn body(fields: &Array) -> String {
    let mut body = String::new();
    for (name, value) in fields {
        let elements = match value {
            Value::Array(elements) => elements.values().collect(),
            scalar => vec![scalar],
        };
        for element in elements {
            part(&mut body, name, element);
        }
    }
    body.push_str(&format!("--{BOUNDARY}--\r\n"));
    body
}

fn part(body: &mut String, name: KeyRef<'_>, value: &Value) {
    let name = name
        .to_string()
        .replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A");
    body.push_str(&format!(
        "--{BOUNDARY}\r\nContent-Disposition: attachment; name=\"{name}\"\r\n\r\n{}\r\n",
        value.to_text()
    ));
}
