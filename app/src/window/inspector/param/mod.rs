//! One param of a node: the widget that its type asks for.

mod choice;
mod hash_path;
mod number;

use std::borrow::Cow;

use egui::Ui;
use misp_flow_engine::{
    catalogue::{Module, Param, ParamType},
    describe::is_secret,
    edit::Edit,
    workflow::NodeId,
};
use serde_json::{Map, Value as Json};

use super::{
    form::Form,
    jinja,
    label::{Caption, Tone, note},
    picker::PickerField,
    problems,
    text::{TextField, Typed},
    values,
};

/// From so many options on, a choice of one gets a field to filter them.
const FILTERED: usize = 24;

/// The param that is compared with what a path finds.
const VALUE: &str = "value";

/// What a param's widget needs to know.
#[derive(Clone, Copy)]
pub(super) struct ParamField<'a> {
    pub node: &'a NodeId,
    pub module: &'a Module,
    pub param: &'a Param,
    /// The values that count, of all params of the node (`Module::merge`).
    pub values: &'a Map<String, Json>,
    /// What the node stores for this param.
    pub stored: Option<&'a Json>,
    /// Whether it may be changed, the param's own ban left aside.
    pub editable: bool,
}

impl<'a> ParamField<'a> {
    pub fn show(self, ui: &mut Ui, form: &mut Form<'_, '_>) {
        let editable = self.editable && !self.param.disabled;
        let field = Self { editable, ..self };
        ui.push_id(("param", self.param.id.as_str()), |ui| {
            ui.scope(|ui| {
                if self.param.disabled {
                    ui.disable();
                }
                field.widget(ui, form);
            });
            problems::of_param(ui, form, self.node, &self.param.id);
            if self.param.disabled {
                note(
                    ui,
                    Tone::Plain,
                    "The instance does not let anybody change this",
                );
            }
            if let Some(help) = &self.param.help {
                note(ui, Tone::Plain, help);
            }
        });
    }

    fn widget(self, ui: &mut Ui, form: &mut Form<'_, '_>) {
        let options = self.param.options.len();
        let structure = !self.param.is_list() && self.scalar().is_none();
        match &self.param.kind {
            _ if structure => self.structure(ui, form),
            ParamType::Picker => self.picker(ui, form),
            ParamType::Select | ParamType::Radio if self.param.multiple || options >= FILTERED => {
                self.picker(ui, form);
            }
            ParamType::Select => choice::select(self, ui, form),
            ParamType::Radio => choice::radio(self, ui, form),
            ParamType::Checkbox => choice::checkbox(self, ui, form),
            _ if self.param.is_hash_path() => hash_path::show(self, ui, form),
            ParamType::Input if self.param.input_type.as_deref() == Some("number") => {
                number::show(self, ui, form);
            }
            ParamType::Input | ParamType::HashPath | ParamType::Other(_) => {
                self.text_field(ui, form, 1)
            }
            ParamType::Textarea => self.text_field(ui, form, 4),
        }
    }

    /// Whether the list of problems says one of these of the param.
    fn is_told(self, form: &Form<'_, '_>, codes: &[&str]) -> bool {
        form.problems_of_param(self.node, &self.param.id)
            .any(|(_, problem)| codes.contains(&problem.code))
    }

    fn value(self) -> &'a Json {
        self.values
            .get(self.param.id.as_str())
            .unwrap_or(&Json::Null)
    }

    /// The value as the text of a form; `None` for lists and objects.
    fn scalar(self) -> Option<Cow<'a, str>> {
        match self.value() {
            Json::String(text) => Some(Cow::Borrowed(text)),
            Json::Null | Json::Bool(false) => Some(Cow::Borrowed("")),
            Json::Bool(true) => Some(Cow::Borrowed("1")),
            Json::Number(number) => Some(Cow::Owned(number.to_string())),
            Json::Array(_) | Json::Object(_) => None,
        }
    }

    fn text(self) -> Cow<'a, str> {
        self.scalar().unwrap_or_default()
    }

    fn caption(self) -> Caption<'a> {
        Caption {
            text: &self.param.label,
            jinja: self.param.jinja_supported,
        }
    }

    fn edit(self, value: impl Into<Json>) -> Edit {
        Edit::SetParam {
            node: self.node.clone(),
            param: self.param.id.to_string(),
            value: Some(value.into()),
        }
    }

    /// A text field for this param, with `rows` lines.
    fn as_text(self, text: &'a str, rows: usize) -> TextField<'a> {
        TextField {
            salt: "field",
            caption: self.caption(),
            text,
            falls_back: true,
            hint: &self.param.placeholder,
            rows,
            mono: rows > 1,
            wraps: false,
            lists: false,
            takes_tab: false,
            secret: is_secret(self.module, self.param, text),
            editable: self.editable,
            mark: None,
        }
    }

    /// Shows a text field with the help that the param's kind of text allows.
    fn helped(self, ui: &mut Ui, form: &mut Form<'_, '_>, field: &TextField<'_>) -> Typed {
        if self.param.jinja_supported {
            let told = self.is_told(form, &["template-syntax"]);
            jinja::show(ui, form, field, told)
        } else if self.param.id == VALUE {
            values::show(ui, form, field, hash_path::compared(self))
        } else {
            field.show(ui, form)
        }
    }

    fn text_field(self, ui: &mut Ui, form: &mut Form<'_, '_>, rows: usize) {
        let text = self.text();
        let typed = self.helped(ui, form, &self.as_text(&text, rows));
        if let Some(text) = typed.text {
            form.type_in(self.edit(text));
        }
        if let ParamType::Other(kind) = &self.param.kind {
            let text = format!("The type {kind} is not known here; edited as text");
            note(ui, Tone::Plain, &text);
        }
    }

    fn picker(self, ui: &mut Ui, form: &mut Form<'_, '_>) {
        let listed = self.param.is_list();
        let chosen: Vec<String> = match self.value() {
            Json::Array(items) => items
                .iter()
                .filter_map(Json::as_str)
                .map(str::to_owned)
                .collect(),
            _ => Some(self.text().into_owned())
                .filter(|text| !text.is_empty())
                .into_iter()
                .collect(),
        };
        let hint = match self.param.placeholder.as_str() {
            "" if self.param.free_entry() => "Pick or type a value",
            "" => "Type to filter",
            hint => hint,
        };
        let field = PickerField {
            salt: "field",
            caption: self.caption(),
            options: &self.param.options,
            chosen: &chosen,
            many: listed,
            create: self.param.kind == ParamType::Picker && self.param.free_entry(),
            elsewhere: self.param.options_url.is_some(),
            told: self.is_told(form, &["unknown-choice", "unknown-tag"]),
            hint,
            editable: self.editable && form.editable(),
        };
        let changed = field.show(ui, form);
        let lost = self.lost_items();
        if lost > 0 {
            let what = if lost == 1 { "entry is" } else { "entries are" };
            let text = format!(
                "{lost} {what} no text and cannot be shown; kept until you change the list"
            );
            note(ui, Tone::Warning, &text);
        }
        if let Some(chosen) = changed {
            let edit = if listed {
                self.edit(chosen)
            } else {
                self.edit(chosen.into_iter().next().unwrap_or_default())
            };
            form.choose(edit);
        }
    }

    /// How many entries of the stored list are themselves lists or objects.
    fn lost_items(self) -> usize {
        let is_nested = |item: &&Json| item.is_array() || item.is_object();
        match self.stored {
            Some(Json::Array(items)) => items.iter().filter(is_nested).count(),
            Some(Json::Object(items)) => items.values().filter(is_nested).count(),
            _ => 0,
        }
    }

    /// A value that no widget can hold, e.g. an object where a text belongs.
    fn structure(self, ui: &mut Ui, form: &mut Form<'_, '_>) {
        let text = self.value().to_string();
        let field = TextField {
            mono: true,
            editable: false,
            falls_back: false,
            ..self.as_text(&text, 2)
        };
        field.show(ui, form);
        if !self.is_told(form, &["no-text"]) {
            let text = "Holds a structure where a text belongs; it is kept as it is";
            note(ui, Tone::Warning, text);
        }
        let clear = egui::Button::new("Clear the value");
        if ui
            .add_enabled(self.editable && form.editable(), clear)
            .clicked()
        {
            form.choose(Edit::SetParam {
                node: self.node.clone(),
                param: self.param.id.to_string(),
                value: None,
            });
        }
    }
}
