//! The commands for MISP servers: the real binary beside a double.

#[path = "../cli_server_stage/mod.rs"]
mod cli_server_stage;
mod fetching;
mod instances;
mod lines;
