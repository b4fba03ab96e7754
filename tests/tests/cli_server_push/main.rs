//! Pushes without a window: conflicts, lost connections, history.

#[path = "../cli_server_stage/mod.rs"]
mod cli_server_stage;
mod cut_off;
mod others;
mod pushing;
mod stage;
