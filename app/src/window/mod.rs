//! The window: panels around a canvas. It shows a [`State`](crate::state::State) and turns what
//! the user does into commands.
//!
//! `app` (the whole) → `menu`, `left`, `tabs`, `notice`, `centre`, `bottom`, `status`, `inspector`
//! (the panels) → `compare` (two workflows in place of the canvas) → `popup` (what opens above) →
//! `tree` (data that unfold), `controls` (buttons that all share). `scene`, `run_overlay` and
//! `heat_overlay` say what the canvas shows; `names` say what nodes and wires are called,
//! `theme` and `icons` give the looks.

mod app;
mod bottom;
pub mod canvas;
mod centre;
mod chip;
mod compare;
mod controls;
mod decide;
mod dock;
mod drop;
mod empty;
mod find;
mod heat_overlay;
pub mod icons;
pub mod inspector;
mod keep;
mod left;
mod menu;
mod menu_keys;
mod names;
mod notice;
mod open;
mod panels;
mod picture;
mod pieces;
mod playback;
mod popup;
mod room;
mod run_overlay;
mod scene;
mod several;
mod shortcuts;
mod status;
mod style;
mod tabs;
mod tall_rows;
pub mod theme;
mod tree;
pub(crate) mod when;

pub use app::App;
pub(crate) use controls::count_words;
pub use open::{WindowError, WindowOptions, native, open};
pub use style::dress;
