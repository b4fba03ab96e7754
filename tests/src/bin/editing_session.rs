//! The program without its window, in an editing session that a test kills: opens a file, edits
//! and saves it, and tells each edit with the time at which it was made.
//!
//! Arguments: the file, the folder in which work is kept aside, and a seed for when it saves.

use std::{
    env,
    io::Write as _,
    path::PathBuf,
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use misp_flow::{
    library::Settings,
    state::{Command, State},
};
use misp_flow_tests::editing::{Dice, EDITS, edit};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [file, folder, seed] = arguments.as_slice() else {
        panic!("expected a file, a folder and a seed");
    };
    let mut dice = Dice(seed.parse().expect("a number"));
    let mut state = State::new(Settings::default(), None);
    state.keep_in(&PathBuf::from(folder));
    state.apply(Command::OpenPath(file.into()));
    while !state.is_idle() {
        state.poll();
        thread::sleep(Duration::from_millis(1));
    }
    let mut out = std::io::stdout();
    for number in 1..=EDITS {
        state.apply(Command::Edit(edit(number)));
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        writeln!(out, "{number} {}", now.expect("a clock").as_millis()).expect("a listener");
        out.flush().expect("a listener");
        if dice.below(3) == 0 {
            state.apply(Command::Save);
        }
        // A frame.
        state.poll();
        state.refresh();
        thread::sleep(Duration::from_millis(dice.below(20)));
    }
    // The last edits are left unsaved until the test ends this.
    loop {
        state.poll();
        state.refresh();
        thread::sleep(Duration::from_millis(10));
    }
}
