//! Files that others change.

use std::{
    fs,
    time::{Duration, SystemTime},
};

use super::stage::{focus, name_in, open_version, place, rename, title, window, write_elsewhere};
use crate::window_stage::{click, press_with, says, send};
use egui::{Key, Modifiers};
use misp_flow::state::{Command, Outside};

#[test]
fn a_file_that_others_changed_is_told_about_and_reloaded() {
    let (file, data) = place("outside");
    let mut window = window(&file, &data);
    focus(&mut window);
    assert_eq!(window.state().state.tab().outside(), None);
    write_elsewhere(&file, "Of somebody else");
    focus(&mut window);
    assert!(says(&window, "red.json was changed by another program"));
    click(&mut window, "Reload");
    assert_eq!(title(&window), "Of somebody else");
    assert!(!window.state().state.document().is_unsaved());
    assert!(!says(&window, "red.json was changed by another program"));
}

#[test]
fn reloading_over_unsaved_changes_keeps_them_as_a_version() {
    let (file, data) = place("outside-unsaved");
    let mut window = window(&file, &data);
    send(&mut window, rename("Mine"));
    write_elsewhere(&file, "Of somebody else");
    focus(&mut window);
    assert!(says(&window, "and you have unsaved changes"));
    click(&mut window, "Reload");
    assert_eq!(title(&window), "Of somebody else");
    send(&mut window, Command::EarlierVersions);
    open_version(&mut window);
    assert!(title(&window).starts_with("Mine ("));
}

#[test]
fn mine_is_kept_and_saved_over_the_other_without_another_question() {
    let (file, data) = place("outside-mine");
    let mut window = window(&file, &data);
    write_elsewhere(&file, "Of somebody else");
    focus(&mut window);
    click(&mut window, "Keep mine");
    assert!(window.state().state.document().is_unsaved());
    focus(&mut window);
    assert_eq!(window.state().state.tab().outside(), None);
    press_with(&mut window, Modifiers::COMMAND, Key::S);
    assert_eq!(name_in(&file), "Block publishing of red data");
    // What the other one had is not lost either.
    send(&mut window, Command::EarlierVersions);
    open_version(&mut window);
    assert!(title(&window).starts_with("Of somebody else ("));
}

#[test]
fn a_file_that_was_only_touched_is_no_news_and_one_that_is_gone_is() {
    let (file, data) = place("outside-gone");
    let mut window = window(&file, &data);
    let handle = fs::File::options().write(true).open(&file).unwrap();
    handle
        .set_modified(SystemTime::now() + Duration::from_secs(5))
        .unwrap();
    focus(&mut window);
    assert_eq!(window.state().state.tab().outside(), None);
    fs::remove_file(&file).unwrap();
    focus(&mut window);
    assert_eq!(window.state().state.tab().outside(), Some(Outside::Gone));
    assert!(says(
        &window,
        "red.json was deleted or moved. Saving writes it again"
    ));
    press_with(&mut window, Modifiers::COMMAND, Key::S);
    assert!(file.exists());
    assert_eq!(window.state().state.tab().outside(), None);
}
