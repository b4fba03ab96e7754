//! MISP workflows as MISP sees them: PHP's values, the document, the checks and the walk.
//!
//! This crate has no window, no network, no clock, no disk and no randomness.

pub mod account;
pub mod arrange;
pub mod blueprints;
pub mod catalogue;
pub mod check;
pub mod compare;
pub mod condition;
pub mod convert;
pub mod course;
pub mod describe;
pub mod edit;
pub mod event;
pub mod expectation;
pub mod filter;
pub mod instance;
pub mod lessons;
pub mod merge;
pub mod misp_modules;
pub mod modules;
pub mod path;
pub mod run;
pub mod template;
pub mod value;
pub mod workflow;
