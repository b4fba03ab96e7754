//! Where work is kept aside, and the earlier versions of a file.

use std::{fs, path::Path};

use super::stage::{
    journals, leave_changes, name_in, next_start, place, rename, title, wait_for_journals, window,
};
use crate::window_stage::{Window, click, press, press_with, says, send, settle};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use misp_flow::state::Command;
use misp_flow_engine::workflow;

#[test]
fn there_is_a_journal_for_as_long_as_something_is_unsaved() {
    let (file, data) = place("journal");
    let mut window = window(&file, &data);
    assert_eq!(journals(&data).len(), 0);
    send(&mut window, rename("One"));
    wait_for_journals(&mut window, &data, 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&journals(&data)[0]), 0o600);
        assert_eq!(mode(&data.join("journal")), 0o700);
    }
    send(&mut window, Command::Undo);
    wait_for_journals(&mut window, &data, 0);
    send(&mut window, rename("Two"));
    wait_for_journals(&mut window, &data, 1);
    press_with(&mut window, Modifiers::COMMAND, Key::W);
    click(&mut window, "Discard");
    wait_for_journals(&mut window, &data, 0);
}

#[test]
fn quitting_and_discarding_leaves_no_journal() {
    let (file, data) = place("quit");
    let mut window = window(&file, &data);
    send(&mut window, rename("Not wanted"));
    wait_for_journals(&mut window, &data, 1);
    press_with(&mut window, Modifiers::COMMAND, Key::Q);
    click(&mut window, "Discard");
    window.state_mut().state.end();
    assert_eq!(journals(&data).len(), 0);
}

#[test]
fn a_damaged_journal_is_told_and_put_aside() {
    let (file, data) = place("damaged");
    leave_changes(&file, &data);
    let journal = journals(&data).remove(0);
    let bytes = fs::read(&journal).unwrap();
    fs::write(&journal, &bytes[..40]).unwrap();
    let window = next_start(&data);
    assert!(says(&window, "A journal of unsaved changes is damaged"));
    assert!(journal.with_extension("damaged").exists());
    assert_eq!(journals(&data).len(), 0);
}

#[test]
fn where_nothing_can_be_kept_aside_it_is_said_once_and_saving_works() {
    let (file, data) = place("no-journal");
    // A file where the folder should be.
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("journal"), "").unwrap();
    let mut window = window(&file, &data);
    let told = |window: &Window| {
        let all = window.query_all_by_label_contains("Changes cannot be kept aside");
        all.count()
    };
    for name in ["One", "Two", "Three"] {
        send(&mut window, rename(name));
        std::thread::sleep(std::time::Duration::from_millis(400));
        settle(&mut window);
    }
    assert_eq!(told(&window), 1);
    press_with(&mut window, Modifiers::COMMAND, Key::S);
    assert_eq!(name_in(&file), "Three");
}

#[test]
fn a_folder_that_takes_nothing_leaves_the_work_in_the_window() {
    let (file, data) = place("no-folder");
    let mut window = window(&file, &data);
    send(&mut window, rename("Kept"));
    let folder = file.parent().unwrap();
    let away = folder.with_extension("away");
    let _ = fs::remove_dir_all(&away);
    fs::rename(folder, &away).unwrap();
    press_with(&mut window, Modifiers::COMMAND, Key::S);
    assert!(says(&window, "cannot be saved: there is no such folder"));
    assert!(says(&window, "Not saved"));
    assert!(title(&window).contains("Kept"));
    fs::rename(&away, folder).unwrap();
    press_with(&mut window, Modifiers::COMMAND, Key::S);
    assert_eq!(name_in(&file), "Kept");
}

#[test]
fn each_save_keeps_what_the_file_held() {
    let (file, data) = place("versions");
    let mut window = window(&file, &data);
    send(&mut window, Command::EarlierVersions);
    assert!(says(&window, "None yet. Each time you save"));
    press(&mut window, Key::Escape);
    for name in ["One", "Two", "Three"] {
        send(&mut window, rename(name));
        press_with(&mut window, Modifiers::COMMAND, Key::S);
    }
    assert_eq!(name_in(&file), "Three");
    send(&mut window, Command::EarlierVersions);
    let Some(misp_flow::state::Dialog::Versions(list)) = &window.state().state.dialog else {
        panic!("no list")
    };
    let read = |version| misp_flow::library::read_version(version).unwrap();
    let names: Vec<String> = list
        .iter()
        .map(|version| workflow::open(&read(version)).unwrap().name)
        .collect();
    assert_eq!(names, ["Two", "One", "Block publishing of red data"]);
    assert_eq!(
        read(&list[2]),
        include_bytes!("../../window_stage/red.json")
    );
}
