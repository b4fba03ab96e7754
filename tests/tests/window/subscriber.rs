//! What a server publishes by ZeroMQ: taken, kept, listed, and connected again.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use crate::window_stage::{Window, click, empty, folder, open, says, send, settle};
use egui_kittest::kittest::Queryable as _;
use misp_flow::{
    listen::{
        ALL_TOPICS, Intake, Post, Subscribed, Subscriber, Taken, Unconnected, ZMQ, ZmqAddress,
    },
    state::{BottomTab, Command, ListenCommand, ListenSettings},
};
use tokio::runtime::Runtime;
use zeromq::{PubSocket, Socket as _, SocketSend as _};

const EVENT: &str = r#"misp_json_event {"Event": {"info": "Published by a server", "uuid": "5e8f1a2b-0001-4c3d-9e8f-0000000000e7", "Attribute": []}, "action": "edit"}"#;

/// What MISP's publisher is like.
struct Publisher {
    socket: Option<PubSocket>,
    address: String,
    runtime: Runtime,
}

impl Publisher {
    fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let (socket, bound) = runtime.block_on(async {
            let mut socket = PubSocket::new();
            let bound = socket.bind("tcp://127.0.0.1:0").await.unwrap();
            (socket, bound)
        });
        Self {
            socket: Some(socket),
            address: bound.to_string(),
            runtime,
        }
    }

    fn publish(&mut self, message: &str) {
        let socket = self.socket.as_mut().unwrap();
        self.runtime.block_on(socket.send(message.into())).unwrap();
    }

    fn stop(&mut self) {
        let runtime = self.runtime.enter();
        self.socket = None;
        drop(runtime);
    }

    fn again(&mut self) {
        self.socket = Some(self.runtime.block_on(async {
            let until = Instant::now() + Duration::from_secs(30);
            loop {
                let mut socket = PubSocket::new();
                // The system lets go of the port a while after the connections to it.
                match socket.bind(&self.address).await {
                    Ok(_) => break socket,
                    Err(error) => assert!(Instant::now() < until, "{error}"),
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }));
    }
}

#[derive(Default)]
struct Kept(Mutex<Vec<Post>>);

impl Intake for Kept {
    fn take(&self, post: Post, taken: Taken) {
        self.0.lock().unwrap().push(post);
        taken(Ok(()));
    }
}

fn wait(what: &str, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < until, "{what} did not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_is_published_comes_and_comes_again_after_a_restart() {
    let mut publisher = Publisher::start();
    let kept = Arc::new(Kept::default());
    let address = ZmqAddress::read(&publisher.address).unwrap();
    let topics = vec![ALL_TOPICS.to_owned()];
    let subscriber = Subscriber::start(address, topics, 40, kept.clone()).unwrap();
    // A subscription reaches the publisher some time after the connection is there.
    wait("the first message", || {
        publisher.publish(
            "misp_json_self {\"status\": \"And when you're dead I will be still alive.\"}",
        );
        publisher.publish("other {}");
        publisher.publish("misp_json_audit {\"Log\": {\"title\": \"Somebody did something\"}}");
        subscriber.taken() > 0
    });
    assert_eq!(subscriber.standing(), Subscribed::Connected);
    {
        let kept = kept.0.lock().unwrap();
        let post = &kept[0];
        assert_eq!(post.head.method, ZMQ);
        assert_eq!(post.head.path, "/misp_json_audit");
        assert!(post.is_cut() && post.body.len() == 40, "{post:?}");
        // What only says that the server is there is no message.
        assert!(kept.iter().all(|post| post.head.path == "/misp_json_audit"));
    }
    publisher.stop();
    wait("the end of the connection", || {
        matches!(subscriber.standing(), Subscribed::Lost(_))
    });
    publisher.again();
    let before = subscriber.taken();
    wait("a message after the restart", || {
        publisher.publish(EVENT);
        subscriber.taken() > before
    });
    assert_eq!(subscriber.standing(), Subscribed::Connected);
}

#[test]
fn a_port_where_nobody_listens_is_known_at_once() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let begun = Instant::now();
    let topics = vec![ALL_TOPICS.to_owned()];
    let read = ZmqAddress::read(&address).unwrap();
    let subscriber = Subscriber::start(read, topics, 40, Arc::new(Kept::default())).unwrap();
    wait("the refusal", || {
        subscriber.standing() != Subscribed::Connecting
    });
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert_eq!(
        subscriber.standing(),
        Subscribed::Lost(Unconnected::NobodyListens)
    );
}

/// A window that shows the debug posts, with room for them.
fn posts_window(name: &str) -> Window {
    let mut state = empty();
    state.use_posts_folder(folder(name));
    state.settings.bottom_height = 360.0;
    state.apply(Command::ShowBottom(BottomTab::Posts));
    let mut window = open(state);
    settle(&mut window);
    window
}

#[test]
fn how_a_subscription_stands_is_told_in_the_bar_without_moving_it() {
    let mut publisher = Publisher::start();
    let mut window = posts_window("standing");
    let settings = ListenSettings {
        zmq: publisher.address.clone(),
        ..ListenSettings::default()
    };
    send(
        &mut window,
        Command::Listen(ListenCommand::Settings(Box::new(settings))),
    );
    send(&mut window, Command::Listen(ListenCommand::Subscribe));
    wait("the connection", || {
        window.step();
        says(&window, "Connected to")
    });
    let places = |window: &Window| {
        [
            "Search debug posts",
            "Runs",
            "Pause",
            "End the subscription",
        ]
        .map(|name| crate::window_stage::middle(window, name))
    };
    let before = places(&window);
    publisher.stop();
    wait("the end of the connection", || {
        window.step();
        says(&window, "closed the connection; it is tried again")
    });
    assert_eq!(places(&window), before);

    // The same where nobody was there from the first.
    send(&mut window, Command::Listen(ListenCommand::Unsubscribe));
    send(&mut window, Command::Listen(ListenCommand::Subscribe));
    let bare = publisher.address.trim_start_matches("tcp://");
    let told = format!("Nobody listens at {bare}; it is tried again");
    wait("the refusal", || {
        window.step();
        says(&window, &told)
    });
    assert_eq!(places(&window), before);
}

#[test]
fn a_message_is_listed_and_becomes_an_event_to_simulate_with() {
    let mut publisher = Publisher::start();
    let mut window = posts_window("subscriber");
    click(&mut window, "Subscribe to ZeroMQ…");
    let settings = ListenSettings {
        zmq: "ipc:///tmp/x".to_owned(),
        ..ListenSettings::default()
    };
    let typed = |settings: &ListenSettings| {
        Command::Listen(ListenCommand::Settings(Box::new(settings.clone())))
    };
    send(&mut window, typed(&settings));
    assert!(says(&window, "MISP publishes by TCP"));
    let settings = ListenSettings {
        zmq: publisher.address.clone(),
        ..settings
    };
    send(&mut window, typed(&settings));
    click(&mut window, "Subscribe");
    let address = publisher.address.clone();
    let mut count = 0;
    wait("the message in the list", || {
        publisher.publish(EVENT);
        for _ in 0..3 {
            window.step();
        }
        count += 1;
        says(&window, "misp_json_event")
    });
    assert!(says(&window, &address), "{count}");
    let row = window.get_all_by_label_contains("misp_json_event").next();
    row.expect("a row").click();
    settle(&mut window);
    let before = window.state().state.events().iter().count();
    send(&mut window, Command::Listen(ListenCommand::SaveAsEvent));
    settle(&mut window);
    let events = window.state().state.events();
    assert_eq!(events.iter().count(), before + 1);
    assert!(
        events
            .iter()
            .any(|event| event.name.contains("Published by a server"))
    );
    click(&mut window, "End the subscription");
    settle(&mut window);
    assert!(window.state().state.posts().subscriber().is_none());
    assert!(!says(&window, &address));
}
