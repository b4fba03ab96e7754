//! From a server's JSON to typed modules. Takes what PHP makes of it: lists as objects with gaps,
//! `[]` for `{}`, numbers and booleans as strings (spec 01, 02).

use indexmap::IndexMap;
use serde_json::{Map, Value};
use smol_str::SmolStr;

use super::{
    Catalogue, CatalogueError, Note,
    module::{Module, ModuleKind, Overhead, TriggerInfo},
    param::{DisplayOn, Param, ParamOption, ParamType},
    value::{scalar_text, texts},
};

pub(super) const TRIGGERS: &str = "triggers";
pub(super) const MODULES: &str = "modules";

/// A body as JSON, or why it is none.
pub(super) fn json(body: &str, what: &'static str) -> Result<Value, CatalogueError> {
    if is_web_page(body) {
        return Err(CatalogueError::WebPage { what });
    }
    serde_json::from_str(body).map_err(|error| CatalogueError::NotJson {
        what,
        detail: error.to_string(),
    })
}

pub(super) fn catalogue(
    triggers: &Value,
    modules: &Value,
) -> Result<(Catalogue, Vec<Note>), CatalogueError> {
    let mut notes = Vec::new();
    let mut catalogue = Catalogue::default();
    let lists = [
        (triggers, TRIGGERS, ModuleKind::Trigger),
        (modules, MODULES, ModuleKind::Action),
    ];
    for (answer, what, kind) in lists {
        for (place, entry) in entries(answer, what, &mut notes)? {
            let Value::Object(fields) = entry else {
                note(
                    &mut notes,
                    place,
                    "is no module description and was left out",
                );
                continue;
            };
            let Some(module) = module(fields, kind, &mut notes) else {
                note(&mut notes, place, "has no id and was left out");
                continue;
            };
            if let Some(twin) = catalogue.insert(module) {
                note(
                    &mut notes,
                    twin.id.to_string(),
                    "is listed twice; the last one counts",
                );
            }
        }
    }
    Ok((catalogue, notes))
}

/// The elements of an answer that should be a list, each with a name for notes.
fn entries<'a>(
    answer: &'a Value,
    what: &'static str,
    notes: &mut Vec<Note>,
) -> Result<Vec<(String, &'a Value)>, CatalogueError> {
    let named = |key: &dyn std::fmt::Display| format!("{what}[{key}]");
    match answer {
        Value::Null => {
            note(
                notes,
                what.to_owned(),
                "came as null, which is an empty list",
            );
            Ok(Vec::new())
        }
        Value::Array(items) => Ok((0..)
            .zip(items)
            .map(|(index, item): (usize, _)| (named(&index), item))
            .collect()),
        // An answer about a single module is a list of one.
        Value::Object(fields) if fields.contains_key("module_type") => {
            Ok(vec![(what.to_owned(), answer)])
        }
        Value::Object(fields) => match fields.get("message").or_else(|| fields.get("errors")) {
            Some(message) if !message.is_object() => Err(CatalogueError::Refused {
                what,
                message: texts(message).join(", "),
            }),
            _ => Ok(fields
                .iter()
                .map(|(key, item)| (named(key), item))
                .collect()),
        },
        Value::String(text) if is_web_page(text) => Err(CatalogueError::WebPage { what }),
        Value::String(_) => Err(CatalogueError::NotAList {
            what,
            found: "a text",
        }),
        Value::Number(_) => Err(CatalogueError::NotAList {
            what,
            found: "a number",
        }),
        Value::Bool(_) => Err(CatalogueError::NotAList {
            what,
            found: "yes or no",
        }),
    }
}

fn is_web_page(text: &str) -> bool {
    text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t'])
        .starts_with('<')
}

fn note(notes: &mut Vec<Note>, place: String, text: &str) {
    notes.push(Note {
        place,
        text: text.to_owned(),
    });
}

fn module(
    fields: &Map<String, Value>,
    listed_as: ModuleKind,
    notes: &mut Vec<Note>,
) -> Option<Module> {
    let mut fields = Fields(fields.clone());
    let id = fields.text("id")?;
    let kind = match fields.text("module_type") {
        None => listed_as,
        Some(name) => ModuleKind::named(&name).unwrap_or_else(|| {
            note(
                notes,
                id.clone(),
                &format!(
                    "has the unknown type “{name}” and is taken as {}",
                    listed_as.name()
                ),
            );
            listed_as
        }),
    };
    let bare = Module::bare(&id, kind);
    let trigger = (kind == ModuleKind::Trigger).then(|| TriggerInfo {
        scope: fields.word("scope"),
        misp_core_format: fields.flag("misp_core_format"),
        overhead: Overhead::rated(fields.count("trigger_overhead").unwrap_or(1)),
        overhead_message: fields.text("trigger_overhead_message").unwrap_or_default(),
        is_adhoc: fields.flag("is_adhoc"),
        workflow: fields.take("Workflow").filter(is_filled),
    });
    let params = fields.take("params").unwrap_or_default();
    Some(Module {
        name: fields
            .text("name")
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| id.clone()),
        version: fields.word("version"),
        description: fields.text("description").unwrap_or_default(),
        icon: fields.word("icon"),
        icon_class: fields.word("icon_class"),
        icon_path: fields.text("icon_path").filter(|path| !path.is_empty()),
        inputs: fields
            .count("inputs")
            .map_or(bare.inputs, |count| count as usize),
        outputs: fields
            .count("outputs")
            .map_or(bare.outputs, |count| count as usize),
        params: elements(&params)
            .filter_map(|entry| param(entry, &id, notes))
            .collect(),
        support_filters: fields.flag("support_filters"),
        blocking: fields.flag("blocking"),
        expect_misp_core_format: fields.flag("expect_misp_core_format"),
        is_misp_module: fields.flag("is_misp_module"),
        is_custom: fields.flag("is_custom"),
        disabled: fields.flag("disabled"),
        html_template: fields.word("html_template"),
        multiple_output_connection: fields.flag("multiple_output_connection"),
        trigger,
        extra: fields.0,
        ..bare
    })
}

fn param(entry: &Value, module: &str, notes: &mut Vec<Note>) -> Option<Param> {
    let Value::Object(fields) = entry else {
        note(
            notes,
            module.to_owned(),
            "has a param that is no description; it was left out",
        );
        return None;
    };
    let mut fields = Fields(fields.clone());
    let Some(id) = fields.text("id").or_else(|| fields.text("label")) else {
        note(
            notes,
            module.to_owned(),
            "has a param without an id; it was left out",
        );
        return None;
    };
    let kind = fields
        .text("type")
        .map_or(ParamType::Input, |name| ParamType::named(&name));
    if let ParamType::Other(name) = &kind {
        note(
            notes,
            format!("{module}.{id}"),
            &format!("has the unknown type “{name}” and is edited as text"),
        );
    }
    let hashpath = fields.take("hashpath").unwrap_or_default();
    Some(Param {
        label: fields
            .text("label")
            .filter(|label| !label.is_empty())
            .unwrap_or_else(|| id.clone()),
        default: fields.take("default").unwrap_or_default(),
        placeholder: fields.text("placeholder").unwrap_or_default(),
        options: options(&fields.take("options").unwrap_or_default()).into(),
        multiple: fields.flag("multiple"),
        jinja_supported: fields.flag("jinja_supported"),
        display_on: display_on(&fields.take("display_on").unwrap_or_default()),
        sub_selector: hashpath.get("is_sub_selector").is_some_and(truth),
        picker_create_new: fields.flag("picker_create_new"),
        options_url: options_url(&fields),
        disabled: fields.flag("disabled"),
        input_type: fields.text("input_type").map(SmolStr::from),
        min: fields.take("min").as_ref().and_then(number),
        max: fields.take("max").as_ref().and_then(number),
        offline: fields.flag("_offline"),
        help: fields.text("_help"),
        extra: fields.0,
        ..Param::bare(&id, kind)
    })
}

/// The rest of `picker_options` is for MISP's web page and stays among the unknown keys.
fn options_url(fields: &Fields) -> Option<String> {
    let url = fields.0.get("picker_options")?.get("select_options_url")?;
    url.as_str().map(str::to_owned)
}

/// Options as a map value → label, a list of `{name, value}` or a list of values. A list with a
/// gap comes as a map too and cannot be told from the first form; its numbers then are the values,
/// as MISP itself would take them.
fn options(value: &Value) -> Vec<ParamOption> {
    let pair = |value: SmolStr, label: SmolStr| ParamOption {
        label: if label.is_empty() {
            value.clone()
        } else {
            label
        },
        value,
    };
    let described = |entry: &Map<String, Value>| {
        let value = entry
            .get("value")
            .or_else(|| entry.get("id"))
            .and_then(scalar_text)?;
        let label = entry
            .get("name")
            .or_else(|| entry.get("label"))
            .and_then(scalar_text);
        Some(pair(value.into(), label.unwrap_or_default().trim().into()))
    };
    match value {
        Value::Array(items) => items
            .iter()
            .filter_map(|item| match item {
                Value::Object(entry) => described(entry),
                scalar => scalar_text(scalar).map(|text| pair(SmolStr::from(&text), text.into())),
            })
            .collect(),
        Value::Object(items) => items
            .iter()
            .filter_map(|(key, item)| match item {
                Value::Object(entry) => described(entry),
                scalar => scalar_text(scalar).map(|text| pair(key.into(), text.into())),
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn display_on(value: &Value) -> Option<DisplayOn> {
    let conditions: IndexMap<_, _> = value
        .as_object()?
        .iter()
        .map(|(id, wanted)| {
            let wanted = match scalar_text(wanted) {
                Some(text) => vec![SmolStr::from(text)],
                None => texts(wanted).into_iter().map(SmolStr::from).collect(),
            };
            (SmolStr::from(id), wanted)
        })
        .collect();
    (!conditions.is_empty()).then_some(DisplayOn(conditions))
}

fn elements(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(items) => Box::new(items.values()),
        _ => Box::new(std::iter::empty()),
    }
}

fn is_filled(value: &Value) -> bool {
    elements(value).next().is_some()
}

/// PHP's truth, with the words that forms send.
fn truth(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.as_str(), "" | "0" | "false"),
        Value::Null => false,
        list => is_filled(list),
    }
}

fn number(value: &Value) -> Option<f64> {
    scalar_text(value)?.trim().parse().ok()
}

/// The keys of a description; each is taken once, and what is left are the unknown ones.
struct Fields(Map<String, Value>);

impl Fields {
    fn take(&mut self, key: &str) -> Option<Value> {
        self.0.shift_remove(key).filter(|value| !value.is_null())
    }

    fn text(&mut self, key: &str) -> Option<String> {
        self.take(key).as_ref().and_then(scalar_text)
    }

    fn word(&mut self, key: &str) -> SmolStr {
        self.text(key).unwrap_or_default().into()
    }

    fn flag(&mut self, key: &str) -> bool {
        self.take(key).as_ref().is_some_and(truth)
    }

    fn count(&mut self, key: &str) -> Option<u32> {
        let number = number(&self.take(key)?)?;
        // A node with hundreds of outputs is a mistake, and drawing it would be one too.
        Some(number.clamp(0.0, 99.0) as u32)
    }
}
