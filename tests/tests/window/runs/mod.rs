//! Kept runs in the window: the list, names, pins, opening, comparing, running again, giving away.

mod beside;
mod file;
mod list;
mod opening;
mod stage;
