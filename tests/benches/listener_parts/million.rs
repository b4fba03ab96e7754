//! A million stored posts: opening them, searching, and a frame of the list.

use std::time::Instant;

use misp_flow::{
    listen::{Head, Post, PostStore, Query},
    state::{BottomTab, Command, ListenCommand},
};

use super::{
    listen_stage::folder,
    window_stage::{empty, open, settle},
};

const POSTS: u32 = 1_000_000;
const MODULES: [&str; 8] = [
    "tag-if",
    "webhook",
    "generic-if",
    "stop-execution",
    "attach-warninglist",
    "push-zmq",
    "enrich-event",
    "filter-tag",
];

/// Milliseconds for opening, for a search, and for a frame of the list.
pub fn measure() -> (f64, f64, f64) {
    let folder = folder("million");
    let store = PostStore::open(&folder).expect("the store opens");
    for number in 0..POSTS {
        let module = MODULES[number as usize % MODULES.len()];
        let path = match number % 10 {
            0 => "/event-publish/init?type=blocking".to_owned(),
            9 => "/event-publish/end?outcome=success".to_owned(),
            7 => format!(
                "/event-publish/exec/{module}?result=error&message=no+{}",
                number % 5000
            ),
            _ => format!("/event-publish/exec/{module}?result=success"),
        };
        let event = number / 10;
        let body = format!(
            r#"{{"source":{{"node_id":{}}},"data":{{"Event":{{"uuid":"{event}"}}}}}}"#,
            number % 10
        );
        let head = Head {
            time: 1_795_293_484_000 + u64::from(number),
            method: "POST".to_owned(),
            path,
            size: body.len() as u64,
            ..Head::default()
        };
        store.add(
            Post {
                head,
                body: body.into_bytes(),
            },
            Box::new(|_| {}),
        );
        if number % 50_000 == 0 {
            store.flush();
        }
    }
    store.flush();
    drop(store);
    // What was just written is on its way to the disk for a second or two, which takes the
    // processors that the opening is measured on.
    for entry in std::fs::read_dir(&folder).expect("the folder of the store") {
        let path = entry.expect("a file of the store").path();
        let file = std::fs::File::open(path).expect("a file of the store");
        file.sync_all().expect("the file is on the disk");
    }
    let begun = Instant::now();
    let store = PostStore::open(&folder).expect("the store opens");
    let opened = begun.elapsed();
    assert_eq!(store.index().rows().len(), POSTS as usize);
    let begun = Instant::now();
    let mut query = Query::parse("result:error module:filter-tag no+12").expect("a search");
    let found = {
        let index = store.index();
        (0..POSTS).filter(|post| query.fits(&index, *post)).count()
    };
    let searched = begun.elapsed();
    assert!(found > 0);
    drop(store);
    let mut state = empty();
    state.use_posts_folder(folder.clone());
    let mut window = open(state);
    window
        .state_mut()
        .state
        .apply(Command::ShowBottom(BottomTab::Posts));
    settle(&mut window);
    let find = |text: &str| Command::Listen(ListenCommand::Find(text.to_owned()));
    window.state_mut().state.apply(find("result:error"));
    settle(&mut window);
    assert_eq!(
        window.state().state.posts().list().found().len(),
        POSTS as usize / 10
    );
    window.state_mut().state.apply(find(""));
    settle(&mut window);
    let begun = Instant::now();
    for _ in 0..20 {
        window.step();
    }
    let frame = begun.elapsed() / 20;
    drop(window);
    std::fs::remove_dir_all(folder).expect("the folder of the benchmark");
    let ms = |time: std::time::Duration| time.as_secs_f64() * 1e3;
    (ms(opened), ms(searched), ms(frame))
}
