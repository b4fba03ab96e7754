//! The senders, and the listener on its own.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use super::listen_stage::{folder, listen};

/// How many posts a run has, and of how many events they are.
const RUN: usize = 200;
const EVENTS: usize = 100;

/// What a load gave.
pub struct Load {
    pub rate: f64,
    pub lost: usize,
    /// The most memory that the process had, in MB.
    pub memory: u64,
}

/// A body of about this many bytes, as a server sends it.
pub fn body(size: usize) -> String {
    body_of(size, 0)
}

/// The same of one of several events.
fn body_of(size: usize, event: usize) -> String {
    let mut attributes = String::new();
    let mut number = 0;
    while attributes.len() + 400 < size {
        let comma = if number > 0 { "," } else { "" };
        attributes.push_str(&format!(
            r#"{comma}{{"id":"{number}","type":"ip-dst","category":"Network activity","to_ids":true,"uuid":"5e8f1a2b-0002-4c3d-9e8f-{number:012}","event_id":"1","value":"198.51.100.{}","comment":"C2 server"}}"#,
            number % 256
        ));
        number += 1;
    }
    super::listen_stage::node_body(
        4,
        &format!("5e8f1a2b-0001-4c3d-9e8f-{event:012}"),
        &format!(r#","Attribute":[{attributes}]"#),
    )
}

/// Bodies of about this many bytes, of as many events.
pub fn bodies(size: usize) -> Vec<String> {
    (0..EVENTS).map(|event| body_of(size, event)).collect()
}

/// Sends posts over connections that are kept, as fast as they are taken or so many a second at
/// most; gives how many were answered, and posts a second.
pub fn send(
    to: SocketAddr,
    posts: usize,
    bodies: &[String],
    connections: usize,
    pace: Option<f64>,
) -> (usize, f64) {
    let next = AtomicUsize::new(0);
    let answered = AtomicUsize::new(0);
    let begun = Instant::now();
    // Two threads for all connections: more would only be in each other's way.
    thread::scope(|scope| {
        for part in 0..2 {
            let (next, answered) = (&next, &answered);
            scope.spawn(move || {
                let own = (connections + part) / 2;
                let mut open: Vec<TcpStream> = (0..own)
                    .map(|_| {
                        let connection = TcpStream::connect(to).expect("a connection");
                        // Else the sender waits for acknowledgements, as no HTTP client does.
                        connection.set_nodelay(true).expect("a socket");
                        connection
                    })
                    .collect();
                let mut answer = [0; 1024];
                loop {
                    let mut waiting = Vec::new();
                    for connection in &mut open {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= posts {
                            break;
                        }
                        if let Some(pace) = pace {
                            let due = Duration::from_secs_f64(number as f64 / pace);
                            thread::sleep(due.saturating_sub(begun.elapsed()));
                        }
                        let body = &bodies[number / RUN % bodies.len()];
                        let path = match number % RUN {
                            0 => "init?type=blocking",
                            place if place == RUN - 1 => "end?outcome=success",
                            _ => "exec/tag-if?result=success",
                        };
                        let head = format!(
                            "POST /event-publish/{path} HTTP/1.1\r\nHost: x\r\nUser-Agent: CakePHP\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
                            body.len()
                        );
                        connection.write_all(head.as_bytes()).expect("it is sent");
                        connection.write_all(body.as_bytes()).expect("it is sent");
                        waiting.push(connection);
                    }
                    if waiting.is_empty() {
                        break;
                    }
                    for connection in waiting {
                        let read = connection.read(&mut answer).expect("an answer");
                        if answer[..read].starts_with(b"HTTP/1.1 200")
                            || answer[..read].starts_with(b"HTTP/1.0 200")
                        {
                            answered.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    let rate = posts as f64 / begun.elapsed().as_secs_f64();
    (answered.load(Ordering::Relaxed), rate)
}

/// The listener and its store without a window.
pub fn headless(posts: usize, size: usize, connections: usize) -> Load {
    let folder = folder("bench");
    let (listener, store) = listen(&folder, |_| {});
    let (answered, rate) = send(listener.address(), posts, &bodies(size), connections, None);
    store.flush();
    let kept = store.index().rows().len();
    assert_eq!(answered, posts, "all are answered");
    drop((listener, store));
    std::fs::remove_dir_all(folder).expect("the folder of the benchmark");
    Load {
        rate,
        lost: posts - kept.min(posts),
        memory: peak_memory("self"),
    }
}

/// The most memory that a process had, in MB; 0 where the system does not tell.
pub fn peak_memory(process: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|rest| rest.trim().split(' ').next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
