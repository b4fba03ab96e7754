//! The client of a MISP server, against the double.

mod bounds;
mod faults;
mod flows;
mod keys;
#[path = "../misp_stage/mod.rs"]
mod misp_stage;
mod modules_peer;
mod push;
mod recorded;
mod secret;
mod stranger;
mod sync;
mod tls;
