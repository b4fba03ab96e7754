//! Action modules (spec 05; README-live 23 to 43).

mod misp_module;
mod stop_execution;

pub use misp_module::MispModule;
pub use stop_execution::StopExecution;
