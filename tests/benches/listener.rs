//! What the listener takes: 20,000 posts of 50 KB over 50 connections while the real window shows
//! them; the same load on a listener in Python that parses and pretty-prints each body; a post of
//! 60 MB; a million stored posts.
//!
//! `cargo bench -p misp-flow-tests --bench listener`; the last line is for scripts. The window part
//! needs Xvfb.

#[path = "../tests/listen_stage/mod.rs"]
mod listen_stage;
#[path = "../tests/window_stage/mod.rs"]
mod window_stage;

#[path = "listener_parts/load.rs"]
mod load;
#[path = "listener_parts/million.rs"]
mod million;
#[path = "listener_parts/python.rs"]
mod python;
#[path = "listener_parts/window.rs"]
mod window;

/// How many posts are sent, of which size, over how many connections.
const POSTS: usize = 20_000;
const SIZE: usize = 50_000;
const CONNECTIONS: usize = 50;
/// Of the slow peer, so many are enough to know its rate.
const PYTHON_POSTS: usize = 100;

fn main() {
    if window::is_shower() {
        return window::show();
    }
    let alone = load::headless(POSTS, SIZE, CONNECTIONS);
    println!(
        "headless: {:.0} posts/s of {SIZE} bytes, {} lost, peak memory {} MB",
        alone.rate, alone.lost, alone.memory
    );
    let python = python::rate(PYTHON_POSTS, SIZE, CONNECTIONS);
    match python {
        Some(rate) => println!("python3 http.server: {rate:.1} posts/s, over {PYTHON_POSTS} posts"),
        None => println!("SKIPPED: no python3 to compare with"),
    }
    let (open, search, narrow) = million::measure();
    println!(
        "1,000,000 stored posts: open {open:.0} ms, search {search:.0} ms, list in the window {narrow:.1} ms a frame"
    );
    let large = window::large();
    println!(
        "a post of 60 MB: received in {:.0} ms, opened in {:.0} ms, worst frame {:.1} ms",
        large.received, large.opened, large.worst
    );
    let shown = window::under_load(POSTS, SIZE, CONNECTIONS);
    let (rate, lost, fps) = match &shown {
        Some(shown) => {
            println!(
                "with the window: {:.0} posts/s, {} lost, {:.0} frames/s, worst frame {:.0} ms",
                shown.rate, shown.lost, shown.fps, shown.worst
            );
            (shown.rate, shown.lost, format!("{:.0}", shown.fps))
        }
        None => {
            println!("SKIPPED: no Xvfb to show the window on");
            (alone.rate, alone.lost, "-".to_owned())
        }
    };
    let ratio = python.map_or("-".to_owned(), |python| format!("{:.0}", rate / python));
    println!(
        "BENCH listener posts_per_s={rate:.0} lost={} ratio_python={ratio} window_fps={fps}",
        lost + alone.lost
    );
}
