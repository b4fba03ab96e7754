//! The server of the recordings: its events, tags and lists as they were before each.

use std::sync::LazyLock;

use misp_flow_engine::{
    instance::{ARBITRARY_URLS, Instance, Store},
    misp_modules::Services,
    value::Value,
};

use crate::conformance::field;

static RIG: LazyLock<Result<Store, String>> = LazyLock::new(|| {
    let packed = include_bytes!("../../../vectors/live_rig.json.zst");
    let json = zstd::decode_all(packed.as_slice()).map_err(|error| error.to_string())?;
    let rig = Value::from_json(&json).map_err(|error| error.to_string())?;
    Ok(Store::from_value(&rig))
});

/// The server as it was before this recording.
pub fn instance(vector: &Value) -> Result<Instance, String> {
    let mut instance = Instance::default();
    instance.store = RIG.clone()?;
    instance.settings.insert(ARBITRARY_URLS.into(), Value::Null);
    for (name, value) in &field(vector, "settings").to_array() {
        instance
            .settings
            .insert(name.to_string().into(), value.clone());
    }
    instance
        .settings
        .insert("MISP.disable_emailing".into(), Value::from(true));
    let extra = Services::from_answer(field(vector, "modules_extra"));
    instance.add_services(&extra);
    // The rig had enabled a few misp-modules for enrichment; this one was left off.
    let left_off = "Plugin.Enrichment_cpe_enabled";
    instance
        .settings
        .insert(left_off.into(), Value::from(false));
    let disabled = field(vector, "modules_disabled").to_array();
    instance.disabled = disabled
        .values()
        .map(|id| id.to_text().as_ref().into())
        .collect();
    if field(vector, "id").to_text() == "trigger-disabled" {
        instance
            .disabled
            .insert(field(vector, "trigger").to_text().as_ref().into());
    }
    galaxies(field(vector, "expected"), &mut instance.store);
    Ok(instance)
}

/// The server had thousands of galaxy clusters; the recordings show those that mattered.
fn galaxies(value: &Value, store: &mut Store) {
    let Some(array) = value.as_array() else {
        return;
    };
    for (key, value) in array {
        if key.to_string() == "Galaxy" {
            for galaxy in value.to_array().values() {
                store.add_galaxy(galaxy);
            }
        }
        galaxies(value, store);
    }
}
