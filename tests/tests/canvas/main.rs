//! The canvas on its own.

mod arrange;
mod interaction;
mod keyboard;
mod snapshots;
mod stage;
mod wires;
