//! misp-modules, the service beside MISP that enriches attributes and runs actions: what it offers,
//! how MISP asks it, what its answers mean, and a stand-in for those of its modules that need
//! nothing from outside.
//!
//! The server asks it with `POST /query`; which modules there are it learns from `GET /modules`.
//! Sources: the vectors `modules_protocol` (`proto-…`), README-live 32, 33, 36 and 50.

mod answer;
mod question;
mod service;
pub mod standin;

pub use answer::ServiceAnswer;
pub use question::{Asker, ask_about, ask_for_action, ask_to_enrich};
pub use service::{Family, Format, Service, Services};
