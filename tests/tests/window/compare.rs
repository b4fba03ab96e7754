//! Exporting and comparing as a user does it, through menu commands, keys and clicks.

use std::path::PathBuf;

use crate::window_stage::{
    Window, click, folder, open, open_as, press, press_with, red, says, send, settle,
};
use egui::{Key, Modifiers, OutputCommand, Theme, vec2};
use egui_kittest::kittest::Queryable;
use misp_flow::{
    export::Form,
    state::{Command, Comparing, Export},
};
use misp_flow_engine::{
    edit::Edit,
    workflow::{NodeId, Position},
};
use serde_json::json;

fn rename(name: &str) -> Command {
    Command::Edit(Edit::Rename {
        node: NodeId::from(2),
        name: name.to_owned(),
    })
}

/// The red workflow with a new name, a parameter, a node moved, one removed.
fn edited() -> Window {
    let mut window = open(red());
    send(&mut window, rename("Is it red?"));
    let at = Position::new(900.0, 500.0);
    send(
        &mut window,
        Command::Edit(Edit::Move(vec![(NodeId::from(1), at)])),
    );
    send(
        &mut window,
        Command::Edit(Edit::Delete {
            nodes: vec![NodeId::from(3)],
            edges: Vec::new(),
            reconnect: false,
        }),
    );
    window
}

fn compared() -> Window {
    let mut window = edited();
    send(&mut window, Command::Compare(Comparing::LastSaved));
    window
}

fn row(window: &Window, text: &str) -> bool {
    window.query_all_by_label_contains(text).next().is_some()
}

#[test]
fn every_form_is_written_to_a_file() {
    let mut window = open(red());
    for (form, begin) in [
        (Form::Png, "\u{fffd}PNG"),
        (Form::Svg, "<svg "),
        (Form::Markdown, "# "),
        (Form::Mermaid, "flowchart LR"),
        (Form::Dot, "digraph"),
        (Form::Workflow, "{\n  \"Workflow\""),
        (Form::Blueprint, "{\n  \"WorkflowBlueprint\""),
    ] {
        let file = folder("export").join(format!("all.{form:?}"));
        send(
            &mut window,
            Command::ExportTo(Export::whole(form), file.clone()),
        );
        let bytes = std::fs::read(&file).unwrap();
        assert!(
            String::from_utf8_lossy(&bytes).starts_with(begin),
            "{form:?}"
        );
        assert!(says(&window, &format!("Exported a {}", form.name())));
    }
    assert!(!window.state().state.document().is_unsaved());
}

#[test]
fn a_file_that_is_there_is_not_replaced_unasked() {
    let mut window = open(red());
    let file = folder("there").join("mine.svg");
    std::fs::write(&file, "mine").unwrap();
    send(&mut window, Command::Export(Export::whole(Form::Svg)));
    assert!(says(&window, "Export the workflow"));
    window.state_mut().state.take_path(file.to_str().unwrap());
    settle(&mut window);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    assert!(says(&window, "is there already"));
}

#[test]
fn a_selection_becomes_a_blueprint() {
    let mut window = open(red());
    let export = Export::selected(Form::Blueprint);
    assert_eq!(
        window.state().state.why_not(&Command::Export(export)),
        Some("Select a node first")
    );
    send(
        &mut window,
        Command::Select(vec![NodeId::from(2), NodeId::from(3)], Vec::new()),
    );
    let file = folder("part").join("part.json");
    send(&mut window, Command::ExportTo(export, file.clone()));
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(
        json["WorkflowBlueprint"]["data"].as_array().unwrap().len(),
        2
    );
}

#[test]
fn texts_and_pictures_go_onto_the_clipboard() {
    let mut window = open(red());
    for form in [Form::Markdown, Form::Mermaid, Form::Png] {
        window.state_mut().state.apply(Command::CopyAs(form));
        let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
        let copied = loop {
            window.step();
            let commands = window.output().platform_output.commands.clone();
            if let Some(command) = commands.into_iter().next() {
                break command;
            }
            assert!(std::time::Instant::now() < until, "nothing was copied");
            std::thread::sleep(std::time::Duration::from_millis(2));
        };
        match copied {
            OutputCommand::CopyText(text) if form == Form::Markdown => {
                assert!(text.contains("## Steps"), "{text}");
            }
            OutputCommand::CopyText(text) => assert!(text.starts_with("flowchart LR"), "{text}"),
            OutputCommand::CopyImage(picture) => {
                assert_eq!(form, Form::Png);
                assert!(picture.width() > 400 && picture.height() > 100);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_was_changed_since_saving_is_listed() {
    let window = compared();
    assert!(says(&window, "Before: Last saved"));
    assert!(row(
        &window,
        "Node 2 renamed: IF :: Tag → Is it red?, changed"
    ));
    assert!(row(&window, "removed, removed"));
    assert!(row(&window, " moved, moved only"));
}

#[test]
fn keys_walk_the_differences_and_escape_closes() {
    let mut window = compared();
    let chosen = |window: &Window| window.state().state.compared().unwrap().chosen;
    assert_eq!(chosen(&window), None);
    press(&mut window, Key::F8);
    assert_eq!(chosen(&window), Some(0));
    press(&mut window, Key::F8);
    assert_eq!(chosen(&window), Some(1));
    press_with(&mut window, Modifiers::SHIFT, Key::F8);
    press_with(&mut window, Modifiers::SHIFT, Key::F8);
    let last = window.state().state.compared().unwrap().lines.len() - 1;
    assert_eq!(chosen(&window), Some(last));
    press(&mut window, Key::Escape);
    assert!(window.state().state.compared().is_none());
    assert!(!says(&window, "Before: Last saved"));
}

#[test]
fn a_difference_is_shown_on_both_sides() {
    let mut window = compared();
    click(
        &mut window,
        "Node 2 renamed: IF :: Tag → Is it red?, changed",
    );
    let seen: Vec<_> = window
        .query_all_by_label_contains("Node 2 ")
        .filter(|node| node.rect().height() > 40.0)
        .map(|node| node.rect())
        .collect();
    let [before, now] = seen.as_slice() else {
        panic!("{seen:?}")
    };
    assert!((before.height() - now.height()).abs() < 30.0);
    // One above the other, as what is wider than high is seen larger so.
    let (before, now) = (before.center(), now.center());
    assert!(
        (before.x - now.x).abs() < 5.0 && before.y < now.y,
        "{seen:?}"
    );
}

#[test]
fn what_only_moved_can_be_hidden() {
    let mut window = compared();
    window.get_by_label("Hide what only moved").click();
    settle(&mut window);
    assert!(!row(&window, " moved, moved only"));
    assert!(row(&window, "changed"));
}

#[test]
fn the_list_follows_an_edit() {
    let mut window = compared();
    send(&mut window, rename("Still red?"));
    assert!(row(&window, "IF :: Tag → Still red?"));
    send(&mut window, Command::Undo);
    assert!(row(&window, "IF :: Tag → Is it red?"));
}

#[test]
fn a_file_is_compared_with_and_one_without_a_workflow_is_refused() {
    let mut window = open(red());
    let other: PathBuf = folder("other").join("other.json");
    let mut json = window.state().state.document().workflow().to_json();
    json["Workflow"]["name"] = json!("Another name");
    std::fs::write(&other, json.to_string()).unwrap();
    send(&mut window, Command::Compare(Comparing::File(other)));
    assert!(says(&window, "Before: other.json"));
    assert!(row(&window, "Workflow renamed: Another name"));
    send(&mut window, Command::Compare(Comparing::Close));
    send(
        &mut window,
        Command::Compare(Comparing::File("/no/such.json".into())),
    );
    assert!(says(&window, "Nothing was compared."));
    send(&mut window, Command::Compare(Comparing::Disk));
    assert!(says(&window, "No differences"));
}

#[test]
fn an_earlier_version_is_compared_with() {
    let place = folder("versions compared");
    let file = place.join("red.json");
    std::fs::write(&file, include_str!("../window_stage/red.json")).unwrap();
    let mut state = crate::window_stage::empty();
    state.keep_in(&place.join("data"));
    state.apply(Command::OpenPath(file));
    let mut window = open(state);
    for name in ["One", "Two"] {
        send(&mut window, rename(name));
        press_with(&mut window, Modifiers::COMMAND, Key::S);
    }
    send(&mut window, Command::EarlierVersions);
    let buttons: Vec<_> = window.query_all_by_label_contains("Compare").collect();
    assert_eq!(buttons.len(), 2, "one for each version");
    buttons[1].click();
    settle(&mut window);
    assert!(row(&window, "Node 2 renamed: IF :: Tag → Two"));
}

/// A comparison whose second difference is looked at.
fn picture(theme: Theme, name: &str) {
    let mut state = red();
    state.apply(rename("Is it red?"));
    state.apply(Command::Edit(Edit::Delete {
        nodes: vec![NodeId::from(3)],
        edges: Vec::new(),
        reconnect: false,
    }));
    let at = Position::new(0.0, 160.0);
    state.apply(Command::Edit(Edit::Move(vec![(NodeId::from(1), at)])));
    let mut window = open_as(state, theme, vec2(1280.0, 800.0), 1.0);
    send(&mut window, Command::Compare(Comparing::LastSaved));
    press(&mut window, Key::F8);
    press(&mut window, Key::F8);
    window.remove_cursor();
    window.run();
    window.snapshot(name);
}

#[test]
fn a_comparison_in_the_dark() {
    picture(Theme::Dark, "compare_dark");
}

#[test]
fn a_comparison_in_the_light() {
    picture(Theme::Light, "compare_light");
}

#[test]
fn another_tab_is_compared_with() {
    let mut window = open(red());
    let other = window.state().state.tab().id();
    send(&mut window, Command::OpenSample(0));
    let title = window
        .state()
        .state
        .tab_of(other)
        .unwrap()
        .document()
        .title();
    send(&mut window, Command::Compare(Comparing::Tab(other)));
    assert!(says(&window, &format!("Before: {title}")));
    // The comparison stays with its tab.
    send(&mut window, Command::ShowTab(other));
    assert!(!says(&window, "Before: "));
}
