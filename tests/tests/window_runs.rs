//! Kept runs in the window: the list, names, pins, opening, comparing, running again, giving away.

mod window_stage;

use std::path::{Path, PathBuf};

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::{
    runs::RunLibrary,
    state::{BottomTab, Command, EventSource, RunForm, RunsCommand, State},
};
use misp_flow_engine::{
    edit::Edit,
    run::{Answer, Outcome},
    workflow::NodeId,
};
use window_stage::{
    Window, click, empty, graph, nameless, open, press, press_with, red, says, send, settle,
    type_text,
};

/// A folder of one test's own.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = window_stage::folder(&format!("runs-{name}"));
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("runs.sqlite")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn with_runs(mut state: State, file: &Path) -> State {
    state.use_runs_file(file.to_owned());
    state.settings.bottom_height = 420.0;
    state
}

/// A window with the workflow that stops red data, and the tab of kept runs.
fn runs_of_red(folder: &Folder) -> Window {
    let mut window = open(with_runs(red(), &folder.file()));
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    window
}

fn runs(window: &mut Window, command: RunsCommand) {
    send(window, Command::Runs(command));
}

/// Simulates with the event at this place, and looks at the kept runs again.
fn simulate(window: &mut Window, event: usize) {
    send(window, Command::ChooseEvent(event));
    press(window, Key::F5);
    send(window, Command::ShowBottom(BottomTab::Runs));
}

/// The listed runs as they are told.
fn rows(window: &Window) -> Vec<String> {
    let all = window.query_all_by_role(Role::Button);
    let labels = all.filter_map(|row| row.accesskit_node().label());
    labels.filter(|label| label.contains(" UTC")).collect()
}

fn row(window: &Window, words: &str) -> String {
    let rows = rows(window);
    let found = rows.iter().find(|row| row.contains(words));
    found
        .unwrap_or_else(|| panic!("no row with {words}: {rows:?}"))
        .clone()
}

fn choose(window: &mut Window, words: &str) {
    let row = row(window, words);
    click(window, &row);
}

#[test]
fn without_runs_the_tab_says_what_to_do_first() {
    let folder = Folder::new("none");
    let mut window = runs_of_red(&folder);
    assert!(says(&window, "No runs are kept yet"));
    assert!(nameless(&window).is_empty(), "{:?}", nameless(&window));
    runs(&mut window, RunsCommand::SwitchKeeping);
    assert!(says(&window, "Keeping is switched off"));
    simulate(&mut window, 1);
    assert!(says(&window, "No runs are kept yet"), "it is not kept");
    assert!(!folder.file().exists());

    let mut window = open(empty());
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    assert!(says(&window, "There is no folder for the program's data"));
}

#[test]
fn every_simulation_is_kept_and_listed_for_the_next_start_too() {
    let folder = Folder::new("list");
    let mut window = runs_of_red(&folder);
    simulate(&mut window, 1);
    simulate(&mut window, 2);
    let listed = rows(&window);
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert!(
        listed[0].contains("Public report, Success, 4 steps"),
        "{listed:?}"
    );
    assert!(
        listed[1].contains("Leaked customer data, Blocked, 2 steps"),
        "{listed:?}"
    );
    assert!(listed[0].contains("shown") && !listed[1].contains("shown"));
    assert!(nameless(&window).is_empty(), "{:?}", nameless(&window));

    click(&mut window, "Search kept runs");
    type_text(&mut window, "blocked leaked");
    assert_eq!(rows(&window).len(), 1);
    assert!(says(&window, "1 of 2 runs"));
    type_text(&mut window, " nonsense");
    assert!(says(&window, "No run fits the search"));
    drop(window);

    let mut window = open(with_runs(empty(), &folder.file()));
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    assert_eq!(rows(&window).len(), 2);
    click(&mut window, "Only this workflow");
    assert!(says(&window, "No run of this workflow is kept"));
}

#[test]
fn runs_are_named_pinned_removed_and_brought_back() {
    let folder = Folder::new("changes");
    let mut window = runs_of_red(&folder);
    simulate(&mut window, 1);
    simulate(&mut window, 2);
    choose(&mut window, "Blocked");
    runs(&mut window, RunsCommand::AskName);
    type_text(&mut window, "Before the change");
    press(&mut window, Key::Enter);
    runs(&mut window, RunsCommand::Pin);
    let told = row(&window, "Before the change");
    assert!(told.contains("pinned"), "{told}");
    let kept = RunLibrary::at(folder.file()).list().unwrap();
    assert_eq!(kept[1].name, "Before the change");
    assert!(kept[1].pinned);

    runs(&mut window, RunsCommand::Remove);
    assert_eq!(rows(&window).len(), 1);
    assert!(says(&window, "Removed a kept run"));
    click(&mut window, "Bring back");
    assert_eq!(rows(&window).len(), 2);
    assert!(row(&window, "Before the change").contains("pinned"));
}

#[test]
fn the_list_goes_by_keyboard() {
    let folder = Folder::new("keys");
    let mut window = runs_of_red(&folder);
    for event in [1, 2, 1] {
        simulate(&mut window, event);
    }
    let ids: Vec<i64> = {
        let all = window.state().state.runs().rows().unwrap();
        all.iter().map(|row| row.id).collect()
    };
    window.get_by_label("Kept runs in a list").focus();
    settle(&mut window);
    press(&mut window, Key::ArrowDown);
    assert_eq!(window.state().state.runs().chosen(), &ids[..1]);
    press(&mut window, Key::ArrowDown);
    assert_eq!(window.state().state.runs().chosen(), &ids[1..2]);
    press_with(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(window.state().state.runs().chosen(), &ids[1..3]);
    press(&mut window, Key::Home);
    assert_eq!(window.state().state.runs().chosen(), &ids[..1]);
    press(&mut window, Key::Delete);
    assert_eq!(rows(&window).len(), 2);
    assert_eq!(graph(&window).nodes.len(), 6, "no node was deleted");
    assert_eq!(window.state().state.runs().chosen(), &ids[1..2]);
    press(&mut window, Key::Enter);
    assert_eq!(window.state().state.shown_kept_run(), Some(ids[1]));
    assert!(says(&window, "Publishing would go on"));
}

#[test]
fn a_run_opens_on_its_workflow_and_on_a_copy_where_that_was_changed() {
    let folder = Folder::new("open");
    let mut window = runs_of_red(&folder);
    simulate(&mut window, 1);
    let before = window.state().state.run().unwrap().run.clone();
    simulate(&mut window, 2);
    choose(&mut window, "Blocked");
    click(&mut window, "Open the kept run");
    let shown = window.state().state.run().unwrap();
    assert_eq!(*shown.run, *before, "the same run, to the last byte");
    assert_eq!(window.state().state.tabs().count(), 1);
    assert!(!window.state().state.is_run_stale());
    assert!(says(
        &window,
        "Publishing would be blocked by Stop execution"
    ));

    let rename = Edit::Rename {
        node: NodeId::from(4),
        name: "Halt".into(),
    };
    send(&mut window, Command::Edit(rename));
    runs(&mut window, RunsCommand::Open);
    assert_eq!(window.state().state.tabs().count(), 2, "a copy as it ran");
    assert!(
        window
            .state()
            .state
            .document()
            .title()
            .contains("as it ran")
    );
    assert!(says(
        &window,
        "Publishing would be blocked by Stop execution"
    ));
    assert_eq!(*window.state().state.run().unwrap().run, *before);
    assert!(!window.state().state.is_run_stale());
}

#[test]
fn an_event_of_a_kept_run_is_simulated_on_the_workflow_as_it_is_now() {
    let folder = Folder::new("again");
    let mut window = runs_of_red(&folder);
    simulate(&mut window, 1);
    // Without the wire to the stop, nothing is blocked.
    let nodes = vec![NodeId::from(4)];
    send(&mut window, Command::Select(nodes, Vec::new()));
    send(&mut window, Command::Delete { reconnect: false });
    simulate(&mut window, 2);
    let events = window.state().state.events().iter().count();
    choose(&mut window, "Blocked");
    click(&mut window, "Simulate with the kept run's event");
    let state = &window.state().state;
    assert_eq!(state.run().unwrap().run.outcome, Outcome::Success);
    assert_eq!(
        state.events().chosen().unwrap().name,
        "Leaked customer data"
    );
    assert_eq!(state.events().iter().count(), events, "the event was there");
    assert_eq!(
        state.runs().rows().unwrap().len(),
        3,
        "and this is a run, too"
    );

    // Where the event is not there any more, it is put back.
    drop(window);
    let mut state = with_runs(red(), &folder.file());
    let other = folder.0.join("other.json");
    std::fs::write(&other, r#"{"Event": {"id": "9", "info": "Own"}}"#).unwrap();
    state.apply(Command::OpenEventPath(other));
    let mut window = open(state);
    press(&mut window, Key::F5);
    drop(window);
    let mut window = runs_of_red(&folder);
    choose(&mut window, "Own");
    click(&mut window, "Simulate with the kept run's event");
    let chosen = window.state().state.events().chosen().unwrap();
    assert_eq!(chosen.name, "Own");
    assert!(matches!(chosen.source, EventSource::From(_)));
}

#[test]
fn two_runs_stand_beside_each_other() {
    let folder = Folder::new("compare");
    let mut window = runs_of_red(&folder);
    simulate(&mut window, 1);
    simulate(&mut window, 2);
    let ids: Vec<i64> = {
        let all = window.state().state.runs().rows().unwrap();
        all.iter().map(|row| row.id).collect()
    };
    choose(&mut window, "Blocked");
    let other = row(&window, "Success");
    window
        .get_by_label(&other)
        .click_modifiers(Modifiers::COMMAND);
    settle(&mut window);
    assert_eq!(window.state().state.runs().chosen(), [ids[1], ids[0]]);
    assert!(says(&window, "2 runs are chosen"));
    click(&mut window, "Put them beside each other");
    let compared = window
        .state()
        .state
        .runs()
        .compared()
        .expect("a comparison");
    assert_eq!(compared.beside.first, Some(0), "the events differ");
    assert!(says(&window, "rows differ, the first at Beginning"));
    assert!(says(&window, "Differences of what the runs began with"));
    let compared = window.state().state.runs().compared();
    let (listed, _) = &compared.expect("a comparison").differences;
    let differs = "event: info changed from Leaked customer list";
    assert!(
        listed.iter().any(|line| line.starts_with(differs)),
        "{listed:#?}"
    );
    assert!(says(&window, &listed[0]));
    assert!(says(
        &window,
        "Stop execution, first stopped the run: Contains red data, second did not run"
    ));
    assert!(nameless(&window).is_empty(), "{:?}", nameless(&window));
    click(&mut window, "Back to the kept runs");
    assert!(!says(&window, "Differences of what"));
    assert_eq!(rows(&window).len(), 2);
}

#[test]
fn a_run_is_compared_with_the_one_that_is_shown() {
    let folder = Folder::new("shown");
    let mut window = runs_of_red(&folder);
    simulate(&mut window, 2);
    let pushes = graph(&window)
        .nodes
        .iter()
        .find(|(_, node)| node.module == "push-zmq");
    let node = pushes.expect("the workflow pushes").0.clone();
    let failing = Some(Box::new(Answer::failure("nobody listens")));
    send(&mut window, Command::SetAnswer(node, failing));
    simulate(&mut window, 2);
    let first = window.state().state.runs().rows().unwrap()[1].id;
    runs(&mut window, RunsCommand::Choose(vec![first]));
    runs(&mut window, RunsCommand::Compare);
    assert!(says(&window, "1 row differs") || says(&window, "rows differ"));
    assert!(says(&window, "second failed: nobody listens"));
    assert!(says(&window, "first difference"));
    press(&mut window, Key::F10);
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    assert!(
        says(&window, "The run that is shown"),
        "it stays while steps are looked at"
    );

    // The same run twice has no difference.
    runs(&mut window, RunsCommand::CloseComparison);
    runs(&mut window, RunsCommand::Choose(vec![first]));
    runs(&mut window, RunsCommand::Open);
    let ids: Vec<i64> = window
        .state()
        .state
        .runs()
        .rows()
        .unwrap()
        .iter()
        .map(|row| row.id)
        .collect();
    runs(&mut window, RunsCommand::Choose(ids[1..2].to_vec()));
    assert_eq!(
        window
            .state()
            .state
            .why_not(&Command::Runs(RunsCommand::Compare)),
        Some("The chosen run is the one that is shown; choose a second one with Ctrl held down")
    );
}

#[test]
fn a_run_is_given_away_as_json_and_as_a_report_with_its_picture() {
    let folder = Folder::new("export");
    let mut window = runs_of_red(&folder);
    simulate(&mut window, 1);
    choose(&mut window, "Blocked");
    runs(&mut window, RunsCommand::Export(RunForm::Json));
    let json = folder.0.join("run.json");
    window.state_mut().state.take_path(json.to_str().unwrap());
    settle(&mut window);
    let text = std::fs::read_to_string(&json).unwrap();
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read["format"], "misp-flow-run");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&json).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "a run is nobody else's business");
    }
    assert_eq!(read["result"]["outcome"], "blocked");
    assert_eq!(
        read["event"]["Event"]["info"],
        "Leaked customer list of a bank, case under way"
    );

    runs(&mut window, RunsCommand::Export(RunForm::Report));
    let report = folder.0.join("run.md");
    window.state_mut().state.take_path(report.to_str().unwrap());
    settle(&mut window);
    assert!(says(&window, "Exported the run to run.md and run.svg"));
    let text = std::fs::read_to_string(&report).unwrap();
    assert!(
        text.contains("**Publishing would be blocked by Stop execution: Contains red data**"),
        "{text}"
    );
    assert!(text.contains("![The path of the run](<run.svg>)"), "{text}");
    let svg = std::fs::read_to_string(folder.0.join("run.svg")).unwrap();
    let picture = roxmltree::Document::parse(&svg).unwrap();
    let faint = picture
        .descendants()
        .filter(|node| node.attribute("opacity").is_some());
    assert!(faint.count() > 0, "what did not run is faint");

    runs(&mut window, RunsCommand::Export(RunForm::Report));
    window.state_mut().state.take_path(report.to_str().unwrap());
    settle(&mut window);
    assert!(says(&window, "is there already, so nothing was exported"));
}

#[test]
fn a_damaged_file_is_told_once_and_stops_no_simulation() {
    let folder = Folder::new("damaged");
    std::fs::write(folder.file(), "no database ".repeat(2000)).unwrap();
    let mut window = open(with_runs(red(), &folder.file()));
    press(&mut window, Key::F5);
    assert!(
        window.state().state.run().is_some(),
        "the simulation goes on"
    );
    let said = |window: &Window| {
        let messages = window.state().state.messages().iter();
        messages
            .filter(|one| one.text.contains("runs are not kept now"))
            .count()
    };
    assert_eq!(said(&window), 1);
    let id = window.state().state.messages().iter().next().unwrap().id;
    send(&mut window, Command::Dismiss(id));
    press(&mut window, Key::F5);
    assert_eq!(said(&window), 0, "once is enough");
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    assert!(says(&window, "runs.sqlite is damaged"));
    click(&mut window, "Begin anew");
    assert!(says(&window, "No runs are kept yet"));
    simulate(&mut window, 1);
    assert_eq!(rows(&window).len(), 1);
}

#[test]
fn a_folder_that_takes_no_files_is_told_in_the_tab_too() {
    let folder = Folder::new("blocked");
    let in_the_way = folder.0.join("a file");
    std::fs::write(&in_the_way, "no folder").unwrap();
    let mut window = open(with_runs(red(), &in_the_way.join("runs.sqlite")));
    press(&mut window, Key::F5);
    assert!(says(&window, "runs are not kept now"));
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    assert!(says(&window, "runs.sqlite cannot be written"));
    assert!(!says(&window, "No runs are kept yet"));
    click(&mut window, "Try again");
    assert!(says(&window, "runs.sqlite cannot be written"));
    // As soon as it can be used, all is well again.
    std::fs::remove_file(&in_the_way).unwrap();
    click(&mut window, "Try again");
    assert!(says(&window, "No runs are kept yet"));
}

#[test]
fn of_two_runs_is_told_what_was_changed_between_them_and_nothing_is_cut() {
    let folder = Folder::new("between");
    let mut window = runs_of_red(&folder);
    simulate(&mut window, 1);
    let long = "The other side has no time for this today, ".repeat(6);
    let fails = Answer::failure(&long);
    let answer = Command::SetAnswer(NodeId::from(4), Some(Box::new(fails)));
    send(&mut window, answer);
    simulate(&mut window, 1);
    let listed = rows(&window);
    click(&mut window, &listed[0]);
    window
        .get_by_label(&listed[1])
        .click_modifiers(Modifiers::COMMAND);
    settle(&mut window);
    click(&mut window, "Put them beside each other");
    let words = "What was changed between them: the answer set for Stop execution";
    assert!(says(&window, words));
    let second = window.get_by_label_contains("Second run   ");
    let all = second.rect();
    assert!(all.right() <= 1280.0 && all.height() > 24.0, "{all:?}");
    let text = second.accesskit_node().label().or(second.value());
    assert!(text.unwrap_or_default().contains("no time for this"));
}
