//! The server's catalogue: the bundled one in the shape in which MISP gives it, with what is switched on.

use std::collections::HashSet;

use misp_flow_engine::{
    catalogue::{Catalogue, Module, ModuleKind},
    misp_modules::Services,
    value::{Array, Value},
};
use serde_json::{Value as Json, json};

use super::{
    answer::Answer,
    call::Call,
    setup::{Age, Setup},
    state::fill,
};

/// The bundled catalogue, in the shape of a server's two answers; keys that begin with `_help` and
/// `_offline` are our own.
const BUNDLED: &str = include_str!("../../../assets/catalogue/misp-2.5.1.json");

/// The trigger of ad-hoc workflows on newer servers. Its real id was not recorded.
pub(super) const AD_HOC: &str = "ad-hoc";

/// The modules of the server.
pub struct Modules {
    triggers: Vec<Json>,
    /// Actions, then logic modules.
    others: Vec<Json>,
    enabled: HashSet<String>,
}

impl Modules {
    /// The bundled modules and the examples that every server has.
    pub fn new(setup: &Setup) -> Self {
        let mut bundled: Json = serde_json::from_str(BUNDLED).expect("the bundled catalogue");
        let mut list = |name: &str| match bundled[name].take() {
            Json::Array(modules) => modules.into_iter().map(plain).collect(),
            _ => Vec::new(),
        };
        let mut triggers = list("triggers");
        let (mut others, logic): (Vec<_>, Vec<_>) =
            Vec::into_iter(list("modules")).partition(|module| module["module_type"] == "action");
        others.insert(9, example("blueprint-action-module", "action", 1));
        let services = Services::bundled().iter();
        others.extend(services.filter_map(|service| Some(described(service.action.as_ref()?))));
        others.push(example("blueprint-logic-module", "logic", 2));
        others.extend(logic);
        if setup.age == Age::Newer {
            others.iter_mut().for_each(name_options_url);
            triggers.push(ad_hoc());
        }
        let enabled = setup.enabled.iter().map(String::as_str);
        Self {
            triggers,
            others,
            enabled: enabled.chain([AD_HOC]).map(str::to_owned).collect(),
        }
    }

    /// Whether this id was switched on.
    pub fn is_enabled(&self, id: &str) -> bool {
        self.enabled.contains(id)
    }

    /// Switches an id on or off, whether there is such a module or not.
    pub fn enable(&mut self, id: &str, on: bool) {
        if on {
            self.enabled.insert(id.to_owned());
        } else {
            self.enabled.remove(id);
        }
    }

    /// Adds a module, or takes the place of one of the same id.
    pub fn put(&mut self, module: Json) {
        let list = if module["module_type"] == "trigger" {
            &mut self.triggers
        } else {
            &mut self.others
        };
        match list.iter_mut().find(|other| other["id"] == module["id"]) {
            Some(other) => *other = module,
            None => list.push(module),
        }
    }

    /// Takes a module away. Gives `false` where there is none.
    pub fn remove(&mut self, id: &str) -> bool {
        let count = self.triggers.len() + self.others.len();
        self.triggers.retain(|module| module["id"] != id);
        self.others.retain(|module| module["id"] != id);
        self.triggers.len() + self.others.len() < count
    }

    /// A module or trigger.
    pub fn module(&self, id: &str) -> Option<Json> {
        let mut all = self.triggers.iter().chain(&self.others);
        let module = all.find(|module| module["id"] == id)?;
        Some(self.told(module))
    }

    /// A trigger.
    pub fn trigger(&self, id: &str) -> Option<Json> {
        let trigger = self.triggers.iter().find(|trigger| trigger["id"] == id)?;
        Some(self.told(trigger))
    }

    /// All triggers.
    pub fn triggers(&self) -> impl Iterator<Item = Json> {
        self.triggers.iter().map(|trigger| self.told(trigger))
    }

    fn told(&self, module: &Json) -> Json {
        let mut module = module.clone();
        let id = module["id"].as_str().unwrap_or_default().to_owned();
        module["disabled"] = json!(!self.is_enabled(&id));
        module
    }

    /// The catalogue as the engine reads it from this server.
    pub fn catalogue(&self) -> Catalogue {
        let triggers: Json = self.triggers().collect();
        let others: Json = self.others.iter().map(|module| self.told(module)).collect();
        let read = Catalogue::from_server(&triggers, &others);
        read.expect("the double's own catalogue").0
    }

    /// Answers `moduleIndex`. A filtered list keeps its places, so that it has gaps.
    pub fn index(&self, call: &Call) -> Answer {
        let parameter = |name| call.parameter(name);
        let kind = parameter("type").unwrap_or_else(|| "action".to_owned());
        let of_kind: Vec<&Json> = match kind.as_str() {
            "all" | "custom" => self.others.iter().collect(),
            "trigger" => self.triggers.iter().collect(),
            "action" | "logic" => {
                let others = self.others.iter();
                others
                    .filter(|module| module["module_type"] == kind.as_str())
                    .collect()
            }
            _ => return Answer::json(&Json::Null),
        };
        let action = parameter("actiontype");
        let enabled = parameter("enabled");
        let kept = |module: &Json| {
            let is = |key: &str| module[key] == true;
            let enabled = enabled
                .as_deref()
                .is_none_or(|on| (on == "1") != is("disabled"));
            let action = match action.as_deref() {
                Some("mispmodule") => is("is_misp_module"),
                Some("blocking") => is("blocking"),
                _ => true,
            };
            enabled && action && (kind != "custom" || is("is_custom"))
        };
        let listed: Array = (0_i64..)
            .zip(of_kind)
            .map(|(place, module)| (place, self.told(module)))
            .filter(|(_, module)| kept(module))
            .map(|(place, module)| (place, Value::from(module)))
            .collect();
        Answer::php(&listed.into())
    }

    /// Answers `toggleModule/{id}/{0|1}`, also for ids that there are not.
    pub fn toggle(&mut self, call: &Call) -> Answer {
        if !call.is_post() {
            return Answer::method(call);
        }
        let (Some(id), on) = (call.arg(0), call.arg(1) == Some("1")) else {
            return Answer::internal(call);
        };
        self.enable(id, on);
        let name = format!("{} module {id}", done(on));
        Answer::saved(
            &name,
            &format!("/workflows/toggle_module/{id}"),
            Some(json!(id)),
        )
    }

    /// Answers `massToggleField/enabled/{0|1}`.
    pub fn toggle_many(&mut self, call: &Call) -> Answer {
        let (field, on) = (call.arg(0).unwrap_or_default(), call.arg(1) == Some("1"));
        if field != "enabled" {
            let name = format!("The field `{field}` cannot be toggled");
            return Answer::error(405, &name, call);
        }
        let ids = call
            .body()
            .and_then(|body| body["Workflow"]["module_ids"].as_str());
        let Some(ids) = ids.and_then(|ids| serde_json::from_str::<Vec<String>>(ids).ok()) else {
            return Answer::internal(call);
        };
        for id in &ids {
            self.enable(id, on);
        }
        let name = format!("{} {} modules", done(on), ids.len());
        Answer::saved(&name, "/workflows/toggle_module/Array", Some(json!(ids)))
    }
}

fn done(on: bool) -> &'static str {
    if on { "Enabled" } else { "Disabled" }
}

/// The module without the keys that a server does not send.
fn plain(mut module: Json) -> Json {
    for param in module["params"].as_array_mut().into_iter().flatten() {
        if let Some(param) = param.as_object_mut() {
            param.retain(|key, _| key != "_help" && key != "_offline");
        }
    }
    module
}

/// What every module has that says nothing else.
fn bare(id: &str, name: &str, kind: &str) -> Json {
    let filter = ["selector", "value", "operator", "path"];
    let filter = filter.map(|text| json!({"text": text, "value": ""}));
    json!({
        "id": id, "name": name, "description": "", "icon": "shapes", "inputs": 1, "outputs": 1,
        "params": [], "blocking": false, "is_misp_module": false, "is_custom": false,
        "expect_misp_core_format": false, "version": "0.1", "icon_class": "",
        "multiple_output_connection": false, "support_filters": false, "saved_filters": filter,
        "module_type": kind, "disabled": true,
    })
}

/// An example for those who write modules, which every server has.
fn example(id: &str, kind: &str, outputs: usize) -> Json {
    let mut module = bare(id, &format!("Example of {kind}"), kind);
    module["description"] = json!("Shows how a module is written.");
    module["outputs"] = json!(outputs);
    module["is_custom"] = json!(true);
    module
}

/// What starts workflows that are run by hand.
fn ad_hoc() -> Json {
    let mut trigger = bare(AD_HOC, "Ad-hoc", "trigger");
    trigger["inputs"] = json!(0);
    let more = json!({
        "scope": "others", "misp_core_format": true, "trigger_overhead": 1,
        "trigger_overhead_message": "", "html_template": "trigger", "is_adhoc": true,
    });
    fill(&mut trigger, more);
    trigger
}

/// A misp-module as MISP describes it.
fn described(module: &Module) -> Json {
    let mut told = bare(&module.id, &module.name, ModuleKind::Action.name());
    told["description"] = json!(module.description);
    told["icon"] = json!("python");
    told["icon_class"] = json!("fab");
    told["is_misp_module"] = json!(true);
    told["version"] = json!(module.version);
    told["blocking"] = json!(module.blocking);
    told["support_filters"] = json!(module.support_filters);
    told["expect_misp_core_format"] = json!(module.expect_misp_core_format);
    let params = module.params.iter().map(|param| {
        json!({
            "id": param.id, "label": param.label, "type": param.kind.name(),
            "placeholder": param.placeholder,
        })
    });
    told["params"] = params.collect();
    told
}

/// Newer servers name a URL in place of the options of their largest pickers.
fn name_options_url(module: &mut Json) {
    for param in module["params"].as_array_mut().into_iter().flatten() {
        let galaxies = match param["id"].as_str() {
            Some("tags") => 0,
            Some("clusters") => 1,
            _ => continue,
        };
        if let Some(fields) = param.as_object_mut() {
            fields.remove("options");
            let url = format!("/tags/fastIndex/{galaxies}.json");
            fields.insert(
                "picker_options".to_owned(),
                json!({"select_options_url": url}),
            );
        }
    }
}
