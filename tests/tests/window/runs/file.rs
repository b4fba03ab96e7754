//! Runs in files: given away, and the file that keeps them.

use super::stage::{Folder, choose, rows, runs, runs_of_red, simulate, with_runs};
use crate::window_stage::{Window, click, open, press, red, says, send, settle};
use egui::Key;
use misp_flow::state::{BottomTab, Command, RunForm, RunsCommand};

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
