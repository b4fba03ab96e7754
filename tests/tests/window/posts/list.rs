//! The switch, the list of posts, and one that is open.

use super::stage::*;
use crate::listen_stage::{folder, post};
use crate::window_stage::{
    click, empty, nameless, open, open_as, press, red, says, send, settle, type_text,
};
use egui::{Key, Theme};
use egui_kittest::kittest::Queryable;
use misp_flow::state::{BottomTab, Command, ListenCommand, ListenSettings, PostForm};

#[test]
fn the_switch_shows_the_setting_and_stops() {
    let folder = folder("switch");
    let mut window = open(with_posts(empty(), &folder));
    send(&mut window, Command::ShowBottom(BottomTab::Posts));
    assert!(says(&window, "No debug posts yet"));
    click(&mut window, "Listen");
    let url = window.state().state.posts().listener().unwrap().url();
    assert!(says(&window, "Plugin.Workflow_debug_url"));
    assert!(says(&window, &url));
    assert!(says(&window, "Waiting for the first post"));
    assert!(
        says(&window, "Listening at, 127.0.0.1:"),
        "the status bar tells"
    );
    assert!(nameless(&window).is_empty(), "{:?}", nameless(&window));
    click(&mut window, "Stop listening");
    assert!(window.state().state.posts().listener().is_none());
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_next_session_listens_where_this_one_did_and_knows_no_secret() {
    let folder = folder("remembered");
    let mut window = open(with_posts(empty(), &folder));
    let typed = ListenSettings {
        port: "27087".to_owned(),
        secret: "a1b2c3".to_owned(),
        ..ListenSettings::default()
    };
    let typed = ListenCommand::Settings(Box::new(typed));
    send(&mut window, Command::Listen(typed));
    let kept = serde_json::to_string(&window.state().state.settings).unwrap();
    assert!(!kept.contains("a1b2c3"), "{kept}");
    drop(window);
    let mut next = empty();
    next.settings = serde_json::from_str(&kept).unwrap();
    next.use_posts_folder(folder.clone());
    assert_eq!(next.posts().settings().port, "27087");
    assert_eq!(next.posts().settings().secret, "");
    std::fs::remove_dir_all(folder).unwrap_or_default();
}

#[test]
fn an_address_that_others_reach_is_asked_about() {
    let folder = folder("asked");
    let mut window = open(with_posts(empty(), &folder));
    send(&mut window, Command::ShowBottom(BottomTab::Posts));
    let exposed = ListenSettings {
        address: "0.0.0.0".to_owned(),
        port: "0".to_owned(),
        secret: "abc".to_owned(),
        ..ListenSettings::default()
    };
    send(
        &mut window,
        Command::Listen(ListenCommand::Settings(Box::new(exposed))),
    );
    click(&mut window, "Listen");
    assert!(says(&window, "Listen at 0.0.0.0?"));
    assert!(window.state().state.posts().listener().is_none());
    click(&mut window, "Cancel");
    assert!(window.state().state.posts().listener().is_none());
    click(&mut window, "Listen");
    click(&mut window, "Listen there");
    assert!(window.state().state.posts().listener().is_some());
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn posts_are_searched_opened_and_compared() {
    let folder = folder("viewer");
    let (mut window, to) = listening(red(), &folder);
    begin_run(to);
    end_run(to);
    post(to, "/hook?x=1", b"{not json");
    look(&mut window, |window| rows(window).len() == 5);
    click(&mut window, "Search debug posts");
    type_text(&mut window, "module:stop-execution");
    assert_eq!(rows(&window).len(), 1);
    send(
        &mut window,
        Command::Listen(ListenCommand::Find("color:red".to_owned())),
    );
    assert!(says(&window, "There is no field color"));
    send(
        &mut window,
        Command::Listen(ListenCommand::Find(String::new())),
    );
    let stop = row(&window, "stop-execution");
    click(&mut window, &stop);
    assert!(says(&window, "Data as a tree"));
    click(&mut window, "Changes, 1");
    assert!(
        says(&window, "+ Event.published  false"),
        "what it did to the data"
    );
    click(&mut window, "Headers");
    assert!(says(&window, "CakePHP"));
    click(&mut window, "Raw");
    assert!(says(&window, r#"{"source":{"node_id":4"#));
    press(&mut window, Key::ArrowUp);
    let hook = row(&window, "/hook?x=1");
    click(&mut window, &hook);
    click(&mut window, "Body");
    assert!(says(&window, "The body is not valid JSON"));
    assert!(says(&window, "{not json"));
    assert!(nameless(&window).is_empty(), "{:?}", nameless(&window));
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn arrow_keys_go_from_post_to_post() {
    let folder = folder("keys");
    let (mut window, to) = listening(red(), &folder);
    begin_run(to);
    look(&mut window, |window| rows(window).len() == 2);
    assert!(says(&window, "2 posts, "), "what they take on the disk");
    let first = row(&window, "begins");
    click(&mut window, &first);
    assert_eq!(window.state().state.posts().chosen(), Some(0));
    press(&mut window, Key::ArrowDown);
    assert_eq!(window.state().state.posts().chosen(), Some(1));
    press(&mut window, Key::Home);
    assert_eq!(window.state().state.posts().chosen(), Some(0));
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_pause_hides_what_comes_and_clearing_spares_what_is_pinned() {
    let folder = folder("pause");
    let (mut window, to) = listening(empty(), &folder);
    post(to, "/one", b"1");
    look(&mut window, |window| rows(window).len() == 1);
    click(&mut window, "Pause");
    post(to, "/two", b"2");
    settle(&mut window);
    assert_eq!(rows(&window).len(), 1);
    click(&mut window, "Pause");
    look(&mut window, |window| rows(window).len() == 2);
    let one = row(&window, "/one");
    click(&mut window, &one);
    click(&mut window, "Pin the post");
    look(&mut window, |window| row(window, "/one").contains("pinned"));
    click(&mut window, "Clear the debug posts…");
    assert!(says(
        &window,
        "1 post will be removed from the disk for good; 1 pinned one stays"
    ));
    click(&mut window, "Clear");
    look(&mut window, |window| rows(window).len() == 1);
    assert!(row(&window, "/one").contains("pinned"));
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn interleaved_runs_are_listed_apart_and_what_is_uncertain_is_marked() {
    let folder = folder("interleaved");
    let (mut window, to) = listening(red(), &folder);
    begin_run(to);
    begin_run(to);
    end_run(to);
    look(&mut window, |window| rows(window).len() == 6);
    assert!(row(&window, "stop-execution").contains("may belong to another run"));
    click(&mut window, "Runs");
    // What may be of either goes to the one that began last.
    let ran = row(&window, "Run 2, event-publish");
    assert!(
        ran.contains("some posts may belong to another run"),
        "{ran}"
    );
    click(&mut window, &ran);
    assert_eq!(window.state().state.posts().list().text(), "run:2");
    assert_eq!(window.state().state.posts().played(), Some(2));
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_second_row_of_the_switches_begins_where_the_first_does() {
    let folder = folder("rows");
    let mut window = open_as(
        with_posts(empty(), &folder),
        Theme::Dark,
        egui::vec2(1000.0, 700.0),
        1.0,
    );
    send(&mut window, Command::ShowBottom(BottomTab::Posts));
    let first = window.get_by_label("Listen").rect();
    let names = ["Search debug posts", "Runs", "Pause", "Follow"];
    let second = names.map(|name| window.get_by_label(name).rect());
    let lower = second.iter().filter(|rect| rect.top() > first.bottom());
    let left = lower.map(|rect| rect.left()).reduce(f32::min);
    let left = left.expect("there is a second row");
    assert!((left - first.left()).abs() < 1.0, "{left} {first:?}");
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_body_that_is_a_single_value_is_shown() {
    let folder = folder("scalar");
    let (mut window, to) = listening(red(), &folder);
    post(to, "/hook", br#""Main event""#);
    look(&mut window, |window| rows(window).len() == 1);
    let hook = row(&window, "/hook");
    click(&mut window, &hook);
    assert!(says(&window, "The body is a single value"));
    assert!(says(&window, r#""Main event""#));
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_secret_that_was_used_last_is_asked_for_and_is_in_no_file() {
    let folder = folder("secret");
    let mut window = open(with_posts(red(), &folder));
    let typed = ListenSettings {
        port: "0".to_owned(),
        secret: "s3cr3tpart".to_owned(),
        ..ListenSettings::default()
    };
    let typed = ListenCommand::Settings(Box::new(typed));
    send(&mut window, Command::Listen(typed));
    send(&mut window, Command::ShowBottom(BottomTab::Posts));
    click(&mut window, "Listen");
    let to = window.state().state.posts().listener().unwrap().address();
    post(
        to,
        "/s3cr3tpart/event-publish/init?type=blocking&a=b",
        b"{}",
    );
    look(&mut window, |window| rows(window).len() == 1);
    let file = folder.join("p.har");
    let export = ListenCommand::Export(PostForm::Har);
    send(&mut window, Command::Listen(export));
    window.state_mut().state.take_path(file.to_str().unwrap());
    settle(&mut window);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains("s3cr3tpart"), "{text}");
    let archive: serde_json::Value = serde_json::from_str(&text).unwrap();
    let query = &archive["log"]["entries"][0]["request"]["queryString"];
    assert_eq!(query[1], serde_json::json!({"name": "a", "value": "b"}));
    send(&mut window, Command::Listen(ListenCommand::Import));
    window.state_mut().state.take_path(file.to_str().unwrap());
    look(&mut window, |window| rows(window).len() == 2);
    assert!(rows(&window).iter().all(|row| row.contains("begins")));
    let kept = serde_json::to_string(&window.state().state.settings).unwrap();
    assert!(!kept.contains("s3cr3tpart"), "{kept}");
    drop(window);

    let mut next = empty();
    next.settings = serde_json::from_str(&kept).unwrap();
    next.settings.bottom_height = 360.0;
    next.use_posts_folder(folder.clone());
    let mut window = open(next);
    send(&mut window, Command::ShowBottom(BottomTab::Posts));
    assert!(!says(&window, "as last time"), "it is kept nowhere");
    click(&mut window, "Listen");
    assert!(says(&window, "Listen without a secret?"));
    assert!(window.state().state.posts().listener().is_none());
    click(&mut window, "Listen without it");
    assert!(window.state().state.posts().listener().is_some());
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn enter_subscribes() {
    let folder = folder("enter");
    let mut window = open(with_posts(empty(), &folder));
    send(&mut window, Command::ShowBottom(BottomTab::Posts));
    click(&mut window, "Subscribe to ZeroMQ…");
    type_text(&mut window, "127.0.0.1:1");
    press(&mut window, Key::Enter);
    assert!(window.state().state.posts().subscriber().is_some());
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}
