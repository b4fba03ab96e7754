//! `misp-flow listen`: replaying, ending, and being killed in the middle of a burst.

use std::{
    collections::HashSet,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use crate::listen_stage::{folder, post, recordings};
use misp_flow::listen::PostStore;
use misp_flow_tests::{
    binary::misp_flow,
    command_line::{err, out, path, run},
    editing::Dice,
};

const KILLS: u64 = 10;
const SENDERS: usize = 4;

/// The program with what it prints on both outputs, and where it listens.
fn start(arguments: &[&str]) -> (Child, SocketAddr) {
    let mut program = Command::new(misp_flow())
        .args(["listen", "--port", "0"])
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(program.stderr.take().unwrap());
    let mut line = String::new();
    told.read_line(&mut line).unwrap();
    let (_, address) = line
        .trim()
        .rsplit_once("http://")
        .expect("an address is told");
    // Behind the port stands the secret, where there is one.
    let address = address.split('/').next().unwrap().parse().unwrap();
    // Whatever else it says must not hold it up.
    thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
    (program, address)
}

/// Sends posts one after the other until the listener is gone; notes those that were answered.
fn burst(to: SocketAddr, sender: usize, answered: &Mutex<HashSet<String>>) {
    let body = vec![b'x'; 50_000];
    let Ok(mut connection) = TcpStream::connect(to) else {
        return;
    };
    for number in 0.. {
        let path = format!("/burst/{sender}/{number}");
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let sent = connection.write_all(head.as_bytes());
        if sent.and_then(|()| connection.write_all(&body)).is_err() {
            return;
        }
        let mut answer = [0; 256];
        match connection.read(&mut answer) {
            Ok(read) if answer[..read].starts_with(b"HTTP/1.1 200") => {
                answered.lock().unwrap().insert(path);
            }
            _ => return,
        }
    }
}

#[test]
fn being_killed_in_a_burst_loses_no_post_that_was_answered() {
    let folder = folder("killed");
    let mut total = 0;
    for round in 0..KILLS {
        let (mut program, to) = start(&["--store", path(&folder)]);
        let lines = BufReader::new(program.stdout.take().unwrap()).lines();
        thread::spawn(move || lines.count());
        let answered: Arc<Mutex<HashSet<String>>> = Arc::default();
        let senders: Vec<_> = (0..SENDERS)
            .map(|sender| {
                let answered = Arc::clone(&answered);
                thread::spawn(move || burst(to, sender, &answered))
            })
            .collect();
        thread::sleep(Duration::from_millis(60 + Dice(round).below(300)));
        program.kill().unwrap();
        program.wait().unwrap();
        for sender in senders {
            sender.join().unwrap();
        }
        let answered = answered.lock().unwrap();
        total += answered.len();
        check(&folder, &answered, round);
        std::fs::remove_dir_all(&folder).unwrap();
    }
    assert!(
        total > 100,
        "only {total} posts were answered: that proves nothing"
    );
}

fn check(folder: &Path, answered: &HashSet<String>, round: u64) {
    let store = PostStore::open(folder).unwrap();
    let index = store.index();
    let rows = index.rows().to_vec();
    let kept: HashSet<String> = (rows.iter())
        .map(|row| index.names().get(row.path).to_owned())
        .collect();
    drop(index);
    let lost: Vec<&String> = answered.difference(&kept).collect();
    assert!(lost.is_empty(), "round {round}: lost {lost:?}");
    assert_eq!(rows.len(), kept.len(), "round {round}: none is there twice");
    for row in rows.iter().rev().take(50) {
        assert_eq!(store.read(row).unwrap().body.len(), 50_000, "round {round}");
    }
}

#[test]
fn posts_are_kept_where_the_window_shows_them_when_no_folder_is_named() {
    let folder = folder("bare");
    let mut program = Command::new(misp_flow())
        .args(["listen", "--store", "--port", "0"])
        .env("XDG_DATA_HOME", &folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(program.stderr.take().unwrap());
    let mut line = String::new();
    told.read_line(&mut line).unwrap();
    let (_, address) = line.trim().rsplit_once("http://").expect(&line);
    post(address.parse().unwrap(), "/kept", b"1");
    program.kill().unwrap();
    program.wait().unwrap();
    let store = PostStore::open(&folder.join("misp-flow").join("posts")).unwrap();
    assert_eq!(store.index().rows().len(), 1);
    drop(store);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn recordings_are_replayed_and_told() {
    if recordings().is_none() {
        eprintln!("SKIPPED: no recordings of a real server beside the project");
        return;
    }
    let recorded = misp_flow_tests::shared::shared("recorded/debug").unwrap();
    let output = run(&["listen", "--port", "0", "--replay", path(&recorded)]);
    assert!(output.status.success(), "{}", err(&output));
    let lines = out(&output);
    assert!(lines.contains("exec no-such-module, node"), "{lines}");
    assert!(lines.contains("loading_error"), "{lines}");
    assert!(err(&output).contains("91 posts taken"), "{}", err(&output));
    let output = run(&[
        "listen",
        "--port",
        "0",
        "--json",
        "--replay",
        path(&recorded),
    ]);
    let lines = out(&output);
    let posts: Vec<serde_json::Value> = (lines.lines())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(posts.len(), 91);
    let blocked = posts.iter().filter(|post| post["result"] == "blocked");
    assert!(blocked.count() > 0);
}

#[test]
fn a_replay_to_a_listener_with_a_secret_names_the_option() {
    let recorded = folder("secret");
    std::fs::create_dir_all(&recorded).unwrap();
    let request = "POST /event-publish/init HTTP/1.1\r\nHost: here\r\n\r\n{}";
    std::fs::write(recorded.join("1.http"), request).unwrap();
    let (mut program, to) = start(&["--secret", "a1b2c3"]);
    let port = to.port().to_string();
    let replayed = |secret: &[&str]| {
        let arguments = ["listen", "--port", &port, "--replay", path(&recorded)];
        let output = run(&[&arguments, secret].concat());
        (output.status.success(), err(&output))
    };
    let (well, told) = replayed(&[]);
    assert!(!well && told.contains("answers 404"), "{told}");
    assert!(told.contains("add --secret SECRET"), "{told}");
    let (well, told) = replayed(&["--secret", "other"]);
    assert!(!well && told.contains("another secret"), "{told}");
    let (well, told) = replayed(&["--secret", "a1b2c3"]);
    assert!(well, "{told}");
    program.kill().unwrap();
    program.wait().unwrap();
    std::fs::remove_dir_all(&recorded).unwrap();
}

#[test]
fn a_port_in_use_and_an_open_address_are_refused_in_words() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = run(&["listen", "--port", &port]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("listens at"), "{}", err(&output));
    let output = run(&["listen", "--port", "0", "--address", "0.0.0.0"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("other machines"), "{}", err(&output));
    assert!(err(&output).contains("--allow-network"), "{}", err(&output));
}

#[test]
fn recordings_that_are_not_there_are_told_before_it_listens() {
    let missing = std::env::temp_dir().join("misp-flow-no-such-recordings");
    let file = std::env::temp_dir().join(format!("misp-flow-a-file-{}", std::process::id()));
    std::fs::write(&file, "x").unwrap();
    for (folder, words) in [(&missing, "there is no folder"), (&file, "is no folder")] {
        let output = run(&["listen", "--port", "0", "--replay", path(folder)]);
        assert_eq!(output.status.code(), Some(1));
        let told = err(&output);
        assert!(told.contains(words), "{told}");
        assert!(!told.contains("Listening"), "{told}");
        assert!(!told.contains("os error"), "{told}");
    }
    std::fs::remove_file(file).unwrap();
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_with_all_kept() {
    let folder = folder("ended");
    let (mut program, to) = start(&["--store", path(&folder)]);
    assert_eq!(post(to, "/event-publish/end?outcome=blocked", b"{}"), 200);
    let pid = program.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    let status = program.wait().unwrap();
    assert_eq!(status.code(), Some(0));
    let mut printed = String::new();
    program
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut printed)
        .unwrap();
    assert!(printed.contains("event-publish  end  blocked"), "{printed}");
    assert_eq!(PostStore::open(&folder).unwrap().index().rows().len(), 1);
    std::fs::remove_dir_all(folder).unwrap();
}
