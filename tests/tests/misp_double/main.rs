//! The double of a MISP server, which other tests rely on: it behaves as recorded, keeps state,
//! and fails on demand.

mod asker;
mod events;
mod faults;
mod newer;
mod recordings;
mod shape;
mod ways;
mod workflows;
