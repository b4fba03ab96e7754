//! Files, stores and runs, without a window.

mod arrange;
mod documents;
mod event_store;
mod lints_page;
mod lossless;
mod module_test;
mod odd_files;
mod run_library;
mod run_processes;
