//! The user's own blueprints: kept, listed, renamed, deleted, imported, exported.

use std::{fs, path::PathBuf};

use crate::window_stage::{
    Window, click, empty, first_start, open, press, says, send, settle, type_text,
};
use egui::Key;
use egui_kittest::kittest::Queryable;
use misp_flow::state::{BlueprintCommand, BlueprintId, Command, LeftTab};
use misp_flow_engine::{
    blueprints::bundled,
    workflow::{self, NodeId, NodeKind, Workflow},
};
use misp_flow_tests::shared;

/// A window with an own, empty folder for blueprints.
fn with_folder(name: &str) -> (Window, PathBuf) {
    let folder = crate::window_stage::folder(name).join("blueprints");
    let _ = fs::remove_dir_all(&folder);
    let mut state = first_start();
    state.use_blueprint_folder(folder.clone());
    let mut window = open(state);
    send(&mut window, Command::ShowLeft(LeftTab::Blueprints));
    (window, folder)
}

fn files(folder: &PathBuf) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let name =
        |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

fn read(path: PathBuf) -> Workflow {
    workflow::open(&fs::read(path).unwrap()).unwrap()
}

fn import(window: &mut Window, path: PathBuf) {
    let command = BlueprintCommand::ImportFrom(path);
    send(window, Command::Blueprint(command));
}

/// Keeps the nodes 2 and 3 of the sample, an IF and what stops.
fn keep(window: &mut Window, name: &str) {
    let nodes = vec![NodeId::from(1), NodeId::from(2), NodeId::from(3)];
    send(window, Command::Select(nodes, Vec::new()));
    click(window, "Save the selection as blueprint");
    type_text(window, name);
    window.get_by_label("What it is for").focus();
    settle(window);
    type_text(window, "Stops what must not leave.");
    click(window, "Save blueprint");
}

#[test]
fn a_selection_is_kept_as_misps_json_and_is_there_at_the_next_start() {
    let (mut window, folder) = with_folder("keep");
    assert!(says(&window, "None yet."));
    keep(&mut window, "My blocker");
    assert!(says(&window, "Saved My blocker among your blueprints"));
    assert!(says(&window, "Blueprint My blocker"));
    assert_eq!(files(&folder), ["my-blocker.json"]);

    let text = fs::read_to_string(folder.join("my-blocker.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let blueprint = &json["WorkflowBlueprint"];
    assert_eq!(blueprint["name"], "My blocker");
    assert_eq!(
        blueprint["description"],
        "[event-publish]\nStops what must not leave."
    );
    assert_eq!(blueprint["uuid"].as_str().unwrap().len(), 36);
    assert!(
        blueprint["timestamp"]
            .as_str()
            .unwrap()
            .parse::<i64>()
            .unwrap()
            > 1_700_000_000
    );
    let nodes = blueprint["data"].as_array().unwrap();
    assert_eq!(nodes.len(), 2, "the trigger stays where it is");
    for node in nodes {
        for side in ["inputs", "outputs"] {
            for (_, port) in node[side].as_object().into_iter().flatten() {
                for link in port["connections"].as_array().unwrap() {
                    assert!(
                        ["2", "3"].contains(&link["node"].as_str().unwrap()),
                        "{link}"
                    );
                }
            }
        }
    }

    let mut state = empty();
    state.use_blueprint_folder(folder);
    let mut later = open(state);
    send(&mut later, Command::ShowLeft(LeftTab::Blueprints));
    later.get_by_label("Blueprint My blocker").focus();
    press(&mut later, Key::Enter);
    // The workflow had no trigger, so it gets the one that the blueprint is for.
    let graph = &later.state().state.document().workflow().graph;
    assert_eq!(graph.nodes.len(), 3);
    let (trigger, node) = graph.trigger().unwrap();
    assert_eq!(node.module, "event-publish");
    assert_eq!(graph.edges_of(trigger).count(), 1);
    assert!(says(&later, "It starts with Event Publish"));
}

#[test]
fn without_a_selection_the_reason_is_told() {
    let (mut window, _) = with_folder("nothing");
    let save = Command::Blueprint(BlueprintCommand::SaveSelection);
    send(&mut window, save.clone());
    let reason = "Select the nodes first; a trigger is not part of a blueprint";
    assert!(says(&window, reason));
    send(
        &mut window,
        Command::Select(vec![NodeId::from(1)], Vec::new()),
    );
    assert_eq!(window.state().state.why_not(&save), Some(reason));
}

#[test]
fn two_of_the_same_name_are_kept_apart_and_one_is_renamed_and_deleted() {
    let (mut window, folder) = with_folder("rename");
    keep(&mut window, "My blocker");
    keep(&mut window, "My blocker");
    assert_eq!(files(&folder), ["my-blocker-2.json", "my-blocker.json"]);
    let id = BlueprintId("my-blocker-2.json".to_owned());
    send(
        &mut window,
        Command::Blueprint(BlueprintCommand::AskName(id)),
    );
    let name = window.get_by_label("Name");
    assert_eq!(name.value().as_deref(), Some("My blocker"));
    type_text(&mut window, " of mails");
    click(&mut window, "Rename");
    assert!(says(&window, "Blueprint My blocker of mails"));
    let renamed = read(folder.join("my-blocker-2.json"));
    assert_eq!(renamed.name, "My blocker of mails");
    assert_eq!(
        renamed.description,
        "[event-publish]\nStops what must not leave."
    );

    click(&mut window, "Blueprint My blocker of mails");
    click(&mut window, "Delete My blocker of mails");
    assert!(says(&window, "Delete My blocker of mails?"));
    click(&mut window, "Cancel");
    assert_eq!(files(&folder).len(), 2);
    click(&mut window, "Delete My blocker of mails");
    // The first of that name deletes the nodes that are selected.
    let delete = window.get_all_by_label("Delete").last();
    delete.expect("a button to delete with").click();
    settle(&mut window);
    assert_eq!(files(&folder), ["my-blocker.json"]);
    assert!(!says(&window, "Blueprint My blocker of mails"));
}

#[test]
fn what_is_exported_is_imported_again_as_the_same() {
    let (mut window, folder) = with_folder("export");
    let out = crate::window_stage::folder("export").join("out.json");
    let _ = fs::remove_file(&out);
    click(&mut window, "Blueprint Block on red");
    click(&mut window, "Export Block on red");
    assert!(says(&window, "Export the blueprint"));
    assert_eq!(
        window.get_by_label("Path").value().as_deref(),
        Some("block-on-red.json")
    );
    egui_select_all(&mut window);
    type_text(&mut window, &out.display().to_string());
    press(&mut window, Key::Enter);
    assert!(says(&window, "Exported Block on red to out.json"));
    assert_eq!(fs::read_to_string(&out).unwrap(), bundled()[0].json);

    import(&mut window, out.clone());
    assert!(says(&window, "Imported Block on red"));
    assert_eq!(files(&folder), ["block-on-red.json"]);
    assert_eq!(
        read(folder.join("block-on-red.json")).to_json(),
        read(out.clone()).to_json()
    );
    // The same uuid is the same blueprint.
    import(&mut window, out);
    assert!(says(&window, "Replaced by what was imported Block on red"));
    assert_eq!(files(&folder).len(), 1);
}

fn egui_select_all(window: &mut Window) {
    crate::window_stage::press_with(window, egui::Modifiers::COMMAND, Key::A);
}

#[test]
fn a_list_an_import_body_a_workflow_and_damage_are_each_taken_for_what_they_are() {
    let (mut window, folder) = with_folder("import");
    let put = |name: &str, text: String| {
        let path = crate::window_stage::folder("import").join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let [one, two] = [bundled()[0].json, bundled()[1].json];
    let list = put(
        "list.json",
        format!("[{one}, {{\"WorkflowBlueprint\": {{\"name\": \"Bad\", \"data\": 5}}}}, {two}]"),
    );
    import(&mut window, list);
    assert!(says(
        &window,
        "Imported Block on red, Block queries to third parties"
    ));
    assert!(says(
        &window,
        "Left out of list.json, number 2: The workflow's `data` should be"
    ));
    assert_eq!(files(&folder).len(), 2);

    let body = serde_json::json!({"WorkflowBlueprint": {"json": bundled()[2].json}});
    import(&mut window, put("body.json", body.to_string()));
    assert!(says(&window, "Imported Dark-web content stays inside"));

    let sample = misp_flow_engine::catalogue::samples::WORKFLOWS[0].json;
    import(&mut window, put("workflow.json", sample.to_owned()));
    assert!(says(&window, "Imported Block publishing of red data"));
    let kept = read(folder.join("block-publishing-of-red-data.json"));
    assert!(kept.is_blueprint() && kept.graph.trigger().is_none());
    assert!(kept.description.starts_with("[event-publish]\n"));

    import(
        &mut window,
        put("half.json", "{\"WorkflowBlueprint\": {".to_owned()),
    );
    assert!(says(
        &window,
        "Nothing was imported from half.json. This is not valid JSON"
    ));
    assert_eq!(files(&folder).len(), 4);
}

#[test]
fn damaged_files_are_listed_with_the_reason() {
    let (mut window, folder) = with_folder("damaged");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("broken.json"), "{\"WorkflowBlueprint\": ").unwrap();
    fs::write(folder.join("event.json"), "{\"Event\": {\"id\": \"1\"}}").unwrap();
    fs::write(folder.join("notes.txt"), "not a blueprint").unwrap();
    send(&mut window, Command::ShowLeft(LeftTab::Blueprints));
    assert!(says(&window, "broken.json"));
    assert!(says(&window, "This is not valid JSON"));
    assert!(says(&window, "This JSON holds no workflow"));
    assert!(!says(&window, "notes.txt"));
    click(&mut window, "Delete broken.json");
    assert!(says(&window, "Delete broken.json?"));
    click(&mut window, "Delete");
    assert_eq!(files(&folder), ["event.json", "notes.txt"]);
}

#[test]
fn all_official_blueprints_are_imported_and_inserted() {
    let Some(source) = shared::shared("blueprints") else {
        return;
    };
    let (mut window, folder) = with_folder("official");
    let official = shared::files(&source, "json");
    assert!(official.len() >= 9);
    for path in &official {
        import(&mut window, path.clone());
    }
    assert_eq!(files(&folder).len(), official.len());
    let own = window.state().state.blueprints().own().to_vec();
    assert_eq!(own.len(), official.len());
    for path in &official {
        let sent = read(path.clone());
        let kept = own
            .iter()
            .find(|one| one.workflow.uuid == sent.uuid)
            .unwrap();
        assert_eq!(
            kept.workflow.to_json(),
            sent.to_json(),
            "{}",
            path.display()
        );
        send(&mut window, Command::New);
        let start = Command::AddModule {
            module: "event-after-save".into(),
            at: None,
            end: None,
        };
        send(&mut window, start);
        let insert = BlueprintCommand::Insert(kept.id.clone(), None, None);
        send(&mut window, Command::Blueprint(insert));
        let graph = &window.state().state.document().workflow().graph;
        let wanted = sent
            .graph
            .nodes
            .values()
            .filter(|node| node.kind != NodeKind::Trigger);
        assert_eq!(graph.nodes.len(), 1 + wanted.count(), "{}", kept.name());
        // Every wire between two nodes that came along is there, on both sides.
        let inner = sent.graph.edges().filter(|edge| {
            [&edge.from.node, &edge.to.node].iter().all(|id| {
                sent.graph
                    .node(id)
                    .is_some_and(|node| node.kind != NodeKind::Trigger)
            })
        });
        assert_eq!(graph.edges().count(), inner.count(), "{}", kept.name());
        assert_eq!(graph.half_edges(), [], "{}", kept.name());
    }
}
