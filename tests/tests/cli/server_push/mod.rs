//! Pushes without a window: conflicts, lost connections, history.

mod cut_off;
mod others;
mod pushing;
mod stage;
