//! Debug posts in the window: a real HTTP client sends them while the test looks at the list and at
//! the canvas.

mod listen_stage;
mod window_stage;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use egui::{Key, Theme, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};
use listen_stage::{end_body, folder, init_body, node_body, post, send_recordings};
use misp_flow::{
    library::EventOrigin,
    state::{
        BottomTab, Command, EventSource, ListenCommand, ListenSettings, PostForm, Purpose, State,
    },
};
use window_stage::{
    SMALL, Window, click, empty, graph, nameless, open, open_as, press, red, says, send, settle,
    type_text,
};

const E1: &str = "5e8f1a2b-0001-4c3d-9e8f-0000000000e1";

/// A state that keeps posts in this folder and listens at a free port.
fn with_posts(mut state: State, folder: &Path) -> State {
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
fn listening(state: State, folder: &Path) -> (Window, SocketAddr) {
    let mut window = open(with_posts(state, folder));
    send(&mut window, Command::ShowBottom(BottomTab::Posts));
    click(&mut window, "Listen");
    let address = window.state().state.posts().listener().unwrap().address();
    (window, address)
}

fn rows(window: &Window) -> Vec<String> {
    let rows = window.query_all_by_role(Role::Button);
    let labels = rows.filter_map(|row| row.accesskit_node().label());
    // Posts begin with their time, runs with their number; other buttons do neither.
    let is_row = |label: &String| {
        let digit = |at: usize| label.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        (digit(0) && label.get(2..3) == Some(":")) || (label.starts_with("Run ") && digit(4))
    };
    labels.filter(is_row).collect()
}

fn row(window: &Window, words: &str) -> String {
    let rows = rows(window);
    let found = rows.iter().find(|row| row.contains(words));
    found
        .unwrap_or_else(|| panic!("no row with {words}: {rows:?}"))
        .clone()
}

/// How many steps of the run on the canvas have come.
fn steps(window: &Window) -> usize {
    let shown = window.state().state.run();
    shown.map_or(0, |shown| shown.run.steps.len())
}

/// Lets the window see what was sent.
fn look(window: &mut Window, enough: impl Fn(&Window) -> bool) {
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
fn begin_run(to: SocketAddr) {
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

fn end_run(to: SocketAddr) {
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
fn an_address_that_others_reach_is_asked_about() {
    let folder = folder("asked");
    let mut window = open(with_posts(empty(), &folder));
    send(&mut window, Command::ShowBottom(BottomTab::Posts));
    let exposed = ListenSettings {
        address: "0.0.0.0".to_owned(),
        port: "0".to_owned(),
        secret: "abc".to_owned(),
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
fn a_run_plays_on_the_canvas_while_it_arrives() {
    let folder = folder("live");
    let (mut window, to) = listening(red(), &folder);
    begin_run(to);
    look(&mut window, |window| rows(window).len() == 2);
    assert!(row(&window, "tag-if").contains("run 1, event-publish, tag-if, node 2, success"));
    let shown = window
        .state()
        .state
        .run()
        .expect("the run is on the canvas");
    assert_eq!(shown.received, Some(1));
    end_run(to);
    look(&mut window, |window| {
        rows(window).len() == 4 && steps(window) == 2
    });
    assert!(row(&window, "stop-execution").contains("failed"));
    let shown = window.state().state.run().unwrap();
    assert_eq!(
        shown.run.wires.len(),
        2,
        "from the trigger over the IF to the stop"
    );
    click(&mut window, "Simulation");
    assert!(says(&window, "Run 1 was blocked on the server by"));
    assert!(says(&window, "Red data stay here"));
    // Time travel: the data after the first step.
    send(&mut window, Command::ShowStep(Some(0)));
    assert!(says(&window, "Data after step 1"));
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
        "1 post will be removed from the disk for good; 1 pinned one stay"
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
fn the_same_is_simulated_and_the_first_difference_told() {
    let folder = folder("same");
    let (mut window, to) = listening(red(), &folder);
    begin_run(to);
    end_run(to);
    look(&mut window, |window| rows(window).len() == 4);
    let first = row(&window, "begins");
    click(&mut window, &first);
    click(&mut window, "Simulate the same");
    // The event has no red tag, so the simulation does not get to the stop.
    assert!(says(&window, "First difference at"));
    click(&mut window, "Show the simulation");
    assert_eq!(window.state().state.run().unwrap().received, None);
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_open_post_keeps_to_its_side_when_the_same_is_simulated() {
    let folder = folder("sides");
    let state = with_posts(red(), &folder);
    let mut window = open_as(state, Theme::Dark, egui::vec2(1440.0, 900.0), 1.0);
    send(&mut window, Command::ShowBottom(BottomTab::Posts));
    click(&mut window, "Listen");
    let to = window.state().state.posts().listener().unwrap().address();
    begin_run(to);
    end_run(to);
    look(&mut window, |window| rows(window).len() == 4);
    let first = row(&window, "begins");
    click(&mut window, &first);
    let left = window.get_by_label("Close the post").rect().top();
    let divider = window.get_by_label("Pin the post").rect().left();
    click(&mut window, "Simulate the same");
    assert!(says(&window, "First difference at"));
    assert_eq!(window.get_by_label("Close the post").rect().top(), left);
    for name in ["Body", "Headers", "Raw", "Show the simulation"] {
        let place = window.get_by_label(name).rect();
        assert!(place.left() >= divider - 1.0, "{name}: {place:?}");
        assert!(place.right() <= 1440.0, "{name}: {place:?}");
    }
    let server = window.get_by_label_contains("On the server, ").rect();
    assert!(server.left() >= divider - 1.0, "{server:?}");
    let first = window.get_by_label(&first).rect();
    assert!(first.right() <= divider, "{first:?} over {divider}");
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_run_of_another_workflow_is_told_and_not_coloured() {
    let folder = folder("foreign");
    let (mut window, to) = listening(red(), &folder);
    begin_run(to);
    post(
        to,
        "/event-publish/exec/webhook?result=success",
        node_body(4, E1, "").as_bytes(),
    );
    post(
        to,
        "/event-publish/end?outcome=success",
        end_body(&[4]).as_bytes(),
    );
    look(&mut window, |window| {
        rows(window).len() == 4 && steps(window) == 2
    });
    let here = (graph(&window)
        .node(&misp_flow_engine::workflow::NodeId::new("4"))
        .unwrap())
    .name
    .clone();
    let words = format!("the server ran webhook at node 4, here it is {here}");
    assert!(says(&window, &words));
    let first = row(&window, "begins");
    click(&mut window, &first);
    click(&mut window, "Simulate the same");
    assert!(says(
        &window,
        &format!("The run is one of another workflow: {words}")
    ));
    click(&mut window, "Simulation");
    assert!(says(
        &window,
        &format!("It is one of another workflow: {words}")
    ));
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn clearing_takes_the_run_off_the_canvas_and_cancel_comes_first() {
    let folder = folder("unlit");
    let (mut window, to) = listening(red(), &folder);
    begin_run(to);
    look(&mut window, |window| steps(window) == 1);
    click(&mut window, "Clear the debug posts…");
    press(&mut window, Key::Enter);
    assert!(!says(&window, "Clear the debug posts?"), "it is closed");
    assert_eq!(rows(&window).len(), 2, "Enter clears nothing");
    click(&mut window, "Clear the debug posts…");
    click(&mut window, "Clear");
    look(&mut window, |window| rows(window).is_empty());
    assert!(window.state().state.run().is_none());
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_ending_of_the_file_decides_the_form_of_an_export() {
    let folder = folder("ending");
    let (mut window, to) = listening(empty(), &folder);
    post(to, "/one", b"1");
    look(&mut window, |window| rows(window).len() == 1);
    for (form, name, is_har) in [
        (PostForm::JsonLines, "a.har", true),
        (PostForm::Har, "b.jsonl", false),
        (PostForm::Har, "c.txt", true),
    ] {
        let file: PathBuf = folder.join(name);
        send(&mut window, Command::Listen(ListenCommand::Export(form)));
        window.state_mut().state.take_path(file.to_str().unwrap());
        settle(&mut window);
        let written = std::fs::read(&file).unwrap();
        let whole: Result<serde_json::Value, _> = serde_json::from_slice(&written);
        let har = whole.is_ok_and(|value| value["log"]["entries"].is_array());
        assert_eq!(har, is_har, "{name}");
    }
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_broken_post_says_why_it_becomes_no_event_and_stands_on_the_left() {
    let folder = folder("broken");
    let (mut window, to) = listening(empty(), &folder);
    post(to, "/hook", b"{broken");
    look(&mut window, |window| rows(window).len() == 1);
    let hook = row(&window, "/hook");
    click(&mut window, &hook);
    let body = window.get_by_label("{broken").rect();
    let reason = window
        .get_by_label_contains("The body is not valid JSON")
        .rect();
    assert!((body.left() - reason.left()).abs() < 2.0, "{body:?}");
    click(&mut window, "Save as event");
    assert!(says(
        &window,
        "No event was made. The body is not valid JSON"
    ));
    assert!(says(&window, "mend it and open it as an event"));
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
fn a_post_becomes_an_event_and_all_posts_a_file_and_back() {
    let folder = folder("away");
    let (mut window, to) = listening(red(), &folder);
    begin_run(to);
    look(&mut window, |window| rows(window).len() == 2);
    let first = row(&window, "begins");
    click(&mut window, &first);
    click(&mut window, "Save as event");
    let chosen = window.state().state.events().chosen().unwrap().clone();
    assert_eq!(chosen.name, "Interesting");
    assert_eq!(chosen.source, EventSource::From(EventOrigin::Post));
    let data = window.state().state.sample_data();
    assert!(data.is_some_and(|data| data.get("Event").is_some()));
    for (form, name) in [(PostForm::JsonLines, "p.jsonl"), (PostForm::Har, "p.har")] {
        let file: PathBuf = folder.join(name);
        send(&mut window, Command::Listen(ListenCommand::Export(form)));
        assert_eq!(
            window.state().state.path_purpose(),
            Some(Purpose::ExportPosts(form))
        );
        window.state_mut().state.take_path(file.to_str().unwrap());
        settle(&mut window);
        let before = rows(&window).len();
        send(&mut window, Command::Listen(ListenCommand::Import));
        window.state_mut().state.take_path(file.to_str().unwrap());
        look(&mut window, |window| rows(window).len() == before * 2);
    }
    let runs = window
        .state()
        .state
        .posts()
        .store()
        .unwrap()
        .index()
        .runs()
        .len();
    assert_eq!(runs, 4, "imported runs are told apart as well");
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_recordings_of_a_real_server_are_shown() {
    let folder = folder("recorded");
    let (mut window, to) = listening(red(), &folder);
    let Some(sent) = send_recordings(to) else {
        return;
    };
    look(&mut window, |window| {
        window.state().state.posts().list().found().len() == sent
    });
    assert!(says(&window, "Debug posts, 91"));
    send(
        &mut window,
        Command::Listen(ListenCommand::Find("result:loading_error".to_owned())),
    );
    assert!(row(&window, "no-such-module").contains("module is missing"));
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

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
