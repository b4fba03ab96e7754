//! Jinja templates.
use crate::value::Value;
/// A template.
#[derive(Clone, Debug)]
pub struct Template(String);
/// What rendering gives.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// Why it is empty.
    pub fault: Option<Fault>,
}
/// Why a template renders as nothing.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The class.
    pub class: String,
    /// The message.
    pub message: String,
}
impl Template {
    /// Parses.
    pub fn parse(text: &str) -> Self {
        Self(text.to_owned())
    }
    /// Renders.
    pub fn render(&self, _data: &Value) -> Rendered {
        Rendered {
            text: self.0.clone(),
            fault: None,
        }
    }
}
