//! What the tests of the window with a server share.

use crate::window_stage::{Window, send};
use misp_flow::{
    push::Standing,
    state::{Command, Connection},
};
use misp_flow_engine::edit::Edit;

pub fn standing(window: &Window, place: usize) -> Option<Standing> {
    window.state().state.servers().rows()[place].standing
}

pub fn connection(window: &Window) -> Connection {
    window.state().state.servers().connection()
}

/// The place of the row of the one workflow.
pub fn row(window: &Window) -> usize {
    let rows = window.state().state.servers().rows();
    let place = rows.iter().position(|row| row.stored.is_some());
    place.expect("a workflow on the server")
}

/// Connected, with the one workflow in a tab.
pub fn describe(window: &mut Window, words: &str) {
    let edit = Edit::SetDescription(words.to_owned());
    send(window, Command::Edit(edit));
}

pub fn description(window: &Window) -> &str {
    &window.state().state.document().workflow().description
}
