//! What can go wrong between the client and a server, one by one: each becomes a typed refusal
//! with words, and never does the key go where it must not.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::misp_stage::{KEY, Reply, Server, VERSION, client, quick, refusal, save, wait};
use misp_flow::misp::{Cause, Limits, Trust};
use serde_json::json;

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
    // Long before all the time that a call may take is over.
    let begin = Instant::now();
    let refused = refusal(server.client_with(&Trust::System, quick()).version());
    assert!(matches!(refused.cause, Cause::TooSlow { .. }), "{refused}");
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert!(refused.to_string().contains("too slowly"), "{refused}");
    let limits = Limits {
        total: Duration::from_millis(200),
        ..quick()
    };
    let refused = refusal(server.client_with(&Trust::System, limits).version());
    assert!(matches!(refused.cause, Cause::TimeOut { .. }), "{refused}");
}

#[test]
fn a_long_body_that_flows_is_not_cut_off() {
    let server = Server::start(|_| {
        Reply::raw(|out| {
            let body = format!("{VERSION}{}", " ".repeat(4000));
            let length = body.len();
            write!(out, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n")?;
            for part in body.as_bytes().chunks(100) {
                out.write_all(part)?;
                out.flush()?;
                thread::sleep(Duration::from_millis(40));
            }
            Ok(())
        })
    });
    // Several times as long as it may be silent.
    let came = wait(server.client_with(&Trust::System, quick()).version());
    assert_eq!(came.unwrap().version, "2.5.1");
}

#[test]
fn a_read_that_breaks_off_is_tried_again_and_a_change_is_not() {
    for (broken, cause) in [
        (Reply::cut_off as fn() -> Reply, Cause::CutOff),
        // Nothing of an answer came at all.
        (Reply::hang_up, Cause::NoPlainAnswer),
    ] {
        let count = Arc::new(AtomicUsize::new(0));
        let answers = Arc::clone(&count);
        let server = Server::start(move |_| match answers.fetch_add(1, Ordering::SeqCst) {
            0 | 1 => broken(),
            _ => Reply::text(200, VERSION),
        });
        assert_eq!(wait(server.client().version()).unwrap().version, "2.5.1");
        assert_eq!(server.connections(), 3);

        let server = Server::start(move |_| broken());
        assert_eq!(refusal(server.client().version()).cause, cause);
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
    let to = "/again".to_owned();
    assert_eq!(refused.cause, Cause::RedirectedWithin { to });
    assert_eq!(server.connections(), before + 1);
}
