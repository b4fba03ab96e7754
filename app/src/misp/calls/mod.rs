//! The calls that are made, one file for each thing that they are about. What they send and give
//! is in spec 02, with what a real 2.5.1 does.

mod attachments;
mod blueprints;
mod check;
mod connection;
mod document;
mod event_filter;
mod events;
mod fetch;
mod lists;
mod modules;
mod run;
mod search;
mod server;
mod workflows;

pub use blueprints::BlueprintChange;
pub use check::GraphReport;
pub use connection::ConnectionReport;
pub(crate) use document::BY_HAND;
pub use document::ServerDocument;
pub use event_filter::{FilterError, check_date};
pub use events::{EventFilter, EventHead};
pub use fetch::{Fetched, FetchedEvents};
pub use lists::{
    Galaxy, MispModule, Organisation, PickerOption, ServerUser, SharingGroup, Tag, Warninglist,
};
pub(super) use modules::kept_states;
pub use modules::{TriggerList, TriggerState};
pub use run::{ModuleOutcome, RunOutcome};
pub use search::FoundEvents;
pub use server::{Identity, ServerVersion};
pub use workflows::Saving;
