//! A module's description and what follows from it for a node of that module.

use serde_json::{Map, Value};
use smol_str::SmolStr;

use super::{
    param::{Param, ParamType},
    value::{ParamValues, scalar_text},
};

/// Which part a module plays in a workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ModuleKind {
    /// Starts the workflow; exactly one in each.
    Trigger,
    /// Steers the walk.
    Logic,
    /// Does something.
    Action,
}

impl ModuleKind {
    /// The kind with this name in `module_type`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "trigger" => Some(Self::Trigger),
            "logic" => Some(Self::Logic),
            "action" => Some(Self::Action),
            _ => None,
        }
    }

    /// The name in `module_type`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trigger => "trigger",
            Self::Logic => "logic",
            Self::Action => "action",
        }
    }
}

/// How much load a trigger brings, as MISP rates it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Overhead {
    /// Runs now and then (1).
    #[default]
    Low,
    /// Can run often (2).
    Medium,
    /// Can run thousands of times in a row (3).
    High,
}

impl Overhead {
    /// The rate behind MISP's number; numbers out of range go to the nearest.
    pub fn rated(number: u32) -> Self {
        match number {
            0 | 1 => Self::Low,
            2 => Self::Medium,
            _ => Self::High,
        }
    }
}

/// What only triggers have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TriggerInfo {
    /// What it is about: `event`, `attribute`, `user`, …
    pub scope: SmolStr,
    /// Whether its data are normalised to MISP's core format (spec 04).
    pub misp_core_format: bool,
    /// How much load it brings.
    pub overhead: Overhead,
    /// Why it brings that much; may be empty.
    pub overhead_message: String,
    /// Whether it is started by hand only (newer servers).
    pub is_adhoc: bool,
    /// The workflow attached to it, as the server gives it.
    pub workflow: Option<Value>,
}

/// A module as a catalogue describes it (spec 02).
#[derive(Clone, Debug, PartialEq)]
pub struct Module {
    /// The id that nodes name in `data.id`.
    pub id: SmolStr,
    /// The name to show; never empty.
    pub name: String,
    /// The version, compared with a node's `module_version`.
    pub version: SmolStr,
    /// What it does.
    pub description: String,
    /// The Font Awesome name of the icon; may be empty.
    pub icon: SmolStr,
    /// The Font Awesome style, such as `fab`; may be empty.
    pub icon_class: SmolStr,
    /// The file name of a picture in place of an icon.
    pub icon_path: Option<String>,
    /// Trigger, logic or action.
    pub kind: ModuleKind,
    /// How many inputs a node has.
    pub inputs: usize,
    /// How many outputs a node has.
    pub outputs: usize,
    /// The params, in the order of the form.
    pub params: Vec<Param>,
    /// Whether a node filter has an effect.
    pub support_filters: bool,
    /// For triggers: whether the workflow can cancel what starts it. For actions: whether a
    /// failure ends the run.
    pub blocking: bool,
    /// Whether it needs data in MISP's core format.
    pub expect_misp_core_format: bool,
    /// Whether the misp-modules service runs it.
    pub is_misp_module: bool,
    /// Whether it was written for this instance.
    pub is_custom: bool,
    /// Whether the instance has it switched off.
    pub disabled: bool,
    /// Which form MISP's web page draws: `if`, `concurrent`, `trigger`; empty for the usual one.
    pub html_template: SmolStr,
    /// Whether an output takes several connections.
    pub multiple_output_connection: bool,
    /// What only triggers have; `None` for all others.
    pub trigger: Option<TriggerInfo>,
    /// Whether the description was made up from a node because the catalogue lacks the module.
    pub is_stub: bool,
    /// Keys that this program does not know.
    pub extra: Map<String, Value>,
}

/// A node's params beside what its module defines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// A value for every param of the module, in the module's order, in the form that is stored.
    pub values: Map<String, Value>,
    /// What the node stores for params that the module does not have: shown, and dropped when
    /// MISP's web editor saves (spec 01).
    pub invalid: Vec<(String, Value)>,
}

impl Module {
    /// A description for a node whose module is not in the catalogue, so that the node can be
    /// shown with its params readable. Each stored param becomes a text (or a list that takes
    /// anything); `module_type`, `inputs` and `outputs` are the node's own.
    pub fn stub(
        id: &str,
        name: &str,
        module_type: &str,
        (inputs, outputs): (usize, usize),
        params: &(impl ParamValues + ?Sized),
    ) -> Self {
        let kind = ModuleKind::named(module_type).unwrap_or(ModuleKind::Action);
        Self {
            name: if name.is_empty() { id } else { name }.to_owned(),
            description: "The instance does not have this module. The node is kept as it is."
                .to_owned(),
            inputs,
            outputs,
            params: params
                .entries()
                .map(|(id, value)| Param::stub(id, is_list(value)))
                .collect(),
            trigger: (kind == ModuleKind::Trigger).then(TriggerInfo::default),
            is_stub: true,
            ..Self::bare(id, kind)
        }
    }

    /// A module of this id and kind with nothing else said about it.
    pub(super) fn bare(id: &str, kind: ModuleKind) -> Self {
        Self {
            id: SmolStr::new(id),
            name: id.to_owned(),
            version: SmolStr::default(),
            description: String::new(),
            icon: SmolStr::default(),
            icon_class: SmolStr::default(),
            icon_path: None,
            kind,
            inputs: usize::from(kind != ModuleKind::Trigger),
            outputs: 1,
            params: Vec::new(),
            support_filters: false,
            blocking: false,
            expect_misp_core_format: false,
            is_misp_module: false,
            is_custom: false,
            disabled: false,
            html_template: SmolStr::default(),
            multiple_output_connection: false,
            trigger: None,
            is_stub: false,
            extra: Map::new(),
        }
    }

    /// The param with this id.
    pub fn param(&self, id: &str) -> Option<&Param> {
        self.params.iter().find(|param| param.id == id)
    }

    /// What stands at each output: then and else, concurrent, or nothing.
    pub fn output_labels(&self) -> Vec<&'static str> {
        let branches = self.kind == ModuleKind::Logic && self.outputs == 2;
        (0..self.outputs)
            .map(|output| match output {
                0 if self.html_template == "concurrent" => "concurrent",
                0 if branches => "then",
                1 if branches => "else",
                _ => "",
            })
            .collect()
    }

    /// A node's params as an editor shows them: effective values for all params of the module,
    /// and apart from them what the module does not have.
    pub fn merge(&self, params: &(impl ParamValues + ?Sized)) -> Merged {
        let values = self
            .params
            .iter()
            .map(|param| {
                let value = param.effective_value(params.value(&param.id));
                (param.id.to_string(), value)
            })
            .collect();
        let invalid = params
            .entries()
            .filter(|(id, _)| self.param(id).is_none())
            .map(|(id, value)| (id.to_owned(), value.clone()))
            .collect();
        Merged { values, invalid }
    }

    /// The params that are shown for these stored ones, in the order of the form.
    pub fn visible_params(
        &self,
        params: &(impl ParamValues + ?Sized),
    ) -> impl Iterator<Item = &Param> {
        let merged = self.merge(params);
        self.params
            .iter()
            .filter(move |param| param.is_visible(&merged.values))
    }

    /// Whether a node that carries this version was made for another one.
    pub fn has_changed_since(&self, node_version: &str) -> bool {
        !self.is_stub && !node_version.is_empty() && self.version != node_version
    }

    /// The classes that MISP's web editor writes into `class` of a node of this module (as seen
    /// on a real 2.5.1).
    pub fn node_class(&self) -> String {
        let template = match self.html_template.as_str() {
            "" => "default",
            name => name,
        };
        let mut class = format!("block-type-{template}");
        if self.kind == ModuleKind::Logic {
            class.push_str(" block-type-logic");
        }
        if self.expect_misp_core_format {
            class.push_str(" expect-misp-core-format");
        }
        if self.disabled {
            class.push_str(" disabled");
        }
        class
    }
}

/// Whether this is a list of texts, be it one that PHP sent as an object.
fn is_list(value: &Value) -> bool {
    match value {
        Value::Array(_) => true,
        Value::Object(items) => items.values().all(|item| scalar_text(item).is_some()),
        _ => false,
    }
}

impl Param {
    /// A param of which only the id is known.
    fn stub(id: &str, list: bool) -> Self {
        Self {
            multiple: list,
            picker_create_new: list,
            ..Self::bare(
                id,
                if list {
                    ParamType::Picker
                } else {
                    ParamType::Input
                },
            )
        }
    }
}
