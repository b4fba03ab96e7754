//! The listener as a server meets it: over HTTP.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use crate::listen_stage::{
    end_body, folder, init_body, listen, node_body, post, raw, send_recordings, status,
};
use misp_flow::listen::{Kind, ListenError, ListenOptions, Listener, PostStore, Query, Verdict};
use std::sync::Arc;

/// The paths that are kept, in their order.
fn paths(store: &PostStore) -> Vec<String> {
    store.flush();
    let index = store.index();
    let rows = index.rows().iter();
    rows.map(|row| index.names().get(row.path).to_owned())
        .collect()
}

fn found(store: &PostStore, search: &str) -> usize {
    store.flush();
    let mut query = Query::parse(search).unwrap();
    let index = store.index();
    let all = 0..u32::try_from(index.rows().len()).unwrap();
    all.filter(|post| query.fits(&index, *post)).count()
}

#[test]
fn the_recordings_of_a_real_server_are_kept_told_apart_and_searched() {
    let folder = folder("recordings");
    let (listener, store) = listen(&folder, |_| {});
    let Some(sent) = send_recordings(listener.address()) else {
        return;
    };
    assert_eq!(listener.answered(), sent as u64);
    store.flush();
    let index = store.index();
    assert_eq!(index.rows().len(), sent);
    let debug = index.rows().iter().filter(|row| row.kind != Kind::Other);
    assert!(debug.clone().all(|row| row.run != 0 && !row.uncertain));
    let begun = debug.filter(|row| row.kind == Kind::Init).count();
    assert_eq!(
        index.runs().len(),
        begun,
        "each beginning is a run of its own"
    );
    assert!(
        index
            .runs()
            .iter()
            .all(|run| run.begun && run.outcome.is_some())
    );
    drop(index);
    assert_eq!(
        found(&store, "module:no-such-module result:loading_error"),
        1
    );
    assert_eq!(found(&store, "kind:init"), begun);
    assert_eq!(
        found(&store, "result:blocked"),
        found(&store, "module:stop-execution")
    );
    assert_eq!(found(&store, "kind:other -path:hook"), 3);
    drop((listener, store));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_lone_beginning_leaves_all_later_runs_whole() {
    let folder = folder("lone");
    let (listener, store) = listen(&folder, |_| {});
    let to = listener.address();
    post(to, "/event-publish/init?type=blocking", b"");
    if send_recordings(to).is_none() {
        return;
    }
    store.flush();
    let index = store.index();
    let (lone, rest) = index.runs().split_first().unwrap();
    assert_eq!((lone.posts, lone.outcome), (1, None));
    for run in rest {
        assert!(run.begun && run.outcome.is_some(), "{run:?}");
    }
    drop(index);
    drop((listener, store));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_not_proper_http_or_json_is_kept_as_it_came() {
    let folder = folder("lenient");
    let (listener, store) = listen(&folder, |_| {});
    let to = listener.address();
    let unencoded = b"POST /event-publish/exec/webhook?result=error&message=no \"way\" & caf\xc3\xa9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\n{\"a";
    assert_eq!(status(&raw(to, unencoded)), 200);
    assert_eq!(status(&raw(to, b"GET / HTTP/1.0\r\n\r\n")), 200);
    assert_eq!(
        status(&raw(
            to,
            b"BREW /pot HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )),
        200
    );
    let chunked = b"POST /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    assert_eq!(status(&raw(to, chunked)), 200);
    assert_eq!(
        paths(&store),
        [
            "/event-publish/exec/webhook?result=error&message=no \"way\" & café",
            "/",
            "/pot",
            "/c"
        ]
    );
    let index = store.index();
    let rows = index.rows().to_vec();
    assert_eq!(rows[0].verdict, Verdict::Error);
    drop(index);
    assert_eq!(store.read(&rows[0]).unwrap().body, b"{\"a");
    assert_eq!(store.read(&rows[2]).unwrap().head.method, "BREW");
    assert_eq!(store.read(&rows[3]).unwrap().body, b"abcde");
    assert_eq!(found(&store, "\"no \"\"way\"\""), 0);
    assert_eq!(found(&store, "café result:error"), 1);
    drop((listener, store));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn several_requests_on_one_connection_are_taken() {
    let folder = folder("kept-alive");
    let (listener, store) = listen(&folder, |_| {});
    let mut connection = TcpStream::connect(listener.address()).unwrap();
    for number in 0..3 {
        let path = format!("/a/exec/b?result=error&message=number {number}");
        let request = format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{{}}");
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = [0; 512];
        let read = connection.read(&mut answer).unwrap();
        assert!(
            answer[..read].starts_with(b"HTTP/1.1 200"),
            "request {number}"
        );
    }
    assert_eq!(paths(&store).len(), 3);
    assert!(paths(&store)[2].ends_with("number 2"));
    drop((listener, store));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn secrets_reach_no_disk() {
    let folder = folder("secrets");
    let (listener, store) = listen(&folder, |options| {
        options.secret = Some("s3same".to_owned())
    });
    let to = listener.address();
    let request = b"POST /s3same/hook HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: topsecretkey\r\nX-Api-Key: othersecret\r\nCookie: CAKEPHP=third\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(status(&raw(to, request)), 200);
    assert_eq!(post(to, "/hook", b"{}"), 404);
    assert_eq!(post(to, "/wrong/hook", b"{}"), 404);
    assert_eq!(listener.refused(), 2);
    assert_eq!(paths(&store), ["/hook"]);
    assert!(listener.url().ends_with("/s3same"));
    drop((listener, store));
    for entry in std::fs::read_dir(&folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for secret in ["topsecretkey", "othersecret", "third", "s3same"] {
            assert!(!text.contains(secret), "{secret} is on the disk");
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_body_over_the_limit_is_cut_and_marked() {
    let folder = folder("cut");
    let (listener, store) = listen(&folder, |options| options.body_limit = 1000);
    assert_eq!(post(listener.address(), "/big", &[b'x'; 1500]), 200);
    assert_eq!(post(listener.address(), "/fits", &[b'x'; 1000]), 200);
    assert_eq!(post(listener.address(), "/endless", &[b'x'; 20_000]), 413);
    store.flush();
    let rows = store.index().rows().to_vec();
    assert_eq!(rows.len(), 2);
    assert!(rows[0].is_cut() && rows[0].size == 1500);
    assert_eq!(store.read(&rows[0]).unwrap().body.len(), 1000);
    assert!(!rows[1].is_cut());
    assert_eq!(found(&store, "is:cut"), 1);
    drop((listener, store));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_body_that_is_broken_is_kept_marked_and_found_also_after_a_restart() {
    let folder = folder("broken");
    let (listener, store) = listen(&folder, |_| {});
    let exec = "/event-publish/exec/tag-if?result=success";
    assert_eq!(post(listener.address(), exec, br#"{"source": {"#), 200);
    assert_eq!(post(listener.address(), exec, br#"{"source": {}}"#), 200);
    store.flush();
    assert_eq!(
        store.read(&store.index().rows()[0]).unwrap().body,
        br#"{"source": {"#
    );
    assert_eq!(
        (found(&store, "is:broken"), found(&store, "-is:broken")),
        (1, 1)
    );
    drop((listener, store));
    let store = PostStore::open(&folder).unwrap();
    assert!(store.index().rows()[0].broken && !store.index().rows()[1].broken);
    drop(store);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn slow_senders_are_cut_off_and_do_not_keep_others_out() {
    let folder = folder("slow");
    let (listener, store) = listen(&folder, |options| {
        options.connections = 2;
        options.patience = Duration::from_millis(300);
    });
    let to = listener.address();
    let begun = Instant::now();
    let mut slow: Vec<TcpStream> = Vec::new();
    for begin in [
        "POST /half HTTP/1.1\r\nHo",
        "POST /body HTTP/1.1\r\nContent-Length: 9\r\n\r\nab",
    ] {
        let mut connection = TcpStream::connect(to).unwrap();
        connection.write_all(begin.as_bytes()).unwrap();
        slow.push(connection);
    }
    // Both places are taken, so this one waits until they are cut off.
    assert_eq!(post(to, "/next", b"{}"), 200);
    assert!(begun.elapsed() >= Duration::from_millis(250));
    for mut connection in slow {
        let mut rest = Vec::new();
        connection
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        // A connection that was reset is cut off as well.
        let _ = connection.read_to_end(&mut rest);
        assert_ne!(status(&String::from_utf8_lossy(&rest)), 200);
    }
    assert_eq!(paths(&store), ["/next"]);
    drop((listener, store));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn many_that_say_nothing_do_not_keep_others_out() {
    let folder = folder("half_open");
    let (listener, store) = listen(&folder, |options| {
        options.connections = 8;
        options.patience = Duration::from_secs(60);
    });
    let to = listener.address();
    let begun = Instant::now();
    let silent: Vec<TcpStream> = (0..8).map(|_| TcpStream::connect(to).unwrap()).collect();
    assert_eq!(post(to, "/next", b"{}"), 200);
    assert!(begun.elapsed() < Duration::from_secs(30));
    assert_eq!(paths(&store), ["/next"]);
    drop((silent, listener, store));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_address_that_others_reach_has_to_be_allowed() {
    let folder = folder("exposed");
    let store = PostStore::open(&folder).unwrap();
    let open = ListenOptions {
        address: "0.0.0.0".parse().unwrap(),
        port: 0,
        ..ListenOptions::default()
    };
    let refused = Listener::start(open.clone(), Arc::new(store.clone()));
    assert!(matches!(refused, Err(ListenError::Exposed(_))));
    let allowed = ListenOptions {
        open_to_network: true,
        ..open
    };
    assert!(Listener::start(allowed, Arc::new(store.clone())).is_ok());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let busy = ListenOptions {
        port: taken.local_addr().unwrap().port(),
        ..ListenOptions::default()
    };
    let refused = Listener::start(busy, Arc::new(store));
    assert!(matches!(refused, Err(ListenError::InUse(_))));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn posts_runs_and_pins_are_there_again_at_the_next_start() {
    let folder = folder("again");
    let (listener, store) = listen(&folder, |_| {});
    let to = listener.address();
    post(
        to,
        "/event-publish/init?type=blocking",
        init_body("e1").as_bytes(),
    );
    post(
        to,
        "/event-publish/exec/tag-if?result=success",
        node_body(2, "e1", "").as_bytes(),
    );
    post(to, "/hook", b"x");
    store.pin(2, true);
    store.flush();
    assert!(
        PostStore::open(&folder).is_err(),
        "one program writes at a time"
    );
    drop((listener, store));
    let (listener, store) = listen(&folder, |_| {});
    let to = listener.address();
    // The run goes on where it was.
    post(
        to,
        "/event-publish/exec/webhook?result=success",
        node_body(3, "e1", "").as_bytes(),
    );
    post(
        to,
        "/event-publish/end?outcome=success",
        end_body(&[3]).as_bytes(),
    );
    store.flush();
    {
        let index = store.index();
        assert_eq!(index.runs().len(), 1);
        assert_eq!(index.posts_of(1), [0, 1, 3, 4]);
        assert_eq!(index.run(1).unwrap().outcome, Some(Verdict::Success));
        assert!(index.is_pinned(2));
    }
    store.clear().unwrap();
    assert_eq!(paths(&store), ["/hook"]);
    assert_eq!(post(to, "/after", b""), 200);
    drop((listener, store));
    // Without its index, the posts are all that is needed.
    std::fs::remove_file(folder.join("rows")).unwrap();
    let store = PostStore::open(&folder).unwrap();
    assert_eq!(paths(&store), ["/hook", "/after"]);
    assert!(store.index().is_pinned(0));
    let row = store.index().rows()[0];
    assert_eq!(store.read(&row).unwrap().body, b"x");
    drop(store);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn half_a_post_at_the_end_of_the_file_costs_no_other() {
    let folder = folder("half");
    let (listener, store) = listen(&folder, |_| {});
    post(listener.address(), "/one", b"1");
    post(listener.address(), "/two", b"22");
    drop((listener, store));
    let file = folder.join("000001.posts");
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    for entry in ["rows", "names"] {
        std::fs::remove_file(folder.join(entry)).unwrap();
    }
    let (listener, store) = listen(&folder, |_| {});
    assert_eq!(paths(&store), ["/one"]);
    post(listener.address(), "/three", b"333");
    assert_eq!(paths(&store), ["/one", "/three"]);
    let row = store.index().rows()[1];
    assert_eq!(store.read(&row).unwrap().body, b"333");
    drop((listener, store));
    std::fs::remove_dir_all(folder).unwrap();
}
