//! The command line: the real binary, its output and its exit status.

mod batch;
mod commands;
mod compare;
mod expect;
mod stage;

#[path = "../misp_stage/mod.rs"]
mod misp_stage;
mod server;
mod server_broken;
mod server_events;
mod server_faults;
mod server_key;
mod server_keyring;
mod server_proxy;
mod server_push;
mod server_run;
mod server_unclear;
