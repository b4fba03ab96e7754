//! The inspector on its own.

mod data;
mod fields;
mod help;
mod looks;
mod stage;
