//! What the service offers: the answer to `GET /modules` as typed values.

use std::sync::{Arc, LazyLock};

use indexmap::IndexMap;
use serde_json::json;
use smol_str::SmolStr;

use crate::{
    catalogue::{self, Catalogue},
    value::Value,
};

/// What misp-modules 3.1.0 answers to `GET /modules`, reduced to names, types and flags.
pub(super) const MISP_MODULES_3_1_0: &str =
    include_str!("../../../assets/catalogue/misp-modules-3.1.0.json");

/// Which family a misp-module belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// An action for workflows.
    Action,
    /// Finds out more about an attribute.
    Expansion,
    /// Writes events in another format.
    Export,
    /// Reads another format.
    Import,
}

/// How an expansion module is asked and answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Asked for a value under its type; answers with a list of values.
    Simple,
    /// `misp_standard`: asked with the whole attribute; answers with attributes and objects.
    MispStandard,
}

/// A misp-module.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The name, by which it is asked for.
    pub name: SmolStr,
    /// Its version.
    pub version: SmolStr,
    /// Its family.
    pub family: Family,
    /// Whether its findings can be added to an event.
    pub expands: bool,
    /// Whether it is asked when somebody points at a value.
    pub hovers: bool,
    /// The attribute types that it takes.
    pub input: Vec<SmolStr>,
    /// How it is asked.
    pub format: Format,
    /// The names of its settings, each of which is the server setting
    /// `Plugin.Enrichment_<module>_<name>`.
    pub config: Vec<SmolStr>,
    /// For an action: the workflow module that MISP makes of it.
    pub action: Option<Arc<catalogue::Module>>,
}

impl Service {
    /// Reads one entry of the answer; `None` where it has no name or is of no known family.
    pub fn from_value(entry: &Value) -> Option<Self> {
        let name = entry
            .get("name")?
            .as_str()
            .filter(|name| !name.is_empty())?;
        let family = match entry.get("type")?.as_str()? {
            "action_mod" => Family::Action,
            "expansion" | "hover" => Family::Expansion,
            "export_mod" => Family::Export,
            "import_mod" => Family::Import,
            _ => return None,
        };
        let takes = entry.get("mispattributes");
        let meta = entry.get("meta");
        let kinds = texts(meta.and_then(|meta| meta.get("module-type")));
        let format = takes.and_then(|takes| takes.get("format"));
        let version = meta.and_then(|meta| meta.get("version"));
        let version = SmolStr::new(version.unwrap_or(&Value::Null).to_text());
        let about_action = takes.and_then(|takes| takes.get("config"));
        Some(Self {
            name: SmolStr::new(name),
            family,
            expands: kinds.iter().any(|kind| kind == "expansion"),
            hovers: kinds.iter().any(|kind| kind == "hover"),
            input: texts(takes.and_then(|takes| takes.get("input"))),
            format: match format.and_then(Value::as_str) {
                Some("misp_standard") => Format::MispStandard,
                _ => Format::Simple,
            },
            config: match family {
                Family::Action => Vec::new(),
                _ => texts(meta.and_then(|meta| meta.get("config"))),
            },
            action: (family == Family::Action)
                .then(|| action(name, &version, about_action.unwrap_or(&Value::Null)))
                .flatten(),
            version,
        })
    }

    /// Whether it takes attributes of this type.
    pub fn takes(&self, kind: &str) -> bool {
        self.input.iter().any(|input| input == kind)
    }
}

/// The workflow module that MISP makes of an action (compared with its answers to
/// `/workflows/moduleView`): the params' ids are their names in small letters with underscores,
/// what the service calls their value is a hint, not a default.
fn action(name: &str, version: &str, described: &Value) -> Option<Arc<catalogue::Module>> {
    let params = described.get("params").map(Value::to_array);
    let params = params.unwrap_or_default();
    let params: Vec<_> = params
        .iter()
        .map(|(key, param)| {
            let id = key.to_string().to_lowercase().replace(' ', "_");
            let kind = param.get("type").unwrap_or(&Value::Null).to_text();
            let hint = param.get("value").unwrap_or(&Value::Null).to_text();
            let flag = |name: &str| param.get(name).is_some_and(Value::is_truthy);
            json!({
                "id": id,
                "label": title(&id),
                "type": if kind == "large_string" { "textarea" } else { "input" },
                "placeholder": hint,
                "jinja_supported": flag("jinja_supported"),
                "_isHashPath": kind == "hash_path",
            })
        })
        .collect();
    let flag = |name: &str| described.get(name).is_some_and(Value::is_truthy);
    let description = json!({
        "id": name,
        "name": name,
        "version": version,
        "module_type": "action",
        "icon": "python",
        "icon_class": "fab",
        "blocking": flag("blocking"),
        "support_filters": flag("support_filters"),
        "expect_misp_core_format": flag("expect_misp_core_format"),
        "is_misp_module": true,
        "params": params,
    });
    let (catalogue, _) = Catalogue::from_server(&serde_json::Value::Null, &description).ok()?;
    catalogue.get(name).cloned().map(Arc::new)
}

/// A param's id as a label: words with capitals.
fn title(id: &str) -> String {
    let words = id.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    });
    words.collect::<Vec<_>>().join(" ")
}

fn texts(list: Option<&Value>) -> Vec<SmolStr> {
    let list = list.map(Value::to_array).unwrap_or_default();
    list.values()
        .filter(|value| !value.is_array())
        .map(|value| SmolStr::new(value.to_text()))
        .collect()
}

/// The misp-modules that a server's service offers, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Services(IndexMap<SmolStr, Service>);

impl Services {
    /// Reads the answer to `GET /modules`. Entries that are no module descriptions are left out;
    /// of two with one name the last counts.
    ///
    /// ```
    /// use misp_flow_engine::{misp_modules::Services, value::Value};
    ///
    /// let answer = br#"[{"name": "eql", "type": "expansion", "mispattributes":
    ///     {"input": ["ip-dst", "filename"]}, "meta": {"module-type": ["expansion"]}}]"#;
    /// let services = Services::from_answer(&Value::from_json(answer)?);
    /// assert!(services.get("eql").is_some_and(|eql| eql.takes("filename")));
    /// # Ok::<(), misp_flow_engine::value::JsonError>(())
    /// ```
    pub fn from_answer(answer: &Value) -> Self {
        let entries = answer.to_array();
        let services = entries.values().filter_map(Service::from_value);
        Self(
            services
                .map(|service| (service.name.clone(), service))
                .collect(),
        )
    }

    /// Those of misp-modules 3.1.0.
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<Services> = LazyLock::new(|| {
            // A test reads the file, so there is nothing to tell a user who could not mend it.
            let answer = Value::from_json(MISP_MODULES_3_1_0.as_bytes()).unwrap_or_default();
            Services::from_answer(&answer)
        });
        &BUNDLED
    }

    /// Adds others; of two with one name the new one counts.
    pub fn extend(&mut self, others: &Self) {
        self.0.extend(others.0.clone());
    }

    /// The module with this name.
    pub fn get(&self, name: &str) -> Option<&Service> {
        self.0.get(name)
    }

    /// All, in the service's order.
    pub fn iter(&self) -> impl Iterator<Item = &Service> {
        self.0.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_list_is_read_whole() {
        let services = Services::bundled();
        assert_eq!(services.iter().count(), 126);
        let actions = services.iter().filter(|service| service.action.is_some());
        assert_eq!(actions.count(), 5);
        let lookup = services.get("mmdb_lookup").unwrap();
        assert_eq!(lookup.format, Format::MispStandard);
        assert!(lookup.takes("ip-src|port") && lookup.expands && lookup.hovers);
        assert_eq!(
            lookup.config,
            ["custom_API", "db_source_filter", "max_country_info_qt"]
        );
    }

    #[test]
    fn an_action_becomes_the_module_that_the_server_shows() {
        let test = Services::bundled().get("testaction").unwrap();
        let module = test.action.as_ref().unwrap();
        let path = module.param("data_extraction_path").unwrap();
        assert_eq!(path.label, "Data Extraction Path");
        assert!(path.is_hash_path());
        assert!(!module.blocking && module.is_misp_module);
        let set = Services::bundled().get("qradar_reference_set_publish");
        assert!(set.unwrap().action.as_ref().unwrap().blocking);
    }
}
