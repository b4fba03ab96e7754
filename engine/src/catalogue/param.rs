//! One param of a module: what may be entered and what counts when nothing is.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value};
use smol_str::SmolStr;

use super::value::{ParamValues, scalar_text, texts};

/// How a param is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamType {
    /// One line of text.
    Input,
    /// Several lines of text.
    Textarea,
    /// One of the options.
    Select,
    /// One or more of many options.
    Picker,
    /// A path into the roaming data.
    HashPath,
    /// On or off.
    Checkbox,
    /// One of the options, all in sight.
    Radio,
    /// A type that this program does not know, edited as one line of text.
    Other(SmolStr),
}

impl ParamType {
    /// The type with this name in a module description.
    pub fn named(name: &str) -> Self {
        match name {
            "input" => Self::Input,
            "textarea" => Self::Textarea,
            "select" => Self::Select,
            "picker" => Self::Picker,
            "hashpath" => Self::HashPath,
            "checkbox" => Self::Checkbox,
            "radio" => Self::Radio,
            other => Self::Other(SmolStr::new(other)),
        }
    }

    /// The name in a module description.
    pub fn name(&self) -> &str {
        match self {
            Self::Input => "input",
            Self::Textarea => "textarea",
            Self::Select => "select",
            Self::Picker => "picker",
            Self::HashPath => "hashpath",
            Self::Checkbox => "checkbox",
            Self::Radio => "radio",
            Self::Other(name) => name,
        }
    }
}

/// One entry to choose: the value that is stored and the label that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamOption {
    /// What is stored in the node.
    pub value: SmolStr,
    /// What the user reads; the value where the catalogue gives no label.
    pub label: SmolStr,
}

/// When a param is shown: every named param has one of these values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisplayOn(pub IndexMap<SmolStr, Vec<SmolStr>>);

impl DisplayOn {
    /// Whether all conditions hold. A param that has no value at all meets none.
    pub fn holds(&self, values: &(impl ParamValues + ?Sized)) -> bool {
        self.0.iter().all(|(id, wanted)| {
            values.value(id).is_some_and(|value| match value {
                Value::Array(_) | Value::Object(_) => texts(value)
                    .iter()
                    .any(|text| wanted.iter().any(|want| want == text)),
                scalar => {
                    scalar_text(scalar).is_some_and(|text| wanted.iter().any(|want| *want == text))
                }
            })
        })
    }
}

/// A param in a module description (spec 02).
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// The key in a node's `indexed_params`.
    pub id: SmolStr,
    /// The name to show; never empty (the id where the catalogue gives none).
    pub label: String,
    /// How it is edited.
    pub kind: ParamType,
    /// The default as the catalogue gives it; `Null` where it gives none.
    pub default: Value,
    /// A hint for an empty field; may be empty.
    pub placeholder: String,
    /// What can be chosen, in the catalogue's order.
    pub options: Arc<[ParamOption]>,
    /// Whether several options may be chosen.
    pub multiple: bool,
    /// Whether the value is a Jinja2 template over the roaming data.
    pub jinja_supported: bool,
    /// When it is shown; always where `None`.
    pub display_on: Option<DisplayOn>,
    /// For hash paths: whether the path starts at a selected element, not at the data's top.
    pub sub_selector: bool,
    /// Whether new entries may be made in a picker.
    pub picker_create_new: bool,
    /// Where newer servers list the options instead of sending them (spec 02).
    pub options_url: Option<String>,
    /// Whether the instance lets nobody edit it.
    pub disabled: bool,
    /// The HTML input type, such as `number`.
    pub input_type: Option<SmolStr>,
    /// The smallest number allowed.
    pub min: Option<f64>,
    /// The largest number allowed.
    pub max: Option<f64>,
    /// Whether the options are a few examples because no instance gave its own.
    pub offline: bool,
    /// What there is to know about the param; only the bundled catalogue has it.
    pub help: Option<String>,
    /// Keys that this program does not know.
    pub extra: Map<String, Value>,
}

impl Param {
    /// A param of this id and type with nothing else said about it.
    pub(super) fn bare(id: &str, kind: ParamType) -> Self {
        Self {
            id: SmolStr::new(id),
            label: id.to_owned(),
            kind,
            default: Value::Null,
            placeholder: String::new(),
            options: Arc::default(),
            multiple: false,
            jinja_supported: false,
            display_on: None,
            sub_selector: false,
            picker_create_new: false,
            options_url: None,
            disabled: false,
            input_type: None,
            min: None,
            max: None,
            offline: false,
            help: None,
            extra: Map::new(),
        }
    }

    /// Whether the value is a path into the roaming data. Those of misp-modules come as plain
    /// inputs with a mark of their own.
    pub fn is_hash_path(&self) -> bool {
        let marked = || self.extra.get("_isHashPath").and_then(Value::as_bool);
        self.kind == ParamType::HashPath || marked().unwrap_or_default()
    }

    /// Whether the stored value is a list of strings. MISP's web editor stores lists also for
    /// pickers that create entries without being marked `multiple` (seen in `generic-if`).
    pub fn is_list(&self) -> bool {
        self.multiple || (self.kind == ParamType::Picker && self.picker_create_new)
    }

    /// Whether a value that is none of the options is fine: always where there are no options to
    /// choose from, in pickers that create entries, and offline, where the instance's own options
    /// are unknown.
    pub fn free_entry(&self) -> bool {
        let chooses = matches!(
            self.kind,
            ParamType::Select | ParamType::Picker | ParamType::Radio
        );
        !chooses || self.picker_create_new || self.offline || self.options_url.is_some()
    }

    /// The option with this value.
    pub fn option(&self, value: &str) -> Option<&ParamOption> {
        self.options.iter().find(|option| option.value == value)
    }

    /// The default in the form that is stored; `""` (or an empty list) where there is none.
    pub fn default_value(&self) -> Value {
        self.normalise(&self.default)
    }

    /// A value in the form that the wire wants: a list of strings for lists, else one string.
    /// Lists that came as objects, numbers, booleans and single values are taken too. A value that
    /// has no such form (an object where a text belongs) is kept as it is, for the user to see.
    pub fn normalise(&self, value: &Value) -> Value {
        if self.is_list() {
            return Value::Array(texts(value).into_iter().map(Value::String).collect());
        }
        match value {
            Value::Bool(_) if self.kind == ParamType::Checkbox => value.clone(),
            Value::Array(items) if items.len() < 2 => {
                self.normalise(items.first().unwrap_or(&Value::Null))
            }
            _ => scalar_text(value).map_or_else(|| value.clone(), Value::String),
        }
    }

    /// The value that counts in an editor: what the node stores, else the default (spec 01,
    /// "Merging a node with the catalogue's module"), normalised. Empty values fall back too, but
    /// not the text `0`: MISP's web editor keeps it.
    pub fn effective_value(&self, stored: Option<&Value>) -> Value {
        match stored {
            Some(value) if !is_blank(value) => self.normalise(value),
            _ => self.default_value(),
        }
    }

    /// Whether the param is shown beside these values, which must be effective ones
    /// ([`super::Module::merge`]): an absent value meets no condition.
    pub fn is_visible(&self, values: &(impl ParamValues + ?Sized)) -> bool {
        self.display_on
            .as_ref()
            .is_none_or(|display_on| display_on.holds(values))
    }

    /// The chosen values that are none of the options, where that is not fine. The module's own
    /// default is fine, though some modules have one that is none of their options: nobody chose
    /// it.
    pub fn unknown_choices(&self, value: &Value) -> Vec<String> {
        self.unknown_among(value, |text| self.option(text).is_some())
    }

    /// The same with the options looked up elsewhere.
    pub(crate) fn unknown_among(
        &self,
        value: &Value,
        is_option: impl Fn(&str) -> bool,
    ) -> Vec<String> {
        if self.free_entry() {
            return Vec::new();
        }
        let defaults = texts(&self.default);
        texts(value)
            .into_iter()
            .filter(|text| !text.is_empty() && !is_option(text) && !defaults.contains(text))
            .collect()
    }
}

/// What JavaScript or PHP would call empty, save the text `0`.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(items) => items.is_empty(),
    }
}
