//! The questions that MISP sends with `POST /query`, key by key as it sends them.

use smol_str::SmolStr;

use super::{Format, Service};
use crate::{
    instance::Instance,
    run::ModuleQuery,
    value::{Array, Value},
};

/// Who asks, and about which event.
#[derive(Clone, Debug, PartialEq)]
pub struct Asker {
    /// The user as whom workflows run.
    pub user: Value,
    /// The id of the event.
    pub event: Value,
}

/// The permissions of the role that the user of workflows has.
const PERMISSIONS: [&str; 21] = [
    "perm_site_admin",
    "perm_admin",
    "perm_sync",
    "perm_audit",
    "perm_auth",
    "perm_regexp_access",
    "perm_tagger",
    "perm_tag_editor",
    "perm_template",
    "perm_sharing_group",
    "perm_delegate",
    "perm_sighting",
    "perm_object_template",
    "perm_galaxy_editor",
    "perm_decaying",
    "perm_publish_zmq",
    "perm_publish_kafka",
    "perm_warninglist",
    "perm_view_feed_correlations",
    "perm_analyst_data",
    "perm_skip_otp",
];

impl Asker {
    /// The server's own user, which may do everything and belongs to the host organisation
    /// (README-live 33), about the event with this id.
    pub fn of(instance: &Instance, event: Value) -> Self {
        let organisation = instance.host_organisation();
        let organisation = organisation.cloned().unwrap_or(Value::empty_array());
        let id = organisation.get("id").cloned().unwrap_or_default();
        let role = PERMISSIONS.map(|name| (name, Value::from(true)));
        let user = map([
            ("email", Value::from("SYSTEM")),
            ("id", Value::from(0)),
            ("org_id", id),
            ("Role", map(role)),
            ("Organisation", organisation),
        ]);
        Self { user, event }
    }
}

/// What `attach-enrichment` asks about an attribute of the roaming data (README-live 33). A module
/// without settings gets `{"_": "_"}`.
pub fn ask_about(
    service: &Service,
    asker: &Asker,
    attribute: &Value,
    instance: &Instance,
) -> ModuleQuery {
    let mut body = Array::new();
    body.insert("user", asker.user.clone());
    body.insert("event_id", asker.event.clone());
    let none = || map([("_", Value::from("_"))]);
    body.insert("config", settings(service, instance).unwrap_or_else(none));
    body.insert("module", Value::from(service.name.clone()));
    insert_subject(&mut body, service, attribute);
    query(&service.name, body)
}

/// What `enrich-event` asks about an attribute of the database (`enrichev-…`). A module without
/// settings gets none.
pub fn ask_to_enrich(
    service: &Service,
    event: &Value,
    attribute: &Value,
    instance: &Instance,
) -> ModuleQuery {
    let mut body = Array::new();
    body.insert("module", Value::from(service.name.clone()));
    body.insert("event_id", event.clone());
    let uuid = attribute.get("uuid").cloned().unwrap_or_default();
    body.insert("attribute_uuid", uuid);
    if let Some(settings) = settings(service, instance) {
        body.insert("config", settings);
    }
    insert_subject(&mut body, service, attribute);
    query(&service.name, body)
}

/// What a node of a misp-module action asks (README-live 36): the data; the params; for a module
/// with filters the items that the node's filter picks; what the hash paths among the params
/// find, by the params' labels, where there are such params.
pub fn ask_for_action(
    module: &SmolStr,
    data: Value,
    params: Value,
    items: Option<Value>,
    found: Array,
) -> ModuleQuery {
    let mut body = Array::new();
    body.insert("module", Value::from(module.clone()));
    body.insert("data", data);
    body.insert("params", params);
    if let Some(items) = items {
        body.insert("filteredItems", items);
    }
    if !found.is_empty() {
        body.insert("matchingData", found.into());
    }
    query(module, body)
}

/// What it is asked about: a whole attribute, or a value under its type.
fn insert_subject(body: &mut Array, service: &Service, attribute: &Value) {
    match service.format {
        Format::MispStandard => {
            body.insert("attribute", attribute.clone());
        }
        Format::Simple => {
            let text = |name: &str| attribute.get(name).cloned().unwrap_or_default();
            body.insert(text("type").to_text().as_ref(), text("value"));
        }
    }
}

/// The module's settings as the server has them, null where they were never set.
fn settings(service: &Service, instance: &Instance) -> Option<Value> {
    let values: Vec<_> = service
        .config
        .iter()
        .map(|name| {
            let setting = format!("Plugin.Enrichment_{}_{name}", service.name);
            (name.as_str(), instance.setting(&setting).clone())
        })
        .collect();
    (!values.is_empty()).then(|| map(values))
}

fn query(module: &SmolStr, body: Array) -> ModuleQuery {
    ModuleQuery {
        module: module.clone(),
        body: body.into(),
    }
}

fn map<'k>(fields: impl IntoIterator<Item = (&'k str, Value)>) -> Value {
    let mut array = Array::new();
    for (key, value) in fields {
        array.insert(key, value);
    }
    array.into()
}
