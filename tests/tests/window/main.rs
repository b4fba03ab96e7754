//! The window, driven as a user drives it.

mod access;
mod activity;
mod answers;
mod arrange;
mod blueprint_looks;
mod blueprints;
mod clipboard;
mod comfort;
mod compare;
mod data;
mod editing;
mod events;
mod expectations;
mod files;
mod frames;
mod keyboard;
mod learn;
#[path = "../listen_stage/mod.rs"]
mod listen_stage;
mod looks;
mod many;
mod many_changes;
mod messages;
mod module_test;
mod own_blueprints;
mod panels;
mod perform;
mod perform_stage;
mod posts;
mod runs;
mod safety;
mod server;
mod server_blueprints;
mod server_form;
mod server_key;
mod server_known;
mod server_looks;
mod server_narrow;
mod server_others;
mod server_own;
mod server_push;
mod server_run;
#[path = "../server_stage/mod.rs"]
mod server_stage;
mod server_switches;
mod server_three;
mod server_trust;
mod server_words;
mod simulation;
mod small;
mod stepping;
mod stepping_looks;
mod subscriber;
mod tabs;
#[path = "../window_stage/mod.rs"]
mod window_stage;
