//! What can go wrong between the client and a server, one by one: each becomes a typed refusal
//! with words, and never does the key go where it must not.

mod misp_stage;

use std::{
    io::Write as _,
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use misp_flow::misp::{
    Address, ApiKey, Cancel, Cause, Client, Limits, ProxyChoice, Refusal, Runtime, Saving, Trust,
};
use misp_stage::{KEY, Reply, Server, client, refusal, wait};
use serde_json::json;

const VERSION: &str = r#"{"version": "2.5.1"}"#;

fn quick() -> Limits {
    Limits {
        silence: Duration::from_millis(300),
        ..Limits::default()
    }
}

/// Saves a graph, which changes something.
fn save(client: &Client) -> Result<(), Refusal> {
    let graph = json!({"1": {"id": 1, "data": {"module_type": "trigger", "id": "event-publish"}}});
    wait(client.save_workflow("1", &Saving::graph(&graph))).map(|_| ())
}

#[test]
fn headers_are_those_that_misp_wants() {
    let server = Server::start(|_| Reply::text(200, VERSION));
    wait(server.client().version()).unwrap();
    let seen = &server.seen()[0];
    assert_eq!(seen.path, "/servers/getVersion.json");
    assert_eq!(seen.header("authorization"), Some(KEY));
    assert_eq!(seen.header("accept"), Some("application/json"));
    assert_eq!(seen.header("cookie"), None);
    assert!(seen.header("accept-encoding").unwrap().contains("gzip"));
    let _ = save(&server.client());
    let seen = &server.seen()[1];
    assert_eq!(seen.header("content-type"), Some("application/json"));
}

#[test]
fn a_sub_folder_stays_before_every_path() {
    let server = Server::start(|_| Reply::text(200, VERSION));
    let client = client(&format!("{}/misp/", server.url()), &Trust::System, quick()).unwrap();
    wait(client.version()).unwrap();
    assert_eq!(server.calls(), ["GET /misp/servers/getVersion.json"]);
}

#[test]
fn a_server_that_keeps_silent_is_given_up() {
    let server = Server::start(|_| Reply::text(200, VERSION).after(Duration::from_secs(3)));
    let refused = refusal(server.client_with(&Trust::System, quick()).version());
    assert!(matches!(refused.cause, Cause::TimeOut { .. }), "{refused}");
    assert_eq!(server.connections(), 1, "waiting is not repeated");
}

#[test]
fn a_body_that_dries_up_is_given_up() {
    let server = Server::start(|_| {
        Reply::raw(|out| {
            out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")?;
            out.flush()?;
            thread::sleep(Duration::from_secs(3));
            Ok(())
        })
    });
    let refused = refusal(server.client_with(&Trust::System, quick()).version());
    assert!(matches!(refused.cause, Cause::TimeOut { .. }), "{refused}");
}

#[test]
fn a_body_that_drips_is_given_up_in_the_end() {
    let server = Server::start(|_| {
        Reply::raw(|out| {
            out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")?;
            for _ in 0..1000 {
                out.write_all(b" ")?;
                out.flush()?;
                thread::sleep(Duration::from_millis(50));
            }
            Ok(())
        })
    });
    let limits = Limits {
        total: Duration::from_millis(600),
        ..quick()
    };
    let refused = refusal(server.client_with(&Trust::System, limits).version());
    assert!(matches!(refused.cause, Cause::TimeOut { .. }), "{refused}");
}

#[test]
fn a_read_that_breaks_off_is_tried_again_and_a_change_is_not() {
    for broken in [Reply::cut_off as fn() -> Reply, Reply::hang_up] {
        let count = Arc::new(AtomicUsize::new(0));
        let answers = Arc::clone(&count);
        let server = Server::start(move |_| match answers.fetch_add(1, Ordering::SeqCst) {
            0 | 1 => broken(),
            _ => Reply::text(200, VERSION),
        });
        assert_eq!(wait(server.client().version()).unwrap().version, "2.5.1");
        assert_eq!(server.connections(), 3);

        let server = Server::start(move |_| broken());
        assert_eq!(refusal(server.client().version()).cause, Cause::CutOff);
        assert_eq!(server.connections(), 3, "twice again, no more");

        let server = Server::start(move |_| broken());
        let refused = save(&server.client()).unwrap_err();
        assert_eq!(refused.cause, Cause::CutOff);
        assert!(refused.unsure, "it may have been saved");
        assert!(refused.to_string().contains("is not known"), "{refused}");
        assert_eq!(server.connections(), 1);
    }
}

#[test]
fn a_gateway_is_asked_again_for_reads_only() {
    for status in [502, 503, 504] {
        let server = Server::start(move |_| Reply::text(status, "<h1>gateway</h1>"));
        assert_eq!(
            refusal(server.client().version()).cause,
            Cause::Unavailable { status }
        );
        assert_eq!(server.connections(), 3);
        let server = Server::start(move |_| Reply::text(status, "<h1>gateway</h1>"));
        let refused = save(&server.client()).unwrap_err();
        assert!(refused.unsure);
        assert_eq!(server.connections(), 1);
    }
    let server = Server::start(|_| Reply::text(500, r#"{"name": "An Internal Error"}"#));
    assert_eq!(refusal(server.client().version()).cause, Cause::Internal);
    assert_eq!(server.connections(), 1, "what fails inside fails again");
}

#[test]
fn a_graph_check_and_a_search_are_reads() {
    let count = Arc::new(AtomicUsize::new(0));
    let answers = Arc::clone(&count);
    let server = Server::start(move |_| match answers.fetch_add(1, Ordering::SeqCst) % 2 {
        0 => Reply::hang_up(),
        _ => Reply::text(200, r#"{"response": []}"#),
    });
    let client = server.client();
    assert_eq!(
        wait(client.search_events(&misp_flow::misp::EventFilter::default(), 1, 10)).unwrap(),
        []
    );
    // Read as a report it lacks all parts, but it was asked for twice.
    let refused = refusal(client.check_graph(&json!({})));
    assert!(matches!(refused.cause, Cause::Unreadable { .. }));
    assert!(!refused.unsure);
    assert_eq!(server.connections(), 4);
}

#[test]
fn running_on_the_server_is_never_repeated() {
    use misp_flow_engine::value::Value;
    let server = Server::start(|_| Reply::hang_up());
    let input = Value::from_json(br#"{"Event": {}}"#).unwrap();
    let refused = refusal(server.client().execute_workflow("1", &input));
    assert!(refused.unsure);
    assert_eq!(server.connections(), 1);
    let refused = refusal(server.client().execute_workflow("1", &Value::from(7)));
    assert!(matches!(refused.cause, Cause::Unsent(_)), "{refused}");
    assert!(!refused.unsure);
    assert_eq!(server.connections(), 1);
}

#[test]
fn web_pages_are_told_from_data() {
    let page = "<!DOCTYPE html><form action=\"/users/login\" id=\"UserLoginForm\">";
    let server = Server::start(move |_| {
        Reply::text(200, page).with("Content-Type", "application/json; charset=UTF-8")
    });
    assert_eq!(refusal(server.client().version()).cause, Cause::LoginPage);
    let server = Server::start(|_| Reply::text(404, "<h1>nginx</h1>"));
    assert_eq!(refusal(server.client().version()).cause, Cause::NotMisp);
    let server = Server::start(|_| Reply::text(200, VERSION).with("Content-Type", "text/html"));
    assert!(wait(server.client().version()).is_ok());
    let server = Server::start(|_| Reply::text(200, r#"{"hello": "world"}"#));
    assert_eq!(refusal(server.client().version()).cause, Cause::NotMisp);
    let server = Server::start(|_| Reply::text(200, ""));
    let refused = refusal(server.client().version());
    assert!(matches!(refused.cause, Cause::Unreadable { .. }));
}

#[test]
fn a_redirect_to_the_login_means_that_the_key_was_not_taken() {
    for to in [
        "/users/login",
        "/misp/users/login",
        "https://misp.example/users/login",
    ] {
        let server = Server::start(move |_| Reply::redirect(to));
        assert_eq!(refusal(server.client().version()).cause, Cause::LoginPage);
        assert_eq!(server.connections(), 1);
    }
}

#[test]
fn the_key_follows_no_redirect_to_another_host() {
    let other = Arc::new(Server::start(|_| Reply::text(200, VERSION)));
    for to in [
        format!("{}/servers/getVersion.json", other.url()),
        format!("{}/servers/getVersion.json", other.url_of("localhost")),
        format!("//127.0.0.1:{}/", other.url().rsplit(':').next().unwrap()),
    ] {
        let server = Server::start(move |_| Reply::redirect(&to));
        let refused = refusal(server.client().version());
        let Cause::RedirectedElsewhere { to } = &refused.cause else {
            panic!("{refused}");
        };
        assert!(to.starts_with("http://"), "{to}");
        assert!(!to.contains("getVersion"));
    }
    assert_eq!(other.connections(), 0, "not even a connection is made");
    // From http to https is another origin, too, and would show the key before.
    let server = Server::start(|_| Reply::redirect("https://127.0.0.1/"));
    let refused = refusal(server.client().version());
    assert!(
        refused.to_string().contains("https://127.0.0.1"),
        "{refused}"
    );
}

#[test]
fn redirects_on_the_server_are_followed_by_reads_only_and_not_in_circles() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/servers/getVersion.json" => Reply::redirect("/new/version"),
        "/new/version" => Reply::text(200, VERSION),
        _ => Reply::redirect("/again"),
    });
    assert!(wait(server.client().version()).is_ok());
    assert_eq!(refusal(server.client().me()).cause, Cause::RedirectLoop);
    let before = server.connections();
    let refused = save(&server.client()).unwrap_err();
    assert!(matches!(refused.cause, Cause::RedirectedElsewhere { .. }));
    assert_eq!(server.connections(), before + 1);
}

#[test]
fn large_answers_stop_at_the_limit() {
    let limits = Limits {
        body: 1 << 20,
        ..Limits::default()
    };
    let told = Server::start(|_| {
        Reply::raw(|out| {
            out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n{")?;
            out.flush()
        })
    });
    let refused = refusal(told.client_with(&Trust::System, limits).version());
    assert_eq!(refused.cause, Cause::TooLarge { limit: 1 << 20 });
    assert!(
        refused.to_string().contains("larger than 1 MB"),
        "{refused}"
    );

    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    let endless = Server::start(move |_| {
        let count = Arc::clone(&count);
        Reply::raw(move |out| {
            out.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[")?;
            for _ in 0..10_000 {
                out.write_all(&[b'1'; 100_000])?;
                count.fetch_add(100_000, Ordering::SeqCst);
            }
            Ok(())
        })
    });
    let refused = refusal(endless.client_with(&Trust::System, limits).version());
    assert_eq!(refused.cause, Cause::TooLarge { limit: 1 << 20 });
    assert!(sent.load(Ordering::SeqCst) < 50 << 20, "it was not read on");
}

#[test]
fn a_small_body_does_not_become_a_huge_one() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..2_000 {
        packed.write_all(&[b' '; 1 << 20]).unwrap();
    }
    let bomb = packed.finish().unwrap();
    assert!(bomb.len() < 4 << 20);
    let server =
        Server::start(move |_| Reply::bytes(bomb.clone()).with("Content-Encoding", "gzip"));
    let limits = Limits {
        body: 8 << 20,
        ..Limits::default()
    };
    let begin = Instant::now();
    let refused = refusal(server.client_with(&Trust::System, limits).version());
    assert_eq!(refused.cause, Cause::TooLarge { limit: 8 << 20 });
    assert!(begin.elapsed() < Duration::from_secs(5));

    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(VERSION.as_bytes()).unwrap();
    let good = packed.finish().unwrap();
    let torn = good[..good.len() / 2].to_vec();
    let server =
        Server::start(move |_| Reply::bytes(good.clone()).with("Content-Encoding", "gzip"));
    assert_eq!(wait(server.client().version()).unwrap().version, "2.5.1");
    let server =
        Server::start(move |_| Reply::bytes(torn.clone()).with("Content-Encoding", "gzip"));
    assert_eq!(refusal(server.client().version()).cause, Cause::CutOff);
}

#[test]
fn four_at_once_and_no_more() {
    let server = Server::start(|_| Reply::text(200, VERSION).after(Duration::from_millis(100)));
    let client = server.client();
    let twin = client.clone();
    let all = futures_util::future::join_all((0..20).map(|number| {
        let client = if number % 2 == 0 { &client } else { &twin };
        client.version()
    }));
    let done = wait(async { Ok::<_, Refusal>(all.await) }).unwrap();
    assert!(done.iter().all(Result::is_ok));
    assert_eq!(server.busiest(), 4);
    assert_eq!(server.connections(), 20);
}

#[test]
fn whoever_cancels_does_not_wait() {
    let server = Server::start(|_| Reply::text(200, VERSION).after(Duration::from_secs(5)));
    let cancel = Cancel::new();
    let client = server.client().until(&cancel);
    let begin = Instant::now();
    let later = cancel.clone();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(200));
        later.cancel();
    });
    let refused = refusal(client.version());
    assert_eq!(refused.cause, Cause::Cancelled);
    assert!(!refused.unsure);
    assert!(begin.elapsed() < Duration::from_secs(3));
    let before = server.connections();
    assert_eq!(refusal(client.version()).cause, Cause::Cancelled);
    assert_eq!(server.connections(), before, "nothing is sent after that");
    assert!(!save(&client).unwrap_err().unsure);

    let cancel = Cancel::new();
    let client = server.client().until(&cancel);
    let later = cancel.clone();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(200));
        later.cancel();
    });
    let refused = save(&client).unwrap_err();
    assert_eq!(refused.cause, Cause::Cancelled);
    assert!(refused.unsure, "it was on its way");
}

#[test]
fn who_is_not_there_is_told_apart() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let nobody = client(&format!("http://127.0.0.1:{free}"), &Trust::System, quick()).unwrap();
    let refused = refusal(nobody.version());
    assert_eq!(refused.cause, Cause::ConnectionRefused);
    let refused = save(&nobody).unwrap_err();
    assert!(!refused.unsure, "what never left cannot have been done");
    let nowhere = client("http://no-such-host.invalid", &Trust::System, quick()).unwrap();
    let refused = refusal(nowhere.version());
    assert_eq!(refused.cause, Cause::HostNotFound);
    assert!(
        refused
            .to_string()
            .starts_with("There is no no-such-host.invalid")
    );
}

#[test]
fn a_proxy_that_refuses_is_named() {
    let through = |proxy: &str, url: &str| {
        let key = ApiKey::new(KEY.to_owned());
        let proxy = ProxyChoice::Through(proxy.parse().unwrap());
        let url: Address = url.parse().unwrap();
        Client::new(
            url,
            key,
            &Trust::Pinned(misp_flow::misp::Fingerprint::of(b"")),
            proxy,
            quick(),
        )
        .unwrap()
    };
    let wants_login = Server::start(|_| Reply::text(407, "login"));
    let refuses = Server::start(|_| Reply::text(403, "no"));
    for (proxy, url, words) in [
        (
            wants_login.url(),
            "https://misp.invalid",
            "it asks for a login",
        ),
        (
            wants_login.url(),
            "http://misp.invalid",
            "it asks for a login",
        ),
        (
            refuses.url(),
            "https://misp.invalid",
            "it refuses the connection",
        ),
    ] {
        let refused = refusal(through(&proxy, url).version());
        let Cause::ProxyRefused { detail } = &refused.cause else {
            panic!("{refused:?}");
        };
        assert_eq!(detail, words);
    }
    // A tunnel is asked for without the key; that is for the server behind it only.
    for seen in refuses.seen() {
        assert_eq!(seen.method, "CONNECT");
        assert_eq!(seen.header("authorization"), None);
    }
    let works = Server::start(|_| Reply::text(200, VERSION));
    assert!(wait(through(&works.url(), "http://misp.invalid").version()).is_ok());
    assert_eq!(
        works.calls(),
        ["GET http://misp.invalid/servers/getVersion.json"]
    );
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let refused = refusal(through(&free.to_string(), "http://misp.invalid").version());
    assert!(
        refused
            .to_string()
            .contains(&format!("{free} cannot be reached")),
        "{refused}"
    );
}

#[test]
fn keys_that_cannot_be_right_are_told_before_or_with_the_refusal() {
    let make = |key: &str, url: &str| {
        Client::new(
            url.parse().unwrap(),
            ApiKey::new(key.to_owned()),
            &Trust::System,
            ProxyChoice::Direct,
            quick(),
        )
    };
    let url = "http://127.0.0.1:9";
    assert_eq!(make(" ", url).unwrap_err().cause, Cause::KeyMissing);
    assert_eq!(make("a key", url).unwrap_err().cause, Cause::KeyUnfit);
    let server = Server::start(|_| {
        Reply::text(
            403,
            r#"{"message": "Authentication failed. Please make sure you pass the API key"}"#,
        )
    });
    let short = make("short", &server.url()).unwrap();
    let refused = Runtime::new().block_on(short.version()).unwrap_err();
    assert_eq!(refused.cause, Cause::KeyTooShort { length: 5 });
    assert_eq!(refusal(server.client().version()).cause, Cause::KeyRefused);
    let server = Server::start(|_| Reply::text(429, "{}").with("Retry-After", "17"));
    let refused = refusal(server.client().version());
    assert_eq!(refused.cause, Cause::TooManyRequests { wait: Some(17) });
    assert!(refused.to_string().contains("in 17 s"));
}
