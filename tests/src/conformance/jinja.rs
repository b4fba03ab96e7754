//! `jinja`: templates as misp-modules renders them.

use misp_flow_engine::{
    template::{Rendered, Template},
    value::Value,
};

use super::field;

/// Vectors that cannot pass, as listed in `docs/differences.md`; each must still fail.
pub const DIFFERENCES: [&str; 4] = ["jinja-0115", "jinja-0202", "jinja-0435", "jinja-0447"];

/// `render(template, data)`: the text, and the class of the fault.
pub(super) fn check(vector: &Value) -> Result<(), String> {
    let template = field(vector, "template").to_text();
    let rendered = Template::parse(&template).render(field(vector, "data"));
    let outcome = matches(vector, &rendered);
    let id = field(vector, "id").to_text();
    if !DIFFERENCES.contains(&&*id) {
        return outcome;
    }
    match outcome {
        Ok(()) => Err("passes, though docs/differences.md says that it differs".to_owned()),
        Err(_) => Ok(()),
    }
}

fn matches(vector: &Value, rendered: &Rendered) -> Result<(), String> {
    let expected = field(vector, "expected").to_text();
    let is_volatile = field(vector, "volatile").is_truthy();
    let text = if is_volatile {
        without_addresses(&rendered.text)
    } else {
        rendered.text.clone()
    };
    if text != expected {
        return Err(format!("gives {text:?} instead of {expected:?}"));
    }
    let message = field(vector, "message").to_text();
    let class = message.split(':').next().filter(|class| !class.is_empty());
    let given = rendered.fault.as_ref().map(|fault| fault.class.name());
    if class == given {
        Ok(())
    } else {
        Err(format!("faults with {given:?} instead of {class:?}"))
    }
}

/// Addresses in memory replaced by `@ADDR@`.
fn without_addresses(text: &str) -> String {
    let mut parts = text.split("0x");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str("@ADDR@");
        plain.push_str(part.trim_start_matches(|digit: char| digit.is_ascii_hexdigit()));
    }
    plain
}
