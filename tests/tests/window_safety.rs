//! Work is not lost: restoring after a crash, earlier versions, files that others change.

mod window_stage;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use misp_flow::state::{Command, Outside, State};
use misp_flow_engine::{edit::Edit, workflow, workflow::NodeId};
use window_stage::{Window, click, empty, folder, open, press, press_with, says, send, settle};

fn rename(name: &str) -> Command {
    Command::Edit(Edit::SetName(name.into()))
}

/// A new folder for a test, with a workflow in a file, and the place where work is kept aside.
fn place(name: &str) -> (PathBuf, PathBuf) {
    let folder = folder(name);
    let file = folder.join("red.json");
    fs::write(&file, include_str!("window_stage/red.json")).unwrap();
    (file, folder.join("data"))
}

/// A window that keeps work aside, with this file.
fn window(file: &Path, data: &Path) -> Window {
    let mut state = empty();
    state.keep_in(data);
    state.apply(Command::OpenPath(file.to_owned()));
    open(state)
}

/// A start without a file.
fn next_start(data: &Path) -> Window {
    let mut state = empty();
    state.keep_in(data);
    open(state)
}

/// The program ends without having been asked to, once what is due is written.
fn crash(window: Window) {
    drop(window);
}

fn journals(data: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(data.join("journal"));
    let paths = entries
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|kind| kind == "journal"))
        .collect()
}

/// Waits until so many journals are there.
fn wait_for_journals(window: &mut Window, data: &Path, count: usize) {
    let until = std::time::Instant::now() + Duration::from_secs(20);
    while journals(data).len() != count {
        settle(window);
        assert!(std::time::Instant::now() < until, "{:?}", journals(data));
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn name_in(file: &Path) -> String {
    workflow::open(&fs::read(file).unwrap()).unwrap().name
}

/// Opens the only version in the list.
fn open_version(window: &mut Window) {
    window.get_by_label_contains("Open the version of").click();
    settle(window);
}

fn title(window: &Window) -> String {
    window.state().state.document().title()
}

/// Leaves unsaved changes behind: a new name, a node less, another one moved.
fn leave_changes(file: &Path, data: &Path) {
    let mut window = window(file, data);
    send(&mut window, rename("Changed and not saved"));
    send(
        &mut window,
        Command::Edit(Edit::Delete {
            nodes: vec![NodeId::new("6")],
            edges: Vec::new(),
            reconnect: false,
        }),
    );
    let at = workflow::Position::new(9000.0, 0.0);
    send(
        &mut window,
        Command::Edit(Edit::Move(vec![(NodeId::new("5"), at)])),
    );
    crash(window);
}

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
    assert_eq!(title(&window), "Changed and not saved (restored copy)");
    assert_eq!(window.state().state.document().path(), None);
    assert!(window.state().state.document().is_unsaved());
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
    let name = "Changed and not saved (restored copy";
    assert_eq!(titles, [format!("{name})"), format!("{name} 2)")]);
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
    assert_eq!(read(&list[2]), include_bytes!("window_stage/red.json"));
}

/// Somebody else writes the file, in a moment that its stamp tells from this one.
fn write_elsewhere(file: &Path, name: &str) {
    let mut there = workflow::open(&fs::read(file).unwrap()).unwrap();
    there.name = name.to_owned();
    fs::write(file, there.to_text()).unwrap();
    let later = SystemTime::now() + Duration::from_secs(5);
    fs::File::options()
        .write(true)
        .open(file)
        .unwrap()
        .set_modified(later)
        .unwrap();
}

fn focus(window: &mut Window) {
    window.event(egui::Event::WindowFocused(true));
    settle(window);
}

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
