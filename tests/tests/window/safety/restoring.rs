//! What was not saved comes back at the next start.

use super::stage::{
    crash, journals, leave_changes, name_in, next_start, open_version, place, rename, title,
    wait_for_journals, window,
};
use crate::window_stage::{
    click, double_click, empty, folder, open, press, press_with, says, send,
};
use egui::{Key, Modifiers, pos2};
use egui_kittest::kittest::Queryable;
use misp_flow::state::{Command, State};
use misp_flow_engine::edit::Edit;

#[test]
fn what_was_not_saved_is_offered_with_the_difference_and_restored() {
    let (file, data) = place("restore");
    let before = name_in(&file);
    leave_changes(&file, &data);
    assert_eq!(name_in(&file), before);

    let mut window = next_start(&data);
    assert!(says(&window, "Restore unsaved changes?"));
    assert!(says(&window, &file.display().to_string()));
    let difference = "5 nodes. Since the file: 1 node removed, 1 node moved, 1 wire removed, 1 frame changed, name or settings changed";
    let found =
        window.query_all_by(|node| node.value().is_some_and(|words| words.contains("removed")));
    let found: Vec<_> = found.filter_map(|node| node.value()).collect();
    assert_eq!(found, [difference]);
    click(&mut window, "Restore");
    let document = window.state().state.document();
    assert_eq!(document.workflow().name, "Changed and not saved");
    assert_eq!(document.workflow().graph.nodes.len(), 5);
    assert_eq!(document.path(), Some(file.as_path()));
    assert!(document.is_unsaved());
    assert!(window.state().state.dialog.is_none());
    wait_for_journals(&mut window, &data, 1);

    press_with(&mut window, Modifiers::COMMAND, Key::S);
    assert_eq!(name_in(&file), "Changed and not saved");
    wait_for_journals(&mut window, &data, 0);
    crash(window);
    assert!(!says(&next_start(&data), "Restore unsaved changes?"));
}

#[test]
fn restoring_puts_the_changes_into_the_tab_of_the_file() {
    let (file, data) = place("restore-open");
    leave_changes(&file, &data);
    let mut window = window(&file, &data);
    click(&mut window, "Restore");
    assert_eq!(window.state().state.tabs().count(), 1);
    assert_eq!(title(&window), "Changed and not saved");
}

#[test]
fn a_copy_leaves_the_file_alone() {
    let (file, data) = place("copy");
    leave_changes(&file, &data);
    let mut window = next_start(&data);
    click(&mut window, "Look at it as a copy, Changed and not saved");
    assert_eq!(title(&window), "Changed and not saved, restored copy");
    assert_eq!(window.state().state.document().path(), None);
    assert!(window.state().state.document().is_unsaved());
}

#[test]
fn a_copy_comes_first_where_the_file_was_written_later() {
    let (file, data) = place("written-later");
    leave_changes(&file, &data);
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(60);
    let written = std::fs::File::options().append(true).open(&file).unwrap();
    written.set_modified(later).unwrap();
    let mut window = next_start(&data);
    assert!(says(&window, "look at them as a copy first"));
    double_click(&mut window, pos2(20.0, 700.0));
    assert!(
        says(&window, "look at them as a copy first"),
        "a click beside it"
    );
    press(&mut window, Key::Enter);
    assert_eq!(title(&window), "Changed and not saved, restored copy");
    assert_eq!(window.state().state.document().path(), None);
}

#[test]
fn restored_copies_of_one_name_are_told_apart() {
    let (file, data) = place("copies");
    leave_changes(&file, &data);
    let mut window = next_start(&data);
    click(&mut window, "Look at it as a copy, Changed and not saved");
    crash(window);
    leave_changes(&file, &data);
    let mut window = next_start(&data);
    for _ in 0..2 {
        send(&mut window, Command::RestoreCopy(0));
    }
    let titles: Vec<String> = window
        .state()
        .state
        .tabs()
        .map(|tab| tab.document().title())
        .filter(|title| title.starts_with("Changed"))
        .collect();
    let name = "Changed and not saved";
    assert_eq!(
        titles,
        [
            format!("{name}, restored copy"),
            format!("{name} 2, restored copy")
        ]
    );
}

#[test]
fn what_is_discarded_is_among_the_earlier_versions() {
    let (file, data) = place("discard");
    leave_changes(&file, &data);
    let mut window = window(&file, &data);
    click(&mut window, "Discard, Changed and not saved");
    assert!(says(
        &window,
        "Discarded. The changes are among the earlier versions"
    ));
    wait_for_journals(&mut window, &data, 0);
    send(&mut window, Command::EarlierVersions);
    open_version(&mut window);
    assert!(title(&window).starts_with("Changed and not saved ("));
    assert_eq!(window.state().state.tabs().count(), 2);
}

#[test]
fn later_is_asked_again_and_a_running_program_is_left_alone() {
    let (file, data) = place("later");
    leave_changes(&file, &data);
    let mut first = next_start(&data);
    // The same at the same time: it is being decided upon elsewhere.
    let second = next_start(&data);
    assert!(!says(&second, "Restore unsaved changes?"));
    crash(second);
    press(&mut first, Key::Escape);
    assert!(first.state().state.found().is_empty());
    assert_eq!(journals(&data).len(), 1);
    crash(first);

    let mut third = next_start(&data);
    assert!(says(&third, "Restore unsaved changes?"));
    click(&mut third, "Restore");
    wait_for_journals(&mut third, &data, 1);
    // Open elsewhere with changes, which that program keeps itself.
    let fourth = next_start(&data);
    assert!(!says(&fourth, "Restore unsaved changes?"));
    assert_eq!(journals(&data).len(), 1);
}

#[test]
fn unsaved_work_that_never_was_a_file_is_restored_too() {
    let data = folder("never").join("data");
    let mut state: State = empty();
    state.keep_in(&data);
    let mut window = open(state);
    send(&mut window, rename("Just begun"));
    crash(window);
    let mut window = next_start(&data);
    assert!(says(&window, "Never saved to a file"));
    click(&mut window, "Restore");
    assert_eq!(
        window.state().state.document().workflow().name,
        "Just begun"
    );
    assert!(window.state().state.document().is_unsaved());
}

#[test]
fn of_all_that_is_restored_the_last_that_was_edited_is_shown() {
    let data = folder("all").join("data");
    for number in 1..=4 {
        let mut state: State = empty();
        state.keep_in(&data);
        let mut window = open(state);
        press(&mut window, Key::Escape);
        send(
            &mut window,
            Command::Edit(Edit::SetDescription(format!("{number}"))),
        );
        wait_for_journals(&mut window, &data, number);
        crash(window);
        // So that their times differ.
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let mut window = next_start(&data);
    click(&mut window, "Restore all 4");
    let state = &window.state().state;
    assert_eq!(state.document().workflow().description, "4");
    let titles: Vec<String> = state.tabs().map(|tab| state.title_of(tab)).collect();
    assert_eq!(
        titles,
        [
            "New workflow, restored",
            "New workflow 2, restored",
            "New workflow 3, restored",
            "New workflow 4, restored"
        ]
    );
    let shown = window.get_by_label("Workflow New workflow 4, restored, not saved");
    let plus = window.get_by_label("New workflow").rect();
    assert!(shown.rect().right() <= plus.left() + 1.0, "it is in sight");
}
