//! What it looks like.

use super::stage::*;
use crate::listen_stage::{end_body, folder, init_body, node_body};
use crate::window_stage::{SMALL, open_as, red, send};
use egui::Theme;
use misp_flow::state::{BottomTab, Command, ListenCommand};

#[test]
fn looks_in_the_dark() {
    picture(Theme::Dark, "posts_dark");
}

#[test]
fn looks_in_the_light() {
    picture(Theme::Light, "posts_light");
}

fn picture(theme: Theme, name: &str) {
    let folder = folder(name);
    let mut window = open_as(with_posts(red(), &folder), theme, SMALL, 1.0);
    send(&mut window, Command::ShowBottom(BottomTab::Posts));
    // Posts of a fixed time, so that the picture is the same each time.
    let bodies = [
        ("/event-publish/init?type=blocking", init_body(E1)),
        (
            "/event-publish/exec/tag-if?result=success",
            node_body(2, E1, ""),
        ),
        (
            "/event-publish/exec/stop-execution?result=partial-success",
            node_body(4, E1, r#","published":false"#),
        ),
        ("/event-publish/end?outcome=blocked", end_body(&[4])),
        ("/hook?x=1", "hello".to_owned()),
    ];
    let store = window.state().state.posts().store().unwrap().clone();
    for (place, (path, body)) in bodies.into_iter().enumerate() {
        let post = misp_flow::listen::Post {
            head: misp_flow::listen::Head {
                time: 1_795_293_484_123 + 7 * place as u64,
                method: "POST".to_owned(),
                path: path.to_owned(),
                size: body.len() as u64,
                ..Default::default()
            },
            body: body.into_bytes(),
        };
        store.add(post, Box::new(|_| {}));
    }
    store.flush();
    look(&mut window, |window| rows(window).len() == 5);
    send(&mut window, Command::Listen(ListenCommand::Choose(Some(2))));
    window.snapshot(name);
    drop((window, store));
    std::fs::remove_dir_all(folder).unwrap();
}
