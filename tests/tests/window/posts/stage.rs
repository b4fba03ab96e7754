//! A window that listens, and what sends to it.

use std::{
    net::SocketAddr,
    path::Path,
    time::{Duration, Instant},
};

use crate::listen_stage::{end_body, init_body, node_body, post};
use crate::window_stage::{Window, click, open, send, settle};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::state::{BottomTab, Command, ListenCommand, ListenSettings, State};

pub const E1: &str = "5e8f1a2b-0001-4c3d-9e8f-0000000000e1";

/// A state that keeps posts in this folder and listens at a free port.
pub fn with_posts(mut state: State, folder: &Path) -> State {
    state.use_posts_folder(folder.to_owned());
    state.apply(Command::Listen(ListenCommand::Settings(Box::new(
        ListenSettings {
            port: "0".to_owned(),
            ..ListenSettings::default()
        },
    ))));
    state.settings.bottom_height = 360.0;
    state
}

/// A window that listens, with the tab of the posts, and where it does.
pub fn listening(state: State, folder: &Path) -> (Window, SocketAddr) {
    let mut window = open(with_posts(state, folder));
    send(&mut window, Command::ShowBottom(BottomTab::Posts));
    click(&mut window, "Listen");
    let address = window.state().state.posts().listener().unwrap().address();
    (window, address)
}

pub fn rows(window: &Window) -> Vec<String> {
    let rows = window.query_all_by_role(Role::Button);
    let labels = rows.filter_map(|row| row.accesskit_node().label());
    // Posts begin with their time, runs with their number; other buttons do neither.
    let is_row = |label: &String| {
        let digit = |at: usize| label.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        (digit(0) && label.get(2..3) == Some(":")) || (label.starts_with("Run ") && digit(4))
    };
    labels.filter(is_row).collect()
}

pub fn row(window: &Window, words: &str) -> String {
    let rows = rows(window);
    let found = rows.iter().find(|row| row.contains(words));
    found
        .unwrap_or_else(|| panic!("no row with {words}: {rows:?}"))
        .clone()
}

/// How many steps of the run on the canvas have come.
pub fn steps(window: &Window) -> usize {
    let shown = window.state().state.run();
    shown.map_or(0, |shown| shown.run.steps.len())
}

/// Lets the window see what was sent.
pub fn look(window: &mut Window, enough: impl Fn(&Window) -> bool) {
    let until = Instant::now() + Duration::from_secs(10);
    settle(window);
    while !enough(window) {
        assert!(
            Instant::now() < until,
            "it does not come: {:?}",
            rows(window)
        );
        std::thread::sleep(Duration::from_millis(5));
        settle(window);
    }
}

/// A run that the workflow of [`red`] stops.
pub fn begin_run(to: SocketAddr) {
    post(
        to,
        "/event-publish/init?type=blocking",
        init_body(E1).as_bytes(),
    );
    post(
        to,
        "/event-publish/exec/tag-if?result=success",
        node_body(2, E1, "").as_bytes(),
    );
}

pub fn end_run(to: SocketAddr) {
    let mut body = node_body(4, E1, r#","published":false"#);
    body.truncate(body.len() - 1);
    body.push_str(r#","errors":["Red data stay here"]}"#);
    post(
        to,
        "/event-publish/exec/stop-execution?result=partial-success",
        body.as_bytes(),
    );
    post(
        to,
        "/event-publish/end?outcome=blocked",
        end_body(&[4]).as_bytes(),
    );
}
