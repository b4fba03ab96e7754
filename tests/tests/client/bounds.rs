//! The bounds of the client: how much it takes, how much it asks for at once, how it is given up, and
//! what it says of a host, proxy or key that cannot be right.

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

use crate::misp_stage::{KEY, Reply, Server, VERSION, client, quick, refusal, save, wait};
use misp_flow::misp::{
    Address, ApiKey, Cancel, Cause, Client, Limits, ProxyChoice, Refusal, Runtime, Trust,
};

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
    assert_eq!(refused.cause, Cause::KeyLength { length: 5 });
    assert_eq!(refusal(server.client().version()).cause, Cause::KeyRefused);
    let server = Server::start(|_| Reply::text(429, "{}").with("Retry-After", "17"));
    let refused = refusal(server.client().version());
    assert_eq!(refused.cause, Cause::TooManyRequests { wait: Some(17) });
    assert!(refused.to_string().contains("in 17 s"));
}

#[test]
fn what_is_no_answer_is_not_taken_for_a_lost_connection() {
    let told = |server: &Server| match refusal(server.client().version()).cause {
        Cause::Unreadable { detail } => detail,
        other => panic!("{other:?}"),
    };
    let plain = Server::start(|_| Reply::text(200, VERSION).with("Content-Encoding", "gzip"));
    assert!(told(&plain).contains("cannot be unpacked"));
    assert_eq!(plain.seen().len(), 1, "nothing is gained by another try");
    let heads = Server::start(|_| {
        let reply = Reply::text(200, VERSION);
        (0..150).fold(reply, |reply, place| {
            reply.with(&format!("X-Line-{place}"), "1")
        })
    });
    assert!(told(&heads).contains("too many lines"));
}

#[test]
fn https_is_named_only_where_nothing_was_answered_before() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/servers/getVersion.json" => Reply::text(200, VERSION),
        _ => Reply::hang_up(),
    });
    let client = server.client();
    assert_eq!(refusal(client.me()).cause, Cause::NoPlainAnswer);
    wait(client.version()).unwrap();
    assert_eq!(refusal(client.me()).cause, Cause::CutOff);
}
