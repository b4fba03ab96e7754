//! Action modules (spec 05; README-live 23 to 43).

mod attach_enrichment;
mod enrich_event;
mod misp_module;
mod stop_execution;

pub use attach_enrichment::AttachEnrichment;
pub use enrich_event::EnrichEvent;
pub use misp_module::MispModule;
pub use stop_execution::StopExecution;

use smol_str::SmolStr;

use crate::value::Value;

/// The misp-modules that a node names: one, or a list in which the empty choice may stand.
fn chosen_modules(modules: &Value) -> Vec<SmolStr> {
    let names = modules.to_array();
    let names = names.values().map(|name| SmolStr::new(name.to_text()));
    names.filter(|name| !name.is_empty()).collect()
}
